"""Who speaks with us and where: chats, people, and what they may do."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, or_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Chat, Person, PersonRole, Posted, Role
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is; only ever shown by an act that is logged."""

    user_id: str
    name: str = ""
    username: str = ""
    phone: str = ""
    called: str = ""
    """The name that they gave themselves; it counts over the platform's."""

    @property
    def shown(self) -> str:
        """The name under which they are known to us."""
        return self.called or self.name


class People:
    """Chats and people of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        # What was looked up ahead; None: there is no such row yet.
        self._chats: dict[tuple[str, str], Chat | None] = {}
        self._people: dict[tuple[str, str], Person | None] = {}
        self._at_hand: dict[int, Chat] = {}

    async def expect_chats(self, chats: Sequence[tuple[str, str]]) -> list[Chat | None]:
        """Look up chats (channel, platform's id) at once, before each is asked for."""
        keys = [(channel, self.chat_key(channel, chat_id)) for channel, chat_id in chats]
        self._chats |= dict.fromkeys(keys)
        for row in await self._session.exec(hot.CHATS, params={"keys": keys}):
            self._chats[row.channel, row.key] = row
        return [self._chats[key] for key in keys]

    async def expect_people(self, people: Sequence[tuple[str, str]]) -> list[Person | None]:
        """Look up people (channel, platform's id) at once, before each is asked for."""
        keys = [(channel, self._person_key(channel, user_id)) for channel, user_id in people]
        self._people |= dict.fromkeys(keys)
        for row in await self._session.exec(hot.PEOPLE, params={"keys": keys}):
            self._people[row.channel, row.key] = row
        return [self._people[key] for key in keys]

    def chat_key(self, channel: str, chat_id: str) -> str:
        """Say under which key a chat is found."""
        return self._vault.key("chat", channel, chat_id)

    async def chat(
        self,
        channel: str,
        chat_id: str,
        *,
        private: bool,
        heard_at: datetime | None = None,
        window_at: datetime | None = None,
    ) -> Chat:
        """Find the chat, or write it down (with these times, which change no older one)."""
        key = self.chat_key(channel, chat_id)
        if (channel, key) not in self._chats:
            await self.expect_chats([(channel, chat_id)])
        found = self._chats[channel, key]
        if found is None:
            sealed = self._vault.seal(chat_id.encode())
            found = self._chats[channel, key] = Chat(
                channel=channel,
                key=key,
                sealed=sealed,
                private=private,
                heard_at=heard_at,
                window_at=window_at,
            )
            await hot.put(self._session, found)
        return found

    async def chat_by_id(self, chat_id: int) -> Chat:
        """Raises KeyError when there is none."""
        found = self._at_hand.get(chat_id) or await self._session.get(Chat, chat_id)
        if found is None:
            raise KeyError(chat_id)
        self._at_hand[chat_id] = found  # the session itself forgets what nobody holds
        return found

    def _person_key(self, channel: str, user_id: str) -> str:
        return self._vault.key("person", channel, user_id)

    def unseal_chat(self, chat: Chat) -> str:
        """Say the platform's id of a chat."""
        return self._vault.unseal(chat.sealed).decode()

    async def close_chat(self, chat: Chat, at: datetime | None) -> None:
        """Nothing arrives there any more (or, with None, it does again)."""
        chat.closed_at = at
        self._session.add(chat)

    async def rekey(self, chat: Chat, new_chat_id: str) -> None:
        """The group lives on under another id; what stood in the old one cannot be answered."""
        chat.key = self.chat_key(chat.channel, new_chat_id)
        chat.sealed = self._vault.seal(new_chat_id.encode())
        chat.closed_at = None
        self._session.add(chat)
        await self._session.exec(
            update(Posted)
            .where(col(Posted.chat_id) == chat.id)
            .values(external_id="gone:" + cast(col(Posted.id), String), slot=None)
        )

    async def person(
        self, channel: str, identity: Identity, now: datetime, chat_id: int | None = None
    ) -> Person:
        """Find the person, or write them down; a changed name is kept up to date."""
        key = self._person_key(channel, identity.user_id)
        if (channel, key) not in self._people:
            await self.expect_people([(channel, identity.user_id)])
        found = self._people[channel, key]
        if found is None:
            found = self._people[channel, key] = Person(
                channel=channel,
                key=key,
                sealed=self._seal(identity),
                chat_id=chat_id,
                first_seen=now,
            )
            await hot.put(self._session, found)
            return found
        known = self.identity(found)
        new = (identity.name, identity.username)
        if identity.name and not found.nameless and (known.name, known.username) != new:
            self.set_identity(found, replace(known, name=new[0], username=new[1]))
        if chat_id is not None and found.chat_id != chat_id:
            found.chat_id = chat_id
            self._session.add(found)
        return found

    async def person_by_id(self, person_id: int) -> Person:
        """Raises KeyError when there is none."""
        found = await self._session.get(Person, person_id)
        if found is None:
            raise KeyError(person_id)
        return found

    async def by_key(self, channel: str, key: str) -> Person | None:
        """Find a person by the keyed hash under which they were found once."""
        query = select(Person).where(Person.channel == channel, Person.key == key)
        return (await self._session.exec(query)).first()

    async def person_in(self, chat_id: int) -> Person | None:
        """Say whose private chat this is."""
        return (await self._session.exec(select(Person).where(Person.chat_id == chat_id))).first()

    def identity(self, person: Person) -> Identity:
        """Open the seal. Whoever shows this to somebody logs it."""
        return Identity(**json.loads(self._vault.unseal(person.sealed)))

    def save(self, row: Chat | Person) -> None:
        """Keep a change."""
        self._session.add(row)

    def set_phone(self, person: Person, phone: str) -> None:
        """Keep a call-back number, sealed."""
        self.set_identity(person, replace(self.identity(person), phone=phone))

    def set_identity(self, person: Person, identity: Identity) -> None:
        """Keep what is known of a person, sealed."""
        person.sealed = self._seal(identity)
        self._session.add(person)

    def lose_name(self, person: Person) -> None:
        """They do not agree that their name is kept: it is not, and will not be."""
        person.nameless = True
        known = self.identity(person)
        self.set_identity(person, Identity(known.user_id, phone=known.phone))

    def _seal(self, identity: Identity) -> bytes:
        return self._vault.seal(json.dumps(asdict(identity), ensure_ascii=False).encode())

    async def has_role(self, person_id: int, role: Role, now: datetime, unit: str | None) -> bool:
        """Say whether the person holds the role now (for that unit, or for all)."""
        held = select(PersonRole.id).where(
            PersonRole.person_id == person_id, PersonRole.role == role, _in_force(now)
        )
        if unit is not None:
            held = held.where(or_(col(PersonRole.unit) == unit, col(PersonRole.unit).is_(None)))
        return (await self._session.exec(held)).first() is not None

    async def roles(self, person_id: int, now: datetime) -> list[PersonRole]:
        """List what the person may do now."""
        query = select(PersonRole).where(PersonRole.person_id == person_id, _in_force(now))
        return list((await self._session.exec(query)).all())

    async def give_role(
        self,
        person_id: int,
        role: Role,
        now: datetime,
        unit: str | None = None,
        until: datetime | None = None,
    ) -> None:
        """Give a role, until a day or until it is ended; what is held already gets the new end."""
        held = [
            one
            for one in await self.roles(person_id, now)
            if one.role == role and one.unit in (unit, None)
        ]
        for one in held:
            if one.unit == unit:
                one.until = until
                self._session.add(one)
        if not held:
            given = PersonRole(person_id=person_id, role=role, unit=unit, since=now, until=until)
            self._session.add(given)

    async def held_roles(self, now: datetime) -> list[tuple[PersonRole, Person]]:
        """List who holds what now."""
        query = (
            select(PersonRole, Person)
            .join(Person, col(Person.id) == col(PersonRole.person_id))
            .where(_in_force(now))
            .order_by(col(PersonRole.id))
        )
        return list((await self._session.exec(query)).all())

    async def end_role(self, number: int, at: datetime) -> bool:
        """Let a role that is held be over at a moment; False when it is over by then."""
        role = await self._session.get(PersonRole, number)
        if role is None or (role.until is not None and role.until <= at):
            return False
        role.until = at
        self._session.add(role)
        return True

    async def with_role(self, role: Role, now: datetime, unit: str | None = None) -> list[Person]:
        """List who holds a role now (for that unit, or for all)."""
        values = {"role": role, "now": now} | ({"unit": unit} if unit is not None else {})
        query = HOLDERS if unit is None else HOLDERS_FOR
        return list((await self._session.exec(query, params=values)).all())

    async def ids_with_role(self, role: Role, now: datetime, *, since_by: datetime) -> list[int]:
        """List who holds a role now that they held by then already."""
        values = {"role": role, "now": now, "since_by": since_by}
        return list((await hot.run(self._session, HELD_BY_THEN, values)).scalars())


def _in_force(now: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a moment, or one that is bound
    still = or_(col(PersonRole.until).is_(None), col(PersonRole.until) > now)
    return and_(col(PersonRole.since) <= now, still)


# Built once: every tick asks them.
_HOLDS = (col(PersonRole.role) == bindparam("role"), _in_force(bindparam("now")))
HOLDERS = (
    select(Person)
    .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
    .where(*_HOLDS)
    .distinct()
    .order_by(col(Person.id))
)
HOLDERS_FOR = HOLDERS.where(
    or_(col(PersonRole.unit) == bindparam("unit"), col(PersonRole.unit).is_(None))
)
HELD_BY_THEN = (
    select(PersonRole.person_id)
    .where(*_HOLDS, col(PersonRole.since) <= bindparam("since_by"))
    .distinct()
    .order_by(col(PersonRole.person_id))
)
