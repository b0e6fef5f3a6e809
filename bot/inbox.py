"""Handles what arrived: in order within a chat, chats side by side, one transaction a message."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.channels.base import SIDE_BY_SIDE, Channel
from bot.clock import Clock
from bot.describing import describe
from bot.fetching import ChatKey, Fetching, NotYet
from bot.intake import INCOMING, Intake
from bot.letters import chat_of, merge, messages, speaker, until_open_album
from bot.standing import Standings
from handlers.desk import Desk, Note, Spot
from handlers.message import NO_SPEECH, Incoming, Kind
from handlers.router import route
from handlers.standing import AskFirst
from storage.ahead import look_ahead
from storage.db import Database
from storage.inbox import Waiting
from storage.models import Taken

SIGN_SECONDS = 1.0
PAGE = 16
"""Messages of different chats in one transaction: the cost of a commit is shared."""
PAGES = 4
"""Pages side by side where the database has several writers. With one, all would wait for it in
line, and what arrives behind them."""

log = structlog.get_logger(__name__)

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


@dataclass
class Inbox:
    """Empties the letter box. `wake` is set whenever something may have arrived."""

    database: Database
    clock: Clock
    channels: dict[str, Channel]
    open_desk: OpenDesk
    intake: Intake
    patience: timedelta | None = None
    """How long to trust being woken; other processes on the same database cannot wake us."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _aside: set[ChatKey] = field(default_factory=set)
    """Chats whose files are being fetched: a slow line must not hold up everybody."""
    _known: dict[int, Waiting] = field(default_factory=dict)
    _heard: dict[int, Incoming | None] = field(default_factory=dict)
    """What stands in line, opened once."""

    def __post_init__(self) -> None:
        self.fetching = Fetching(self.database.files_dir)
        self.standings = Standings(self.channels, self.clock, self.open_desk)
        self._desks = asyncio.Semaphore(1 if self.database.sqlite else PAGES)

    async def run(self) -> None:
        """Work for ever."""
        self.wake.set()
        self._aside.clear()
        async with asyncio.TaskGroup() as tasks:
            while True:
                until = await self.once(tasks)
                if self.patience is not None:
                    look = self.clock.now() + self.patience
                    until = look if until is None else min(until, look)
                await self.clock.wait(self.wake, until)
                self.idle.clear()

    async def once(self, tasks: asyncio.TaskGroup) -> datetime | None:
        """Handle all that is ready; returns when to look again without being woken."""
        while True:
            self.wake.clear()
            async with self.database.reading() as store:
                waiting = await store.inbox.waiting(self._known)
            self._known = {row.id: row for row in waiting}
            self._heard = {one: said for one, said in self._heard.items() if one in self._known}
            chats: dict[ChatKey, list[Waiting]] = defaultdict(list)
            for row in waiting:
                if (row.channel, row.chat_key) not in self._aside:
                    chats[row.channel, row.chat_key].append(row)
            ready, later = self._ready(chats)
            if len(self._aside) >= SIDE_BY_SIDE:
                ready = [rows for rows in ready if not self._asks(rows)]
            if not ready:
                if not (self._aside or self.wake.is_set()):
                    self.idle.set()
                return later
            self.idle.clear()
            await self._all([rows for rows in ready if not self._put_aside(rows, tasks)])

    def _asks(self, rows: list[Waiting]) -> bool:
        """Whether the platform must be asked for something before these can be handled."""
        channel = self.channels.get(rows[0].channel)
        if self._waits(rows):
            return True
        said = [message for row in rows if (message := self._understood(row)) is not None]
        return channel is not None and any(
            one.attachments or not channel.knows(one) for one in said
        )

    def _put_aside(self, rows: list[Waiting], tasks: asyncio.TaskGroup) -> bool:
        """Give a chat for which the platform must be asked a task of its own; False: for none."""
        if not self._asks(rows):
            return False
        if len(self._aside) < SIDE_BY_SIDE:
            chat = chat_of(rows)
            self._aside.add(chat)
            tasks.create_task(self._by_itself(chat, rows))
        return True

    async def _by_itself(self, chat: ChatKey, rows: list[Waiting]) -> None:
        async with asyncio.TaskGroup() as signs:
            try:
                for message in messages(rows):
                    await self.standings.settle(chat)
                    await self._page([message], signs)
                    if self.standings.waits(chat):
                        break  # it is looked at again, and so is what follows it
                    self.fetching.over(chat)
            except NotYet:
                self.fetching.put_off(chat, self.clock.now())
            finally:
                self._aside.discard(chat)
                self.wake.set()

    async def _all(self, ready: list[list[Waiting]]) -> None:
        """Handle the first message of every chat, then the second …: several at once."""
        lines = [messages(rows) for rows in ready]
        while lines:
            turn = [line.pop(0) for line in lines]
            pages = [turn[i : i + PAGE] for i in range(0, len(turn), PAGE)]
            async with asyncio.TaskGroup() as group:
                for page in pages:
                    group.create_task(self._page(page, group))
            lines = [line for line in lines if line and not self._waits(line[0])]

    async def _page(self, page: list[list[Waiting]], signs: asyncio.TaskGroup) -> None:
        """Several chats' messages in one transaction; if one of them fails, each in its own.

        So each is tried twice: a database that stumbled once is no reason to apologise.
        """
        try:
            while page:
                page = page[await self._together(page, signs) :]
        except NotYet:
            raise
        except AskFirst as ask:
            if len(page) == 1:
                self.standings.put(chat_of(page[0]), ask)
                return
        except Exception as error:  # noqa: BLE001  # the edge: found out one by one below
            log.info("a page is done again, one by one", error=describe(error))
        for rows in page:
            try:
                await self._together([rows], signs)
            except AskFirst as ask:
                self.standings.put(chat_of(rows), ask)
            except Exception as error:  # noqa: BLE001  # the edge: whatever it was, it is not lost
                await self._failed(rows, error)

    def _waits(self, rows: list[Waiting]) -> bool:
        return self.standings.waits(chat_of(rows))

    def _ready(
        self, chats: dict[ChatKey, list[Waiting]]
    ) -> tuple[list[list[Waiting]], datetime | None]:
        ready: list[list[Waiting]] = []
        later: list[datetime] = []
        for chat, rows in chats.items():
            if waits := self.fetching.not_before(chat, self.clock.now()):
                later.append(waits)
                continue
            whole, until = until_open_album(rows, self.clock.now())
            if whole:
                ready.append(whole)
            if until:
                later.append(until)
        return ready, min(later, default=None)

    async def _together(self, page: list[list[Waiting]], signs: asyncio.TaskGroup) -> int:
        """Handle them, but end early when something new stands at the door; returns how many.

        `signs`: where it is shown to people that we have their messages.
        """
        done = 0
        said = [await self._read(rows) for rows in page]
        notices: list[tuple[Incoming, str]] = []
        async with self._desks, self.open_desk() as desk:
            await look_ahead(desk.store, [speaker(message) for message in said])
            ours = await desk.store.inbox.claim([row.id for rows in page for row in rows])
            for rows, message in zip(page, said, strict=True):
                seat = replace(desk)  # one transaction, but what is said in passing is one's own
                if ours.issuperset(row.id for row in rows):  # else another process has it
                    await self._handle(seat, message)
                    notices.append((message, seat.notice))
                done += 1
                await asyncio.sleep(0)  # the door and the sender get their turn
                if self.intake.at_the_door:
                    break
            handled = [row.id for rows in page[:done] for row in rows if row.id in ours]
            await desk.store.inbox.handled(handled, desk.now)
        for message, notice in notices:
            signs.create_task(self._acknowledge(message, notice))
        return done

    def _understood(self, row: Waiting) -> Incoming | None:
        """None: what lies there cannot be read; it fails where it is handled, holding up nobody."""
        if row.id not in self._heard:
            try:
                self._heard[row.id] = INCOMING.validate_json(row.body)
            except ValueError:
                self._heard[row.id] = None
        return self._heard[row.id]

    async def _read(self, rows: list[Waiting]) -> Incoming:
        channel = self.channels.get(rows[0].channel)
        message = merge([self._understood(row) or INCOMING.validate_json(row.body) for row in rows])
        if channel is None:
            return message
        message = await channel.complete(message)
        if not message.attachments:
            return message
        files = await self.fetching.fetch(channel, message, chat_of(rows))
        return replace(message, attachments=files)

    async def _handle(self, desk: Desk, message: Incoming) -> None:
        """Handle one message (or album)."""
        for one in message.attachments:
            if one.sha256:
                await desk.store.files.note(one.sha256, one.size, one.mime, desk.now)
        await route(desk, message)
        desk.store.leave()  # the next message of the page must see it: a code is used once

    async def _acknowledge(self, message: Incoming, notice: str) -> None:
        """Show the person that we have it; the next messages do not wait for that for long."""
        channel = self.channels.get(message.address.channel)
        if channel is None:
            return
        if message.kind is Kind.PRESS:
            await channel.answer_press(message, notice)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(SIGN_SECONDS):
                await channel.received(message)

    async def _failed(self, rows: list[Waiting], error: Exception) -> None:
        ids = [row.id for row in rows]
        log.error("a message could not be handled", inbox=ids, error=describe(error))
        message = self._understood(rows[0])
        async with self.open_desk() as desk:
            await desk.store.inbox.mark(ids, Taken.FAILED, desk.now, describe(error))
            if message is not None and message.kind not in NO_SPEECH:
                where = message.address
                chat = await desk.store.people.chat(
                    where.channel, where.chat_id, private=message.private
                )
                if chat.id is not None and (message.private or message.kind is Kind.PRESS):
                    note = Note(once=f"apology:{ids[0]}")
                    await desk.tell(Spot(chat.id, where.topic), "common.apology", note=note)
            await desk.alert("common.alert_failed", once=f"failed:{ids[0]}", inbox=ids[0])
        if message is not None:
            await self._acknowledge(message, "")
