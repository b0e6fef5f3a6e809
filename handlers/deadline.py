"""By when a case is to be answered, and how that is explained."""

from datetime import date, datetime

from handlers.calendar import Due, calendar_of
from handlers.desk import Desk
from handlers.office import Category, Office
from handlers.reminding import schedule
from handlers.wording import HERE
from storage.models import Case


def days_for(office: Office, kind: str, category: Category, *, urgent: bool) -> int:
    """Working days for the answer: urgent first, then the kind's own, then the category's."""
    if urgent and category.urgent_days is not None:
        return category.urgent_days
    return office.kind(kind).days or category.days


def due_for(office: Office, kind: str, category: Category, start: datetime, *, urgent: bool) -> Due:
    """When the answer is due, counted from the resident's sending."""
    days = days_for(office, kind, category, urgent=urgent)
    return calendar_of(office).add_working_days(start, days)


def explained(desk: Desk, case: Case, start: datetime) -> str:
    """The date written out with its count: "thứ Tư 25/11/2026 (3 ngày làm việc, không tính …)"."""
    office = desk.office
    category = office.category(case.category)
    if category is None:  # it left the office file meanwhile
        return desk.wording.day(case.due_at)
    days = days_for(office, case.kind, category, urgent=case.urgent)
    due = calendar_of(office).add_working_days(start, days)
    if due.at != case.due_at:
        return desk.wording.day(case.due_at)
    if days == 0:
        return desk.say("deadline.today", day=desk.wording.day(due.at))
    skipped = ", ".join(f"{name} {day:%d/%m}" for day, name in due.skipped)
    key = "deadline.counted_but" if skipped else "deadline.counted"
    return desk.say(key, day=desk.wording.day(due.at), days=days, skipped=skipped)


def set_clock(desk: Desk, case: Case) -> None:
    """Work out anew when the case is reminded of."""
    case.next_reminder_at = schedule(case, desk.office, desk.now)
    desk.store.cases.save(case)


def left(desk: Desk, case: Case) -> str:
    """How long is left: "còn 2 ngày làm việc", "hạn hôm nay", "quá hạn 3 ngày làm việc"."""
    calendar = calendar_of(desk.office)
    today, due = _day(desk.now), _day(case.due_at)
    if desk.now > case.due_at:
        days = max(1, calendar.working_days_between(due, today))
        return desk.say("deadline.late", days=days)
    days = calendar.working_days_between(today, due)
    return desk.say("deadline.due_today") if today == due else desk.say("deadline.left", days=days)


def _day(at: datetime) -> date:
    return at.astimezone(HERE).date()
