"""Where the old channel is silent, the unit's head says whether a case may be followed anew."""

from handlers import ways
from handlers.acts import Actor
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.officials import finding
from handlers.roles import Deed
from storage.models import Case, Move


async def _asked(desk: Desk, caller: Caller, number: str) -> tuple[Case, Move] | None:
    """What is asked of the head, if nobody has decided it and the caller may."""
    move = await desk.store.ways.move(int(number)) if number.isdecimal() else None
    if move is None or move.case_id is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await finding.pressed(desk, caller, str(move.case_id))
    if case is None:
        return None
    if not await caller.may(desk, Deed.LET_FOLLOW, case.unit):
        await desk.remark(caller.spot, "channels.heads_only")
        return None
    if move.settled_at is not None:
        await desk.remark(caller.spot, "officials.decided_already")
        return None
    return case, move


async def grant(desk: Desk, caller: Caller, number: str) -> None:
    """The head has made sure: the resident follows the case from the new chat too."""
    if found := await _asked(desk, caller, number):
        case, move = found
        await ways.grant(desk, case, move, Actor(caller.person_id, "head"))
        await _say(desk, caller.spot, case, move, "channels.head_granted")


async def deny(desk: Desk, caller: Caller, number: str) -> None:
    """The head is not sure: nothing changes."""
    if found := await _asked(desk, caller, number):
        case, move = found
        ways.deny(desk, move, Actor(caller.person_id, "head"))
        await _say(desk, caller.spot, case, move, "channels.head_denied")


async def _say(desk: Desk, spot: Spot, case: Case, move: Move, key: str) -> None:
    note = Note(what="follow", case=case, slot=f"follow:{move.id}")
    await desk.tell(spot, key, note=note, code=case.code)


PRESSES = {"follow.grant": grant, "follow.deny": deny}
