"""The head of a unit learns who a resident is: for a reason, in private, and it is written down."""

from handlers.acts import Act, Actor
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.folding import fold
from handlers.officials import finding
from handlers.redaction import redacting
from handlers.roles import Deed
from handlers.saying import for_staff, words_of
from storage.models import Case

SHORTEST_REASON = 10
_LEAD_IN = fold("lý do")


async def unmask(desk: Desk, caller: Caller, words: str) -> None:
    """`/xemten CODE lý do …`. The name goes to the head's own chat, never into a group."""
    found, rest = await finding.meant(desk, caller, words, prose=True)
    theirs = [one for one in found if await _may(desk, caller, one)]
    if len(theirs) > 1:
        codes = ", ".join(one.code for one in theirs)
        await desk.tell(caller.spot, "officials.which_case", codes=codes)
        return
    if not found:
        await desk.tell(caller.spot, "officials.unmask.how")
        return
    found = theirs or found
    case, reason = found[0], _reason(rest)
    if refusal := await _refusal(desk, caller, case, reason):
        await desk.tell(caller.spot, refusal, code=case.code)
        return
    await _show(desk, caller, case, reason)


async def _may(desk: Desk, caller: Caller, case: Case) -> bool:
    """The head of its unit; of conduct only the leaders' own, whoever works on it: the person
    reported never sees the reporter.
    """
    category = desk.office.category(case.category)
    apart = category is not None and category.unit in desk.office.kept_apart
    unit = category.unit if category and apart else case.unit
    return await caller.may(desk, Deed.UNMASK, unit) is not None


async def _refusal(desk: Desk, caller: Caller, case: Case, reason: str) -> str | None:
    """The key of what stands against it; None when nothing does."""
    if not caller.named:
        return "officials.unnamed"
    if not await _may(desk, caller, case):
        return "officials.unmask.heads_only"
    if case.anonymous:
        return "officials.unmask.anonymous"
    if len(reason) < SHORTEST_REASON:
        return "officials.unmask.how"
    if caller.person.chat_id is None:
        return "officials.unmask.no_private_chat"
    return None


async def _show(desk: Desk, caller: Caller, case: Case, reason: str) -> None:
    resident = await desk.store.people.person_by_id(case.person_id)
    who = desk.store.people.identity(resident)
    head = Actor(caller.person_id, "head")
    await desk.store.cases.note(
        case,
        Act.UNMASK,
        desk.now,
        actor_id=head.person_id,
        role=head.role,
        before=case.state,
        after=case.state,
        note=redacting(who, "", desk.say("data.taken_out"))(reason),  # the history names nobody
    )
    assert caller.person.chat_id is not None  # noqa: S101  # _refusal asked
    await desk.tell(
        Spot(caller.person.chat_id),
        "officials.unmask.name",
        note=Note("name", case=case),
        code=case.code,
        name=who.shown or "–",
        username=f"@{who.username}" if who.username else "–",
        phone=who.phone or "–",
        words=await _covered(desk, case),
    )
    if not caller.message.private:
        await desk.tell(caller.spot, "officials.unmask.sent", code=case.code)


async def _covered(desk: Desk, case: Case) -> str:
    """The resident's own words where the card covers a part of them; empty when it does not."""
    said = await desk.store.drafts.of_case(case.id or 0)
    hidden = [one for one in said if await for_staff(desk, one) != desk.store.places.words(one)]
    return desk.say("officials.unmask.words", words=words_of(desk, hidden)) if hidden else ""


def _reason(words: str) -> str:
    """The reason without its lead-in ("lý do: …")."""
    parts = words.split(None, 2)
    if len(parts) == 3 and fold(f"{parts[0]} {parts[1]}") == _LEAD_IN:
        return parts[2].lstrip(":- ").strip()
    return words.strip()


COMMANDS = {"xemten": unmask}
