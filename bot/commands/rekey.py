"""The command that seals everything under a new SECRET_KEY, while the desk is closed."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot.app import SystemClock, open_database
from bot.commands.forget import again
from bot.commands.opening import while_closed
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.enduring import only_one
from bot.settings import GOOD_SECRET, Settings
from storage.rekeying import Rekeyed, Rekeying
from storage.vault import Vault

NewKey = Annotated[
    Path, typer.Argument(metavar="FILE", help="Holds the new key, and is readable by you alone.")
]


def rekey(file: NewKey) -> None:
    """Change SECRET_KEY to what FILE holds. When interrupted, give the same command again."""
    new = read(file)
    settings = settle_settings()
    if new == settings.secret:
        raise Stopped(f"FILE {file} holds the SECRET_KEY that is in force.", Exit.USAGE)
    with only_one(settings):
        done = asyncio.run(changed(settings, new))
    cells = sum(done.cells.values())
    say(f"{cells} cells and {done.keys} hashes are under the new key; the old one opens nothing.")
    if done.lapsed:
        say(f"{done.lapsed} one-time codes or consents had not been used: make them anew.")
    say(f"Now put what {file} holds into SECRET_KEY, keep a copy elsewhere, and delete the file.")


def read(file: Path) -> str:
    """The new key. Raises Stopped."""
    try:
        new = file.read_text(encoding="utf-8-sig").strip()  # Notepad puts a mark in front
    except OSError as error:
        raise Stopped(f"FILE {file}: {error.strerror}.", Exit.USAGE) from None
    except UnicodeDecodeError:
        raise Stopped(f"FILE {file} is not written in UTF-8.", Exit.USAGE) from None
    if not new.isprintable() or " " in new:
        message = f"FILE {file}: the new key is one line, without spaces or signs that nobody sees."
        raise Stopped(message, Exit.USAGE)
    if len(new) < GOOD_SECRET:
        message = f"FILE {file}: the new key needs {GOOD_SECRET} characters: openssl rand -hex 32."
        raise Stopped(message, Exit.USAGE)
    return new


async def changed(settings: Settings, new: str) -> Rekeyed:
    """Seal everything anew. Raises Stopped while a desk runs, WrongKey."""
    database = open_database(settings)
    try:
        await database.migrate()
        async with while_closed(database):
            done = await Rekeying(database, Vault(new)).run(SystemClock().now())
    finally:
        await database.close()
    # Who was erased after an earlier change is known under the new key only: this may be a backup.
    await again(settings.model_copy(update={"secret_key": SecretStr(new)}))
    return done
