"""A resident edits a message: the newest words count, on the card as in the draft."""

from collections.abc import Callable
from dataclasses import replace

from handlers import acts, card, deadline
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.residents import (
    correcting,
    filing,
    gating,
    papers,
    permitting,
    report,
    taken_back,
    their_data,
)
from handlers.residents.hidden_name import hides_name
from handlers.saying import nameless, saying, told_of
from storage.drafts import Saying
from storage.models import Act, Case, Entry, Side


async def edited(desk: Desk, caller: Caller) -> bool:
    """A message was changed: a new version of it, both are kept.

    False when it was never part of anything that lives: then it is a message like any other.
    """
    message = caller.message
    old = await desk.store.drafts.said_at(caller.spot.chat_id, message.edits or "")
    if old is None or old.side != Side.RESIDENT:
        return False
    draft = await desk.store.drafts.by_id(old.draft_id) if old.draft_id else None
    if old.case_id is None and (draft is None or draft.closed_at is not None):
        return False
    if old.case_id is not None and gating.grave(desk, message.text):
        await report.say(desk, caller, joins=old.case_id)  # the case keeps what it said before
        return True
    said = await _new_version(desk, caller, old)
    before = desk.store.places.words(old)
    if (said.text, said.attachments) == (before, old.attachments or []):
        return True
    entry = await desk.store.drafts.new_version(old, said)
    hides = hides_name(said.text) and not hides_name(before)
    if old.case_id is not None:
        await _in_case(desk, caller, old.case_id, entry)
        if hides:
            await their_data.hide_name(desk, caller)
    elif draft is not None:
        draft.anonymous = draft.anonymous or hides
        filing.mended(desk, draft, entry)
        await report.show(desk, caller, draft)
    return True


async def _new_version(desk: Desk, caller: Caller, old: Entry) -> Saying:
    said = saying(caller, Side.RESIDENT, Act(old.act))
    files = old.attachments or []
    # Of an album, one part is edited: the others stay. What may not be seen comes with its words.
    shown = old.case_id is None or await permitting.allows(desk, caller)
    if len(files) > len(said.attachments) or not shown:
        said = replace(said, attachments=files)
    if old.form == correcting.PLACE:
        said = replace(said, text=correcting.place_said(desk, said.text))
    return replace(said, form=old.form)


async def _in_case(desk: Desk, caller: Caller, case_id: int, entry: Entry) -> None:
    case = await desk.store.cases.by_id(case_id, lock=True)
    if case is None:
        return
    entries = await desk.store.drafts.of_case(case_id)
    whose = (caller.person_id, case.person_id)
    reported = told_of(one for one in entries if one.act == Act.REPORT)
    case.text = await nameless(desk.store, reported, *whose)
    said = await nameless(desk.store, entry.text, *whose)
    case.folded = f"{case.folded} {fold(said)}".strip()
    if (mend := MENDED.get(entry.form)) is not None:
        mend(desk, case, await nameless(desk.store, caller.words, *whose))
    await acts.heard(desk, case, caller.resident)
    deadline.set_clock(desk, case)
    await papers.forget_place(desk, [entry])
    if await taken_back.goes_on(desk, caller, case, told=False):
        return
    await card.below(desk, case, entry, heading="officials.edited")
    await card.show(desk, case)
    note = Note(what="receipt", case=case)
    await desk.tell(caller.spot, "residents.edit_kept", note=note, code=case.code)
    await permitting.ask_for_held(desk, caller, case)


def _place(desk: Desk, case: Case, words: str) -> None:
    places = desk.store.places
    places.file(case, replace(places.of(case), words=words), fold(words))


def _proposal(_desk: Desk, case: Case, words: str) -> None:
    case.proposal = words


def _addressee(_desk: Desk, case: Case, words: str) -> None:
    case.addressee = words


MENDED: dict[str, Callable[[Desk, Case, str], None]] = {
    "report.place": _place,
    correcting.PLACE: _place,
    "report.proposal": _proposal,
    "report.addressee": _addressee,
}
"""What of the card an answer (by the form of its entry) stands for."""
