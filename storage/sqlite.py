"""SQLite for the desk: one writer, short statements answered at once, commits on a thread."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.dialects import MADE, aside

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a receipt is a promise: it must survive a power cut
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is taken back is overwritten, not only unlinked
)
CACHES = {True: 2000, False: 500}
"""KiB in memory for a connection that writes, and for each of those that only read."""


async def rewrite(connection: sqlite3.Connection) -> None:
    """Write the file anew and empty its log. Slow: on a thread, nobody else waits for it."""
    for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        await aside(lambda said=statement: connection.execute(said).fetchall())  # type: ignore[misc]  # bound here


@contextmanager
def rebuilding(connection: sqlite3.Connection) -> Iterator[None]:
    """Tables may be made anew in a transaction inside, while others point at their rows."""
    connection.execute("PRAGMA foreign_keys=OFF").close()  # in a transaction it would do nothing
    try:
        yield
    finally:
        connection.execute("PRAGMA foreign_keys=ON").close()


def sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    """An engine whose transactions begin as BEGIN IMMEDIATE (writes) or BEGIN."""
    engine = create_async_engine(
        url,
        begins="BEGIN IMMEDIATE" if writes else "BEGIN",
        pool_size=1 if writes else 4,
        max_overflow=0,
        pool_timeout=60,
        execution_options=MADE,
    )

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own type
        own = (f"query_only={'OFF' if writes else 'ON'}", f"cache_size=-{CACHES[writes]}")
        for pragma in (*PRAGMAS, *own):
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine.sync_engine, "connect", connected)
    return engine
