"""What officials type: a command, and the words after it."""

import re

from handlers.folding import fold
from handlers.message import Incoming, Kind

_COMMAND = re.compile(r"/(\S+)\s*(.*)", re.DOTALL)


def command(words: str) -> tuple[str, str]:
    """Split "/hoso PA-2611-7K4Q" into ("hoso", "PA-2611-7K4Q"); no command is ("", words)."""
    found = _COMMAND.fullmatch(words)
    return (fold(found[1]).replace(" ", ""), found[2].strip()) if found else ("", words)


def spoken(message: Incoming) -> str:
    """What a message says, for people who are to read it: words, a pin, a colleague's number."""
    words = message.text.strip()
    if message.kind is Kind.LOCATION and message.place is not None:
        place = message.place
        words = f"{place.words}\nhttps://maps.google.com/?q={place.latitude},{place.longitude}"
    if message.kind is Kind.CONTACT:
        words = f"{words} {message.phone}"
    return words.strip()
