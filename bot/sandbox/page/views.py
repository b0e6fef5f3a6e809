"""A message as a phone shows it: words and their marks, pictures, buttons, what it answers."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.sandbox.bubbles import KINDS
from bot.sandbox.numbered import typed
from bot.sandbox.page.cast import Room
from bot.sandbox.telegram_errors import Json
from handlers.wording import HERE, Wording, shorten

QUOTED = 80
MARKS = ("bold", "italic", "underline", "strikethrough", "code", "pre")
"""Entities that are shown; others are plain."""
CALLED = re.compile(r"\[@(\w+)\]")


def bubble(message: Any, room: Room) -> Json:  # noqa: ANN401  # of any stand-in
    """One message of a room, ready to be shown. `files` are numbered as /file counts them."""
    about = _of_telegram(message) if hasattr(message, "data") else _of_zalo(message, room)
    return {
        "id": str(message.id),
        "bot": message.from_bot,
        "who": message.sender,
        "at": f"{message.date.astimezone(HERE):%H:%M}",
        "day": _day(message.date.astimezone(HERE).date().isoformat()),
        "answers": _answers(message.reply_to),
        "edited": message.edited,
        **about,
    }


def _of_telegram(message: Any) -> Json:  # noqa: ANN401  # Telegram's
    place = message.data.get("location")
    return {
        "by": str(message.data["from"]["id"]),
        "text": message.text,
        "marks": [[m["type"], m["offset"], m["length"]] for m in message.entities
                  if m["type"] in MARKS],
        "rows": [[label for label, _ in row] for row in message.buttons],
        "keys": [
            {"label": key["text"], "asks": _asks(key)} for row in message.keyboard for key in row
        ],
        "numbers": [],
        "files": [{"kind": one.kind, "name": one.name} for one in message.files],
        "album": message.album,
        "place": [place["latitude"], place["longitude"]] if place else None,
        "phone": message.data.get("contact", {}).get("phone_number", ""),
    }  # fmt: skip


def _asks(key: Json) -> str:
    """What a button in place of the keyboard sends: a phone number, a place, or its words."""
    return next((one for one in ("contact", "location") if key.get(f"request_{one}")), "words")


def _of_zalo(message: Any, room: Room) -> Json:  # noqa: ANN401  # Zalo's
    labels = [] if message.choices else message.labels
    pins = (one.get("payload", {}).get("coordinates") for one in message.attachments)
    place = next((one for one in pins if one), None)
    files = [{"kind": KINDS.get(one.kind, one.kind), "name": one.name} for one in message.files]
    return {
        "by": message.sender_id,
        "text": _called(message, room),
        "marks": [],
        "rows": [[one.title] for one in message.choices],
        "keys": [],
        "numbers": [
            [one, typed(message.text, one, in_group=not room.private)] for one in labels
        ],
        "files": files + [{"kind": "photo", "name": ""} for _ in message.links],
        "album": None,
        "form": message.asks_info,
        "place": [float(place["latitude"]), float(place["longitude"])] if place else None,
        "phone": "",
    }  # fmt: skip


def _called(message: Any, room: Room) -> str:  # noqa: ANN401  # Zalo's
    """The words, with the names of those who are called in a group."""
    if room.private or not message.mentions:
        return str(message.text)
    accounts = room.place._world.accounts  # noqa: SLF001  # what the app knows of its members
    return CALLED.sub(
        lambda found: f"@{accounts[found[1]].name}" if found[1] in accounts else "@", message.text
    )


def _answers(message: Any) -> Json | None:  # noqa: ANN401  # of any stand-in
    if message is None:
        return None
    return {
        "who": message.sender,
        "bot": message.from_bot,
        "text": shorten(message.text, QUOTED),
    }


@lru_cache(maxsize=64)
def _day(day: str) -> str:
    return Wording().day(datetime.fromisoformat(day).replace(tzinfo=HERE))
