"""SQLite for the desk: one writer, short statements answered at once, commits on a thread."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.dialects import MADE

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a receipt is a promise: it must survive a power cut
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is taken back is overwritten, not only unlinked
)
CACHES = {True: 4000, False: 1000}
"""KiB in memory for a connection that writes, and for each of those that only read."""


class PromptConnection(aiosqlite.Connection):
    """aiosqlite, without a trip to its thread for what takes some twenty microseconds.

    Measured: the trips (three or four a statement) cost more than half of a report's time.
    What waits for the disk (a commit of changes) still goes to the thread.
    """

    _written = 0
    """Rows changed up to the last commit."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # aiosqlite's own signature
        if not self._running or not self._connection:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # untyped there
        if fn == self._connection.commit and self._written != self._connection.total_changes:
            self._written = self._connection.total_changes
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # untyped there
        return fn(*args, **kwargs)


async def rewrite(connection: aiosqlite.Connection) -> None:
    """Write the file anew and empty its log. Slow: on the thread, nobody else waits for it."""
    for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        run = partial(_run, connection, statement)
        # Past PromptConnection, which would answer at once and hold everybody up.
        await aiosqlite.Connection._execute(connection, run)  # type: ignore[no-untyped-call]  # noqa: SLF001  # untyped there


def _run(connection: aiosqlite.Connection, statement: str) -> None:
    connection._conn.execute(statement).fetchall()  # noqa: SLF001  # as above


def sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    """An engine whose transactions begin as BEGIN IMMEDIATE (writes) or BEGIN."""
    path = url.database or ":memory:"

    def open_it(*_as: str, **_known: object) -> PromptConnection:
        connect = partial(sqlite3.connect, path, isolation_level=None, check_same_thread=False)
        made = PromptConnection(connect, iter_chunk_size=64)
        made._thread.daemon = True  # noqa: SLF001  # as SQLAlchemy does for those it makes itself
        return made

    engine = create_async_engine(
        url,
        pool_size=1 if writes else 4,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"async_creator_fn": open_it},
        execution_options=MADE,
    )

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own type
        cursor = connection.cursor()
        own = (f"query_only={'OFF' if writes else 'ON'}", f"cache_size=-{CACHES[writes]}")
        for pragma in (*PRAGMAS, *own):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begin)
    return engine
