"""The one door to the database, and the only place that commits."""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from storage import steps
from storage.address import database_url
from storage.agreements import Agreements
from storage.alarms import Alarms
from storage.appointments import Appointments
from storage.cases import Cases
from storage.changes import WatchedSession
from storage.chases import Chases
from storage.dialects import MADE
from storage.drafts import Drafts
from storage.erasing import Erasing
from storage.figures import Figures
from storage.files import Files
from storage.history import History
from storage.inbox import InboxRows
from storage.moves import Ways
from storage.office import Offices
from storage.orders import Orders
from storage.outbox import OutboxRows
from storage.owed import Owed
from storage.people import People
from storage.places import Places
from storage.postponed import Postponed
from storage.proxies import Proxies
from storage.requests import DataRequests
from storage.retention import Retention
from storage.scrubs import Scrubs
from storage.sealed import SealedReports
from storage.seals import Seals
from storage.seen import Seen
from storage.session import Session
from storage.spots import Spots
from storage.sqlite import rewrite, sqlite_engine
from storage.surveys import Surveys
from storage.tokens import Tokens
from storage.unsaid import Unsaid
from storage.vault import Vault
from storage.visits import Visits
from storage.waiting import Waiting
from storage.windows import Windows

Held = Callable[[], Awaitable[None]]
"""Asks whether a lock is still ours. Raises SQLAlchemyError when it is lost."""


class Store:
    """What the office remembers, seen from inside one transaction.

    Each part is made when it is first asked for: most transactions need three of them.
    """

    history: History
    seals: Seals
    people: People
    offices: Offices
    inbox: InboxRows
    outbox: OutboxRows
    places: Places
    drafts: Drafts
    cases: Cases
    alarms: Alarms
    chases: Chases
    postponed: Postponed
    owed: Owed
    surveys: Surveys
    visits: Visits
    figures: Figures
    spots: Spots
    orders: Orders
    files: Files
    sealed: SealedReports
    tokens: Tokens
    windows: Windows
    ways: Ways
    proxies: Proxies
    appointments: Appointments
    unsaid: Unsaid
    agreements: Agreements
    requests: DataRequests
    erasing: Erasing
    retention: Retention
    seen: Seen
    scrubs: Scrubs
    waiting: Waiting

    def __init__(self, session: Session, vault: Vault, files_dir: Path) -> None:
        self.session, self.vault, self.files_dir = session, vault, files_dir

    if not TYPE_CHECKING:  # the types stand above

        def __getattr__(self, name: str) -> object:
            if name not in SHELVES:
                raise AttributeError(name)
            made = SHELVES[name](self)
            setattr(self, name, made)
            return made

    async def flush(self) -> None:
        """Let what was done so far be seen by the questions that follow in this transaction.

        Events are written at its end, all together; who asks for them has them written before.
        """
        self.history.tell()
        await self.session.flush()

    def leave(self) -> None:
        """One message is done, another follows: it sees what has changed as soon as it asks."""
        self.history.tell()
        self.session.fall_behind()


SHELVES: dict[str, Callable[[Store], object]] = {
    "history": lambda of: History(of.session, of.vault),
    "seals": lambda of: Seals(of.session),
    "people": lambda of: People(of.session, of.vault),
    "offices": lambda of: Offices(of.session, of.vault),
    "inbox": lambda of: InboxRows(of.session, of.vault),
    "outbox": lambda of: OutboxRows(of.session, of.vault),
    "places": lambda of: Places(of.vault),
    "drafts": lambda of: Drafts(of.session, of.places, of.vault),
    "cases": lambda of: Cases(of.session, of.history, of.vault),
    "alarms": lambda of: Alarms(of.session, of.vault),
    "chases": lambda of: Chases(of.session, of.history),
    "postponed": lambda of: Postponed(of.session),
    "owed": lambda of: Owed(of.session),
    "surveys": lambda of: Surveys(of.session),
    "visits": lambda of: Visits(of.session),
    "figures": lambda of: Figures(of.session),
    "spots": lambda of: Spots(of.session),
    "orders": lambda of: Orders(of.session),
    "files": lambda of: Files(of.session, of.files_dir),
    "sealed": lambda of: SealedReports(of.session, of.vault, of.files_dir),
    "tokens": lambda of: Tokens(of.session, of.vault),
    "windows": lambda of: Windows(of.session, of.vault),
    "ways": lambda of: Ways(of.session),
    "proxies": lambda of: Proxies(of.session, of.vault),
    "appointments": lambda of: Appointments(of.session),
    "unsaid": lambda of: Unsaid(of.session, of.files_dir, of.vault),
    "agreements": lambda of: Agreements(of.session, of.vault),
    "requests": lambda of: DataRequests(of.session, of.vault),
    "erasing": lambda of: Erasing(of.session, of.vault, of.files_dir, of.places),
    "retention": lambda of: Retention(of.session),
    "seen": lambda of: Seen(of.session),
    "scrubs": lambda of: Scrubs(of.session),
    "waiting": lambda of: Waiting(of.session),
}
"""How each part of a store is made."""


