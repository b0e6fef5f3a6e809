"""A case that its resident follows from more than one chat: who may, and where answers go."""

from collections.abc import Callable

from handlers.desk import Desk
from storage.models import Case, Chat, Outbox

IsOpen = Callable[[Desk, Chat], bool]


async def is_theirs(desk: Desk, case: Case, person_id: int) -> bool:
    """Say whether a person is the case's resident, in whichever of their chats."""
    return case.person_id == person_id or await desk.store.ways.has(case.id or 0, person_id)


async def other(desk: Desk, case: Case, but: Chat, is_open: IsOpen) -> Chat | None:
    """Another chat of the same person in which an answer arrives now; the newest first."""
    for chat in await desk.store.ways.chats(case):
        if chat.id != but.id and chat.closed_at is None and is_open(desk, chat):
            return chat
    return None


async def go_elsewhere(desk: Desk, chat: Chat, rows: list[Outbox], is_open: IsOpen) -> list[Outbox]:
    """Send what cannot be brought to a chat by another way; returns what has none."""
    left = []
    for row in rows:
        case = await desk.store.cases.by_id(row.case_id) if row.case_id else None
        found = None
        if case is not None and case.chat_id == chat.id:
            found = await other(desk, case, chat, is_open)
        if case is None or found is None or found.id is None:
            left.append(row)
            continue
        await desk.store.windows.redirect(row, found.id)
    for case_id in {row.case_id for row in rows if row not in left and row.case_id}:
        await _answers_go_to(desk, case_id, chat, is_open)
    return left


async def _answers_go_to(desk: Desk, case_id: int, but: Chat, is_open: IsOpen) -> None:
    case = await desk.store.cases.by_id(case_id, lock=True)
    found = await other(desk, case, but, is_open) if case is not None else None
    if case is not None and found is not None and found.id is not None:
        case.chat_id = found.id
        desk.store.cases.save(case)
