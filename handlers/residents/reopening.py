"""A resident says that it is done, or that it is not: a case that is not done goes on."""

from datetime import datetime, timedelta

from handlers import acts, card, deadline
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.offers import INVITATION
from handlers.residents import taken_back
from handlers.residents.following import lines
from handlers.residents.owning import owed_a_word, own_by_code, own_case
from handlers.saying import saying
from storage.models import Act, Case, Side, State

FRESH = timedelta(days=7)
"""So long after the answer "chưa xong" alone reopens the case (domain.md §5)."""
BARE = 4
"""Words of a thank-you, or a "chưa xong", that says nothing else."""


async def recent(desk: Desk, caller: Caller) -> list[Case]:
    """The caller's cases that were answered lately."""
    since = desk.now - FRESH
    return [
        case
        for case in await desk.store.cases.of_person(caller.person_id)
        if acts.possible(case, acts.Act.REOPEN)
        and case.closed_at is not None
        and case.closed_at > since
    ]


async def answered_since(desk: Desk, caller: Caller, moment: datetime) -> bool:
    """Whether one of the caller's cases was answered later: bare words are about that."""
    return any((case.closed_at or moment) > moment for case in await recent(desk, caller))


async def not_done(desk: Desk, caller: Caller) -> bool:
    """Typed "chưa xong": the case replied to, or the only one lately answered; several: asked."""
    case_id = caller.about.case_id if caller.about else None
    cases = await recent(desk, caller)
    if case_id is not None:
        cases = [case for case in cases if case.id == case_id] or cases
    if not cases:
        return False
    if len(cases) == 1:
        await _with_words(desk, caller, cases[0])
        return True
    rows = tuple(
        (desk.choice(f"case.reopen:{case.id}", "residents.this_one", code=case.code),)
        for case in cases
    )
    await desk.tell(caller.spot, "residents.which_not_done", choices=rows, lines=lines(desk, cases))
    return True


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """Typed "PA-2611-7K4Q chưa xong"."""
    if case := await own_by_code(desk, caller, words):
        await _with_words(desk, caller, case)


async def _with_words(desk: Desk, caller: Caller, case: Case) -> None:
    """Reopen; what was said with it is shown to the officials."""
    told = len(caller.words.split()) > BARE
    if await taken_back.goes_on(desk, caller, case, told=told):
        return
    said = saying(caller, Side.RESIDENT, Act.ADDITION)
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await reopen(desk, caller, case, told=told)
    if told:
        await card.below(desk, case, entry, heading="officials.added")


async def press_reopen(desk: Desk, caller: Caller, number: str) -> None:
    """Tapped "chưa xong"."""
    case = await own_case(desk, caller, number)
    if case is not None and not await taken_back.goes_on(desk, caller, case, told=False):
        await reopen(desk, caller, case)


async def reopen(desk: Desk, caller: Caller, case: Case, *, told: bool = False) -> None:
    """The case goes on with a new deadline; the resident may say what is missing, unless told."""
    lapsed = case.state == State.LAPSED
    if not await acts.move(desk, case, acts.Act.REOPEN, caller.resident):
        key = "residents.open_already" if case.closed_at is None else "residents.closed_already"
        await desk.remark(caller.spot, key, code=case.code)
        return
    deadline.restart(desk, case)
    await card.reopened(desk, case)
    caller.person.step, caller.person.about = "case.add", case.id
    desk.store.people.save(caller.person)
    again = "residents.reopened_told" if told else "residents.reopened"
    await desk.tell(
        caller.spot,
        "clock.taken_up_again" if lapsed else again,
        note=Note(what=INVITATION, case=case),
        code=case.code,
        due=deadline.stated(desk, case),
    )


async def press_done(desk: Desk, caller: Caller, number: str) -> None:
    """Tapped "xong rồi"."""
    if case := await own_case(desk, caller, number):
        await _confirm(desk, caller, case)


async def done(desk: Desk, caller: Caller) -> bool:
    """Typed "xong rồi", "cảm ơn": the answered case replied to, or the newest."""
    cases = [one for one in await recent(desk, caller) if one.state == State.ANSWERED]
    if caller.about is not None and caller.about.case_id is not None:
        cases = [one for one in cases if one.id == caller.about.case_id]
    if not cases:
        if len(caller.words.split()) > BARE or await owed_a_word(desk, caller):
            return False  # praise, perhaps, or an answer: a person shall read it
        await desk.tell(caller.spot, "residents.you_are_welcome")
        return True
    said = saying(caller, Side.RESIDENT, Act.ADDITION)
    entry = await desk.store.drafts.say(said, case_id=cases[0].id)
    await _confirm(desk, caller, cases[0])
    if len(caller.words.split()) > BARE:
        await card.below(desk, cases[0], entry, heading="officials.added")
    return True


async def _confirm(desk: Desk, caller: Caller, case: Case) -> None:
    if not await acts.move(desk, case, acts.Act.CONFIRM, caller.resident):
        await desk.remark(caller.spot, "residents.confirmed_already", code=case.code)
        return
    await card.show(desk, case)
    note = Note(what="receipt", case=case)
    await desk.tell(caller.spot, "residents.confirmed", note=note, code=case.code)


PRESSES = {"case.reopen": press_reopen, "case.done": press_done}
