"""Which step of the table comes next, whom it reaches, and when nothing is to be said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.calendar import calendar_of
from handlers.office import Office
from handlers.office_file import BrokenOffice, read_office
from handlers.office_steps import USUAL, Reminders, ReminderStep, To
from handlers.reminding import awake, current_step, next_half_day, next_step, schedule
from handlers.wording import HERE
from storage.models import Case, State
from tests.handlers.casebook import blank
from tests.handlers.told import OFFICE, OFFICE_TEXT


def at(said: str) -> datetime:
    return datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=HERE).astimezone(UTC)


def table(*rows: ReminderStep) -> Office:
    return OFFICE.model_copy(update={"reminders": Reminders(steps=rows)})


BEFORE, DUE, LATE = ReminderStep(name="before", days=1), ReminderStep(name="due"), USUAL[6:]
PLAIN = table(BEFORE, DUE, *LATE)
"""Without the steps that look at the beginning."""


def matter(due: str, sent: str = "2025-01-02 08:00", **more: Any) -> Case:
    case = blank(at(sent), at(due))
    for name, value in more.items():
        setattr(case, name, value)
    return case


def test_the_office_file_of_the_town_says_what_is_usual() -> None:
    assert OFFICE.reminders.steps == USUAL


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
    step = next_step(matter(due), PLAIN, at(after))
    assert step is not None
    assert (step.name, step.at) == (name, at(comes))


@pytest.mark.parametrize(
    ("due", "now", "name", "came", "to"),
    [
        ("2026-11-19 17:00", "2026-11-17 17:00", None, None, None),
        ("2026-11-19 17:00", "2026-11-18 07:30", "before:1", "2026-11-18 07:30", To.HOLDER),
        ("2026-11-19 17:00", "2026-11-18 16:00", "before:1", "2026-11-18 07:30", To.HOLDER),
        ("2026-11-19 17:00", "2026-11-19 09:00", "due", "2026-11-19 07:30", To.HOLDER),
        ("2026-11-19 17:00", "2026-11-20 07:00", "due", "2026-11-19 07:30", To.HOLDER),
        ("2026-11-19 17:00", "2026-11-22 10:00", "late", "2026-11-20 07:30", To.HOLDER),  # Sunday
        ("2026-11-19 17:00", "2026-11-23 10:00", "late", "2026-11-23 07:30", To.UNIT),
        ("2026-11-19 17:00", "2026-11-25 10:00", "late", "2026-11-25 07:30", To.HEAD),
        ("2026-11-19 17:00", "2026-11-26 10:00", "late", "2026-11-26 07:30", To.HEAD),
        ("2026-11-19 17:00", "2026-11-27 10:00", "late", "2026-11-27 07:30", To.LEADER),
        ("2026-11-19 17:00", "2026-12-11 10:00", "late", "2026-12-11 07:30", To.LEADER),
    ],
)
def test_a_reminder_is_about_the_latest_step_and_rises(
    due: str, now: str, name: str | None, came: str | None, to: To | None
) -> None:
    step = current_step(matter(due), PLAIN, at(now))
    assert (step and step.name, step and step.at, step and step.to) == (name, came and at(came), to)


@pytest.mark.parametrize(
    ("sent", "claim_due", "rows", "comes"),
    [
        # the time for the first word is over
        ("2026-11-16 08:00", "2026-11-16 14:00", [None], ["2026-11-16 14:00"]),
        # at closing: with the next opening
        ("2026-11-16 09:30", "2026-11-16 17:00", [None], ["2026-11-17 07:30"]),
        # counted in working hours from the sending, over lunch and night
        (
            "2026-11-16 08:00",
            "2026-11-16 14:00",
            [None, 8, 16],
            ["2026-11-16 14:00", "2026-11-17 08:30", "2026-11-18 09:00"],
        ),
        # never before the time for the first word
        ("2026-11-16 08:00", "2026-11-17 09:00", [2], ["2026-11-17 09:00"]),
    ],
)
def test_what_nobody_takes_in_hand(
    sent: str, claim_due: str, rows: list[int | None], comes: list[str]
) -> None:
    steps = [ReminderStep(name="unclaimed", after_working_hours=hours) for hours in rows]
    office, moment, found = table(*steps), at(sent), []
    case = matter("2026-12-16 17:00", sent, claim_due_at=at(claim_due))
    while step := next_step(case, office, moment):
        found.append(step.at)
        moment = step.at
    assert found == [at(one) for one in comes]
    case.claim_due_at = None  # somebody has
    assert next_step(case, office, at(sent)) is None


@pytest.mark.parametrize(
    ("sent", "due", "comes"),
    [
        ("2026-11-16 07:30", "2026-11-19 17:00", "2026-11-18 07:30"),  # 4 days: after two
        ("2026-11-16 07:30", "2026-11-18 17:00", "2026-11-17 11:15"),  # 3 days of 7½ hours
        ("2026-11-14 20:00", "2026-11-17 17:00", "2026-11-17 07:30"),  # sent on Saturday night
        ("2026-11-23 07:30", "2026-11-25 17:00", "2026-11-25 07:30"),  # over Ngày Văn hóa
    ],
)
def test_half_of_the_working_time_is_gone(sent: str, due: str, comes: str) -> None:
    office = table(ReminderStep(name="half"))
    step = next_step(matter(due, sent), office, at(sent))
    assert step is not None
    assert step.at == at(comes)
    assert calendar_of(office).is_open(step.at)


def test_half_of_a_short_time_is_not_said_beside_the_end() -> None:
    case, office = matter("2026-11-17 17:00", "2026-11-16 08:00"), OFFICE
    names = set()
    moment = at("2026-11-16 08:00")
    while (step := next_step(case, office, moment)) and step.at < at("2026-11-17 17:00"):
        names.add(step.name)
        moment = step.at
    assert names == {"due"}


def test_who_was_told_is_told_again_while_nobody_takes_it() -> None:
    case = matter("2026-11-19 17:00", "2026-11-16 08:00", claim_due_at=at("2026-11-16 14:00"))
    steps = {day: current_step(case, OFFICE, at(f"2026-11-{day} 10:00")) for day in (16, 17, 18)}
    assert [step and step.to for step in steps.values()] == [None, To.HEAD, To.LEADER]
    case.claim_due_at = None
    step = current_step(case, OFFICE, at("2026-11-18 10:00"))
    assert step is not None
    assert step.to is To.HOLDER


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((ReminderStep(name="before", days=3), BEFORE, DUE, *LATE),
         ["before:3", "before:1", "due", "late", "late"]),
        ((DUE, *LATE), ["due", "late", "late"]),
        ((BEFORE, *LATE), ["before:1", "late", "late"]),
        ((BEFORE, DUE), ["before:1", "due"]),
        ((ReminderStep(name="late", days=2),), ["late"]),
        ((), []),
    ],
)  # fmt: skip
def test_the_office_chooses_its_steps(rows: tuple[ReminderStep, ...], expected: list[str]) -> None:
    office, case = table(*rows), matter("2026-11-19 17:00")
    moment, end, names = at("2026-11-02 08:00"), at("2026-11-23 17:00"), []
    while (step := next_step(case, office, moment)) and step.at < end:
        now = current_step(case, office, step.at)
        assert now is not None
        assert (now.name, now.at) == (step.name, step.at)
        names.append(step.name)
        moment = step.at
    assert names == expected


@pytest.mark.parametrize("state", list(State))
def test_only_cases_that_wait_for_the_unit_are_chased(state: State) -> None:
    now = at("2026-11-16 08:00")
    case = blank(now, now + timedelta(days=3), state=state)
    case.next_nudge_at = now if state is State.WAITING_RESIDENT else None
    chased = {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED}
    assert awake(case) is (state in chased)
    assert (schedule(case, OFFICE, now) is not None) is (state in chased)


def test_a_question_that_never_reached_the_resident_stops_no_reminder() -> None:
    case = matter("2026-11-19 17:00", state=State.WAITING_RESIDENT)
    assert awake(case)
    case.paused_at = at("2026-11-17 09:00")
    assert not awake(case)


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        ("2026-11-19 16:00", "2026-11-30 07:30"),  # it passes the deadline
        ("2026-11-30 07:30", "2026-11-30 07:30"),  # the day has come
    ],
)
def test_who_waits_for_an_event_is_left_in_peace_until_that_day(now: str, comes: str) -> None:
    case = matter("2026-11-19 17:00", snoozed_until=at("2026-11-30 07:30"))
    case.reminded_at = at("2026-11-19 07:30")
    assert schedule(case, OFFICE, at(now)) == at(comes)
    step = current_step(case, OFFICE, at("2026-11-30 07:30"))
    assert step is not None
    assert step.to is To.LEADER, "six working days late is six working days late"


def test_a_case_that_waits_comes_back_although_no_step_is_due() -> None:
    case = matter("2026-12-30 17:00", "2026-11-16 08:00", snoozed_until=at("2026-11-18 07:30"))
    step = next_step(case, OFFICE, at("2026-11-16 09:00"))
    assert step is not None
    assert (step.name, step.at) == ("snooze", at("2026-11-18 07:30"))


@pytest.mark.parametrize(
    ("reminded", "now", "comes"),
    [
        # said this morning: the next step
        ("2026-11-18 07:30", "2026-11-18 10:00", "2026-11-19 07:30"),
        # come and not said yet, and something set the clock anew meanwhile: it is not lost
        ("2026-11-17 07:30", "2026-11-18 10:00", "2026-11-18 10:00"),
        ("2026-11-17 07:30", "2026-11-18 12:00", "2026-11-18 13:30"),
        # the clock was set back: what was said is not said again
        ("2026-11-18 07:30", "2026-11-17 10:00", "2026-11-19 07:30"),
    ],
)
def test_the_clock_can_be_set_anew_at_any_moment(reminded: str, now: str, comes: str) -> None:
    case = matter("2026-11-19 17:00", reminded_at=at(reminded))
    assert schedule(case, PLAIN, at(now)) == at(comes)


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        ("2026-11-18 07:30", "2026-11-18 13:30"),
        ("2026-11-18 11:29", "2026-11-18 13:30"),
        ("2026-11-18 13:30", "2026-11-19 07:30"),
        ("2026-11-20 16:59", "2026-11-23 07:30"),  # Friday
        ("2026-11-18 12:00", "2026-11-18 13:30"),  # at lunch
    ],
)
def test_the_half_day_after(now: str, comes: str) -> None:
    assert next_half_day(calendar_of(OFFICE), at(now)) == at(comes)


BROKEN = """
step = [
    { name = "late" },
    { name = "due", days = 1 },
    { name = "half", after_working_hours = 3 },
    { name = "sometimes" },
    { name = "before", days = 1, to = "everybody" },
    { name = "late", days = 1, to = "leader" },
    { name = "late", days = 2, to = "unit" },
    { name = "due" },
    { name = "due" },
]
"""


def test_all_that_is_wrong_with_the_table_is_said_at_once() -> None:
    before, _, rest = OFFICE_TEXT.partition("[reminders]")
    _, _, after = rest.partition("\n]\n")
    with pytest.raises(BrokenOffice) as broken:
        read_office(f"{before}[reminders]{BROKEN}{after}")
    found = {fault.field: fault.message for fault in broken.value.faults}
    assert found.keys() == {
        "reminders.step[1]",
        "reminders.step[2]",
        "reminders.step[3]",
        "reminders.step[4].name",
        "reminders.step[5].to",
        "reminders.step[7].to",
        "reminders.step[9]",
    }
    assert "late needs days" in found["reminders.step[1]"]
    assert "due takes no days" in found["reminders.step[2]"]
    assert "must not fall" in found["reminders.step[7].to"]
