"""Something came that the platform keeps from us: what works instead, and the case goes on."""

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.residents import report


async def explain(desk: Desk, caller: Caller) -> None:
    """Say what can be sent here, and ask again what stands open."""
    await desk.tell(caller.spot, "plain.unreadable", note=Note(what="unread"))
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None:
        await report.show(desk, caller, draft)
