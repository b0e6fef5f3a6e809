"""The Zalo Bot Platform as one of the desk's channels."""

import asyncio
import hmac
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog

from bot.channels.base import Forged, Limits, Plain, Raw, Refused, RetryLater, Unreadable
from bot.channels.zalo_bot_errors import Failed, Patience
from bot.channels.zalo_bot_line import InDoubt, Line, Unreachable
from bot.channels.zalo_bot_read import Reader, unwrapped
from bot.channels.zalo_bot_send import MediaUrl, Writer
from handlers.message import Address, Attachment, AttachmentKind, Incoming, Outgoing, Sent

log = structlog.get_logger(__name__)

LONG_POLL = 30
"""Seconds that a poll in vain is held (zalo.md §A3)."""
LONGEST_PAUSE = 60.0
"""Seconds between attempts to poll when the platform does not answer."""
ALARM_AFTER = 15 * 60.0
"""Seconds of vain polling after which it is an error and no hiccup any more (zalo.md §A7)."""
IDLE, WRONG_TOKEN = 408, 401
"""A poll that brought nothing ends like this, too (zalo.md §A2)."""
NO_WEBHOOK = (400, 404)
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
LARGEST_FILE = 20 * 1024 * 1024
OWN_HOSTS = ("*.zdn.vn", "*.zadn.vn")

Answer = TypeVar("Answer")


def _no_files(sha256: str) -> bytes | Path:
    raise Refused(f"no files are kept here: {sha256[:8]}")


def _no_address(_sha256: str) -> str | None:
    return None


class ZaloBotChannel(Plain):
    """Polls or takes webhooks, reads and sends for one bot.

    `media_url` says where anybody can fetch our copy of a file, if there is such a place;
    `media_hosts` from where files are fetched. `pause` waits the given seconds between attempts.
    """

    name = "zalo_bot"
    # The platform publishes no pace (429 comes without a time): a person's, and a group's.
    limits = Limits(
        text=2000,
        caption=2000,
        buttons=False,
        edits=False,
        letters=False,
        sheets=False,
        quotes=False,
        pins=False,
        mentioned=True,
        fetch_bytes=LARGEST_FILE,
        overall=(10, 1.0),
    )

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://bot-api.zaloplatforms.com",
        now: Callable[[], datetime],
        open_file: Callable[[str], bytes | Path] = _no_files,
        media_url: MediaUrl = _no_address,
        media_hosts: tuple[str, ...] = OWN_HOSTS,
        webhook_secret: str = "",
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        read_timeout: float = 20.0,
    ) -> None:
        self._pause = pause
        self._secret = webhook_secret
        self._line = Line(token, api_url, media_hosts=media_hosts, read=read_timeout)
        self._reader = Reader(now)
        self._writer = Writer(self._line, self.limits, open_file, media_url, Patience())

    async def start(self) -> None:
        """Learn who we are. Raises Refused when the token is wrong.

        A platform that is away (2 hours on 05/08/2026) does not keep the other channels closed.
        """
        try:
            await self.meet()
        except RetryLater as error:
            log.warning("Zalo does not answer, going on without", error=error.reason)

    async def meet(self) -> None:
        """Learn who we are. Raises Refused when the token is wrong, RetryLater."""
        try:
            await self._meet()
        except Failed as error:
            if error.code == WRONG_TOKEN:
                raise Refused("Zalo does not know this token") from None
            raise RetryLater(f"Zalo says {error}") from None
        except (InDoubt, Unreachable) as error:
            raise RetryLater(f"no answer that is Zalo's, {error}") from None

    @property
    def me(self) -> str:
        """Our id at Zalo, under which people find us; empty before we know it."""
        return self._reader.me

    async def stop(self) -> None:
        """Close connections."""
        await self._line.close()

    def knock(self, headers: Mapping[str, str], body: bytes) -> list[Raw]:
        """Take the update out of a webhook's request, none out of a probe.

        Raises Forged, Unreadable.
        """
        said = headers.get(SECRET_HEADER, headers.get(SECRET_HEADER.lower(), ""))
        if not self._secret or not hmac.compare_digest(said.encode(), self._secret.encode()):
            raise Forged("the secret is missing or wrong")
        try:
            update = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            raise Unreadable("no JSON") from None
        if not isinstance(update, dict):
            raise Unreadable("no object")
        return [update] if "message" in unwrapped(update) else []

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""
        return self._reader.read(raw)

    async def updates(self) -> AsyncGenerator[list[Raw], None]:
        """Poll for ever, one update at a time; asking for the next says that it is stored."""
        await self._patiently(self.drop_webhook)
        if not self._reader.me:
            await self._patiently(self._meet)
        while True:
            found = await self._patiently(self._poll)
            for raw in found if isinstance(found, list) else [found]:
                if isinstance(raw, dict):
                    yield [raw]

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry: parts of the text, pictures one by one."""
        return self._writer.pieces(message)

    async def send(self, message: Outgoing) -> Sent:
        """Put one message (or one piece of it) into its chat. Raises a SendError."""
        return await self._writer.send(message)

    async def answer_press(self, message: Incoming, notice: str) -> None:
        """There are no presses."""

    async def fetch(self, attachment: Attachment) -> bytes:
        """Bring the bytes. Raises RetryLater or Refused."""
        if attachment.kind is AttachmentKind.COPY:
            raise Refused("there is nothing to fetch")
        return await self._line.fetch(attachment.remote, self.limits.fetch_bytes)

    async def make_topic(self, at: Address, title: str) -> str:
        """There are no topics. Raises Refused."""
        raise Refused(f"no topics here: {title[:20]} in {at.channel}")

    async def register(self, url: str) -> None:
        """Have updates brought to `url` with our secret in a header. Raises a SendError."""
        try:
            await self._line.call("setWebhook", {"url": url, "secret_token": self._secret})
        except Failed as error:
            raise Refused(f"Zalo takes no webhook: {error}") from None
        except (InDoubt, Unreachable) as error:
            raise RetryLater(f"Zalo does not answer: {error}") from None

    async def drop_webhook(self) -> None:
        """Have updates kept for polling; that there was none is no error."""
        try:
            await self._line.call("deleteWebhook", {})
        except Failed as error:
            if error.code not in NO_WEBHOOK:
                raise

    async def _meet(self) -> None:
        me = await self._line.call("getMe", {})
        if not isinstance(me, dict) or not me.get("id"):
            raise InDoubt("an answer that does not say who we are")
        self._reader.me = str(me["id"])
        self._reader.names = {
            f"@{me[key]}" for key in ("account_name", "display_name", "name") if me.get(key)
        }

    async def _poll(self) -> object:
        try:
            return await self._line.call("getUpdates", {"timeout": LONG_POLL}, read=LONG_POLL + 5)
        except Failed as error:
            if error.code == IDLE:
                return None
            if error.code in NO_WEBHOOK:  # somebody has set one: polling is refused until it goes
                await self.drop_webhook()
            raise

    async def _patiently(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Call until the platform answers, with longer and longer pauses."""
        wait, waited = 0.0, 0.0
        while True:
            try:
                return await call()
            except (Failed, InDoubt, Unreachable) as error:
                wait = min(max(1.0, wait * 2), LONGEST_PAUSE)
                told = log.error if waited >= ALARM_AFTER else log.warning
                told("Zalo does not answer, trying again", error=str(error), seconds=wait)
            waited += wait
            await self._pause(wait)
