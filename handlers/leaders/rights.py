"""Which case a leader's press is about, and whether they may do what they pressed."""

from handlers import acts
from handlers.caller import Caller
from handlers.codes import code_first
from handlers.desk import Desk
from handlers.roles import Deed
from storage.models import Case


async def pressed(desk: Desk, caller: Caller, number: str, act: acts.Act | None) -> Case | None:
    """The case that a button names, locked; otherwise the presser is told and it is None."""
    if not number.isdecimal():
        await desk.remark(caller.spot, "common.stale")
        return None
    return await case_of(desk, caller, int(number), act)


async def case_of(desk: Desk, caller: Caller, number: int, act: acts.Act | None) -> Case | None:
    """The same by the case's id. With an `act`, only while the case allows it.

    `act` is None: to look.
    """
    case = await desk.store.cases.by_id(number, lock=True)
    if case is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    if not await may(desk, caller, case, act):
        urges = await may(desk, caller, case, acts.Act.URGE)
        await desk.remark(caller.spot, "forgotten.urge_instead" if urges else "forgotten.only")
        return None
    if act is not None and not acts.possible(case, act):
        await desk.remark(caller.spot, "officials.closed_already", code=case.code)
        return None
    return case


async def meant(desk: Desk, words: str) -> tuple[Case | None, str]:
    """The one case whose full or short code comes first, and the words after it."""
    code, rest = code_first(words, desk.office.prefixes)
    if code is None:
        return None, words
    if "-" in code:
        return await desk.store.cases.by_code(code), rest
    found = await desk.store.cases.by_short_code(code)
    return (found[0] if len(found) == 1 else None), rest


async def may(desk: Desk, caller: Caller, case: Case, act: acts.Act | None) -> bool:
    """Say whether the caller may do this with the case now."""
    return await caller.may(desk, DEEDS[act], case.unit) is not None


DEEDS = {
    None: Deed.LOOK,
    acts.Act.URGE: Deed.URGE,
    acts.Act.DIRECT: Deed.DIRECT,
    acts.Act.CLAIM: Deed.TAKE_OVER,
    acts.Act.TRANSFER: Deed.TAKE_OVER,
}
"""What an act is when it is done from above."""
