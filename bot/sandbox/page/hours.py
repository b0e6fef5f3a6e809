"""Where the clock's hands can be put: a working hour or day on, the next deadline, Monday 07:30."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.sandbox.town import Town
from handlers.calendar import calendar_of
from handlers.wording import HERE

MONDAY_AT = timedelta(hours=7, minutes=30)
WORKING_HOUR = timedelta(hours=1)

Hours = Callable[[Town], Awaitable[datetime | None]]


async def an_hour(town: Town) -> datetime:
    """One hour of the office's working time on."""
    return calendar_of(town.app.office).add_working_time(town.clock.now(), WORKING_HOUR)


async def a_day(town: Town) -> datetime:
    """The same hour on the next working day."""
    now = town.clock.now().astimezone(HERE)
    day = calendar_of(town.app.office).next_working_day(now.date())
    return datetime.combine(day, now.time(), HERE)


async def deadline(town: Town) -> datetime | None:
    """When the next open case is due; None: there is none that still can be late."""
    now = town.clock.now()
    async with town.app.database.reading() as store:
        cases = await store.cases.open_of_unit(None)
    return min((one.due_at for one in cases if one.due_at > now), default=None)


async def monday(town: Town) -> datetime:
    """The next Monday at 07:30, when the leaders read."""
    now = town.clock.now().astimezone(HERE)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    there = midnight + timedelta(days=1 - now.isoweekday()) + MONDAY_AT
    return there if there > now else there + timedelta(days=7)


HOURS: dict[str, Hours] = {
    "hour": an_hour,
    "day": a_day,
    "deadline": deadline,
    "monday": monday,
}
