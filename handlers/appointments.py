"""The day before an appointment the resident and the reception desk are reminded of it."""

from datetime import datetime, timedelta
from typing import Any

from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.wording import HERE
from storage.models import Appointment

EVENING = 20
"""Until this hour a resident is written to unasked (domain.md §6.4)."""


async def sweep(desk: Desk) -> int:
    """Remind of what is booked for the next working day, once; not of what was booked today."""
    calendar, here = calendar_of(desk.office), desk.now.astimezone(HERE)
    if not calendar.is_open(desk.now) or here.hour >= EVENING:
        return 0
    last = calendar.next_working_day(here.date())
    found = [
        one
        for one in await desk.store.appointments.between(here.date() + timedelta(days=1), last)
        if one.booked_at.astimezone(HERE).date() < here.date()
    ]
    return sum([await _remind(desk, one) for one in found])


def begins(one: Appointment) -> datetime:
    """When it begins, in Asia/Ho_Chi_Minh."""
    return datetime.combine(one.day, one.at, HERE)


async def _remind(desk: Desk, one: Appointment) -> bool:
    reception = desk.office.reception
    when: dict[str, Any] = {
        "at": f"{one.at:%H:%M}",
        "day": desk.wording.day(one.day),
        "who": reception.who if reception else desk.office.name,
    }
    told = await desk.tell(
        Spot(one.chat_id),
        "gate.remind",
        choices=((desk.choice(f"book.cancel:{one.id}", "gate.cancel"),),),
        note=Note("booking", once=f"appointment:{one.id}:resident"),
        priority=Priority.REMINDER,
        place=reception.place if reception else desk.office.address,
        **when,
    )
    note = Note("appointment", once=f"appointment:{one.id}:unit")
    spot = await desk.spot_of(one.unit)
    if spot is not None:
        await desk.tell(spot, "gate.unit_remind", note=note, priority=Priority.REMINDER, **when)
    else:
        await desk.alert("gate.unit_remind", once=f"appointment:{one.id}:unit", **when)
    return told
