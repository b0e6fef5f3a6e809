"""The bot in a process of its own, as `python -m bot run`, but with no pace of its own if asked."""

import asyncio
import contextlib
import gc
import signal
import sys
from dataclasses import replace
from functools import partial

from bot.app import build
from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.settings import Settings
from storage.db import Database
from storage.files import file_path

FREE = "--free"


def make(settings: Settings, clock: Clock, _database: Database) -> dict[str, Channel]:
    """Telegram without limits: what the desk itself can bear."""
    assert settings.telegram_token is not None
    channel = TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        now=clock.now,
        open_file=partial(file_path, settings.data_dir / "files"),
    )
    if FREE in sys.argv:
        channel.limits = replace(channel.limits, private=None, group=None, overall=None)
    return {channel.name: channel}


async def main() -> None:
    """Receive, handle and send until terminated."""
    app = await build(Settings(_env_file=None), make=make)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with app.running():
        gc.freeze()  # as bot.app.run does
        await stop.wait()
    await app.database.close()


if __name__ == "__main__":
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main())
