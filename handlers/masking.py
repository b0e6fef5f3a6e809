"""Covers what identifies somebody in a resident's words, before an official reads them. Pure."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handlers.folding import bare

COVER = "****"
_GAP = r"[ .\-\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]{0,2}"
"""What people put between digits, and signs that nobody sees."""


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


def _compiled(pattern: str) -> re.Pattern[str]:
    written = pattern.replace("{d}", rf"(?:{_GAP}\d)").replace("{gap}", _GAP)
    return re.compile(written, re.VERBOSE)


def masked(words: str) -> str:
    """The words without anybody's numbers of papers, phones, accounts, e-mail addresses, handles.

    Of a phone its two first and four last digits stay: who knows it recognises it.
    """
    read = "".join(map(_plain, bare(words)))
    covered: list[tuple[int, int, str]] = []
    for row in _rows():
        for found in row.pattern.finditer(read):
            start, end = found.span("number" if "number" in found.re.groupindex else 0)
            if all(end <= first or start >= last for first, last, _ in covered):
                covered.append((start, end, _shown(words[start:end], row.show)))
    for start, end, shown in sorted(covered, reverse=True):
        words = words[:start] + shown + words[end:]
    return words


def speaks_of_papers(words: str) -> bool:
    """Say whether words name somebody's papers, as people do who send a picture of them."""
    return _papers().search("".join(map(_plain, bare(words)))) is not None


def _plain(sign: str) -> str:
    """One sign for one sign: small letters, and the digits of every script as ours."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    small = sign.lower()
    return small if len(small) == 1 else sign


def _shown(words: str, show: str) -> str:
    if show == "keep":
        return words
    if show == "ends":
        return number("".join(one for one in words if one.isdecimal()))
    return show


def number(phone: str) -> str:
    """Show a number so that only who knows it recognises it: 09****5678."""
    return phone[:2] + COVER + phone[-4:] if len(phone) > 6 else COVER


def name(full: str) -> str:
    """Show a name so that only who knows it recognises it: "Nguyễn Văn An" is "Nguyễn V. A."."""
    family, *given = full.split() or [COVER]
    if not given:  # a name of one word is a given name, or none at all
        return family if family == COVER else f"{family[0].upper()}."
    return " ".join([family, *(f"{one[0].upper()}." for one in given)])
