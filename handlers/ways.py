"""A case that its resident follows from more than one chat: who may, and where answers go."""

from datetime import datetime, timedelta

from handlers import acts
from handlers.acts import Actor
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.message import NOWHERE, Outgoing
from storage.models import Case, Chat, Move, Outbox

PATIENCE = timedelta(days=1)
"""So long the old channel may take to confirm; then the officials are asked."""
FORGOTTEN = timedelta(days=7)
"""What nobody has granted by then is not granted."""


def shuts_at(desk: Desk, chat: Chat) -> datetime | None:
    """Until when an answer is taken there; None: for ever, or nobody knows."""
    window = desk.reach_of(chat).window
    return chat.heard_at + window if window and chat.heard_at else None


def is_open(desk: Desk, chat: Chat) -> bool:
    """Say whether an answer is taken there now, as far as we know."""
    end = shuts_at(desk, chat)
    return chat.closed_at is None and (end is None or end > desk.now)


async def is_theirs(desk: Desk, case: Case, person_id: int) -> bool:
    """Say whether a person is the case's resident, in whichever of their chats."""
    return case.person_id == person_id or await desk.store.ways.has(case.id or 0, person_id)


async def reads(desk: Desk, case: Case, chat_id: int) -> bool:
    """Say whether a chat is one of the case's resident's."""
    if case.chat_id == chat_id:
        return True
    return any(chat.id == chat_id for chat in await desk.store.ways.chats(case))


async def reaches_anybody(desk: Desk, case: Case) -> bool:
    """Say whether anybody reads what is said to its resident: not who had themselves forgotten."""
    return (await desk.store.people.chat_by_id(case.chat_id)).erased_at is None


async def speaks_from(desk: Desk, case: Case, chat_id: int, by: Actor = acts.BOT) -> None:
    """Answers go to the chat in which the case's resident turned to us last."""
    if case.chat_id != chat_id:
        case.chat_id = chat_id
        await acts.move(desk, case, acts.Act.MOVE, by)


async def other(desk: Desk, case: Case, but: Chat) -> Chat | None:
    """Another chat of the same person in which an answer arrives now; the newest first."""
    for chat in await desk.store.ways.chats(case):
        if chat.id != but.id and is_open(desk, chat):
            return chat
    return None


async def go_elsewhere(desk: Desk, chat: Chat, rows: list[Outbox]) -> list[Outbox]:
    """Send what cannot be brought to a chat by another way; returns what has none."""
    ways: dict[int, Chat | None] = {}
    left = []
    for row in rows:
        found = await _way_for(desk, chat, row, ways)
        if found is None or found.id is None:
            left.append(row)
        else:
            await desk.store.windows.redirect(row, found.id)
    return left


async def _way_for(
    desk: Desk, chat: Chat, row: Outbox, known: dict[int, Chat | None]
) -> Chat | None:
    """The other way of a message's case, if it was meant for its resident; answers go there now."""
    if row.case_id is None:
        return None
    if row.case_id not in known:
        case = await desk.store.cases.by_id(row.case_id, lock=True)
        ours = case is not None and case.chat_id == chat.id
        found = await other(desk, case, chat) if case is not None and ours else None
        if case is not None and found is not None:
            await speaks_from(desk, case, found.id or 0)
        known[row.case_id] = found
    return known[row.case_id]


async def grant(desk: Desk, case: Case, move: Move, by: Actor) -> None:
    """Let the case be followed from the new chat too; answers, also those that wait, go there."""
    _settle(desk, move, by, granted=True)
    old = case.chat_id
    await desk.store.ways.add(case, move.person_id, move.chat_id, desk.now)
    case.chat_id = move.chat_id
    await acts.move(desk, case, acts.Act.FOLLOW, by)
    see = desk.choice(f"case.status:{case.id}", "residents.see_status")
    note = Note(what="receipt", case=case)
    await desk.tell(
        Spot(move.chat_id), "channels.granted", choices=((see,),), note=note, code=case.code
    )
    if (await desk.store.people.chat_by_id(old)).closed_at is None:
        await desk.tell(Spot(old), "channels.granted_old", note=note, code=case.code)
    for row in await desk.store.windows.held(old, case.id or 0):
        await desk.store.windows.redirect(row, move.chat_id)


def deny(desk: Desk, move: Move, by: Actor) -> None:
    """It stays as it was. Who asked is told nothing: not even that there is such a case."""
    _settle(desk, move, by, granted=False)


def _settle(desk: Desk, move: Move, by: Actor, *, granted: bool) -> None:
    move.settled_at, move.granted, move.settled_by = desk.now, granted, by.person_id
    desk.store.ways.save(move)


async def ask_officials(desk: Desk, case: Case, move: Move) -> None:
    """Put it before the unit: its head decides, without learning who anybody is."""
    move.officials_at = desk.now
    desk.store.ways.save(move)
    rows = (
        (
            desk.choice(f"follow.grant:{move.id}", "channels.grant"),
            desk.choice(f"follow.deny:{move.id}", "channels.deny"),
        ),
    )
    for spot in await desk.homes(case.unit):
        out = Outgoing(NOWHERE, desk.say("channels.ask_head", code=case.code), choices=rows)
        note = Note(what="follow", case=case, slot=f"follow:{move.id}")
        await desk.post(spot, out, note=note, priority=Priority.CARD)


async def sweep(desk: Desk) -> int:
    """Where the old channel keeps silent the officials are asked, in working hours."""
    await desk.store.ways.forget(desk.now - FORGOTTEN, desk.now)
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    waiting = await desk.store.ways.unanswered(desk.now - PATIENCE)
    for move in waiting:
        case = await desk.store.cases.by_id(move.case_id or 0, lock=True)
        if case is not None:
            await ask_officials(desk, case, move)
    return len(waiting)
