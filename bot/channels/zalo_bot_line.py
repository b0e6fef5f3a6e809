"""The line to the Zalo Bot Platform: calls judged by "ok", files fetched from known hosts only."""

import logging
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from bot.channels.base import Refused, RetryLater
from bot.channels.trust import certificates
from bot.channels.zalo_bot_errors import Failed

CONNECT = 10.0
REDIRECTS = 3
GATEWAY = 500
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

# They write down whole addresses, and ours hold the token.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class InDoubt(Exception):
    """The call went out and nobody answered: it may have been done."""


class Unreachable(Exception):
    """The call did not reach the platform."""


class Line:
    """One bot's connections. Nothing that it raises holds the token."""

    def __init__(
        self, token: str, api_url: str, *, media_hosts: tuple[str, ...], read: float
    ) -> None:
        self._base = f"{api_url}/bot{token}"
        self._hosts = media_hosts
        self._read = read
        self._http = httpx.AsyncClient(
            verify=certificates(), trust_env=False, follow_redirects=False
        )

    async def close(self) -> None:
        """Close connections."""
        await self._http.aclose()

    async def call(self, method: str, params: dict[str, Any], *, read: float = 0.0) -> Any:  # noqa: ANN401  # any JSON
        """Do it and say the result. `read` in seconds beyond the usual.

        Raises Failed, InDoubt, Unreachable.
        """
        timeout = httpx.Timeout(self._read + read, connect=CONNECT)
        try:
            answer = await self._http.post(f"{self._base}/{method}", json=params, timeout=timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise InDoubt(type(error).__name__) from None
        return _result(answer)

    async def fetch(self, url: str, most: int) -> bytes:
        """Bring a file of at most `most` bytes. Raises RetryLater, Refused."""
        for _ in range(REDIRECTS):
            self._check(url)
            try:
                async with self._http.stream("GET", url, timeout=self._read) as answer:
                    if not answer.has_redirect_location:
                        return await _content(answer, most)
                    url = urljoin(url, answer.headers["location"])
            except httpx.HTTPError as error:
                raise RetryLater(f"a file could not be fetched: {type(error).__name__}") from None
        raise Refused("a file is led on too often")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if not any(fnmatch(host, one) for one in self._hosts):
            raise Refused("a file lies at a host that is not in ZALO_MEDIA_HOSTS")
        if parts.scheme != "https" and host not in LOOPBACK:
            raise Refused("a file does not lie behind https")


def _result(answer: httpx.Response) -> Any:  # noqa: ANN401  # any JSON
    if answer.status_code >= GATEWAY:
        raise Failed(answer.status_code, "from a gateway")
    try:
        body = answer.json()
    except ValueError:
        raise InDoubt("an answer that is no JSON") from None
    if not isinstance(body, dict):
        raise InDoubt("an answer that is no object")
    if body.get("ok") is True:
        return body.get("result")
    code = str(body.get("error_code", body.get("errorCode", answer.status_code)))
    words = str(body.get("description", ""))[:200]
    raise Failed(int(code) if code.isdecimal() else 0, words)


async def _content(answer: httpx.Response, most: int) -> bytes:
    if answer.status_code >= GATEWAY:
        raise RetryLater(f"a file did not come: {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        raise Refused(f"a file is not there: {answer.status_code}")
    content = b""
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > most:
            raise Refused("a file is too large")
    return content
