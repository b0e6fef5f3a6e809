"""Writes messages for the Zalo Bot Platform: plain text with numbers, pictures by address."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.channels.base import Limits, Refused, RetryLater, SendError
from bot.channels.text import plain, runs, units, written
from bot.channels.zalo_bot_errors import Failed, Patience
from bot.channels.zalo_bot_line import InDoubt, Line, Unreachable
from handlers.message import Attachment, AttachmentKind, Outgoing, Sent
from handlers.wording import Wording

WORDS = Wording()
PICTURE = 130.0
"""Seconds more for a picture: the platform fetches it while we wait (zalo.md §A3)."""

MediaUrl = Callable[[str], str | None]
"""Says where our copy of a file can be fetched by anybody who has the address."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts messages into chats."""

    line: Line
    limits: Limits
    open_file: Callable[[str], bytes | Path]
    media_url: MediaUrl
    patience: Patience

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry: texts, pictures, words about the rest.

        What would change a message that stands is a new one here.
        """
        bare = replace(
            message, choices=(), attachments=(), how_to_choose="", edits=None, asks_place=""
        )
        texts = [replace(bare, text=one) for one in written(message, self.limits.text)]
        pictures = [one for one in message.attachments if self._address(one)]
        shown = [replace(bare, text="", attachments=(one,)) for one in pictures]
        rest = [one for one in message.attachments if one not in pictures]
        told = [replace(bare, text=self._told(rest))] if rest else []
        return (*texts, *shown, *told)

    async def send(self, message: Outgoing) -> Sent:
        """Put a message or a piece of one into its chat. Raises a SendError."""
        return Sent(tuple([await self._piece(one) for one in self.pieces(message)]))

    async def _piece(self, piece: Outgoing) -> str:
        chat = {"chat_id": piece.to.chat_id}
        if not piece.attachments:
            return await self._text(chat, piece.text)
        picture = piece.attachments[0]
        try:
            return await self._call(
                "sendPhoto", chat | {"photo": self._address(picture)}, more=PICTURE
            )
        except Refused:  # the platform could not fetch it (any more): say so in words
            return await self._text(chat, self._told([picture], links=False))

    async def _text(self, chat: dict[str, Any], text: str) -> str:
        params = chat | {"text": plain(text)}
        styles = _styles(text)
        if not styles:
            return await self._call("sendMessage", params)
        try:
            return await self._call("sendMessage", params | {"text_styles": styles})
        except Refused:  # a look that it does not know: the words count
            return await self._call("sendMessage", params)

    async def _call(self, method: str, params: dict[str, Any], *, more: float = 0.0) -> str:
        key = hashlib.sha256(repr(params).encode()).hexdigest()[:16]
        try:
            result = await self.line.call(method, params, read=more)
        except Failed as error:
            raise self.patience.explained(error, key) from None
        except (InDoubt, Unreachable) as error:
            raise self._unheard(error, key) from None
        self.patience.done(key)
        return str((result or {}).get("message_id") or key)

    def _unheard(self, error: InDoubt | Unreachable, key: str) -> SendError:
        if isinstance(error, Unreachable):
            return RetryLater(f"Zalo does not answer: {error}")
        return self.patience.in_doubt(f"Zalo did not answer: {error}", key)

    def _address(self, item: Attachment) -> str | None:
        """Where the platform can fetch a picture: at our door, else where it lies itself."""
        if item.kind is not AttachmentKind.PHOTO:
            return None
        own = item.remote if item.channel == "zalo_bot" and item.remote.startswith("http") else None
        return self._link(item) or own

    def _link(self, item: Attachment) -> str | None:
        if item.sha256 is None:
            return None
        file = self.open_file(item.sha256)
        if isinstance(file, Path) and not file.is_file():
            return None
        return self.media_url(item.sha256)

    def _told(self, items: Sequence[Attachment], *, links: bool = True) -> str:
        """Say in words what cannot be shown here, with where to find it if there is a place."""
        found = [(one, self._link(one) if links else None) for one in items]
        lines = [
            WORDS.say("plain.link", what=item.name or _counted([item]), url=url)
            for item, url in found
            if url
        ]
        kept = [item for item, url in found if not url and item.sha256]
        missing = [item for item, url in found if not url and not item.sha256]
        for key, some in (("plain.files_kept", kept), ("plain.files_missing", missing)):
            if some:
                lines.append(WORDS.say(key, files=_counted(some)))
        return "\n".join(lines)


def _counted(items: Sequence[Attachment]) -> str:
    counts = Counter(one.kind for one in items)
    return ", ".join(WORDS.say(f"files.{kind}", n=n) for kind, n in counts.items())


def _styles(text: str) -> list[dict[str, Any]]:
    """The bold runs as the platform wants them: start and length in UTF-16 units."""
    found, start = [], 0
    for bold, words in runs(text):
        if bold:
            found.append({"start": start, "len": units(words), "st": ["b"]})
        start += units(words)
    return found
