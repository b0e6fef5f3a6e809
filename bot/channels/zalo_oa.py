"""A Zalo Official Account as one of the desk's channels."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.channels.base import Limits, Plain, Raw, Refused, SendError
from bot.channels.zalo_oa_door import Doorkeeper
from bot.channels.zalo_oa_errors import Failed, explained
from bot.channels.zalo_oa_line import Line, Tokens
from bot.channels.zalo_oa_notice import Notice
from bot.channels.zalo_oa_past import Past
from bot.channels.zalo_oa_people import People
from bot.channels.zalo_oa_read import GROUP, Mark, Reader
from bot.channels.zalo_oa_send import MediaUrl, OpenFile, Writer
from handlers.message import Address, Attachment, AttachmentKind, Incoming, Kind, Outgoing, Sent

log = structlog.get_logger(__name__)

LEISURE = timedelta(seconds=2)
"""A sign of receipt is given only when nobody else waits for the line."""
SIGN = "/-strong"
SPEECH = (Kind.TEXT, Kind.MEDIA, Kind.LOCATION)


@dataclass(frozen=True, slots=True)
class Account:
    """The OA and its app, as they are called in Zalo's consoles."""

    oa_id: str
    app_id: str
    app_secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    enforce: bool = False
    """Whether webhooks must be signed; else it is only said which signature fits."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the OA says of itself."""

    oa_id: str
    name: str
    verified: bool
    package: str
    package_until: str


def _no_files(sha256: str) -> bytes | Path:
    raise Refused(f"no files are kept here: {sha256[:8]}")


class ZaloOaChannel(Plain):
    """Takes webhooks, reads and sends for one Official Account.

    `mark` makes the mark by which a tap on our buttons is known. `open_file` brings our copy of a
    file by its sha256, `media_url` says where it can be fetched, if it can. `template_id`: of the
    notice that an answer waits, if there is one. `read_timeout` in seconds.
    """

    name = "zalo_oa"
    # 4000 calls a minute for the app, perhaps 100 for an account with the smallest package: with
    # uploads and look-ups between them, three messages in two seconds (zalo.md §B10). 48 hours
    # free and 7 days at all: §B4.
    limits = Limits(
        text=2000,
        caption=2000,
        edits=False,
        sheets=False,
        quotes=False,
        private=None,
        group=None,
        overall=(3, 2.0),
        free=timedelta(hours=48),
        window=timedelta(days=7),
    )

    def __init__(
        self,
        account: Account,
        tokens: Tokens,
        *,
        now: Callable[[], datetime],
        mark: Mark,
        api_url: str = "https://openapi.zalo.me",
        media_hosts: tuple[str, ...] = ("*.zdn.vn", "*.zadn.vn"),
        open_file: OpenFile = _no_files,
        media_url: MediaUrl = lambda _sha256: None,
        template_id: str = "",
        read_timeout: float = 20.0,
    ) -> None:
        self.line = Line(api_url, tokens, now, media_hosts, read_timeout)
        self.knock_on_door = Notice(self.line, template_id, now) if template_id else None
        self._now = now
        self._door = Doorkeeper(
            (account.app_id, account.oa_id),
            (account.webhook_secret, account.app_secret),
            account.enforce,
        )
        self._reader = Reader(account.oa_id, mark, now)
        self._writer = Writer(self.line, self.limits, mark, now, open_file, media_url)
        self._people = People(self.line, now)
        self._past = Past(self.line, account.oa_id)
        self._account = account

    async def start(self) -> None:
        """Learn who we are. Where Zalo or the consent is missing, the other channels open alone."""
        try:
            facts = await self.describe()
        except SendError as error:
            log.warning("the OA cannot be asked who it is", error=str(error))
            return
        if facts.oa_id != self._account.oa_id:
            log.error("ZALO_OA_ID is not the account of these tokens", account=facts.oa_id)

    async def stop(self) -> None:
        """Close connections."""
        await self.line.close()

    async def tend(self) -> None:
        """Keep the tokens fresh."""
        await self.line.tokens.keep_fresh()

    def knock(self, headers: Mapping[str, str], body: bytes) -> list[Raw]:
        """Take the event out of a webhook's request, none out of a probe. Raises Forged."""
        return self._door.let_in(headers, body)

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""
        return self._reader.read(raw)

    async def updates(self) -> AsyncGenerator[list[Raw], None]:
        """The OA is heard by its webhook only."""
        await asyncio.Event().wait()
        yield []

    async def missed(self, since: datetime) -> list[Raw]:
        """Bring what was said since then, oldest first. Raises a SendError."""
        try:
            return await self._past.since(since)
        except Failed as error:
            raise explained(error, self._now()) from error

    def knows(self, message: Incoming) -> bool:
        """Say whether the sender's name is known."""
        return self._people.knows(message)

    async def complete(self, message: Incoming) -> Incoming:
        """Add the sender's name."""
        return await self._people.complete(message)

    async def in_group(self, chat_id: str, user_id: str) -> bool | None:
        """Say whether somebody is in a group now. Raises a SendError."""
        try:
            return await self._people.in_group(chat_id, user_id)
        except Failed as error:
            raise explained(error, self._now()) from error

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry: parts of the text, files, a form."""
        return self._writer.pieces(message)

    async def send(self, message: Outgoing) -> Sent:
        """Put one message (or one piece of it) into its chat. Raises a SendError."""
        return await self._writer.send(message)

    async def answer_press(self, message: Incoming, notice: str) -> None:
        """A tap is a message here, and is answered by one."""

    async def received(self, message: Incoming) -> None:
        """Put a thumb under the person's message: it costs no quota, and says that we have it."""
        said = message.kind in SPEECH and message.choice is None and message.private
        if not said or not self.line.quiet_for(LEISURE):
            return
        sign = {"react_icon": SIGN, "react_message_id": message.external_id}
        body = {"recipient": {"user_id": message.address.chat_id}, "sender_action": sign}
        try:
            await self.line.post("/v2.0/oa/message", body)
        except (Failed, SendError) as error:
            log.info("a sign of receipt was not given", error=str(error))

    async def fetch(self, attachment: Attachment) -> bytes:
        """Bring the bytes. Raises RetryLater or Refused."""
        if attachment.kind is AttachmentKind.COPY or attachment.channel != self.name:
            raise Refused("only where it was said it can be fetched")
        return await self.line.fetch(attachment.remote, self.limits.fetch_bytes)

    async def make_topic(self, at: Address, title: str) -> str:
        """There are no topics. Raises Refused."""
        raise Refused(f"no topics here: {title[:20]} in {at.channel}")

    async def describe(self) -> Facts:
        """Say who we are. Raises a SendError."""
        try:
            told = await self.line.get("/v2.0/oa/getoa")
        except Failed as error:
            raise explained(error, self._now()) from error
        self._writer.picture = str(told.get("avatar") or "")
        return Facts(
            oa_id=str(told.get("oaid") or told.get("oa_id") or ""),
            name=str(told.get("name") or ""),
            verified=bool(told.get("is_verified")),
            package=str(told.get("package_name") or ""),
            package_until=str(told.get("package_valid_through_date") or ""),
        )

    async def group_state(self, chat_id: str) -> str:
        """Say a group's state: "enabled" or "disabled". Raises a SendError."""
        try:
            told = await self.line.get(
                "/v3.0/oa/group/getgroup", group_id=chat_id.removeprefix(GROUP)
            )
        except Failed as error:
            raise explained(error, self._now()) from error
        return str((told.get("group_info") or {}).get("status") or "enabled")
