"""What was set aside as an advert and is none becomes a case by itself, like any other."""

from handlers.desk import Desk, Spot
from handlers.residents import draft as drafts
from handlers.residents import gating, opening, permitting
from storage.models import Draft


async def sweep(desk: Desk) -> int:
    """File what officials have rescued."""
    return sum([await _file(desk, one) for one in await desk.store.drafts.rescued()])


async def _file(desk: Desk, draft: Draft) -> int:
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    draft.rescued_at = None
    gating.decide(desk, draft, entries, "spam")
    if draft.case_id is not None or not entries:
        return 0
    waits = await permitting.unasked(desk, draft, entries) is not None
    if waits or gating.to_ask(desk, draft, entries) is not None:  # the resident decides, not we
        draft.closed_at = draft.offered_at = None
        return 1
    drafts.understand(desk, draft, entries)
    spot = Spot(draft.chat_id)
    await desk.tell(spot, "gate.rescued_receipt")
    await permitting.leave_out(desk, spot, draft, entries)
    case = await opening.open_case(desk, spot, draft, entries)
    await desk.alert("gate.aside_rescued", once=f"rescued:{draft.id}", code=case.code)
    return 1
