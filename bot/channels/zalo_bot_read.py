"""The Zalo Bot Platform's updates, told in the desk's words: who said or sent what."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.channels.base import Raw, Unreadable
from bot.channels.text import clean, named
from handlers.message import Address, Attachment, AttachmentKind, Incoming, Kind, Sender

NAME = "zalo_bot"
MILLISECONDS = 10**12
"""A date below this is in seconds: which of the two is sent differs (zalo.md §A4)."""
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)

# "@Bot Tiếp Dân #7K4Q …": where the name ends is certain only before a code, a command, a number.
CALLED = re.compile(r"(@\S+(?: [^\s#/]+){0,6}?)\s+(?=[#/]|\d{1,2}\s*$)")
AT_SOMEBODY = re.compile(r"@\S+\s*")

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Reader:
    """Reads updates for one bot. `me` is its id, `names` how groups call it, as far as we know."""

    now: Callable[[], datetime]
    me: str = ""
    names: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""
        try:
            return self._read(unwrapped(raw))
        except BROKEN as error:
            raise Unreadable(f"{type(error).__name__} in an update") from error

    def _read(self, update: Raw) -> Incoming | None:
        message, event = update["message"], str(update.get("event_name", ""))
        sender = message["from"]
        if sender.get("is_bot") or _id(sender["id"]) == self.me:
            return None
        private = message["chat"].get("chat_type", "PRIVATE") != "GROUP"
        kind, attachments, form = self._content(event, message)
        text = clean(str(message.get("text") or message.get("caption") or "")).strip()
        return Incoming(
            address=Address(NAME, _id(message["chat"]["id"])),
            external_id=_id(message["message_id"]),
            kind=kind,
            sender=Sender(_id(sender["id"]), _name(sender)),
            private=private,
            sent_at=self._at(message.get("date")),
            text=text if private else self._addressed(text),
            attachments=attachments,
            form=form,
            to_us=not private,
        )

    def _content(self, event: str, message: Raw) -> tuple[Kind, tuple[Attachment, ...], str]:
        what = event.removeprefix("message.").removesuffix(".received")
        if what == "image":
            key = "photo_url" if message.get("photo_url") else "photo"
            self._note(f"image as {key}")
            return Kind.MEDIA, _files(AttachmentKind.PHOTO, message[key]), ""
        if what == "voice":
            return Kind.MEDIA, _files(AttachmentKind.VOICE, message["voice_url"]), ""
        if what == "sticker" and message.get("url"):
            return Kind.MEDIA, _files(AttachmentKind.STICKER, message["url"]), ""
        if what == "text" or message.get("text"):
            return Kind.TEXT, (), ""
        self._note(f"event {what}")
        return Kind.OTHER, (), what or "unknown"

    def _at(self, date: object) -> datetime:
        if date is None:
            return self.now()
        number = int(str(date))
        self._note("dates in seconds" if number < MILLISECONDS else "dates in milliseconds")
        seconds = number if number < MILLISECONDS else number / 1000
        return datetime.fromtimestamp(seconds, UTC)

    def _addressed(self, text: str) -> str:
        """Give a group's words without our name; whether it stands there is not documented.

        The platform does not tell us our own name: it is learnt where its end is certain.
        """
        if not text.startswith("@"):
            self._note("no name before a group's words")
            return text
        self._note("a name before a group's words")
        for name in sorted(self.names, key=len, reverse=True):
            if text.lower().startswith(name.lower()):
                return text[len(name) :].lstrip(" ,:\n")
        found = CALLED.match(text)
        if found is None:
            return AT_SOMEBODY.sub("", text, count=1)
        self.names.add(found[1])
        return text[found.end() :]

    def _note(self, variant: str) -> None:
        """Log once which of the contradicting descriptions was right."""
        if variant not in self._seen:
            self._seen.add(variant)
            log.info("the platform speaks", channel=NAME, variant=variant)


def unwrapped(raw: Raw) -> Raw:
    """The update itself, whether it came in its envelope or bare."""
    update: Raw = raw.get("result", raw)
    return update


def _id(value: object) -> str:
    """An id as text. Raises ValueError for what can be none."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        message = "an id is expected"
        raise ValueError(message)
    return clean(str(value)).strip()


def _name(sender: Raw) -> str:
    """The name somebody chose, in one line."""
    name = str(sender.get("display_name") or sender.get("name") or "")
    return named(name)


def _files(kind: AttachmentKind, found: Any) -> tuple[Attachment, ...]:  # noqa: ANN401  # a URL or several
    urls = found if isinstance(found, list) else [found]
    if not urls or not all(isinstance(one, str) and one for one in urls):
        message = "a URL is expected"
        raise ValueError(message)
    return tuple(Attachment(kind=kind, remote=one, channel=NAME) for one in urls)
