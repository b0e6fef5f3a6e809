"""A resident takes a case back."""

from handlers import acts, card
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.message import Choice
from handlers.residents import taken_back, which_case
from handlers.residents.owning import own_by_code, own_case
from handlers.wording import shorten
from storage.models import Case

MOST, WORDS = 8, 24
"""Cases in a list, and signs of each one's words."""


async def ask(desk: Desk, caller: Caller, number: str) -> None:
    """Ask once whether it is meant."""
    if case := await own_case(desk, caller, number):
        await _confirm(desk, caller, case)


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """Take back the case whose code was typed."""
    if case := await own_by_code(desk, caller, words):
        await _confirm(desk, caller, case)


async def without_code(desk: Desk, caller: Caller) -> bool:
    """The one case that can be taken back, or which of several; False: there is none."""
    own = await _open(desk, caller)
    if len(own) == 1:
        await _confirm(desk, caller, own[0])
    elif own:
        rows = tuple(
            (Choice(f"case.withdraw:{one.id}", f"{one.code}: {shorten(one.text, WORDS)}"),)
            for one in own[:MOST]
        )
        await desk.tell(caller.spot, "residents.which_to_withdraw", choices=rows)
    return bool(own)


async def named(desk: Desk, caller: Caller) -> bool:
    """The one case that can be taken back which their words are about; False: none, or several."""
    cases = which_case.named(desk, caller.words, await _open(desk, caller))
    if len(cases) == 1:
        await _confirm(desk, caller, cases[0])
    return len(cases) == 1


async def _open(desk: Desk, caller: Caller) -> list[Case]:
    known = await desk.store.cases.of_person(caller.person_id)
    return [one for one in known if acts.possible(one, acts.Act.WITHDRAW)]


async def command(desk: Desk, caller: Caller, words: str) -> None:
    """`/rut`, with a code or without."""
    if words or not await without_code(desk, caller):
        await by_code(desk, caller, words)


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
    again = taken_back.again(desk, case)
    await desk.tell(caller.spot, "residents.withdrawn", choices=again, note=note, code=case.code)


PRESSES = {"case.withdraw": ask, "case.withdrawn": withdraw}
COMMANDS = {"rut": command}
