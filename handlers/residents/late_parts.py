"""A part of an album that came late joins the others, wherever they went: nobody asks which."""

from datetime import datetime, timedelta

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import adding, gating, report
from storage.models import Case, Draft, Side

TOGETHER = timedelta(seconds=10)
"""So close in time the parts of an album are sent; some platforms only guess what is one."""


async def joined(desk: Desk, caller: Caller) -> bool:
    """True when it belongs to an album of which the rest is in a draft or a case that lives."""
    message = caller.message
    if message.album is None or message.reply_to or gating.grave(desk, caller.words):
        return False
    case, draft = await _where(desk, caller, message.album)
    if case is not None:
        await adding.add(desk, caller, case)
    elif draft is not None and draft.closed_at is None:
        await report.take(desk, caller, draft)
        await report.show(desk, caller, draft)
    else:
        return False
    return True


async def _where(desk: Desk, caller: Caller, album: str) -> tuple[Case | None, Draft | None]:
    """Where the others are: said already, or waiting for a yes."""
    parts = await desk.store.inbox.parts(caller.chat, album)
    for part in parts:
        entry = await desk.store.drafts.said_at(caller.spot.chat_id, part)
        if entry is not None and entry.side == Side.RESIDENT and _with(caller, entry.said_at):
            return await _at(desk, entry.case_id, entry.draft_id)
    for one in await desk.store.agreements.withheld(caller.person_id):
        said_at = datetime.fromisoformat(one.saying["said_at"])
        if one.saying["external_id"] in parts and _with(caller, said_at):
            return await _at(desk, one.case_id, None)
    return None, None


def _with(caller: Caller, others: datetime) -> bool:
    return abs(caller.message.sent_at - others) <= TOGETHER


async def _at(
    desk: Desk, case_id: int | None, draft_id: int | None
) -> tuple[Case | None, Draft | None]:
    case = await desk.store.cases.by_id(case_id, lock=True) if case_id else None
    return case, await desk.store.drafts.by_id(draft_id) if draft_id else None
