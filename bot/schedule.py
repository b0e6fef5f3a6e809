"""What happens by itself: a table of jobs. The scheduler only ticks, jobs look at the data."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.describing import describe
from handlers import (
    appointments,
    asking,
    consents,
    day_seals,
    forgetting,
    forms,
    holidays_ahead,
    requests,
    retention,
    sealed,
    unreadable,
    ways,
    windows,
    wishes,
)
from handlers.desk import Desk
from handlers.leaders import digest, drawing
from handlers.officials import absence, late, promised, reminders
from handlers.residents import emergency, owing, passing_on, report, rescued
from handlers.wording import HERE
from storage.db import Database

TICK_SECONDS = 20

Job = Callable[[Desk], Awaitable[int]]
OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
Round = Callable[[OpenDesk], Awaitable[int]]
Look = Callable[[], Awaitable[None]]
Chore = Callable[[], Awaitable[None]]

JOBS: dict[str, Job] = {
    "emergencies": emergency.sweep,
    "owing": owing.sweep,
    "absences": absence.sweep,
    "reminders": reminders.sweep,
    "thanks": reminders.thank,
    "apologies": late.sweep,
    "promises": promised.sweep,
    "wishes": wishes.sweep,
    "drafts": report.offer_again,
    "rescued": rescued.sweep,
    "surveys": asking.remind,
    "sealed": sealed.sweep,
    "appointments": appointments.sweep,
    "windows": windows.sweep,
    "moves": ways.sweep,
    "consents": consents.sweep,
    "holidays": holidays_ahead.warn,
    "unreadable": unreadable.sweep,
    "sealing": day_seals.seal,
    "proxies": passing_on.sweep,
    "data requests": requests.sweep,
    "forgetting": forgetting.sweep,
}

PAGED = frozenset({"absences", "reminders"})
"""Jobs that take a page at a time, and return 0 when nothing is left: however much is due, nobody
who writes to us waits for more than a page."""
MOST_PAGES = 2_000
"""In one tick; a job that finds no end must not keep the others from their turn."""

ROUNDS: dict[str, Round] = {
    "digest": digest.weekly,
    "drawing": drawing.make,
    "forms": forms.make,
    "retention": retention.nightly,
}
"""Jobs of many transactions, one for each person whom they concern."""
OFTEN_IN_VAIN = frozenset({"holidays", "digest"})
"""Whenever anybody would hear of it: what they wait for is no row."""
QUIET = OFTEN_IN_VAIN | {"retention"}
"""Rounds whose many transactions say nothing for which somebody waits."""
HOURS = {"retention": retention.NIGHT}
"""Jobs that do nothing at any other hour of the office's day."""
ANY_HOUR = range(24)
POST = "post"
"""What was queued by somebody beside the desk, or is due again."""

log = structlog.get_logger(__name__)


async def what_waits(database: Database, clock: Clock, office: int | None) -> set[str]:
    """Name the jobs for which something may wait now, for a desk that has this office file."""
    now, here = clock.now(), clock.now().astimezone(HERE)
    midnight = datetime.combine(today := here.date(), time(), HERE)
    async with database.reading() as store:
        waiting = await store.waiting.jobs(now, midnight, today - timedelta(days=1), office or 0)
    return {job for job in waiting if here.hour in HOURS.get(job, ANY_HOUR)}


@dataclass(frozen=True, slots=True)
class Schedule:
    """At every tick runs each job for which something waits, each (page) in its own transaction.

    `looks` come before them, each named by what is said when it fails; `chores` are the desk's own.
    Looking twice is harmless. A job that finds nothing wakes nobody: `open_desk` sends what was
    queued at once, after a `quiet_desk` it is `post` that does. `waiting` names the jobs for which
    something may wait: most ticks cost no more than that one question (storage/waiting.py).
    """

    open_desk: OpenDesk
    quiet_desk: OpenDesk
    waiting: Callable[[], Awaitable[set[str]]]
    looks: Mapping[str, Look]
    chores: Mapping[str, Chore]
    post: Callable[[], None]

    async def tick(self) -> dict[str, int]:
        """Look once; returns how much each job found to do. One job's fault is not the others'."""
        found: dict[str, int] = {}
        for trouble, look in self.looks.items():
            try:
                await look()
            except Exception as error:  # noqa: BLE001  # the edge: the others have their turn
                log.error(trouble, error=describe(error))
        waiting: set[str] | None = None
        for name, run in self._work().items():
            try:
                if waiting is None:
                    waiting = await self.waiting()
                due = name in waiting
                found[name] = await run() if due else 0
                changed = found[name] > 0 or (due and name not in OFTEN_IN_VAIN)
            except Exception as error:  # noqa: BLE001  # the edge: the next tick tries again
                log.error("a job failed", job=name, error=describe(error))
                changed = True
            if changed:
                waiting = None  # what it did may be the next one's business
                self.post()
        if waiting and POST in waiting:
            self.post()
        return found

    def _work(self) -> dict[str, Callable[[], Awaitable[int]]]:
        """Everything in its order: an office file that came is in force for what follows."""
        work: dict[str, Callable[[], Awaitable[int]]] = {}
        work |= {name: partial(_done, chore) for name, chore in self.chores.items()}
        work |= {name: partial(self._run, name, job) for name, job in JOBS.items()}
        for name, go in ROUNDS.items():
            work[name] = partial(go, self.quiet_desk if name in QUIET else self.open_desk)
        return work

    async def _run(self, name: str, job: Job) -> int:
        total = 0
        for _ in range(MOST_PAGES if name in PAGED else 1):
            async with self.quiet_desk() as desk:
                found = await job(desk)
            total += found
            if not found:
                break
            self.post()
        return total

    def start(self) -> AsyncIOScheduler:
        """Tick until the returned scheduler is shut down. Nothing is kept in it."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # the default silently drops a late tick
        )
        scheduler.start()
        return scheduler


async def _done(chore: Chore) -> int:
    await chore()
    return 0
