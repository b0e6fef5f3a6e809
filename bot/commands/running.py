"""The commands that let the desk work, and that bring its tables to a step."""

import asyncio
from contextlib import suppress
from typing import Annotated

import typer

from bot import app, logs
from bot.commands.opening import while_closed
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.enduring import only_one
from bot.settings import read_settings
from storage.db import Database
from storage.steps import NoSuchStep

HEAD = "head"


def run() -> None:
    """Open the desk, until it is stopped with Ctrl-C or SIGTERM."""
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format, settings.secrets())
    with suppress(KeyboardInterrupt, asyncio.CancelledError):  # how it is meant to end
        asyncio.run(app.run(settings))


def migrate(
    revision: Annotated[str, typer.Argument(help="head, base, -1, or a revision's name.")] = HEAD,
) -> None:
    """Bring the tables to a step, while the desk is closed."""
    settings = settle_settings()
    with only_one(settings):
        say(asyncio.run(_migrate(app.open_database(settings), revision)))


async def _migrate(database: Database, revision: str) -> str:
    try:
        async with while_closed(database):
            await database.migrate(revision)
        now, newest = await database.revision()
    except NoSuchStep as error:
        raise Stopped(f"REVISION {revision!r}: {error}.", Exit.USAGE) from None
    finally:
        await database.close()
    return f"The tables are at {now or 'nothing'}; the newest step is {newest}."
