"""A resident takes a case back."""

from handlers import acts, card
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.residents.owning import own_by_code, own_case
from storage.models import Case


async def ask(desk: Desk, caller: Caller, number: str) -> None:
    """Ask once whether it is meant."""
    if case := await own_case(desk, caller, number):
        await _confirm(desk, caller, case)


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """Take back the case whose code was typed."""
    if case := await own_by_code(desk, caller, words):
        await _confirm(desk, caller, case)


async def _confirm(desk: Desk, caller: Caller, case: Case) -> None:
    if not acts.possible(case, acts.Act.WITHDRAW):
        await desk.remark(caller.spot, "residents.closed_already", code=case.code)
        return
    rows = (
        (
            desk.choice(f"case.withdrawn:{case.id}", "residents.yes_withdraw"),
            desk.choice(f"case.status:{case.id}", "residents.keep_case"),
        ),
    )
    note = Note(what="status", case=case)
    await desk.tell(
        caller.spot, "residents.sure_to_withdraw", choices=rows, note=note, code=case.code
    )


async def withdraw(desk: Desk, caller: Caller, number: str) -> None:
    """It is meant."""
    case = await own_case(desk, caller, number)
    if case is None:
        return
    if not await acts.move(desk, case, acts.Act.WITHDRAW, caller.resident):
        await desk.remark(caller.spot, "residents.closed_already", code=case.code)
        return
    await card.show(desk, case)
    note = Note(what="receipt", case=case)
    await desk.tell(caller.spot, "residents.withdrawn", note=note, code=case.code)


PRESSES = {"case.withdraw": ask, "case.withdrawn": withdraw}
COMMANDS = {"rut": by_code}
