"""Our words, told to Telegram: text in parts, buttons under the last, attachments as replies."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TypedDict, TypeVar

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    MessageId,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.base import Limits, Refused
from bot.channels.telegram_errors import says
from bot.channels.text import cut, plain, runs, split, units
from handlers.message import Attachment, AttachmentKind, Choice, Outgoing, Sent

OpenFile = Callable[[str], bytes | Path]
"""Brings our own copy of a file by its sha256."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ALBUM = 10
ROW = 8

# What may share an album, and as what; photos and videos mix, the others stay among themselves.
ALBUMS = {
    AttachmentKind.PHOTO: ("pictures", InputMediaPhoto),
    AttachmentKind.VIDEO: ("pictures", InputMediaVideo),
    AttachmentKind.DOCUMENT: ("documents", InputMediaDocument),
    AttachmentKind.AUDIO: ("sounds", InputMediaAudio),
}

# How each kind is sent alone: the method, the name of its file, whether words can go with it.
ALONE: dict[AttachmentKind, tuple[Callable[..., Awaitable[Message]], str, bool]] = {
    AttachmentKind.PHOTO: (Bot.send_photo, "photo", True),
    AttachmentKind.VIDEO: (Bot.send_video, "video", True),
    AttachmentKind.VOICE: (Bot.send_voice, "voice", True),
    AttachmentKind.AUDIO: (Bot.send_audio, "audio", True),
    AttachmentKind.DOCUMENT: (Bot.send_document, "document", True),
    AttachmentKind.ANIMATION: (Bot.send_animation, "animation", True),
    AttachmentKind.VIDEO_NOTE: (Bot.send_video_note, "video_note", False),
    AttachmentKind.STICKER: (Bot.send_sticker, "sticker", False),
}

Done = TypeVar("Done")
Markup = InlineKeyboardMarkup | ForceReply | ReplyKeyboardMarkup | None


class Spot(TypedDict):
    """Where a message goes: the parameters that every send method shares."""

    chat_id: int
    message_thread_id: int | None
    reply_parameters: ReplyParameters | None


