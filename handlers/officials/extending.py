"""The unit asks for more time; its head allows it with one press, after that only a leader."""

from dataclasses import replace

from handlers import card, extending, wishes
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.officials import finding, preview, replying, sending
from handlers.roles import Deed
from storage.models import Act


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """`/giahan CODE 30/11 reason`: shown back, done by a press."""
    case, rest = await finding.named(desk, caller, words, prose=True)
    if case is not None:
        await replying.take(desk, replace(caller, about=None), case, rest, "extend")


async def press_extend(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for day and reason."""
    if case := await finding.pressed(desk, caller, number):
        await replying.prompt(desk, caller, case, "extend", edits=finding.standing(caller))


async def press_go(desk: Desk, caller: Caller, arg: str) -> None:
    """Extend, if who presses may; what only a leader may is put before the leaders."""
    found = await sending.undecided(desk, caller, arg, "extend.go")
    if found is None:
        return
    entry, case = found
    wish = extending.read(desk, case, entry.text, entry.said_at)
    if isinstance(wish, extending.Fault):
        await desk.remark(caller.spot, wish.key, **wish.values)
    elif await extending.may(desk, caller, case):
        sending.decide(desk, caller, entry, Act.REASON)
        await wishes.end(desk, case, "wishes.decided")
        told = await extending.carry_out(desk, case, wish, caller.official)
        by = await card.name(desk, caller.person_id)
        day = desk.wording.day(wish.day)
        how = {"by": by, "day": day, "told": told}
        await preview.finish(desk, caller.spot, case, entry, "extending.done", **how)
    elif await caller.may(desk, Deed.EXTEND, case.unit):
        await desk.remark(caller.spot, await wishes.ask(desk, case, entry))
    else:
        await desk.remark(caller.spot, "extending.head_only")


PRESSES: dict[str, finding.Press] = {"card.extend": press_extend, "extend.go": press_go}
COMMANDS: dict[str, finding.Press] = {"giahan": by_code}
