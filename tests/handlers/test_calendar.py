"""Working time: which days and hours count, by the domain's examples and by a slow count."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.calendar import Calendar, calendar_of, half_day
from handlers.office import Office
from handlers.office_clock import DaysOff, Hours
from handlers.office_file import read_office
from handlers.wording import HERE

OFFICE = read_office(Path("bot/sandbox/office.toml").read_text(encoding="utf-8"))
CALENDAR = Calendar(OFFICE)
CLOSING = time(17, 0)


def here(day: date | str, at: str = "09:00") -> datetime:
    """A moment in Vietnam, as UTC."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time.fromisoformat(at), HERE).astimezone(UTC)


def with_changes(**changes: object) -> Calendar:
    """The calendar of the same office with other settings."""
    return Calendar(OFFICE.model_copy(update=changes))


# domain.md §3.5; Tết 2027 taken as 04–10/02
COUNTS = (1, 2, 3, 5, 7, 10, 15)
VECTORS = [
    ("2026-11-20", "11-23 11-25 11-26 11-30 12-02 12-07 12-14", "2026-12-21"),
    ("2026-11-23", "11-25 11-26 11-27 12-01 12-03 12-08 12-15", "2026-12-23"),
    ("2027-02-03", "02-11 02-12 02-15 02-17 02-19 02-24 03-03", "2027-03-05"),
    ("2026-08-20", "08-21 08-22 08-24 08-26 08-28 09-07 09-14", "2026-09-21"),
]


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (received, days, f"{received[:4]}-{due}")
        for received, dues, _ in VECTORS
        for days, due in zip(COUNTS, dues.split(), strict=True)
    ],
)
def test_working_days_are_counted_as_the_law_counts(received: str, days: int, due: str) -> None:
    assert CALENDAR.add_working_days(here(received), days).at == here(due, "17:00")


@pytest.mark.parametrize(("received", "due"), [(one[0], one[2]) for one in VECTORS])
def test_thirty_calendar_days_end_on_a_working_day(received: str, due: str) -> None:
    assert CALENDAR.add_calendar_days(here(received), 30) == here(due, "17:00")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-01-01", False),
        ("2026-01-02", False),  # the override: the package does not know it
        ("2026-01-10", True),  # worked in its place
        ("2026-01-17", False),  # an ordinary Saturday
        ("2026-02-13", True),
        ("2026-02-16", False),  # Tết Bính Ngọ
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),  # Giỗ Tổ on a Sunday, made up for on Monday
        ("2026-04-30", False),
        ("2026-05-01", False),
        ("2026-08-22", True),  # a worked Saturday
        ("2026-08-31", False),  # in exchange
        ("2026-09-01", False),
        ("2026-09-02", False),
        ("2026-09-03", True),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam
        ("2027-01-01", False),
        ("2027-04-16", False),
        ("2027-05-03", False),
        ("2028-01-03", False),
    ],
)
def test_days_off_and_worked_saturdays_are_known(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("received", "counts_as"),
    [
        (("2026-11-20", "06:00"), "2026-11-20"),  # before opening
        (("2026-11-20", "12:15"), "2026-11-20"),  # at lunch
        (("2026-11-20", "17:00"), "2026-11-20"),  # on the stroke of closing
        (("2026-11-20", "17:01"), "2026-11-23"),  # Friday evening is Monday
        (("2026-11-21", "09:00"), "2026-11-23"),  # Saturday
        (("2026-11-23", "21:00"), "2026-11-25"),  # the 24th is off
        (("2026-08-21", "20:00"), "2026-08-22"),  # the worked Saturday
    ],
)
def test_what_comes_after_closing_is_received_on_the_next_working_day(
    received: tuple[str, str], counts_as: str
) -> None:
    assert CALENDAR.received_on(here(*received)) == date.fromisoformat(counts_as)


def test_an_office_may_count_an_evening_as_the_same_day() -> None:
    counting = OFFICE.counting.model_copy(update={"after_closing_is_next_day": False})
    calendar = with_changes(counting=counting)
    assert calendar.received_on(here("2026-11-20", "21:00")) == date(2026, 11, 20)
    assert calendar.received_on(here("2026-11-21", "21:00")) == date(2026, 11, 23)


