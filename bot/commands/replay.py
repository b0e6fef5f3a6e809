"""The command that takes up again what could not be handled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.app import SENDER, App, build
from bot.commands.speaking import Stopped, say, settle_settings
from bot.enduring import only_one
from bot.intake import read_again
from bot.settings import WrongSettings
from storage.models import Delivery, Taken

PATIENCE = 120
"""Seconds. A platform that does not answer must not hold the operator up for ever."""


def replay() -> None:
    """Put failed messages back in line; when no desk is running, handle them here and now."""
    try:
        done = asyncio.run(_replay())
    except TimeoutError:
        raise Stopped(
            f"Not done after {PATIENCE} seconds; the desk goes on when it runs."
        ) from None
    say(done.sentence)
    if done.left:
        raise Stopped(f"{done.left} still could not be handled or read: the log says why.")


async def _replay() -> "Done":
    app = await build(settle_settings())
    try:
        return await take_up(app)
    finally:
        await app.database.close()


@dataclass(frozen=True, slots=True)
class Done:
    """What a replay did. `left`: how many messages failed again, or are still unreadable."""

    sentence: str
    left: int = 0


async def take_up(app: App) -> Done:
    """Put back, and handle unless a running desk will. Raises SendError when Telegram is away."""
    async with _alone(app) as alone:
        if not alone:
            async with _knowing_ourselves(app):
                again = await _put_back(app)
            if not again:
                return Done("Nothing had failed.", await _left(app))
            return Done(f"{_messages(again)} put back in line; the running desk handles them.")
        async with app.running(polls=False):
            again = await _put_back(app)
            app.inbox.idle.clear()
            app.inbox.wake.set()
            async with asyncio.timeout(PATIENCE):
                await app.settled()
        return await _told(app, again)


async def _told(app: App, again: int) -> Done:
    left = await _left(app)
    async with app.database.reading() as store:
        unsent = await store.outbox.count(Delivery.QUEUED)
    sentence = f"{_messages(again)} taken up again here." if again else "Nothing had failed."
    if unsent:
        sentence += f" {_messages(unsent)} of ours will be sent when the desk runs."
    return Done(sentence, left)


def _messages(count: int) -> str:
    return f"{count} message{'s' if count > 1 else ''}"


@asynccontextmanager
async def _alone(app: App) -> AsyncIterator[bool]:
    """Whether no desk is running on this database; on SQLite none can start meanwhile."""
    async with app.database.alone(SENDER) as held:
        alone = held is not None  # let go at once: our own sender takes it
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(app.settings))
        except WrongSettings:
            alone = False
        yield alone


@asynccontextmanager
async def _knowing_ourselves(app: App) -> AsyncIterator[None]:
    """A channel reads an update only well when it knows the bot's name."""
    async with AsyncExitStack() as stack:
        for channel in app.channels.values():
            await channel.start()
            stack.push_async_callback(channel.stop)
        yield


async def _put_back(app: App) -> int:
    readable = await read_again(app.database, app.channels)
    async with app.database.unit_of_work() as store:
        return readable + await store.inbox.again()


async def _left(app: App) -> int:
    async with app.database.reading() as store:
        return await store.inbox.count(Taken.FAILED) + await store.inbox.count(Taken.ASIDE)