class Database:
    """Two engines on SQLite (one writer connection, several readers), one on PostgreSQL."""

    def __init__(self, url: str, vault: Vault, files_dir: Path) -> None:
        self.url = database_url(url)
        self.vault = vault
        self.files_dir = files_dir
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        if self.sqlite:
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._writer = sqlite_engine(self.url, writes=True)
            self._reader = sqlite_engine(self.url, writes=False)
        else:
            self._writer = create_async_engine(
                self.url, pool_size=10, max_overflow=5, execution_options=MADE
            )
            self._reader = self._writer
        self._write = async_sessionmaker(
            self._writer,
            class_=Session,
            sync_session_class=WatchedSession,
            expire_on_commit=False,
            autoflush=False,
        )
        self._read = async_sessionmaker(
            self._reader, class_=Session, expire_on_commit=False, autoflush=False
        )

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[Store]:
        """Commit everything on success, nothing on error."""
        async with self._write() as session:
            store = Store(session, self.vault, self.files_dir)
            yield store
            await store.history.finish()
            await session.catch_up()
            await session.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """Look, without the right to change anything that lasts."""
        async with self._read() as session:
            yield Store(session, self.vault, self.files_dir)

    async def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a step; who starts together takes turns.

        Raises NoSuchStep, NewerTables.
        """
        now, newest = await self.revision()
        if (revision, now) == ("head", newest):  # as at nearly every start
            return
        async with self._writer.connect() as connection, steps.undisturbed(connection):
            try:
                await connection.run_sync(steps.take, revision, self.vault)
                await connection.commit()
            finally:
                await connection.rollback()  # what failed is told, and not that nothing works now

    async def revision(self) -> tuple[str | None, str]:
        """Say at which step the tables are, and which is the newest. Raises NewerTables."""
        async with self._reader.connect() as connection:
            return await connection.run_sync(steps.current), steps.newest()

    @asynccontextmanager
    async def alone(self, number: int) -> AsyncIterator[Held | None]:
        """Hold an advisory lock while inside; None when another process holds it.

        The lock is the connection's: with that it is lost, which only asking finds out.
        """
        if self.sqlite:
            yield _always  # one process per file, see app.py
            return
        async with self._writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")

            async def held() -> None:
                await connection.execute(text("select 1"))

            got = await connection.scalar(text(f"select pg_try_advisory_lock({number})"))
            try:
                yield held if got else None
            finally:
                with suppress(SQLAlchemyError):  # hung up: the lock went with the connection
                    await connection.execute(text("select pg_advisory_unlock_all()"))

    async def rewrite(self) -> None:
        """Write the tables anew, so that nothing is left of what was erased (see README)."""
        async with self._writer.connect() as connection:
            if self.sqlite:
                raw = (await connection.get_raw_connection()).driver_connection
                await rewrite(cast(sqlite3.Connection, raw))
            else:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("vacuum"))

    @asynccontextmanager
    async def in_turn(self, name: str) -> AsyncIterator[None]:
        """One after another, in all processes: who comes while it is taken waits."""
        async with self._turns[name]:
            if self.sqlite:  # one process per file, see app.py
                yield
                return
            async with self._writer.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                number = text("select pg_advisory_lock(hashtextextended(:name, 0))")
                await connection.execute(number, {"name": name})
                try:
                    yield
                finally:
                    with suppress(SQLAlchemyError):  # hung up: the lock went with the connection
                        await connection.execute(text("select pg_advisory_unlock_all()"))

    async def close(self) -> None:
        """Give the connections back."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


async def _always() -> None:
    """Nobody can take a lock away that no other process can have."""
