"""A resident adds something to a case, answers a question about it, or mends what they wrote."""

from handlers import acts, card, deadline
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.residents import draft as drafts
from handlers.saying import saying
from storage.models import Act, Case, Entry, Side, State


async def own_case(desk: Desk, caller: Caller, number: str) -> Case | None:
    """The caller's case of this number; nobody learns that another's exists."""
    case = await desk.store.cases.by_id(int(number), lock=True) if number.isdecimal() else None
    if case is None or case.person_id != caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return None
    return case


async def add(desk: Desk, caller: Caller, case: Case) -> None:
    """Put what was said into the case."""
    said = saying(caller, Side.RESIDENT, Act.ADDITION)
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await added(desk, caller, case, [entry])


async def added(desk: Desk, caller: Caller, case: Case, entries: list[Entry]) -> None:
    """Show the additions to the officials, let the case go on, and thank."""
    waited = case.state == State.WAITING_RESIDENT
    case.folded = f"{case.folded} {fold(' '.join(one.text for one in entries))}".strip()
    await acts.heard(desk, case, caller.resident)
    deadline.set_clock(desk, case)
    for entry in entries:
        await card.below(desk, case, entry, heading="officials.added")
    await card.show(desk, case)
    caller.person.step = None
    desk.store.people.save(caller.person)
    key = "residents.thanks_for_answer" if waited else "residents.added"
    await desk.tell(caller.spot, key, note=Note(what="receipt", case=case), code=case.code)


async def press_add(desk: Desk, caller: Caller, number: str) -> None:
    """Invite an addition to one case."""
    if case := await own_case(desk, caller, number):
        caller.person.step, caller.person.about = "case.add", case.id
        desk.store.people.save(caller.person)
        note = Note(what="receipt", case=case)
        await desk.tell(caller.spot, "residents.say_addition", note=note, code=case.code)


async def step_add(desk: Desk, caller: Caller) -> bool:
    """The next thing said after the invitation goes into that case."""
    case = await desk.store.cases.by_id(caller.person.about or 0, lock=True)
    if case is None or case.person_id != caller.person_id:
        return False
    await add(desk, caller, case)
    return True


async def edited(desk: Desk, caller: Caller) -> None:
    """A message was changed: a new version of it, both are kept."""
    message = caller.message
    old = await desk.store.drafts.said_at(caller.spot.chat_id, message.edits or "")
    said = saying(caller, Side.RESIDENT, Act.ADDITION)
    if old is None or old.side != Side.RESIDENT or old.text == said.text:
        return
    entry = await desk.store.drafts.new_version(old, said)
    entry.act = old.act
    desk.store.drafts.save_entry(entry)
    if old.case_id is not None:
        await _edited_in_case(desk, caller, old.case_id, entry)
        return
    draft = await desk.store.drafts.by_id(old.draft_id or 0)
    if draft is not None and draft.closed_at is None:
        await drafts.show(desk, caller.spot, caller.person, draft)


async def _edited_in_case(desk: Desk, caller: Caller, case_id: int, entry: Entry) -> None:
    case = await desk.store.cases.by_id(case_id, lock=True)
    if case is None:
        return
    entries = await desk.store.drafts.of_case(case_id)
    words = [one.text for one in entries if one.act == Act.REPORT and one.text]
    case.text = "\n".join(words)
    case.folded = f"{case.folded} {fold(entry.text)}".strip()
    await acts.heard(desk, case, caller.resident)
    deadline.set_clock(desk, case)
    await card.below(desk, case, entry, heading="officials.edited")
    await card.show(desk, case)
    note = Note(what="receipt", case=case)
    await desk.tell(caller.spot, "residents.edit_kept", note=note, code=case.code)


PRESSES = {"case.add": press_add}
STEPS = {"case.add": step_add}
