"""The command that looks whether everything is in place: one line for each thing looked at."""

import asyncio
from collections.abc import AsyncIterator, Callable

import typer

from bot.app import SystemClock
from bot.commands import check_inside, check_outside, check_zalo
from bot.commands.finding import Finding, Level, Look, fail, ok, warn
from bot.commands.speaking import Exit, explained, say, settle_settings
from bot.settings import Settings, WrongSettings, strange_names

LOOKS: tuple[Callable[[Look], AsyncIterator[Finding]], ...] = (
    check_inside.secret,
    check_inside.disk,
    check_inside.database,
    check_inside.office,
    check_inside.their_data,
    check_outside.telegram,
    check_zalo.official_account,
    check_zalo.bot_platform,
    check_outside.groups,
    check_zalo.groups,
    check_outside.people,
)


def check() -> None:
    """Look at settings, database, office file, platforms, groups and people; change nothing."""
    try:
        settings = settle_settings()
    except WrongSettings as error:
        say(str(fail(str(error))))
        raise typer.Exit(Exit.WRONG) from None
    if asyncio.run(_check(settings)) is Level.FAIL:
        raise typer.Exit(Exit.WRONG)


async def _check(settings: Settings) -> Level:
    worst = Level.OK
    async for finding in findings(settings):
        say(str(finding))
        worst = Level.FAIL if finding.level is Level.FAIL else worst
    return worst


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Everything that is to be said, as soon as it is known."""
    yield ok("The settings can be read.")
    for name, *meant in strange_names():
        instead = f": did you mean {meant[0]}?" if meant else "."
        yield warn(f"The file .env names {name}, which is no setting{instead}")
    said: set[str] = set()
    at = Look(settings, SystemClock().now())
    async with at.stack:
        for look in LOOKS:
            try:
                async for finding in look(at):
                    yield finding
            except Exception as error:  # noqa: BLE001  # the edge: the next look may still be made
                sentence, _ = explained(error)
                if sentence not in said:  # several looks may stumble over the same
                    said.add(sentence)
                    yield fail(sentence)
