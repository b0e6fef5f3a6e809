"""Who is to be told when it cannot wait or is forgotten: duty, heads, leaders; never nobody."""

from collections.abc import Iterable
from datetime import date

from handlers.desk import Desk, Spot
from handlers.office_steps import To
from handlers.wording import HERE
from storage.models import Absence, Person, Role, Room

AWAY, LEFT, DUTY = "away", "left", "duty"
LEFT_DESK, INSIDE = "left_desk", "inside"
GONE = (AWAY, LEFT)
LEAVINGS = (LEFT, LEFT_DESK)
"""The group of a unit; the duty chat, which holds no cases."""


def today(desk: Desk) -> date:
    """What day it is here."""
    return desk.now.astimezone(HERE).date()


async def gone(desk: Desk) -> list[Absence]:
    """Who is away today, or has left the group of a unit; each person once for a unit."""
    found = await desk.store.chases.absences(today(desk))
    return [one for one in found if one.kind in GONE]


async def has_left(desk: Desk, person_id: int, unit: str | None) -> bool:
    """Say whether somebody is known to have left a unit's group, and was not seen there since.

    Without a unit: the duty chat.
    """
    known = await desk.store.chases.absences(today(desk), person_id)
    return any(one.kind in LEAVINGS and one.unit == unit for one in known)


async def of(desk: Desk, person_id: int, room: Room, *kinds: str) -> list[Absence]:
    """What is known of somebody in a staff chat, of these kinds."""
    known = await desk.store.chases.absences(today(desk), person_id)
    return [one for one in known if one.kind in kinds and one.unit == room.unit]


def begin(desk: Desk, person_id: int, kind: str, until: date | None, room: Room | None) -> None:
    """Somebody is away, has left, or has the duty, from today."""
    desk.store.chases.save(
        Absence(
            person_id=person_id,
            unit=room.unit if room else None,
            kind=kind,
            since=today(desk),
            until=until,
            said_at=desk.now,
        )
    )


def end(desk: Desk, one: Absence) -> None:
    """It is no longer so."""
    one.ended_at = desk.now
    desk.store.chases.save(one)


async def duties(desk: Desk, unit: str | None) -> list[Absence]:
    """Who took the duty today: for this unit first, then for the whole office."""
    found = [one for one in await desk.store.chases.absences(today(desk)) if one.kind == DUTY]
    own = [one for one in found if unit is not None and one.unit == unit]
    return own + [one for one in found if one.unit is None]


async def on_duty(desk: Desk, unit: str | None) -> list[Person]:
    """Whom to tell of what cannot wait, in order: who took the duty, the unit's heads, leaders.

    Nobody who is away stands among them, unless nobody else is left. Some may have no private
    chat with us (`chat_id` is None).
    """
    took = [await desk.store.people.person_by_id(one.person_id) for one in await duties(desk, unit)]
    everybody = [
        *took,
        *(await _with_role(desk, Role.HEAD, unit) if unit is not None else ()),
        *await _with_role(desk, Role.LEADER, unit),
    ]
    each = list({one.id: one for one in everybody}.values())
    return await _present(desk, each, unit) or each


async def spots(desk: Desk, unit: str, to: To) -> list[Spot]:
    """Where those can be reached in private to whom a step of the table goes.

    The next higher one stands in for who is missing; at last the duty chat (without one: the
    admins), and whoever is away rather than nobody. What only leaders read stays with them.
    """
    missing: list[Person] = []
    for role in (Role.HEAD, Role.LEADER) if to is To.HEAD else (Role.LEADER,):
        people = await _with_role(desk, role, unit)
        if there := await _places(desk, await _present(desk, people, unit)):
            return there
        missing += people
    apart = unit in desk.office.kept_apart
    return ([] if apart else await desk.duty_spots()) or await _places(desk, missing)


async def leaders(desk: Desk, unit: str) -> list[Spot]:
    """Where those can be reached who decide for a unit: whoever is away rather than nobody."""
    people = await _with_role(desk, Role.LEADER, unit)
    return await _places(desk, await _present(desk, people, unit)) or await _places(desk, people)


async def _with_role(desk: Desk, role: Role, unit: str | None) -> list[Person]:
    return await desk.store.people.with_role(role, desk.now, unit)


async def _present(desk: Desk, people: Iterable[Person], unit: str | None) -> list[Person]:
    """Who has left a unit's group is still there for the other units."""
    away = {
        one.person_id for one in await gone(desk) if one.kind == AWAY or one.unit in (unit, None)
    }
    return [one for one in people if one.id not in away]


async def _places(desk: Desk, people: Iterable[Person]) -> list[Spot]:
    """The private chats of those who have one with us, and have not closed it."""
    ids = [one.chat_id for one in people if one.chat_id is not None]
    chats = [await desk.store.people.chat_by_id(chat_id) for chat_id in ids]
    return [Spot(one.id) for one in chats if one.id is not None and one.closed_at is None]
