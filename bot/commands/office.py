"""The commands about the office file: look it over, put it in force."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from bot.app import SystemClock
from bot.commands.opening import tables
from bot.commands.speaking import Exit, Stopped, complain, say, settle_settings
from bot.settings import Settings
from handlers.office import Office
from handlers.office_file import read_office
from storage.db import Store

OfficeFile = Annotated[Path, typer.Argument(metavar="FILE", help="An office file (TOML).")]


def check(file: OfficeFile) -> None:
    """Name every fault of an office file; change nothing."""
    say(f"{file} is sound: {_contents(read_office(read_file(file)))}.")


def load(file: OfficeFile) -> None:
    """Put an office file in force; a running desk takes it up within half a minute."""
    settings, text = settle_settings(), read_file(file)
    office = read_office(text)
    new, left = asyncio.run(_load(settings, text, office))
    say(f"{file} is in force{'' if new else ' already'}: {_contents(office)}.")
    for sentence in left:
        complain(sentence)
    other = settings.office_file
    if other is not None and other.resolve() != file.resolve():
        complain(f"OFFICE_FILE names {other}: the next start puts that one in force again.")


async def _load(settings: Settings, text: str, office: Office) -> tuple[bool, list[str]]:
    async with tables(settings) as database, database.unit_of_work() as store:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        new = await store.offices.load(text, sha256, SystemClock().now())
        return new, [one async for one in left_behind(store, office)]


async def left_behind(store: Store, office: Office) -> AsyncIterator[str]:
    """What is open or connected, and the office file no longer knows."""
    counts = (
        ("unit", await store.cases.open_by_unit(), {one.code for one in office.units}),
        ("category", await store.cases.open_by_category(), {one.code for one in office.categories}),
    )
    for what, cases, known in counts:
        for code, number in cases.items():
            if code not in known:
                yield f"{number} open cases are of the {what} {code!r}, which this file has not."
    for room in await store.offices.rooms():
        if room.unit is not None and office.unit(room.unit) is None:
            yield f"A group is connected to the unit {room.unit!r}, which this file has not."


def read_file(file: Path) -> str:
    """Read a file that was named on the command line. Raises Stopped."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Stopped(f"FILE {file}: {error.strerror}.", Exit.USAGE) from None
    except UnicodeDecodeError:
        raise Stopped(f"FILE {file} is not written in UTF-8.", Exit.USAGE) from None


def _contents(office: Office) -> str:
    return f"{office.name}, {len(office.units)} units, {len(office.categories)} categories"
