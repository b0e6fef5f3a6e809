"""The units are reminded of what is due: one list each, in working hours, until it is answered."""

from itertools import groupby

from handlers import clock, deadline, reminding
from handlers.acts import Act
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.officials import lists
from handlers.wording import HERE
from storage.models import Case

MOST_LINES = 20
MOST_BUTTONS = 10


async def sweep(desk: Desk) -> int:
    """Say every reminder that has come due; returns how many lists were said.

    A case's next step and the key of this one are written in the transaction that queues the
    list: nothing is said twice. Out of hours nothing happens, so nothing is skipped either.
    """
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    due = await desk.store.cases.to_remind(desk.now)
    said = 0
    for unit, cases in groupby(due, lambda case: case.unit):
        said += await _remind(desk, unit, list(cases))
    return said


async def _remind(desk: Desk, unit: str, cases: list[Case]) -> int:
    home = await desk.spot_of(unit)
    spots = [home] if home else await desk.duty_spots()
    # With nobody to tell, the case comes again at its next step.
    named = [case for case in cases if spots and await _step_taken(desk, case)]
    for case in cases:
        deadline.set_clock(desk, case)
    if not named:
        return 0
    for spot in spots:
        await _tell(desk, spot, unit, named)
    return len(spots)


async def _step_taken(desk: Desk, case: Case) -> bool:
    """Write the step into the case's history; False when there is none, or it stands there."""
    step = reminding.current_step(case.due_at, desk.office, desk.now)
    if step is None or not reminding.awake(case):
        return False
    key = f"reminder:{case.code}:{step.at.astimezone(HERE):%Y-%m-%d}"
    if not await desk.store.cases.note_once(case, Act.REMIND, desk.now, key, step.name):
        return False
    case.reminders += 1
    return True


async def _tell(desk: Desk, spot: Spot, unit: str, cases: list[Case]) -> None:
    late = sum(clock.is_late(case, desk.now) for case in cases)
    more = len(cases) - MOST_LINES
    # A reply to a list of one is a reply to that case.
    note = Note(what="reminder", case=cases[0] if len(cases) == 1 else None)
    await desk.tell(
        spot,
        "reminders.list",
        choices=await _buttons(desk, spot, cases),
        note=note,
        priority=Priority.REMINDER,
        unit=desk.office.unit_name(unit),
        n=len(cases),
        late=desk.say("reminders.late", n=late) if late else "",
        lines=await lists.lines(desk, cases[:MOST_LINES]),
        more=desk.say("reminders.more", n=more) if more > 0 else "",
    )


async def _buttons(desk: Desk, spot: Spot, cases: list[Case]) -> Rows:
    """An admin's private chat has no officials' door: there the list is only shown."""
    chat = await desk.store.people.chat_by_id(spot.chat_id)
    return () if chat.private else lists.open_buttons(desk, cases[:MOST_BUTTONS])
