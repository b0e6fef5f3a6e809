"""What a leader ordered in a case: shown to the unit, chased like a deadline, done and told."""

from datetime import date, datetime
from typing import Any

from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.office import Office
from handlers.wording import HERE, shorten
from storage.models import Case, Direction

QUOTED = 200


def due_on(office: Office, day: date) -> datetime:
    """The end of a day; of the next working day when the office is closed on it."""
    calendar = calendar_of(office)
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    return calendar.closing_of(day)


def next_reminder(due_at: datetime, office: Office, now: datetime) -> datetime:
    """When the unit is reminded next: on the day it is due, then on every working day."""
    calendar, due = calendar_of(office), due_at.astimezone(HERE).date()
    opens = calendar.opening_of(due)
    if opens is not None and opens > now:
        return opens
    today = now.astimezone(HERE).date()
    opens = calendar.opening_of(today)
    if today > due and opens is not None and opens > now:
        return opens
    following = calendar.opening_of(calendar.next_working_day(max(today, due)))
    assert following is not None  # noqa: S101  # it is a working day
    return following


def quote(direction: Direction) -> str:
    """Its words in brief."""
    return shorten(direction.words, QUOTED)


async def settle(desk: Desk, case: Case) -> None:
    """The case is closed: what was ordered in it is chased no further, and the leaders hear so."""
    for direction in await desk.store.chases.undone_directions(case.id or 0):
        state = desk.say(f"officials.state.{case.state}")
        await finish(desk, case, direction, "directions.closed", state=state)


async def finish(desk: Desk, case: Case, direction: Direction, key: str, **values: Any) -> None:
    """It is done: write that down, and tell who ordered it."""
    direction.done_at, direction.next_reminder_at = desk.now, None
    desk.store.chases.save(direction)
    leader = await desk.store.people.person_by_id(direction.leader_id)
    if leader.chat_id is not None:
        await desk.tell(
            Spot(leader.chat_id),
            key,
            note=Note(what="directed", case=case, once=f"direction:{direction.id}:done"),
            priority=Priority.REMINDER,
            code=case.code,
            unit=desk.office.unit_name(case.unit),
            words=quote(direction),
            **values,
        )


async def tell_if_late(desk: Desk, direction: Direction, case: Case) -> None:
    """Who ordered it hears once when the day has passed."""
    leader = await desk.store.people.person_by_id(direction.leader_id)
    if direction.due_at >= desk.now or leader.chat_id is None:
        return
    await desk.tell(
        Spot(leader.chat_id),
        "directions.overdue",
        note=Note("forgotten", case=case, once=f"direction:{direction.id}:late", at_work=True),
        priority=Priority.REMINDER,
        code=case.code,
        unit=desk.office.unit_name(direction.unit),
        day=desk.wording.day(direction.due_at),
        words=quote(direction),
    )
