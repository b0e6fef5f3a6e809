"""Our words, told to Zalo's OA: parts of 2000 signs, five buttons or numbers, photos, letters."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex
import structlog

from bot.channels.base import Limits
from bot.channels.text import (
    clean_out,
    cut,
    numbered,
    plain,
    plain_units,
    split,
    units,
    written,
)
from bot.channels.zalo_oa_errors import GROUPS, Failed, Sort, explained
from bot.channels.zalo_oa_line import Json, Line
from bot.channels.zalo_oa_read import GROUP, NAMELESS, Mark
from handlers.message import Address, Attachment, AttachmentKind, Choice, Outgoing, Sent
from handlers.wording import Wording

if TYPE_CHECKING:
    from bot.channels.zalo_oa_parcel import Parcel

OpenFile = Callable[[str], bytes | Path]
"""Brings our own copy of a file by its sha256."""
MediaUrl = Callable[[str], str | None]
"""Says under which address a file of ours can be fetched, if it can."""

BUTTONS, TITLE = 5, 20
"""At most so many buttons, and so many signs on one (zalo.md §B3)."""
FORM_TITLE, FORM_WORDS = 100, 500
"""Signs of what stands above the fields of a form (zalo.md §B3)."""
UPLOAD_HOLDS = timedelta(days=6)
"""Zalo keeps an upload for 7 days; handing in is limited by the month (§B5)."""
UPLOADS = 500
"""So many are remembered."""
INVALID = -201
"""The call itself is at fault (zalo.md §B9)."""
MENTION = regex.compile(r"\[(?=[\p{Cf}\p{M}\s]*@)")
"""`[@id]` calls a member of a group, `[@group]` all of them: no resident may (§B7)."""
WORDS = Wording()

log = structlog.get_logger(__name__)


@dataclass
class Writer:
    """Puts messages into chats. Raises a SendError, and Failed never."""

    line: Line
    limits: Limits
    mark: Mark
    now: Callable[[], datetime]
    open_file: OpenFile
    media_url: MediaUrl
    picture: str = ""
    """Address of a picture for forms: the OA's own, when we know it."""
    _uploads: OrderedDict[str, tuple["Parcel", str, datetime]] = field(default_factory=OrderedDict)

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry. Nothing can be edited: it is said anew."""
        message = replace(message, text=_harmless(message.text), edits=None)
        bare = replace(
            message, choices=(), attachments=(), asks_phone="", reply_to=None, how_to_choose=""
        )
        if self._fits_under(message):
            return (replace(message, how_to_choose=""),)
        texts = [replace(bare, text=part) for part in self._texts(message)]
        if texts:
            texts[0] = replace(texts[0], reply_to=message.reply_to)
            texts[-1] = replace(texts[-1], choices=self._buttons(message))
        files = [replace(bare, text="", attachments=(one,)) for one in message.attachments]
        form = message.asks_phone and not _in_group(message.to)
        forms = [replace(bare, text="", asks_phone=message.asks_phone)] if form else []
        return (*texts, *files, *forms)

    def _fits_under(self, message: Outgoing) -> bool:
        """Whether the words can stand under the one picture."""
        alone = len(message.attachments) == 1 and not (message.choices or message.asks_phone)
        return (
            alone
            and message.attachments[0].kind is AttachmentKind.PHOTO
            and plain_units(message.text) <= self.limits.caption
        )

    def _buttons(self, message: Outgoing) -> tuple[tuple[Choice, ...], ...]:
        many = sum(len(row) for row in message.choices) > BUTTONS
        return () if many or _in_group(message.to) else message.choices

    def _texts(self, message: Outgoing) -> list[str]:
        """The parts of the text; with the numbered choices where the buttons do not say them."""
        rows = [
            tuple(replace(one, label=_harmless(one.label)) for one in row)
            for row in message.choices
        ]
        short = all(units(one.label) <= TITLE for row in rows for one in row)
        said = (short and self._buttons(message)) or numbered(rows) in message.text
        typed = _in_group(message.to) and message.how_to_choose
        if (rows and not said) or typed:
            return written(replace(message, choices=tuple(rows)), self.limits.text)
        return split(message.text, self.limits.text, plain_units)

    async def send(self, message: Outgoing) -> Sent:
        """Put a message, or a piece of one, into its chat. Raises a SendError."""
        ids: list[str] = []
        for piece in self.pieces(message):
            try:
                ids += await self._piece(piece)
            except Failed as error:
                place = GROUPS if _in_group(message.to) else None
                raise explained(error, self.now(), place) from error
        return Sent(tuple(ids))

    async def _piece(self, piece: Outgoing) -> list[str]:
        if piece.attachments:
            return await self._file(piece)
        if piece.asks_phone:
            return await self._say(piece.to, self._form(piece.asks_phone))
        said: Json = {"text": plain(piece.text)}
        buttons = [self._button(piece.to, one) for row in piece.choices for one in row]
        if buttons:
            said["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
        if piece.reply_to is None or _in_group(piece.to):
            return await self._say(piece.to, said)
        try:
            return await self._say(piece.to, said | {"quote_message_id": piece.reply_to})
        except Failed as error:  # what is answered may be gone: the answer counts
            if error.code != INVALID:
                raise
            return await self._say(piece.to, said)

    def _button(self, to: Address, choice: Choice) -> Json:
        return {
            "title": cut(clean_out(choice.label), TITLE),
            "type": "oa.query.hide",
            "payload": f"bam:{self.mark(to.chat_id, choice.value)}:{choice.value}",
        }

    def _form(self, title: str) -> Json:
        element = {
            "title": cut(clean_out(title), FORM_TITLE),
            "subtitle": cut(WORDS.say("zalo.form"), FORM_WORDS),
        }
        if self.picture:
            element["image_url"] = self.picture
        return _template("request_user_info", element)

    async def _say(self, to: Address, message: Json) -> list[str]:
        if to.chat_id.startswith(NAMELESS):
            visitor, _, talk = to.chat_id.removeprefix(NAMELESS).partition(":")
            body = {"recipient": {"anonymous_id": visitor, "conversation_id": talk}}
            answer = await self.line.post("/v2.0/oa/message", body | {"message": message})
        elif _in_group(to):
            body = {"recipient": {"group_id": to.chat_id.removeprefix(GROUP)}}
            answer = await self.line.post("/v3.0/oa/group/message", body | {"message": message})
        else:
            body = {"recipient": {"user_id": to.chat_id}}
            answer = await self.line.post("/v3.0/oa/message/cs", body | {"message": message})
        if not isinstance(answer, dict):
            return []
        _note_cost(answer.get("quota"))
        return [str(answer["message_id"])] if answer.get("message_id") else []

    async def _file(self, piece: Outgoing) -> list[str]:
        """Hand in and show a file; what Zalo does not take is told in words."""
        item = piece.attachments[0]
        try:
            return await self._handed_in_and_shown(piece, item)
        except Failed as error:
            if error.row.sort is Sort.NEVER:
                log.warning("Zalo takes a file not, told in words", reason=error.reason)
                return await self._in_words(piece, item)
            if error.row.sort is not Sort.UPLOAD:
                raise
        self._uploads.pop(item.sha256 or "", None)
        return await self._handed_in_and_shown(piece, item)

    async def _handed_in_and_shown(self, piece: Outgoing, item: Attachment) -> list[str]:
        parcel, name = await self._handed_in(item)
        if parcel is None:
            return await self._in_words(piece, item)
        return await self._show(piece, parcel, name)

    async def _handed_in(self, item: Attachment) -> "tuple[Parcel | None, str]":
        if item.sha256 is None or item.kind is AttachmentKind.COPY:
            return None, ""
        known = self._uploads.get(item.sha256)
        if known is not None and self.now() < known[2] + UPLOAD_HOLDS:
            return known[0], known[1]
        parcel = await asyncio.to_thread(self._pack, item, item.sha256)
        if parcel is None:
            return None, ""
        name = await self.line.upload(parcel.kind, parcel.name, parcel.content, parcel.mime)
        kept = replace(parcel, content=b"")
        self._uploads[item.sha256] = (kept, name, self.now())
        while len(self._uploads) > UPLOADS:
            self._uploads.popitem(last=False)
        return kept, name

    def _pack(self, item: Attachment, sha256: str) -> "Parcel | None":
        from bot.channels.zalo_oa_parcel import pack  # noqa: PLC0415  # 3 MB that text never needs

        file = self.open_file(sha256)
        if isinstance(file, bytes):
            return pack(item, file)
        return pack(item, file.read_bytes()) if file.is_file() else None

    async def _show(self, piece: Outgoing, parcel: "Parcel", name: str) -> list[str]:
        if parcel.kind == "file":
            shown: Json = {"attachment": {"type": "file", "payload": {"token": name}}}
            return await self._say(piece.to, shown)
        element: Json = {"media_type": parcel.kind, "attachment_id": name}
        if parcel.kind == "gif":
            element |= {"width": parcel.width, "height": parcel.height}
        shown = _template("media", element)
        return await self._say(
            piece.to, shown | ({"text": plain(piece.text)} if piece.text else {})
        )

    async def _in_words(self, piece: Outgoing, item: Attachment) -> list[str]:
        url = self.media_url(item.sha256) if item.sha256 else None
        what = item.name or WORDS.say(f"files.{item.kind}", n=1)
        left = "plain.files_kept" if item.sha256 else "plain.files_missing"
        told = WORDS.say("plain.link", what=what, url=url) if url else WORDS.say(left, files=what)
        words = "\n\n".join(one for one in (plain(piece.text), _harmless(told)) if one)
        ids: list[str] = []
        for part in split(words, self.limits.text):
            ids += await self._say(piece.to, {"text": part})
        return ids


def _in_group(to: Address) -> bool:
    return to.chat_id.startswith(GROUP)


def _harmless(text: str) -> str:
    return MENTION.sub("(", clean_out(text))


def _template(kind: str, *elements: Json) -> Json:
    payload = {"template_type": kind, "elements": list(elements)}
    return {"attachment": {"type": "template", "payload": payload}}


def _note_cost(quota: Any) -> None:  # noqa: ANN401  # any JSON
    """Answers within 48 hours are free; what is not shall be seen in the diary (§B4)."""
    if isinstance(quota, dict) and quota.get("quota_type") not in (None, "reply"):
        log.info(
            "a message of the OA used quota",
            quota=quota.get("quota_type"),
            left=quota.get("remain"),
            of=quota.get("total"),
        )
