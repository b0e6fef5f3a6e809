"""Opens the desk's cupboards for a command: the database with its tables, and the office."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.app import SENDER, SystemClock, open_database
from bot.commands.speaking import Exit, Stopped
from bot.office_in_force import current_office
from bot.scrubbing import same_secret
from bot.settings import Settings
from handlers.office import Office
from storage.db import Database


@dataclass(frozen=True, slots=True)
class Cupboards:
    """What most commands need. `now` is when the command was given."""

    database: Database
    office: Office
    now: datetime


@asynccontextmanager
async def tables(settings: Settings) -> AsyncIterator[Database]:
    """The database, its tables at the newest step. Raises WrongSettings, WrongKey."""
    database = open_database(settings)
    try:
        await database.migrate()
        async with database.reading() as store:
            await same_secret(store)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Cupboards]:
    """Raises WrongSettings, WrongKey, BrokenOffice."""
    async with tables(settings) as database:
        now = SystemClock().now()
        yield Cupboards(database, await current_office(settings, database, now), now)


@asynccontextmanager
async def while_closed(database: Database) -> AsyncIterator[None]:
    """No desk works on this database meanwhile. Raises Stopped while one does."""
    async with database.alone(SENDER) as held:
        if held is None:
            raise Stopped("A desk is running on this database: close it first.", Exit.USAGE)
        yield
