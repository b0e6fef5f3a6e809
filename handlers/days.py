"""Reads the day that an official types in front of a reason: 30/11, "30 tháng 11", "thu 2"."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.calendar import DAY

HALF_A_YEAR = timedelta(days=183)
"""A day without its year that lies further back than this is meant in the next one."""
NAMES = {"hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7}
SUNDAY = 7
BECAUSE = re.compile(r"\A(?:bởi |tại )?vì\s+", re.IGNORECASE)
STROKED_D = chr(0x111)
"""The one letter whose stroke does not come off as an accent."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A day that was typed (None: there is no such day), and the words after it."""

    day: date | None
    rest: str


def day_first(words: str, today: date) -> Typed | None:
    """Take a day off the front, with or without accents; None when there is none."""
    plain = _plain(words)
    for pattern, read in FORMS:
        found = pattern.match(plain)
        if found is not None:
            return Typed(read(found, today), reason(words[found.end() :].lstrip(" ,.;:-–\n")))
    return None


def reason(words: str) -> str:
    """Words as they stand behind "Lý do:", without the "vì" that would say it twice."""
    return BECAUSE.sub("", words)


def _plain(words: str) -> str:
    """Small letters without accents, letter for letter: places in the text stay the same."""
    bare = (unicodedata.normalize("NFD", one)[0] for one in unicodedata.normalize("NFC", words))
    return "".join(one.lower() for one in bare).replace(STROKED_D, "d")


def _by_number(found: re.Match[str], today: date) -> date | None:
    day, month = int(found["day"]), int(found["month"])
    if found["year"]:
        year = int(found["year"])
        return _date(year + 2000 if year < 100 else year, month, day)
    this = _date(today.year, month, day)
    past = this is not None and today - this > HALF_A_YEAR
    return _date(today.year + 1, month, day) if past else this


def _by_weekday(found: re.Match[str], today: date) -> date | None:
    name = found["name"] or found["short"] or ""
    weekday = SUNDAY if found["sunday"] else (NAMES.get(name) or int(name)) - 1
    if found["week"]:
        monday = today - (today.isoweekday() - 1) * DAY
        return monday + (weekday - 1 + (0 if found["week"] == "nay" else 7)) * DAY
    return today + ((weekday - today.isoweekday() - 1) % 7 + 1) * DAY


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_LEAD = r"\s*(?:(?:den|toi|sang|hen|ngay|la|han|moi|vao)\s+)*"
FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (
        re.compile(
            _LEAD + r"(?P<day>\d{1,2})\s?(?P<between>[/.-])\s?(?P<month>\d{1,2})"
            r"(?:\s?(?P=between)\s?(?P<year>\d{4}|\d{2}))?(?![\w/])"
        ),
        _by_number,
    ),
    (
        re.compile(
            _LEAD + r"(?P<day>\d{1,2})\s*thang\s*(?P<month>\d{1,2})"
            r"(?:\s*(?:nam|/|,)\s*(?P<year>\d{4}|\d{2}))?(?!\w)"
        ),
        _by_number,
    ),
    (
        re.compile(
            _LEAD + r"(?:thu\s*(?P<name>[2-7]|hai|ba|tu|nam|sau|bay)|t(?P<short>[2-7])"
            r"|(?P<sunday>chu\s*nhat|cn))(?!\w)(?:\s+tuan\s+(?P<week>nay|sau|toi)|\s+toi)?(?!\w)"
        ),
        _by_weekday,
    ),
)
