"""The command that shows, or does, what the nightly job forgets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from bot.commands.opening import Cupboards, opened, while_closed
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.enduring import only_one
from bot.office_in_force import wording_of
from bot.settings import Settings
from handlers.desk import Desk
from handlers.retention import counted, forget_now
from storage.models import RetentionRun

Dry = Annotated[bool, typer.Option("--dry-run", help="Only count; change nothing.")]


def retention(*, dry_run: Dry = False) -> None:
    """Forget what is older than the office file keeps it, while the desk is closed."""
    settings = settle_settings()
    if dry_run:
        lines = asyncio.run(count(settings))
    else:
        with only_one(settings):
            lines = asyncio.run(forget(settings))
    for line in lines:
        say(line)


async def count(settings: Settings) -> list[str]:
    """What would be forgotten, a line for each kind. Raises Stopped."""
    async with opened(settings) as at, _desk(at, lasting=False) as desk:
        _kept(at)
        return _lines(at, await counted(desk), "would be forgotten")


async def forget(settings: Settings) -> list[str]:
    """Forget it; what was forgotten, a line for each kind. Raises Stopped."""
    async with opened(settings) as at, while_closed(at.database):
        _kept(at)
        await forget_now(lambda: _desk(at, lasting=True))
        async with at.database.reading() as store:
            last: RetentionRun | None = await store.retention.last_run()
        await at.database.rewrite()
        return _lines(at, (last.found if last else None) or {}, "forgotten")


def _kept(at: Cupboards) -> None:
    if not at.office.privacy.keep:
        raise Stopped("The office file has no privacy.keep: nothing is ever forgotten.", Exit.WRONG)


def _lines(at: Cupboards, found: dict[str, int], done: str) -> list[str]:
    return [
        f"{one.what:<9} {found.get(one.what, 0):>6} {done}: kept {one.days} days ({one.source})"
        for one in at.office.privacy.keep
    ]


@asynccontextmanager
async def _desk(at: Cupboards, *, lasting: bool) -> AsyncIterator[Desk]:
    door = at.database.unit_of_work if lasting else at.database.reading
    async with door() as store:
        yield Desk(store, at.office, wording_of(at.office), at.now)
