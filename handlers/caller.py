"""Who turns to the desk with what: the message, its chat, its person and their rights."""

from dataclasses import dataclass

from handlers.acts import Actor
from handlers.desk import Desk, Spot
from handlers.message import Incoming
from storage.models import Chat, Person, Posted, Role, Room


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

    async def may(self, desk: Desk, role: Role, unit: str | None = None) -> bool:
        """Check a right, at this act and not before."""
        return self.named and await desk.store.people.has_role(self.person_id, role, desk.now, unit)
