"""Opens the desk's cupboards for a command: the database with its tables, and the office."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.app import SystemClock, open_database
from bot.office_in_force import load_office
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
async def opened(settings: Settings) -> AsyncIterator[Cupboards]:
    """Raises WrongSettings, BrokenOffice."""
    database, now = open_database(settings), SystemClock().now()
    try:
        await database.migrate()
        office, _ = await load_office(settings, database, now)
        yield Cupboards(database, office, now)
    finally:
        await database.close()
