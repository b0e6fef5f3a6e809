"""Stand-ins for Telegram and for Zalo's OA, an HTTP caller for each, and a clock that we move."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.channels.trust import certificates
from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.zalo_oa import Person, ZaloOaSandbox
from tests.sandbox import oa as zalo

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls methods as a bot would, with raw HTTP."""

    http: httpx.AsyncClient

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:  # any JSON
        """The whole answer."""
        answer: dict[str, Any] = (await self.http.post(method, json=params)).json()
        return answer

    async def ok(self, method: str, **params: Any) -> Any:  # noqa: ANN401  # any JSON
        """The result of a call that works."""
        answer = await self.raw(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:  # any JSON
        """Why a call does not work."""
        answer = await self.raw(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])


@pytest.fixture
def clock() -> SandboxClock:
    """Tuesday morning in Vietnam."""
    return SandboxClock(START)


@pytest.fixture
def tg(clock: SandboxClock) -> TelegramSandbox:
    """The stand-in, with real pace."""
    return TelegramSandbox(clock)


@pytest.fixture
async def bot(tg: TelegramSandbox) -> AsyncIterator[Caller]:
    """A caller at its open door."""
    async with (
        tg.serve() as url,
        httpx.AsyncClient(
            base_url=f"{url}/bot{tg.token}", verify=certificates(), trust_env=False
        ) as http,
    ):
        yield Caller(http)


@pytest.fixture
def oa(clock: SandboxClock) -> ZaloOaSandbox:
    """The platform, with real pace."""
    return ZaloOaSandbox(clock)


@pytest.fixture
async def at(oa: ZaloOaSandbox) -> AsyncIterator[tuple[zalo.Caller, zalo.Hook]]:
    """An app and its webhook."""
    async with zalo.open_app(oa) as both:
        yield both


@pytest.fixture
def app(at: tuple[zalo.Caller, zalo.Hook]) -> zalo.Caller:
    """The app alone: a caller at its open door."""
    return at[0]


@pytest.fixture
def hook(at: tuple[zalo.Caller, zalo.Hook]) -> zalo.Hook:
    """The webhook alone."""
    return at[1]


@pytest.fixture
def lan(oa: ZaloOaSandbox) -> Person:
    """Somebody who has just written."""
    lan = oa.person("Lan")
    lan.says("đèn hỏng")
    return lan