def test_calendar_days_count_from_the_same_day_of_receipt() -> None:
    evening = here("2026-11-16", "20:00")
    assert CALENDAR.add_calendar_days(evening, 3) == here("2026-11-20", "17:00")
    counting = OFFICE.counting.model_copy(update={"after_closing_is_next_day": False})
    calendar = with_changes(counting=counting)
    assert calendar.add_calendar_days(evening, 3) == here("2026-11-19", "17:00")


def test_the_day_is_the_one_in_vietnam() -> None:
    late_on_the_19th_in_utc = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
    assert CALENDAR.received_on(late_on_the_19th_in_utc) == date(2026, 11, 20)


def test_no_days_mean_the_end_of_the_day_of_receipt() -> None:
    assert CALENDAR.add_working_days(here("2026-11-20"), 0).at == here("2026-11-20", "17:00")
    assert CALENDAR.add_working_days(here("2026-11-21"), 0).at == here("2026-11-23", "17:00")


def test_a_deadline_names_the_holidays_that_it_passed_over_but_no_weekends() -> None:
    due = CALENDAR.add_working_days(here("2026-11-20"), 3)
    assert [day for day, _ in due.skipped] == [date(2026, 11, 24)]
    assert "Văn hóa" in due.skipped[0][1]


def test_a_holiday_on_a_sunday_took_no_working_day_away() -> None:
    due = CALENDAR.add_working_days(here("2026-04-24"), 1)
    assert due.at == here("2026-04-28", "17:00")
    assert [day for day, _ in due.skipped] == [date(2026, 4, 27)]


def test_the_office_files_own_days_off_are_named_as_it_names_them() -> None:
    due = CALENDAR.add_working_days(here("2025-12-31"), 1)
    assert due.at == here("2026-01-05", "17:00")
    assert due.skipped[1] == (date(2026, 1, 2), "Nghỉ bù Tết Dương lịch")


def test_an_announcement_may_take_back_what_the_package_guesses() -> None:
    tet = DaysOff(work=(date(2027, 2, 10),), name="Tết 2027", source="a notice")
    assert not CALENDAR.is_working_day(date(2027, 2, 10))
    assert with_changes(days_off=(tet,)).is_working_day(date(2027, 2, 10))


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        (("2026-11-20", "07:29"), False, ("2026-11-20", "07:30")),
        (("2026-11-20", "07:30"), True, ("2026-11-20", "07:30")),
        (("2026-11-20", "11:30"), False, ("2026-11-20", "13:30")),
        (("2026-11-20", "12:45"), False, ("2026-11-20", "13:30")),
        (("2026-11-20", "16:59"), True, ("2026-11-20", "16:59")),
        (("2026-11-20", "17:00"), False, ("2026-11-23", "07:30")),
        (("2026-11-22", "10:00"), False, ("2026-11-23", "07:30")),
        (("2026-11-24", "10:00"), False, ("2026-11-25", "07:30")),
        (("2026-08-22", "10:00"), True, ("2026-08-22", "10:00")),
    ],
)
def test_the_office_is_open_in_two_half_days(
    at: tuple[str, str], is_open: bool, opens: tuple[str, str]
) -> None:
    assert CALENDAR.is_open(here(*at)) is is_open
    assert CALENDAR.next_opening(here(*at)) == here(*opens)


def test_an_office_may_open_on_saturday_morning() -> None:
    saturday = Hours(days=(6,), start=time(7, 30), end=time(11, 0))
    calendar = with_changes(hours=(*OFFICE.hours, saturday))
    assert calendar.is_open(here("2026-11-21", "10:59"))
    assert calendar.add_working_days(here("2026-11-20"), 1).at == here("2026-11-21", "11:00")


def test_a_worked_saturday_has_the_usual_hours() -> None:
    assert CALENDAR.opening_of(date(2026, 8, 22)) == here("2026-08-22", "07:30")
    assert CALENDAR.closing_of(date(2026, 8, 22)) == here("2026-08-22", "17:00")


def test_a_day_off_has_no_opening() -> None:
    assert CALENDAR.opening_of(date(2026, 11, 24)) is None


