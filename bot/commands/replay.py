"""The command that takes up again what could not be handled."""

import asyncio
from dataclasses import dataclass

from bot.app import SENDER, App, build, only_one
from bot.commands.speaking import Exit, Stopped, complain, say, settle_settings
from bot.intake import read_again
from bot.settings import Settings, WrongSettings
from storage.models import Delivery, Taken

PATIENCE = 120
"""Seconds. A platform that does not answer must not hold the operator up for ever."""


def replay() -> None:
    """Put failed messages back in line; when no desk is running, handle them here and now."""
    settings = settle_settings()
    done = asyncio.run(take_up(settings))
    say(done.sentence)
    if done.left:
        complain(f"{done.left} of all messages still wait for a mended program or a person.")
        raise Stopped("Look into the log for `a message could not be handled`.", Exit.WRONG)


@dataclass(frozen=True, slots=True)
class Done:
    """What a replay did. `left`: failed again, or still unreadable."""

    sentence: str
    left: int = 0


async def take_up(settings: Settings) -> Done:
    """Put back, and handle unless a running desk will. Raises WrongSettings, BrokenOffice."""
    app = await build(settings)
    try:
        found = await _put_back(app)
        if not found:
            return Done("Nothing had failed.", await _left(app))
        messages = f"{found} message{'s' if found > 1 else ''}"
        if await _is_running(app):
            return Done(f"{messages} put back in line; the running desk handles them now.")
        await _handle(app)
        left, unsent = await _left(app), await _unsent(app)
        rest = f", {unsent} answers go out when the desk runs" if unsent else ""
        return Done(f"{messages} taken up again, {max(found - left, 0)} handled{rest}.", left)
    finally:
        await app.database.close()
