"""When the jobs look while a town's time passes: not as often as the real bot's, but in time."""

from datetime import datetime, timedelta

from handlers.calendar import Calendar
from handlers.wording import HERE

TICK = timedelta(minutes=30)
"""How often while the office is open, and as it closes."""
DAY = range(6, 21)
"""Hours in which they look every full hour although it is closed; at night every third."""
MIDNIGHT = datetime(2026, 1, 1, tzinfo=HERE)


def next_tick(now: datetime, calendar: Calendar) -> datetime:
    """The next full half hour; outside of the office's hours less is due, at night hardly any."""
    tick = now + TICK - (now - MIDNIGHT) % TICK
    while not _is_looked_at(tick.astimezone(HERE), calendar):
        tick += TICK
    return tick


def _is_looked_at(tick: datetime, calendar: Calendar) -> bool:
    if calendar.is_open(tick) or calendar.is_open(tick - TICK):
        return True
    return not tick.minute and (tick.hour in DAY or not tick.hour % 3)
