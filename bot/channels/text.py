"""Words made to fit: cleaned, measured, cut at sentence ends; bold runs, numbered choices."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

import regex

from handlers.message import BOLD, PLAIN, Choice, Outgoing

Measure = Callable[[str], int]

# Where a text may be divided, the best place first; each match ends where the next part begins.
ENDS = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"[.!?…。]+[\"'”’»)\]{PLAIN}]*\s+|\n\s*\n",  # a sentence or a paragraph is over
        r"\n\s*",
        r"\s+",
    )
)
MARKS = regex.compile(rf"[{BOLD}{PLAIN}]")
WHOLE = regex.compile(r"\X")
# \p{Cs}: half a character (a lone surrogate) is valid JSON but no database takes it.
CONTROLS = regex.compile(r"(?V1)[\p{Cc}\p{Cs}--[\n\t]]")
# Nobody sees them, but they turn the rest of a line around or split a word that is looked for.
TRICKS = regex.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
UNSEEN = regex.compile(r"[\p{Cf}\p{Co}]")
LONGEST_NAME = 100


def clean(text: str) -> str:
    """Bring words into NFC and take control characters out (bold marks are two of them)."""
    seen = TRICKS.sub("", CONTROLS.sub("", text.replace("\r\n", "\n")))
    return unicodedata.normalize("NFC", seen)


def named(name: str) -> str:
    """The name that somebody chose, in one short line that stays where it is put."""
    return " ".join(UNSEEN.sub("", clean(name)).split())[:LONGEST_NAME].rstrip()


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram and Zalo count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """Say the text as (is bold, words) in order; a mark without its partner does no harm."""
    bold, start = False, 0
    for mark in MARKS.finditer(text):
        if mark.start() > start:
            yield bold, text[start : mark.start()]
        bold, start = mark.group() == BOLD, mark.end()
    if start < len(text):
        yield bold, text[start:]


def plain(text: str) -> str:
    """Give the words without bold marks."""
    return MARKS.sub("", text)


def split(text: str, limit: int, measure: Measure = units) -> list[str]:
    """Divide the text into parts of at most `limit`, each with its bold runs closed.

    Divides at sentence ends, else line ends, else spaces, else between whole characters; the
    white space at a division is dropped. `measure` says how long a part will be in the end.
    """
    parts: list[str] = []
    text = _tidy(text)
    while measure(text) > limit:
        first, text = _divide(text, limit, measure)
        parts.append(first)
    return [part for part in [*parts, text] if plain(part).strip()]


def cut(text: str, limit: int, measure: Measure = units) -> str:
    """Shorten the text to `limit`, with "…" in place of what is missing."""
    if measure(text) <= limit:
        return text
    first, _ = _divide(_tidy(text), limit, lambda part: measure(part + "…"))
    head = first.removesuffix(PLAIN)
    return head.rstrip() + "…" + first[len(head) :]


def numbered(choices: Sequence[Sequence[Choice]]) -> str:
    """List the choices as lines "1. Label" for platforms without buttons."""
    labels = [choice.label for row in choices for choice in row]
    return "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))


def written(message: Outgoing, limit: int) -> list[str]:
    """Write a message for a platform without buttons, in parts of at most `limit`.

    The numbered choices stand whole below the words, where that is possible; none is ever cut.
    """
    parts = split(harmless(clean_out(message.text)), limit, plain_units)
    below = (numbered(message.choices), message.how_to_choose)
    tail = harmless(clean_out("\n".join(one for one in below if one)))
    if not tail:
        return parts
    if parts and plain_units(f"{parts[-1]}\n\n{tail}") <= limit:
        return [*parts[:-1], f"{parts[-1]}\n\n{tail}"]
    return [*parts, *split(tail, limit, plain_units)]


def plain_units(text: str) -> int:
    """Length in UTF-16 units where bold is no part of the text."""
    return units(plain(text))


def clean_out(text: str) -> str:
    """Bring what we say into NFC, in which the platforms count."""
    return unicodedata.normalize("NFC", text)


def harmless(text: str) -> str:
    """Keep what a person typed from calling somebody: "[@…]" is how a Zalo group is mentioned."""
    return text.replace("[@", "[ @")


def _divide(text: str, limit: int, measure: Measure) -> tuple[str, str]:
    """Take the longest good first part off a tidy text.

    The part holds at least one letter even if that is too long, so dividing comes to an end.
    """
    # No part is longer than this, even if every letter of it were bold on its own.
    window = text[: 3 * limit + 3]
    borders = [0, *(match.end() for match in WHOLE.finditer(window))]
    least = 1 + text.startswith(BOLD)
    if measure(_closed(text[: borders[least]])) > limit:
        borders = list(range(len(window) + 1))  # one whole character is too long: no good place
    fits = bisect_right(borders, limit, key=lambda end: measure(_closed(text[:end]))) - 1
    end = _good_end(text, borders[max(fits, least)])
    first, rest = text[:end].rstrip(), text[end:].lstrip()
    return _closed(first), _tidy(BOLD + rest if _is_open(first) else rest)


def _tidy(text: str) -> str:
    """Leave only bold marks that come in pairs around something."""
    return "".join(f"{BOLD}{words}{PLAIN}" if bold else words for bold, words in runs(text))


def _good_end(text: str, furthest: int) -> int:
    """Find the last good place in the second half of what fits, else the furthest."""
    # One character more, so that a division exactly at the limit is seen by its space.
    ahead = text[: furthest + 1]
    for ends in ENDS:
        places = [match.end() for match in ends.finditer(ahead)]
        places = [min(place, furthest) for place in places if place > furthest // 2]
        if places:
            return places[-1]
    return furthest


def _is_open(text: str) -> bool:
    return text.rfind(BOLD) > text.rfind(PLAIN)


def _closed(text: str) -> str:
    return text + PLAIN if _is_open(text) else text
