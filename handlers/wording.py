"""The office's words: texts/<lang>.<door>.toml, the office file's own first, filled with values."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers.message import BOLD, PLAIN

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGE = "vi"

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_FIELD = re.compile(r"\{(\w+)\}")
_MARKS = {ord(BOLD): None, ord(PLAIN): None}


@cache
def texts(language: str = LANGUAGE) -> Mapping[str, str]:
    """All texts of a language by their dotted keys, e.g. "residents.greeting"."""
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "texts").glob(f"{language}.*.toml")):
        _flatten("", tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, Mapping):
            _flatten(f"{prefix}{name}.", value, into)
        else:
            into[f"{prefix}{name}"] = str(value).rstrip("\n")


def fields(text: str) -> set[str]:
    """Name the values that a text asks for."""
    return set(_FIELD.findall(text))


ALWAYS = frozenset(("office", "you", "You"))
"""What every text may ask for."""


class Wording:
    """Says things in the office's words."""

    def __init__(self, overrides: Mapping[str, str] | None = None, **always: str) -> None:
        self._overrides = overrides or {}
        self._always = always

    def template(self, key: str) -> str:
        """A text as the office words it, not filled in. Raises KeyError."""
        return self._overrides.get(key) or texts()[key]

    def called(self, you: str) -> "Wording":
        """The same words for somebody who wants to be addressed otherwise."""
        you_ = {"you": you, "You": you[:1].upper() + you[1:]} if you else {}
        return Wording(self._overrides, **(self._always | you_))

    def say(self, key: str, **values: object) -> str:
        """Fill a text. Values are data: their braces and asterisks mean nothing.

        Raises KeyError for an unknown key or a value that is missing.
        """
        text = _BOLD.sub(rf"{BOLD}\1{PLAIN}", self.template(key))
        known = self._always | {
            name: str(value).translate(_MARKS) for name, value in values.items()
        }
        return _FIELD.sub(lambda found: known[found[1]], text)

    def day(self, when: date) -> str:
        """Write a day out: "thứ Tư 25/11/2026"."""
        local = when.astimezone(HERE).date() if isinstance(when, datetime) else when
        return f"{self.say(f'dates.weekday_{local.isoweekday()}')} {local:%d/%m/%Y}"

    def moment(self, when: datetime) -> str:
        """Write a time out: "16:30 thứ Tư 25/11/2026"."""
        return f"{when.astimezone(HERE):%H:%M} {self.day(when)}"

    def short_day(self, when: datetime) -> str:
        """Write a day briefly: "25/11"."""
        return f"{when.astimezone(HERE):%d/%m}"


def number(value: float, digits: int = 0) -> str:
    """Write a number the Vietnamese way: 1.234,5."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def shorten(text: str, limit: int) -> str:
    """Cut a text for a list or a button, at a word where one ends near."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,.;:") + "…"
