"""A small town for tests, demo and training: the real bot, stand-ins, and time in our hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, build
from bot.channels.base import Channel, Limits
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.platforms import webhook_secret
from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import Group, Person, TelegramSandbox
from bot.sandbox.telegram_chats import Message
from bot.settings import Settings
from handlers.wording import HERE
from storage.db import Database
from storage.files import file_path

OFFICE = Path(__file__).parent / "office.toml"
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=HERE)
"""An ordinary Monday morning at the office."""
AT_ONCE = timedelta(seconds=5)
TICK = timedelta(minutes=30)
"""How often the jobs look while a town's time passes; the real bot looks more often."""


@dataclass
class Town:
    """One office with its bot. Whatever a person does here, `settle` waits for all that follows."""

    settings: Settings
    clock: SandboxClock
    telegram: TelegramSandbox
    limits: Limits | None = None
    read_timeout: float = 5.0
    alone: bool = True
    """No other process works on the same database: nothing happens that wakes nobody."""
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _app: App | None = None

    @property
    def app(self) -> App:
        """The bot that is running."""
        assert self._app is not None  # noqa: S101  # open() or restart() set it
        return self._app

    async def open(self) -> None:
        """Start the bot."""
        self._app = await build(self.settings, self.clock, self._channels)
        if self.alone:  # or days would pass by the second
            self._app.inbox.patience = self._app.sender.patience = None
        self._stack.push_async_callback(self._app.database.close)
        await self._stack.enter_async_context(self._app.running())
        await self.settle()

    def _channels(
        self, settings: Settings, clock: Clock, _database: Database
    ) -> dict[str, Channel]:
        made = TelegramChannel(
            self.telegram.token,
            api_url=settings.telegram_api_url,
            now=clock.now,
            open_file=partial(file_path, settings.data_dir / "files"),
            webhook_secret=webhook_secret(settings),
            read_timeout=self.read_timeout,
        )
        if self.limits is not None:
            made.limits = self.limits
        return {made.name: made}

    async def close(self) -> None:
        """Stop the bot; what was under way is repeated when it starts again."""
        await self._stack.aclose()

    async def restart(self) -> None:
        """Stop the bot and start it on the same data."""
        await self.close()
        self._stack = AsyncExitStack()
        await self.open()

    @asynccontextmanager
    async def spare(self) -> AsyncIterator[App]:
        """Another process's desk on the same data, not running."""
        app = await build(self.settings, self.clock, self._channels)
        try:
            yield app
        finally:
            await app.database.close()

    async def settle(self, within: timedelta = AT_ONCE) -> None:
        """Let happen all that happens now, and what follows within this time (pace, albums)."""
        horizon = self.clock.now() + within
        while True:
            await self.clock.caught_up()
            await self.telegram.wait_quiet(timeout=20)
            await self.app.settled()
            if not (self.telegram.quiet and self.app.at_rest):
                continue
            wake = self.clock.next_wake()
            if wake is None or wake > horizon:
                return
            self.clock.set(wake)

    async def pass_time(self, delta: timedelta) -> None:
        """Let time pass; the jobs look every half hour and at the end."""
        await self.until(self.clock.now() + delta)

    async def until(self, when: datetime) -> None:
        """Let time pass until then."""
        await self.settle()
        while self.clock.now() < when:
            # A poll that waits in vain decides nothing: it may end late, or days took minutes.
            wake = self.clock.next_wake(but=self.telegram.world.updates.parked) or when
            self.clock.set(min(when, _next_tick(self.clock.now()), max(wake, self.clock.now())))
            await self.settle(timedelta())
            await self.app.tick()
            await self.settle(timedelta())

    async def says(self, who: Person, text: str, *, to: Group | None = None) -> Message:
        """Somebody types something; returns the newest message in that chat afterwards."""
        who.says(text, in_=to)
        await self.settle()
        return (to or who).last

    async def replies(self, who: Person, to: Message, text: str, *, where: Group) -> Message:
        """Somebody answers a message in a group."""
        who.says(text, in_=where, reply_to=to, topic=to.thread)
        await self.settle()
        return where.last

    async def presses(self, who: Person, message: Message, label: str) -> Message:
        """Somebody taps a button (named by a part of its label); returns the chat's newest."""
        named = [one for one in message.labels if label.casefold() in one.casefold()]
        who.presses(message, named[0] if named else label)
        await self.settle()
        return message.chat.messages[-1]

    async def invite(self, what: str, unit: str | None = None) -> str:
        """Make a one-time code, as `python -m bot invite` does."""
        async with self.app.open_desk() as desk:
            return await desk.store.offices.invite(what, unit, desk.now)

    async def connect(self, who: Person, group: Group, unit: str) -> None:
        """An official makes a group the desk of a unit."""
        await self.says(who, f"/ketnoi {await self.invite('unit', unit)}", to=group)

    async def appoint(self, who: Person, what: str, unit: str | None = None) -> None:
        """A person becomes head, leader, admin or the duty chat."""
        await self.says(who, f"/ketnoi {await self.invite(what, unit)}")


def _next_tick(now: datetime) -> datetime:
    """The next full half hour."""
    return now + TICK - (now - MONDAY) % TICK


@asynccontextmanager
async def open_town(
    directory: Path,
    *,
    start: datetime = MONDAY,
    database_url: str = "",
    pace: bool = True,
    office: Path = OFFICE,
    limits: Limits | None = None,
    read_timeout: float = 5.0,
) -> AsyncIterator[Town]:
    """Open the sandbox and the bot in it; data lies in `directory`."""
    clock = SandboxClock(start)
    telegram = TelegramSandbox(clock, pace=pace)
    async with telegram.serve() as url:
        settings = Settings(
            _env_file=None,
            telegram_token=SecretStr(telegram.token),
            telegram_api_url=url,
            office_file=office,
            secret_key=SecretStr("a secret for the sandbox only, 32+ letters"),
            data_dir=directory,
            database_url=database_url,
        )
        town = Town(settings, clock, telegram, limits, read_timeout)
        await town.open()
        try:
            yield town
        finally:
            await town.close()
            await asyncio.sleep(0)
