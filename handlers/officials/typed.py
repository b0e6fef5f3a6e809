"""What officials type: a command, a case code in any spelling, and the words after it."""

import re

from handlers.codes import find_code, find_short_code
from handlers.folding import fold
from handlers.message import Incoming, Kind
from storage.office import ALPHABET

_COMMAND = re.compile(r"/(\S+)\s*(.*)", re.DOTALL)
_BARE = re.compile(rf"[{ALPHABET}]{{4}}")
_LEAD_IN = re.compile(r"^m[ãa]\s+(?=\S)", re.IGNORECASE)  # "mã 7K4Q"
_MOST_PARTS = 3  # "PA 2611 7K4Q"


def command(words: str) -> tuple[str, str]:
    """Split "/hoso PA-2611-7K4Q" into ("hoso", "PA-2611-7K4Q"); no command is ("", words)."""
    found = _COMMAND.fullmatch(words)
    return (fold(found[1]).replace(" ", ""), found[2].strip()) if found else ("", words)


def code_first(words: str, prefixes: frozenset[str]) -> tuple[str | None, str]:
    """Take a code off the front: (full code, or four letters for a short one; the words after).

    (None, words) when they begin with no code.
    """
    words = _LEAD_IN.sub("", words)
    for parts in range(1, _MOST_PARTS + 1):
        split = words.split(None, parts)
        head = " ".join(split[:parts])
        bare = head.upper() if parts == 1 and _BARE.fullmatch(head.upper()) else None
        full = find_code(head, prefixes) if head.upper().startswith(tuple(prefixes)) else None
        code = full or (find_short_code(head) if head.startswith("#") else None) or bare
        if code is not None:
            return code, split[parts] if len(split) > parts else ""
    return None, words


def spoken(message: Incoming) -> str:
    """What a message says, for people who are to read it: words, a pin, a colleague's number."""
    words = message.text.strip()
    if message.kind is Kind.LOCATION and message.place is not None:
        place = message.place
        words = f"{place.words}\nhttps://maps.google.com/?q={place.latitude},{place.longitude}"
    if message.kind is Kind.CONTACT:
        words = f"{words} {message.phone}"
    return words.strip()
