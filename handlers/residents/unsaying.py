"""A resident takes back what they just sent: it is deleted here, wherever it is."""

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.message import NOWHERE, Outgoing
from storage.models import Draft


async def erase(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Delete it, and say so; what we cannot reach is named."""
    await forget(desk, caller, draft)
    await desk.tell(caller.spot, "gate.erased")


async def forget(desk: Desk, caller: Caller, draft: Draft, *, sealed: bool = False) -> None:
    """Delete it here, and what we repeated of it; `sealed`: it is kept under seal."""
    standing = await desk.store.unsaid.take_back(draft, desk.now, sealed=sealed)
    draft.closed_at, draft.aside_at = desk.now, None
    desk.store.drafts.save(draft)
    caller.person.step = caller.person.about = None
    desk.store.people.save(caller.person)
    desk.close_offer(caller.chat)
    for one in standing:
        face = Outgoing(NOWHERE, desk.say("gate.erased_face"), edits=one.external_id)
        await desk.post(caller.spot, face, note=Note(what="erased", short=""))
