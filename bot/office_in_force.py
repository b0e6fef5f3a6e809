"""Puts the office file in force at the start, or takes the one that is; what follows from it."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

from bot.settings import Settings, WrongSettings
from handlers.desk import Desk
from handlers.office import Office
from handlers.office_file import read_office
from handlers.officials import rolling
from handlers.wording import Wording
from storage.db import Database


def wording_of(office: Office) -> Wording:
    """The office's words, with what is the same in all of them."""
    you = office.address_form
    return Wording(office.texts, office=office.name, you=you, You=you[:1].upper() + you[1:])


class DaysOff:
    """A new office file may close the office on a day on which something is due."""

    def __init__(self, open_desk: Callable[[], AbstractAsyncContextManager[Desk]]) -> None:
        self._open_desk = open_desk
        self._seen: int | None = None

    async def look(self, version: int | None) -> None:
        """Move what is due on days off, once for each office file that comes into force."""
        while version != self._seen:
            async with self._open_desk() as desk:
                moved = await rolling.roll(desk)
            if moved is None:  # the next look tries again
                return
            if not moved:
                self._seen = version


async def current_office(settings: Settings, database: Database, now: datetime) -> Office:
    """The office in force; OFFICE_FILE's only where none is. Raises BrokenOffice, WrongSettings."""
    async with database.reading() as store:
        current = await store.offices.current()
    if current is not None:
        return read_office(current.text)
    office, _ = await load_office(settings, database, now)
    return office


def office_text(file: Path) -> str:
    """What stands in OFFICE_FILE. Raises WrongSettings."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        why = "it is not written in UTF-8"
    except OSError as error:
        why = error.strerror or type(error).__name__
    message = f"OFFICE_FILE {file} cannot be read: {why}."
    raise WrongSettings(message)


async def load_office(
    settings: Settings, database: Database, now: datetime
) -> tuple[Office, int | None]:
    """Put OFFICE_FILE in force, or take the one that is. Raises BrokenOffice, WrongSettings."""
    async with database.unit_of_work() as store:
        if settings.office_file is not None:
            text = office_text(settings.office_file)
            read_office(text)
            await store.offices.load(text, hashlib.sha256(text.encode()).hexdigest(), now)
    async with database.reading() as store:
        current = await store.offices.current()
    if current is None:
        message = "OFFICE_FILE is missing: the office's units, categories and hours."
        raise WrongSettings(message)
    return read_office(current.text), current.id
