"""The units are reminded of what is due: one list each half-day, in working hours, until answered.

A sweep takes one page of one unit in a transaction of its own: however much is due, nobody who
writes meanwhile waits for more than a page. The unit's row (UnitList) is locked while a page is
taken, so that two processes take turns; a step that was said stands in the case's history under a
key of its own, so that no clock that is set back, no restart and no second process says it again.
"""

from dataclasses import dataclass, field

from handlers import card, clock, deadline, directions, duty, reminding
from handlers.acts import Act
from handlers.calendar import Calendar, calendar_of, half_day
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.office_steps import LEVELS, To
from handlers.officials import lists
from handlers.officials.rising import rise
from handlers.reminding import Step
from handlers.wording import HERE
from storage.models import Case, Direction, UnitList

PAGE = 50
"""Cases in one transaction."""
MOST_LINES, MOST_BUTTONS, MOST_DIRECTIONS = 20, 10, 10


@dataclass(frozen=True, slots=True)
class Due:
    """A case, the step that has come, and the event for which it waited until now."""

    case: Case
    step: Step
    waited_for: str = ""


@dataclass(slots=True)
class Page:
    """What one transaction says about one unit."""

    unit: str
    due: list[Due] = field(default_factory=list)
    orders: list[tuple[Direction, Case]] = field(default_factory=list)
    more: int = 0
    """How many cases are due beside these: the next pages take them, and say nothing."""

    @property
    def cases(self) -> list[Case]:
        """The cases that are named, most urgent first."""
        return [one.case for one in self.due]

    def reaching(self, to: To) -> list[Case]:
        """Those of which somebody as high as this is told."""
        lowest = LEVELS.index(to)
        return [one.case for one in self.due if LEVELS.index(one.step.to) >= lowest]


async def sweep(desk: Desk) -> int:
    """Take one page of what is due; returns how many cases and directions it held, 0 at the end.

    Out of hours nothing happens, so nothing is skipped either.
    """
    calendar = calendar_of(desk.office)
    if not calendar.is_open(desk.now):
        return 0
    unit = await desk.store.chases.next_unit(desk.now)
    if unit is None:
        return 0
    known = await desk.store.chases.list_of(unit, desk.now)
    cases = await desk.store.chases.due(unit, desk.now, PAGE)
    orders = await desk.store.chases.directions_due(unit, desk.now, PAGE)
    spots = await spots_of(desk, unit)
    key = f"reminders:{unit}:{desk.now.astimezone(HERE):%Y-%m-%d}:{half_day(desk.now)}"
    if any([await desk.store.outbox.said(f"{key}:{spot.chat_id}") for spot in spots]):
        await _after_the_list(desk, calendar, known, cases, orders)
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
    if not (page.due or page.orders):
        return
    if known.thanked_at is not None:
        known.since, known.thanked_at = desk.now, None
    known.said_at = desk.now
    desk.store.chases.save(known)
    risen = await rise(
        desk, page.unit, page.reaching(To.HEAD), page.reaching(To.LEADER), key, page.more
    )
    for spot in spots:
        await _tell(desk, spot, page, risen, key)


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
    events = [_event(one.case, Act.REMIND, desk, key, one.step.name) for key, one in due.items()]
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


async def _tell(desk: Desk, spot: Spot, page: Page, risen: str, key: str) -> None:
    cases, n = page.cases, len(page.cases) + page.more
    late = sum(clock.is_late(case, desk.now) for case in cases)
    hidden = n - min(len(cases), MOST_LINES)
    # A reply to a list of one is a reply to that case.
    only = cases[0] if n == 1 and not page.orders else None
    await desk.tell(
        spot,
        "reminders.list" if n else "reminders.only_orders",
        choices=await _buttons(desk, spot, page),
        note=Note(what="reminder", case=only, once=f"{key}:{spot.chat_id}"),
        priority=Priority.REMINDER,
        unit=desk.office.unit_name(page.unit),
        n=n,
        late=desk.say("reminders.late", n=late) if late else "",
        lines=await _lines(desk, page.due[:MOST_LINES]),
        more=desk.say("reminders.more", n=hidden) if hidden > 0 else "",
        orders=_orders(desk, page.orders[:MOST_DIRECTIONS]),
        risen=risen,
    )


async def _lines(desk: Desk, due: list[Due]) -> str:
    """The cases as numbered lines; of one that waited for an event, for which."""
    found = []
    for at, one in enumerate(due, 1):
        line = await card.line(desk, one.case, at)
        found.append(
            line + (desk.say("reminders.woken", reason=one.waited_for) if one.waited_for else "")
        )
    return "\n".join(found)


def _orders(desk: Desk, orders: list[tuple[Direction, Case]]) -> str:
    return "".join(
        "\n" + desk.say(
            "reminders.order_late" if one.due_at < desk.now else "reminders.order",
            code=case.code, words=directions.quote(one), day=desk.wording.day(one.due_at),
        )
        for one, case in orders
    )  # fmt: skip


async def _buttons(desk: Desk, spot: Spot, page: Page) -> Rows:
    """A private chat has no officials' door: there the list is only shown."""
    chat = await desk.store.people.chat_by_id(spot.chat_id)
    named = {case.id: case for case in (*page.cases, *(case for _, case in page.orders))}
    return () if chat.private else lists.open_buttons(desk, [*named.values()][:MOST_BUTTONS])


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
            note = Note(what="thanks", once=key)
            unit = desk.office.unit_name(known.unit)
            thanked += await desk.tell(
                home, "reminders.thanks", note=note, priority=Priority.REMINDER, unit=unit
            )
    return thanked
