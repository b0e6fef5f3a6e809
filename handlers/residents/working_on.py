"""Which draft a resident is working on: the open one, or after a day's rest perhaps another."""

from handlers import agreeing
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import filing
from storage.models import Draft


async def begin(desk: Desk, caller: Caller) -> Draft:
    """A new one. Who did not want to be named once is not named until they say otherwise."""
    draft = await desk.store.drafts.start(caller.person, caller.spot.chat_id, desk.now)
    agreed = await agreeing.said(desk, caller.person_id, agreeing.HANDLING)
    draft.anonymous = agreed is False
    return draft


async def current(desk: Desk, caller: Caller) -> Draft | None:
    """The draft that what is said now belongs to; None: none, or it may be another matter."""
    asked = await filing.asked_about(desk, caller)
    draft = asked or await desk.store.drafts.open_draft(caller.person_id)
    if draft is None or not filing.rested(desk, draft):
        return draft
    quotes = caller.about is not None and caller.about.what == "draft"
    return draft if quotes or await just_opened(desk, draft) else None


async def just_opened(desk: Desk, draft: Draft) -> bool:
    """Whether nothing is said in it yet: a link was followed."""
    said = await desk.store.drafts.of_draft(draft.id or 0)
    return not said and await desk.store.proxies.of_draft(draft.id or 0) is None


async def older(desk: Desk, draft: Draft) -> Draft | None:
    """The newest of their other drafts to which this could be added."""
    for one in await desk.store.drafts.open_drafts(draft.person_id):
        apart = one.id == draft.id or one.emergency or one.aside_at is not None
        if not apart and await desk.store.drafts.of_draft(one.id or 0):
            return one
    return None


async def add(desk: Desk, draft: Draft, to: Draft) -> None:
    """What this one says is said in the older one."""
    places = desk.store.places
    here, there = places.of(draft), places.of(to)
    if here.pin is not None and there.pin is None:
        places.put(to, here)
    await desk.store.drafts.give_to_draft(draft.id or 0, to.id or 0)
    draft.closed_at, to.touched_at = desk.now, desk.now
    desk.store.drafts.save(draft)
    desk.store.drafts.save(to)
