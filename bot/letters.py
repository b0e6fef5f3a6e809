"""What lies in the letter box, as messages: an album's parts are one, its words are its caption."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.message import Incoming
from storage.ahead import Speaker
from storage.inbox import Waiting

ALBUM_QUIET = timedelta(seconds=1.5)
"""An album has no end mark: it is whole when no part came for so long (telegram.md §4)."""
ALBUM_AT_MOST = timedelta(seconds=10)
"""Whoever sends pictures without end is heard all the same (telegram.md §4)."""


def messages(rows: list[Waiting]) -> list[list[Waiting]]:
    """A chat's rows, in order; the parts of an album are one message."""
    found: list[list[Waiting]] = []
    albums: dict[str, list[Waiting]] = {}
    for row in rows:
        if row.album is not None and row.album in albums:
            albums[row.album].append(row)
            continue
        found.append([row])
        if row.album is not None:
            albums[row.album] = found[-1]
    return found


def chat_of(rows: list[Waiting]) -> tuple[str, str]:
    """The channel and the chat of a chat's rows."""
    return rows[0].channel, rows[0].chat_key


def until_open_album(rows: list[Waiting], now: datetime) -> tuple[list[Waiting], datetime | None]:
    """What of a chat can be handled now; an album that may still grow holds up the rest."""
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row.album is None or row.album in seen:
            continue
        seen.add(row.album)
        parts = [one.received_at for one in rows if one.album == row.album]
        whole_at = min(max(parts) + ALBUM_QUIET, min(parts) + ALBUM_AT_MOST)
        if whole_at > now:
            return rows[:place], whole_at
    return rows, None


def speaker(message: Incoming) -> Speaker:
    """Who speaks where, and about which of our messages: for `look_ahead`."""
    where, about = message.address, message.pressed_on or message.reply_to
    return Speaker(where.channel, where.chat_id, message.sender.user_id, about)


def merge(parts: list[Incoming]) -> Incoming:
    """Make one message of an album's parts, in order; its caption is whatever they say."""
    words = "\n".join(part.text for part in parts if part.text)
    files = tuple(one for part in parts for one in part.attachments)
    return replace(parts[0], text=words, attachments=files)
