"""When a case is to be reminded of next: a table of steps, always at an opening of the office."""

from collections.abc import Iterator
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
    """One reminder: "before:1", "due" or "late:3", and when it is said."""

    name: str
    at: datetime


def steps(due_at: datetime, office: Office) -> Iterator[Step]:
    """All steps of a deadline in order, without end when late cases are reminded daily."""
    calendar, due = calendar_of(office), due_at.astimezone(HERE).date()
    rules = office.reminders
    for days in sorted(rules.before_days, reverse=True):
        day = due
        for _ in range(days):
            day = calendar.previous_working_day(day)
        yield Step(f"before:{days}", _opening(office, day))
    if rules.on_due_day:
        yield Step("due", _opening(office, due))
    number = 0
    while rules.every_overdue_day:
        number += 1
        due = calendar.next_working_day(due)
        yield Step(f"late:{number}", _opening(office, due))


def _opening(office: Office, day: date) -> datetime:
    at = calendar_of(office).opening_of(day)
    assert at is not None  # noqa: S101  # due dates and their neighbours are working days
    return at


def next_step(due_at: datetime, office: Office, after: datetime) -> Step | None:
    """The first step strictly after a moment."""
    return next((step for step in steps(due_at, office) if step.at > after), None)


def current_step(due_at: datetime, office: Office, now: datetime) -> Step | None:
    """The latest step that has come: what a reminder at this moment is about."""
    latest = None
    for step in steps(due_at, office):
        if step.at > now:
            break
        latest = step
    return latest


def schedule(case: Case, office: Office, now: datetime) -> datetime | None:
    """When to remind next; None while there is nothing to remind of."""
    if case.state not in OPEN_STATES or case.state in SLEEPING:
        return None
    step = next_step(case.due_at, office, now)
    return step.at if step else None
