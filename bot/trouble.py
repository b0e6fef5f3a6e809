"""What to do when a message cannot be delivered: mend the way, or say so to those concerned."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import structlog

from bot.channels.base import Channel, ChatMoved, Refused, SendError, TopicGone
from handlers.desk import Desk
from handlers.housekeeping import move_chat
from handlers.message import Address
from handlers.officials.undelivered import undelivered
from storage.models import Chat, Delivery, Outbox

log = structlog.get_logger(__name__)

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Settles what a channel could not do. Every way leaves the row queued or ended, never lost."""

    channels: dict[str, Channel]
    open_desk: OpenDesk

    async def settle(self, row: Outbox, chat: Chat, error: SendError) -> bool:
        """Returns whether the next message of the chat may be sent at once."""
        match error:
            case ChatMoved():
                await self._moved(chat, error)
                return False
            case TopicGone():
                return await self._new_topic(row, chat, error)
            case Refused(closed=True):
                await self._closed(row, chat, error)
                return False
            case Refused():
                await self._failed(row, error)
                return True
            case _:
                raise error

    async def _moved(self, chat: Chat, error: ChatMoved) -> None:
        async with self.open_desk() as desk:
            assert chat.id is not None  # noqa: S101  # it is stored
            fresh = await desk.store.people.chat_by_id(chat.id)
            await move_chat(desk, fresh, error.new_chat_id)
        log.info("a group has moved; its open cards go there again")

    async def _new_topic(self, row: Outbox, chat: Chat, error: TopicGone) -> bool:
        """Make the topic again; where that is not allowed, the group itself serves."""
        async with self.open_desk() as desk:
            room = await desk.store.offices.room_at(row.chat_id, row.topic)
            unit = desk.office.unit(room.unit) if room and room.unit else None
            title = unit.name if unit else desk.say("common.topic")
            platform_id = desk.store.people.unseal_chat(chat)
        where = Address(chat.channel, platform_id, None)
        try:
            topic: str | None = await self.channels[chat.channel].make_topic(where, title)
        except SendError:
            topic = None
        if row.topic is None:  # not even the group itself takes it
            await self._failed(row, Refused(error.reason))
            return True
        async with self.open_desk() as desk:
            room = await desk.store.offices.room_at(row.chat_id, row.topic)
            if room is not None:
                await desk.store.offices.move_topic(room, topic)
            await desk.store.outbox.move_topic(row.chat_id, row.topic, topic)
            if topic is None:
                await desk.alert("common.topic_lost", unit=title, once=f"topic:{row.id}")
        return False

    async def _closed(self, row: Outbox, chat: Chat, error: Refused) -> None:
        async with self.open_desk() as desk:
            assert chat.id is not None  # noqa: S101  # it is stored
            await desk.store.people.close_chat(
                await desk.store.people.chat_by_id(chat.id), desk.now
            )
            told: set[int | None] = set()
            for one in await desk.store.outbox.close_chat(row.chat_id, error.reason):
                if one.case_id not in told:
                    told.add(one.case_id)
                    await undelivered(desk, one, error.reason, closed=True)

    async def _failed(self, row: Outbox, error: Refused) -> None:
        log.warning("a message was refused", reason=error.reason, what=row.what)
        async with self.open_desk() as desk:
            assert row.id is not None  # noqa: S101  # it is stored
            await desk.store.outbox.end([row.id], Delivery.FAILED, error.reason)
            await undelivered(desk, row, error.reason, closed=False)
