"""An official takes a case in hand, takes it over, or gives it back."""

from handlers import acts, card, deadline
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.officials import finding
from storage.models import Case, State

IN_HAND = (State.IN_PROGRESS, State.WAITING_RESIDENT)


async def press_claim(desk: Desk, caller: Caller, number: str) -> None:
    """Take the case; what to do when somebody holds it is asked."""
    if case := await finding.pressed(desk, caller, number):
        await _claim(desk, caller, case)


async def claim_by_code(desk: Desk, caller: Caller, words: str) -> None:
    """`/nhan CODE`. A hidden admin is shown a button, which names who presses it."""
    case, _ = await finding.named(desk, caller, words)
    if case is None:
        return
    if caller.named:
        await _claim(desk, caller, case)
        return
    rows = ((desk.choice(f"card.claim:{case.id}", "officials.button.claim"),),)
    await desk.tell(
        caller.spot, "officials.press_to_claim", choices=rows, note=Note(case=case), code=case.code
    )


async def _claim(desk: Desk, caller: Caller, case: Case) -> None:
    mine = case.holder_id == caller.person_id
    if not acts.possible(case, acts.Act.CLAIM):
        await desk.remark(caller.spot, "officials.closed_already", code=case.code)
    elif case.holder_id is None or (mine and case.state not in IN_HAND):
        await _take(desk, caller, case)
        await desk.remark(caller.spot, "officials.claimed", code=case.code)
    elif mine:
        await _offer(desk, caller, case, "release", "officials.yours_already")
    else:
        await _offer(desk, caller, case, "takeover", "officials.held_by")


async def _offer(desk: Desk, caller: Caller, case: Case, act: str, key: str) -> None:
    button = desk.choice(f"card.{act}:{case.id}:{case.holder_id}", f"officials.button.{act}")
    holder = await card.name(desk, case.holder_id)
    note = Note(what="holding", case=case, slot=f"holding:{case.id}", fresh=True)
    await desk.tell(
        caller.spot, key, choices=((button,),), note=note, code=case.code, holder=holder
    )


async def _take(desk: Desk, caller: Caller, case: Case, note: str | None = None) -> None:
    waited = case.state == State.WAITING_RESIDENT
    case.holder_id = caller.person_id
    await acts.move(desk, case, acts.Act.CLAIM, caller.official, note=note)
    if waited:
        deadline.set_clock(desk, case)
    await card.show(desk, case)


async def _offered(desk: Desk, caller: Caller, arg: str) -> Case | None:
    """The case of a press on one of our offers, if the same person holds it still."""
    number, _, holder = arg.partition(":")
    case = await finding.pressed(desk, caller, number)
    if case is None:
        return None
    if str(case.holder_id) != holder or not acts.possible(case, acts.Act.CLAIM):
        await desk.remark(caller.spot, "common.stale")
        return None
    return case


async def press_takeover(desk: Desk, caller: Caller, arg: str) -> None:
    """Take the case over from whoever holds it; the history says from whom."""
    case = await _offered(desk, caller, arg)
    if case is None:
        return
    if case.holder_id == caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return
    before = case.holder_id
    await _take(desk, caller, case, note=f"holder:{before}")
    await desk.tell(
        caller.spot,
        "officials.taken_over",
        note=Note(what="holding", case=case, slot=f"holding:{case.id}", fresh=True),
        code=case.code,
        before=await card.name(desk, before),
        holder=await card.name(desk, case.holder_id),
    )


async def press_release(desk: Desk, caller: Caller, arg: str) -> None:
    """Give the case back to the unit."""
    case = await _offered(desk, caller, arg)
    if case is None:
        return
    if case.holder_id != caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return
    case.holder_id = None
    if not await acts.move(desk, case, acts.Act.RELEASE, caller.official):
        desk.store.cases.save(case)  # reopened: nobody's work yet, only the name goes
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    await desk.remark(caller.spot, "officials.released", code=case.code)


PRESSES = {
    "card.claim": press_claim,
    "card.takeover": press_takeover,
    "card.release": press_release,
}
COMMANDS = {"nhan": claim_by_code}
