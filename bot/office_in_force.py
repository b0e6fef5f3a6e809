"""Puts the office file in force at the start, or takes the one that is."""

import hashlib
from datetime import datetime

from bot.settings import Settings, WrongSettings
from handlers.office import Office
from handlers.office_file import read_office
from storage.db import Database


async def load_office(
    settings: Settings, database: Database, now: datetime
) -> tuple[Office, int | None]:
    """Put OFFICE_FILE in force, or take the one that is. Raises BrokenOffice, WrongSettings."""
    async with database.unit_of_work() as store:
        if settings.office_file is not None:
            try:
                text = settings.office_file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                message = f"OFFICE_FILE cannot be read: {type(error).__name__}."
                raise WrongSettings(message) from None
            read_office(text)
            await store.offices.load(text, hashlib.sha256(text.encode()).hexdigest(), now)
    async with database.reading() as store:
        current = await store.offices.current()
    if current is None:
        message = "OFFICE_FILE is missing: the office's units, categories and hours."
        raise WrongSettings(message)
    return read_office(current.text), current.id
