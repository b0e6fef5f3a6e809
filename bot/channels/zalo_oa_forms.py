"""What may be attached to a message of Zalo's OA, and what it is in the desk's words."""

import json
import mimetypes
from typing import Any

from bot.channels.text import clean, named
from handlers.message import Attachment, AttachmentKind, Place

# The kinds of events with a file in them; its name, where Zalo says none.
KINDS: dict[str, tuple[AttachmentKind, str, str]] = {
    "image": (AttachmentKind.PHOTO, "anh.jpg", "image/jpeg"),
    "gif": (AttachmentKind.ANIMATION, "anh.gif", "image/gif"),
    "audio": (AttachmentKind.VOICE, "tieng.m4a", "audio/mp4"),
    "video": (AttachmentKind.VIDEO, "video.mp4", "video/mp4"),
    "sticker": (AttachmentKind.STICKER, "nhan.png", "image/png"),
    "file": (AttachmentKind.DOCUMENT, "", "application/octet-stream"),
}

Parts = list[dict[str, Any]]
CARD_NAMES = ("name", "caption", "title", "display_name")


def attachments(what: str, parts: Parts) -> tuple[Attachment, ...]:
    """The files of an event of this kind; those without an address are none."""
    if what not in KINDS:
        return ()
    found = (_attachment(what, part.get("payload") or {}) for part in parts)
    return tuple(one for one in found if one is not None)


def _attachment(what: str, payload: dict[str, Any]) -> Attachment | None:
    kind, name, mime = KINDS[what]
    url = str(payload.get("url") or payload.get("thumbnail") or "")
    if not url:
        return None
    told = clean(str(payload.get("name") or ""))
    size = str(payload.get("size") or "")
    return Attachment(
        kind=kind,
        remote=url,
        channel="zalo_oa",
        name=told or name,
        mime=mimetypes.guess_type(told)[0] or mime,
        size=int(size) if size.isdecimal() else 0,
    )


def place(parts: Parts) -> Place:
    """A point on the map; the numbers come as words. Raises ValueError, LookupError."""
    point = parts[0]["payload"]["coordinates"]
    latitude, longitude = float(point["latitude"]), float(point["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("a place that is not on earth")
    return Place(latitude, longitude)


def form(text: str, parts: Parts) -> str:
    """A link in words: what was said with it, what it says of itself, and where it leads."""
    payloads = [part.get("payload") or {} for part in parts]
    said = [payload.get(key) for payload in payloads for key in ("title", "description", "url")]
    lines = [text, *(clean(str(one)).strip() for one in said if one)]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def card(parts: Parts) -> tuple[str, str]:
    """Name and number on somebody's card: nobody has confirmed where they stand (§B8)."""
    for part in parts:
        payload = part.get("payload") or {}
        told = {**payload, **_inner(payload.get("description"))}
        phone = next((told[key] for key in ("phone", "phone_number") if told.get(key)), "")
        name = next((told[key] for key in CARD_NAMES if told.get(key)), "")
        if phone:
            return named(str(name)), clean(str(phone)).strip()
    return "", ""


def _inner(description: object) -> dict[str, Any]:
    try:
        found = json.loads(str(description))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
