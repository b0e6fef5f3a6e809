"""What happens to chats themselves: blocked, opened again, moved to another id."""

from collections.abc import Awaitable, Callable

from handlers import card, standing, windows
from handlers.desk import Desk
from handlers.message import Incoming, Kind
from handlers.officials import absence, connect
from storage.models import Chat


async def closed(desk: Desk, message: Incoming) -> None:
    """The person blocked us, or the group put us out: stop sending there, and say so."""
    chat = await _chat(desk, message)
    await desk.store.people.close_chat(chat, desk.now)
    assert chat.id is not None  # noqa: S101  # _chat stores it
    for room in await desk.store.offices.rooms_in(chat.id):
        await connect.lose(desk, room)


async def opened(desk: Desk, message: Incoming) -> None:
    """The person let us in again, or a group took us in."""
    # Who lets us in again has turned to us: that counts as a word of theirs.
    await desk.store.people.close_chat(await windows.chat_of(desk, message), None)


async def moved(desk: Desk, message: Incoming) -> None:
    """The group became a supergroup."""
    if message.moved_to:
        await move_chat(desk, await _chat(desk, message), message.moved_to)


async def move_chat(desk: Desk, chat: Chat, new_chat_id: str) -> None:
    """Give the chat its new id and put the open cards there again; a repeat changes nothing."""
    if desk.store.people.unseal_chat(chat) == new_chat_id:
        return
    await desk.store.people.rekey(chat, new_chat_id)
    assert chat.id is not None  # noqa: S101  # it is stored
    for room in await desk.store.offices.rooms_in(chat.id):
        await card.post_open(desk, room)


async def new_topic(desk: Desk, chat_id: int, old: str | None, new: str | None) -> bool:
    """A topic was made anew, or the group serves in its stead: what stood there stands again.

    False when the group itself is another unit's desk: two in one place refuse each other's cases.
    """
    outbox, offices = desk.store.outbox, desk.store.offices
    cases = await outbox.leave_topic(chat_id, old)
    room = await offices.room_at(chat_id, old)
    taken = new is None and await offices.room_at(chat_id, None) is not None
    if room is not None and taken:
        await connect.lose(desk, room)
    elif room is not None:
        await offices.move_topic(room, new)
    await outbox.move_topic(chat_id, old, new)
    waiting = {row.case_id or 0 for row in await outbox.queued(chat_id, "card")}
    cases = cases | waiting if taken else cases - waiting
    for case in await desk.store.cases.by_ids(cases, limit=len(cases)):
        if case.closed_at is None:
            await card.call_back(desk, case)
            await card.show(desk, case)
    return not taken


async def came_or_went(desk: Desk, message: Incoming) -> None:
    """Somebody is in a group, or no longer; who never spoke to us holds nothing."""
    people, where = desk.store.people, message.address
    (chat,) = await people.expect_chats([(where.channel, where.chat_id)])
    (person,) = await people.expect_people([(where.channel, message.sender.user_id)])
    if chat is None or person is None:
        return
    for room in await desk.store.offices.rooms_in(chat.id or 0):
        if message.kind is Kind.LEFT:
            await absence.left(desk, person.id or 0, room)
        else:
            await standing.joined(desk, person.id or 0, room)


async def asked(desk: Desk, ask: standing.AskFirst, *, inside: bool) -> None:
    """A platform has said whether somebody is in a group: as if we had seen them come or go."""
    people, where = desk.store.people, ask.where
    (chat,) = await people.expect_chats([(where.channel, where.chat_id)])
    (person,) = await people.expect_people([(where.channel, ask.user_id)])
    if chat is None or person is None:
        return
    for room in await desk.store.offices.rooms_in(chat.id or 0):
        if inside:
            await standing.joined(desk, person.id or 0, room)
        elif ask.was or await standing.was_there(desk, person.id or 0, room):
            await absence.left(desk, person.id or 0, room)


async def _chat(desk: Desk, message: Incoming) -> Chat:
    where = message.address
    return await desk.store.people.chat(where.channel, where.chat_id, private=message.private)


EVENTS: dict[Kind, Callable[[Desk, Incoming], Awaitable[None]]] = {
    Kind.BLOCKED: closed,
    Kind.OPENED: opened,
    Kind.MOVED: moved,
    Kind.LEFT: came_or_went,
    Kind.JOINED: came_or_went,
}
