"""Work that goes on whatever happens: begun again after trouble, and done by one process alone."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import structlog
from filelock import FileLock, Timeout

from bot.channels.base import Channel, RetryLater
from bot.describing import describe
from bot.settings import Settings, WrongSettings
from storage.db import Database, Held

PATIENCE = 1.0
"""Seconds between looks at the database for what another process has put there."""

REOPEN = 30.0
"""Seconds between attempts to reach a platform that was away when the desk opened."""

log = structlog.get_logger(__name__)

Work = Callable[[], Coroutine[None, None, None]]


async def in_spite_of_all(work: Work) -> None:
    """A database that is away for a moment does not end the desk: it tries again."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  # the edge: what was begun is repeated
            log.error("work was interrupted, and goes on", error=describe(_first(error)))
            await asyncio.sleep(PATIENCE)


async def started(channel: Channel, *, among: int = 2) -> bool:
    """Start a channel. `among` several, one that is away keeps nobody waiting.

    Raises Refused, and RetryLater when it is the only one.
    """
    try:
        await channel.start()
    except RetryLater as error:
        if among == 1:
            raise
        log.warning("a platform is away", channel=channel.name, reason=error.reason)
        return False
    return True


async def start_later(channel: Channel) -> None:
    """Try until the platform is back; the work is never over."""
    back = False
    while not back:
        await asyncio.sleep(REOPEN)
        back = await started(channel)
    log.info("a platform is back", channel=channel.name)
    await asyncio.Event().wait()


async def alone(database: Database, lock: int, work: Work) -> None:
    """Of several processes on one database, one does this; another takes over if it dies."""
    while True:
        async with database.alone(lock) as held:
            if held is not None:
                await _while_held(held, work)
        await asyncio.sleep(PATIENCE)


async def _while_held(held: Held, work: Work) -> None:
    """Who has lost the lock stops at once: another may have begun."""
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        while True:
            await asyncio.sleep(PATIENCE)
            await held()


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """One process for a SQLite file; the system lets go of it when the process dies.

    Raises WrongSettings when there is one already.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not settings.database.startswith("sqlite"):
        yield
        return
    lock = FileLock(settings.data_dir / "desk.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        message = "DATA_DIR is in use: another desk runs on it."
        raise WrongSettings(message) from None
    try:
        yield
    finally:
        lock.release()


def _first(error: BaseException) -> BaseException:
    """What went wrong first, of several things that went wrong together."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
