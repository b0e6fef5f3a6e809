"""Brings at once what people attached: its address may not be good for long."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.channels.base import Channel, RetryLater, SendError
from handlers.message import Attachment, AttachmentKind, Held, Incoming

AGAIN = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
"""Pauses before a file is asked for again. After the last one the message goes on without it."""

log = structlog.get_logger(__name__)

ChatKey = tuple[str, str]
"""A channel and one of its chats, as the inbox knows it."""


class NotYet(Exception):
    """A file could not be had now, and may be had soon: its message waits."""


@dataclass
class Fetching:
    """Keeps files by their content, and remembers which chats wait for theirs."""

    files: Path
    _vain: dict[ChatKey, int] = field(default_factory=dict)
    _until: dict[ChatKey, datetime] = field(default_factory=dict)

    def not_before(self, chat: ChatKey, now: datetime) -> datetime | None:
        """Until when a chat waits for a file; None: it need not."""
        until = self._until.get(chat)
        return until if until is not None and until > now else None

    def put_off(self, chat: ChatKey, now: datetime) -> None:
        """A file of the chat did not come."""
        vain = self._vain.get(chat, 0)
        self._vain[chat], self._until[chat] = vain + 1, now + AGAIN[vain]

    def over(self, chat: ChatKey) -> None:
        """The message was handled, with all its files or without."""
        self._vain.pop(chat, None)
        self._until.pop(chat, None)

    async def fetch(
        self, channel: Channel, message: Incoming, chat: ChatKey
    ) -> tuple[Attachment, ...]:
        """Keep the files' bytes; what cannot be had is still shown by its platform's id.

        Raises NotYet, but not for ever.
        """
        patient = self._vain.get(chat, 0) < len(AGAIN)
        return tuple([await self._one(channel, one, patient) for one in message.attachments])

    async def _one(self, channel: Channel, one: Attachment, patient: bool) -> Attachment:  # noqa: FBT001  # private
        if one.kind is AttachmentKind.COPY or one.size > channel.limits.fetch_bytes:
            return unseen(replace(one, sha256=None))
        try:
            data = await channel.fetch(one)
        except SendError as error:
            log.warning("a file could not be fetched", channel=channel.name, error=str(error))
            if patient and isinstance(error, RetryLater):
                raise NotYet from error
            return unseen(replace(one, sha256=None))
        return await asyncio.to_thread(_keep, self.files, one, data)


def unseen(one: Attachment) -> Attachment:
    """A picture sent as a file that we could not fetch: it may tell where it was taken."""
    if one.sha256 is None and one.kind is AttachmentKind.DOCUMENT and "image/" in one.mime:
        return replace(one, held=Held.UNREADABLE)
    return one


def _keep(files: Path, one: Attachment, data: bytes) -> Attachment:
    from bot import pictures  # noqa: PLC0415  # 3 MB that text never needs

    return pictures.keep(files, one, data)
