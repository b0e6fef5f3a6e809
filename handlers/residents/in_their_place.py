"""Whoever filed for somebody without a phone sees, corrects, erases for them what is held."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers import requests
from handlers.caller import Caller
from handlers.codes import find_code
from handlers.desk import Desk
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents.on_behalf import CHANNEL, read_who
from handlers.roles import Deed
from storage.models import Person, ProxyEntry

CORRECT = "handed.correct"
UNKNOWN = "–"


async def show(desk: Desk, caller: Caller, words: str = "") -> None:
    """`/bacon CODE`: who it is that the matter was filed for, and what can be done."""
    if not await caller.may(desk, Deed.FILE_FOR):
        await desk.tell(caller.spot, "proxy.only")
        return
    code = find_code(words, desk.office.prefixes)
    case = await desk.store.cases.by_code(code) if code else None
    entry = await desk.store.proxies.of_case(case.id or 0) if case else None
    person = await _theirs(desk, caller, entry)
    if entry is None or person is None:
        await desk.tell(caller.spot, "proxy.which_case")
        return
    request = await requests.take(desk, person, "see", done=True)
    who = desk.store.people.identity(person)
    cases = await desk.store.erasing.cases_of(person.id or 0)
    rows = (
        (
            desk.choice(f"handed.correct:{entry.id}", "proxy.correct"),
            desk.choice(f"handed.erase:{entry.id}", "proxy.erase"),
        ),
    )
    await desk.tell(
        caller.spot,
        "proxy.held",
        choices=rows,
        name=who.shown or UNKNOWN,
        phone=who.phone or UNKNOWN,
        codes=", ".join(one.code for one in cases),
        receipt=requests.receipt(desk, request),
    )


async def _theirs(desk: Desk, caller: Caller, entry: ProxyEntry | None) -> Person | None:
    """For whom the caller filed; None: they did not, or the person has been erased."""
    if entry is None or entry.proxy_id != caller.person_id or entry.case_id is None:
        return None
    case = await desk.store.cases.by_id(entry.case_id)
    person = await desk.store.people.person_by_id(case.person_id) if case else None
    gone = person is None or person.channel != CHANNEL or person.erased_at or person.leaving_at
    return None if gone else person


async def _pressed(desk: Desk, caller: Caller, number: object) -> Person | None:
    found = str(number)
    entry = await desk.store.proxies.by_id(int(found)) if found.isdecimal() else None
    may = await caller.may(desk, Deed.FILE_FOR)
    person = await _theirs(desk, caller, entry) if may else None
    if person is None:
        await desk.remark(caller.spot, "common.stale")
    return person


async def ask_right(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the name and the number as they should be."""
    if await _pressed(desk, caller, number):
        caller.person.step, caller.person.about = CORRECT, int(number)
        desk.store.people.save(caller.person)
        await desk.tell(caller.spot, "proxy.correct_how")


async def correct(desk: Desk, caller: Caller) -> bool:
    """They are so from now on."""
    number, caller.person.step = caller.person.about, None
    desk.store.people.save(caller.person)
    if caller.message.kind is not Kind.TEXT or caller.message.edits:
        return False
    if person := await _pressed(desk, caller, number):
        name, phone = read_who(caller.words)
        known = desk.store.people.identity(person)
        made = replace(known, called=name or known.called, phone=phone or known.phone)
        desk.store.people.set_identity(person, made)
        request = await requests.take(desk, person, "correct", done=True)
        receipt = requests.receipt(desk, request)
        await desk.tell(
            caller.spot,
            "proxy.corrected",
            name=made.shown or UNKNOWN,
            phone=made.phone or UNKNOWN,
            receipt=receipt,
        )
    return True


async def ask_erase(desk: Desk, caller: Caller, number: str) -> None:
    """Say what goes and what stays, and ask once whether they want it so."""
    if await _pressed(desk, caller, number):
        rows = ((desk.choice(f"handed.erase_now:{number}", "proxy.yes_erase"),),)
        await desk.tell(caller.spot, "proxy.sure_to_erase", choices=rows)


async def erase(desk: Desk, caller: Caller, number: str) -> None:
    """It is so within minutes (forgetting.py)."""
    if person := await _pressed(desk, caller, number):
        request = await requests.take(desk, person, "erase", done=True)
        person.leaving_at = desk.now
        desk.store.people.save(person)
        await desk.tell(caller.spot, "proxy.erasing", code=request.code)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "handed.correct": ask_right,
    "handed.erase": ask_erase,
    "handed.erase_now": erase,
}
COMMANDS: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {fold("bacon"): show}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {CORRECT: correct}
