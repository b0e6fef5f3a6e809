"""The day on which a case becomes overdue: an apology is drafted, and goes out plain in the end."""

from handlers import acts, asking_unit, reminding, sorry, ways
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Rows
from handlers.message import NOWHERE, Outgoing
from handlers.officials import apologising
from handlers.officials.apologising import WHAT
from storage.models import Apology, Case

MOST_SINGLY, MOST_OPENED = 3, 12
"""More drafts of a unit than this come as one list, with so many that can be opened from it."""


async def sweep(desk: Desk) -> int:
    """Draft what has become owed, and send plain what nobody confirmed; returns how much."""
    drafted: dict[str, list[tuple[Apology, Case]]] = {}
    if calendar_of(desk.office).is_open(desk.now):
        for case in await desk.store.owed.unapologised(desk.now):
            if apology := await _draft(desk, case):
                drafted.setdefault(case.unit, []).append((apology, case))
    for unit, drafts in drafted.items():
        await _put(desk, unit, drafts)
    return sum(map(len, drafted.values())) + await _unconfirmed(desk)


async def show_waiting(desk: Desk, unit: str) -> None:
    """Put what still waits for somebody before a unit that has a group now."""
    drafts = await desk.store.owed.drafts_of(unit)
    waiting = [(one, of) for one, of in drafts if await apologising.still_owed(desk, of, one)]
    await _put(desk, unit, waiting)


async def _put(desk: Desk, unit: str, drafts: list[tuple[Apology, Case]]) -> None:
    if len(drafts) > MOST_SINGLY:
        await _list(desk, unit, drafts)
        return
    for apology, case in drafts:
        await apologising.show(desk, case, apology)


async def _draft(desk: Desk, case: Case) -> Apology | None:
    """Write a draft; once in a round, whatever happened to its deadline since."""
    apology = await apologising.owe(desk, case)
    if apology.sent_at is not None or not await ways.reaches_anybody(desk, case):
        return None
    days = desk.office.apology.days
    calendar = calendar_of(desk.office)
    apology.unit, apology.reason = case.unit, case.snoozed_for or apologising.reasons(desk)[0]
    apology.new_date = apologising.local(calendar.add_working_days(desk.now, days).at)
    if case.snoozed_until is not None:  # what it waits for is the reason, and nothing comes before
        back = apologising.local(case.snoozed_until)
        later = back > apology.new_date and apologising.reaches(desk, back)
        apology.new_date = back if later else apology.new_date
    # One that was before another unit goes out no later for that.
    apology.next_at = apology.next_at or asking_unit.end_of_next_working_day(desk)
    apology.words = None
    await desk.store.owed.keep(apology)
    return apology


async def _list(desk: Desk, unit: str, drafts: list[tuple[Apology, Case]]) -> None:
    """Many at once: one message, from which all can be sent and each be opened."""
    first, case = drafts[0]
    assert first.next_at is not None  # noqa: S101  # just drafted
    opened = [
        desk.choice(f"sorry.open:{one.id}", "officials.button.open", short=of.code[-4:])
        for one, of in drafts[:MOST_OPENED]
    ]
    everything = f"sorry.all:{first.id}:{drafts[-1][0].id}"
    rows: Rows = (
        (desk.choice(everything, "apology.send_all", n=len(drafts)),),
        *(tuple(opened[at : at + 3]) for at in range(0, len(opened), 3)),
    )
    text = desk.say(
        "apology.list",
        unit=desk.office.unit_name(unit),
        n=len(drafts),
        codes=", ".join(of.code for _, of in drafts),
        letter=apologising.letter(desk, case, first),
        until=desk.wording.moment(first.next_at),
    )
    for spot in await asking_unit.spots_of(desk, case):
        how = " " + desk.say("apology.how_all")
        said, choices = await asking_unit.possible(desk, unit, spot, text, rows, how)
        out = Outgoing(NOWHERE, said, choices=choices)
        await desk.post(spot, out, note=Note("apologies", at_work=True), priority=Priority.REMINDER)


async def _unconfirmed(desk: Desk) -> int:
    if not asking_unit.residents_are_awake(desk):
        return 0
    said = 0
    for number, case_id in await desk.store.owed.apologies_due(desk.now):
        case = await desk.store.cases.by_id(case_id, lock=True)
        apology = await desk.store.owed.apology(number)
        due = apology is not None and apology.next_at is not None and apology.next_at <= desk.now
        if case is not None and apology is not None and due:
            said += await _send_plain(desk, case, apology)
    return said


async def _send_plain(desk: Desk, case: Case, apology: Apology) -> bool:
    if not await apologising.still_owed(desk, case, apology):
        await apologising.drop(desk, case, apology)
        return False
    text = desk.say(
        "apology.plain",
        code=case.code,
        due=desk.wording.day(case.due_at),
        chased=desk.say("apology.chased") if reminding.daily(case) else "",
        leader=sorry.leader(desk),
    )
    apology.plain, apology.new_date = True, None
    await apologising.sent(desk, case, apology, acts.BOT, text)
    said = desk.say("apology.sent_plain", code=case.code)
    await asking_unit.close(desk, case, said, what=WHAT, number=apology.id or 0)
    return True
