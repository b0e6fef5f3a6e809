"""Reads which report a leader asks for: its span, which one, of which unit or area. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from handlers.folding import fold
from handlers.leaders.periods import Period, Span, period_of
from handlers.leaders.views import ALL, of_area, of_unit
from handlers.office import Office

SPANS = {"tuan": Span.WEEK, "thang": Span.MONTH, "qui": Span.QUARTER, "nam": Span.YEAR}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ASKED = re.compile(
    r"(?:xin |xem |cho xem |gui )?(?:bao ?cao|ban ?tin)"
    r"(?: (?P<span>tuan|thang|qui|nam)\b)?(?: (?P<rest>.*))?"
)
_WHICH = re.compile(
    r"(?:(?P<this>nay)|(?P<last>truoc|qua|vua roi)"
    r"|(?:so |thu |tu |ngay )*(?P<one>\d{1,4}|iv|i{1,3})"
    r"(?: (?:nam |thang )?(?P<two>\d{1,4})(?: (?P<three>\d{4}))?)?)(?: |$)"
)
CHATTER = 6
"""A request has no more words than this beside what we know: longer ones are something else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; `period` None: not which, `view` None: of a place that we do not know."""

    period: Period | None
    view: str | None = ALL


def read(words: str, today: date, office: Office) -> Wanted | None:
    """None: this asks for no report."""
    found = _ASKED.fullmatch(fold(words))
    if found is None:
        return None
    rest = found["rest"] or ""
    if found["span"] is None:  # of a place alone: of last week
        view = _view(rest, office)
        week = period_of(Span.WEEK, today).before
        return Wanted(week if rest else None, view) if view else None
    span = SPANS[found["span"]]
    which = _WHICH.match(rest)
    if which is not None:
        rest = rest[which.end() :]
    view = _view(rest, office)
    if view is None and len(rest.split()) > CHATTER:
        return None
    return Wanted(_period(span, which, today), view)


def _period(span: Span, which: re.Match[str] | None, today: date) -> Period | None:
    this = period_of(span, today)
    if which is None:  # a year is asked for while it lasts: the report is due at its end
        return this if span is Span.YEAR else this.before
    if which["this"]:
        return this
    if which["last"]:
        return this.before
    numbers = [ROMAN.get(one) or int(one) for one in which.group("one", "two", "three") if one]
    try:
        asked = READ[span](numbers, today)
    except (ValueError, IndexError):
        return None
    return asked if asked is None or asked.first <= today else None


def _week(numbers: list[int], today: date) -> Period | None:
    """A day in it (16/11, 16/11/2026), or its number in the year (47, 47/2026)."""
    if len(numbers) == 3 or (len(numbers) == 2 and numbers[1] <= 12):
        day, month, *year = numbers
        return _newest(Span.WEEK, year, today, lambda in_year: date(in_year, month, day))
    number, *year = numbers
    return _newest(Span.WEEK, year, today, lambda in_year: date.fromisocalendar(in_year, number, 1))


def _newest(
    span: Span, year: list[int], today: date, day_in: Callable[[int], date]
) -> Period | None:
    """In the year that was named, else in the last in which it has begun."""
    if year:
        return period_of(span, day_in(_full(year[0])))
    found = period_of(span, day_in(today.year))
    return found if found.first <= today else period_of(span, day_in(today.year - 1))


def _month(numbers: list[int], today: date) -> Period | None:
    return _newest(Span.MONTH, numbers[1:], today, lambda year: date(year, numbers[0], 1))


def _quarter(numbers: list[int], today: date) -> Period | None:
    return _newest(Span.QUARTER, numbers[1:], today, lambda year: date(year, numbers[0] * 3 - 2, 1))


def _year(numbers: list[int], _today: date) -> Period | None:
    return period_of(Span.YEAR, date(_full(numbers[0]), 1, 1))


def _full(year: int) -> int:
    return year + 2000 if year < 100 else year


READ: Mapping[Span, Callable[[list[int], date], Period | None]] = {
    Span.WEEK: _week,
    Span.MONTH: _month,
    Span.QUARTER: _quarter,
    Span.YEAR: _year,
}


def _view(rest: str, office: Office) -> str | None:
    """The key of the unit or area that the words name, whole or by a part that only it has."""
    if not rest:
        return ALL
    names: dict[str, tuple[str, ...]] = {
        of_unit(one.code): (one.code, one.short, one.name) for one in office.units
    }
    names |= {of_area(one.code): (one.code, one.name, *one.aliases) for one in office.areas}
    folded = {key: {fold(one) for one in known if one} for key, known in names.items()}
    whole = [key for key, known in folded.items() if rest in known]
    part = [key for key, known in folded.items() if any(f" {rest} " in f" {one} " for one in known)]
    for found in (whole, part):
        if len(found) == 1:
            return found[0]
    return None
