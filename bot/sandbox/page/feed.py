"""Notices what changes: on the platforms, and of the time. Whoever shows it waits here."""

import asyncio

from bot.sandbox.changing import Changing
from bot.sandbox.page.show import Show

CLOCK_EVERY = 0.1
"""Seconds between two looks at the clock while its hands are turned."""


class Feed:
    """Counts the changes."""

    def __init__(self) -> None:
        self.version = 0
        self._news = asyncio.Event()

    def pulse(self) -> None:
        """Something has changed."""
        self.version += 1
        self._news.set()
        self._news = asyncio.Event()

    async def after(self, version: int) -> None:
        """Return when something has changed since."""
        while self.version == version:
            await self._news.wait()

    async def watch(self, show: Show) -> None:
        """Notice all that changes in the performances, one after the other; for ever."""
        while True:
            await show.ready.wait()
            number, at = show.number, show.town.clock.now()
            async with asyncio.TaskGroup() as group:
                worlds = [stand.world for stand in show.town.stands.values()]
                tasks = [group.create_task(self._pass_on(one)) for one in worlds]
                while show.ready.is_set() and show.number == number:
                    await asyncio.sleep(CLOCK_EVERY)
                    if show.town.clock.now() != at:
                        at = show.town.clock.now()
                        self.pulse()
                for one in tasks:
                    one.cancel()

    async def _pass_on(self, world: Changing) -> None:
        while True:
            await world.changed()
            self.pulse()
