"""What a resident taps about a draft: send, add, drop, kind, name, category, place, which case."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.message import Kind
from handlers.residents import (
    adding,
    everyday,
    filing,
    missing,
    on_behalf,
    papers,
    permitting,
    report,
    withheld,
    working_on,
)
from handlers.residents import draft as drafts
from handlers.residents.owning import own_case, own_draft
from storage.models import Draft

NAMELESS = {"yes": True, "no": False}


def _no_step(desk: Desk, caller: Caller) -> None:
    """What was asked last is not asked any more."""
    caller.person.step = None
    desk.store.people.save(caller.person)


def _on_it(desk: Desk, caller: Caller, draft: Draft) -> None:
    """They go on with this draft: what is said next is of it."""
    draft.touched_at = desk.now
    desk.store.drafts.save(draft)
    _no_step(desk, caller)


async def send(desk: Desk, caller: Caller, number: str) -> None:
    """Send it: whatever is still missing is asked first; a second tap changes nothing."""
    if draft := await own_draft(desk, caller, number):
        draft.touched_at = desk.now
        asked = report.asked_about(caller.person, draft)
        if asked and desk.can_notice:
            await desk.remark(caller.spot, "residents.one_more_question")
            return
        if asked and caller.person.step == report.WHICH:
            await report.show(desk, caller, draft)
            return
        if not await permitting.at_send(desk, caller, draft):
            await drafts.show(desk, caller.spot, caller.person, draft)
            return
        await filing.go_on(desk, caller, draft)


async def permit(desk: Desk, caller: Caller, what: str) -> None:
    """Allow a point on the map, or pictures and voices, or not; then it goes on.

    The answer is also one to what waits for it in other cases.
    """
    number, _, said = what.partition(":")
    purpose, _, answer = said.partition(":")
    if draft := await own_draft(desk, caller, number):
        if not await permitting.decide(desk, caller, purpose, answer):
            return
        others = await withheld.settle(desk, caller, purpose, answer)
        if others and answer == "no":
            await desk.tell(caller.spot, "data.left_out_too", codes=", ".join(others))
        if draft.joins is not None:
            await join(desk, caller, f"{draft.id}:{draft.joins}")
        else:
            await filing.go_on(desk, caller, draft)


async def more(desk: Desk, caller: Caller, number: str) -> None:
    """Invite more words, pictures, voice."""
    if draft := await own_draft(desk, caller, number):
        _on_it(desk, caller, draft)
        rows = (drafts.choices(desk, draft)[0],)
        await desk.tell(caller.spot, "residents.say_more", choices=rows)


async def drop(desk: Desk, caller: Caller, number: str) -> None:
    """Drop it; what was said stays with the dropped draft, nobody is shown it."""
    if draft := await own_draft(desk, caller, number):
        draft.closed_at, draft.aside_at = desk.now, None
        desk.store.drafts.save(draft)
        await on_behalf.dropped(desk, draft)
        _no_step(desk, caller)
        desk.close_offer(caller.chat)
        await desk.tell(caller.spot, "residents.dropped")
        await filing.next_draft(desk, caller)


async def kind(desk: Desk, caller: Caller, what: str) -> None:
    """Change the kind with one tap."""
    number, _, code = what.partition(":")
    if draft := await own_draft(desk, caller, number):
        if code in {one.code for one in desk.office.kinds}:
            draft.kind, draft.kind_chosen = code, True
        await _show_here(desk, caller, draft)


async def anonymous(desk: Desk, caller: Caller, what: str) -> None:
    """Without the name, or with it again: a second tap says the same as the first."""
    number, _, said = what.partition(":")
    if draft := await own_draft(desk, caller, number):
        draft.anonymous = NAMELESS.get(said, draft.anonymous)
        await _show_here(desk, caller, draft)


async def _show_here(desk: Desk, caller: Caller, draft: Draft) -> None:
    standing = caller.message.pressed_on
    _on_it(desk, caller, draft)
    await drafts.show(desk, caller.spot, caller.person, draft, edits=standing)


async def category(desk: Desk, caller: Caller, what: str) -> None:
    """Choose the category."""
    number, _, code = what.partition(":")
    if draft := await own_draft(desk, caller, number):
        if desk.office.category(code) is not None:
            draft.category, draft.category_asked = code, True
        await filing.go_on(desk, caller, draft)


async def categories(desk: Desk, caller: Caller, number: str) -> None:
    """See all categories."""
    if draft := await own_draft(desk, caller, number):
        await missing.ask_another(desk, caller, draft)


async def skip(desk: Desk, caller: Caller, what: str) -> None:
    """Leave a question unanswered."""
    number, _, question = what.partition(":")
    if draft := await own_draft(desk, caller, number):
        asked = missing.QUESTIONS.get(f"report.{question}")
        if asked is not None:
            await asked.leave(desk, caller, draft)
        await filing.go_on(desk, caller, draft)


async def photo_place(desk: Desk, caller: Caller, number: str) -> None:
    """It is where the photo was taken."""
    if draft := await own_draft(desk, caller, number):
        there = papers.place_of(await desk.store.drafts.of_draft(draft.id or 0))
        if there is not None:
            places = desk.store.places
            places.put(draft, replace(places.of(draft), pin=there))
        await filing.go_on(desk, caller, draft)


async def new(desk: Desk, caller: Caller, number: str) -> None:
    """It is a new matter."""
    if draft := await own_draft(desk, caller, number):
        draft.joins = None
        _on_it(desk, caller, draft)
        await drafts.show(desk, caller.spot, caller.person, draft)


async def join(desk: Desk, caller: Caller, what: str) -> None:
    """It belongs to a case that there is already."""
    number, _, case_number = what.partition(":")
    if draft := await own_draft(desk, caller, number):
        case = await own_case(desk, caller, case_number)
        if case is None:
            return
        draft.joins = case.id
        await adding.join(desk, caller, draft, case)


async def onto(desk: Desk, caller: Caller, what: str) -> None:
    """It belongs to what they said before and have not sent yet."""
    number, _, other = what.partition(":")
    if draft := await own_draft(desk, caller, number):
        if (to := await own_draft(desk, caller, other)) is None or to.id == draft.id:
            return
        await working_on.add(desk, draft, to)
        _on_it(desk, caller, to)
        await report.show(desk, caller, to)


async def further(desk: Desk, caller: Caller, what: str) -> None:
    """It belongs to none of the cases that were shown: the next ones."""
    number, _, skip = what.partition(":")
    if (draft := await own_draft(desk, caller, number)) and skip.isdecimal():
        await report.ask_further(desk, caller, draft, int(skip))


async def which(desk: Desk, caller: Caller) -> bool:
    """New or old, in everyday words; which of several old ones, in words of its own ("cái đèn")."""
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is None or draft.id != caller.person.about or caller.message.kind is not Kind.TEXT:
        return False
    is_new = everyday.new_matter(caller.words)
    if is_new:
        await new(desk, caller, str(draft.id))
        return True
    known, unsent = (
        await report.joinable(desk, caller.person_id),
        await working_on.older(desk, draft),
    )
    if is_new is None:
        known = [one for one in known if everyday.names(caller.words, one.text)]
        unsent = None
    if unsent is not None and not known:
        await onto(desk, caller, f"{draft.id}:{unsent.id}")
    elif len(known) == 1 and unsent is None:
        await join(desk, caller, f"{draft.id}:{known[0].id}")
    elif known:
        await report.ask_old(desk, caller, draft, known, unsent)
    return bool(known or unsent)


STEPS = {report.WHICH: which}
PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "draft.send": send,
    "draft.more": more,
    "draft.drop": drop,
    "draft.kind": kind,
    "draft.anonymous": anonymous,
    "draft.category": category,
    "draft.list": categories,
    "draft.skip": skip,
    "draft.photo_place": photo_place,
    "draft.new": new,
    "draft.join": join,
    "draft.onto": onto,
    "draft.further": further,
    "draft.permit": permit,
}
