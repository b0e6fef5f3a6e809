"""Our words, told to Telegram: text in parts, buttons under the last, attachments as replies."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)
from telegram.error import BadRequest

from bot.channels.base import Limits, Refused
from bot.channels.telegram_call import call
from bot.channels.telegram_errors import says
from bot.channels.text import cut, plain, runs, split, units
from handlers.message import Attachment, AttachmentKind, Choice, Outgoing, Sent

OpenFile = Callable[[str], bytes | Path]
"""Brings our own copy of a file by its sha256."""

Said = Mapping[str, Any]
"""Parameters of a call, by Telegram's names; what is None is not said."""

NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
ALBUM, ROW = 10, 8
"""So many files are one album, so many buttons one row, at most (telegram.md §4)."""

# What may share an album, and as what; photos and videos mix, the others stay among themselves.
ALBUMS = {
    AttachmentKind.PHOTO: ("pictures", InputMediaPhoto),
    AttachmentKind.VIDEO: ("pictures", InputMediaVideo),
    AttachmentKind.DOCUMENT: ("documents", InputMediaDocument),
    AttachmentKind.AUDIO: ("sounds", InputMediaAudio),
}

# How each kind is sent alone: the method, the name of its file, whether words can go with it.
ALONE = {
    AttachmentKind.PHOTO: ("sendPhoto", "photo", True),
    AttachmentKind.VIDEO: ("sendVideo", "video", True),
    AttachmentKind.VOICE: ("sendVoice", "voice", True),
    AttachmentKind.AUDIO: ("sendAudio", "audio", True),
    AttachmentKind.DOCUMENT: ("sendDocument", "document", True),
    AttachmentKind.ANIMATION: ("sendAnimation", "animation", True),
    AttachmentKind.VIDEO_NOTE: ("sendVideoNote", "video_note", False),
    AttachmentKind.STICKER: ("sendSticker", "sticker", False),
}

FILE_IS_STRANGE = ("wrong file identifier", "wrong remote file identifier", "wrong file_id")
"""Telegram no longer knows it by this name, or another bot than this one did."""


def html(text: str) -> str:
    """Write text as Telegram's HTML: everything is data, only bold runs become a tag."""
    return "".join(
        f"<b>{escape(words, quote=False)}</b>" if bold else escape(words, quote=False)
        for bold, words in runs(text)
    )


