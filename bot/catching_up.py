"""Looks for what a webhook did not bring, and says aloud when it brings nothing any more."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel, Raw, SendError
from bot.clock import Clock
from bot.describing import describe
from handlers.desk import Desk
from handlers.wording import HERE
from storage.db import Database

EVERY = timedelta(minutes=10)
OVERLAP = timedelta(minutes=15)
"""Histories may be late, and clocks differ; what is read twice is recognised."""
LADDER = timedelta(hours=2)
"""So long a platform itself brings again what we could not take (zalo.md §B8: 1 h 50 min)."""

log = structlog.get_logger(__name__)

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
Keep = Callable[[Channel, list[Raw]], Awaitable[int]]
"""Writes a batch down; returns how many were new."""


@dataclass
class CatchingUp:
    """Reads histories where there are any. `silence`: how long a webhook may bring nothing while
    people write, until the duty chat hears of it."""

    database: Database
    clock: Clock
    channels: dict[str, Channel]
    keep: Keep
    open_desk: OpenDesk
    silence: timedelta
    _begun: datetime = field(init=False)
    _looked: dict[str, datetime] = field(default_factory=dict)
    _since: dict[str, datetime] = field(default_factory=dict)
    _knocked: dict[str, datetime] = field(default_factory=dict)
    _missed: dict[str, int] = field(default_factory=dict)
    """What histories told since the webhook last brought something."""

    def __post_init__(self) -> None:
        self._begun = self.clock.now()

    def knocked(self, channel: Channel) -> None:
        """Something came by itself."""
        self._knocked[channel.name] = self.clock.now()
        self._missed.pop(channel.name, None)

    async def look(self) -> None:
        """Look at every channel whose turn it is. Called again and again.

        Whatever troubles one, the others have their turn.
        """
        for channel in self.channels.values():
            now = self.clock.now()
            if now - self._looked.get(channel.name, now - EVERY) < EVERY:
                continue
            self._looked[channel.name] = now
            try:
                await self._catch_up(channel, now)
                await self._watch(channel, now)
            except Exception as error:  # noqa: BLE001  # the edge: the next look goes further back
                log.error(
                    "what was missed could not be looked for",
                    channel=channel.name,
                    error=describe(error),
                )

    async def _catch_up(self, channel: Channel, now: datetime) -> None:
        first = channel.name not in self._since
        since = await self._first_since(channel, now) if first else self._since[channel.name]
        try:
            missed = await channel.missed(since)
        except SendError as error:  # the next look goes back further
            log.warning("what was missed cannot be read", channel=channel.name, error=str(error))
            return
        new = await self.keep(channel, missed) if missed else 0
        self._since[channel.name] = now - OVERLAP
        if new:
            log.warning("a webhook had not brought everything", channel=channel.name, messages=new)
        if new and not first:  # while we were away nothing could come
            self._missed[channel.name] = self._missed.get(channel.name, 0) + new

    async def _first_since(self, channel: Channel, now: datetime) -> datetime:
        """After a start: from the last that we have, and what the platform may still bring."""
        async with self.database.reading() as store:
            newest = await store.inbox.newest(channel.name)
        return now - OVERLAP if newest is None else newest - LADDER

    async def _watch(self, channel: Channel, now: datetime) -> None:
        missed = self._missed.get(channel.name, 0)
        silent_since = self._knocked.get(channel.name, self._begun)
        if not missed or now - silent_since < self.silence:
            return
        async with self.open_desk() as desk:
            await desk.alert(
                "zalo.silent",
                once=f"silent:{channel.name}:{now.astimezone(HERE).date()}",
                since=desk.wording.moment(silent_since),
                n=missed,
            )
