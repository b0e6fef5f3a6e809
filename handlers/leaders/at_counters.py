"""What people wrote who were at a counter; never who."""

from handlers.counters import by_code
from handlers.desk import Desk
from handlers.leaders import hot_spots
from handlers.leaders.periods import Period
from handlers.leaders.views import View


async def words(desk: Desk, period: Period, view: View, most: int) -> list[str]:
    """A line for each word at a counter."""
    found = desk.store.visits.comments(period.start, period.end, view.scope, most)
    return [
        desk.say(
            "leaders.comment",
            unit=_name(desk, one.counter),
            words=await hot_spots.quoted(desk, one.comment or "", one.person_id)
            or desk.say("leaders.comment_hidden"),
        )
        for one in await found
    ]


def _name(desk: Desk, code: str) -> str:
    counter = by_code(desk.office.counters, code)
    return counter.name if counter else code