def html_units(text: str) -> int:
    """Length of the HTML in UTF-16 units: never less than what Telegram counts."""
    return units(html(text))


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts messages into chats. The library's errors pass through unchanged."""

    bot: Bot = field(repr=False)  # it shows the token
    limits: Limits
    open_file: OpenFile

    async def send(self, message: Outgoing) -> Sent:
        """Put text first, then the attachments as replies under it."""
        sent: list[str] = []
        words: str | None = None
        for piece in self.pieces(message):
            hangs = piece.attachments and words
            sent += await self._piece(replace(piece, reply_to=words) if hangs else piece)
            words = sent[-1] if piece.text else words
        return Sent(tuple(sent))

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry."""
        one = message.attachments[0] if len(message.attachments) == 1 else None
        if one and self._fits_under(one, message):
            return (message,)
        bare = replace(message, choices=(), attachments=(), asks_reply=False, asks_place="")
        texts = [
            replace(bare, text=part, reply_to=message.reply_to if first else None)
            for part, first in _firsts(split(message.text, self.limits.text, html_units))
        ]
        if texts:
            texts[-1] = replace(
                message, text=texts[-1].text, attachments=(), reply_to=texts[-1].reply_to
            )
        files = [
            replace(bare, text="", attachments=tuple(group), reply_to=message.reply_to)
            for group in _groups(message.attachments)
        ]
        return (*texts, *files)

    async def _piece(self, piece: Outgoing) -> list[str]:
        spot = _spot(piece, piece.reply_to)
        if not piece.attachments:
            said = {**spot, **NO_PREVIEW, "reply_markup": _markup(piece)}
            return [await self._formatted("sendMessage", "text", piece.text, said)]
        try:
            return await self._files(piece.attachments, spot, piece.text)
        except BadRequest as error:
            if not says(error, *FILE_IS_STRANGE):
                raise
        ours = [replace(one, remote="") if one.sha256 else one for one in piece.attachments]
        return await self._files(ours, spot, piece.text)

    async def _files(self, files: Sequence[Attachment], spot: Said, text: str) -> list[str]:
        if len(files) > 1:
            return await self._album(files, spot)
        return [await self._alone(files[0], spot, text)]

    async def edit(self, message: Outgoing, standing: str) -> Sent:
        """Give the standing message a new face; one that is a picture keeps it."""
        face = {
            "chat_id": int(message.to.chat_id),
            "message_id": int(standing),
            "reply_markup": _buttons(message.choices),
        }
        with _unchanged_is_fine():
            try:
                text = cut(message.text, self.limits.text, html_units)
                await self._formatted("editMessageText", "text", text, face | NO_PREVIEW)
            except BadRequest as error:
                if not says(error, "no text in the message"):
                    raise
                caption = cut(message.text, self.limits.caption, html_units)
                await self._formatted("editMessageCaption", "caption", caption, face)
        return Sent((standing,))

    def _fits_under(self, one: Attachment, message: Outgoing) -> bool:
        """Whether the words can be the caption. What has buttons grows: it stays a text."""
        takes_words = one.kind in ALONE and ALONE[one.kind][2]
        bare = not (message.choices or message.asks_reply or message.asks_place)
        return takes_words and bare and html_units(message.text) <= self.limits.caption

    async def _album(self, group: Sequence[Attachment], spot: Said) -> list[str]:
        media = [
            ALBUMS[item.kind][1](media=await self._in_hand(item), filename=item.name or None)
            for item in group
        ]
        album = await call(self.bot, "sendMediaGroup", {**spot, "media": media})
        return [str(done["message_id"]) for done in album]

    async def _alone(self, item: Attachment, spot: Said, text: str = "") -> str:
        if item.kind is AttachmentKind.COPY:
            chat_id, _, message_id = item.remote.partition(":")
            source = {"from_chat_id": int(chat_id), "message_id": int(message_id)}
            return await self._done("copyMessage", {**spot, **source})
        method, name, takes_words = ALONE[item.kind]
        file = await self._in_hand(item)
        named = InputFile(file, item.name or None) if isinstance(file, bytes) else file
        if not (takes_words and text):
            return await self._done(method, {**spot, name: named})
        return await self._formatted(method, "caption", text, {**spot, name: named})

    async def _formatted(self, method: str, name: str, text: str, said: Said) -> str:
        """Say the words as HTML; if Telegram cannot read that, the plain words all the same."""
        try:
            return await self._done(method, {**said, name: html(text), "parse_mode": "HTML"})
        except BadRequest as error:
            if not says(error, "can't parse entities"):
                raise
        return await self._done(method, {**said, name: plain(text)})

    async def _done(self, method: str, said: Said) -> str:
        """Which message that made or changed."""
        return str((await call(self.bot, method, said))["message_id"])

    async def _in_hand(self, item: Attachment) -> str | bytes:
        """Name the file where Telegram keeps it, else bring our copy."""
        if item.channel == "telegram" and item.remote:
            return item.remote
        if item.sha256 is None:
            raise Refused(f"no copy of this {item.kind} here to send")
        file = self.open_file(item.sha256)
        if isinstance(file, bytes):
            return file
        if not file.is_file():
            raise Refused(f"our copy of this {item.kind} is gone")
        return await asyncio.to_thread(file.read_bytes)


@contextmanager
def _unchanged_is_fine() -> Iterator[None]:
    try:
        yield
    except BadRequest as error:
        if not says(error, "message is not modified"):
            raise


def _spot(message: Outgoing, reply_to: str | None) -> Said:
    """Where a message goes: what every method of sending wants to know."""
    answered = {"message_id": int(reply_to or 0), "allow_sending_without_reply": True}
    return {
        "chat_id": int(message.to.chat_id),
        "message_thread_id": int(message.to.topic) if message.to.topic else None,
        "reply_parameters": answered if reply_to else None,
    }


def _markup(message: Outgoing) -> Said | None:
    if message.choices:
        return _buttons(message.choices)
    if message.asks_place and not message.to.chat_id.startswith("-"):  # groups cannot
        button = {"text": message.asks_place, "request_location": True}
        return {"keyboard": [[button]], "one_time_keyboard": True, "resize_keyboard": True}
    return {"force_reply": True, "selective": True} if message.asks_reply else None


def _buttons(choices: Sequence[Sequence[Choice]]) -> Said | None:
    rows = [row[start : start + ROW] for row in choices for start in range(0, len(row), ROW)]
    made = [[{"text": one.label, "callback_data": one.value} for one in row] for row in rows]
    return {"inline_keyboard": made} if made else None


def _firsts(parts: Sequence[str]) -> Iterator[tuple[str, bool]]:
    return ((part, place == 0) for place, part in enumerate(parts))


def _groups(attachments: Sequence[Attachment]) -> list[list[Attachment]]:
    """Gather what may share an album, at most ten each, in the order of the first of a kind."""
    shelves: dict[object, list[Attachment]] = {}
    for place, item in enumerate(attachments):
        shelf = ALBUMS[item.kind][0] if item.kind in ALBUMS else place
        shelves.setdefault(shelf, []).append(item)
    return [
        shelf[start : start + ALBUM]
        for shelf in shelves.values()
        for start in range(0, len(shelf), ALBUM)
    ]
