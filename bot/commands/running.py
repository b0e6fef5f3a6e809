"""The commands that let the desk work: the real one, and the one that plays a case."""

import asyncio
from contextlib import suppress
from typing import Annotated

import typer
from alembic.util import CommandError

from bot import app, logs
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.enduring import only_one
from bot.settings import read_settings
from storage.db import Database

HEAD = "head"


def run() -> None:
    """Open the desk, until it is stopped with Ctrl-C or SIGTERM."""
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format, settings.secrets())
    with suppress(KeyboardInterrupt, asyncio.CancelledError):  # how it is meant to end
        asyncio.run(app.run(settings))


def demo() -> None:
    """Play one whole case on this machine alone: no token, no network."""
    # Only here: what plays the platform and its people is no part of the running bot.
    from bot.demo import play  # noqa: PLC0415  # see above
    from bot.sandbox.play import PlayBroken  # noqa: PLC0415  # see above

    logs.set_up("ERROR")
    try:
        asyncio.run(play(say))
    except PlayBroken as error:
        raise Stopped(f"The demo did not go as it is written: {error}.") from error


def migrate(
    revision: Annotated[str, typer.Argument(help="head, base, -1, or a revision's name.")] = HEAD,
) -> None:
    """Bring the tables to a step, while the desk is closed."""
    settings = settle_settings()
    with only_one(settings):
        say(asyncio.run(_migrate(app.open_database(settings), revision)))


async def _migrate(database: Database, revision: str) -> str:
    try:
        await database.migrate(revision)
        now, newest = await database.revision()
    except CommandError as error:
        raise Stopped(f"REVISION {revision!r}: {error}.", Exit.USAGE) from None
    finally:
        await database.close()
    return f"The tables are at {now or 'nothing'}; the newest step is {newest}."
