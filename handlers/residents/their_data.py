"""`dữ liệu của tôi`: what is held about a person, what they have allowed, what else they ask."""

from collections.abc import Awaitable, Callable
from typing import Any

from handlers import agreeing, card, held_data, requests
from handlers.agreeing import HANDLING, LIKENESS, LIKENESSES, NOTICES, PLACE, PURPOSES
from handlers.caller import Caller
from handlers.desk import Desk, Rows
from handlers.message import NOWHERE, Outgoing
from handlers.residents import awaiting, who_saw
from storage.models import DataRequest

OTHER = "data.other"
LONGEST = 1_000
YES = "data.yes_from_now"
ALLOWED = {NOTICES: "data.ask_notices", PLACE: YES, LIKENESS: YES}
"""What can be allowed at one tap, and what is said then."""


async def menu(desk: Desk, caller: Caller, _words: str = "") -> None:
    """What can be done, each at one tap."""
    rows: Rows = (
        (desk.choice("own.see:", "data.see"), desk.choice("own.correct:", "data.correct")),
        (desk.choice("own.purposes:", "data.purposes"), desk.choice("own.who:", "data.who")),
        (desk.choice("own.erase:ask", "data.erase"), desk.choice("own.other:", "data.other")),
    )
    await desk.tell(caller.spot, "data.menu", choices=rows)


async def details(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Who keeps what, on what ground, what for, how long, with which rights; and other ways."""
    office = desk.office
    await desk.tell(
        caller.spot,
        "data.about",
        keeping=agreeing.keeping(desk),
        see=office.privacy.see_days,
        withdraw=office.privacy.withdraw_days,
        erase=office.privacy.erase_days,
        source=office.privacy.source,
        phone=office.phone,
        address=office.address,
    )


async def see(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Everything that is held: to read, and as JSON for another program."""
    held = await held_data.gathered(desk, caller)
    request = await requests.take(desk, caller.person, "see", done=True)
    text = held_data.readable(desk, held)
    receipt = requests.receipt(desk, request)
    await desk.tell(caller.spot, "data.held", text=text, receipt=receipt)
    await desk.post(caller.spot, Outgoing(NOWHERE, held_data.as_json(held)))


async def who(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Who has seen the name."""
    await who_saw.who_saw(desk, caller)


async def purposes(desk: Desk, caller: Caller, _words: str = "") -> None:
    """What was allowed, each to be taken back at one tap; what got a no may be allowed."""
    lines, rows = [], []
    for purpose in PURPOSES:
        agreed = await agreeing.said(desk, caller.person_id, purpose)
        state = {True: "yes", False: "no", None: "open"}[agreed]
        name = desk.say(f"data.purpose_{purpose}")
        lines.append(desk.say(f"data.agreed_{state}", purpose=name))
        if agreed:
            choice = desk.choice(f"own.withdraw:{purpose}", "data.take_back", purpose=name)
            rows.append((choice,))
        elif purpose in ALLOWED and (purpose == NOTICES or agreed is False):
            rows.append((desk.choice(f"own.allow:{purpose}", f"data.yes_{purpose}"),))
    await desk.tell(
        caller.spot, "data.your_agreements", choices=tuple(rows), lines="\n".join(lines)
    )


async def hide_name(desk: Desk, caller: Caller) -> None:
    """What hiding the name can still do once something is sent."""
    if not await agreeing.said(desk, caller.person_id, HANDLING):
        await desk.tell(caller.spot, "data.name_not_kept")
        return
    rows = ((desk.choice(f"own.withdraw:{HANDLING}", "data.let_name_go"),),)
    await desk.tell(caller.spot, "data.name_not_shown", choices=rows)


async def allow(desk: Desk, caller: Caller, purpose: str) -> None:
    """Allow it from now on: what it is is said beside the button."""
    if purpose not in ALLOWED:
        await desk.remark(caller.spot, "common.stale")
        return
    if purpose != NOTICES and await agreeing.said(desk, caller.person_id, purpose):
        await desk.remark(caller.spot, "data.yes_already")
        return
    await agreeing.decide(desk, caller.person, purpose, caller.chat.channel, granted=True)
    await desk.tell(caller.spot, ALLOWED[purpose])


async def withdraw(desk: Desk, caller: Caller, purpose: str) -> None:
    """Take an agreement back: what rests on it is gone at once."""
    if purpose not in PURPOSES or not await agreeing.said(desk, caller.person_id, purpose):
        await desk.remark(caller.spot, "common.stale")
        return
    await agreeing.decide(desk, caller.person, purpose, caller.chat.channel, granted=False)
    await UNDONE[purpose](desk, caller)
    if purpose != NOTICES:
        await desk.store.erasing.let_go(caller.person, desk.now)
    for case in await desk.store.erasing.cases_of(caller.person_id):
        if case.closed_at is None:
            await card.show(desk, case)
    request = await requests.take(desk, caller.person, "withdraw", done=True)
    await desk.tell(
        caller.spot,
        f"data.withdrawn_{purpose}",
        receipt=requests.receipt(desk, request),
    )


async def _unnamed(desk: Desk, caller: Caller) -> None:
    for case in await desk.store.erasing.cases_of(caller.person_id):
        case.anonymous = True
        desk.store.cases.save(case)


async def _unpinned(desk: Desk, caller: Caller) -> None:
    await desk.store.erasing.unpin(caller.person_id)


async def _unseen(desk: Desk, caller: Caller) -> None:
    await desk.store.files.strip_all(caller.person_id, LIKENESSES)


async def _unnoticed(_desk: Desk, _caller: Caller) -> None:
    """Nothing was kept for it."""


UNDONE: dict[str, Callable[[Desk, Caller], Awaitable[None]]] = {
    HANDLING: _unnamed,
    PLACE: _unpinned,
    LIKENESS: _unseen,
    NOTICES: _unnoticed,
}


async def other(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Ask what it is; a person answers."""
    await awaiting.expect(desk, caller, OTHER, "data.ask_other")


async def take_other(desk: Desk, caller: Caller) -> bool:
    """It is written down, and put before the duty chat until it is done."""
    said = await awaiting.words(desk, caller)
    if not said or await awaiting.declined(desk, caller, said):
        return bool(said)
    awaiting.over(desk, caller)
    request = await requests.take(desk, caller.person, "other", caller.words[:LONGEST])
    await _taken(desk, caller, request)
    return True


async def mend_other(desk: Desk, caller: Caller, meant: dict[str, Any]) -> bool:
    """They edited it while nobody has dealt with it."""
    request = await desk.store.requests.by_id(meant["of"])
    if request is None or request.done_at is not None or not caller.words:
        return False
    desk.store.requests.reword(request, caller.words[:LONGEST])
    await _taken(desk, caller, request)
    return True


async def _taken(desk: Desk, caller: Caller, request: DataRequest) -> None:
    note, receipt = awaiting.took(caller, OTHER, of=request.id), requests.receipt(desk, request)
    await desk.tell(caller.spot, "data.other_taken", note=note, receipt=receipt)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "own.menu": menu,
    "own.details": details,
    "own.see": see,
    "own.who": who,
    "own.purposes": purposes,
    "own.allow": allow,
    "own.withdraw": withdraw,
    "own.other": other,
}
COMMANDS = {"dulieu": menu}
STEPS = {OTHER: take_other}
