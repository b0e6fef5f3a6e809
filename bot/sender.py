"""Empties the outbox: in order within a chat, at the platform's pace, until it has arrived."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.adapting import as_it_can_be, is_charged, is_over, is_shut, send_piece
from bot.channels.base import SIDE_BY_SIDE, Channel, Refused, RetryLater, SendError
from bot.clock import Clock
from bot.ledger import Ledger
from bot.pace import Pace
from bot.trouble import Trouble
from handlers.desk import OUTGOING, Desk, Spot
from handlers.message import Address, Outgoing, Sent
from handlers.officials.gather import gather
from handlers.windows import KNOCK
from storage.db import Database, Store
from storage.models import Chat, Delivery, Outbox
from storage.outbox import PACE_MEMORY

GATHER_AFTER = timedelta(seconds=55)
"""Cards that would wait for more than a minute are gathered into one list."""
LONGEST_PAUSE = timedelta(minutes=5)
PAGE = 32
"""Messages fetched from the outbox at once."""

log = structlog.get_logger(__name__)

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
Line = list[tuple[Outbox, Chat]]


@dataclass
class Sender:
    """The postman. `wake` is set whenever something may have been queued."""

    database: Database
    clock: Clock
    channels: dict[str, Channel]
    open_desk: OpenDesk
    ledger: Ledger
    patience: timedelta | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _paces: dict[str, Pace] = field(default_factory=dict)
    _busy: set[int] = field(default_factory=set)
    _held: dict[int, datetime] = field(default_factory=dict)
    _backlog: deque[Line] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._paces = {name: Pace(one.limits) for name, one in self.channels.items()}
        self._trouble = Trouble(self.channels, self.open_desk)

    async def run(self) -> None:
        """Work for ever."""
        await self._remember_pace()
        self.wake.set()
        async with asyncio.TaskGroup() as lanes:
            while True:
                until = await self.once(lanes)
                if self.patience is not None:
                    look = self.clock.now() + self.patience
                    until = look if until is None else min(until, look)
                await self.clock.wait(self.wake, until)
                self.idle.clear()

    async def _remember_pace(self) -> None:
        now = self.clock.now()
        self._paces = {name: Pace(one.limits) for name, one in self.channels.items()}
        self._backlog.clear()
        async with self.database.reading() as store:
            for chat_id, at, weight in await store.outbox.sent_since(now - PACE_MEMORY):
                chat = await store.people.chat_by_id(chat_id)
                if chat.channel in self._paces:
                    self._paces[chat.channel].note(chat_id, at, weight, private=chat.private)

    async def once(self, lanes: asyncio.TaskGroup) -> datetime | None:
        """Start what can start; returns when to look again without being woken."""
        while True:
            self.wake.clear()
            now = self.clock.now()
            self._held = {chat: until for chat, until in self._held.items() if until > now}
            more = bool(self._backlog)
            if not more and len(self._busy) < SIDE_BY_SIDE:
                more = await self._fetch(now)
            started = self._start(lanes, now)
            if started and more and len(self._busy) < SIDE_BY_SIDE:
                continue
            if self._busy or self._backlog:
                self.idle.clear()
                return min(self._held.values(), default=None) if not self._busy else None
            return await self._rest(now)

    async def _rest(self, now: datetime) -> datetime | None:
        async with self.database.reading() as store:
            scheduled = await store.outbox.next_at(now)
        times = [*self._held.values(), *([scheduled] if scheduled else [])]
        if not self.wake.is_set():
            self.idle.set()
        return min(times, default=None)

    async def _fetch(self, now: datetime) -> bool:
        """Fetch a page of what is due; whether there may be more of it."""
        async with self.database.reading() as store:
            due = await store.outbox.due(now, {*self._busy, *self._held}, PAGE)
        lines: dict[int, Line] = {}
        for row, chat in due:
            lines.setdefault(row.chat_id, []).append((row, chat))
        self._backlog.extend(lines.values())
        return len(due) == PAGE

    def _start(self, lanes: asyncio.TaskGroup, now: datetime) -> bool:
        started = False
        while self._backlog and len(self._busy) < SIDE_BY_SIDE:
            line = self._backlog.popleft()
            row, chat = line[0]
            pace = self._paces.get(chat.channel)
            if pace is None:  # a channel that is not configured now: its messages wait for it
                self._held[row.chat_id] = now + LONGEST_PAUSE
                continue
            free_at = pace.free_at(row.chat_id, now, row.weight, private=chat.private)
            if free_at > now:
                self._held[row.chat_id] = free_at
                continue
            self.idle.clear()
            self._busy.add(row.chat_id)
            lanes.create_task(self._lane(line, pace))
            started = True
        return started

    async def _lane(self, line: Line, pace: Pace) -> None:
        chat_id = line[0][0].chat_id
        try:
            if await self._gathered(line[0][0], line[0][1]):
                return
            for row, chat in line:
                if not await self._send(row, chat, pace):
                    return
        except Exception as error:  # the edge: one chat's trouble is not the others'
            log.exception("a chat could not be served", error=type(error).__name__)
            self._held[chat_id] = self.clock.now() + LONGEST_PAUSE
        finally:
            self._busy.discard(chat_id)
            self.wake.set()

    async def _gathered(self, row: Outbox, chat: Chat) -> bool:
        """Cards that have waited too long become one list; True when that was done."""
        if row.what != "card" or chat.private or row.created_at > self.clock.now() - GATHER_AFTER:
            return False
        async with self.open_desk() as desk:
            rows = await desk.store.outbox.queued(row.chat_id, "card")
            if len(rows) < 2:  # one card is no list
                return False
            cases = {one.case_id for one in rows}
            files = await desk.store.outbox.queued(row.chat_id, "card_files")
            ended = [*rows, *(one for one in files if one.case_id in cases)]
            await desk.store.outbox.end([one.id for one in ended if one.id], Delivery.GATHERED)
            await gather(desk, Spot(row.chat_id, row.topic), rows)
        return True

    async def _send(self, row: Outbox, chat: Chat, pace: Pace) -> bool:
        """Send one message and write down that it stands there; False: go no further here."""
        limits, begun = self.channels[chat.channel].limits, self.clock.now()
        if is_shut(row, chat, limits, begun):
            await self._trouble.window_shut(row)
            return False
        if is_over(row, begun):
            await self._trouble.held_up(row)
            return False
        if row.what == KNOCK and chat.shut_at is None:
            await self._trouble.needless(row)
            return True
        out = OUTGOING.validate_json(self.database.vault.unseal(row.body))
        try:
            sent = await self._bring(row, chat, pace, out)
        except RetryLater as error:
            return await self._put_off(row, chat, error)
        except SendError as error:
            return await self._trouble.settle(row, chat, error, begun)
        if sent is None:
            return False
        charged = is_charged(row, chat, limits, begun)
        # What was not shown cannot be chosen by its number.
        shown = as_it_can_be(out, row, limits) or replace(out, choices=())
        await self.ledger.write(
            lambda store: self._stands(store, row, shown, sent, charged=charged)
        )
        if (row.data or {}).get("held"):
            await self._trouble.arrived(row)
        return True

    async def _bring(self, row: Outbox, chat: Chat, pace: Pace, out: Outgoing) -> Sent | None:
        """Put it into its chat; None when that is not its turn yet.

        What takes several calls goes piece by piece: one that fails repeats none before it.
        """
        channel = self.channels[chat.channel]
        platform_id = self.database.vault.unseal(chat.sealed).decode()
        where = Address(chat.channel, platform_id, row.topic)
        if under := (row.data or {}).get("under"):
            async with self.database.reading() as store:
                standing = await store.outbox.in_slot(row.chat_id, under)
            out = replace(out, reply_to=standing.external_id if standing else None)
        shown = as_it_can_be(out, row, channel.limits)
        if shown is None:
            return Sent()
        said = [tuple(ids) for ids in (row.data or {}).get("said", ())]
        pieces = channel.pieces(replace(shown, to=where))
        for piece in pieces[len(said) :]:
            if not self._free(row.chat_id, chat, pace, weight(piece)):
                return None
            below = _last_words(pieces, said) if piece.attachments else None
            said.append(await self._call(channel, row, chat, pace, piece, below))
            if len(said) < len(pieces):
                await self._note_progress(row, said)
        return Sent(tuple(one for ids in said for one in ids))

    def _free(self, chat_id: int, chat: Chat, pace: Pace, heavy: int) -> bool:
        now = self.clock.now()
        free_at = pace.free_at(chat_id, now, heavy, private=chat.private)
        if free_at > now:
            self._held[chat_id] = free_at
        return free_at <= now

    async def _call(  # one call of the platform, paced
        self,
        channel: Channel,
        row: Outbox,
        chat: Chat,
        pace: Pace,
        piece: Outgoing,
        below: str | None,
    ) -> tuple[str, ...]:
        pace.begin()
        try:
            return (await send_piece(channel, row, piece, below)).external_ids
        finally:
            pace.end(row.chat_id, self.clock.now(), weight(piece), private=chat.private)

    async def _note_progress(self, row: Outbox, said: list[tuple[str, ...]]) -> None:
        await self.ledger.write(lambda store: store.outbox.partly_sent(row, said))

    async def _put_off(self, row: Outbox, chat: Chat, error: RetryLater) -> bool:
        if error.alarm:
            await self._trouble.alarm(chat, error.reason)
        if error.at_most is not None and row.attempts + 1 >= error.at_most:
            return await self._trouble.settle(row, chat, Refused(error.reason), self.clock.now())
        pause = error.after or min(timedelta(seconds=2 ** min(row.attempts, 10)), LONGEST_PAUSE)
        until = self.clock.now() + pause
        log.warning("sending is put off", reason=error.reason, seconds=pause.total_seconds())
        if row.what == KNOCK:  # a courtesy holds up nothing
            await self.ledger.write(lambda store: store.outbox.tried(row, error.reason, until))
            return True
        self._held[row.chat_id] = until
        await self.ledger.write(lambda store: store.outbox.tried(row, error.reason))
        return False

    async def _stands(
        self, store: Store, row: Outbox, out: Outgoing, sent: Sent, *, charged: bool
    ) -> None:
        now = self.clock.now()
        choices = [[one.value, one.label] for line in out.choices for one in line]
        store.outbox.sent(row, sent.external_ids, choices, now, charged=charged)


def weight(message: Outgoing) -> int:
    """How many messages the platform counts it as."""
    return max(1, len(message.attachments))


def _last_words(pieces: tuple[Outgoing, ...], said: list[tuple[str, ...]]) -> str | None:
    """Under which message the next attachments hang."""
    words = [ids[-1] for piece, ids in zip(pieces, said, strict=False) if piece.text and ids]
    return words[-1] if words else None
