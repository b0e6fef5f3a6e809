"""A one-time code makes a chat a unit's desk or the duty chat, or gives a person a role."""

from datetime import timedelta

from handlers import card
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.officials import late
from storage.models import Invite, Role, Room, RoomKind

ROLES = {str(role): role for role in Role}


async def connect(desk: Desk, caller: Caller, words: str) -> None:
    """`/ketnoi CODE`. A code that is wrong, used or too old burns nothing."""
    invite = await desk.store.offices.invited(words, desk.now) if words else None
    gone = invite is not None and invite.unit and desk.office.unit(invite.unit) is None
    if invite is None or gone:
        await desk.tell(caller.spot, "officials.connect.wrong")
        return
    if invite.what in ROLES:
        await _appoint(desk, caller, invite, ROLES[invite.what])
    else:
        await _open_room(desk, caller, invite, RoomKind(invite.what))


async def _appoint(desk: Desk, caller: Caller, invite: Invite, role: Role) -> None:
    if not caller.message.private:
        await desk.tell(caller.spot, "officials.connect.in_private")
        return
    await desk.store.offices.use(invite, desk.now)
    await desk.store.people.give_role(
        caller.person_id, role, desk.now, invite.unit, invite.role_until
    )
    await desk.tell(caller.spot, f"officials.connect.{invite.what}", unit=_name(desk, invite.unit))
    if invite.role_until is not None:
        day = desk.wording.day(invite.role_until - timedelta(seconds=1))
        await desk.tell(caller.spot, "officials.connect.until", day=day)
    if role is Role.LEADER:
        await desk.store.flush()
        await card.greet_leader(desk, caller.spot)


async def _open_room(desk: Desk, caller: Caller, invite: Invite, kind: RoomKind) -> None:
    if kind is RoomKind.UNIT and caller.message.private:
        await desk.tell(caller.spot, "officials.connect.in_group")
        return
    spot = caller.spot
    there = await desk.store.offices.room_at(spot.chat_id, spot.topic)
    if there is not None and (there.kind, there.unit) != (kind, invite.unit):
        what = desk.say(f"officials.connect.is_{there.kind}", unit=_name(desk, there.unit))
        await desk.tell(spot, "officials.connect.taken", what=what)
        return
    await desk.store.offices.use(invite, desk.now)
    room = await desk.store.offices.open_room(kind, spot.chat_id, spot.topic, invite.unit, desk.now)
    await desk.tell(spot, f"officials.connect.{invite.what}", unit=_name(desk, invite.unit))
    await card.post_open(desk, room)
    if invite.unit:
        await desk.store.flush()
        await late.show_waiting(desk, invite.unit)


async def lose(desk: Desk, room: Room) -> None:
    """We are in a staff group no longer: it is closed, and the duty desk hears so once."""
    await desk.store.offices.close_room(room, desk.now)
    unit = _name(desk, room.unit)
    await desk.alert(f"common.lost_{room.kind}", unit=unit, once=f"room_lost:{room.id}")


def _name(desk: Desk, unit: str | None) -> str:
    return desk.office.unit_name(unit) if unit else desk.office.name


COMMANDS = {"ketnoi": connect}
