"""A stand-in for Zalo's tokens, a database, and as many keepers of the pair as a test wants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.channels.zalo_consent import Consenting
from bot.channels.zalo_token import ZaloApp, ZaloToken
from bot.sandbox.clock import SandboxClock
from bot.sandbox.zalo_oa import ZaloOaSandbox
from handlers.wording import Wording
from storage.db import Database
from storage.tokens import Pair

TOKENS = "/v4/oa/access_token"
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
REDIRECT = "https://desk.example/zalo/callback"


@dataclass(frozen=True, slots=True)
class Grant:
    """One account's pair at Zalo and with us."""

    zalo: ZaloOaSandbox
    clock: SandboxClock
    database: Database
    app: ZaloApp

    def keeper(self, database: Database | None = None) -> ZaloToken:
        """A process's keeper: it knows only what the database says."""
        consenting = self.consenting()
        return ZaloToken(self.app, database or self.database, self.clock, consenting.link_for_alarm)

    def consenting(self, oa_id: str = "") -> Consenting:
        """Who takes up consents."""
        return Consenting(self.app, self.database, self.clock, Wording(), oa_id)

    async def stored(self) -> Pair:
        """The pair as the database has it."""
        async with self.database.reading() as store:
            pair = await store.tokens.pair(self.app.account)
        assert pair is not None
        return pair

    async def seed(self, access: str = "", refresh: str = "") -> None:
        """Somebody brings a pair by hand: Zalo's own, unless another is named."""
        now = self.clock.now()
        pair = Pair(
            access or self.zalo.access_token,
            refresh or self.zalo.refresh_token,
            now + timedelta(hours=25),
            now + timedelta(days=90),
            now,
        )
        async with self.database.unit_of_work() as store:
            await store.tokens.keep(self.app.account, pair)

    async def agrees(self) -> bool:
        """Whether what we have is what Zalo takes."""
        pair = await self.stored()
        ours = (pair.access, pair.refresh)
        return ours == (self.zalo.access_token, self.zalo.refresh_token)

    def refreshes(self) -> int:
        """How often Zalo was asked for a pair."""
        return len(self.zalo.calls(TOKENS))


@asynccontextmanager
async def granted(database: Database, *, read_timeout: float = 5.0) -> AsyncIterator[Grant]:
    """Zalo and the database agree on a pair that is good for 25 hours."""
    clock = SandboxClock(MONDAY)
    zalo = ZaloOaSandbox(clock, pace=False)
    async with zalo.serve() as url:
        app = ZaloApp(zalo.app_id, zalo.app_secret, url, REDIRECT, read_timeout=read_timeout)
        grant = Grant(zalo, clock, database, app)
        await grant.seed()
        yield grant
