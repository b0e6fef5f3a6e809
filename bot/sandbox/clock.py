"""A clock that stands still until somebody moves its hands: days pass in seconds."""

import asyncio
from datetime import datetime, timedelta


class SandboxClock:
    """Implements bot.clock.Clock; `set` and `advance` wake everybody whose time has come."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._now = start
        self._waiting: dict[asyncio.Event, datetime] = {}
        self._events: dict[asyncio.Event, asyncio.Event | None] = {}

    def now(self) -> datetime:
        """The time to which the hands were last moved."""
        return self._now

    async def wait(self, event: asyncio.Event | None, until: datetime | None) -> None:
        """Return when the event is set or the hands have reached `until`, whichever is first."""
        if (event is not None and event.is_set()) or (until is not None and until <= self._now):
            # Even then others get their turn, or a loop around an elapsed time would starve them.
            await asyncio.sleep(0)
            return
        if until is None:
            await (event or asyncio.Event()).wait()
            return
        bell = asyncio.Event()
        self._waiting[bell], self._events[bell] = until, event
        try:
            await (bell.wait() if event is None else _either(bell, event))
        finally:
            del self._waiting[bell], self._events[bell]

    def next_wake(self, *but: asyncio.Event | None) -> datetime | None:
        """The earliest time for which somebody waits, but for those who wait for these events."""
        late = {one for one in but if one is not None}
        times = (until for bell, until in self._waiting.items() if self._events[bell] not in late)
        return min(times, default=None)

    async def caught_up(self) -> None:
        """Return when everybody whose time has come has gone on."""
        while any(until <= self._now for until in self._waiting.values()):  # noqa: ASYNC110  # they run in this very loop
            await asyncio.sleep(0)

    def set(self, when: datetime) -> None:
        """Move the hands to `when`, which may not lie in the past."""
        if when < self._now:
            raise ValueError(f"time does not run backwards: {when} is before {self._now}")
        self._now = when
        for bell, until in self._waiting.items():
            if until <= when:
                bell.set()

    def advance(self, delta: timedelta) -> None:
        """Move the hands forward."""
        self.set(self._now + delta)


async def _either(bell: asyncio.Event, event: asyncio.Event) -> None:
    """Return as soon as one of the two is set."""

    async def ring() -> None:
        await event.wait()
        bell.set()

    async with asyncio.TaskGroup() as group:
        ringing = group.create_task(ring())
        await bell.wait()
        ringing.cancel()
