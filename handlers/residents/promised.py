"""A resident says whether what was promised to them was kept: their word counts over the unit's."""

from functools import partial

from handlers import acts, card, keeping
from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows
from handlers.message import NOWHERE, Outgoing
from handlers.ways import is_theirs
from storage.models import Case, Promise

SAYS = {"yes": keeping.KEPT, "no": keeping.BROKEN}


async def answer(desk: Desk, caller: Caller, number: str, *, says: str) -> None:
    """Tapped "yes" or "no"; the first tap counts."""
    found = await desk.store.owed.promise(int(number)) if number.isdecimal() else None
    case = await desk.store.cases.by_id(found.case_id, lock=True) if found else None
    if found is None or case is None or not await is_theirs(desk, case, caller.person_id):
        await desk.remark(caller.spot, "common.not_yours")
        return
    promise = await desk.store.owed.promise(found.id or 0)
    if promise is None or promise.resident_says or promise.outcome == keeping.MOVED:
        await desk.remark(caller.spot, "promises.answered_already")
        return
    promise.resident_says = SAYS[says]
    await keeping.settle(desk, promise, SAYS[says])
    note = f"{promise.due_on}: {SAYS[says]}"
    await acts.move(desk, case, Act.ACCOUNT, caller.resident, note=note)
    await _thank(desk, caller, case, promise)
    day = desk.wording.day(promise.due_on)
    text = desk.say(
        f"promises.unit_told_{SAYS[says]}", code=case.code, day=day, words=promise.words
    )
    await card.under(desk, case, text, sign="promise_told")


async def _thank(desk: Desk, caller: Caller, case: Case, promise: Promise) -> None:
    rows: Rows = ()
    key = f"promises.resident_{promise.outcome}"
    if promise.outcome == keeping.BROKEN and acts.possible(case, Act.REOPEN):
        rows = ((desk.choice(f"case.reopen:{case.id}", "residents.reopen"),),)
        key = "promises.resident_broken_reopen"
    text = desk.say(key, unit=desk.office.unit_name(case.unit))
    fresh = caller.message.pressed_on is None
    note = Note("promise", case=case, slot=f"kept:{promise.id}", fresh=fresh)
    await desk.post(caller.spot, Outgoing(NOWHERE, text, choices=rows), note=note)


PRESSES = {
    "kept.yes": partial(answer, says="yes"),
    "kept.no": partial(answer, says="no"),
}
