"""When a case is to be reminded of next, and whom it reaches: the office's table of steps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers import clock
from handlers.calendar import Calendar, calendar_of
from handlers.office import Office
from handlers.office_steps import ADDRESSEES, ReminderStep, To
from handlers.wording import HERE
from storage.models import OPEN_STATES, Case, State


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder, when it comes (the office is open then), and whom it reaches.

    `name`: "unclaimed", "half", "before:1", "due", "late" (each working day anew), "snooze".
    """

    name: str
    at: datetime
    to: To = To.HOLDER


def awake(case: Case) -> bool:
    """Say whether anybody is to be reminded of the case as it stands.

    Not while the resident owes a word: the question has reached them, or is on its way.
    """
    if case.state not in OPEN_STATES or clock.is_paused(case):
        return False
    return case.state != State.WAITING_RESIDENT or case.next_nudge_at is None


def daily(case: Case) -> bool:
    """Say whether officials are reminded of a late case on every working day, as residents read."""
    return awake(case) and case.snoozed_until is None


def next_step(case: Case, office: Office, after: datetime) -> Step | None:
    """The first step strictly after a moment."""
    coming = [step for step in _fixed(case, office, after) if step.at > after]
    if late := _late_after(case, office, after):
        coming.append(late)
    return min(coming, key=lambda step: step.at, default=None)


def current_step(case: Case, office: Office, now: datetime) -> Step | None:
    """The latest step that has come: after an absence of ours it stands for all before it.

    It reaches whoever any of them reached: who is told does not sink again.
    """
    come = [step for step in _fixed(case, office, now) if step.at <= now]
    if late := _late_now(case, office, now):
        come.append(late)
    if not come:
        return None
    highest = max((step.to for step in come), key=ADDRESSEES.index)
    return replace(max(come, key=lambda step: step.at), to=highest)


def schedule(case: Case, office: Office, now: datetime) -> datetime | None:
    """When to remind next; None while there is nothing to remind of.

    What has come since the last list and was not said yet is said when the office is open next.
    """
    if not awake(case):
        return None
    if case.snoozed_until is not None and case.snoozed_until > now:
        return case.snoozed_until
    since = max(case.reminded_at or clock.started(case), clock.started(case))
    step = next_step(case, office, since)
    return max(step.at, calendar_of(office).next_opening(now)) if step else None


def next_half_day(calendar: Calendar, now: datetime) -> datetime:
    """When the office opens after the half-day that `now` lies in."""
    return calendar.next_opening(calendar.shuts_at(now))


def _fixed(case: Case, office: Office, at: datetime) -> Iterator[Step]:
    """The steps that come once, in no order; without those that a late case has left behind."""
    calendar = calendar_of(office)
    if case.snoozed_until is not None:
        yield Step("snooze", case.snoozed_until)
    ahead = list(_ahead(case, office, at))
    yield from ahead
    for row in office.reminders.steps:
        if row.name == "unclaimed" and case.claim_due_at is not None:
            yield Step("unclaimed", _unclaimed_at(case, row, office), row.to)
        elif row.name == "half" and at <= case.due_at and case.first_due_at is None:
            half = _half_at(case, calendar)
            if all(half < step.at for step in ahead):  # of a short one, the end says enough
                yield Step("half", half, row.to)


def _ahead(case: Case, office: Office, at: datetime) -> Iterator[Step]:
    """The steps that look at the deadline."""
    calendar, due = calendar_of(office), _day(case.due_at)
    for row in office.reminders.steps:
        if row.name == "before" and at <= case.due_at:
            yield Step(f"before:{row.days}", _before(calendar, due, row.days or 0), row.to)
        elif row.name == "due" and (opens := calendar.opening_of(due)) is not None:
            # A due day that was declared a day off since then has no opening: the next one counts.
            yield Step("due", opens, row.to)


def _unclaimed_at(case: Case, row: ReminderStep, office: Office) -> datetime:
    """Counted from when it came to be nobody's: that long before somebody was to claim it."""
    assert case.claim_due_at is not None  # noqa: S101  # the caller asked
    calendar, category = calendar_of(office), office.category(case.category)
    spell = timedelta(hours=row.after_working_hours or 0)
    over = spell - clock.first_word_spell(office, category, urgent=case.urgent)
    return calendar.next_opening(calendar.add_working_time(case.claim_due_at, over))


def _half_at(case: Case, calendar: Calendar) -> datetime:
    """When half of the working time from the beginning to the deadline is gone."""
    begins = clock.started(case)
    half = calendar.working_time_between(begins, case.due_at) / 2
    return calendar.next_opening(calendar.add_working_time(begins, half))


def _before(calendar: Calendar, due: date, days: int) -> datetime:
    for _ in range(days):
        due = calendar.previous_working_day(due)
    return _opening(calendar, due)


def _late_now(case: Case, office: Office, now: datetime) -> Step | None:
    """The reminder of the last working day that has begun, if the case was late by then."""
    calendar, day = calendar_of(office), _day(now)
    opens = calendar.opening_of(day)
    if opens is None or opens > now:
        day = calendar.previous_working_day(day)
    return _late_on(case, office, day)


def _late_after(case: Case, office: Office, after: datetime) -> Step | None:
    """The reminder of the first working day after a moment on which the case is late enough."""
    calendar, due, day = calendar_of(office), _day(case.due_at), _day(after)
    rows = _late_rows(office)
    if not rows:
        return None
    opens = calendar.opening_of(day)
    if day <= due or opens is None or opens <= after:
        day = calendar.next_working_day(max(day, due))
    for _ in range((rows[0].days or 0) - _days_late(calendar, due, day, rows[:1])):
        day = calendar.next_working_day(day)
    return _late_on(case, office, day)


def _late_on(case: Case, office: Office, day: date) -> Step | None:
    calendar, due = calendar_of(office), _day(case.due_at)
    if day <= due:
        return None
    days = _days_late(calendar, due, day, _late_rows(office))
    rows = [row for row in _late_rows(office) if (row.days or 0) <= days]
    return Step("late", _opening(calendar, day), rows[-1].to) if rows else None


def _days_late(calendar: Calendar, due: date, day: date, rows: list[ReminderStep]) -> int:
    """Working days late; no further than the table goes: a case may be late for years."""
    most, days = (rows[-1].days or 0) if rows else 0, 0
    while due < day and days < most:
        due = calendar.next_working_day(due)
        days += due <= day
    return days


def _late_rows(office: Office) -> list[ReminderStep]:
    rows = [row for row in office.reminders.steps if row.name == "late"]
    return sorted(rows, key=lambda row: row.days or 0)


def _opening(calendar: Calendar, day: date) -> datetime:
    at = calendar.opening_of(day)
    assert at is not None  # noqa: S101  # callers pass working days
    return at


def _day(at: datetime) -> date:
    return at.astimezone(HERE).date()
