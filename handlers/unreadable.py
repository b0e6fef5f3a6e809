"""What arrived and nobody could read: it is kept, and each morning the duty chat hears how much."""

from datetime import datetime, time

from handlers.calendar import DAY
from handlers.desk import Desk
from handlers.wording import HERE

FROM = time(8)
"""Nobody is woken for it."""


async def sweep(desk: Desk) -> int:
    """Tell of yesterday's, once; returns how many there were."""
    here = desk.now.astimezone(HERE)
    if here.time() < FROM:
        return 0
    today = datetime.combine(here.date(), time(), HERE)
    n = await desk.store.inbox.set_aside(today - DAY, today)
    if n:
        await desk.alert("common.alert_unreadable", once=f"unreadable:{here.date()}", n=n)
    return n