@pytest.mark.parametrize(("at", "half"), [("07:30", "am"), ("11:59", "am"), ("12:00", "pm")])
def test_a_day_has_two_halves(at: str, half: str) -> None:
    assert half_day(here("2026-11-20", at)) == half


def test_working_days_between_leave_out_the_first_and_count_the_last() -> None:
    friday, monday_after_next = date(2026, 11, 20), date(2026, 11, 30)
    assert CALENDAR.working_days_between(friday, friday) == 0
    assert CALENDAR.working_days_between(friday, monday_after_next) == 5
    assert CALENDAR.working_days_between(monday_after_next, friday) == -5


def test_a_calendar_is_made_once_for_an_office() -> None:
    other: Office = OFFICE.model_copy()
    assert calendar_of(OFFICE) is calendar_of(OFFICE)
    assert calendar_of(other) is not calendar_of(OFFICE)


DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def counted_slowly(received: date, days: int) -> date:
    """Step from day to day, and count those that are worked."""
    day = received
    while days > 0 or not CALENDAR.is_working_day(day):
        day += timedelta(days=1)
        days -= CALENDAR.is_working_day(day)
    return day


@settings(deadline=None, max_examples=60)
@given(received=DAYS.filter(CALENDAR.is_working_day), days=st.integers(0, 60))
def test_counting_agrees_with_a_slow_and_obvious_count(received: date, days: int) -> None:
    due = CALENDAR.add_working_days(here(received), days)
    last = counted_slowly(received, days)
    assert due.at == here(last, CLOSING.isoformat())
    assert CALENDAR.working_days_between(received, last) == days
    assert all(received < day < last for day, _ in due.skipped)


@settings(deadline=None, max_examples=60)
@given(at=st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31)))  # noqa: DTZ001  # zoned below
def test_after_the_next_opening_the_office_is_open_and_before_it_shut(at: datetime) -> None:
    moment = at.replace(tzinfo=UTC, microsecond=0)
    opening = CALENDAR.next_opening(moment)
    assert CALENDAR.is_open(opening)
    assert opening >= moment
    if opening > moment:
        assert not CALENDAR.is_open(opening - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (("2026-11-16", "08:00"), 4, ("2026-11-16", "14:00")),  # over lunch
        (("2026-11-16", "07:30"), 4, ("2026-11-16", "11:30")),  # ends with the half-day
        (("2026-11-16", "06:00"), 1, ("2026-11-16", "08:30")),  # before opening
        (("2026-11-16", "12:00"), 1, ("2026-11-16", "14:30")),  # at lunch
        (("2026-11-20", "16:00"), 4, ("2026-11-23", "10:30")),  # over a weekend
        (("2026-11-23", "16:00"), 1, ("2026-11-23", "17:00")),  # used up by the closing
        (("2026-11-23", "16:30"), 1, ("2026-11-25", "08:00")),  # over a holiday
        (("2026-11-21", "10:00"), 4, ("2026-11-23", "11:30")),  # from a day off
        (("2026-08-21", "17:00"), 2, ("2026-08-22", "09:30")),  # into a worked Saturday
        (("2027-02-03", "16:00"), 2, ("2027-02-11", "08:30")),  # over Tết
        (("2026-11-21", "10:00"), 0, ("2026-11-21", "10:00")),  # nothing takes no time
    ],
)
def test_working_time_passes_only_while_the_office_is_open(
    start: tuple[str, str], hours: int, end: tuple[str, str]
) -> None:
    assert CALENDAR.add_working_time(here(*start), timedelta(hours=hours)) == here(*end)
    passed = CALENDAR.working_time_between(here(*start), here(*end))
    assert passed == timedelta(hours=hours)


def test_no_working_time_passes_backwards_or_out_of_hours() -> None:
    morning, evening = here("2026-11-16", "08:00"), here("2026-11-16", "19:00")
    assert CALENDAR.working_time_between(evening, morning) == timedelta()
    assert CALENDAR.working_time_between(evening, here("2026-11-17", "07:00")) == timedelta()
    assert CALENDAR.working_time_between(morning, evening) == timedelta(hours=7)


def test_a_saturday_morning_counts_its_own_hours() -> None:
    saturday = Hours(days=(6,), start=time(7, 30), end=time(11, 0))
    calendar = with_changes(hours=(*OFFICE.hours, saturday))
    friday, monday = here("2026-11-20", "17:00"), here("2026-11-23", "07:30")
    assert calendar.working_time_between(friday, monday) == timedelta(hours=3.5)


