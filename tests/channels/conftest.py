"""Stand-ins for Telegram and Zalo's OA, and the real channels connected to them."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_oa import Account, ZaloOaChannel
from bot.channels.zalo_oa_read import GROUP
from bot.sandbox import zalo_oa
from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import Person, TelegramSandbox
from bot.sandbox.zalo_oa import ZaloOaSandbox
from handlers.message import Address, Incoming

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


@dataclass
class Keeper:
    """Tokens without a database: the stand-in's own, or a stale one that nobody takes."""

    zalo: ZaloOaSandbox
    stale: str = ""
    asked: int = 0

    async def current(self) -> str:
        """The one that we believe in."""
        return self.stale or self.zalo.access_token

    async def renewed(self, _stale: str) -> str:
        """One that is good."""
        self.asked += 1
        if not self.stale:
            form = {"app_id": self.zalo.app_id, "refresh_token": self.zalo.refresh_token}
            self.zalo.tokens.issue(form | {"grant_type": "refresh_token"}, self.zalo.app_secret)
        self.stale = ""
        return self.zalo.access_token

    async def keep_fresh(self) -> None:
        """They are."""


@dataclass
class Oa:
    """The OA's channel, the platform behind it, somebody to talk to."""

    channel: ZaloOaChannel
    zalo: ZaloOaSandbox
    tokens: Keeper
    clock: SandboxClock
    lan: zalo_oa.Person
    url: str

    @property
    def home(self) -> Address:
        """Lan's private chat."""
        return Address("zalo_oa", self.lan.id)

    @staticmethod
    def place(group: zalo_oa.Group) -> Address:
        """A group."""
        return Address("zalo_oa", f"{GROUP}{group.id}")

    def heard(self) -> list[Incoming]:
        """Everything that the platform would have told us, as the desk hears it."""
        read = (self.channel.read(event) for event in self.zalo.webhook.told)
        return [one for one in read if one is not None]

    @property
    def news(self) -> Incoming:
        """The newest of it."""
        return self.heard()[-1]


def mark(user: str, choice: str) -> str:
    """What makes a payload ours."""
    return hashlib.sha256(f"{user} {choice}".encode()).hexdigest()[:12]


@pytest.fixture
async def oa(tmp_path: Path) -> AsyncIterator[Oa]:
    """Open, without pace, with Lan following."""
    clock = SandboxClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    zalo = ZaloOaSandbox(clock, pace=False)
    lan = zalo.person("Lan", follows=True)
    tokens = Keeper(zalo)
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    async with zalo.serve() as url:
        channel = ZaloOaChannel(
            Account(zalo.oa_id, zalo.app_id, zalo.app_secret, zalo.webhook_secret),
            tokens,
            now=clock.now,
            mark=mark,
            api_url=url,
            media_hosts=("127.0.0.1",),
            open_file=lambda sha256: tmp_path / sha256,
            read_timeout=0.5,
        )
        await channel.start()
        yield Oa(channel, zalo, tokens, clock, lan, url)
        await channel.stop()
