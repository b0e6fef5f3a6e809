"""Builds everything: the only place that wires, owns the clock and the tasks."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from bot.adapting import reach_of
from bot.catching_up import CatchingUp
from bot.channels.base import Channel, Raw
from bot.clock import Clock
from bot.describing import describe
from bot.enduring import (
    PATIENCE,
    REOPEN,
    Work,
    alone,
    in_spite_of_all,
    only_one,
    start_later,
    started,
)
from bot.inbox import Inbox
from bot.intake import Intake
from bot.ledger import Ledger
from bot.office_in_force import DaysOff, load_office, wording_of
from bot.platforms import MakeChannels, make_channels, used_platforms
from bot.schedule import Chore, Look, Schedule, what_waits
from bot.scrubbing import as_we_left_it, scrub
from bot.sender import Sender
from bot.settings import Settings
from bot.web import Front, serve_front
from handlers.calendar import calendar_of
from handlers.desk import Desk
from handlers.office import Office
from handlers.office_file import read_office
from handlers.residents.guess import guess_category
from storage.db import Database
from storage.files import file_path
from storage.vault import Vault

log = structlog.get_logger(__name__)

CATCH_UP = 20.0
"""Seconds that the door stays shut at most while histories are read."""
SENDER, POLLER = 7_411_002, 7_411_003
"""Advisory lock numbers: one sender and one poller for a database (and so for a bot's token)."""


class SystemClock:
    """The real one."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event | None, until: datetime | None) -> None:
        """Return when the event is set or the time has come."""
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        try:
            await asyncio.wait_for((event or asyncio.Event()).wait(), seconds)
        except TimeoutError:
            return


@dataclass
class App:
    """The desk with its doors open. Built by `build`, run by `run`, looked at by `settle`."""

    settings: Settings
    clock: Clock
    database: Database
    channels: dict[str, Channel]
    office: Office
    office_version: int | None
    inbox: Inbox = field(init=False)
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self._take_up(self.office)
        links = bool(self.settings.public_url)
        self._logged: set[str] = set()
        self._reach = {name: reach_of(one, links=links) for name, one in self.channels.items()}
        self.ledger = Ledger(self.database)
        self.intake = Intake(self.ledger)
        patience = None if self.database.sqlite else timedelta(seconds=PATIENCE)
        self.inbox = Inbox(
            self.database, self.clock, self.channels, self.open_desk, self.intake, patience
        )
        self.sender = Sender(
            self.database, self.clock, self.channels, self.open_desk, self.ledger, patience
        )
        silence = timedelta(minutes=self.settings.zalo_oa_silence)
        self.catching_up = CatchingUp(
            self.database, self.clock, self.channels, self._keep, self.open_desk, silence
        )
        chores: dict[str, Chore] = {
            "letters": self._wake,
            "office file": self.refresh_office,
            "erased bytes": partial(scrub, self.database, self.clock),
        }
        self.schedule = Schedule(
            self.open_desk, self._desk, self._waiting, self._looks(), chores, self._post
        )

    @asynccontextmanager
    async def open_desk(self) -> AsyncIterator[Desk]:
        """One desk is one transaction; what it queued is sent after the commit."""
        async with self._desk() as desk:
            yield desk
        self._post()

    @asynccontextmanager
    async def _desk(self) -> AsyncIterator[Desk]:
        async with self.database.unit_of_work() as store:
            asked = self.inbox.standings.asked
            desk = Desk(
                store, self.office, self.wording, self.clock.now(), reach=self._reach, asked=asked
            )
            yield desk
        for alert in set(desk.unheard) - self._logged:  # those who call for it do so at every tick
            log.warning("no duty chat and no admin to be alerted", alert=alert)
            self._logged.add(alert)

    def _post(self) -> None:
        """Let the sender look at what may have been queued."""
        self.sender.idle.clear()
        self.sender.wake.set()

    def _looks(self) -> dict[str, Look]:
        """What is looked at before the jobs, named by what is said when it fails."""
        looks: dict[str, Look] = {}
        for name, channel in self.channels.items():
            looks[f"{name} could not be tended"] = channel.tend
        days_off = DaysOff(self.open_desk)
        looks["what is due on a day off stays"] = lambda: days_off.look(self.office_version)
        return looks | {"what was missed could not be looked for": self.catching_up.look}

    async def _waiting(self) -> set[str]:
        return await what_waits(self.database, self.clock, self.office_version)

    async def _wake(self) -> None:
        """A command beside us may have put messages back in line (a replay)."""
        self.inbox.idle.clear()
        self.inbox.wake.set()

    def _take_up(self, office: Office) -> None:
        self.office, self.wording = office, wording_of(office)
        # Both are slow the first time (the holidays of all countries are read): not while
        # somebody waits.
        calendar_of(office)
        guess_category("", office)

    async def refresh_office(self) -> None:
        """Take up a newly loaded office file without a restart."""
        async with self.database.reading() as store:
            if await store.offices.current_id() == self.office_version:
                return
            current = await store.offices.current()
        if current is not None:
            self._take_up(read_office(current.text))
            self.office_version = current.id
            log.info("a new office file is in force", version=current.id)

    async def receive(self, channel: Channel, batch: list[Raw]) -> None:
        """Store what arrived; when this returns it may be confirmed."""
        await self._keep(channel, batch)
        if batch:
            self.catching_up.knocked(channel)

    async def _keep(self, channel: Channel, batch: list[Raw]) -> int:
        new = await self.intake.store(channel, batch, self.clock.now())
        if new:
            self.inbox.idle.clear()
            self.inbox.wake.set()
        return new

    async def listen(self, channel: Channel) -> None:
        """Poll a channel for ever; a batch is confirmed only when it is stored."""
        async for batch in channel.updates():
            while True:
                try:
                    await self.receive(channel, batch)
                    break
                except Exception as error:  # noqa: BLE001  # the edge: not stored, not confirmed
                    log.error("what arrived could not be stored", error=describe(error))
                    await asyncio.sleep(PATIENCE)

    async def _listen_to_all(self) -> None:
        # Each in spite of its own troubles: one platform's must not cut another's poll.
        async with asyncio.TaskGroup() as group:
            for channel in self.channels.values():
                group.create_task(in_spite_of_all(partial(self.listen, channel)))

    async def tick(self) -> dict[str, int]:
        """Let every job look once."""
        return await self.schedule.tick()

    @asynccontextmanager
    async def running(self, *, polls: bool = True) -> AsyncIterator["App"]:
        """Receive, handle and send while inside; ticks are the caller's business."""
        async with AsyncExitStack() as stack:
            late = []
            for channel in self.channels.values():
                if not await started(channel, among=len(self.channels)):
                    late.append(channel)
                stack.push_async_callback(channel.stop)
            async with asyncio.TaskGroup() as group:
                work: list[Work] = [self.ledger.run, self.inbox.run]
                work += [partial(start_later, channel) for channel in late]
                work += [partial(alone, self.database, SENDER, self.sender.run)]
                if polls:
                    work += [partial(alone, self.database, POLLER, self._listen_to_all)]
                tasks = [group.create_task(in_spite_of_all(one)) for one in work]
                try:
                    yield self
                finally:
                    for task in tasks:
                        task.cancel()

    @property
    def at_rest(self) -> bool:
        """Nothing is left to do before time passes."""
        return self.inbox.idle.is_set() and self.sender.idle.is_set()

    def file_path(self, sha256: str) -> Path:
        """Where a kept file lies."""
        return file_path(self.database.files_dir, sha256)

    async def settled(self) -> None:
        """Return when nothing is left to do before time passes."""
        while True:
            await self.inbox.idle.wait()
            await self.sender.idle.wait()
            if self.at_rest:
                return


async def build(
    settings: Settings, clock: Clock | None = None, make: MakeChannels | None = None
) -> App:
    """Open the database, load the office file, make the channels. Raises WrongSettings."""
    clock = clock or SystemClock()
    if make is None:
        used_platforms(settings)  # the first thing that a newcomer has to set
    database = open_database(settings)
    try:
        channels = (make or make_channels)(settings, clock, database)
        await database.migrate()
        await as_we_left_it(database, settings.data_dir, clock.now())
        office, version = await load_office(settings, database, clock.now())
    except BaseException:
        await database.close()
        raise
    return App(settings, clock, database, channels, office, version)


def open_database(settings: Settings) -> Database:
    """Raises WrongSettings when it cannot be."""
    return Database(settings.database, Vault(settings.secret), settings.data_dir / "files")


async def run(settings: Settings) -> None:
    """The real bot, until it is stopped (SIGINT, SIGTERM). Raises WrongSettings, BrokenOffice."""
    with only_one(settings):
        app = await build(settings)
        main = asyncio.current_task()
        assert main is not None  # noqa: S101  # we run in one
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, main.cancel)
        front = Front(app.database, app.receive, app.channels, settings, app.clock, app.intake)
        try:
            async with app.running(polls=not settings.public_url):
                # What was said while we were away comes before what the door brings now.
                with suppress(TimeoutError):
                    async with asyncio.timeout(CATCH_UP):
                        await app.catching_up.look()
                async with serve_front(front):
                    await _open_for_ever(app, front)
        finally:
            await app.database.close()


async def _open_for_ever(app: App, front: Front) -> None:
    await front.register()
    scheduler = app.schedule.start()
    scheduler.add_job(front.register, "interval", seconds=REOPEN)
    try:
        await app.tick()
        gc.freeze()  # what is built stays: the collector need not look at it again
        log.info("the desk is open", office=app.office.name, channels=[*app.channels])
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
