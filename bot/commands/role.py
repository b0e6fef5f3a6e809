"""The command that shows who holds which role, and lets one end."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from bot.commands.opening import opened
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.settings import Settings
from handlers.wording import HERE
from storage.db import Store

HIGHEST = 2**31 - 1
"""No row of a database has a higher number."""


def end_of(day: str, option: str) -> datetime:
    """The end of a day here. Raises Stopped when it is none."""
    try:
        after = date.fromisoformat(day) + timedelta(days=1)
        return datetime.combine(after, time(), HERE).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Stopped(f"{option} {day!r} is no day, e.g. 2027-06-30.", Exit.USAGE) from None


def list_() -> None:
    """Who holds which role: number, role, unit, name in part, since and until when."""
    for line in asyncio.run(_list(settle_settings())):
        say(line)


async def _list(settings: Settings) -> list[str]:
    async with opened(settings) as at, at.database.reading() as store:
        return await listed(store, at.now)


async def listed(store: Store, now: datetime) -> list[str]:
    """A line for each role that is held."""
    lines = []
    for role, person in await store.people.held_roles(now):
        name = _in_part(store.people.identity(person).name)
        until = f" until {_day(role.until - timedelta(seconds=1))}" if role.until else ""
        unit = role.unit or "all units"
        lines.append(f"{role.id}  {role.role}, {unit}: {name}, since {_day(role.since)}{until}")
    return lines or ["Nobody holds a role yet: `invite` makes a code."]


def end(
    number: Annotated[int, typer.Argument(min=1, max=HIGHEST, help="As `role list` names it.")],
    on: Annotated[str, typer.Option(help="The last day, e.g. 2026-12-31; empty: now.")] = "",
) -> None:
    """Lets a role end, at once or with the end of a day."""
    say(asyncio.run(_end(settle_settings(), number, end_of(on, "--on") if on else None)))


async def _end(settings: Settings, number: int, at: datetime | None) -> str:
    async with opened(settings) as cupboards, cupboards.database.unit_of_work() as store:
        when = at or cupboards.now
        if when < cupboards.now:
            raise Stopped("--on is over: name a day to come, or none for now.", Exit.USAGE)
        if not await store.people.end_role(number, when):
            raise Stopped(f"Nobody holds a role {number} then; `role list` names them.")
        ends = f"with the end of {_day(when - timedelta(seconds=1))}" if at else "now"
        return f"Role {number} ends {ends}."


def _in_part(name: str) -> str:
    """Family name and initials: "Nguyễn V. A."; of one word its initial."""
    first, *rest = name.split() or ["–"]
    return " ".join([first if rest else f"{first[0]}.", *(f"{one[0]}." for one in rest)])


def _day(at: datetime) -> str:
    return f"{at.astimezone(HERE):%Y-%m-%d}"
