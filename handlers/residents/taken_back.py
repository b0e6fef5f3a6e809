"""A case that its resident took back: nobody works on it, but the matter may be sent again."""

from dataclasses import replace

from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows
from handlers.message import Kind
from handlers.residents import report, working_on
from handlers.residents.owning import own_case
from handlers.saying import files_of, words_of
from storage.models import Act, Case, Draft, State


async def goes_on(desk: Desk, caller: Caller, case: Case, *, told: bool) -> bool:
    """What is said of such a case begins a new matter; False when it was not taken back.

    `told`: they said something that officials are to read, not only that it is not done.
    """
    if case.state != State.WITHDRAWN:
        return False
    caller.person.step = None
    desk.store.people.save(caller.person)
    key = "residents.taken_back_kept" if told else "residents.taken_back"
    rows = () if told else again(desk, case)
    note = Note(what="status", case=case)
    await desk.tell(caller.spot, key, choices=rows, note=note, code=case.code)
    if told:
        await report.say(desk, caller)
    return True


def again(desk: Desk, case: Case) -> Rows:
    """The button that sends the same matter again."""
    return ((desk.choice(f"case.anew:{case.id}", "residents.send_again"),),)


async def press_anew(desk: Desk, caller: Caller, number: str) -> None:
    """Tapped it: what was reported then is a draft; a second tap shows that draft."""
    case = await own_case(desk, caller, number)
    if case is None:
        return
    entries = await desk.store.drafts.of_case(case.id or 0)
    reported = [one for one in entries if one.act == Act.REPORT]
    words, files = words_of(desk, reported), files_of(reported)
    for begun in await desk.store.drafts.open_drafts(caller.person_id):
        told = await desk.store.drafts.of_draft(begun.id or 0)
        if words in words_of(desk, told) and {*files} <= {*files_of(told)}:
            await report.show(desk, caller, begun)
            return
    caller.person.step = None
    kind = Kind.MEDIA if files else Kind.TEXT
    said = replace(caller.message, kind=kind, text=words, attachments=files)
    said = replace(said, choice=None, pressed_on=None)
    draft = await _like(desk, caller, case)
    await report.take(desk, replace(caller, message=said, about=None), draft)
    await report.show(desk, caller, draft)


async def _like(desk: Desk, caller: Caller, case: Case) -> Draft:
    """A draft of the same kind, at the same place, and as nameless."""
    draft = await working_on.begin(desk, caller)
    draft.kind, draft.kind_chosen, draft.area = case.kind, True, case.area
    draft.anonymous = draft.anonymous or case.anonymous
    desk.store.places.put(draft, desk.store.places.of(case))
    return draft


PRESSES = {"case.anew": press_anew}
