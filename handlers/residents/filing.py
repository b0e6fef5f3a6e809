"""From draft to case: one question at a time, only what is missing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from handlers.caller import Caller
from handlers.codes import only_code
from handlers.desk import Desk, Note
from handlers.message import AttachmentKind, Choice, Kind, Outgoing
from handlers.residents import gating, opening, papers, permitting
from handlers.residents.draft import NOWHERE, show, understand
from handlers.residents.everyday import Said, meaning
from handlers.residents.owning import asked_since
from handlers.saying import files_of
from storage.models import Act, Draft, Entry

COLUMNS = 2
CATEGORY, AGAIN = "report.category", "report.category.again"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that may be missing: when it is, how to ask, and what to do with the words."""

    missing: Callable[[Draft, list[Entry]], bool]
    ask: Callable[[Desk, Caller, Draft], Awaitable[None]]
    take: Callable[[Desk, Draft, str], None] | None = None


TELLING = frozenset(
    {
        AttachmentKind.VOICE,
        AttachmentKind.AUDIO,
        AttachmentKind.VIDEO,
        AttachmentKind.VIDEO_NOTE,
        AttachmentKind.DOCUMENT,
        AttachmentKind.COPY,
    }
)
"""What can say by itself what the matter is; a picture, a sticker or a pin cannot."""


def _no_words(_draft: Draft, entries: list[Entry]) -> bool:
    told = any(one.text or one.whereabouts for one in entries)
    told = told or any(one.kind in TELLING for one in files_of(entries))
    return not told and all(one.form != "report.words" for one in entries)


def _take_proposal(_desk: Desk, draft: Draft, words: str) -> None:
    draft.proposal = words


def _take_addressee(_desk: Desk, draft: Draft, words: str) -> None:
    draft.addressee = words


def _take_place(desk: Desk, draft: Draft, words: str) -> None:
    desk.store.places.put(draft, replace(desk.store.places.of(draft), words=words))
    draft.place_asked = True


async def _ask_proposal(desk: Desk, caller: Caller, draft: Draft) -> None:
    await _ask(desk, caller, draft, "residents.ask_proposal", ())


async def _ask_addressee(desk: Desk, caller: Caller, draft: Draft) -> None:
    skip = desk.choice(f"draft.skip:{draft.id}:addressee", "residents.skip_addressee")
    await _ask(desk, caller, draft, "residents.ask_addressee", ((skip,),))


async def _ask_category(desk: Desk, caller: Caller, draft: Draft) -> None:
    guess = desk.office.category(draft.category) if draft.category else None
    if guess is None:
        await ask_from_list(desk, caller, draft)
        return
    rows = (
        (desk.choice(f"draft.category:{draft.id}:{guess.code}", "residents.right"),),
        (
            desk.choice(f"draft.list:{draft.id}", "residents.other_category"),
            desk.choice(
                f"draft.category:{draft.id}:{desk.office.fallback_category}", "residents.unsure"
            ),
        ),
    )
    told = opening.readers(desk, guess.unit)
    await _ask(desk, caller, draft, "residents.ask_guess", rows, category=guess.label, readers=told)


