"""What may be missing in a draft: for each thing, how it is asked for, and what an answer does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows
from handlers.message import NOWHERE, AttachmentKind, Choice, Outgoing
from handlers.residents import opening, papers
from handlers.saying import files_of
from storage.models import Draft, Entry, Person

COLUMNS = 2
WORDS = "report.words"
CATEGORY, AGAIN = "report.category", "report.category.again"
OTHER = "report.category.other"
"""The guess was wrong."""
SORTING = (CATEGORY, AGAIN, OTHER)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that may be missing: when it is, what to ask, and what to do with the words."""

    missing: Callable[[Draft, list[Entry]], bool]
    asks: Callable[[Desk, Draft], Awaitable[Outgoing]]
    leave: Callable[[Desk, Caller, Draft], Awaitable[None]]
    """How it stays open when they do not know, or want no more questions."""
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
    return not told and all(one.form != WORDS for one in entries)


def _take_proposal(_desk: Desk, draft: Draft, words: str) -> None:
    draft.proposal = words


async def _leave_words(desk: Desk, caller: Caller, draft: Draft) -> None:
    await opening.keep_words(desk, caller, draft, WORDS)


async def _leave_proposal(_desk: Desk, _caller: Caller, draft: Draft) -> None:
    draft.proposal = ""


async def _leave_addressee(_desk: Desk, _caller: Caller, draft: Draft) -> None:
    draft.addressee = ""


async def _leave_place(_desk: Desk, _caller: Caller, draft: Draft) -> None:
    draft.place_asked = True


async def _leave_category(desk: Desk, caller: Caller, draft: Draft) -> None:
    """The guess that nobody called wrong is kept; else the office finds one."""
    guess = desk.office.category(draft.category or "")
    if guess is None or caller.person.step == OTHER:
        leave_to_office(desk, draft)
        await desk.tell(caller.spot, "residents.sorted_later")
    else:
        draft.category_asked = True
        await desk.tell(caller.spot, "residents.guess_kept", category=guess.label)


def leave_to_office(desk: Desk, draft: Draft) -> None:
    """Somebody there finds the category."""
    draft.category, draft.category_asked = desk.office.fallback_category, True


def _take_addressee(_desk: Desk, draft: Draft, words: str) -> None:
    draft.addressee = words


def _take_place(desk: Desk, draft: Draft, words: str) -> None:
    desk.store.places.put(draft, replace(desk.store.places.of(draft), words=words))
    draft.place_asked = True


async def _ask_proposal(desk: Desk, _draft: Draft) -> Outgoing:
    return _question(desk, "residents.ask_proposal", ())


async def _ask_addressee(desk: Desk, draft: Draft) -> Outgoing:
    skip = desk.choice(f"draft.skip:{draft.id}:addressee", "residents.skip_addressee")
    return _question(desk, "residents.ask_addressee", ((skip,),))


async def _ask_category(desk: Desk, draft: Draft) -> Outgoing:
    guess = desk.office.category(draft.category) if draft.category else None
    if guess is None:
        return await _ask_from_list(desk, draft)
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
    return _question(desk, "residents.ask_guess", rows, category=guess.label, readers=told)


async def _ask_from_list(desk: Desk, draft: Draft) -> Outgoing:
    """Show all categories; "không rõ" is always the last."""
    fallback = desk.office.fallback_category
    made = [
        Choice(f"draft.category:{draft.id}:{one.code}", one.label)
        for one in desk.office.categories
        if one.code != fallback
    ]
    made.append(desk.choice(f"draft.category:{draft.id}:{fallback}", "residents.unsure"))
    rows = tuple(tuple(made[i : i + COLUMNS]) for i in range(0, len(made), COLUMNS))
    return _question(desk, "residents.ask_category", rows)


async def ask_another(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Not that one: all are shown, and the guess counts no more."""
    caller.person.step, caller.person.about = OTHER, draft.id
    desk.store.people.save(caller.person)
    await ask(desk, caller, draft)


def _no_category(draft: Draft, _entries: list[Entry]) -> bool:
    return not (draft.category_asked or draft.kind == "praise" or draft.emergency)


async def _ask_place(desk: Desk, draft: Draft) -> Outgoing:
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    skip = desk.choice(f"draft.skip:{draft.id}:place", "residents.skip")
    rows = (*papers.place_rows(desk, draft, entries), (skip,))
    chat = await desk.store.people.chat_by_id(draft.chat_id)
    pin = desk.say("residents.or_pin") if desk.reach_of(chat).pins else ""
    return _question(desk, "residents.ask_place", rows, pin=pin)


def _no_place(draft: Draft, _entries: list[Entry]) -> bool:
    known = draft.whereabouts or draft.area
    return draft.kind in ("report", "petition") and not (known or draft.place_asked)


async def _ask_words(desk: Desk, draft: Draft) -> Outgoing:
    skip = desk.choice(f"draft.skip:{draft.id}:words", "residents.as_it_is")
    return _question(desk, "residents.ask_words", ((skip,),))


QUESTIONS: dict[str, Question] = {
    WORDS: Question(_no_words, _ask_words, _leave_words),
    "report.proposal": Question(
        lambda draft, _: draft.kind == "petition" and draft.proposal is None,
        _ask_proposal,
        _leave_proposal,
        _take_proposal,
    ),
    "report.addressee": Question(
        lambda draft, _: draft.kind == "petition" and draft.addressee is None,
        _ask_addressee,
        _leave_addressee,
        _take_addressee,
    ),
    CATEGORY: Question(_no_category, _ask_category, _leave_category),
    AGAIN: Question(lambda _draft, _entries: False, _ask_category, _leave_category),
    OTHER: Question(lambda _draft, _entries: False, _ask_from_list, _leave_category),
    "report.place": Question(_no_place, _ask_place, _leave_place, _take_place),
}
"""In the order in which they are asked."""


def may_stay_open(person: Person, draft: Draft) -> bool:
    """Whether what was asked last is about this draft: it may be left unanswered."""
    return person.step in QUESTIONS and person.about == draft.id


def _question(desk: Desk, key: str, rows: Rows, **values: object) -> Outgoing:
    return Outgoing(NOWHERE, desk.say(key, **values), rows)


async def ask(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Ask what their step says."""
    step = caller.person.step or ""
    out = await QUESTIONS[step].asks(desk, draft)
    if step == AGAIN:
        out = replace(out, text=f"{desk.say('residents.asked_again')}\n{out.text}")
    await desk.post(caller.spot, out, note=Note("draft", slot=f"draft:{draft.id}", fresh=True))
