"""An official takes a case, hands it over, gives it back."""

from handlers import acts, card, deadline
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.officials.rights import case_named, case_pressed
from storage.models import Case, State


async def claim(desk: Desk, caller: Caller, number: str) -> None:
    """Take it; one that somebody holds is only offered."""
    case = await case_pressed(desk, caller, number)
    if case is None:
        return
    if not acts.possible(case, acts.Act.CLAIM):
        await desk.remark(caller.spot, "officials.over", code=case.code)
        return
    if case.holder_id is None:
        await _take(desk, caller, case)
        return
    mine = case.holder_id == caller.person_id
    act, key = ("release", "officials.yours") if mine else ("take", "officials.held")
    rows = ((desk.choice(f"card.{act}:{case.id}", f"officials.button_{act}"),),)
    holder = await card.name_of(desk, case.holder_id)
    note = Note(what="offer", case=case)
    await desk.tell(caller.spot, key, choices=rows, note=note, code=case.code, holder=holder)


async def take(desk: Desk, caller: Caller, number: str) -> None:
    """Take it over from who holds it."""
    case = await case_pressed(desk, caller, number)
    if case is None:
        return
    if case.holder_id == caller.person_id or not acts.possible(case, acts.Act.CLAIM):
        await desk.remark(caller.spot, "common.stale")
        return
    await _take(desk, caller, case)


async def _take(desk: Desk, caller: Caller, case: Case) -> None:
    before = await card.name_of(desk, case.holder_id)
    waited = case.state == State.WAITING_RESIDENT
    note = desk.say("officials.taken_from", holder=before) if before else None
    await acts.move(desk, case, acts.Act.CLAIM, caller.official, note=note)
    if waited:  # who owes a word still owes it
        case.state = State.WAITING_RESIDENT
    case.holder_id = caller.person_id
    deadline.set_clock(desk, case)
    name = await card.name_of(desk, caller.person_id)
    await desk.remark(caller.spot, "officials.claimed", code=case.code, holder=name)
    await card.show(desk, case)


async def release(desk: Desk, caller: Caller, number: str) -> None:
    """Give it back to the unit."""
    case = await case_pressed(desk, caller, number)
    if case is None:
        return
    if case.holder_id != caller.person_id or not acts.possible(case, acts.Act.RELEASE):
        await desk.remark(caller.spot, "common.stale")
        return
    await acts.move(desk, case, acts.Act.RELEASE, caller.official)
    case.holder_id = None
    deadline.set_clock(desk, case)
    await desk.remark(caller.spot, "officials.released", code=case.code)
    await card.show(desk, case)


async def by_command(desk: Desk, caller: Caller, words: str) -> None:
    """/nhan CODE; an anonymous admin is shown the button, which names who presses it."""
    case = await case_named(desk, caller, words)
    if case is None:
        await desk.tell(caller.spot, "officials.no_such_case", code=words[:30])
    elif caller.named:
        await claim(desk, caller, str(case.id))
    else:
        rows = ((desk.choice(f"card.claim:{case.id}", "officials.button_claim"),),)
        note = Note(what="offer", case=case)
        await desk.tell(
            caller.spot, "officials.press_to_sign", choices=rows, note=note, code=case.code
        )


PRESSES = {"card.claim": claim, "card.take": take, "card.release": release}
COMMANDS = {"nhan": by_command}
