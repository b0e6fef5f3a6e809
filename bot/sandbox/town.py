"""A small town for tests, demo and training: the real bot, stand-ins, and time in our hands."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import App, build
from bot.channels.base import Channel, Limits
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.grant import zalo_app
from bot.platforms import PLATFORMS, kept_files, make_channels, webhook_secret
from bot.sandbox.clock import SandboxClock
from bot.sandbox.looking import next_tick
from bot.sandbox.serve import serve
from bot.sandbox.stands import STANDS, THIS_MACHINE, Place, Said, Somebody
from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.zalo_bot import ZaloBotSandbox
from bot.sandbox.zalo_oa import ZaloOaSandbox
from bot.sandbox.zalo_oa_tokens import ACCESS_LIFE, REFRESH_LIFE
from bot.settings import Settings
from bot.web import Front
from handlers.agreeing import LIKENESS, PLACE
from handlers.calendar import calendar_of
from handlers.wording import HERE, texts
from storage.db import Database
from storage.tokens import Pair

OFFICE = Path(__file__).parent / "office.toml"
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=HERE)
"""An ordinary Monday morning at the office."""
AT_ONCE = timedelta(seconds=5)
YES = re.compile("|".join(re.escape(texts()[f"data.yes_{one}"][:18]) for one in (PLACE, LIKENESS)))
"""How a yes begins: some platforms cut what stands on a button."""
LATELY = 3  # messages among which a question that was put just now stands


@dataclass
class Town:
    """One office with its bot. Whatever a person does here, `settle` waits for all that follows."""

    settings: Settings
    clock: SandboxClock
    stands: dict[str, Any]  # the platforms' stand-ins by name
    limits: Limits | None = None
    read_timeout: float = 5.0
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep  # real seconds, at a silent Telegram
    webhooks: bool = False  # platforms that could be polled bring their updates to us
    alone: bool = True  # no other process works on the same database
    willing: bool = False
    """Who has acted here says yes when asked whether officials may see what they send."""
    _known: dict[int, Any] = field(default_factory=dict)
    _allowed: list[Any] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _app: App | None = None

    @property
    def app(self) -> App:
        """The bot that is running."""
        assert self._app is not None  # noqa: S101  # open() or restart() set it
        return self._app

    @property
    def telegram(self) -> TelegramSandbox:
        """Telegram. Raises KeyError where a town has none."""
        found: TelegramSandbox = self.stands["telegram"]
        return found

    @property
    def zalo_oa(self) -> ZaloOaSandbox:
        """The Official Account. Raises KeyError where a town has none."""
        found: ZaloOaSandbox = self.stands["zalo_oa"]
        return found

    @property
    def zalo_bot(self) -> ZaloBotSandbox:
        """The Zalo Bot Platform. Raises KeyError where a town has none."""
        found: ZaloBotSandbox = self.stands["zalo_bot"]
        return found

    async def open(self) -> None:
        """Start the bot, and open its front door where a platform needs one."""
        self._app = app = await build(self.settings, self.clock, self._channels)
        if self.alone:  # or days would pass by the second
            app.inbox.patience = app.sender.patience = None
        self._stack.push_async_callback(app.database.close)
        await self._consent()
        await self._stack.enter_async_context(app.running(polls=not self.webhooks))
        await app.catching_up.look()  # before the door opens, as bot.app.run does
        if self.settings.public_url:
            front = Front(app.database, app.receive, app.channels, self.settings, self.clock)
            await self._stack.enter_async_context(serve(front.app, self.settings.address[1]))
            if self.webhooks:
                await front.register()
        if "zalo_oa" in self.stands:
            door = PLATFORMS["zalo_oa"].doors(self.settings)[0]
            await self.zalo_oa.set_webhook(f"{self.settings.public_url}{door}")
        await self.settle()

    async def _consent(self) -> None:
        """As the OA's admin does once: the first pair of tokens."""
        if "zalo_oa" not in self.stands:
            return
        account, now = zalo_app(self.settings).account, self.clock.now()
        async with self.app.database.unit_of_work() as store:
            if await store.tokens.pair(account) is None:
                await store.tokens.keep(account, first_pair(self.zalo_oa, now))

    def _channels(self, settings: Settings, clock: Clock, database: Database) -> dict[str, Channel]:
        made = make_channels(settings, clock, database)
        if "telegram" in made:
            telegram = TelegramChannel(
                self.telegram.token,
                api_url=settings.telegram_api_url,
                now=clock.now,
                open_file=kept_files(settings),
                webhook_secret=webhook_secret(settings),
                read_timeout=self.read_timeout,
                pause=self.pause,
            )
            telegram.limits = self.limits or telegram.limits
            made["telegram"] = telegram
        return made

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
        await self._settle(within)
        while self.willing and self._say_yes():
            await self._settle(within)

    def _say_yes(self) -> bool:  # False: nobody is asked
        for who in self._known.values():
            for message in who.messages[-LATELY:]:
                named = [one for one in message.labels if YES.match(one)]
                if message.from_bot and named and message not in self._allowed:
                    self._allowed.append(message)
                    who.presses(message, named[0])
                    return True
        return False

    async def _settle(self, within: timedelta) -> None:
        horizon = self.clock.now() + within
        while True:
            await self.clock.caught_up()
            for stand in self.stands.values():
                await stand.wait_quiet(timeout=20)
            await self.app.settled()
            if not (all(one.quiet for one in self.stands.values()) and self.app.at_rest):
                continue
            wake = self.clock.next_wake()
            if wake is None or wake > horizon:
                return
            self.clock.set(wake)

    async def pass_time(self, delta: timedelta) -> None:
        """Let time pass; the jobs look every half hour (looking.py) and at the end."""
        await self.until(self.clock.now() + delta)

    async def until(self, when: datetime) -> None:
        """Let time pass until then."""
        await self.settle()
        while self.clock.now() < when:
            # A poll in vain decides nothing: it may end late, or days took minutes.
            parked = (one.parked for one in self.stands.values())
            wake = self.clock.next_wake(*parked) or when
            tick = next_tick(self.clock.now(), calendar_of(self.app.office))
            self.clock.set(min(when, tick, max(wake, self.clock.now())))
            await self.settle(timedelta())
            await self.app.tick()
            await self.settle(timedelta())

    async def says(self, who: Somebody[Said], text: str, *, to: Place[Said] | None = None) -> Said:
        """Somebody types something; returns the newest message in that chat afterwards."""
        self._known[id(who)] = who
        who.says(text, in_=to)
        await self.settle()
        return (to or who).last

    async def replies(
        self, who: Somebody[Said], to: Said, text: str, *, where: Place[Said]
    ) -> Said:
        """Somebody answers a message in a group."""
        who.says(text, in_=where, reply_to=to, topic=to.thread)
        await self.settle()
        return where.last

    async def presses(self, who: Somebody[Said], message: Said, label: str) -> Said:
        """Somebody taps a button (named by a part of its label); returns the chat's newest."""
        self._known[id(who)] = who
        named = [one for one in message.labels if label.casefold() in one.casefold()]
        who.presses(message, named[0] if named else label)
        await self.settle()
        newest: Said = message.chat.messages[-1]
        return newest

    async def invite(self, what: str, unit: str | None = None) -> str:
        """A one-time code, as `python -m bot invite` makes it."""
        async with self.app.open_desk() as desk:
            return await desk.store.offices.invite(what, unit, desk.now)

    async def connect(self, who: Somebody[Said], group: Place[Said], unit: str) -> None:
        """An official makes a group the desk of a unit."""
        await self.says(who, f"/ketnoi {await self.invite('unit', unit)}", to=group)

    async def appoint(self, who: Somebody[Said], what: str, unit: str | None = None) -> None:
        """A person becomes head, leader, admin or the duty chat."""
        await self.says(who, f"/ketnoi {await self.invite(what, unit)}")


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
    platforms: Sequence[str] = ("telegram",),
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    webhooks: bool = False,
) -> AsyncIterator[Town]:
    """Open the platforms' stand-ins and the bot in them; data lies in `directory`."""
    clock = SandboxClock(start)
    async with AsyncExitStack() as stack:
        stands: dict[str, Any] = {}
        told: dict[str, Any] = {}
        for name in platforms:
            stands[name] = stand = STANDS[name].make(clock, pace)
            told |= STANDS[name].told(stand, await stack.enter_async_context(stand.serve()))
        if platforms != ("telegram",):  # Zalo brings events to us, and fetches pictures from us
            listen = f"{THIS_MACHINE}:{free_port()}"
            told |= {"public_url": f"http://{listen}", "listen": listen}
        settings = Settings(
            _env_file=None,
            office_file=office,
            secret_key=SecretStr("a secret for the sandbox only, 32+ letters"),
            data_dir=directory,
            database_url=database_url,
            zalo_media_hosts=THIS_MACHINE,
            **told,
        )
        town = Town(settings, clock, stands, limits, read_timeout, pause, webhooks)
        await town.open()
        try:
            yield town
        finally:
            await town.close()
            await asyncio.sleep(0)


def first_pair(oa: ZaloOaSandbox, now: datetime) -> Pair:
    """What the OA's admin is given who consents for the first time."""
    return Pair(oa.access_token, oa.refresh_token, now + ACCESS_LIFE, now + REFRESH_LIFE, now)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind((THIS_MACHINE, 0))
        port: int = found.getsockname()[1]
        return port
