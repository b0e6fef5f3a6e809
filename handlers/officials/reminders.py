"""The units are reminded of what is due: one list each half-day, in working hours, until answered.

A sweep takes one page of one unit in a transaction of its own: however much is due, nobody who
writes meanwhile waits for more than a page. The unit's row (UnitList) is locked while a page is
taken, so that two processes take turns; a step that was said stands in the case's history under a
key of its own, so that no clock that is set back, no restart and no second process says it again.
"""

from handlers import deadline, directions, duty, reminding
from handlers.acts import Act
from handlers.calendar import Calendar, calendar_of, half_day
from handlers.desk import Desk, Note, Priority, Spot
from handlers.office_steps import To
from handlers.officials import unit_list
from handlers.officials.rising import rise
from handlers.officials.unit_list import Due, Page
from handlers.reminding import Step
from handlers.wording import HERE
from storage.models import Case, Direction, UnitList

PAGE = 50
"""Cases in one transaction."""


async def sweep(desk: Desk) -> int:
    """Take one page of what is due; returns how many cases and directions it held, 0 at the end.

    Out of hours nothing happens, so nothing is skipped either.
    """
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    unit = await desk.store.chases.next_unit(desk.now)
    return 0 if unit is None else await look_after(desk, unit)


async def look_after(desk: Desk, unit: str) -> int:
    """Take a page of one unit; a list of it that nobody has got yet is said in this one."""
    known = await desk.store.chases.list_of(unit, desk.now)
    cases = await desk.store.chases.due(unit, desk.now, PAGE)
    orders = await desk.store.chases.directions_due(unit, desk.now, PAGE)
    spots = await spots_of(desk, unit)
    key = f"reminders:{unit}:{desk.now.astimezone(HERE):%Y-%m-%d}:{half_day(desk.now)}"
    if any([await desk.store.outbox.said(f"{key}:{spot.chat_id}") for spot in spots]):
        await _after_the_list(desk, calendar_of(desk.office), known, cases, orders)
    else:
        await _with_a_list(desk, known, spots, cases, orders, key)
    return len(cases) + len(orders)


async def spots_of(desk: Desk, unit: str) -> list[Spot]:
    """Where a unit is reminded: its room, else whoever stands in; nobody at all is very new."""
    return await desk.homes(unit) or await duty.spots(desk, unit, To.HEAD)


async def _with_a_list(  # what is due, and where it is said under which key
    desk: Desk,
    known: UnitList,
    spots: list[Spot],
    cases: list[Case],
    orders: list[tuple[Direction, Case]],
    key: str,
) -> None:
    page = Page(known.unit, await _taken(desk, cases), orders)
    if len(cases) == PAGE:
        page.more = await desk.store.chases.count_due(known.unit, desk.now) - PAGE
    for direction, case in orders:
        _reschedule(desk, direction)
        await directions.tell_if_late(desk, direction, case)
    risen = await rise(
        desk, page.unit, page.reaching(To.HEAD), page.reaching(To.LEADER), key, page.more
    )
    since = await unit_list.unread_since(desk, known.unit)
    if since < desk.now:
        await unit_list.add_unread(desk, page, since, PAGE)
    if not (page.due or page.orders):
        return
    if known.thanked_at is not None:
        known.since, known.thanked_at = desk.now, None
    known.said_at = desk.now
    desk.store.chases.save(known)
    for spot in spots:
        await unit_list.tell(desk, spot, page, risen, key, since)


async def _after_the_list(
    desk: Desk,
    calendar: Calendar,
    known: UnitList,
    cases: list[Case],
    orders: list[tuple[Direction, Case]],
) -> None:
    """What was due when the list was said is in it ("and n more"); the rest waits for the next."""
    later = reminding.next_half_day(calendar, desk.now)
    in_it: list[Case] = []
    coming: list[Case] = []
    for case in cases:
        at = case.next_reminder_at or desk.now
        (in_it if at <= known.said_at <= desk.now else coming).append(case)
    await _taken(desk, in_it)
    for case in coming:
        case.next_reminder_at = later if reminding.awake(case) else None
        desk.store.cases.save(case)
    for direction, _ in orders:
        if (direction.next_reminder_at or desk.now) <= known.said_at:
            _reschedule(desk, direction)
        else:
            direction.next_reminder_at = later
            desk.store.chases.save(direction)


def _reschedule(desk: Desk, direction: Direction) -> None:
    direction.next_reminder_at = directions.next_reminder(direction.due_at, desk.office, desk.now)
    desk.store.chases.save(direction)


async def _taken(desk: Desk, cases: list[Case]) -> list[Due]:
    """Write each case's step into its history; returns those of which it was not said before."""
    due: dict[str, Due] = {}
    woken = []
    for case in cases:
        step = reminding.current_step(case, desk.office, desk.now)
        over = case.snoozed_until is not None and case.snoozed_until <= desk.now
        if step is not None and reminding.awake(case):
            due[_key(case, step)] = Due(case, step, (case.snoozed_for or "") if over else "")
            case.reminded_at = max(case.reminded_at or desk.now, desk.now)
        if over:
            woken.append(_woken(desk, case))
            case.snoozed_until = case.snoozed_for = None
    events = [
        _event(one.case, Act.REMIND, desk, key, one.step.name)
        for key, one in due.items()
        if one.step
    ]
    fresh = await desk.store.chases.note_all_once(events)
    await desk.store.chases.note_all_once(woken)
    for case in cases:
        _go_on(desk, case)
    for key in fresh:
        due[key].case.reminders += 1
    return [one for key, one in due.items() if key in fresh]


def _go_on(desk: Desk, case: Case) -> None:
    """Set the next step; whatever the table says, a case comes at most once in a half-day."""
    deadline.set_clock(desk, case)
    if case.next_reminder_at is not None and case.next_reminder_at <= desk.now:
        later = reminding.next_half_day(calendar_of(desk.office), desk.now)
        case.next_reminder_at = later


def _key(case: Case, step: Step) -> str:
    """Of this step of this deadline: once for ever."""
    return (
        f"reminder:{case.code}:{case.reopened}:{step.name}:{step.at.astimezone(HERE):%Y-%m-%dT%H%M}"
    )


def _woken(desk: Desk, case: Case) -> dict[str, object]:
    key = f"woken:{case.code}:{case.snoozed_until:%Y-%m-%dT%H%M}"
    return _event(case, Act.WAKE, desk, key, case.snoozed_for or "")


def _event(case: Case, act: Act, desk: Desk, key: str, note: str) -> dict[str, object]:
    state = str(case.state)
    return {
        "case_id": case.id, "act": str(act), "at": desk.now, "role": "bot", "key": key,
        "note": note, "before": state, "after": state,
    }  # fmt: skip


async def thank(desk: Desk) -> int:
    """Thank each unit of whose lists nothing is left, once; returns how many were thanked."""
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    thanked = 0
    for known in await desk.store.chases.lists_said():
        if await desk.store.chases.still_owed(known.unit, known.since, desk.now):
            continue
        known.thanked_at = desk.now
        desk.store.chases.save(known)
        home = await desk.spot_of(known.unit)
        if home is not None:
            key = f"thanks:{known.unit}:{known.since:%Y-%m-%dT%H%M%S}"
            note = Note(
                "thanks", once=key, slot=unit_list.slot(known.unit), fresh=True, at_work=True
            )
            unit = desk.office.unit_name(known.unit)
            thanked += await desk.tell(
                home, "reminders.thanks", note=note, priority=Priority.REMINDER, unit=unit
            )
    return thanked
