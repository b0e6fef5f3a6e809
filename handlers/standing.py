"""Whether somebody is still in a staff chat: as we heard, and as its platform says when it counts.

A platform can lose the news that somebody went. So before an act with weight it is asked, at most
once in MEMORY for a person; where it does not answer, the last that was known counts.
"""

from dataclasses import dataclass
from datetime import timedelta

from handlers import duty
from handlers.desk import Desk
from handlers.message import Address
from storage.models import Person, Room

MEMORY = timedelta(minutes=5)
"""So long an answer of the platform is believed."""


@dataclass
class AskFirst(Exception):
    """The platform is to be asked whether somebody is in a chat; then it is all done again.

    `was`: they were there, as a button of ours shows that was pressed there.
    """

    where: Address
    user_id: str
    was: bool


async def there(desk: Desk, person: Person, room: Room | None, *, was: bool = False) -> bool:
    """Say whether somebody has not left a staff chat. Raises AskFirst.

    Who was never seen there has not left it: what they hold, they hold by name.
    """
    if room is None:
        return True
    chat = await desk.store.people.chat_by_id(room.chat_id)
    if desk.asked is not None and not chat.private and chat.channel == person.channel:
        place = desk.store.people.unseal_chat(chat)
        user = desk.store.people.identity(person).user_id
        at = desk.asked.get((chat.channel, place, user))
        if at is None or at + MEMORY <= desk.now:
            raise AskFirst(Address(chat.channel, place), user, was)
    return not await duty.has_left(desk, person.id or 0, room.unit)


async def joined(desk: Desk, person_id: int, room: Room) -> None:
    """Somebody is seen in a staff chat: what ended with leaving it is theirs again."""
    known = await duty.of(desk, person_id, room, duty.INSIDE, *duty.LEAVINGS)
    for one in known:
        if one.kind in duty.LEAVINGS:
            duty.end(desk, one)
    if not any(one.kind == duty.INSIDE for one in known):
        duty.begin(desk, person_id, duty.INSIDE, None, room)


async def was_there(desk: Desk, person_id: int, room: Room) -> bool:
    """Say whether somebody was seen in a staff chat, and is not known to have left it."""
    return bool(await duty.of(desk, person_id, room, duty.INSIDE))
