"""A stand-in for Telegram and the real channel connected to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.channels.telegram import TelegramChannel
from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import Person, TelegramSandbox
from handlers.message import Address

FILES = {"0a": b"\x89PNG\r\n\x1a\n our copy", "0b": b"a letter"}


@dataclass(frozen=True, slots=True)
class Line:
    """The channel, the platform behind it, somebody to talk to, the pauses that it made."""

    channel: TelegramChannel
    tg: TelegramSandbox
    lan: Person
    url: str
    pauses: list[float]

    @property
    def home(self) -> Address:
        """Lan's private chat."""
        return Address("telegram", str(self.lan.id))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """Open, without pace, with Lan having pressed Start."""
    clock = SandboxClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    tg = TelegramSandbox(clock, pace=False)
    lan = tg.person("Lan")
    lan.starts()
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with tg.serve() as url:
        channel = TelegramChannel(
            tg.token,
            now=clock.now,
            api_url=url,
            open_file=FILES.__getitem__,
            pause=pause,
            read_timeout=0.3,
        )
        await channel.start()
        yield Line(channel, tg, lan, url, pauses)
        await channel.stop()
