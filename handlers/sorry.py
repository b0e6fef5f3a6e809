"""What an apology and a promise share: whom to turn to, and when a date is asked after."""

from datetime import date, datetime

from handlers.calendar import calendar_of
from handlers.desk import Desk
from handlers.wording import HERE


def leader(desk: Desk) -> str:
    """Whom a resident may turn to: the leader, else the office's phone, else its door."""
    if desk.office.leader_contact:
        return desk.say("apology.leader", contact=desk.office.leader_contact)
    if desk.office.phone:
        return desk.say("apology.leader_phone", contact=desk.office.phone)
    return desk.say("apology.leader_in_person")


def ask_after(desk: Desk, day: date) -> datetime:
    """When a date is asked after: as its last half-day begins; a day off, on the day after it.

    What was named so late that this has passed, the next working morning.
    """
    calendar = calendar_of(desk.office)
    worked = day if calendar.is_working_day(day) else calendar.next_working_day(day)
    at = datetime.combine(worked, calendar.spans(worked)[-1][0], HERE)
    if at > desk.now:
        return at
    following = calendar.next_working_day(desk.now.astimezone(HERE).date())
    return datetime.combine(following, calendar.spans(following)[0][0], HERE)
