"""The performance: one town, opened and closed by one task, in which time passes as it is told."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.describing import describe
from bot.sandbox.page.cast import STAFF_ON, Cast, assemble
from bot.sandbox.page.hours import HOURS
from bot.sandbox.page.story import PAUSE, Story
from bot.sandbox.page.troubles import TROUBLES
from bot.sandbox.town import OFFICE, Town, open_town
from bot.schedule import TICK_SECONDS

log = structlog.get_logger(__name__)

BEAT = 1.0
"""Seconds between two moves of the clock, which shows real seconds while nobody turns it."""
CAUGHT_UP = timedelta(minutes=6)
"""What was put off goes out within so long once a trouble is over (bot.sender.LONGEST_PAUSE)."""
IMPATIENT = 1.0
"""Seconds between two of the bot's attempts to reach a silent Telegram; really up to thirty."""
PLATFORMS = ("telegram", "zalo_oa")

Order = Callable[["Show"], Awaitable[object]]


class Closed(Exception):
    """The house closes before an order could be carried out."""


class Show:
    """Everything on the page; whatever opens, closes or moves the town is an order to its task.

    `office`: the office file. `pause`: seconds between two steps of the story.
    """

    def __init__(
        self, pulse: Callable[[], None], *, office: Path = OFFICE, pause: float = PAUSE
    ) -> None:
        self.pulse = pulse
        self.office = office
        self.staff_on = STAFF_ON[0]
        self.number = 0
        """Which performance this is: messages' numbers begin anew with each."""
        self.up = False
        """Whether the bot is running; it may have crashed."""
        self.moving = False
        """Whether the hands of the clock are being turned."""
        self.story = Story(pause)
        self.town: Town
        self.cast: Cast
        self.began: datetime
        self.ready = asyncio.Event()
        self.reading = asyncio.Lock()
        """Held while somebody looks into the database, and while it is opened or closed."""
        self._orders: asyncio.Queue[tuple[Order, asyncio.Future[object]]] = asyncio.Queue()
        self._promised: set[asyncio.Future[object]] = set()
        self._over = False

    async def direct(self) -> None:
        """Perform for ever; cancel it to close the house: whoever still waits, waits no more."""
        try:
            while True:
                async with AsyncExitStack() as stack:
                    await self._perform_once(stack)
        finally:
            for one in [*self._promised]:
                one.set_exception(Closed())

    async def _perform_once(self, stack: AsyncExitStack) -> None:
        async with self.reading:
            await self._raise_curtain(stack)
        self._over = False
        self.ready.set()
        self.pulse()
        try:
            await self._perform()
        finally:
            self.ready.clear()
        async with self.reading:  # whoever still looks may finish
            pass

    async def ask(self, order: Order) -> object:
        """Have something done; returns when it is done. Raises Closed, and what it raises."""
        return await self._promise(order)

    def soon(self, order: Order) -> None:
        """Have something done without waiting for it."""
        self._promise(order).add_done_callback(_looked_at)

    def _promise(self, order: Order) -> "asyncio.Future[object]":
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._promised.add(done)
        done.add_done_callback(self._promised.discard)
        self._orders.put_nowait((order, done))
        return done

    async def _raise_curtain(self, stack: AsyncExitStack) -> None:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True)
        )
        self.town = await stack.enter_async_context(
            open_town(Path(folder), office=self.office, platforms=PLATFORMS, pause=_impatiently)
        )
        self.cast = await assemble(self.town, self.staff_on)
        self.began = self.town.clock.now()
        self.number += 1
        self.up = True
        self.story.hush()

    async def _perform(self) -> None:
        loop = asyncio.get_running_loop()
        seen, beats = loop.time(), 0
        while not self._over:
            if order := await self._next_order():
                await self._obey(*order)
                continue
            if self.up:
                await self.story.go_on(self.cast, self.town, self.turn)
            elapsed, seen, beats = loop.time() - seen, loop.time(), beats + 1
            self.town.clock.advance(timedelta(seconds=min(elapsed, 2 * BEAT)))
            if self.up:
                await self.town.clock.caught_up()
                if beats % TICK_SECONDS == 0:
                    await self.town.app.tick()
            self.pulse()

    async def _next_order(self) -> tuple[Order, "asyncio.Future[object]"] | None:
        """None when it is time for the next beat."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.story.pause if self.story.waiting else BEAT):
                return await self._orders.get()
        return None

    async def _obey(self, order: Order, done: "asyncio.Future[object]") -> None:
        try:
            result, error = await order(self), None
        except Exception as trouble:  # noqa: BLE001  # the edge: the page is told, the show goes on
            result, error = None, trouble
        if not done.done():  # whoever asked may have gone
            done.set_exception(error) if error else done.set_result(result)
        self.pulse()

    async def settle(self) -> None:
        """Let happen what follows from what somebody did."""
        if self.up:
            with suppress(TimeoutError):
                await self.town.settle()

    async def turn(self, to: str) -> bool:
        """Turn the clock to one of HOURS; False when there is nothing to turn it to."""
        when = await HOURS[to](self.town) if self.up or to != "deadline" else None
        if when is None:
            return False
        self.moving = True
        try:
            if self.up:
                await self.town.until(when)
            else:  # nobody is there who could do anything in that time
                self.town.clock.set(when)
        finally:
            self.moving = False
        return True

    async def trouble(self, name: str, *, on: bool) -> None:
        """Let one of TROUBLES begin or end; "crash" is the bot's own."""
        if name == "crash":
            await self._crash() if on else await self._rise()
            return
        one = TROUBLES[name]
        (one.on if on else one.off)(self.town, self.cast)
        if self.up and not on:
            await asyncio.sleep(IMPATIENT if name == "telegram" else 0)
            with suppress(TimeoutError):
                await self.town.settle(CAUGHT_UP)

    async def _crash(self) -> None:
        if self.up:
            self.up = False
            async with self.reading:
                await self.town.close()

    async def _rise(self) -> None:
        if not self.up:
            async with self.reading:
                await self.town.restart()
                self.up = True
            await self.town.app.tick()
            with suppress(TimeoutError):
                await self.town.settle(CAUGHT_UP)

    @property
    def troubles(self) -> list[str]:
        """What goes wrong at the moment."""
        lasting = [name for name, one in TROUBLES.items() if one.lasts(self.town, self.cast)]
        return lasting if self.up else [*lasting, "crash"]

    async def reset(self, staff_on: str) -> None:
        """Begin anew; staff groups may live elsewhere then. Raises ValueError."""
        if staff_on not in STAFF_ON:
            raise ValueError("staff groups live on Telegram or on Zalo")
        self.staff_on = staff_on
        await self.ask(Show._end)
        await self.ready.wait()

    async def _end(self) -> None:
        self._over = True
        self.ready.clear()

    async def tell(self, scenes: range) -> None:
        """Tell these scenes of the story, one step after the other."""
        await self._rise()
        self.story.begin(scenes)


async def _impatiently(seconds: float) -> None:
    await asyncio.sleep(min(seconds, IMPATIENT))


def _looked_at(done: "asyncio.Future[object]") -> None:
    error = None if done.cancelled() else done.exception()
    if error and not isinstance(error, Closed):
        log.error("an order could not be carried out", error=describe(error))
