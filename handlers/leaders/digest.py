"""How the week went, on one phone screen: to each leader on Monday morning, and when asked for."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from handlers import card, ways
from handlers.desk import Desk, Note, Priority, Spot
from handlers.leaders import front, periods
from handlers.leaders.gathering import gather
from handlers.leaders.ordering import OpenDesk, order
from handlers.leaders.periods import Period, Span
from handlers.leaders.views import ALL, View, below, within
from handlers.message import Outgoing
from storage.models import Chat, Person, Role

WITH_IT = ("picture", "sheet")
"""What follows the digest as soon as it is drawn."""
MISSED = 8
"""So many weeks back it is looked for digests that never came."""


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
    """Who led when the digest was due and has not had it; looked for at every tick.

    Whoever became a leader later gets the next one, or asks for it.
    """
    due = week.told_at(desk.office.digest)
    leaders = await desk.store.people.ids_with_role(Role.LEADER, desk.now, since_by=due)
    waiting = [Waiting(one, _key(week, one)) for one in leaders]
    if not waiting:
        return []
    said = await desk.store.outbox.said_of([one.key for one in waiting])
    return [one for one in waiting if one.key not in said]


async def _send(desk: Desk, week: Period, to: Waiting) -> bool:
    """Send it now, unless somebody else has; a leader who cannot be reached is reported."""
    leader = await desk.store.people.person_by_id(to.person_id)
    roles = await desk.store.people.roles(to.person_id, desk.now)
    led = below(roles)
    view = within(desk, led, ALL) if led is not None else None
    if view is None:
        return False
    chat = await _chat(desk, leader)
    if chat is None or not ways.is_open(desk, chat):
        key = "digest.unreachable" if chat is None else "digest.waits"
        name = await card.name(desk, leader.id)
        await desk.alert(key, once=f"{to.key}:unreachable", name=name)
    if chat is None:
        return False
    spot = Spot(chat.id or 0)
    out = await compose(desk, week, view)
    since = min(one.since for one in roles if one.role == Role.LEADER)
    for more in (await _missed(desk, week, to.person_id, since), _keep_open(desk, chat)):
        out = replace(out, text=f"{out.text}\n\n{more}" if more else out.text)
    note = Note(what="digest", data=about(week, view), once=to.key)
    for what in WITH_IT:
        asked = f"{week.key}:{view.key}"
        await order(desk, what, spot, to.person_id, asked, f"{to.key}:{what}")
    await _page(desk, spot, to.person_id, view)
    return await desk.post(spot, out, note=note, priority=Priority.DIGEST)


async def _missed(desk: Desk, week: Period, person_id: int, since: datetime) -> str:
    """Of which weeks just before a leader was told nothing, as we were down; and how to ask."""
    before = periods.weeks_back(week.before, MISSED)
    keys = {_key(one, person_id): one for one in before if since <= one.told_at(desk.office.digest)}
    said = await desk.store.outbox.said_of([*keys])
    unsaid = takewhile(lambda key: key not in said, reversed(keys))
    days = [f"{keys[key].first:%d/%m}" for key in unsaid][::-1]
    if not days:
        return ""
    return desk.say("digest.missed", n=len(days), days=", ".join(days), first=days[0])


def _keep_open(desk: Desk, chat: Chat) -> str:
    bounded = desk.reach_of(chat).window is not None
    return desk.say("digest.keep_open") if bounded else ""


def _key(week: Period, person_id: int) -> str:
    return f"digest:{week.key}:leader-{person_id}"


async def _page(desk: Desk, spot: Spot, person_id: int, view: View) -> None:
    """With the first digest of a month, the public page of the month before, to who leads all."""
    month = periods.last(Span.MONTH, desk.now)
    first = await desk.store.spots.first_sent()
    if view.scope.units is None and first is not None and first < month.end:
        key = f"page:{month.key}:leader-{person_id}"
        await order(desk, "page", spot, person_id, f"{month.key}:{view.key}", key)


async def _chat(desk: Desk, leader: Person) -> Chat | None:
    """Where a leader reads; what is said there may have to wait for their next word."""
    if leader.chat_id is None:
        return None
    chat = await desk.store.people.chat_by_id(leader.chat_id)
    return chat if chat.closed_at is None else None


def about(period: Period, view: View) -> dict[str, str]:
    """What of a report a reply to it or a press on it must know."""
    return {"period": period.key, "view": view.key}


async def compose(desk: Desk, period: Period, view: View) -> Outgoing:
    """Write the digest of a period. Units and numbers only: nobody can be recognised."""
    return front.write(desk, await gather(desk, period, view))
