"""What could not be sent before the office shut: it goes when it opens, a list as things stand."""

from handlers.calendar import calendar_of
from handlers.desk import UNTIL, Desk
from handlers.officials import reminders, unit_list
from storage.models import Outbox


async def settle(desk: Desk, row: Outbox) -> None:
    """Nobody is called to work at lunch, in the evening, on a day off: let it wait until then.

    A list is not said as it stood: it is put together anew, with what was due since.
    """
    calendar = calendar_of(desk.office)
    opens = calendar.next_opening(desk.now)
    if row.what != unit_list.WHAT:
        until = int(calendar.shuts_at(opens).timestamp())
        await desk.store.postponed.put_off(row, opens, {UNTIL: until})
    elif opens > desk.now:
        await desk.store.postponed.put_off(row, opens, {})
    else:
        await reminders.look_after(desk, (row.data or {})["unit"])
        await desk.store.postponed.drop(row)  # all is answered, or the unit has its desk elsewhere
