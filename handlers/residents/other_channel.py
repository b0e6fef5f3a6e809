"""A resident writes the code of a case from another channel, and may follow it here too.

Whatever is typed, the answer is the same: nobody learns which codes there are, or whose they are.
"""

from handlers import ways
from handlers.acts import BOT
from handlers.calendar import DAY
from handlers.caller import Caller
from handlers.codes import find_code
from handlers.desk import Desk, Note, Priority, Spot
from handlers.residents.owning import own_case
from storage.models import Case, Move

MOST_ASKED = 5
"""Codes of others for which one person may ask in a day."""
MOST_ABOUT = 3
"""How often in a day the owner of a case is asked about it, whoever asks."""


async def mine(desk: Desk, caller: Caller, words: str) -> None:
    """It is theirs, they say: whoever holds it, if anybody does, is asked in their own chat."""
    code = find_code(words, desk.office.prefixes)
    if code is None:
        await desk.remark(caller.spot, "common.stale")
        return
    since = desk.now - DAY
    if await desk.store.ways.asked_by(caller.person_id, since) >= MOST_ASKED:
        await desk.tell(caller.spot, "channels.too_many")
        return
    case = await desk.store.cases.by_code(code)
    if case is not None and await ways.is_theirs(desk, case, caller.person_id):
        await desk.remark(caller.spot, "common.stale")
        return
    await desk.tell(caller.spot, "channels.asked", code=code)
    known = case is not None and await desk.store.ways.open_move(case.id or 0, caller.person_id)
    if known:
        return
    move = await desk.store.ways.ask(
        Move(
            case_id=case.id if case else None,
            person_id=caller.person_id,
            chat_id=caller.spot.chat_id,
            asked_at=desk.now,
            settled_at=None if case else desk.now,
        )
    )
    if case is not None:
        await _ask_owner(desk, case, move)


async def _ask_owner(desk: Desk, case: Case, move: Move) -> None:
    if await desk.store.ways.asked_about(case.id or 0, desk.now - DAY) > MOST_ABOUT:
        ways.deny(desk, move, BOT)
        return
    old = await desk.store.people.chat_by_id(case.chat_id)
    if old.shut_at is not None or not ways.is_open(desk, old):
        await ways.ask_officials(desk, case, move)
        return
    yes = desk.choice(f"follow.yes:{move.id}", "channels.yes")
    no = desk.choice(f"follow.no:{move.id}", "channels.no")
    await desk.tell(
        Spot(case.chat_id),
        "channels.is_it_you",
        choices=((yes,), (no,)),
        note=Note(what="follow", case=case, once=f"follow:{move.id}"),
        priority=Priority.NOW,
        code=case.code,
    )


async def _asked(desk: Desk, caller: Caller, number: str) -> tuple[Case, Move] | None:
    """What the owner was asked, if it is still open and the case is theirs."""
    move = await desk.store.ways.move(int(number)) if number.isdecimal() else None
    if move is None or move.settled_at is not None or move.person_id == caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await own_case(desk, caller, str(move.case_id))
    return (case, move) if case is not None else None


async def yes(desk: Desk, caller: Caller, number: str) -> None:
    """It was them: both chats follow the case, answers go to the new one."""
    if found := await _asked(desk, caller, number):
        case, move = found
        await ways.grant(desk, case, move, caller.resident)


async def no(desk: Desk, caller: Caller, number: str) -> None:
    """It was somebody else: nothing changes."""
    if found := await _asked(desk, caller, number):
        case, move = found
        ways.deny(desk, move, caller.resident)
        note = Note(what="receipt", case=case)
        await desk.tell(caller.spot, "channels.denied", note=note, code=case.code)


PRESSES = {"follow.mine": mine, "follow.yes": yes, "follow.no": no}
