"""A yes or no to pictures, voices or places reaches all that waits for it, in whatever case."""

from collections.abc import Awaitable, Callable

from handlers import agreeing
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import adding, permitting
from handlers.residents.owning import own_case
from handlers.residents.permitting import ANSWERS


async def press_permit(desk: Desk, caller: Caller, what: str) -> None:
    """Allow what hung on an addition, or not; a press that comes too late changes nothing."""
    number, _, said = what.partition(":")
    purpose, _, answer = said.partition(":")
    if await own_case(desk, caller, number) is None:
        return
    if await _too_late(desk, caller, purpose, answer):
        return
    allowed = await agreeing.said(desk, caller.person_id, purpose)
    if not await permitting.decide(desk, caller, purpose, answer):
        return
    settled = await settle(desk, caller, purpose, answer)
    if not ANSWERS[answer]:
        await permitting.left_out(desk, caller.spot, purpose)
    elif not settled and allowed:
        await desk.remark(caller.spot, "data.yes_already")
    elif not settled:
        await desk.tell(caller.spot, "data.yes_from_now")


async def _too_late(desk: Desk, caller: Caller, purpose: str, answer: str) -> bool:
    """A no to what was allowed before and shown since: it would be untrue to say that it is gone.

    They are told how to take it back.
    """
    allowed = await agreeing.said(desk, caller.person_id, purpose) if answer == "no" else False
    if not allowed or await desk.store.agreements.withheld(caller.person_id, purpose):
        return False
    name = desk.say(f"data.purpose_{purpose}")
    back = desk.choice(f"own.withdraw:{purpose}", "data.take_back", purpose=name)
    await desk.tell(caller.spot, "data.shown_already", choices=((back,),))
    return True


async def settle(desk: Desk, caller: Caller, purpose: str, answer: str) -> list[str]:
    """Put it all into its cases, or throw it away; says which cases those are."""
    if ANSWERS[answer]:
        waited = await permitting.released(desk, caller, purpose)
    else:
        waited = await permitting.thrown_away(desk, caller, purpose)
    codes = []
    for case_id, again in waited:
        case = await desk.store.cases.by_id(case_id, lock=True)
        if case is not None:
            codes.append(case.code)
            if ANSWERS[answer]:
                await adding.add(desk, again, case)
    return list(dict.fromkeys(codes))


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {"case.permit": press_permit}
