"""The events of Zalo's OA, told in the desk's words: who said, chose or opened what."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.channels.base import Raw, Unreadable
from bot.channels.text import clean, named
from bot.channels.zalo_oa_forms import attachments, card, form, place
from bot.channels.zalo_oa_unheard import NOBODY
from handlers.message import Address, AttachmentKind, Incoming, Kind, Sender

log = structlog.get_logger(__name__)

GROUP = "group:"
"""Before a group's id in an Address: people's and groups' ids cannot be told apart."""
NAMELESS = "nameless:"
"""Before a visitor's and a conversation's id: somebody who writes without a Zalo account."""
PAYLOAD = re.compile(r"bam:([0-9a-f]{12}):([\x21-\x7e]{1,64})")
"""What a tap on one of our buttons says: a mark that only we can make, and the choice."""
SAID = re.compile(r"user_send_(group_)?(\w+)")
NAMELESS_SAID = re.compile(r"anonymous_send_(\w+)")
WE_SAID = re.compile(r"oa_send_(group_)?(\w+)")
ALBUM = 120
"""Seconds. Photos sent together come as several events (zalo.md §B8): those of the same two
minutes that wait at the same time are one message."""
EARLIEST = timedelta(days=60)
"""An event that says it is older tells nothing of when it was."""
ENDS = frozenset({"disperse_group", "delete_group"})
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)

Mark = Callable[[str, str], str]
"""Makes the mark of a payload out of the user's id and the choice."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads events for one OA. `now` stands in for a time that makes no sense."""

    oa_id: str
    mark: Mark
    now: Callable[[], datetime]

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""
        try:
            return self._read(raw)
        except BROKEN as error:
            raise Unreadable(f"{type(error).__name__}: {error}") from error

    def _read(self, raw: Raw) -> Incoming | None:
        event = str(raw["event_name"])
        if event in NOBODY:
            return None
        if event == "permission_revoked":
            log.error("Zalo: the OA's admin has taken the permission back")
            return None
        if said := SAID.fullmatch(event):
            return self._said(raw, said[2], group=bool(said[1]))
        if said := NAMELESS_SAID.fullmatch(event):
            return self._said_by_nobody_known(raw, said[1])
        if said := WE_SAID.fullmatch(event):
            return self._written_by_hand(raw, said[2], group=bool(said[1]))
        reader = EVENTS.get(event)
        if reader is None:
            raise Unreadable(f"an event that nobody has told us of: {event[:60]}")
        return reader(self, raw)

    def _said(self, raw: Raw, what: str, *, group: bool) -> Incoming | None:
        sender = _id(raw["sender"])
        chat = GROUP + _id(raw["recipient"]) if group else sender
        name = named(str(raw["sender"].get("name") or ""))
        heard = replace(self.happened(raw, chat), sender=Sender(sender, name), private=not group)
        return self._with_content(heard, raw["message"], what)

    def _said_by_nobody_known(self, raw: Raw, what: str) -> Incoming:
        """They can be told something in this conversation only: no case can hang on it."""
        who, talk = _id(raw["sender"]), str(raw["message"]["conversation_id"]).strip()
        if not talk:
            raise ValueError("a conversation has no id")
        heard = replace(
            self.happened(raw, f"{NAMELESS}{who}:{talk}"), sender=Sender(who, anonymous=True)
        )
        heard = self._with_content(heard, raw["message"], what)
        return replace(heard, kind=Kind.OTHER, form=what, choice=None, attachments=(), album=None)

    def _with_content(self, heard: Incoming, message: dict[str, Any], what: str) -> Incoming:
        heard = replace(
            heard,
            external_id=str(message["msg_id"]),
            text=clean(str(message.get("text") or "")).strip(),
            reply_to=_quoted(message),
        )
        parts = message.get("attachments") or []
        if what == "text":
            return self._pressed(heard)
        if what == "location":
            return replace(heard, kind=Kind.LOCATION, place=place(parts), text="")
        if what == "link":
            return replace(heard, text=form(heard.text, parts))
        if what == "business_card":
            name, phone = card(parts)
            if phone:
                told = name or heard.text
                return replace(heard, kind=Kind.CONTACT, phone=phone, text=told)
            return replace(heard, kind=Kind.OTHER, form="contact", text=form(heard.text, parts))
        things = attachments(what, parts)
        if not things:
            return replace(heard, kind=Kind.OTHER, form=what)
        return _album(replace(heard, kind=Kind.MEDIA, attachments=things))

    def _pressed(self, heard: Incoming) -> Incoming:
        """A tap comes back as words. It is told as a typed choice, as nothing can be shown in
        passing; an old mark (of another secret) chooses nothing, and is said to be over."""
        found = PAYLOAD.fullmatch(heard.text)
        if found is None:
            return heard
        ours = found[1] == self.mark(heard.sender.user_id, found[2])
        return replace(heard, text="", choice=found[2] if ours else "")

    def _written_by_hand(self, raw: Raw, what: str, *, group: bool) -> Incoming | None:
        """Our own words come back too; those of a person at the OA's console say who wrote them."""
        admin = raw["sender"].get("admin_id")
        if not admin:
            return None
        other = _id(raw["recipient"])
        heard = self.happened(raw, GROUP + other if group else other)
        if group:
            heard = replace(heard, sender=Sender(self.oa_id, anonymous=True), private=False)
            return self._with_content(heard, raw["message"], what)
        heard = self._with_content(heard, raw["message"], what)
        return replace(heard, kind=Kind.CONSOLE, sender=Sender(str(admin)), album=None)

    def happened(self, raw: Raw, chat: str) -> Incoming:
        """Give what every event has in common."""
        who = chat.removeprefix(GROUP)
        return Incoming(
            address=Address("zalo_oa", chat),
            external_id=f"{raw['event_name']}:{raw.get('timestamp', '')}:{who}",
            kind=Kind.TEXT,
            sender=Sender(who),
            private=True,
            sent_at=moment(raw.get("timestamp"), self.now()),
        )


