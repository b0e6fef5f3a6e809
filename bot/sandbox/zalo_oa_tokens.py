"""The token endpoint of the stand-in for Zalo's OA: consent, single-use refresh, and expiry."""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256, sha512
from urllib.parse import urlencode

from bot.clock import Clock
from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_errors import ApiError, OauthError
from bot.sandbox.zalo_oa_wire import Identity

ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class _Pair:
    access: str
    refresh: str
    access_until: datetime
    refresh_until: datetime


@dataclass(frozen=True, slots=True)
class _Code:
    challenge: str
    until: datetime


class Tokens:
    """The current pair and the codes that wait to be exchanged.

    `callback_url`: the registered one (empty: any). `console_challenge`: the one that the console
    keeps, for a consent link without its own. `active`: whether the app is activated. `proof`:
    whether calls need `appsecret_proof`. `grace`: for how long a used refresh token gives the
    pair that it gave before, to an app that missed the answer; really nobody knows of any.
    """

    def __init__(self, clock: Clock, who: Identity) -> None:
        self._clock = clock
        self._who = who
        self._made = 0
        self._codes: dict[str, _Code] = {}
        self._used: tuple[str, datetime] | None = None
        self.callback_url = ""
        self.console_challenge = ""
        self.active = True
        self.proof = False
        self.grace = timedelta()
        self.pair = self._new_pair()

    def check(self, token: str, proof: str = "") -> None:
        """Whether a call may be done. Raises ApiError -216, -220, -242."""
        now = self._clock.now()
        if not token or not hmac.compare_digest(token.encode(), self.pair.access.encode()):
            raise ApiError(-216)
        if self.pair.access_until <= now:
            raise ApiError(-220)
        wanted = hmac.new(self._who.app_secret.encode(), token.encode(), sha256).hexdigest()
        if self.proof and not hmac.compare_digest(proof.lower().encode(), wanted.encode()):
            raise ApiError(-242)

    def expire(self) -> None:
        """The access token is over before its time; the refresh token lives."""
        pair = self.pair
        self.pair = _Pair(pair.access, pair.refresh, self._clock.now(), pair.refresh_until)

    def revoke(self) -> None:
        """The OA's admin takes the permission back: only a new consent helps."""
        self.pair = _Pair("", "", self._clock.now(), self._clock.now())
        self._used = None

    def consent(self, query: dict[str, str]) -> str:
        """The OA's admin agrees on the page of /v4/oa/permission; says where the browser goes.

        Raises OauthError -14002, -14003, -14024.
        """
        self._check_app(query.get("app_id", ""))
        redirect = query.get("redirect_uri", "")
        if not redirect or (self.callback_url and redirect != self.callback_url):
            raise OauthError(-14003, "Invalid redirect uri")
        challenge = query.get("code_challenge") or self.console_challenge
        if not _CHALLENGE.fullmatch(challenge):
            raise OauthError(-14024, "Invalid code challenge")
        code = self.code(challenge)
        told = {"code": code, "oa_id": self._who.oa_id}
        if "state" in query:
            told["state"] = query["state"]
        return f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(told)}"

    def code(self, challenge: str) -> str:
        """A code of 10 minutes and one use."""
        code = self._secret("code")
        self._codes[code] = _Code(challenge, self._clock.now() + CODE_LIFE)
        return code

    def issue(self, form: dict[str, str], secret_key: str) -> Json:
        """Answer POST /v4/oa/access_token. Raises OauthError."""
        self._check_app(form.get("app_id", ""))
        if not hmac.compare_digest(secret_key.encode(), self._who.app_secret.encode()):
            raise OauthError(-14002, "Invalid app id", "secret_key does not belong to this app")
        match form.get("grant_type"):
            case "authorization_code":
                self._redeem(form.get("code", ""), form.get("code_verifier", ""))
            case "refresh_token":
                self._refresh(form.get("refresh_token", ""))
            case _:
                raise OauthError(-14002, "Invalid grant type")
        life = str(int((self.pair.access_until - self._clock.now()).total_seconds()))
        pair = {"access_token": self.pair.access, "refresh_token": self.pair.refresh}
        return {**pair, "expires_in": life}

    def _check_app(self, app_id: str) -> None:
        if app_id != self._who.app_id or not self.active:
            raise OauthError(-14002, "Invalid app id")

    def _redeem(self, code: str, verifier: str) -> None:
        given = self._codes.get(code)
        if given is None or given.until <= self._clock.now():
            raise OauthError(-14012, "Invalid authorization code")
        if challenge_of(verifier) != given.challenge:
            raise OauthError(-14024, "Invalid code verifier")
        del self._codes[code]
        self.pair = self._new_pair()

    def _refresh(self, token: str) -> None:
        now = self._clock.now()
        if self._used and token == self._used[0] and now < self._used[1] + self.grace:
            return
        if not token or token != self.pair.refresh or self.pair.refresh_until <= now:
            raise OauthError(-14020, "Invalid refresh token", "Refresh token is used or expired")
        self._used = (token, now)
        self.pair = self._new_pair()

    def _new_pair(self) -> _Pair:
        now = self._clock.now()
        access, refresh = self._secret("access"), self._secret("refresh")
        return _Pair(access, refresh, now + ACCESS_LIFE, now + REFRESH_LIFE)

    def _secret(self, what: str) -> str:
        self._made += 1
        digest = sha512(f"{what} {self._made} {self._who.app_secret}".encode()).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


def challenge_of(verifier: str) -> str:
    """Base64url of the SHA-256, without padding; empty for what is no verifier of 43 letters."""
    if not _CHALLENGE.fullmatch(verifier):
        return ""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
