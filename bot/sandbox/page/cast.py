"""Who takes part: the four phones, the chats in them, and who speaks from which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.page.words import script
from bot.sandbox.town import Town

RESIDENTS = {"zalo": ("tu", "zalo_oa"), "telegram": ("bay", "telegram")}
"""Phones of residents: whose, on which platform."""
OFFICIALS = ("minh", "hoa")
"""In every staff group; the second heads every unit."""
LEADERS = {"chu_tich": "leader", "truc": "duty"}
"""In private chats on the fourth phone, with what they are invited as."""
HEAD = OFFICIALS[1]
STAFF_ON = ("telegram", "zalo_oa")
"""Where the staff groups may live."""


@dataclass(slots=True)
class Room:
    """One chat of a phone; what stood there before the curtain rose (`hidden`) is not shown."""

    key: str
    phone: str
    on: str
    place: Any
    title: str
    speakers: tuple[str, ...]
    unit: str = ""
    hidden: int = 0

    @property
    def private(self) -> bool:
        """Whether it is somebody's own chat with the desk."""
        return not self.unit

    @property
    def shown(self) -> list[Any]:
        """Its messages, oldest first."""
        messages: list[Any] = self.place.messages[self.hidden :]
        return messages

    def find(self, message_id: str) -> Any:  # noqa: ANN401  # of any stand-in
        """A message by its number. Raises LookupError."""
        return next(one for one in reversed(self.shown) if str(one.id) == message_id)


@dataclass(slots=True)
class Cast:
    """Everybody, by key."""

    people: dict[str, Any] = field(default_factory=dict)
    on: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """How everybody is called."""
        return script().people

    @property
    def groups(self) -> dict[str, Any]:
        """The staff groups by unit."""
        return {one.key: one.place for one in self.rooms.values() if one.unit}

    def newest_group(self) -> str:
        """The staff group in which something was said last: where the newest card stands."""

        def last(room: Room) -> datetime:
            at: datetime = room.shown[-1].date
            return at

        return max((one for one in self.rooms.values() if one.unit and one.shown), key=last).key


async def assemble(town: Town, staff_on: str) -> Cast:
    """Give everybody a phone, found the groups, and connect them as an operator would."""
    cast = Cast()
    for key, on in _platforms(staff_on):
        cast.people[key], cast.on[key] = town.stands[on].person(cast.names[key]), on
    for room in _rooms(town, cast, staff_on):
        cast.rooms[room.key] = room
        if room.unit:
            await town.connect(cast.people[HEAD], room.place, room.unit)
            await town.appoint(cast.people[HEAD], "head", room.unit)
    for key, role in LEADERS.items():
        await town.appoint(cast.people[key], role)
    for room in cast.rooms.values():
        room.hidden = len(room.place.messages)
    return cast


def _platforms(staff_on: str) -> Iterator[tuple[str, str]]:
    yield from RESIDENTS.values()
    yield from ((key, staff_on) for key in OFFICIALS)
    yield from ((key, "telegram") for key in LEADERS)


def _rooms(town: Town, cast: Cast, staff_on: str) -> Iterator[Room]:
    for phone, (key, on) in RESIDENTS.items():
        yield Room(key, phone, on, cast.people[key], town.app.office.name, (key,))
    officials = [cast.people[key] for key in OFFICIALS]
    for unit in town.app.office.units:
        group = town.stands[staff_on].group(unit.name, admins=officials)
        yield Room(
            f"group-{unit.code}", "staff", staff_on, group, unit.name, OFFICIALS, unit=unit.code
        )
    yield Room(HEAD, "staff", staff_on, cast.people[HEAD], cast.names[HEAD], (HEAD,))
    for key in LEADERS:
        yield Room(key, "leader", "telegram", cast.people[key], cast.names[key], (key,))
