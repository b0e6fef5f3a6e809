"""The line to Telegram: few well-used connections, honest about what may have been delivered."""

import io
import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels import telegram_library  # noqa: F401  sets the library up

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
ON_THE_WAY = (aiohttp.ClientError, TimeoutError, OSError)


def may_have_arrived(error: TelegramError) -> bool:
    """Whether the line broke after the request could have left; a refused connection cannot."""
    return isinstance(error.__cause__, ON_THE_WAY) and not isinstance(error.__cause__, NEVER_LEFT)


class Line(BaseRequest):
    """HTTP for python-telegram-bot over one aiohttp session.

    `connections` at once at most; `connect`, `read` and `upload` are seconds where the library
    asks for nothing else. `connect` covers the wait for a free connection, `upload` is added to
    `read` when files go along, because an answer can only come after them. `secret` (the token
    is part of every address) is struck out of every error text.
    """

    def __init__(
        self,
        secret: str,
        *,
        connections: int = 16,
        connect: float = 20.0,
        read: float = 20.0,
        upload: float = 60.0,
    ) -> None:
        self._secret = secret
        self._connections = connections
        self._connect, self._read, self._upload = connect, read, upload
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._read

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close it and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Give the status and the body. Raises TimedOut or NetworkError with its cause."""
        if self._session is None:
            raise RuntimeError("The line to Telegram is not open: call start() first")
        files = request_data is not None and request_data.contains_files
        limits = aiohttp.ClientTimeout(
            total=None,
            connect=_seconds(connect_timeout, self._connect) + _seconds(pool_timeout, 0.0),
            sock_read=_seconds(read_timeout, self._read)
            + _seconds(write_timeout, self._upload if files else 0.0),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=limits,
                proxy=self._proxy_for(url),
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read()
        except ON_THE_WAY as error:
            raise self._told(error) from error

    def _proxy_for(self, url: str) -> str | None:
        """The environment's proxy for this host, looked up once: aiohttp would at every call."""
        parts = urlsplit(url)
        if parts.netloc not in self._proxies:
            proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
            self._proxies[parts.netloc] = proxy
        return self._proxies[parts.netloc]

    def _told(self, error: Exception) -> NetworkError:
        """Say it in the library's words. A connect time-out's own text holds the address."""
        error.args = tuple(
            part.replace(self._secret, "…") if isinstance(part, str) else part
            for part in error.args
        )
        if isinstance(error, TimeoutError):
            return TimedOut(f"Timed out: {type(error).__name__}")
        return NetworkError(f"{type(error).__name__}: {error}".replace(self._secret, "…"))

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; anything but Telegram's own shape (a proxy's page) is an error."""
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise TelegramError("Invalid server response")
        return answer


def _seconds(asked: ODVInput[float], otherwise: float) -> float:
    return float(asked) if isinstance(asked, int | float) else otherwise


def _body(data: RequestData | None) -> aiohttp.FormData | aiohttp.JsonPayload | None:
    if data is None:
        return None
    if not data.contains_files:
        return aiohttp.JsonPayload(data.parameters)
    # Raw UTF-8 file names, as browsers send them: Telegram does not undo percent signs.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for part, (filename, content, mime) in data.multipart_data.items():
        # As a stream: aiohttp warns of bytes above 1 MiB in one piece.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(part, stream, filename=_safe(filename), content_type=mime)
    return form


def _safe(filename: str) -> str:
    return "".join(sign for sign in filename if sign.isprintable() and sign not in '"\\')
