"""A resident wants everything about them to be erased: asked once, and then it is so."""

from handlers import requests
from handlers.caller import Caller
from handlers.desk import Desk, Note

CONFIRMED = "now"


async def ask(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Say what goes and what stays, and ask once whether it is meant."""
    if await desk.store.people.roles(caller.person_id, desk.now):
        await _of_staff(desk, caller)
        return
    cases = await desk.store.cases.of_person(caller.person_id)
    open_ones = [one.code for one in cases if one.closed_at is None]
    rows = (
        (desk.choice(f"own.erase:{CONFIRMED}", "data.yes_erase"),),
        (desk.choice("own.menu:", "data.no_erase"),),
    )
    stays = desk.say("data.open_cases", codes=", ".join(open_ones)) if open_ones else ""
    await desk.tell(caller.spot, "data.sure_to_erase", choices=rows, stays=stays)


async def erase(desk: Desk, caller: Caller, answer: str) -> None:
    """It is meant: our last word goes out, then everything is erased (forgetting.py)."""
    if answer != CONFIRMED:
        await ask(desk, caller)
        return
    if await desk.store.people.roles(caller.person_id, desk.now):
        await _of_staff(desk, caller)
        return
    request = await requests.take(desk, caller.person, "erase", done=True)
    caller.person.leaving_at, caller.person.step = desk.now, None
    desk.store.people.save(caller.person)
    desk.close_offer(caller.chat)
    note = Note(what="farewell")
    await desk.tell(caller.spot, "data.farewell", note=note, code=request.code)


async def _of_staff(desk: Desk, caller: Caller) -> None:
    """What officials did stays with their names; an admin first ends their rights."""
    request = await requests.take(desk, caller.person, "erase")
    receipt = requests.receipt(desk, request)
    await desk.tell(caller.spot, "data.staff_first", receipt=receipt)


async def on_the_way_out(desk: Desk, caller: Caller) -> bool:
    """Who is being forgotten at this moment is asked to write again in a minute."""
    if caller.person.leaving_at is None:
        return False
    await desk.tell(caller.spot, "data.leaving_now")
    return True


PRESSES = {"own.erase": erase}
COMMANDS = {"xoadulieu": ask}
