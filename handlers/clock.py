"""The clock of a case: when it stands, how far a wait moves the deadline, and how it ended.

It stands from the moment in which a question reached the resident until their first word, and
that cannot be used to win time: a question that never arrived stops nothing, a second question
stops nothing more, and a case that was late when it was asked about stays late. Waits are added
up in working time and rounded together to the nearest working day, so that many short ones move
the deadline no further than one long one.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from handlers.calendar import Calendar, calendar_of
from handlers.desk import Desk
from handlers.office import Category, Office
from handlers.wording import HERE
from storage.models import Case, State


class Outcome(StrEnum):
    """How the office kept its time. An answer within an extended time is not "on time"."""

    ON_TIME = "on_time"
    EXTENDED = "extended"
    LATE = "late"
    OPEN = "open"


ANSWERED = (State.ANSWERED, State.CONFIRMED)
SPOKEN = (State.REFUSED, State.FORWARDED_OUT)
"""The office said its word, although it was no answer."""
NO_WORD = (State.WITHDRAWN, State.MERGED, State.LAPSED)
"""Ended without a word of the office being due."""


def outcome(case: Case) -> Outcome | None:
    """One of the four; None when no word of the office is due any more."""
    if case.state in NO_WORD:
        return None
    said = case.closed_at if case.state in SPOKEN else case.answered_at
    if case.closed_at is None or said is None:
        return Outcome.OPEN
    if said > case.due_at:
        return Outcome.LATE
    return Outcome.ON_TIME if case.first_due_at is None else Outcome.EXTENDED


def started(case: Case) -> datetime:
    """Since when the clock runs: the resident's sending, or their last "not done"."""
    return case.clock_from or case.sent_at


def is_paused(case: Case) -> bool:
    """Say whether the clock stands: a question reached the resident, who has not answered yet."""
    return case.paused_at is not None


def is_late(case: Case, now: datetime) -> bool:
    """Say whether the deadline has passed; while the clock stands it does not pass."""
    return min(now, case.paused_at or now) > case.due_at


def first_word_due(
    office: Office, category: Category | None, start: datetime, *, urgent: bool
) -> datetime:
    """By when somebody takes the case in hand: working hours from the resident's sending."""
    spell = first_word_spell(office, category, urgent=urgent)
    return calendar_of(office).add_working_time(start, spell)


def first_word_spell(office: Office, category: Category | None, *, urgent: bool) -> timedelta:
    """How much working time there is for it."""
    rule = office.first_word
    own = (category.urgent_first_word if urgent else category.first_word) if category else None
    return timedelta(hours=own or (rule.urgent_hours if urgent else rule.hours))


def hand_on(case: Case, office: Office, now: datetime) -> None:
    """It was somebody's and is nobody's: whoever it goes to takes it within the same hours."""
    if case.claim_due_at is None and case.state != State.WAITING_RESIDENT:
        category = office.category(case.category)
        case.claim_due_at = first_word_due(office, category, now, urgent=case.urgent)


async def look_for_arrival(desk: Desk, case: Case) -> bool:
    """Of a case that waits for the resident: stop the clock at the moment in which the question
    arrived; False while none has."""
    if case.paused_at is None:
        case.paused_at = await desk.store.cases.question_arrived(case.id or 0)
    return is_paused(case)


def resume(case: Case, office: Office, now: datetime) -> None:
    """Let the clock run again: the deadline moves by the working time that was waited.

    Never to a day before the resident's word: who had time left when asking has some now.
    """
    since, case.paused_at, case.next_nudge_at, case.nudges = case.paused_at, None, None, 0
    if since is None or since > case.due_at:
        return
    calendar = calendar_of(office)
    waited = calendar.working_time_between(since, now)
    case.runs_out_at = calendar.add_working_time(case.runs_out_at or case.due_at, waited)
    day = max(nearest_day(calendar, case.runs_out_at), calendar.received_on(now))
    case.due_at = max(case.due_at, calendar.closing_of(day))


def nearest_day(calendar: Calendar, at: datetime) -> date:
    """The working day whose end is nearest to a moment, in working time."""
    day = at.astimezone(HERE).date()
    opens = calendar.opening_of(day)
    if opens is None:
        return calendar.next_working_day(day)
    passed = calendar.working_time_between(opens, at)
    to_come = calendar.working_time_between(at, calendar.closing_of(day))
    return calendar.previous_working_day(day) if passed < to_come else day
