"""What a resident chooses at the gate: why we ask, where to go, take it back, seal it, send it."""

from collections.abc import Awaitable, Callable

from pydantic import TypeAdapter

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.gate import Finding
from handlers.office_gate import Subject
from handlers.residents import (
    adding,
    complaining,
    filing,
    gate_screens,
    gating,
    sealing,
    splitting,
    unsaying,
)
from handlers.residents import draft as drafts
from handlers.residents.guess import guess_category
from handlers.residents.owning import own_draft
from handlers.saying import words_of
from storage.models import Case, Draft

GRAVE: TypeAdapter[Subject] = TypeAdapter(Subject)
SAYS = {"denunciation": "to cao", "complaint": "khieu nai", "spam": "quang cao"}
"""What people call it."""


async def why(desk: Desk, caller: Caller, number: str) -> None:
    """Say what in the words made us ask."""
    if draft := await own_draft(desk, caller, number):
        entries = await desk.store.drafts.of_draft(draft.id or 0)
        finding = gating.to_ask(desk, draft, entries)
        if finding is None:
            await drafts.show(desk, caller.spot, caller.person, draft)
            return
        said = gate_screens.why(desk, finding, words_of(desk, entries))
        await gate_screens.ask(desk, caller.spot, draft, finding, entries, said)


async def where(desk: Desk, caller: Caller, number: str) -> None:
    """Say where denunciations are received; the draft waits."""
    if draft := await own_draft(desk, caller, number):
        known = desk.office.denunciation
        rows = (
            (desk.choice(f"way.erase:{draft.id}", "gate.erase"),),
            (desk.choice(f"way.seal:{draft.id}", "gate.seal"),),
            (desk.choice(f"way.back:{draft.id}", "common.back"),),
        )
        await desk.tell(
            caller.spot,
            "gate.where",
            choices=rows,
            note=Note("gate"),
            address=gate_screens.address(desk),
            province=gate_screens.province(desk),
            source=known.source if known else desk.office.name,
        )


async def back(desk: Desk, caller: Caller, number: str) -> None:
    """See the draft, and the question about it, again."""
    if draft := await own_draft(desk, caller, number):
        await drafts.show(desk, caller.spot, caller.person, draft)


async def erase(desk: Desk, caller: Caller, number: str) -> None:
    """Delete what was just sent."""
    if draft := await own_draft(desk, caller, number):
        await unsaying.erase(desk, caller, draft)
        await filing.next_draft(desk, caller)


async def seal(desk: Desk, caller: Caller, number: str) -> None:
    """Ask somebody responsible to get in touch under seal."""
    if draft := await own_draft(desk, caller, number):
        await sealing.seal(desk, caller, draft)


async def which(desk: Desk, caller: Caller, number: str) -> None:
    """What was only spoken or drawn nobody here can weigh: the resident says what it is."""
    if draft := await own_draft(desk, caller, number):
        rows = (
            (desk.choice(f"way.is:{draft.id}:denunciation", "gate.is_denunciation"),),
            (desk.choice(f"way.is:{draft.id}:complaint", "gate.is_complaint"),),
            (desk.choice(f"way.back:{draft.id}", "gate.is_neither"),),
        )
        await desk.tell(caller.spot, "gate.which", choices=rows, note=Note("gate"))


async def is_(desk: Desk, caller: Caller, what: str) -> None:
    """The same ways as if the words had told."""
    number, _, subject = what.partition(":")
    if subject not in ("denunciation", "complaint"):
        await desk.remark(caller.spot, "common.stale")
    elif draft := await own_draft(desk, caller, number):
        entries = await desk.store.drafts.of_draft(draft.id or 0)
        finding = Finding(GRAVE.validate_python(subject), 0, ())
        await gate_screens.ask(desk, caller.spot, draft, finding, entries)


