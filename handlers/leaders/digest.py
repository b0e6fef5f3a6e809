"""How the week went, on one phone screen: to each leader on Monday morning, and when asked for."""

from dataclasses import dataclass

from handlers import card
from handlers.desk import Desk, Note, Priority, Spot
from handlers.leaders import front, periods
from handlers.leaders.gathering import gather
from handlers.leaders.ordering import OpenDesk, order
from handlers.leaders.periods import Period, Span
from handlers.leaders.views import ALL, View, below, within
from handlers.message import Outgoing
from storage.models import Person, Role

WITH_IT = ("picture", "sheet")
"""What follows the digest as soon as it is drawn."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A leader who has not had the week's digest."""

    person_id: int
    key: str


async def weekly(open_desk: OpenDesk) -> int:
    """Send the digest to every leader who has not had it; returns to how many.

    Each leader is a transaction of their own, so that nobody who writes meanwhile waits for all.
    """
    async with open_desk() as desk:
        week = periods.week_to_report(desk.now, desk.office.digest)
        waiting = await _waiting(desk, week)
    said = 0
    for one in waiting:
        async with open_desk() as desk:
            said += await _send(desk, week, one)
    return said


async def _waiting(desk: Desk, week: Period) -> list[Waiting]:
    found = []
    for leader in await desk.store.people.with_role(Role.LEADER, desk.now):
        key = f"digest:{week.key}:leader-{leader.id}"
        if await _led_then(desk, leader, week) and not await _told(desk, key):
            found.append(Waiting(leader.id or 0, key))
    return found


async def _told(desk: Desk, key: str) -> bool:
    return await desk.store.outbox.said(key)


async def _led_then(desk: Desk, person: Person, week: Period) -> bool:
    """Whoever became a leader after the digest was due gets the next one, or asks for it."""
    due = week.told_at(desk.office.digest)
    roles = await desk.store.people.roles(person.id or 0, desk.now)
    return any(one.role == Role.LEADER and one.since <= due for one in roles)


async def _send(desk: Desk, week: Period, to: Waiting) -> bool:
    """Send it now, unless somebody else has; a leader who cannot be reached is reported."""
    leader = await desk.store.people.person_by_id(to.person_id)
    led = below(await desk.store.people.roles(to.person_id, desk.now))
    view = within(desk, led, ALL) if led is not None else None
    spot = await _reachable(desk, leader)
    if view is None:
        return False
    if spot is None:
        name = await card.name(desk, leader.id)
        await desk.alert("digest.unreachable", once=f"{to.key}:unreachable", name=name)
        return False
    out = await compose(desk, week, view)
    note = Note(what="digest", data=about(week, view), once=to.key)
    for what in WITH_IT:
        asked = f"{week.key}:{view.key}"
        await order(desk, what, spot, to.person_id, asked, f"{to.key}:{what}")
    await _page(desk, spot, to.person_id, view)
    return await desk.post(spot, out, note=note, priority=Priority.DIGEST)


async def _page(desk: Desk, spot: Spot, person_id: int, view: View) -> None:
    """With the first digest of a month, the public page of the month before, to who leads all."""
    month = periods.last(Span.MONTH, desk.now)
    first = await desk.store.spots.first_sent()
    if view.scope.units is None and first is not None and first < month.end:
        key = f"page:{month.key}:leader-{person_id}"
        await order(desk, "page", spot, person_id, f"{month.key}:{view.key}", key)


async def _reachable(desk: Desk, leader: Person) -> Spot | None:
    if leader.chat_id is None:
        return None
    chat = await desk.store.people.chat_by_id(leader.chat_id)
    return Spot(leader.chat_id) if chat.closed_at is None else None


def about(period: Period, view: View) -> dict[str, str]:
    """What of a report a reply to it or a press on it must know."""
    return {"period": period.key, "view": view.key}


async def compose(desk: Desk, period: Period, view: View) -> Outgoing:
    """Write the digest of a period. Units and numbers only: nobody can be recognised."""
    return front.write(desk, await gather(desk, period, view))
