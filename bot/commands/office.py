"""The commands about the office file: look it over, put it in force."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated

import typer

from bot.app import SystemClock
from bot.commands.opening import tables
from bot.commands.speaking import Exit, Stopped, complain, say, settle_settings
from bot.settings import Settings
from handlers.office import Office
from handlers.office_file import read_office

OfficeFile = Annotated[Path, typer.Argument(metavar="FILE", help="An office file (TOML).")]


def check(file: OfficeFile) -> None:
    """Name every fault of an office file; change nothing."""
    say(f"{file} is sound: {_contents(read_office(read_file(file)))}.")


def load(file: OfficeFile) -> None:
    """Put an office file in force; a running desk takes it up within half a minute."""
    settings, text = settle_settings(), read_file(file)
    office = read_office(text)
    new = asyncio.run(_load(settings, text))
    say(f"{file} is in force{'' if new else ' already'}: {_contents(office)}.")
    other = settings.office_file
    if other is not None and other.resolve() != file.resolve():
        complain(f"OFFICE_FILE names {other}: the next start puts that one in force again.")


async def _load(settings: Settings, text: str) -> bool:
    async with tables(settings) as database, database.unit_of_work() as store:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        return await store.offices.load(text, sha256, SystemClock().now())


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
