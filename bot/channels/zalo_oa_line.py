"""The line to Zalo's OA: calls with the current token, files from known hosts only."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from bot.channels.base import Refused, RetryLater
from bot.channels.trust import certificates
from bot.channels.zalo_oa_errors import Failed, Sort, explained, next_minute

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts of a stand-in on this machine: no certificate there."""
REDIRECTS = 3
UPLOAD_SECONDS = 60.0
TOKEN_IS_OVER, TOO_MANY = -216, -32
"""A token that serves no more; too many calls this minute (zalo.md §B9)."""
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Files = Mapping[str, tuple[str, bytes, str]]
Json = dict[str, Any]


class Tokens(Protocol):
    """Who keeps the pair of tokens (zalo_token.py)."""

    async def current(self) -> str:
        """An access token that should be good. Raises RetryLater, Refused."""

    async def renewed(self, stale: str) -> str:
        """A newer one than `stale`, which Zalo no longer takes. Raises RetryLater, Refused."""

    async def keep_fresh(self) -> None:
        """Renew the pair hours before it is needed. Raises nothing."""


@dataclass
class Line:
    """Calls of the OA's API. `read` in seconds. Ids stay text: they are too long for numbers."""

    api_url: str
    tokens: Tokens
    now: Callable[[], datetime]
    media_hosts: tuple[str, ...] = ()
    read: float = 20.0
    _http: httpx.AsyncClient = field(init=False)
    _rests_until: datetime | None = None
    _called_at: datetime | None = None

    def __post_init__(self) -> None:
        self._http = httpx.AsyncClient(
            verify=certificates(),
            timeout=httpx.Timeout(self.read, connect=10.0),
            follow_redirects=False,
            trust_env=urlsplit(self.api_url).hostname not in LOOPBACK,
        )

    async def close(self) -> None:
        """Close connections."""
        await self._http.aclose()

    def quiet_for(self, span: timedelta) -> bool:
        """Say whether nobody has called for so long, and Zalo has not asked us to wait."""
        now = self.now()
        resting = self._rests_until is not None and self._rests_until > now
        return not resting and (self._called_at is None or now - self._called_at >= span)

    async def get(self, path: str, **query: object) -> Any:  # noqa: ANN401  # any JSON
        """Read something. Raises Failed, RetryLater, Refused."""
        params = {name: str(value) for name, value in query.items()}
        return await self._call("GET", path, params=params)

    async def ask(self, path: str, **data: object) -> Any:  # noqa: ANN401  # any JSON
        """Read something by the older way: all that is asked is one JSON in the address."""
        return await self._call("GET", path, params={"data": json.dumps(data)})

    async def post(self, path: str, body: Json) -> Any:  # noqa: ANN401  # any JSON
        """Do something. Raises Failed, RetryLater, Refused."""
        return await self._call("POST", path, body=body)

    async def upload(self, kind: str, name: str, content: bytes, mime: str) -> str:
        """Hand in a file ("image", "gif" or "file"); returns its id, good for 7 days."""
        files = {"file": (name, content, mime)}
        data = await self._call("POST", f"/v2.0/oa/upload/{kind}", files=files)
        found = data.get("token" if kind == "file" else "attachment_id")
        if not found:
            raise RetryLater("Zalo took a file and said no id")
        return str(found)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        files: Files | None = None,
    ) -> Any:  # noqa: ANN401  # any JSON
        """Call; with a token that is over, once more with a new one."""
        self._may_call()
        token = await self.tokens.current()
        try:
            return await self._once(method, path, token, params, body, files)
        except Failed as error:
            if error.row.sort is not Sort.RENEW:
                raise
        token = await self.tokens.renewed(token)
        return await self._once(method, path, token, params, body, files)

    def _may_call(self) -> None:
        now = self.now()
        if self._rests_until is not None and now < self._rests_until:
            raise RetryLater("Zalo asked us to wait", after=self._rests_until - now)

    async def _once(  # one request, as httpx takes it
        self,
        method: str,
        path: str,
        token: str,
        params: Mapping[str, str] | None,
        body: Json | None,
        files: Files | None,
    ) -> Any:  # noqa: ANN401  # any JSON
        timeout = httpx.Timeout(UPLOAD_SECONDS if files else self.read, connect=10.0)
        self._called_at = self.now()
        try:
            answer = await self._http.request(
                method,
                self.api_url + path,
                params=params,
                json=body,
                files=files,
                headers={"access_token": token},
                timeout=timeout,
            )
        except NEVER_LEFT as error:
            raise RetryLater(f"Zalo cannot be reached: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise RetryLater(f"the line broke: {type(error).__name__}", unsure=True) from error
        try:
            return _data(answer)
        except Failed as error:
            if error.code == TOO_MANY:
                self._rests_until = self.now() + next_minute(self.now())
            raise

    async def fetch(self, url: str, most: int) -> bytes:
        """Bring a file from one of the media hosts. Raises RetryLater, Refused."""
        for _ in range(REDIRECTS):
            self._check_host(url)
            try:
                async with self._http.stream("GET", url) as answer:
                    if not answer.has_redirect_location:
                        return await _content(answer, most)
                    url = urljoin(url, answer.headers["location"])
            except httpx.HTTPError as error:
                raise RetryLater(f"a file did not come: {type(error).__name__}") from error
        raise Refused("a file is passed on too often")

    def _check_host(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError as error:
            raise Refused("a file has no address") from error
        if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
            raise Refused("a file does not lie at https")
        if not any(fnmatch(host, one) for one in self.media_hosts):
            raise Refused(f"a file lies at {host}, which is not in ZALO_MEDIA_HOSTS")

    def told(self, error: Failed) -> Exception:
        """What an error means for the message that was to be sent."""
        return explained(error, self.now())


def _data(answer: httpx.Response) -> Any:  # noqa: ANN401  # any JSON
    """Take the data out of the envelope. Raises Failed, RetryLater."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    code = body.get("error", 0) if isinstance(body, dict) else None
    if answer.status_code == httpx.codes.UNAUTHORIZED:  # seen by some in place of the code
        raise Failed(TOKEN_IS_OVER, "HTTP 401")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise Failed(TOO_MANY, "HTTP 429")
    if code is None or isinstance(code, bool) or not str(code).lstrip("-").isdecimal():
        garbled = answer.is_success  # something between us and Zalo answered; it may have passed
        raise RetryLater(f"HTTP {answer.status_code} without Zalo's answer", unsure=garbled)
    if int(code) != 0:
        raise Failed(int(code), str(body.get("message", ""))[:200])
    if not answer.is_success:
        raise RetryLater(f"HTTP {answer.status_code} from Zalo")
    data = body.get("data")
    return {} if data is None else data


async def _content(answer: httpx.Response, most: int) -> bytes:
    if answer.status_code >= 500:
        raise RetryLater(f"a file did not come: HTTP {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        raise Refused(f"a file did not come: HTTP {answer.status_code}")
    content = bytearray()
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > most:
            raise Refused(f"a file is larger than {most} bytes")
    return bytes(content)
