"""The bot in a process of its own, as `python -m bot run`, but with no pace of its own if asked."""

import asyncio
import contextlib
import gc
import signal
import sys
from dataclasses import replace

from bot.app import build
from bot.channels.base import Channel
from bot.clock import Clock
from bot.platforms import make_channels
from bot.settings import Settings
from bot.web import Front, serve_front
from storage.db import Database

FREE = "--free"


def make(settings: Settings, clock: Clock, database: Database) -> dict[str, Channel]:
    """The channels without limits: what the desk itself can bear."""
    channels = make_channels(settings, clock, database)
    if FREE in sys.argv:
        for one in channels.values():
            one.limits = replace(one.limits, private=None, group=None, overall=None)
    return channels


async def main() -> None:
    """Receive, handle and send until terminated; with a front door where webhooks are wanted."""
    settings = Settings(_env_file=None)
    app = await build(settings, make=make)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    front = Front(app.database, app.receive, app.channels, settings, app.clock)
    async with serve_front(front), app.running(polls=not settings.public_url):
        gc.freeze()  # as bot.app.run does
        await stop.wait()
    await app.database.close()


if __name__ == "__main__":
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main())
