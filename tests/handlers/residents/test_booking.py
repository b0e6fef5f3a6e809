"""Which times of reception days are offered: by the calendar, from now on, until all are taken."""

from datetime import datetime

from bot.sandbox.town import OFFICE
from handlers.office_file import read_office
from handlers.residents.booking import slots
from handlers.wording import HERE

TEXT = OFFICE.read_text(encoding="utf-8")


def times(now: datetime, taken: set[str] | None = None, text: str = TEXT) -> list[str]:
    office = read_office(text)
    assert office.reception is not None
    found = slots(office, office.reception, taken or set(), now)
    return [f"{one:%d/%m %H:%M}" for one in found]


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HERE)


def test_thursdays_of_three_weeks_from_eight_to_eleven() -> None:
    found = times(at(16, 8))
    assert found[0] == "19/11 08:00"
    assert found[5] == "19/11 10:30"
    assert {one[:5] for one in found} == {"19/11", "26/11", "03/12"}


def test_of_today_only_what_is_still_to_come() -> None:
    assert times(at(19, 9))[0] == "19/11 09:30"
    assert times(at(19, 12))[0] == "26/11 08:00"


def test_a_day_off_is_no_reception_day() -> None:
    on_tuesday = TEXT.replace("days = [4]\nstart", "days = [2]\nstart", 1)
    assert {one[:5] for one in times(at(16, 8), text=on_tuesday)} == {"17/11", "01/12"}  # 24/11 off


def test_a_full_time_is_not_offered_and_two_seats_are_two() -> None:
    taken = {"2026-11-19 08:00 1"}
    assert times(at(16, 8), taken)[0] == "19/11 08:30"
    two = TEXT.replace("seats = 1", "seats = 2", 1)
    assert times(at(16, 8), taken, two)[0] == "19/11 08:00"
    assert times(at(16, 8), {*taken, "2026-11-19 08:00 2"}, two)[0] == "19/11 08:30"
