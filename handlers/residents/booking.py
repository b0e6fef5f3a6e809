"""A resident books a place on a reception day by one tap, and gives it back by one."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.appointments import begins
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows
from handlers.message import Choice
from handlers.office import Office
from handlers.office_gate import Reception
from handlers.wording import HERE
from storage.models import Appointment

DAYS, TIMES = 3, 3
"""So many days are offered, and so many times of each."""
STAMP = "%Y%m%d-%H%M"
Slot = datetime
"""When an appointment begins, in Asia/Ho_Chi_Minh."""


def slots(office: Office, reception: Reception, taken: set[str], now: datetime) -> list[Slot]:
    """Every time that is still free, from now on; days off are no reception days."""
    free = []
    for day in _days(office, reception, now):
        for at in reception.times():
            slot = datetime.combine(day, at, HERE)
            if slot > now and any(one not in taken for one in _seats(reception, slot)):
                free.append(slot)
    return free


def _days(office: Office, reception: Reception, now: datetime) -> list[date]:
    today, calendar = now.astimezone(HERE).date(), calendar_of(office)
    ahead = (today + timedelta(days=n) for n in range(reception.weeks * 7 + 1))
    return [
        one for one in ahead if one.isoweekday() in reception.days and calendar.is_working_day(one)
    ]


def _seats(reception: Reception, slot: Slot) -> list[str]:
    return [f"{slot:%Y-%m-%d %H:%M} {n}" for n in range(1, reception.seats + 1)]


async def offer(desk: Desk, caller: Caller, _number: str = "") -> None:
    """The next free times, one tap each; what is booked already is shown instead."""
    reception = desk.office.reception
    if reception is None:
        await desk.tell(caller.spot, "gate.no_reception", phone=desk.office.phone)
        return
    mine_now = await _upcoming(desk, caller)
    if mine_now:
        await _have(desk, caller, mine_now[0])
        return
    taken = await desk.store.appointments.taken(_days(desk.office, reception, desk.now))
    free = slots(desk.office, reception, taken, desk.now)
    if not free:
        await _full(desk, caller, reception)
        return
    rows = _rows(desk, free)
    note = Note("booking")
    await desk.tell(
        caller.spot,
        "gate.days_offered",
        choices=rows,
        note=note,
        who=reception.who,
        place=reception.place,
    )


def _rows(desk: Desk, free: list[Slot]) -> Rows:
    rows: list[tuple[Choice, ...]] = []
    for day in list(dict.fromkeys(one.date() for one in free))[:DAYS]:
        times = [one for one in free if one.date() == day][:TIMES]
        rows += [
            (
                desk.choice(
                    f"book.at:{one:{STAMP}}",
                    "gate.slot",
                    day=desk.wording.day(one),
                    at=f"{one:%H:%M}",
                ),
            )
            for one in times
        ]
    return tuple(rows)


async def _full(desk: Desk, caller: Caller, reception: Reception) -> None:
    weekdays = ", ".join(desk.say(f"dates.weekday_{one}") for one in reception.days)
    await desk.tell(
        caller.spot,
        "gate.all_taken",
        weeks=reception.weeks,
        phone=desk.office.phone,
        place=reception.place,
        weekdays=weekdays,
        start=f"{reception.start:%H:%M}",
        end=f"{reception.end:%H:%M}",
    )


async def book(desk: Desk, caller: Caller, stamp: str) -> None:
    """Take the place; who was a moment later is offered others."""
    reception, slot = desk.office.reception, _slot(stamp)
    if reception is None or slot is None:
        await desk.remark(caller.spot, "common.stale")
        return
    mine_now = await _upcoming(desk, caller)
    if mine_now:
        await _have(desk, caller, mine_now[0])
        return
    taken = await desk.store.appointments.taken([slot.date()])
    free = slots(desk.office, reception, taken, desk.now)
    if slot not in free or not await _take(desk, caller, reception, slot):
        await desk.tell(caller.spot, "gate.just_taken")
        await offer(desk, caller)
        return
    await _tell_both(desk, caller, reception, slot)


def _slot(stamp: str) -> Slot | None:
    try:
        return datetime.strptime(stamp, STAMP).replace(tzinfo=HERE)
    except ValueError:
        return None


async def _take(desk: Desk, caller: Caller, reception: Reception, slot: Slot) -> bool:
    for seat in _seats(reception, slot):
        wanted = Appointment(
            person_id=caller.person_id,
            chat_id=caller.spot.chat_id,
            day=slot.date(),
            at=time(slot.hour, slot.minute),
            seat=seat,
            unit=reception.unit,
            booked_at=desk.now,
        )
        if await desk.store.appointments.book(wanted):
            return True
    return False


async def _tell_both(desk: Desk, caller: Caller, reception: Reception, slot: Slot) -> None:
    when: dict[str, Any] = {"at": f"{slot:%H:%M}", "day": desk.wording.day(slot)}
    booked = (await _upcoming(desk, caller))[0]
    await desk.tell(
        caller.spot,
        "gate.booked",
        choices=((desk.choice(f"book.cancel:{booked.id}", "gate.cancel"),),),
        note=Note("booking"),
        who=reception.who,
        place=reception.place,
        **when,
    )
    spot = await desk.spot_of(reception.unit)
    if spot is not None:
        await desk.tell(
            spot, "gate.unit_booked", note=Note("appointment"), who=reception.who, **when
        )
    else:
        await desk.alert("gate.unit_booked", who=reception.who, **when)


async def cancel(desk: Desk, caller: Caller, number: str) -> None:
    """Give the place back; who receives is told."""
    found = await desk.store.appointments.by_id(int(number)) if number.isdecimal() else None
    if found is None or found.person_id != caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return
    if found.cancelled_at is not None or begins(found) <= desk.now:
        await desk.remark(caller.spot, "gate.cancelled_already")
        return
    when: dict[str, Any] = {"at": f"{found.at:%H:%M}", "day": desk.wording.day(found.day)}
    desk.store.appointments.give_back(found, desk.now)
    await desk.tell(caller.spot, "gate.cancelled", **when)
    spot = await desk.spot_of(found.unit)
    if spot is not None:
        await desk.tell(spot, "gate.unit_cancelled", note=Note("appointment"), **when)
    else:
        await desk.alert("gate.unit_cancelled", **when)


async def mine(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/lichhen`: what is booked, or what is free."""
    await offer(desk, caller)


async def _upcoming(desk: Desk, caller: Caller) -> list[Appointment]:
    today = desk.now.astimezone(HERE).date()
    booked = await desk.store.appointments.of_person(caller.person_id, today)
    return [one for one in booked if begins(one) > desk.now]


async def _have(desk: Desk, caller: Caller, one: Appointment) -> None:
    rows = ((desk.choice(f"book.cancel:{one.id}", "gate.cancel"),),)
    day, at = desk.wording.day(one.day), f"{one.at:%H:%M}"
    note = Note("booking")
    await desk.tell(caller.spot, "gate.booked_already", choices=rows, note=note, day=day, at=at)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "way.book": offer,
    "book.at": book,
    "book.cancel": cancel,
}
COMMANDS: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {"lichhen": mine}