async def form(desk: Desk, caller: Caller, number: str) -> None:
    """The form for a complaint, and how to hand it in."""
    if draft := await own_draft(desk, caller, number):
        await complaining.guide(desk, caller, draft)


async def sure(desk: Desk, caller: Caller, number: str) -> None:
    """It is no denunciation: say first who would read it."""
    if draft := await own_draft(desk, caller, number):
        rows = (
            (desk.choice(f"way.plain:{draft.id}:denunciation", "gate.yes_plain"),),
            (desk.choice(f"way.back:{draft.id}", "common.back"),),
        )
        unit = await _reader(desk, draft)
        await desk.tell(caller.spot, "gate.sure_plain", choices=rows, note=Note("gate"), unit=unit)


async def _reader(desk: Desk, draft: Draft) -> str:
    """The unit whose group would read it."""
    if draft.joins:
        case = await desk.store.cases.by_id(draft.joins)
        return desk.office.unit_name(case.unit) if case else desk.office.name
    words = words_of(desk, await desk.store.drafts.of_draft(draft.id or 0))
    code = draft.category or guess_category(words, desk.office) or desk.office.fallback_category
    category = desk.office.category(code)
    return desk.office.unit_name(category.unit) if category else desk.office.name


async def plain(desk: Desk, caller: Caller, what: str) -> None:
    """Send it like any other; or, an addition, put it into its case."""
    number, _, subject = what.partition(":")
    if subject not in gating.ASKED:
        await desk.remark(caller.spot, "common.stale")
        return
    draft = await _set_aside(desk, caller, number) or await own_draft(desk, caller, number)
    if draft is None:
        return
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    gating.decide(desk, draft, entries, subject)
    case = await _case_of(desk, draft)
    if case is not None:
        await adding.join(desk, caller, draft, case)
        return
    await drafts.show(desk, caller.spot, caller.person, draft)


async def _set_aside(desk: Desk, caller: Caller, number: str) -> Draft | None:
    """An advert after all none, also when other words have come since."""
    draft = await desk.store.drafts.by_id(int(number)) if number.isdecimal() else None
    if draft is None or draft.person_id != caller.person_id or draft.aside_at is None:
        return None
    draft.closed_at = None
    return draft


async def _case_of(desk: Desk, draft: Draft) -> Case | None:
    return await desk.store.cases.by_id(draft.joins, lock=True) if draft.joins else None


async def split(desk: Desk, caller: Caller, number: str) -> None:
    """Make two drafts of it: one to send, one still in question."""
    if draft := await own_draft(desk, caller, number):
        await splitting.split(desk, caller, draft)


async def said_erase(desk: Desk, caller: Caller) -> bool:
    """ "Xóa" in words, while a draft stands at the gate; False when it means something else."""
    draft, finding = await _at_the_gate(desk, caller)
    if draft is None or finding is None:
        return False
    await unsaying.erase(desk, caller, draft)
    await filing.next_draft(desk, caller)
    return True


async def said_neither(desk: Desk, caller: Caller) -> bool:
    """ "Không phải tố cáo" in words; False where something else, or nothing, is asked."""
    draft, finding = await _at_the_gate(desk, caller)
    if draft is None or finding is None or SAYS[finding.subject] not in fold(caller.words):
        return False
    if finding.subject == "denunciation":
        await sure(desk, caller, str(draft.id))
    else:
        await plain(desk, caller, f"{draft.id}:{finding.subject}")
    return True


async def _at_the_gate(desk: Desk, caller: Caller) -> tuple[Draft | None, Finding | None]:
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is None:
        return None, None
    return draft, gating.to_ask(desk, draft, await desk.store.drafts.of_draft(draft.id or 0))


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "way.why": why,
    "way.where": where,
    "way.back": back,
    "way.erase": erase,
    "way.seal": seal,
    "way.form": form,
    "way.which": which,
    "way.is": is_,
    "way.sure": sure,
    "way.plain": plain,
    "way.split": split,
}
