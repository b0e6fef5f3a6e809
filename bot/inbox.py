"""Handles what arrived: in order within a chat, chats side by side, one transaction a message."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel, SendError
from bot.clock import Clock
from bot.intake import INCOMING
from handlers.desk import Desk, Note, Spot
from handlers.message import Attachment, AttachmentKind, Incoming, Kind
from handlers.router import route
from storage.db import Database
from storage.files import keep_bytes
from storage.inbox import Waiting
from storage.models import Taken

ALBUM_QUIET = timedelta(seconds=1.5)
"""An album has no end mark: it is whole when no part came for so long (telegram.md §4)."""
ALBUM_AT_MOST = timedelta(seconds=10)
SIDE_BY_SIDE = 8

log = structlog.get_logger(__name__)

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


@dataclass
class Inbox:
    """Empties the letter box. `wake` is set whenever something may have arrived."""

    database: Database
    clock: Clock
    channels: dict[str, Channel]
    open_desk: OpenDesk
    patience: timedelta | None = None
    """How long to trust being woken; other processes on the same database cannot wake us."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work for ever."""
        self.wake.set()
        while True:
            until = await self.once()
            if self.patience is not None:
                look = self.clock.now() + self.patience
                until = look if until is None else min(until, look)
            await self.clock.wait(self.wake, until)
            self.idle.clear()

    async def once(self) -> datetime | None:
        """Handle all that is ready; returns when to look again without being woken."""
        while True:
            self.wake.clear()
            async with self.database.reading() as store:
                waiting = await store.inbox.waiting()
            chats: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
            for row in waiting:
                chats[row.channel, row.chat_key].append(row)
            ready, later = self._ready(chats)
            if not ready:
                if not self.wake.is_set():
                    self.idle.set()
                return later
            self.idle.clear()
            turns = asyncio.Semaphore(SIDE_BY_SIDE)
            async with asyncio.TaskGroup() as group:
                for rows in ready:
                    group.create_task(self._chat(rows, turns))

    def _ready(
        self, chats: dict[tuple[str, str], list[Waiting]]
    ) -> tuple[list[list[Waiting]], datetime | None]:
        ready: list[list[Waiting]] = []
        later: list[datetime] = []
        for rows in chats.values():
            whole, until = self._until_open_album(rows)
            if whole:
                ready.append(whole)
            if until:
                later.append(until)
        return ready, min(later, default=None)

    def _until_open_album(self, rows: list[Waiting]) -> tuple[list[Waiting], datetime | None]:
        """What of a chat can be handled now; an album that may still grow holds up the rest."""
        now = self.clock.now()
        seen: set[str] = set()
        for place, row in enumerate(rows):
            if row.album is None or row.album in seen:
                continue
            seen.add(row.album)
            parts = [one.received_at for one in rows if one.album == row.album]
            whole_at = min(max(parts) + ALBUM_QUIET, min(parts) + ALBUM_AT_MOST)
            if whole_at > now:
                return rows[:place], whole_at
        return rows, None

    async def _chat(self, rows: list[Waiting], turns: asyncio.Semaphore) -> None:
        async with turns:
            done: set[int] = set()
            for row in rows:
                if row.id in done:
                    continue
                together = [row]
                if row.album is not None:
                    together = [one for one in rows if one.album == row.album]
                done.update(one.id for one in together)
                if not await self._take(together):
                    return  # another process is at this chat

    async def _take(self, rows: list[Waiting]) -> bool:
        """Handle one message (or album); False when another process has it."""
        channel = self.channels.get(rows[0].channel)
        ids = [row.id for row in rows]
        notice = ""
        message: Incoming | None = None
        try:
            message = _merge([INCOMING.validate_json(row.body) for row in rows])
            if channel is not None and message.attachments:
                message = replace(message, attachments=await self._fetch(channel, message))
            async with self.open_desk() as desk:
                if not await desk.store.inbox.claim(ids, desk.now):
                    return False
                for one in message.attachments:
                    if one.sha256:
                        await desk.store.files.note(
                            one.sha256, one.size, one.mime, one.name, desk.now
                        )
                await route(desk, message)
                notice = desk.notice
        except Exception as error:  # noqa: BLE001  # the edge: whatever went wrong, it is not lost
            log.error("a message could not be handled", inbox=ids, error=describe(error))
            await self._failed(ids, message, error)
        if message is not None and message.kind is Kind.PRESS and channel is not None:
            await channel.answer_press(message, notice)
        return True

    async def _fetch(self, channel: Channel, message: Incoming) -> tuple[Attachment, ...]:
        """Keep the files' bytes; what cannot be fetched is still shown by its platform's id."""
        kept = []
        for one in message.attachments:
            sha256 = None
            if one.kind is not AttachmentKind.COPY and one.size <= channel.limits.fetch_bytes:
                try:
                    data = await channel.fetch(one)
                    sha256 = await asyncio.to_thread(keep_bytes, self.database.files_dir, data)
                except SendError as error:
                    log.warning("a file could not be fetched", error=describe(error))
            kept.append(replace(one, sha256=sha256))
        return tuple(kept)

    async def _failed(self, ids: list[int], message: Incoming | None, error: Exception) -> None:
        async with self.open_desk() as desk:
            await desk.store.inbox.mark(ids, Taken.FAILED, desk.now, describe(error))
            if message is not None and message.kind not in _SILENT:
                where = message.address
                chat = await desk.store.people.chat(
                    where.channel, where.chat_id, private=message.private
                )
                if chat.id is not None and (message.private or message.kind is Kind.PRESS):
                    note = Note(once=f"apology:{ids[0]}")
                    await desk.tell(Spot(chat.id, where.topic), "common.apology", note=note)
            await desk.alert("common.alert_failed", once=f"failed:{ids[0]}", inbox=ids[0])


_SILENT = (Kind.BLOCKED, Kind.OPENED, Kind.MOVED)


def _merge(parts: list[Incoming]) -> Incoming:
    """Make one message of an album's parts, in order; its caption is whatever they say."""
    words = "\n".join(part.text for part in parts if part.text)
    files = tuple(one for part in parts for one in part.attachments)
    return replace(parts[0], text=words, attachments=files)


def describe(error: BaseException) -> str:
    """Say what went wrong without a person's words: the type, and where it happened."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = (
        f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}"
        if place
        else "?"
    )
    return f"{type(error).__name__} at {where}"
