"""The command that makes one-time codes: they open rooms and give roles."""

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from bot.commands.opening import opened
from bot.commands.role import end_of
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.settings import Settings


class What(StrEnum):
    """What a code is for. The first two name a unit."""

    UNIT = "unit"  # the group in which it is typed becomes the unit's desk
    HEAD = "head"
    LEADER = "leader"
    DUTY = "duty"  # the chat in which it is typed gets the bot's own alerts
    ADMIN = "admin"
    SEALED = "sealed"  # recipient of what nobody else may read
    OBSERVER = "observer"  # looks at cases and figures, and learns of nobody
    PROXY = "proxy"  # files for somebody without a phone


OF_A_UNIT = (What.UNIT, What.HEAD)
OF_A_ROOM = (What.UNIT, What.DUTY)


def invite(
    what: Annotated[What, typer.Argument(help="What the code is for.")],
    code: Annotated[str, typer.Argument(help="The unit's code, for unit and head.")] = "",
    until: Annotated[str, typer.Option(help="The role's last day, e.g. 2027-06-30.")] = "",
) -> None:
    """Print a one-time code, good for seven days: whoever has it types /ketnoi and the code."""
    if code and what not in OF_A_UNIT:
        raise Stopped(f"`invite {what}` takes no unit.", Exit.USAGE)
    if until and what in OF_A_ROOM:
        raise Stopped(f"`invite {what}` takes no --until: a room has no end.", Exit.USAGE)
    end = end_of(until, "--until") if until else None
    say(asyncio.run(_invite(settle_settings(), what, code, end)))


async def _invite(settings: Settings, what: What, unit: str, end: datetime | None) -> str:
    async with opened(settings) as at:
        if what in OF_A_UNIT and at.office.unit(unit) is None:
            known = ", ".join(one.code for one in at.office.units)
            said = f"There is no unit {unit!r}" if unit else f"`invite {what}` needs a unit"
            raise Stopped(f"{said}; the units are {known}.", Exit.USAGE)
        if end is not None and end <= at.now:
            raise Stopped("--until is over: name a day to come.", Exit.USAGE)
        async with at.database.unit_of_work() as store:
            return await store.offices.invite(what, unit or None, at.now, role_until=end)
