"""A resident says what troubles them: all of it becomes part of a draft, nothing is lost."""

from dataclasses import replace
from datetime import timedelta

from handlers import alarms, emergencies
from handlers.caller import Caller
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.gate import findings
from handlers.message import NOWHERE, Choice, Kind, Outgoing
from handlers.residents import draft as drafts
from handlers.residents import filing, gate_screens, gating, missing, on_behalf, tempers, working_on
from handlers.residents.hidden_name import hides_name
from handlers.residents.owning import asked_since
from handlers.saying import saying, words_of
from handlers.wording import HERE, shorten
from storage.models import Act, Case, Draft, Person, Side, State
from storage.places import Whereabouts

PAUSE = timedelta(minutes=30)
"""A draft that was left alone for so long is offered again, once."""
AWAKE = range(7, 21)
"""Hours (here) in which we write to residents unasked (domain.md §3.3)."""
JOINABLE, JOINABLE_IF_LAPSED = timedelta(days=7), timedelta(days=30)
"""So long after an answer (or being set aside for want of a word) more may be said of a case."""
MOST_CASES = 8
"""On one screen; older ones are a tap away."""
SHOWN = 24
WHICH = "report.which"
"""The step in which we asked whether it is a new matter; anything said meanwhile is kept."""


async def say(desk: Desk, caller: Caller, joins: int | None = None) -> None:
    """Take what was said into the draft, and show it (or go on with the open question).

    `joins`: the case to which it would be an addition, had we not something to ask first.
    """
    draft = await _open_draft(desk, caller)
    if draft is not None and await asked_since(desk, caller, draft.touched_at):
        draft = None  # these words may be the answer
    begins = draft is None or await working_on.just_opened(desk, draft)
    if draft is None:
        draft = await working_on.begin(desk, caller)
    if begins:
        draft.joins, draft.offered_at = joins, None
    await take(desk, caller, draft)
    if begins:
        if not await _may_wait(desk, draft) and await _ask_which(desk, caller, draft):
            return
        caller.person.step = None
    if not await tempers.flooded(desk, caller, draft) or begins:
        await show(desk, caller, draft)


async def _open_draft(desk: Desk, caller: Caller) -> Draft | None:
    """What the person is working on; words that are no advert have nothing to do with one."""
    draft = await working_on.current(desk, caller)
    if draft is not None and draft.emergency and gating.grave(desk, caller.words):
        return None  # all who were told of the emergency read what is added to it
    if draft is None or draft.aside_at is None or not caller.words:
        return draft
    if "spam" not in findings(caller.words, desk.office):
        draft.closed_at = desk.now
        desk.store.drafts.save(draft)
        return None
    return draft


async def _may_wait(desk: Desk, draft: Draft) -> bool:
    """Something else is more pressing than to which matter it belongs."""
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    return draft.emergency or gating.to_ask(desk, draft, entries) is not None


