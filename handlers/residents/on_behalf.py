"""Hamlet heads and counter staff file for somebody without a phone, and bring the answer back.

Who it is for is known only with their consent, which is read out to them; without it the matter
goes without a name.
"""

import re
from collections.abc import Awaitable, Callable

from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents.phone import NUMBER
from handlers.roles import Deed
from storage.models import Case, Draft, ProxyEntry
from storage.people import Identity

WHO = "handed.who"
NOBODY = frozenset({"khong", "ko", "k", "an danh", "khong neu ten"})
CHANNEL = "proxy"
"""Of people who are reached through a proxy only."""


async def begin(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/nhapho`: begin a matter for somebody else."""
    if not await caller.may(desk, Deed.FILE_FOR):
        await desk.tell(caller.spot, "proxy.only")
        return
    if await desk.store.drafts.open_draft(caller.person_id) is not None:
        await desk.tell(caller.spot, "proxy.draft_open")
        return
    draft = await desk.store.drafts.start(caller.person, caller.spot.chat_id, desk.now)
    await desk.store.proxies.begin(draft.id or 0, caller.person_id)
    caller.person.step, caller.person.about = WHO, draft.id
    desk.store.people.save(caller.person)
    await desk.tell(caller.spot, "proxy.who")


async def who(desk: Desk, caller: Caller) -> bool:
    """The name and the number; then the consent is to be read out."""
    entry = await desk.store.proxies.of_draft(caller.person.about or 0)
    if entry is None or caller.message.kind is not Kind.TEXT or caller.message.edits:
        return False
    caller.person.step = None
    desk.store.people.save(caller.person)
    if fold(caller.words) in NOBODY:
        await desk.tell(caller.spot, "proxy.nameless")
        return True
    name, phone = read_who(caller.words)
    desk.store.proxies.set_aside(entry, name, phone)
    rows = (
        (desk.choice(f"handed.yes:{entry.draft_id}", "proxy.agrees"),),
        (desk.choice(f"handed.no:{entry.draft_id}", "proxy.rather_not"),),
    )
    await desk.tell(caller.spot, "proxy.read_out", choices=rows, text=desk.say("proxy.consent"))
    return True


def read_who(words: str) -> tuple[str, str]:
    """A name and a number as they are typed: "Nguyễn Thị Tư 0912 345 678"."""
    found = NUMBER.search(words)
    phone = re.sub(r"[ .-]", "", found[0]) if found else ""
    return " ".join(NUMBER.sub(" ", words).replace(",", " ").split()), phone


async def agrees(desk: Desk, caller: Caller, number: str) -> None:
    """The person concerned has heard the text and agrees."""
    if entry := await _theirs(desk, caller, number):
        entry.consent, entry.consented_at = desk.say("proxy.consent"), desk.now
        desk.store.proxies.save(entry)
        await desk.tell(caller.spot, "proxy.now_words")


async def rather_not(desk: Desk, caller: Caller, number: str) -> None:
    """They do not: nothing of who they are is kept."""
    if entry := await _theirs(desk, caller, number):
        entry.consent = entry.consented_at = None
        desk.store.proxies.take_out(entry)
        await desk.tell(caller.spot, "proxy.nameless")


async def _theirs(desk: Desk, caller: Caller, number: str) -> ProxyEntry | None:
    entry = await desk.store.proxies.of_draft(int(number)) if number.isdecimal() else None
    if entry is None or entry.proxy_id != caller.person_id or entry.case_id is not None:
        await desk.remark(caller.spot, "common.stale")
        return None
    return entry


async def dropped(desk: Desk, draft: Draft) -> None:
    """A draft comes to nothing: who it was for is forgotten."""
    entry = await desk.store.proxies.of_draft(draft.id or 0)
    if entry is not None:
        desk.store.proxies.take_out(entry)


async def takes_over(desk: Desk, draft: Draft, case: Case) -> ProxyEntry | None:
    """Make it the matter of whom it is for, if a proxy brings it."""
    entry = await desk.store.proxies.of_draft(draft.id or 0)
    if entry is None:
        return None
    said = desk.store.proxies.take_out(entry)
    known = said if entry.consented_at is not None else {"name": "", "phone": ""}
    identity = Identity(known["phone"] or f"draft-{draft.id}", known["name"], phone=known["phone"])
    person = await desk.store.people.person(CHANNEL, identity, desk.now)
    case.person_id, case.anonymous = person.id or 0, case.anonymous or not known["name"]
    return entry


async def opened(desk: Desk, entry: ProxyEntry, case: Case) -> None:
    """The proxy follows the case from their chat: what is said to its resident comes there."""
    entry.case_id = case.id
    desk.store.proxies.save(entry)
    await desk.store.ways.add(case, entry.proxy_id, case.chat_id, desk.now)
    note = Note(what="proxy", case=case)
    await desk.tell(Spot(case.chat_id), "proxy.received", note=note, code=case.code)


async def told(desk: Desk, caller: Caller, number: str) -> None:
    """ "Đã báo cho bà con"."""
    entry = await desk.store.proxies.by_id(int(number)) if number.isdecimal() else None
    case = await desk.store.cases.by_id(entry.case_id or 0, lock=True) if entry else None
    if entry is None or case is None or entry.proxy_id != caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return
    if entry.next_at is not None or entry.told_at is None:
        entry.told_at, entry.next_at = desk.now, None
        desk.store.proxies.save(entry)
        await desk.store.cases.note(
            case, Act.HAND_ON, desk.now, actor_id=caller.person_id, role="proxy", after=case.state
        )
    note = Note(what="passed_on", case=case)
    await desk.tell(caller.spot, "proxy.thanks", note=note, code=case.code)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "handed.yes": agrees,
    "handed.no": rather_not,
    "handed.told": told,
}
COMMANDS: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {fold("nhapho"): begin}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {WHO: who}
