"""What to do when a message cannot be delivered: mend the way, or say so to those concerned."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.base import (
    Channel,
    ChatMoved,
    Refused,
    SendError,
    TopicGone,
    WindowShut,
)
from handlers import ways, windows
from handlers.desk import Desk
from handlers.housekeeping import move_chat, new_topic
from handlers.message import Address
from handlers.officials import held_up
from handlers.officials.undelivered import undelivered
from handlers.windows import KNOCK
from handlers.wording import HERE
from storage.models import Chat, Delivery, Outbox

log = structlog.get_logger(__name__)

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Settles what a channel could not do. Every way leaves the row queued or ended, never lost."""

    channels: dict[str, Channel]
    open_desk: OpenDesk

    async def settle(self, row: Outbox, chat: Chat, error: SendError, begun: datetime) -> bool:
        """Returns whether the next message of the chat may be sent at once."""
        if row.what == KNOCK and not isinstance(error, ChatMoved):
            await self._in_vain(row, error)
            return True
        match error:
            case WindowShut():
                log.info("the window is shut", reason=error.reason)
                if error.alarm:
                    await self.alarm(chat, error.reason)
                async with self.open_desk() as desk:
                    await windows.shut(desk, row.chat_id, refused_since=begun)
                return False
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

    async def window_shut(self, row: Outbox) -> None:
        """By our own clock nothing is taken there any more."""
        async with self.open_desk() as desk:
            await windows.shut(desk, row.chat_id)

    async def held_up(self, row: Outbox) -> None:
        """It is for working hours, and those in which it was queued are over."""
        async with self.open_desk() as desk:
            await held_up.settle(desk, row)

    async def arrived(self, row: Outbox) -> None:
        """What had waited for the person's word stands in their chat."""
        if row.case_id is not None:
            async with self.open_desk() as desk:
                await windows.arrived(desk, row.case_id)

    async def alarm(self, chat: Chat, reason: str) -> None:
        """The duty chat hears once a day of what will not mend by itself."""
        async with self.open_desk() as desk:
            day = f"{desk.now.astimezone(HERE):%Y-%m-%d}"
            rooms = await desk.store.offices.rooms_in(chat.id or 0)
            unit = next((room.unit for room in rooms if room.unit), "")
            name = desk.office.unit_name(unit)
            await desk.alert(
                "channels.trouble",
                once=f"trouble:{chat.channel}:{unit}:{reason[:60]}:{day}",
                channel=desk.say(f"channels.name_{chat.channel}"),
                where=desk.say("channels.in_group", unit=name) if unit else "",
                reason=reason[:200],
            )

    async def needless(self, row: Outbox) -> None:
        """The person has written by themselves: nobody need knock."""
        async with self.open_desk() as desk:
            await desk.store.outbox.end([row.id or 0], Delivery.GATHERED, "needless")

    async def _in_vain(self, row: Outbox, error: SendError) -> None:
        """A knock at the door was a courtesy: what it speaks of waits all the same."""
        log.warning("a notice could not be brought", error=type(error).__name__)
        async with self.open_desk() as desk:
            assert row.id is not None  # noqa: S101  # it is stored
            await desk.store.outbox.end([row.id], Delivery.FAILED, type(error).__name__)

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
            served = await new_topic(desk, row.chat_id, row.topic, topic)
            if topic is None and served:
                await desk.alert("common.topic_lost", unit=title, once=f"topic:{row.id}")
        return False

    async def _closed(self, row: Outbox, chat: Chat, error: Refused) -> None:
        async with self.open_desk() as desk:
            fresh = await desk.store.people.chat_by_id(row.chat_id)
            await desk.store.people.close_chat(fresh, desk.now)
            rows = await desk.store.outbox.close_chat(row.chat_id, error.reason)
            left = await ways.go_elsewhere(desk, chat, rows)
            kept = await windows.keep(desk, fresh, left)
            told: set[int | None] = set()
            for one in (*kept, *left):
                if one.case_id not in told:
                    told.add(one.case_id)
                    held = one in kept
                    await undelivered(desk, one, error.reason, closed=True, kept=held)

    async def _failed(self, row: Outbox, error: Refused) -> None:
        log.warning("a message was refused", reason=error.reason, what=row.what)
        async with self.open_desk() as desk:
            assert row.id is not None  # noqa: S101  # it is stored
            await desk.store.outbox.end([row.id], Delivery.FAILED, error.reason)
            await undelivered(desk, row, error.reason, closed=False)