async def show(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Show the draft, or ask again what was asked about it last."""
    asked = caller.person.step if asked_about(caller.person, draft) else None
    if asked == WHICH and await _ask_which(desk, caller, draft):
        return
    if asked == on_behalf.WHO:
        await desk.tell(caller.spot, "proxy.who")
        return
    if asked in filing.STEPS:
        await filing.go_on(desk, caller, draft)
        return
    await drafts.show(desk, caller.spot, caller.person, draft)


def asked_about(person: Person, draft: Draft) -> bool:
    """Whether what was asked last is about this draft."""
    return person.about == draft.id and person.step in (WHICH, on_behalf.WHO, *filing.STEPS)


async def take(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Write down what was said as part of the draft."""
    message = caller.message
    said = saying(caller, Side.RESIDENT, Act.REPORT)
    entry = await desk.store.drafts.say(said, draft_id=draft.id)
    if draft.emergency:
        await alarms.more(desk, entry, *_pin(caller))
    elif not gating.grave(desk, said.text):
        draft.emergency = emergencies.recognise(said.text, desk.office) is not None
    if message.kind is Kind.LOCATION and (place := message.place) is not None:
        words = place.words or desk.store.places.of(draft).words
        desk.store.places.put(draft, Whereabouts(words, (place.latitude, place.longitude)))
    draft.anonymous = draft.anonymous or hides_name(said.text)
    draft.touched_at = desk.now
    desk.store.drafts.save(draft)


def _pin(caller: Caller) -> tuple[float | None, float | None]:
    place = caller.message.place
    return (place.latitude, place.longitude) if place else (None, None)


async def joinable(desk: Desk, person_id: int) -> list[Case]:
    """The cases to which a new message might belong: open ones, and those that ended just now.

    Those in which something was asked come first.
    """
    known = await desk.store.cases.of_person(person_id)
    known = [case for case in known if _may_grow(desk, case)]
    return sorted(known, key=lambda one: one.state != State.WAITING_RESIDENT)


def _may_grow(desk: Desk, case: Case) -> bool:
    if case.closed_at is None:
        return True
    lapsed = case.state == State.LAPSED
    ended, joinable_for = (
        (case.closed_at, JOINABLE_IF_LAPSED) if lapsed else (case.answered_at, JOINABLE)
    )
    return ended is not None and ended > desk.now - joinable_for


async def _ask_which(desk: Desk, caller: Caller, draft: Draft, skip: int = 0) -> bool:
    """Ask whether it is a new matter when it may belong to an old one, sent or not."""
    rows = await _new_or_old(desk, draft, skip)
    if rows:
        await _ask(desk, caller, draft, "residents.new_or_old", rows)
    return bool(rows)


async def _new_or_old(desk: Desk, draft: Draft, skip: int = 0) -> Rows:
    cases = await joinable(desk, draft.person_id)
    unsent = await working_on.older(desk, draft)
    if not cases and unsent is None:
        return ()
    return (
        (desk.choice(f"draft.new:{draft.id}", "residents.new_matter"),),
        *await _old_ones(desk, draft, cases[skip : skip + MOST_CASES], unsent),
        *_further(desk, draft, skip + MOST_CASES, len(cases)),
    )


async def ask_old(
    desk: Desk, caller: Caller, draft: Draft, cases: list[Case], unsent: Draft | None
) -> None:
    """It is an old matter: which of them."""
    rows = (
        *await _old_ones(desk, draft, cases[:MOST_CASES], unsent),
        *_further(desk, draft, MOST_CASES, len(cases)),
    )
    await _ask(desk, caller, draft, "residents.which_old", rows)


async def _ask(desk: Desk, caller: Caller, draft: Draft, key: str, rows: Rows) -> None:
    caller.person.step, caller.person.about = WHICH, draft.id
    desk.store.people.save(caller.person)
    note = Note(what="draft", slot=f"draft:{draft.id}", fresh=True)
    await desk.tell(caller.spot, key, choices=rows, note=note)


async def _old_ones(desk: Desk, draft: Draft, cases: list[Case], unsent: Draft | None) -> Rows:
    return (
        *(await _onto(desk, draft, unsent) if unsent else ()),
        *((Choice(f"draft.join:{draft.id}:{case.id}", _join_label(desk, case)),) for case in cases),
    )


async def ask_further(desk: Desk, caller: Caller, draft: Draft, skip: int) -> None:
    """The same, with older cases to choose from."""
    if not await _ask_which(desk, caller, draft, skip):
        await drafts.show(desk, caller.spot, caller.person, draft)


async def _onto(desk: Desk, draft: Draft, unsent: Draft) -> Rows:
    said = words_of(desk, await desk.store.drafts.of_draft(unsent.id or 0))
    words = shorten(said, SHOWN) or desk.say("residents.no_words")
    return (
        (
            desk.choice(
                f"draft.onto:{draft.id}:{unsent.id}", "residents.go_on_writing", words=words
            ),
        ),
    )


def _further(desk: Desk, draft: Draft, skip: int, known: int) -> Rows:
    if skip >= known:
        return ()
    return ((desk.choice(f"draft.further:{draft.id}:{skip}", "residents.further_cases"),),)


def _join_label(desk: Desk, case: Case) -> str:
    words = shorten(case.text, SHOWN) or desk.say("residents.no_words")
    return desk.say("residents.join", code=case.code, words=words)


async def offer_again(desk: Desk) -> int:
    """Offer drafts that were left alone again, once, while people are awake."""
    if desk.now.astimezone(HERE).hour not in AWAKE:
        return 0
    quiet = await desk.store.drafts.quiet_since(desk.now - PAUSE)
    for draft in quiet:
        draft.offered_at = desk.now
        desk.store.drafts.save(draft)
        await _offer(desk, draft)
    return len(quiet)


async def _offer(desk: Desk, draft: Draft) -> None:
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    if not entries:  # a deep link was opened, and nothing said
        return
    chat = await desk.store.people.chat_by_id(draft.chat_id)
    desk = replace(desk, wording=desk.wording.called(chat.you))
    finding = gating.to_ask(desk, draft, entries)
    if finding is not None:
        if finding.subject != "spam":
            again = desk.say("gate.still_there")
            await gate_screens.ask(
                desk, Spot(draft.chat_id), draft, finding, entries, again, Priority.REMINDER
            )
        return
    shown = drafts.summary(desk, draft, entries)
    question = await _open_question(desk, draft)
    if question is None:
        text, rows = desk.say("residents.still_there", summary=shown), drafts.choices(desk, draft)
    else:
        text = desk.say("residents.still_asked", summary=shown, question=question.text)
        rows = question.choices
    out = Outgoing(NOWHERE, text, rows)
    note = Note(what="draft", once=f"draft:{draft.id}:again")
    await desk.post(Spot(draft.chat_id), out, note=note, priority=Priority.REMINDER)


async def _open_question(desk: Desk, draft: Draft) -> Outgoing | None:
    """What was asked about it last, and got no answer."""
    person = await desk.store.people.person_by_id(draft.person_id)
    if person.about == draft.id and person.step in missing.QUESTIONS:
        return await missing.QUESTIONS[person.step].asks(desk, draft)
    if person.about != draft.id or person.step != WHICH:
        return None
    rows = await _new_or_old(desk, draft)
    return Outgoing(NOWHERE, desk.say("residents.new_or_old"), rows) if rows else None
