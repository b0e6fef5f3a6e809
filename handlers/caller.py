"""Who turns to the desk with what: the message, its chat, its person and their rights."""

from dataclasses import dataclass

from handlers import standing
from handlers.acts import Actor
from handlers.desk import Desk, Spot
from handlers.message import Incoming
from handlers.office import Office
from handlers.roles import HELD, OF_A_GROUP, OF_A_ROOM, RIGHTS, Deed, Who
from storage.models import Chat, Person, Posted, Room, RoomKind


@dataclass(frozen=True, slots=True)
class Caller:
    """One message and who is behind it. `room` is set when it came from a staff chat."""

    message: Incoming
    chat: Chat
    person: Person
    room: Room | None = None
    about: Posted | None = None
    """Our message which was replied to or pressed on, if we know it."""

    @property
    def spot(self) -> Spot:
        """Where to answer."""
        assert self.chat.id is not None  # noqa: S101  # stored before it is routed
        return Spot(self.chat.id, self.message.address.topic)

    @property
    def person_id(self) -> int:
        """The stored id."""
        assert self.person.id is not None  # noqa: S101  # stored before it is routed
        return self.person.id

    @property
    def named(self) -> bool:
        """Whether we know who acts: an anonymous group admin has to press a button first."""
        return not self.message.sender.anonymous

    @property
    def words(self) -> str:
        """What was said, trimmed."""
        return self.message.text.strip()

    @property
    def resident(self) -> Actor:
        """The caller as a resident."""
        return Actor(self.person_id, "resident")

    @property
    def official(self) -> Actor:
        """The caller as an official of the room's unit."""
        return Actor(self.person_id, "official")

    def stands(self, office: Office, unit: str | None) -> Who | None:
        """As what the caller stands in this staff chat for a unit's work; None: as nothing.

        The duty desk is there for all units but those of the leaders.
        """
        if self.room is None:
            return None
        who = OF_A_ROOM[RoomKind(self.room.kind)]
        everywhere = who is Who.DUTY and unit not in office.kept_apart
        return who if everywhere or self.room.unit == unit else None

    async def may(self, desk: Desk, deed: Deed, unit: str | None = None) -> Who | None:
        """Check a right, at this act and not before: as what they may, None when they may not."""
        for who in RIGHTS[deed] if self.named else ():
            if await self._is(desk, who, unit):
                return who
        return None

    async def _is(self, desk: Desk, who: Who, unit: str | None) -> bool:
        if who not in HELD:
            here = self.stands(desk.office, unit) is who
            return self.message.private if who is Who.RESIDENT else here
        people = desk.store.people
        if not await people.has_role(self.person_id, HELD[who], desk.now, unit):
            return False
        if who not in OF_A_GROUP or not unit:
            return True
        return await standing.there(desk, self.person, await desk.store.offices.room_of(unit))