def by_half_hours(start: datetime, end: datetime) -> timedelta:
    """Look every half hour whether the office is open."""
    passed, step = timedelta(), timedelta(minutes=30)
    while start < end:
        passed += step * CALENDAR.is_open(start)
        start += step
    return passed


HALF_HOURS = st.builds(
    lambda day, half: here(day, "00:00") + half * timedelta(minutes=30),
    st.one_of(
        st.dates(date(2025, 1, 1), date(2030, 12, 31)),
        st.dates(date(2026, 2, 9), date(2026, 2, 25)),  # Tết
        st.dates(date(2027, 1, 30), date(2027, 2, 15)),
        st.dates(date(2026, 8, 17), date(2026, 9, 5)),  # a Saturday worked for a Monday
        st.dates(date(2025, 12, 28), date(2026, 1, 14)),  # the office file's own
    ),
    st.integers(0, 47),
)


@settings(deadline=None, max_examples=80)
@given(start=HALF_HOURS, halves=st.integers(0, 48 * 20))
def test_working_time_agrees_with_a_look_at_every_half_hour(start: datetime, halves: int) -> None:
    end = start + halves * timedelta(minutes=30)
    passed = CALENDAR.working_time_between(start, end)
    assert passed == by_half_hours(start, end)
    reached = CALENDAR.add_working_time(start, passed)
    assert reached <= end
    assert CALENDAR.working_time_between(start, reached) == passed
    assert CALENDAR.working_time_between(reached, end) == timedelta()


@settings(deadline=None, max_examples=60)
@given(
    received=HALF_HOURS.filter(lambda at: CALENDAR.is_working_day(at.astimezone(HERE).date())),
    days=st.integers(0, 60),
)
def test_deadlines_of_any_hour_agree_with_the_slow_count(received: datetime, days: int) -> None:
    local = received.astimezone(HERE)
    first = local.date()
    if local.time() > CLOSING:
        first = counted_slowly(first, 1)
    assert CALENDAR.add_working_days(received, days).at == here(
        counted_slowly(first, days), CLOSING.isoformat()
    )


@settings(deadline=None, max_examples=60)
@given(received=DAYS, days=st.integers(0, 90))
def test_calendar_days_end_on_a_working_day_as_counted_slowly(received: date, days: int) -> None:
    first = counted_slowly(received, 0)  # what comes on a day off counts as of the next one
    last = counted_slowly(first + timedelta(days=days), 0)
    assert CALENDAR.add_calendar_days(here(received), days) == here(last, CLOSING.isoformat())


def test_tet_is_known_for_each_year_and_confirmed_by_the_office_file_only() -> None:
    assert CALENDAR.tet(2027)[0] == date(2027, 2, 4)
    assert date(2030, 2, 2) in CALENDAR.tet(2030)  # the Chinese one is a day later
    assert all(len(CALENDAR.tet(year)) >= 5 for year in range(2025, 2031))
    assert not CALENDAR.tet_is_confirmed(2027)
    for said in ({"off": (date(2027, 2, 11),)}, {"work": (date(2027, 2, 10),)}):
        one = DaysOff(**said, name="Tết 2027", source="a notice")
        assert with_changes(days_off=(one,)).tet_is_confirmed(2027)
    other = DaysOff(off=(date(2027, 9, 3),), name="Quốc khánh", source="a notice")
    assert not with_changes(days_off=(other,)).tet_is_confirmed(2027)


def test_an_office_may_count_the_first_day() -> None:
    counting = OFFICE.counting.model_copy(update={"first_day_counts": True})
    calendar = with_changes(counting=counting)
    assert calendar.add_working_days(here("2026-11-20"), 3).at == here("2026-11-25", "17:00")
    assert calendar.add_working_days(here("2026-11-20"), 0).at == here("2026-11-20", "17:00")
    assert calendar.add_calendar_days(here("2026-11-20"), 30) == here("2026-12-21", "17:00")
    assert calendar.add_calendar_days(here("2026-11-20"), 4) == here("2026-11-23", "17:00")