class Face(TypedDict):
    """What an edit changes besides the words."""

    chat_id: int
    message_id: int
    reply_markup: InlineKeyboardMarkup | None


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
        if len(piece.attachments) > 1:
            return await self._album(piece.attachments, spot)
        if piece.attachments:
            return [await self._alone(piece.attachments[0], spot, piece.text)]
        return [await self._text(piece.text, spot, _markup(piece))]

    async def edit(self, message: Outgoing, standing: str) -> Sent:
        """Give the standing message a new face; one that is a picture keeps it."""
        face = Face(
            chat_id=int(message.to.chat_id),
            message_id=int(standing),
            reply_markup=_buttons(message.choices),
        )
        with _unchanged_is_fine():
            try:
                await self._edit_text(message.text, face)
            except BadRequest as error:
                if not says(error, "no text in the message"):
                    raise
                await self._edit_caption(message.text, face)
        return Sent((standing,))

    async def _edit_text(self, text: str, face: Face) -> None:
        await _formatted(
            cut(text, self.limits.text, html_units),
            lambda words, mode: self.bot.edit_message_text(
                words, parse_mode=mode, link_preview_options=NO_PREVIEW, **face
            ),
        )

    async def _edit_caption(self, text: str, face: Face) -> None:
        await _formatted(
            cut(text, self.limits.caption, html_units),
            lambda words, mode: self.bot.edit_message_caption(
                caption=words, parse_mode=mode, **face
            ),
        )

    def _fits_under(self, one: Attachment, message: Outgoing) -> bool:
        """Whether the words can be the caption. What has buttons grows: it stays a text."""
        takes_words = one.kind in ALONE and ALONE[one.kind][2]
        bare = not (message.choices or message.asks_reply or message.asks_place)
        return takes_words and bare and html_units(message.text) <= self.limits.caption

    async def _text(self, part: str, spot: Spot, markup: Markup) -> str:
        done = await _formatted(
            part,
            lambda words, mode: self.bot.send_message(
                text=words, parse_mode=mode, reply_markup=markup,
                link_preview_options=NO_PREVIEW, **spot,
            ),
        )  # fmt: skip
        return str(done.message_id)

    async def _album(self, group: Sequence[Attachment], spot: Spot) -> list[str]:
        media = [
            ALBUMS[item.kind][1](media=await self._in_hand(item), filename=item.name or None)
            for item in group
        ]
        return [
            str(done.message_id) for done in await self.bot.send_media_group(media=media, **spot)
        ]

    async def _alone(self, item: Attachment, spot: Spot, text: str = "") -> str:
        if item.kind is AttachmentKind.COPY:
            return str((await self._copy(item, spot)).message_id)
        method, name, takes_words = ALONE[item.kind]
        file: dict[str, object] = {name: self._file(item)}
        if item.name and item.kind is not AttachmentKind.STICKER:
            file["filename"] = item.name
        if not takes_words:
            return str((await method(self.bot, **file, **spot)).message_id)
        done = await _formatted(
            text,
            lambda words, mode: method(
                self.bot, caption=words or None, parse_mode=mode, **file, **spot
            ),
        )
        return str(done.message_id)

    async def _copy(self, item: Attachment, spot: Spot) -> MessageId:
        chat_id, _, message_id = item.remote.partition(":")
        return await self.bot.copy_message(
            from_chat_id=int(chat_id), message_id=int(message_id), **spot
        )

    async def _in_hand(self, item: Attachment) -> str | bytes:
        """The same with its bytes: of a path in an album the library would only tell the name."""
        file = self._file(item)
        return await asyncio.to_thread(file.read_bytes) if isinstance(file, Path) else file

    def _file(self, item: Attachment) -> str | bytes | Path:
        """Name the file where Telegram keeps it, else bring our copy."""
        if item.channel == "telegram" and item.remote:
            return item.remote
        if item.sha256 is None:
            raise Refused(f"no copy of this {item.kind} here to send")
        file = self.open_file(item.sha256)
        if isinstance(file, Path) and not file.is_file():
            raise Refused(f"our copy of this {item.kind} is gone")
        return file


@contextmanager
def _unchanged_is_fine() -> Iterator[None]:
    try:
        yield
    except BadRequest as error:
        if not says(error, "message is not modified"):
            raise


async def _formatted(text: str, call: Callable[[str, ParseMode | None], Awaitable[Done]]) -> Done:
    """Send as HTML; if Telegram cannot read that, the plain words all the same."""
    try:
        return await call(html(text), ParseMode.HTML)
    except BadRequest as error:
        if not says(error, "can't parse entities"):
            raise
    return await call(plain(text), None)


def _spot(message: Outgoing, reply_to: str | None) -> Spot:
    answered = reply_to and ReplyParameters(int(reply_to), allow_sending_without_reply=True)
    return Spot(
        chat_id=int(message.to.chat_id),
        message_thread_id=int(message.to.topic) if message.to.topic else None,
        reply_parameters=answered or None,
    )


def _markup(message: Outgoing) -> Markup:
    if message.choices:
        return _buttons(message.choices)
    if message.asks_place and not message.to.chat_id.startswith("-"):  # groups cannot
        button = KeyboardButton(message.asks_place, request_location=True)
        return ReplyKeyboardMarkup([[button]], one_time_keyboard=True, resize_keyboard=True)
    return ForceReply(selective=True) if message.asks_reply else None


def _buttons(choices: Sequence[Sequence[Choice]]) -> InlineKeyboardMarkup | None:
    rows = [row[start : start + ROW] for row in choices for start in range(0, len(row), ROW)]
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(one.label, callback_data=one.value) for one in row] for row in rows]
    )


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