async def ask_from_list(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Show all categories; "không rõ" is always the last."""
    fallback = desk.office.fallback_category
    made = [
        Choice(f"draft.category:{draft.id}:{one.code}", one.label)
        for one in desk.office.categories
        if one.code != fallback
    ]
    made.append(desk.choice(f"draft.category:{draft.id}:{fallback}", "residents.unsure"))
    rows = tuple(tuple(made[i : i + COLUMNS]) for i in range(0, len(made), COLUMNS))
    await _ask(desk, caller, draft, "residents.ask_category", rows)


def _no_category(draft: Draft, _entries: list[Entry]) -> bool:
    return not draft.category_asked and draft.kind != "praise"


async def _ask_place(desk: Desk, caller: Caller, draft: Draft) -> None:
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    skip = desk.choice(f"draft.skip:{draft.id}:place", "residents.skip")
    rows = (*papers.place_rows(desk, draft, entries), (skip,))
    await _ask(desk, caller, draft, "residents.ask_place", rows)


def _no_place(draft: Draft, _entries: list[Entry]) -> bool:
    known = draft.whereabouts or draft.area
    return draft.kind in ("report", "petition") and not (known or draft.place_asked)


async def _ask_words(desk: Desk, caller: Caller, draft: Draft) -> None:
    skip = desk.choice(f"draft.skip:{draft.id}:words", "residents.as_it_is")
    await _ask(desk, caller, draft, "residents.ask_words", ((skip,),))


QUESTIONS: dict[str, Question] = {
    "report.words": Question(_no_words, _ask_words),
    "report.proposal": Question(
        lambda draft, _: draft.kind == "petition" and draft.proposal is None,
        _ask_proposal,
        _take_proposal,
    ),
    "report.addressee": Question(
        lambda draft, _: draft.kind == "petition" and draft.addressee is None,
        _ask_addressee,
        _take_addressee,
    ),
    CATEGORY: Question(_no_category, _ask_category),
    AGAIN: Question(lambda _draft, _entries: False, _ask_category),
    "report.place": Question(_no_place, _ask_place, _take_place),
}
"""In the order in which they are asked."""


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
            asked_in = _how_often(caller, draft) if step == CATEGORY else step
            if asked_in is None:
                _leave_to_office(desk, draft)
                await desk.tell(caller.spot, "residents.sorted_later")
                continue
            caller.person.step, caller.person.about = asked_in, draft.id
            desk.store.people.save(caller.person)
            desk.store.drafts.save(draft)
            await question.ask(desk, caller, draft)
            return
    caller.person.step = caller.person.about = None
    desk.store.people.save(caller.person)
    if not await permitting.at_send(desk, caller, draft):
        await show(desk, caller.spot, caller.person, draft)
        return
    if await permitting.ask(desk, caller, draft, entries):
        return
    if await permitting.leave_out(desk, caller, draft, entries):
        await go_on(desk, caller, draft)  # without the picture, words may be missing
        return
    await opening.open_case(desk, caller.spot, draft, entries)
    await next_draft(desk, caller)


def _how_often(caller: Caller, draft: Draft) -> str | None:
    """In which step the category is asked for; None: they have said something else twice."""
    message, asked = caller.message, caller.person.step
    typed = message.kind is Kind.TEXT and message.choice is None and not message.edits
    if not typed or caller.person.about != draft.id or asked not in (CATEGORY, AGAIN):
        return CATEGORY
    return AGAIN if asked == CATEGORY else None


def _leave_to_office(desk: Desk, draft: Draft) -> None:
    draft.category, draft.category_asked = desk.office.fallback_category, True


async def _sorted(desk: Desk, caller: Caller, draft: Draft) -> bool:
    """The category is right, another one, or unknown, in everyday words; False: something else."""
    said = meaning(caller.words)
    if said is Said.UNSURE:
        _leave_to_office(desk, draft)
    elif said is Said.YES and draft.category:
        draft.category_asked = True
    elif said is Said.NO and draft.category:
        await ask_from_list(desk, caller, draft)
        return True
    else:
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


async def answered(desk: Desk, caller: Caller) -> bool:
    """A typed answer to an open question; False when the words are something else."""
    step = caller.person.step or ""
    question = QUESTIONS[step]
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if (
        draft is None
        or draft.id != caller.person.about
        or await asked_since(desk, caller, draft)  # by somebody else: it may be their answer
    ):
        caller.person.step = None
        return False
    message = caller.message
    if step in (CATEGORY, AGAIN) and message.kind is Kind.TEXT and not message.edits:
        return await _sorted(desk, caller, draft)
    if question.take is None or message.kind is not Kind.TEXT or message.edits:
        return False
    if _about_a_case(caller) or only_code(caller.words, desk.office.prefixes):
        return False
    question.take(desk, draft, caller.words)
    draft.touched_at = desk.now
    desk.store.drafts.save(draft)
    await opening.keep_words(desk, caller, draft, step)
    await go_on(desk, caller, draft)
    return True


def _about_a_case(caller: Caller) -> bool:
    return caller.about is not None and caller.about.case_id is not None


def mended(desk: Desk, draft: Draft, entry: Entry) -> None:
    """An answer to a question was edited: the newest words count."""
    question = QUESTIONS.get(entry.form)
    if entry.act == Act.DETAIL and question is not None and question.take is not None:
        question.take(desk, draft, desk.store.places.words(entry))


STEPS = dict.fromkeys(QUESTIONS, answered)


async def _ask(
    desk: Desk,
    caller: Caller,
    draft: Draft,
    key: str,
    rows: tuple[tuple[Choice, ...], ...],
    **values: object,
) -> None:
    note = Note(what="draft", slot=f"draft:{draft.id}", fresh=True)
    again = desk.say("residents.asked_again") + "\n" if caller.person.step == AGAIN else ""
    out = Outgoing(NOWHERE, again + desk.say(key, **values), rows)
    await desk.post(caller.spot, out, note=note)
