"""The office's own arrangements: its file, its rooms, and the codes that open them."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Invite, OfficeVersion, Room, RoomKind
from storage.vault import Vault

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No I, O, 0, 1: codes are read aloud and typed on small phones."""
CURRENT = select(OfficeVersion.id).order_by(col(OfficeVersion.id).desc()).limit(1)
"""Built once: every tick asks it."""


class Offices:
    """Office file, rooms and invitations of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._rooms: list[Room] | None = None  # there are few, and they are asked for often

    async def current(self) -> OfficeVersion | None:
        """Fetch the office file in force."""
        query = select(OfficeVersion).order_by(col(OfficeVersion.id).desc()).limit(1)
        return (await self._session.exec(query)).first()

    async def current_id(self) -> int | None:
        """Say which version is in force, cheaply."""
        found: int | None = (await hot.run(self._session, CURRENT, {})).scalar()
        return found

    async def load(self, text: str, sha256: str, now: datetime) -> bool:
        """Put a (valid) office file in force; False when it is in force already."""
        current = await self.current()
        if current is not None and current.sha256 == sha256:
            return False
        self._session.add(OfficeVersion(sha256=sha256, text=text, loaded_at=now))
        return True

    async def invite(
        self,
        what: str,
        unit: str | None,
        now: datetime,
        days: int = 7,
        role_until: datetime | None = None,
    ) -> str:
        """Make a one-time code; only its keyed hash is kept."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(8))
        self._session.add(
            Invite(
                key=self._vault.key("invite", code),
                what=what,
                unit=unit,
                made_at=now,
                expires_at=now + timedelta(days=days),
                role_until=role_until,
            )
        )
        return code

    async def invited(self, typed: str, now: datetime) -> Invite | None:
        """Find an unused invitation by what somebody typed (spaces, dashes and case forgiven)."""
        code = "".join(letter for letter in typed.upper() if letter in ALPHABET)
        query = (
            select(Invite)
            .where(
                Invite.key == self._vault.key("invite", code),
                col(Invite.used_at).is_(None),
                Invite.expires_at > now,
            )
            .with_for_update()
        )
        return (await self._session.exec(query)).first()

    async def use(self, invite: Invite, now: datetime) -> None:
        """Burn an invitation."""
        invite.used_at = now
        self._session.add(invite)

    async def open_room(
        self, kind: RoomKind, chat_id: int, topic: str | None, unit: str | None, now: datetime
    ) -> Room:
        """Make a chat (or topic) a room; a unit has one room, a place one purpose."""
        for old in await self._open_rooms():
            same_place = (old.chat_id, old.topic) == (chat_id, topic)
            same_unit = kind == RoomKind.UNIT and old.kind == kind and old.unit == unit
            if same_place or same_unit:
                old.closed_at = now
                self._session.add(old)
        await self._session.flush()
        room = Room(kind=kind, unit=unit, chat_id=chat_id, topic=topic, opened_at=now)
        self._session.add(room)
        await self._session.flush()
        self._rooms = None
        return room

    async def close_room(self, room: Room, now: datetime) -> None:
        """The room serves no longer."""
        room.closed_at = now
        self._session.add(room)
        await self._session.flush()  # who asks for rooms next must not find it

    async def room_of(self, unit: str) -> Room | None:
        """Find where a unit's cards go."""
        return next((r for r in await self._open_rooms() if r.unit == unit), None)

    async def room_at(self, chat_id: int, topic: str | None) -> Room | None:
        """Find what a chat (or topic) is for."""
        return next((room for room in await self.rooms_in(chat_id) if room.topic == topic), None)

    async def rooms(self, kind: RoomKind | None = None) -> list[Room]:
        """List the rooms in use."""
        return [r for r in await self._open_rooms() if kind is None or r.kind == kind]

    async def rooms_in(self, chat_id: int) -> list[Room]:
        """List the rooms in a chat (a forum group can hold several)."""
        return [room for room in await self._open_rooms() if room.chat_id == chat_id]

    async def move_topic(self, room: Room, topic: str | None) -> None:
        """The room's topic was made anew."""
        room.topic = topic
        self._session.add(room)

    async def _open_rooms(self) -> list[Room]:
        if self._rooms is None:
            found = await self._session.exec(hot.ROOMS)
            self._rooms = list(found.all())
        return [room for room in self._rooms if room.closed_at is None]
