"""Weeks, months, quarters and years begin and end at midnight here."""

from datetime import UTC, date, datetime, time

import pytest

from handlers.leaders.periods import (
    Period,
    Span,
    from_key,
    last,
    period_of,
    week_to_report,
    weeks_back,
)
from handlers.office import Digest
from handlers.wording import HERE
from tests.handlers.told import OFFICE


def at(month: int, number: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, month, number, hour, minute, tzinfo=HERE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "key"),
    [
        (at(11, 23, 7, 29), "2026-W46"),  # Monday, a minute early: still the week before
        (at(11, 23, 7, 30), "2026-W47"),
        (at(11, 25, 3, 0), "2026-W47"),  # the bot was down on Monday
        (at(11, 29, 23, 59), "2026-W47"),  # Sunday night
        (at(11, 30, 7, 30), "2026-W48"),
        (datetime(2027, 1, 4, 7, 30, tzinfo=HERE), "2026-W53"),
    ],
)
def test_the_week_to_report(now: datetime, key: str) -> None:
    assert week_to_report(now, OFFICE.digest).key == key


@pytest.mark.parametrize(
    ("now", "key"), [(at(11, 27, 15, 59), "2026-W46"), (at(11, 27, 16, 0), "2026-W47")]
)
def test_an_office_may_prefer_friday_afternoon(now: datetime, key: str) -> None:
    assert week_to_report(now, Digest(weekday=5, at=time(16))).key == key


@pytest.mark.parametrize(
    ("span", "day", "first", "until", "key"),
    [
        (Span.WEEK, date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 23), "2026-W47"),
        (Span.WEEK, date(2027, 1, 2), date(2026, 12, 28), date(2027, 1, 4), "2026-W53"),
        (Span.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1), "2026-M12"),
        (Span.MONTH, date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1), "2024-M02"),
        (Span.QUARTER, date(2026, 11, 1), date(2026, 10, 1), date(2027, 1, 1), "2026-Q4"),
        (Span.QUARTER, date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1), "2026-Q1"),
        (Span.YEAR, date(2026, 7, 1), date(2026, 1, 1), date(2027, 1, 1), "2026-Y"),
    ],
)
def test_a_period(span: Span, day: date, first: date, until: date, key: str) -> None:
    period = period_of(span, day)
    assert (period.first, period.until, period.key) == (first, until, key)
    assert from_key(key) == period
    assert period.before.until == first


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-W54", "2026-M13", "2026-Q5", "2026-X1", "x-W1", "2026-Y2", "2026-Wx"]
)
def test_what_is_no_key(key: str) -> None:
    assert from_key(key) is None


def test_a_week_is_monday_to_sunday_here() -> None:
    week = last(Span.WEEK, at(11, 23, 0, 0))
    assert (week.start, week.end) == (at(11, 16, 0), at(11, 23, 0))
    assert last(Span.WEEK, at(11, 22, 23, 59)).start == at(11, 9, 0)


def test_twelve_weeks_end_with_this_one() -> None:
    weeks = weeks_back(period_of(Span.WEEK, date(2026, 11, 16)), 12)
    assert (weeks[0].key, weeks[-1].key, len(weeks)) == ("2026-W36", "2026-W47", 12)


def test_what_still_lasts_ends_now() -> None:
    week = Period(Span.WEEK, date(2026, 11, 16))
    assert week.until_now(at(11, 18)) == at(11, 18)
    assert week.until_now(at(12, 18)) == week.end
