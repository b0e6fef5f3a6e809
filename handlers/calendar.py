"""Working time of the office: which days and hours count, and how a deadline is reached."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

import holidays

from handlers.made import once
from handlers.office import Office
from handlers.wording import HERE

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LATELY = 2_000
"""Days of which it is kept when the office is open: every reminder asks for some of them."""
Spans = list[tuple[time, time]]
_YEARS = range(2024, 2041)


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: the end of a working day, and the holidays that were passed over.

    A holiday on a weekend would not have counted anyway and is not among them.
    """

    at: datetime
    skipped: tuple[tuple[date, str], ...]


class Calendar:
    """The office's working time, in Asia/Ho_Chi_Minh; all results are aware UTC."""

    def __init__(self, office: Office) -> None:
        self._known = holidays.country_holidays("VN", years=_YEARS, language="vi")
        self._off: dict[date, str] = {}
        self._work: set[date] = set()
        for one in office.days_off:
            self._off |= dict.fromkeys(one.off, one.name)
            self._work |= set(one.work)
        self._hours: dict[int, Spans] = {
            weekday: sorted((h.start, h.end) for h in office.hours if weekday in h.days)
            for weekday in range(1, 8)
        }
        self._usual = next(spans for spans in self._hours.values() if spans)
        self._after_closing = office.counting.after_closing_is_next_day
        self._first_counts = office.counting.first_day_counts
        self._said = frozenset(day for one in office.days_off for day in (*one.off, *one.work))
        self._spans = lru_cache(LATELY)(self._spans_of)
        self._moments = lru_cache(LATELY)(self._moments_of)

    def spans(self, day: date) -> Spans:
        """The half-days of a day; none on a day off. A worked Saturday has the usual hours."""
        return self._spans(day)

    def _spans_of(self, day: date) -> Spans:
        if day in self._off and day not in self._work:
            return []
        if day in self._work or day in self._known.weekend_workdays:
            return self._hours[day.isoweekday()] or self._usual
        return [] if day in self._known else self._hours[day.isoweekday()]

    def is_working_day(self, day: date) -> bool:
        """Say whether the office works that day."""
        return bool(self.spans(day))

    def holiday(self, day: date) -> str | None:
        """Name the holiday that a day is ("": the office file names none); None for other days."""
        return self._off.get(day) or self._known.get(day, "" if day in self._off else None)

    def named_by_office(self, day: date) -> bool:
        """Say whether the office file gives this day off, under a name of its own."""
        return day in self._off

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        day += DAY
        while not self.is_working_day(day):
            day += DAY
        return day

    def working_day_after(self, day: date, count: int) -> date:
        """The n-th working day after a day."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def previous_working_day(self, day: date) -> date:
        """The last working day before a day."""
        day -= DAY
        while not self.is_working_day(day):
            day -= DAY
        return day

    def received_on(self, at: datetime) -> date:
        """The day on which something counts as received (after closing: the next working day)."""
        local = at.astimezone(HERE)
        spans = self.spans(local.date())
        if spans and (not self._after_closing or local.time() <= spans[-1][1]):
            return local.date()
        return self.next_working_day(local.date())

    def add_working_days(self, start: datetime, days: int) -> Due:
        """The end of the n-th working day after the day of receipt (BLDS 2015 Đ.147: that day is
        not counted, unless the office says so); 0 is the end of the day of receipt itself."""
        first = day = self.received_on(start)
        for _ in range(self._steps(days)):
            day = self.next_working_day(day)
        return Due(self.closing_of(day), self.passed_over(first, day))

    def passed_over(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """The holidays between two days that would else have been worked."""
        days = (first + offset * DAY for offset in range(1, (last - first).days))
        return tuple(
            (day, name)
            for day in days
            if self._hours[day.isoweekday()]
            and not self.is_working_day(day)
            and (name := self.holiday(day)) is not None
        )

    def add_calendar_days(self, start: datetime, days: int) -> datetime:
        """Calendar days after the day of receipt; a last day off rolls forward (Đ.148)."""
        last = self.received_on(start) + self._steps(days) * DAY
        if not self.is_working_day(last):
            last = self.next_working_day(last)
        return self.closing_of(last)

    def _steps(self, days: int) -> int:
        return max(days - self._first_counts, 0)

    def opening_of(self, day: date) -> datetime | None:
        """When the office opens that day; None on a day off."""
        moments = self._moments(day)
        return moments[0][0] if moments else None

    def closing_of(self, day: date) -> datetime:
        """When the office closes that (working) day."""
        return self._moments(day)[-1][1]

    def is_open(self, at: datetime) -> bool:
        """Say whether the office is open: not at night, at lunch, on days off."""
        moments = self._moments(at.astimezone(HERE).date())
        return any(opens <= at < shuts for opens, shuts in moments)

    def shuts_at(self, at: datetime) -> datetime:
        """When the half-day ends in which the office is open; `at` itself when it is shut."""
        moments = self._moments(at.astimezone(HERE).date())
        return next((shuts for opens, shuts in moments if opens <= at < shuts), at)

    def next_opening(self, at: datetime) -> datetime:
        """When the office is open next; `at` itself when it is open."""
        day = at.astimezone(HERE).date()
        for opens, shuts in self._moments(day):
            if at < shuts:
                return max(at, opens)
        return self._moments(self.next_working_day(day))[0][0]

    def add_working_time(self, start: datetime, spell: timedelta) -> datetime:
        """The first moment by which this much working time has passed since `start`.

        A spell that is used up by a closing ends there, not at the next opening.
        """
        left, day = spell, start.astimezone(HERE).date()
        if left <= timedelta():
            return start
        while True:
            for opens, shuts in self._moments(day):
                begins = max(opens, start)
                if left <= shuts - begins:
                    return begins + left
                left -= max(shuts - begins, timedelta())
            day = self.next_working_day(day)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How long the office was open from `start` to `end`; nothing when reversed."""
        day, last, passed = start.astimezone(HERE).date(), end.astimezone(HERE).date(), timedelta()
        while day <= last:
            for opens, shuts in self._moments(day):
                passed += max(min(shuts, end) - max(opens, start), timedelta())
            day += DAY
        return passed

    def _moments_of(self, day: date) -> list[tuple[datetime, datetime]]:
        return [(_utc(day, start), _utc(day, end)) for start, end in self.spans(day)]

    def tet(self, year: int) -> tuple[date, ...]:
        """The days off around mùng 1 as the package expects them: no other holiday is near.

        Mùng 1 falls on 21 January to 20 February; the days before it begin three days earlier.
        """
        return tuple(
            sorted(day for day in self._known if date(year, 1, 17) < day < date(year, 2, 28))
        )

    def tet_is_confirmed(self, year: int) -> bool:
        """Say whether the office file holds what was announced: it names a day at Tết."""
        days = self.tet(year)
        return any(days[0] - WEEK <= day <= days[-1] + WEEK for day in self._said)

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and with `last`; negative when reversed."""
        if last < first:
            return -self.working_days_between(last, first)
        days = range(1, (last - first).days + 1)
        return sum(self.is_working_day(first + one * DAY) for one in days)


def half_day(at: datetime) -> Literal["am", "pm"]:
    """Say in which half of the day a moment lies, here."""
    return "am" if at.astimezone(HERE).hour < 12 else "pm"


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HERE).astimezone(UTC)


@once
def calendar_of(office: Office) -> Calendar:
    """The calendar of an office, made once."""
    return Calendar(office)
