"""What lies in the letter box, as messages: an album's parts are one, its words are its caption."""

from dataclasses import replace

from handlers.message import Incoming
from storage.ahead import Speaker
from storage.inbox import Waiting


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


def speaker(message: Incoming) -> Speaker:
    """Who speaks where, and about which of our messages: for `look_ahead`."""
    where, about = message.address, message.pressed_on or message.reply_to
    return Speaker(where.channel, where.chat_id, message.sender.user_id, about)


def merge(parts: list[Incoming]) -> Incoming:
    """Make one message of an album's parts, in order; its caption is whatever they say."""
    words = "\n".join(part.text for part in parts if part.text)
    files = tuple(one for part in parts for one in part.attachments)
    return replace(parts[0], text=words, attachments=files)
