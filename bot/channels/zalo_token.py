"""Keeps the Official Account's tokens alive: one refresher, and a pair is stored before it is used.

The refresh token works once (zalo.md §B2): whatever interrupts us, either the new pair is in the
database, or the old one is, and is tried once more.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import structlog

from bot.channels.base import RetryLater
from bot.channels.trust import certificates
from bot.clock import Clock
from storage.db import Database
from storage.tokens import Pair

LIFE = timedelta(seconds=90_000)
"""How long an access token serves when the platform does not say (zalo.md §B2: 25 h)."""
REFRESH_LIFE = timedelta(days=90)
"""Three months, of which the shortest are 28 + 31 + 30 days; we renew far sooner."""
EARLY = timedelta(hours=6)
"""A refresh may fail for some hours before anybody notices."""
AT_LEAST = timedelta(days=28)
"""Even an idle pair is renewed monthly."""
USED_UP = -14020
"""The refresh token was used or is too old: never again, a person must consent (zalo.md §B2)."""
PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 5, 15))
LOST_PAUSE = timedelta(minutes=5)
"""While the grant is lost nothing is asked of the platform; so soon we look whether it is back."""
PAGE_HOLDS = timedelta(hours=48)
"""Who is told in the evening that the grant is lost may consent the next day."""
_NO_TOKENS = ("", "undefined", "null", "none")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ZaloApp:
    """The app as it is registered at developers.zalo.me, and where its owner is sent back to."""

    app_id: str
    secret: str = field(repr=False)
    oauth_url: str = "https://oauth.zaloapp.com"
    redirect: str = ""
    """The registered callback; empty: there is none, only a pair that somebody brings."""
    fixed_verifier: str = field(default="", repr=False)
    """For apps whose console insists on one code challenge (zalo.md §B2 [X])."""
    read_timeout: float = 20.0

    @property
    def account(self) -> str:
        """Under which name its pair is kept."""
        return f"zalo_oa:{self.app_id}"


class TokenTrouble(Exception):
    """No pair came. `unsure`: the platform may have made one all the same. `code`: what it said."""

    def __init__(self, reason: str, *, unsure: bool = False, code: int = 0) -> None:
        super().__init__(reason)
        self.unsure = unsure
        self.code = code


async def ask_for_pair(app: ZaloApp, now: datetime, **form: str) -> Pair:
    """Exchange a code or a refresh token for a pair. Raises TokenTrouble.

    Errors come with HTTP 200, and gateways answer with anything: only a body with both tokens
    counts, whatever its status.
    """
    said = {"app_id": app.app_id, **form}
    limits = httpx.Timeout(app.read_timeout, connect=10.0)
    try:
        async with httpx.AsyncClient(verify=certificates(), timeout=limits) as line:
            answer = await line.post(
                f"{app.oauth_url}/v4/oa/access_token", data=said, headers={"secret_key": app.secret}
            )
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise TokenTrouble(type(error).__name__) from None
    except httpx.HTTPError as error:  # it was asked; what it did we do not know
        raise TokenTrouble(type(error).__name__, unsure=True) from None
    return _pair_in(answer, now)


def _pair_in(answer: httpx.Response, now: datetime) -> Pair:
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise TokenTrouble(f"no JSON, HTTP {answer.status_code}", unsure=True)
    access, refresh = (_token(body.get(name)) for name in ("access_token", "refresh_token"))
    if access and refresh:
        return Pair(access, refresh, now + _life(body.get("expires_in")), now + REFRESH_LIFE, now)
    code = body.get("error")
    if isinstance(code, int | str) and str(code).lstrip("-").isdecimal() and int(code):
        raise TokenTrouble(f"error {int(code)}", code=int(code))
    raise TokenTrouble(f"no tokens in the answer, HTTP {answer.status_code}", unsure=True)


def _token(said: object) -> str:
    """A token; what a careless program writes for "none" is none."""
    return said if isinstance(said, str) and said.strip().lower() not in _NO_TOKENS else ""


def _life(said: object) -> timedelta:
    """`expires_in` is a string of seconds; nonsense means the usual."""
    if isinstance(said, int | str) and str(said).isdecimal() and 0 < int(said) <= 10**8:
        return timedelta(seconds=int(said))
    return LIFE


@dataclass
class ZaloToken:
    """The keeper of one account's pair. Several may work on one database: they take turns."""

    app: ZaloApp
    database: Database
    clock: Clock
    new_link: Callable[[], Awaitable[str]] | None = None
    """Makes a consent page and keeps its address, for whoever is told that the grant is lost."""
    _known: Pair | None = field(default=None, repr=False)
    _dead: str = field(default="", repr=False)
    """An access token that the platform has refused."""
    _unsaved: Pair | None = field(default=None, repr=False)
    """A pair that the platform made and the database would not take: stored first of all."""
    _failures: int = 0
    _not_before: datetime | None = None

    async def current(self) -> str:
        """The access token to use now. Raises RetryLater when there is none."""
        known = self._known
        if known is None or known.expires_at <= self.clock.now() or known.access == self._dead:
            known = self._known = await self._stored()
        if known.expires_at > self.clock.now() and known.access != self._dead:
            return known.access
        return await self.renewed(known.access)

    async def renewed(self, stale: str) -> str:
        """A newer access token than the one that was refused. Raises RetryLater."""
        self._dead = stale
        return await _to_its_end(lambda: self._renew(stale))

    async def keep_fresh(self) -> None:
        """Renew the pair hours before it is needed; called again and again. Raises nothing."""
        try:
            pair = await self._stored()
            if pair.lost_at is not None:
                await self._offer_a_page()
            elif self._is_due(pair):
                await _to_its_end(lambda: self._renew(pair.access))
        except RetryLater as error:
            log.info("the tokens are not renewed", reason=error.reason)
        except Exception as error:  # noqa: BLE001  # the edge: the next look tries again
            log.error("the tokens could not be looked at", error=type(error).__name__)

    def _is_due(self, pair: Pair) -> bool:
        now = self.clock.now()
        if self._not_before is not None and self._not_before > now:
            return False
        return pair.expires_at - EARLY <= now or pair.changed_at + AT_LEAST <= now

    async def _stored(self) -> Pair:
        async with self.database.reading() as store:
            pair = await store.tokens.pair(self.app.account)
        if pair is None:
            raise RetryLater("nobody has consented yet: python -m bot zalo authorise", LOST_PAUSE)
        return pair

    async def _renew(self, stale: str) -> str:
        """Make a new pair unless somebody was quicker; alone among all processes."""
        async with self.database.in_turn(self.app.account):
            await self._save_what_came()
            pair = await self._stored()
            if pair.access != stale:
                return self._use(pair)
            self._may_ask(pair)
            try:
                self._unsaved = await self._new_pair(pair)
            except TokenTrouble as error:
                await self._in_vain(pair, error)
            await self._save_what_came()
            return self._use(await self._stored())

    def _may_ask(self, pair: Pair) -> None:
        now = self.clock.now()
        if pair.lost_at is not None:
            raise RetryLater("consent is needed: python -m bot zalo authorise", LOST_PAUSE)
        if self._not_before is not None and self._not_before > now:
            raise RetryLater("the last refresh failed", self._not_before - now)

    async def _new_pair(self, pair: Pair) -> Pair:
        """Ask; if nobody knows what became of it, ask once more with the same token."""
        form = {"grant_type": "refresh_token", "refresh_token": pair.refresh}
        try:
            made = await ask_for_pair(self.app, self.clock.now(), **form)
        except TokenTrouble as error:
            if not error.unsure:
                raise
            log.warning("a refresh ended in the dark, once more", reason=str(error))
            made = await ask_for_pair(self.app, self.clock.now(), **form)
        return _in_place_of(pair, made)

    async def _save_what_came(self) -> None:
        """Write down the new pair before anybody uses it; what is newer there stays."""
        if self._unsaved is None:
            return
        async with self.database.unit_of_work() as store:
            saved = await store.tokens.replace(self.app.account, self._unsaved)
        if not saved:
            log.warning("a newer pair was stored meanwhile, and stays")
        self._unsaved = None
        self._failures, self._not_before = 0, None

    def _use(self, pair: Pair) -> str:
        self._known = pair
        if pair.access == self._dead or pair.expires_at <= self.clock.now():
            raise RetryLater("there is no access token that serves", PAUSES[0])
        return pair.access

    async def _in_vain(self, pair: Pair, error: TokenTrouble) -> None:
        """Wait longer each time; a token that is used up is never tried again."""
        if error.code == USED_UP:
            await self._lost(pair)
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._not_before = self.clock.now() + pause
        log.warning("the tokens could not be renewed", reason=str(error))
        raise RetryLater(f"no token: {error}", pause)

    async def _lost(self, pair: Pair) -> None:
        async with self.database.unit_of_work() as store:
            news = await store.tokens.lose(self.app.account, pair.version, self.clock.now())
        if news:
            log.error("the grant is lost: run `python -m bot zalo authorise`, or `seed`")
            await self._offer_a_page()
        raise RetryLater("consent is needed: python -m bot zalo authorise", LOST_PAUSE)

    async def _offer_a_page(self) -> None:
        """While the grant is lost, a page where an admin can consent stands ready for the alarm."""
        if self.new_link is None:
            return
        async with self.database.reading() as store:
            soon = self.clock.now() + PAGE_HOLDS / 2
            ready = await store.tokens.consent_link(self.app.account, soon)
        if ready is None:
            await self.new_link()


def _in_place_of(old: Pair, made: Pair) -> Pair:
    return Pair(
        made.access,
        made.refresh,
        made.expires_at,
        made.refresh_until,
        made.changed_at,
        version=old.version,
    )


async def _to_its_end(work: Callable[[], Awaitable[str]]) -> str:
    """What was asked of the platform is written down even while the desk is being shut."""
    over = asyncio.Event()

    async def doing() -> str:
        try:
            return await work()
        finally:
            over.set()

    try:
        return await asyncio.shield(doing())
    except asyncio.CancelledError:
        await over.wait()  # no longer than two calls of the platform last
        raise
