"""By when a case is to be answered, how that is explained, and how it is set anew."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers import clock
from handlers.calendar import Calendar, Due, calendar_of
from handlers.desk import Desk
from handlers.office import Category, Office
from handlers.reminding import schedule
from handlers.wording import HERE
from storage.models import Case

FROM_RECEIPT = ("deadline.counted", "deadline.waited")
"""These count from a day of receipt, the extended ones from an earlier deadline."""


def days_for(office: Office, kind: str, category: Category, *, urgent: bool) -> int:
    """Working days for the answer: urgent first, then the kind's own, then the category's."""
    if urgent and category.urgent_days is not None:
        return category.urgent_days
    return office.kind(kind).days or category.days


def due_for(office: Office, kind: str, category: Category, start: datetime, *, urgent: bool) -> Due:
    """When the answer is due, counted from the resident's sending."""
    days, calendar = days_for(office, kind, category, urgent=urgent), calendar_of(office)
    if in_calendar_days(office, kind, category, urgent=urgent):
        return Due(calendar.add_calendar_days(start, days), ())
    return calendar.add_working_days(start, days)


def in_calendar_days(office: Office, kind: str, category: Category, *, urgent: bool) -> bool:
    """Say whether the days count on through weekends; a kind's own days never do."""
    of_category = office.kind(kind).days is None or (urgent and category.urgent_days is not None)
    return category.days_are == "calendar" and of_category


def explained(desk: Desk, case: Case) -> str:
    """The date written out with its count: "thứ Tư 25/11/2026 (3 ngày làm việc, không tính …)"."""
    last = _day(case.due_at)
    if case.first_due_at is not None:
        key = "deadline.extended" if case.runs_out_at is None else "deadline.extended_waited"
        return counted(desk, key, case.first_due_at, last)
    if case.runs_out_at is not None:
        received = _received(desk, clock.started(case))
        return counted(desk, "deadline.waited", clock.started(case), last, received)
    office = desk.office
    category = office.category(case.category)
    if category is None:  # it left the office file meanwhile
        return desk.wording.day(case.due_at)
    due = due_for(office, case.kind, category, clock.started(case), urgent=case.urgent)
    if due.at != case.due_at:
        return desk.wording.day(case.due_at)
    if in_calendar_days(office, case.kind, category, urgent=case.urgent):
        days = days_for(office, case.kind, category, urgent=case.urgent)
        first = calendar_of(office).received_on(clock.started(case))
        rolled = (last - first).days > days
        key = "deadline.calendar_rolled" if rolled else "deadline.calendar"
        received = _received(desk, clock.started(case))
        return desk.say(key, day=desk.wording.day(last), days=days, received=received)
    received = _received(desk, clock.started(case))
    return counted(desk, "deadline.counted", clock.started(case), last, received)


def stated(desk: Desk, case: Case) -> str:
    """The same for a resident who is told of it now: what has passed is not as if to come."""
    due = explained(desk, case)
    return desk.say("deadline.passed", due=due) if clock.is_late(case, desk.now) else due


def _received(desk: Desk, sent: datetime) -> str:
    """The day from which is counted, where it is not the day of the sending."""
    day = calendar_of(desk.office).received_on(sent)
    return desk.say("deadline.received", day=desk.wording.day(day)) if day != _day(sent) else ""


def counted(desk: Desk, key: str, start: datetime, last: date, received: str = "") -> str:
    """The working days since a day of receipt or an earlier deadline, and the holidays between."""
    calendar = calendar_of(desk.office)
    first = calendar.received_on(start)
    days = calendar.working_days_between(first, last)
    if key in FROM_RECEIPT:
        days += desk.office.counting.first_day_counts
    if days <= 0 and key == "deadline.counted":
        return desk.say("deadline.today", day=desk.wording.day(last))
    skipped = holidays(desk, calendar.passed_over(first, last))
    return desk.say(
        key,
        day=desk.wording.day(last),
        days=days,
        received=received,
        skipped=desk.say("deadline.skipped", days=skipped) if skipped else "",
        before=desk.wording.day(start),
    )


def from_now(desk: Desk, day: date) -> str:
    """A day to come with its count from today: "thứ Tư 02/12/2026 (3 ngày làm việc)"."""
    return counted(desk, "deadline.counted", desk.now, day)


def holidays(desk: Desk, days: Sequence[tuple[date, str]]) -> str:
    """Name them, days of one holiday together: "Quốc khánh 01/09–02/09", "Tết 04/02–10/02"."""
    calendar, runs = calendar_of(desk.office), list[tuple[str, date, date]]()
    tet = {day for year in {day.year for day, _ in days} for day in calendar.tet(year)}
    own = next((name for day, name in days if day in tet and calendar.named_by_office(day)), "")
    for day, name in days:
        called = (own or desk.say("deadline.tet")) if day in tet else name
        called = called or desk.say("deadline.day_off")
        begun = runs.pop()[1] if runs and runs[-1][0] == called else day
        runs.append((called, begun, day))
    return ", ".join(
        f"{name} {first:%d/%m}" + (f"–{last:%d/%m}" if last != first else "")
        for name, first, last in runs
    )


def set_clock(desk: Desk, case: Case) -> None:
    """Work out anew when the case is reminded of."""
    case.next_reminder_at = schedule(case, desk.office, desk.now)
    desk.store.cases.save(case)


def restart(desk: Desk, case: Case) -> None:
    """Begin a new deadline: the resident says that the case is to go on."""
    office, category = desk.office, desk.office.category(case.category)
    case.clock_from, case.first_due_at, case.runs_out_at = desk.said_at, None, None
    case.extensions = 0
    if category is not None:
        case.due_at = due_for(office, case.kind, category, desk.said_at, urgent=case.urgent).at
    if case.holder_id is None:
        case.claim_due_at = clock.first_word_due(office, category, desk.said_at, urgent=case.urgent)
    set_clock(desk, case)


def not_urgent(desk: Desk, case: Case) -> None:
    """It was filed as an emergency and is none: it has the time that any other case has."""
    office, category = desk.office, desk.office.category(case.category)
    moved = case.first_due_at or case.runs_out_at
    if moved or category is None or clock.is_late(case, desk.now):
        return
    case.urgent, start = False, clock.started(case)
    due = due_for(office, case.kind, category, start, urgent=False).at
    case.due_at = max(case.due_at, due)
    if case.claim_due_at is not None:
        first_word = clock.first_word_due(office, category, start, urgent=False)
        case.claim_due_at = max(case.claim_due_at, first_word)
    set_clock(desk, case)


def left(desk: Desk, case: Case) -> str:
    """How long is left: "còn 2 ngày làm việc", "hạn hôm nay", "quá hạn 3 ngày làm việc"."""
    calendar = calendar_of(desk.office)
    if clock.is_late(case, desk.now):
        return desk.say("deadline.late", days=max(1, _days_until(calendar, case, desk.now)))
    if clock.is_paused(case):
        return desk.say("deadline.paused")
    days = -_days_until(calendar, case, desk.now)
    same = _day(desk.now) == _day(case.due_at)
    return desk.say("deadline.due_today") if same else desk.say("deadline.left", days=days)


def _days_until(calendar: Calendar, case: Case, now: datetime) -> int:
    return calendar.working_days_between(_day(case.due_at), _day(now))


def _day(at: datetime) -> date:
    return at.astimezone(HERE).date()
