"""Whose case or draft is it? Nobody learns that another's exists."""

from datetime import datetime

from handlers.caller import Caller
from handlers.codes import find_code
from handlers.desk import Desk
from handlers.ways import is_theirs, speaks_from
from storage.models import Case, Draft, State


async def own_case(desk: Desk, caller: Caller, number: str) -> Case | None:
    """The caller's case of this number (of a button); otherwise the question is over."""
    case = await desk.store.cases.by_id(int(number), lock=True) if number.isdecimal() else None
    if case is None or not await is_theirs(desk, case, caller.person_id):
        await desk.remark(caller.spot, "common.stale")
        return None
    await speaks_from(desk, case, caller.spot.chat_id, caller.resident)
    return case


async def named(desk: Desk, caller: Caller, words: str) -> Case | None:
    """The caller's case whose code stands in the words."""
    code = find_code(words, desk.office.prefixes)
    case = await desk.store.cases.by_code(code) if code else None
    return case if case and await is_theirs(desk, case, caller.person_id) else None


async def meant(desk: Desk, caller: Caller, case: Case | None) -> Case | None:
    """The case of theirs that is named in what they say about this one: it may be another."""
    other = await named(desk, caller, caller.words)
    if other is None or (case is not None and other.id == case.id):
        return case
    return await desk.store.cases.by_id(other.id or 0, lock=True)


async def own_by_code(desk: Desk, caller: Caller, words: str) -> Case | None:
    """The caller's case whose code was typed; another's is as unknown as one that never was."""
    case = await named(desk, caller, words)
    if case is None:
        code = find_code(words, desk.office.prefixes)
        rows = ((desk.choice(f"follow.mine:{code}", "channels.mine"),),) if code else ()
        await desk.tell(
            caller.spot, "residents.no_such_case", choices=rows, code=code or words[:30]
        )
        return None
    await speaks_from(desk, case, caller.spot.chat_id, caller.resident)
    return case


async def owed_a_word(desk: Desk, caller: Caller) -> list[Case]:
    """The caller's cases in which a unit waits for their answer."""
    known = await desk.store.cases.of_person(caller.person_id, open_only=True)
    return [case for case in known if case.state == State.WAITING_RESIDENT]


async def asked_since(desk: Desk, caller: Caller, since: datetime) -> bool:
    """Whether a unit's question reached the caller after they wrote of something else."""
    for case in await owed_a_word(desk, caller):
        for what in ("question", "nudge"):
            if await desk.store.cases.arrived_since(case.id or 0, what, since):
                return True
    return False


async def owes_rather(desk: Desk, caller: Caller, about: str) -> bool:
    """Whether words, unless they quote a message `about` something else, are the answer owed."""
    quotes = caller.about is not None and caller.about.what == about
    return not quotes and bool(await owed_a_word(desk, caller))


async def next_question(desk: Desk, caller: Caller) -> None:
    """What is said next answers the one question that is still open, if there is one."""
    caller.person.step, others = None, await owed_a_word(desk, caller)
    if len(others) == 1:
        caller.person.step, caller.person.about = "case.answer", others[0].id
    desk.store.people.save(caller.person)


async def own_draft(desk: Desk, caller: Caller, number: str) -> Draft | None:
    """The caller's own open draft; anything else is a question that is over."""
    draft = await desk.store.drafts.by_id(int(number)) if number.isdecimal() else None
    if draft is None or draft.person_id != caller.person_id or draft.closed_at is not None:
        await _over(desk, caller, draft)
        return None
    return draft


async def _over(desk: Desk, caller: Caller, draft: Draft | None) -> None:
    if draft is not None and draft.person_id == caller.person_id and draft.case_id:
        case = await desk.store.cases.by_id(draft.case_id)
        if case is not None:
            await desk.remark(caller.spot, "residents.sent_already", code=case.code)
            return
    await desk.remark(caller.spot, "common.stale")
