"""An OA's admin consents that the desk speaks for it: the page where, and the way back from it."""

import secrets
import string
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from html import escape
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.zalo_token import PAGE_HOLDS, TokenTrouble, ZaloApp, ask_for_pair
from bot.clock import Clock
from handlers.wording import Wording
from storage.db import Database

AT_ONCE = timedelta(minutes=10)
"""For who has the page before them: the platform's own code lives as long (zalo.md §B2)."""
ALPHABET = string.ascii_letters + string.digits
VERIFIER = 43
"""Characters of a verifier (zalo.md §B2)."""
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the code
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<body style="font:1.2rem/1.6 sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem">
<h1 style="font-size:1.5rem">{title}</h1><p>{words}</p></body></html>"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What an admin reads in the browser. `name` is a part of a text's key, channels.page."""

    name: str
    status: int = 200


DONE = Page("done")
REFUSED = Page("refused", 400)
"""The admin pressed "no", or the platform sent them back without a code."""
STALE = Page("stale", 400)
"""Not asked for, used already, or too old."""
OTHER = Page("other", 400)
"""The consent is another account's than ours."""
VAIN = Page("vain", 502)
"""The platform gave no tokens for the code."""


def challenge_of(verifier: str) -> str:
    """PKCE: base64url of the SHA-256, without padding."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Consenting:
    """Makes the page's address and takes up what comes back from it."""

    app: ZaloApp
    database: Database
    clock: Clock
    wording: Wording
    oa_id: str = ""
    """The only account whose consent is taken; empty: whichever."""

    async def link(self, holds: timedelta = AT_ONCE) -> str:
        """Make the address of a consent page that holds so long; its secret stays here, sealed."""
        state = secrets.token_urlsafe(32)
        verifier = self.app.fixed_verifier or "".join(
            secrets.choice(ALPHABET) for _ in range(VERIFIER)
        )
        asked = {
            "app_id": self.app.app_id,
            "redirect_uri": self.app.redirect,
            "code_challenge": challenge_of(verifier),
            "state": state,
        }
        address = f"{self.app.oauth_url}/v4/oa/permission?{urlencode(asked)}"
        now = self.clock.now()
        async with self.database.unit_of_work() as store:
            await store.tokens.ask_consent(
                self.app.account, state, verifier, address, now, now + holds
            )
        return address

    async def link_for_alarm(self) -> str:
        """The same for who is told that the grant is lost; empty when nobody could come back."""
        return await self.link(PAGE_HOLDS) if self.app.redirect else ""

    async def take(self, query: Mapping[str, str]) -> Page:
        """Take up what the browser brought back, once; returns what its owner is to read."""
        now = self.clock.now()
        async with self.database.unit_of_work() as store:
            verifier = await store.tokens.take_consent(
                self.app.account, query.get("state", ""), now
            )
        if verifier is None:
            return STALE
        code = query.get("code", "")
        if not code:
            return REFUSED
        if self.oa_id and query.get("oa_id", self.oa_id) != self.oa_id:
            log.warning("somebody consented for another account")
            return OTHER
        try:
            pair = await ask_for_pair(
                self.app, now, grant_type="authorization_code", code=code, code_verifier=verifier
            )
        except TokenTrouble as error:
            log.warning("a consent brought no tokens", reason=str(error))
            return VAIN
        async with self.database.in_turn(self.app.account), self.database.unit_of_work() as store:
            await store.tokens.keep(self.app.account, pair)
        log.info("the tokens of a new consent are in force")
        return DONE

    async def callback(self, request: Request) -> Response:
        """GET of the registered callback. The answer names no secret, whatever came."""
        page = await self.take(request.query_params)
        title = self.wording.say(f"channels.page.{page.name}_title")
        words = self.wording.say(f"channels.page.{page.name}")
        body = PAGE.format(title=escape(title), words=escape(words))
        return HTMLResponse(body, page.status, HEADERS)
