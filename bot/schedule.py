"""What happens by itself: a table of jobs. The scheduler only ticks, jobs look at the data."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.inbox import describe
from handlers import asking, consents, holidays_ahead, windows
from handlers.desk import Desk
from handlers.leaders import digest
from handlers.officials import apologising, promised, reminders
from handlers.residents import owing, report

TICK_SECONDS = 20

Job = Callable[[Desk], Awaitable[int]]

JOBS: dict[str, Job] = {
    "owing": owing.sweep,
    "reminders": reminders.sweep,
    "apologies": apologising.sweep,
    "promises": promised.sweep,
    "drafts": report.offer_again,
    "surveys": asking.remind,
    "digest": digest.weekly,
    "windows": windows.sweep,
    "consents": consents.sweep,
    "holidays": holidays_ahead.warn,
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Runs every job at every tick, each in a transaction of its own; looking twice is harmless."""

    open_desk: Callable[[], AbstractAsyncContextManager[Desk]]
    before_tick: Callable[[], Awaitable[None]]

    async def tick(self) -> dict[str, int]:
        """Look once; returns how much each job found to do. One job's fault is not the others'."""
        found: dict[str, int] = {}
        try:
            await self.before_tick()
        except Exception as error:  # noqa: BLE001  # the edge: the jobs must go on
            log.error("the office file could not be looked at", error=describe(error))
        for name, job in JOBS.items():
            try:
                async with self.open_desk() as desk:
                    found[name] = await job(desk)
            except Exception as error:  # noqa: BLE001  # the edge: the next tick tries again
                log.error("a job failed", job=name, error=describe(error))
        return found

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
