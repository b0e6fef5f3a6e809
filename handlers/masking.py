"""Covers what identifies somebody in a resident's words, before an official reads them. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from handlers.folding import bare

COVER = "****"
_GAP = r"[ .\-\u2010-\u2015_*|·•~\u00a0]{0,3}"
"""What people put between digits without a thought."""
_WIDE = r"[\s.,:;/()\-\u2010-\u2015_*|·•~]{0,4}"
"""What stands between the groups of a number, and elsewhere between numbers of two kinds."""
UNSEEN = ("Cf", "Mn", "Me")
"""Kinds of signs that nobody sees, or that only dress the one before (0️⃣)."""


KEEP, ENDS = "keep", "ends"
"""What a row may show instead of a text: what stands there; the ends of a number."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is covered: where it stands in the words, how it reads, what is shown instead."""

    start: int
    end: int
    read: str
    show: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Words as they are searched; each sign of it with the place in the words where it stands."""

    text: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One sort of what is covered; a group `number` is the part that is."""

    pattern: re.Pattern[str]
    show: str


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _rows() -> tuple[Row, ...]:
    return tuple(Row(_compiled(one["pattern"]), one["show"]) for one in _said()["row"])


@cache
def _papers() -> re.Pattern[str]:
    return _compiled(_said()["papers"])


@cache
def _digits() -> dict[str, str]:
    return {word: digit for digit, said in _said()["digits"].items() for word in said.split()}


@cache
def _spelt() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_digits())})(?![^\W\d_])")


def _compiled(pattern: str) -> re.Pattern[str]:
    written = pattern.replace("{d}", rf"(?:{_GAP}\d)").replace("{w}", rf"(?:{_WIDE}\d)")
    return re.compile(written.replace("{gap}", _GAP).replace("{wide}", _WIDE), re.VERBOSE)


def masked(words: str) -> str:
    """The words without anybody's numbers of papers, phones, accounts, e-mail addresses, handles.

    Of a phone its two first and four last digits stay: who knows it recognises it.
    """
    for one in sorted(_covered(words), reverse=True, key=lambda one: one.start):
        words = words[: one.start] + _shown(words[one.start : one.end], one) + words[one.end :]
    return words


def phones(words: str) -> set[str]:
    """Whatever is covered as a phone, in digits."""
    return {_digits_of(one.read) for one in _covered(words) if one.show == ENDS}


def _covered(words: str) -> list[Cover]:
    found: list[Cover] = []
    for read in _readings(words):
        for row in _rows():
            for one in row.pattern.finditer(read.text):
                first, last = one.span("number" if "number" in one.re.groupindex else 0)
                start, end = read.places[first][0], read.places[last - 1][1]
                if all(end <= other.start or start >= other.end for other in found):
                    found.append(Cover(start, end, read.text[first:last], row.show))
    return found


def speaks_of_papers(words: str) -> bool:
    """Say whether words name somebody's papers, as people do who send a picture of them."""
    return _papers().search(_read(words).text) is not None


def _readings(words: str) -> Iterator[Reading]:
    """As it is written; then with digits that are spelt ("không chín một hai …") as digits.

    Only what can tell something: most words have neither a number nor an address in them.
    """
    written = _read(words)
    readings = [written]
    if len(_spelt().findall(written.text)) >= FEW_SPELT:
        readings.append(_with_digits(written, words))
    for one in readings:
        if len(DIGIT.findall(one.text)) >= FEWEST or ADDRESS.search(one.text):
            yield one


def _read(words: str) -> Reading:
    """Without accents, in small letters, digits and signs of every script as ours."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for place, sign in enumerate(words):
        if plain := _plain(sign):
            text.append(plain)
            places.append((place, place + 1))
        elif places:  # it goes where the sign before it goes
            places[-1] = (places[-1][0], place + 1)
    return Reading(_ALIKE.sub(_meant, "".join(text)), tuple(places))


def _with_digits(written: Reading, words: str) -> Reading:
    text, places, done = "", [], 0
    for found in _spelt().finditer(written.text):
        start, end = found.span()
        there = (written.places[start][0], written.places[end - 1][1])
        digit = "" if words[slice(*there)].lower() == _said()["tens"] else _digits()[found[0]]
        text += written.text[done:start] + digit
        places += [*written.places[done:start], *(there for _ in digit)]
        done = end
    return Reading(text + written.text[done:], (*places, *written.places[done:]))


@lru_cache(4096)
def _plain(sign: str) -> str:
    """One sign for one sign; nothing for one that nobody sees."""
    plain = bare(sign)
    if unicodedata.category(plain) in UNSEEN:
        return ""
    if plain.isdecimal():
        return str(unicodedata.decimal(plain))
    alike = unicodedata.normalize("NFKC", plain).lower()
    return alike if len(alike) == 1 else plain


FEW_SPELT = 3
"""Fewer digits are not spelt among written ones: "0912 345 sáu bảy tám"."""
FEWEST, DIGIT = 6, re.compile(r"\d")
"""Digits of the shortest number that is covered: an account."""
ADDRESS = re.compile(r"[@/]|cong|[(\[] ?at")
_ALIKE = re.compile(r"(?<!\w)(?=(?:[oli]*\d){7})[\doli]{9,12}(?!\w)")
"""Letters among digits that look like some: O912345678."""


def _meant(found: re.Match[str]) -> str:
    return found[0].translate(str.maketrans("oli", "011"))


def _shown(words: str, cover: Cover) -> str:
    if cover.show == KEEP:
        return words
    return number(_digits_of(cover.read)) if cover.show == ENDS else cover.show


def _digits_of(read: str) -> str:
    return "".join(DIGIT.findall(read))


def number(phone: str) -> str:
    """Show a number so that only who knows it recognises it: 09****5678."""
    return phone[:2] + COVER + phone[-4:] if len(phone) > 6 else COVER


def name(full: str) -> str:
    """Show a name so that only who knows it recognises it: "Nguyễn Văn An" is "Nguyễn V. A."."""
    family, *given = full.split() or [COVER]
    if not given:  # a name of one word is a given name, or none at all
        return family if family == COVER else f"{family[0].upper()}."
    return " ".join([family, *(f"{one[0].upper()}." for one in given)])