def _followed(reader: Reader, raw: Raw) -> Incoming:
    return replace(reader.happened(raw, _id(raw["follower"])), kind=Kind.OPENED)


def _withdrew(reader: Reader, raw: Raw) -> Incoming:
    return replace(reader.happened(raw, str(raw["user_id"])), kind=Kind.WITHDRAWN)


def _wants_to_chat(reader: Reader, raw: Raw) -> Incoming:
    who = raw.get("user_id") or (raw.get("sender") or {}).get("id") or raw["follower"]["id"]
    return replace(reader.happened(raw, str(who)), kind=Kind.OPENED)


def _called(reader: Reader, raw: Raw) -> Incoming | None:
    """A call that was picked up counts as a word (zalo.md §B4). The event comes at its end; where
    it does not say how long they talked, we take it that a person's own call was picked up."""
    if not int(raw.get("talk_time", raw["event_name"] == "user_call_oa")):
        return None
    sides = (
        raw.get("user_id"),
        *((raw.get(one) or {}).get("id") for one in ("sender", "recipient")),
    )
    who = next((str(one) for one in sides if one and str(one) != reader.oa_id), None)
    if who is None:  # called by a number, which is no chat of ours
        return None
    return replace(reader.happened(raw, who), kind=Kind.OPENED)


def _filled_in(reader: Reader, raw: Raw) -> Incoming:
    phone = clean(str(raw["info"].get("phone") or "")).strip()
    heard = reader.happened(raw, _id(raw["sender"]))
    if not phone.strip("0"):
        return replace(heard, kind=Kind.OTHER, form="contact")
    return replace(heard, kind=Kind.CONTACT, phone=at_home(phone), own_phone=True)


def _group_is_there(reader: Reader, raw: Raw) -> Incoming | None:
    group = _group(raw)
    if not group:
        log.warning("Zalo: a group has come or gone, which one is not said", keys=sorted(raw))
        return None
    kind = Kind.BLOCKED if raw["event_name"] in ENDS else Kind.OPENED
    return replace(reader.happened(raw, GROUP + group), kind=kind, private=False)


def _somebody_left(reader: Reader, raw: Raw) -> Incoming | None:
    named: dict[str, Any] = raw.get("sender") or next(iter(raw.get("users") or ()), {})
    group, who = _group(raw), str(named.get("id") or "")
    if not group or not who:  # sources differ in what these say
        return None
    heard = replace(reader.happened(raw, GROUP + group), kind=Kind.LEFT, private=False)
    return replace(heard, sender=Sender(who), external_id=f"{heard.external_id}:{who}")


EVENTS: dict[str, Callable[[Reader, Raw], Incoming | None]] = {
    "follow": _followed,
    "user_click_chatnow": _wants_to_chat,
    "user_call_oa": _called,
    "oa_call_user": _called,
    "user_submit_info": _filled_in,
    "user_withdraw": _withdrew,
    "create_group": _group_is_there,
    "disperse_group": _group_is_there,
    "delete_group": _group_is_there,
    "user_out_group": _somebody_left,
    "user_leave_group": _somebody_left,
}


def moment(stamp: object, now: datetime) -> datetime:
    """Read milliseconds (or seconds) since 1970; a time that cannot be is now."""
    try:
        number = int(str(stamp))
        at = datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return at if now - EARLIEST < at <= now else now


def at_home(phone: str) -> str:
    """Write a Vietnamese number as it is dialled here: 84912345678 is 0912345678."""
    digits = phone.removeprefix("+")
    return "0" + digits[2:] if digits.startswith("84") and len(digits) == 11 else phone


def _id(part: dict[str, Any]) -> str:
    found = str(part["id"]).strip()
    if not found:
        raise ValueError("an id is empty")
    return found


def _group(raw: Raw) -> str:
    recipient = raw.get("recipient")
    named = recipient.get("id") if isinstance(recipient, dict) else None
    return str(raw.get("group_id") or named or "")


def _quoted(message: dict[str, Any]) -> str | None:
    """Name the message answered: nobody has confirmed the field's name in groups (§B7)."""
    inner = message.get("quote_msg")
    found = message.get("quote_msg_id") or message.get("quote_message_id")
    if not found and isinstance(inner, dict):
        found = inner.get("msg_id")
    return str(found) if found else None


def _album(heard: Incoming) -> Incoming:
    if any(one.kind is not AttachmentKind.PHOTO for one in heard.attachments):
        return heard
    bucket = int(heard.sent_at.timestamp()) // ALBUM
    return replace(heard, album=f"photos:{heard.sender.user_id}:{bucket}")
