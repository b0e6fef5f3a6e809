"""When a case is to be reminded of next: a table of steps, always at an opening of the office."""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.calendar import calendar_of
from handlers.office import Office
from handlers.wording import HERE
from storage.models import OPEN_STATES, Case, State

SLEEPING = (State.WAITING_RESIDENT,)
"""The resident owes a word: the unit is not reminded."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder and when it comes: "before:1", "due", or "late", each working day anew."""

    name: str
    at: datetime


def awake(case: Case) -> bool:
    """Say whether anybody is to be reminded of the case as it stands."""
    return case.state in OPEN_STATES and case.state not in SLEEPING


def next_step(due_at: datetime, office: Office, after: datetime) -> Step | None:
    """The first step strictly after a moment."""
    due, day = _day(due_at), _day(after)
    early = next((step for step in _early(due, office) if step.at > after), None)
    if early is not None or not office.reminders.every_overdue_day:
        return early
    calendar = calendar_of(office)
    opens = calendar.opening_of(day)
    if day <= due or opens is None or opens <= after:
        day = calendar.next_working_day(max(day, due))
    return _step("late", day, office)


def current_step(due_at: datetime, office: Office, now: datetime) -> Step | None:
    """The latest step that has come: after an absence of ours it stands for all before it."""
    due, day = _day(due_at), _day(now)
    if office.reminders.every_overdue_day:
        calendar = calendar_of(office)
        opens = calendar.opening_of(day)
        if opens is None or opens > now:
            day = calendar.previous_working_day(day)
        if day > due:
            return _step("late", day, office)
    past = [step for step in _early(due, office) if step.at <= now]
    return past[-1] if past else None


def schedule(case: Case, office: Office, now: datetime) -> datetime | None:
    """When to remind next; None while there is nothing to remind of."""
    step = next_step(case.due_at, office, now) if awake(case) else None
    return step.at if step else None


def _early(due: date, office: Office) -> list[Step]:
    """The steps up to the due day, in order."""
    calendar, rules = calendar_of(office), office.reminders
    steps = []
    for days in sorted(rules.before_days, reverse=True):
        day = due
        for _ in range(days):
            day = calendar.previous_working_day(day)
        steps.append(_step(f"before:{days}", day, office))
    # A due day that was declared a day off since then has no opening: the day after it counts.
    if rules.on_due_day and calendar.is_working_day(due):
        steps.append(_step("due", due, office))
    return steps


def _step(name: str, day: date, office: Office) -> Step:
    at = calendar_of(office).opening_of(day)
    assert at is not None  # noqa: S101  # callers pass working days
    return Step(name, at)


def _day(at: datetime) -> date:
    return at.astimezone(HERE).date()
