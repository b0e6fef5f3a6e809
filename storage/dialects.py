"""How SQL is spoken to a database: what was made of a question once serves all connections."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from sqlalchemy import AsyncAdaptedQueuePool, Pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache
from sqlalchemy.util.concurrency import await_only, in_greenlet

DRIVERS = {
    "sqlite": "sqlite+alike",
    "postgresql": "postgresql+alike",
    "postgres": "postgresql+alike",
}
"""By the name in a URL; otherwise they are SQLAlchemy's own for sqlite3 and asyncpg."""

MADE: dict[str, Any] = {"compiled_cache": LRUCache(500)}
"""An engine's option: it shares what it made with the others, as reader and writer do."""


DISK = ThreadPoolExecutor(4, "disk")
"""Threads of the database's own: others may be busy for seconds, with pictures."""


class _Alike:
    """Equal to others of its kind: SQLAlchemy keeps what it made by question and dialect."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class PromptCursor(sqlite3.Cursor):
    """What SQLAlchemy's asynchronous connection asks of a cursor besides."""

    async def _async_soft_close(self) -> None:
        """Nothing is left to wait for."""


class Prompt(sqlite3.Connection):
    """A connection to a file of this machine: what it is asked, it answers in microseconds."""

    written = 0
    """Rows changed up to the last commit."""


class _Context(SQLiteExecutionContext):
    """One statement under way; rows are always fetched as they are wanted."""

    def create_default_cursor(self) -> Any:  # noqa: ANN401  # the driver's own type
        """SQLAlchemy's own asynchronous doors insist that something is awaited meanwhile."""
        if in_greenlet():
            await_only(_nothing())
        return self._dbapi_connection.cursor(PromptCursor)

    create_server_side_cursor = create_default_cursor


class Sqlite(_Alike, SQLiteDialect_pysqlite):
    """Python's own sqlite3 in an asynchronous engine: only what waits for the disk is awaited.

    Measured: a driver with a thread of its own, and SQLAlchemy's way to it, took half of the time
    of all questions (51 instead of 21 microseconds for a small one, 270 instead of 90 for a
    transaction of one).
    """

    is_async = True
    has_terminate = True
    supports_statement_cache = True
    supports_server_side_cursors = True
    execution_ctx_cls = _Context

    def __init__(self, begins: str = "BEGIN", **given: Any) -> None:  # SQLAlchemy's own
        super().__init__(**given)
        self.begins = begins

    def create_connect_args(self, url: URL) -> tuple[list[str], dict[str, Any]]:
        """The file, and that transactions are begun by us and may end on a thread."""
        known = {"factory": Prompt, "isolation_level": None, "check_same_thread": False}
        return [url.database or ":memory:"], known

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:  # noqa: ARG003  # SQLAlchemy's own
        """One whose queue is awaited."""
        return AsyncAdaptedQueuePool

    def do_begin(self, dbapi_connection: Any) -> None:  # noqa: ANN401  # the driver's own type
        """As this engine's transactions begin."""
        dbapi_connection.execute(self.begins)

    def do_commit(self, dbapi_connection: Any) -> None:  # noqa: ANN401  # as above
        """On a thread, where something has changed."""
        connection = cast(Prompt, dbapi_connection.driver_connection)  # not what the pool lends
        if connection.written == connection.total_changes:
            connection.commit()
            return
        connection.written = connection.total_changes
        await_only(aside(connection.commit))

    def do_terminate(self, dbapi_connection: Any) -> None:  # noqa: ANN401  # as above
        """Nobody needs to be asked."""
        dbapi_connection.close()


async def _nothing() -> None:
    """What takes no time."""


async def aside(work: Callable[[], object]) -> None:
    """Do it on a thread. Whoever stops waiting still waits until it is done.

    A connection must not be used for something else meanwhile.
    """
    done = asyncio.get_running_loop().run_in_executor(DISK, work)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise


class Postgres(_Alike, PGDialect_asyncpg):
    """asyncpg's."""

    supports_statement_cache = True


registry.register("sqlite.alike", __name__, Sqlite.__name__)
registry.register("postgresql.alike", __name__, Postgres.__name__)
