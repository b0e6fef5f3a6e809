"""The weeks, months, quarters and years of a report: where they begin and end, and their keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from handlers.calendar import DAY
from handlers.office import Digest
from handlers.wording import HERE


class Span(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day here to before `until`."""

    span: Span
    first: date

    @property
    def until(self) -> date:
        """The first day after it."""
        if self.span is Span.WEEK:
            return self.first + 7 * DAY
        return _months_on(self.first, MONTHS[self.span])

    @property
    def start(self) -> datetime:
        """Aware UTC."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """Aware UTC (this country has no summer time)."""
        return _midnight(self.until)

    @property
    def key(self) -> str:
        """Like "2026-W47" (ISO 8601), "2026-M11", "2026-Q4", "2026-Y"."""
        return KEYS[self.span](self.first)

    @property
    def before(self) -> "Period":
        """The one before it."""
        return period_of(self.span, self.first - DAY)

    def told_at(self, rule: Digest) -> datetime:
        """When a week's digest is due, in the week that follows."""
        day = self.until + (rule.weekday - 1) * DAY
        return datetime.combine(day, rule.at, HERE).astimezone(UTC)

    def until_now(self, now: datetime) -> datetime:
        """Its end, or now while it lasts."""
        return min(self.end, now)


KEYS: dict[Span, Callable[[date], str]] = {
    Span.WEEK: lambda day: f"{day:%G-W%V}",
    Span.MONTH: lambda day: f"{day:%Y}-M{day.month:02}",
    Span.QUARTER: lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}",
    Span.YEAR: lambda day: f"{day:%Y}-Y",
}
FIRST: dict[Span, Callable[[date], date]] = {
    Span.WEEK: lambda day: day - day.weekday() * DAY,
    Span.MONTH: lambda day: day.replace(day=1),
    Span.QUARTER: lambda day: day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1),
    Span.YEAR: lambda day: day.replace(day=1, month=1),
}


def period_of(span: Span, day: date) -> Period:
    """The period in which a day lies."""
    return Period(span, FIRST[span](day))


def from_key(key: str) -> Period | None:
    """Read a key again; None for what is none."""
    year, _, what = key.partition("-")
    try:
        match what[:1], int(year), int(what[1:] or 1):
            case "W", number, week:
                return Period(Span.WEEK, date.fromisocalendar(number, week, 1))
            case "M", number, month:
                return Period(Span.MONTH, date(number, month, 1))
            case "Q", number, quarter:
                return Period(Span.QUARTER, date(number, quarter * 3 - 2, 1))
            case "Y", number, 1:
                return Period(Span.YEAR, date(number, 1, 1))
    except ValueError:
        return None
    return None


def today(now: datetime) -> date:
    """What day it is here."""
    return now.astimezone(HERE).date()


def last(span: Span, now: datetime) -> Period:
    """The last full one."""
    return period_of(span, today(now)).before


def week_to_report(now: datetime, rule: Digest) -> Period:
    """The last full week whose digest is due."""
    week = last(Span.WEEK, now)
    return week if week.told_at(rule) <= now else week.before


def weeks_back(week: Period, count: int) -> list[Period]:
    """So many weeks that end with this one, oldest first."""
    return [Period(Span.WEEK, week.first - back * 7 * DAY) for back in range(count - 1, -1, -1)]


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HERE).astimezone(UTC)
