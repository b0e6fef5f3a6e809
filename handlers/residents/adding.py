"""A resident adds something to a case, or answers a question about it."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import acts, card, deadline
from handlers.caller import Caller
from handlers.codes import only_code
from handlers.desk import Desk, Note, Rows
from handlers.folding import fold
from handlers.message import Kind
from handlers.offers import INVITATION
from handlers.residents import (
    filing,
    gating,
    papers,
    permitting,
    reopening,
    report,
    taken_back,
    tempers,
    their_data,
)
from handlers.residents.hidden_name import hides_name
from handlers.residents.owning import asked_since, meant, next_question, owed_a_word, own_case
from handlers.saying import nameless, saying, told_of
from handlers.ways import is_theirs, speaks_from
from storage.models import Act, Case, Draft, Entry, Side, State

PATIENCE = timedelta(days=1)
"""So long an invitation to add holds; later words may be about something else: that is asked."""


async def add(desk: Desk, caller: Caller, case: Case) -> None:
    """Put what was said into the case; what may be a denunciation is asked about first."""
    if await taken_back.goes_on(desk, caller, case, told=True):
        return
    if gating.grave(desk, caller.words):
        caller.person.step = None
        await report.say(desk, caller, joins=case.id)
        return
    await speaks_from(desk, case, caller.spot.chat_id, caller.resident)
    sifted = await permitting.sift(desk, caller, case)
    if sifted is not None:
        await _take(desk, sifted, case)
    await permitting.ask_for_held(desk, caller, case)


async def _take(desk: Desk, caller: Caller, case: Case) -> None:
    said, place = saying(caller, Side.RESIDENT, Act.ADDITION), caller.message.place
    if place is not None:
        words = _pin(desk, case, (place.latitude, place.longitude), place.words)
        said = replace(said, text=words)
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await added(desk, caller, case, [entry])


def _pin(desk: Desk, case: Case, pin: tuple[float, float], words: str) -> str:
    """A point on the map in words: the card knows one place only, the first."""
    places = desk.store.places
    if places.of(case).pin is None:
        places.file(case, replace(places.of(case), pin=pin), places.folded(case))
    latitude, longitude = (f"{one:.6f}" for one in pin)
    said = desk.say("residents.pinned_at", latitude=latitude, longitude=longitude, words=words)
    return said.strip()


async def join(desk: Desk, caller: Caller, draft: Draft, case: Case) -> None:
    """A draft turns out to be an addition; what it may be else is asked about first."""
    if case.state == State.WITHDRAWN:  # since they were asked which
        draft.joins = None
        await taken_back.goes_on(desk, caller, case, told=False)
        await report.show(desk, caller, draft)
        return
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    finding = gating.to_ask(desk, draft, entries)
    if finding is not None and finding.subject == "denunciation":
        desk.store.drafts.save(draft)
        await report.show(desk, caller, draft)
        return
    if await permitting.ask(desk, caller, draft, entries):
        desk.store.drafts.save(draft)
        return
    await permitting.leave_out(desk, caller.spot, draft, entries)
    draft.closed_at = desk.now
    desk.store.drafts.save(draft)
    _word_pins(desk, draft, case, entries)
    said = [one for one in entries if desk.store.places.words(one).strip() or one.attachments]
    if said:  # of what they send something may be left out, at their wish
        await desk.store.drafts.give_to_case(draft.id or 0, case.id or 0, Act.ADDITION)
        draft.case_id = case.id
        await added(desk, caller, case, said)
        await permitting.ask_for_held(desk, caller, case)
    await filing.next_draft(desk, caller)


def _word_pins(desk: Desk, draft: Draft, case: Case, entries: list[Entry]) -> None:
    places = desk.store.places
    pin = places.of(draft).pin
    for entry in entries:
        if pin is not None and entry.form == Kind.LOCATION:
            entry.whereabouts = places.seal_words(_pin(desk, case, pin, places.words(entry)))
            desk.store.drafts.save_entry(entry)


async def added(desk: Desk, caller: Caller, case: Case, entries: list[Entry]) -> None:
    """Show the additions to the officials, let the case go on, and thank."""
    waited, lapsed = case.state == State.WAITING_RESIDENT, case.state == State.LAPSED
    said = await nameless(desk.store, told_of(entries), caller.person_id, case.person_id)
    case.folded = f"{case.folded} {fold(said)}".strip()
    await acts.heard(desk, case, caller.resident)
    deadline.set_clock(desk, case)
    for entry in entries:
        await card.below(desk, case, entry, heading="officials.added")
    await papers.forget_place(desk, entries)
    if lapsed:  # what was asked is said after all
        await reopening.reopen(desk, caller, case)
    else:
        await _thank(desk, caller, case, waited=waited)
    if hides_name(told_of(entries)):
        await their_data.hide_name(desk, caller)
    await papers.ask(desk, caller.spot, case, entries)


async def _thank(desk: Desk, caller: Caller, case: Case, *, waited: bool) -> None:
    await card.show(desk, case)
    await next_question(desk, caller)
    if await tempers.flooded_case(desk, caller, case):
        return
    key = "clock.thanks_for_answer" if waited else "residents.added"
    note = Note(what="receipt", case=case)
    due = deadline.stated(desk, case)
    await desk.tell(
        caller.spot, key, choices=_after(desk, case), note=note, code=case.code, due=due
    )


def _after(desk: Desk, case: Case) -> Rows:
    """Who adds to an answered case may mean that it is not done."""
    if not acts.possible(case, acts.Act.REOPEN):
        return ()
    return ((desk.choice(f"case.reopen:{case.id}", "residents.not_done"),),)


async def press_add(desk: Desk, caller: Caller, number: str) -> None:
    """Invite an addition to one case."""
    case = await own_case(desk, caller, number)
    if case is not None and not await taken_back.goes_on(desk, caller, case, told=False):
        caller.person.step, caller.person.about = "case.add", case.id
        desk.store.people.save(caller.person)
        note = Note(what=INVITATION, case=case)
        await desk.tell(caller.spot, "residents.say_addition", note=note, code=case.code)


async def step_add(desk: Desk, caller: Caller) -> bool:
    """The next thing said after the invitation goes into that case."""
    if not _plainly_said(desk, caller):
        return False
    case = await desk.store.cases.by_id(caller.person.about or 0, lock=True)
    if case is None or not await is_theirs(desk, case, caller.person_id):
        return False
    invited_at = await _invited(desk, caller, case)
    if invited_at is None:
        return await step_answer(desk, caller)
    named = await meant(desk, caller, None)
    if named is None and await asked_since(desk, caller, invited_at):
        await report.say(desk, caller)
        return True
    await add(desk, caller, named or case)
    return True


async def step_answer(desk: Desk, caller: Caller) -> bool:
    """The next thing said after our question answers it; of several open ones it is asked which."""
    if not _plainly_said(desk, caller):
        return False
    owed = await owed_a_word(desk, caller)
    if not owed:
        return _over(desk, caller)
    case = await desk.store.cases.by_id(owed[0].id or 0, lock=True) if len(owed) == 1 else None
    case = await meant(desk, caller, case)
    if case is None:
        await report.say(desk, caller)
        return True
    await add(desk, caller, case)
    await filing.next_draft(desk, caller)
    return True


def _plainly_said(desk: Desk, caller: Caller) -> bool:
    """Neither quoted nor edited, no number to call, and more than a code."""
    message = caller.message
    elsewhere = message.edits or message.reply_to or message.own_phone
    return not (elsewhere or only_code(message.text, desk.office.prefixes))


async def _invited(desk: Desk, caller: Caller, case: Case) -> datetime | None:
    """When they were invited, if it holds: lately, and the case has not ended since."""
    at = await desk.store.outbox.last_about(caller.spot.chat_id, case.id or 0, INVITATION)
    if at is None or desk.now - at > PATIENCE or (case.closed_at or at) > at:
        return None
    return at


def _over(desk: Desk, caller: Caller) -> bool:
    """Nobody waits for these words any more: they are about whatever they say."""
    caller.person.step = None
    desk.store.people.save(caller.person)
    return False


PRESSES = {"case.add": press_add}
STEPS = {"case.add": step_add, "case.answer": step_answer}
