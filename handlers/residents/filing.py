"""From draft to case: one question at a time, only what is missing."""

from datetime import timedelta

from handlers.caller import Caller
from handlers.codes import only_code
from handlers.desk import Desk
from handlers.message import Kind
from handlers.residents import gating, opening, permitting
from handlers.residents.draft import show, understand
from handlers.residents.everyday import Said, meaning, nods, nothing, skips, tells
from handlers.residents.guess import named
from handlers.residents.missing import (
    AGAIN,
    CATEGORY,
    OTHER,
    QUESTIONS,
    SORTING,
    ask,
    ask_another,
    leave_to_office,
    may_stay_open,
)
from handlers.residents.owning import asked_since
from storage.models import Act, Draft, Entry

RESTED = timedelta(days=1)
"""So long after a question, or the last word, what is said may be another matter: it is asked."""


async def go_on(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Ask the next thing that is missing; when nothing is, the draft becomes a case."""
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    understand(desk, draft, entries)
    if gating.to_ask(desk, draft, entries) is not None:
        caller.person.step = None
        await show(desk, caller.spot, caller.person, draft)
        return
    for step, question in QUESTIONS.items():
        if question.missing(draft, entries):
            asked_in = _how_often(caller, draft, entries) if step == CATEGORY else step
            if asked_in is None:
                await question.leave(desk, caller, draft)
                continue
            caller.person.step, caller.person.about = asked_in, draft.id
            desk.store.people.save(caller.person)
            desk.store.drafts.save(draft)
            await ask(desk, caller, draft)
            return
    caller.person.step = caller.person.about = None
    desk.store.people.save(caller.person)
    if not await permitting.at_send(desk, caller, draft):
        await show(desk, caller.spot, caller.person, draft)
        return
    if await permitting.ask(desk, caller, draft, entries):
        return
    if await permitting.leave_out(desk, caller.spot, draft, entries):
        await go_on(desk, caller, draft)  # without the picture, words may be missing
        return
    await opening.open_case(desk, caller.spot, draft, entries)
    await next_draft(desk, caller)


def _how_often(caller: Caller, draft: Draft, entries: list[Entry]) -> str | None:
    """In which step the category is asked for; None: they have said something else twice."""
    message, asked = caller.message, caller.person.step
    if caller.person.about != draft.id or asked not in SORTING:
        return CATEGORY
    told = any(one.external_id == message.external_id for one in entries)
    if not told or message.kind is not Kind.TEXT or message.edits:
        return OTHER if asked == OTHER else CATEGORY
    return AGAIN if asked == CATEGORY else None


async def _sorted(desk: Desk, caller: Caller, draft: Draft) -> bool:
    """The category is right, another one, or unknown, in everyday words; False: something else."""
    said, shows_all = meaning(caller.words), caller.person.step == OTHER or not draft.category
    if skips(caller.words):
        await QUESTIONS[CATEGORY].leave(desk, caller, draft)
    elif said is Said.UNSURE:
        await _keep_told(desk, caller, draft)
        leave_to_office(desk, draft)
    elif said is Said.YES and draft.category:
        draft.category_asked = True
    elif said is Said.NO and draft.category:
        await ask_another(desk, caller, draft)
        return True
    elif shows_all and (name := named(caller.words, desk.office)) is not None:
        await opening.keep_words(desk, caller, draft, "", Act.REPORT)
        draft.category, draft.category_asked = name, True
    elif said is None and not nods(caller.words):
        return False
    await go_on(desk, caller, draft)
    return True


async def next_draft(desk: Desk, caller: Caller) -> None:
    """Where a message was split in two, the other one still waits to be decided."""
    rest = await desk.store.drafts.open_draft(caller.person_id)
    if rest is None or rest.aside_at is not None:
        return
    if await desk.store.drafts.of_draft(rest.id or 0):
        await desk.tell(caller.spot, "gate.still_second")
        await show(desk, caller.spot, caller.person, rest)


async def asked_about(desk: Desk, caller: Caller) -> Draft | None:
    """The open draft about which we asked something last; there may be a newer one."""
    for one in await desk.store.drafts.open_drafts(caller.person_id):
        if may_stay_open(caller.person, one) and not rested(desk, one):
            return one
    return None


def rested(desk: Desk, draft: Draft) -> bool:
    """Whether it was left alone for so long that what is said now may be another matter."""
    return desk.now - draft.touched_at > RESTED and not draft.emergency


async def answered(desk: Desk, caller: Caller) -> bool:
    """A typed answer to an open question; False when the words are something else."""
    step = caller.person.step or ""
    question = QUESTIONS[step]
    draft = await asked_about(desk, caller)
    # A unit may have asked something since: then it may be their answer to that.
    if draft is None or await asked_since(desk, caller, draft.touched_at):
        caller.person.step = None
        return False
    if _weighs(desk, caller, draft):
        caller.person.step = None
        return False
    if caller.message.kind is not Kind.TEXT or caller.message.edits:
        return False
    if step in SORTING:
        return await _sorted(desk, caller, draft)
    if _about_a_case(caller) or only_code(caller.words, desk.office.prefixes):
        return False
    if nothing(caller.words) or skips(caller.words):
        await _keep_told(desk, caller, draft)
        await left(desk, caller, draft)
        return True
    bare = meaning(caller.words) in (Said.YES, Said.NO) or nods(caller.words)
    if bare:  # to the question before
        await ask(desk, caller, draft)
        return True
    if question.take is None:
        return False
    question.take(desk, draft, caller.words)
    draft.touched_at = desk.now
    desk.store.drafts.save(draft)
    await opening.keep_words(desk, caller, draft, step)
    await go_on(desk, caller, draft)
    return True


def _weighs(desk: Desk, caller: Caller, draft: Draft) -> bool:
    """Words of danger, or about somebody's guilt, are no place and no wish: they are told.

    Where the danger is, of which everybody has heard, is a place.
    """
    told = gating.grave if draft.emergency else gating.weighs
    return told(desk, caller.words)


async def _keep_told(desk: Desk, caller: Caller, draft: Draft) -> None:
    if tells(caller.words):
        await opening.keep_words(desk, caller, draft, "", Act.REPORT)


async def left(desk: Desk, caller: Caller, draft: Draft) -> None:
    """What was asked last stays unanswered."""
    await QUESTIONS[caller.person.step or ""].leave(desk, caller, draft)
    draft.touched_at = desk.now
    desk.store.drafts.save(draft)
    await go_on(desk, caller, draft)


def _about_a_case(caller: Caller) -> bool:
    return caller.about is not None and caller.about.case_id is not None


def mended(desk: Desk, draft: Draft, entry: Entry) -> None:
    """An answer to a question was edited: the newest words count."""
    question = QUESTIONS.get(entry.form)
    if entry.act == Act.DETAIL and question is not None and question.take is not None:
        question.take(desk, draft, desk.store.places.words(entry))


STEPS = dict.fromkeys(QUESTIONS, answered)
