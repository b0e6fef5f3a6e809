"""A one-time code makes a chat the desk of a unit or the duty chat, or gives a person a role."""

from collections.abc import Awaitable, Callable

from handlers import card
from handlers.caller import Caller
from handlers.desk import Desk
from storage.models import Invite, Role, RoomKind

UNIT, DUTY = "unit", "duty"


async def connect(desk: Desk, caller: Caller, typed: str) -> None:
    """Use a code where it was typed; a wrong, used or expired one is answered politely."""
    invite = await desk.store.offices.invited(typed, desk.now) if typed.strip() else None
    if invite is None:
        await desk.tell(caller.spot, "officials.wrong_code")
        return
    private = caller.message.private
    if (invite.what == UNIT and private) or (invite.what in set(Role) and not private):
        await desk.tell(caller.spot, "officials.wrong_chat", where=_place(desk, invite))
        return
    await desk.store.offices.use(invite, desk.now)
    await _OPENS.get(invite.what, _role)(desk, caller, invite)


def _place(desk: Desk, invite: Invite) -> str:
    return desk.say("officials.in_group" if invite.what == UNIT else "officials.in_private")


async def _unit(desk: Desk, caller: Caller, invite: Invite) -> None:
    spot = caller.spot
    room = await desk.store.offices.open_room(
        RoomKind.UNIT, spot.chat_id, spot.topic, invite.unit, desk.now
    )
    name = desk.office.unit_name(invite.unit or "")
    await desk.tell(spot, "officials.connected", unit=name)
    await card.post_open(desk, room)


async def _duty(desk: Desk, caller: Caller, _invite: Invite) -> None:
    spot = caller.spot
    await desk.store.offices.open_room(RoomKind.DUTY, spot.chat_id, spot.topic, None, desk.now)
    await desk.tell(spot, "officials.connected_duty")


async def _role(desk: Desk, caller: Caller, invite: Invite) -> None:
    role = Role(invite.what)
    await desk.store.people.give_role(caller.person_id, role, desk.now, invite.unit)
    unit = desk.office.unit_name(invite.unit) if invite.unit else desk.office.name
    await desk.tell(caller.spot, f"officials.appointed_{role}", unit=unit)


_OPENS: dict[str, Callable[[Desk, Caller, Invite], Awaitable[None]]] = {UNIT: _unit, DUTY: _duty}

COMMANDS = {"ketnoi": connect}
