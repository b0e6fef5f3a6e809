"""Every choice is a button, a number and a typed word: what was typed becomes what was chosen."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.caller import Caller
from handlers.folding import fold
from handlers.message import Kind
from handlers.offers import numbered

TICKS = ("pledge", "visit.tick")
"""Of these choices several can be made at once."""
LONGEST = 200
_FORGED = re.compile(r"[^ -~]|\d{10}")
"""What no choice of ours holds: other signs than ASCII, and numbers beyond every row."""
_PARTS = re.compile("[,/]")
LARGEST_PLACE = 3
"""Digits of a number that may be one of a list."""


_POLITE = re.compile(
    r"(?:(?:da|vang|thua|xin|toi|tui|em|con|chau|minh|thay|chon(?: so)?|cai(?: so)?|muc) )*(.+?)"
    r"(?: (?:sao|a|nha|nhe|nhen|hen|nghe|di|thoi|lam|luon)"
    r"(?: (?:con|chau|em|chu|co|anh|chi|bac))?)*"
)
"""What may stand around a choice; "số 5" alone may be the number of a house."""

_LEVEL = re.compile(r"\b(?:sao|muc) \d|\d sao\b")
"""Stars and levels are no places: where none are asked for they choose nothing."""


def ours(value: str) -> bool:
    """Say whether a choice can be one that we offered; a platform brings whatever it is sent."""
    return len(value) <= LONGEST and _FORGED.search(value) is None


def pick(typed: str, offered: Sequence[Sequence[str]]) -> str | None:
    """Say which of [value, label] the words name: by number, or by label, accents forgiven.

    Politeness around it is forgiven too. Numbers are no choice while a question wants one: see
    offers.py.
    """
    words = fold(typed)
    if not words:
        return None
    chosen, meant = _named(words, offered), _meant(words)
    if chosen is None and meant is not None:
        chosen = _named(meant, offered)
        if _LEVEL.search(words) and not (chosen or "").endswith(f":{meant}"):
            return None
    return chosen


def _meant(words: str) -> str | None:
    """A number, or a label of more than a word, without the politeness around it.

    Single words are orders, a yes or a no: what may stand around those is told elsewhere.
    """
    found = _POLITE.fullmatch(words)
    return found[1] if found and (found[1].isdecimal() or " " in found[1]) else None


def _named(words: str, offered: Sequence[Sequence[str]]) -> str | None:
    numbers = words.split()
    if all(one.isdecimal() for one in numbers):
        if any(len(one) > LARGEST_PLACE for one in numbers):
            return None
        offered = numbered(offered)
        place, *more = [int(one) - 1 for one in numbers]
        if more:
            return _several([place, *more], offered)
        return offered[place][0] if 0 <= place < len(offered) else None
    named = [value for value, label, *_ in offered if fold(label) == words]
    return named[0] if len(named) == 1 else None


def begun(typed: str, offered: Sequence[Sequence[str]]) -> str | None:
    """Say of which one [value, label] the words are the first ones: "nhận" is "Nhận việc".

    "Gia hạn" is "Chuyển, gia hạn", "trả lại" is "Nhận thay / Trả lại". Only for what is asked
    again or can be undone: fewer words than the label's are less certain.
    """
    words = fold(typed)
    named = [
        value
        for value, label, *_ in offered
        if any(f"{fold(part)} ".startswith(f"{words} ") for part in _PARTS.split(label))
    ]
    return named[0] if words and len(named) == 1 else None


def _several(places: list[int], offered: Sequence[Sequence[str]]) -> str | None:
    """Name several ticks of one screen at once: "1 3 5" is pledge:7:a,c,e."""
    if not all(0 <= one < len(offered) for one in places):
        return None
    values = [offered[one][0].rpartition(":") for one in dict.fromkeys(places)]
    screens = {head for head, _, _ in values}
    if len(screens) != 1 or min(screens).partition(":")[0] not in TICKS:
        return None
    return f"{min(screens)}:{','.join(code for _, _, code in values)}"


def chosen(caller: Caller) -> Caller:
    """Read a typed answer as a choice.

    In a private chat the choices are those that stand open; in a group, those of the message
    which was replied to.
    """
    message = caller.message
    if message.choice is not None or message.kind is not Kind.TEXT or message.edits:
        return caller
    offered = caller.about.choices if caller.about is not None else None
    if not offered and message.private:
        offered = caller.chat.offer
    value = pick(message.text, offered) if offered else None
    return caller if value is None else replace(caller, message=replace(message, choice=value))
