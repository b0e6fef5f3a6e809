"""Which step of a deadline comes next, and when nothing is to be said."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.office import Reminders
from handlers.reminding import awake, current_step, next_step, schedule
from handlers.wording import HERE
from storage.models import State
from tests.handlers.casebook import blank
from tests.handlers.told import OFFICE


def at(said: str) -> datetime:
    return datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=HERE).astimezone(UTC)


@pytest.mark.parametrize(
    ("due", "after", "name", "comes"),
    [
        # an ordinary week: due on Thursday
        ("2026-11-19 17:00", "2026-11-16 09:00", "before:1", "2026-11-18 07:30"),
        ("2026-11-19 17:00", "2026-11-18 07:30", "due", "2026-11-19 07:30"),  # strictly after
        ("2026-11-19 17:00", "2026-11-18 12:00", "due", "2026-11-19 07:30"),  # at lunch
        ("2026-11-19 17:00", "2026-11-19 07:30", "late", "2026-11-20 07:30"),
        ("2026-11-19 17:00", "2026-11-20 06:00", "late", "2026-11-20 07:30"),
        # over the weekend: due on Monday is reminded of on Friday, late on Friday goes on on Monday
        ("2026-11-16 17:00", "2026-11-12 09:00", "before:1", "2026-11-13 07:30"),
        ("2026-11-13 17:00", "2026-11-13 18:00", "late", "2026-11-16 07:30"),
        ("2026-11-13 17:00", "2026-11-14 10:00", "late", "2026-11-16 07:30"),
        # Tuesday 24/11 is Ngày Văn hóa
        ("2026-11-25 17:00", "2026-11-20 09:00", "before:1", "2026-11-23 07:30"),
        ("2026-11-23 17:00", "2026-11-23 08:00", "late", "2026-11-25 07:30"),
        # Tết: due on the first working day after it
        ("2027-02-11 17:00", "2027-02-01 09:00", "before:1", "2027-02-03 07:30"),
        ("2027-02-03 17:00", "2027-02-03 08:00", "late", "2027-02-11 07:30"),
        # filed when the day before has begun: the due day is next
        ("2026-11-17 17:00", "2026-11-16 08:00", "due", "2026-11-17 07:30"),
        # due today: from tomorrow on
        ("2026-11-16 17:00", "2026-11-16 08:00", "late", "2026-11-17 07:30"),
        # late for a year
        ("2025-11-14 17:00", "2026-11-16 08:00", "late", "2026-11-17 07:30"),
        # the due day was declared a day off afterwards
        ("2026-11-24 17:00", "2026-11-23 08:00", "late", "2026-11-25 07:30"),
    ],
)
def test_the_next_step_is_an_opening(due: str, after: str, name: str, comes: str) -> None:
    step = next_step(at(due), OFFICE, at(after))
    assert step is not None
    assert (step.name, step.at) == (name, at(comes))


@pytest.mark.parametrize(
    ("due", "now", "name", "came"),
    [
        ("2026-11-19 17:00", "2026-11-17 17:00", None, None),
        ("2026-11-19 17:00", "2026-11-18 07:30", "before:1", "2026-11-18 07:30"),
        ("2026-11-19 17:00", "2026-11-18 16:00", "before:1", "2026-11-18 07:30"),
        ("2026-11-19 17:00", "2026-11-19 09:00", "due", "2026-11-19 07:30"),  # we were away: one
        ("2026-11-19 17:00", "2026-11-20 07:00", "due", "2026-11-19 07:30"),
        ("2026-11-19 17:00", "2026-11-22 10:00", "late", "2026-11-20 07:30"),  # a Sunday
        ("2026-11-19 17:00", "2026-12-11 10:00", "late", "2026-12-11 07:30"),
    ],
)
def test_a_reminder_is_about_the_latest_step(
    due: str, now: str, name: str | None, came: str | None
) -> None:
    step = current_step(at(due), OFFICE, at(now))
    assert (step and step.name, step and step.at) == (name, came and at(came))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (Reminders(before_days=(3, 1)), ["before:3", "before:1", "due", "late", "late"]),
        (Reminders(before_days=()), ["due", "late", "late"]),
        (Reminders(on_due_day=False), ["before:1", "late", "late"]),
        (Reminders(every_overdue_day=False), ["before:1", "due"]),
    ],
)
def test_the_office_chooses_its_steps(rules: Reminders, expected: list[str]) -> None:
    office = OFFICE.model_copy(update={"reminders": rules})
    moment, end, names = at("2026-11-02 08:00"), at("2026-11-23 17:00"), []
    while (step := next_step(at("2026-11-19 17:00"), office, moment)) and step.at < end:
        assert current_step(at("2026-11-19 17:00"), office, step.at) == step
        names.append(step.name)
        moment = step.at
    assert names == expected


@pytest.mark.parametrize("state", list(State))
def test_only_cases_that_wait_for_the_unit_are_chased(state: State) -> None:
    now = at("2026-11-16 08:00")
    case = blank(now, now + timedelta(days=3), state=state)
    chased = {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED}
    assert awake(case) is (state in chased)
    assert (schedule(case, OFFICE, now) is not None) is (state in chased)
