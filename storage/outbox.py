"""What is to be said: queued with the act that causes it, sent after the commit, found again."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Chat, Delivery, Outbox, Posted, exactly
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class ToSay:
    """One message to queue. `weight`: how many messages the platform will count it as."""

    chat_id: int
    body: bytes
    priority: int
    topic: str | None = None
    key: str | None = None
    slot: str | None = None
    case_id: int | None = None
    what: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    weight: int = 1
    not_before: datetime | None = None


class Added(StrEnum):
    """What became of a message that was to be queued."""

    QUEUED = "queued"
    REPLACED = "replaced"  # an older face of it still waited, and is now this one
    KNOWN = "known"  # its key has been said before


class OutboxRows:
    """The outgoing messages of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._about: dict[tuple[int, str], Posted | None] = {}  # None: we know nothing of it

    async def expect(self, places: Collection[tuple[int, str]]) -> None:
        """Look up what stands at these places (chat, message) at once, before it is asked for."""
        self._about |= dict.fromkeys(places)
        for row in await self._session.exec(hot.ABOUT, params={"places": list(places)}):
            self._about[row.chat_id, row.external_id] = row

    async def add(self, said: ToSay, now: datetime) -> Added:
        """Queue it, unless its key has been said before.

        With a slot, a face of the same thing that still waits is replaced where it stands.
        """
        values: dict[str, Any] = {
            "topic": said.topic,
            "key": said.key,
            "case_id": said.case_id,
            "what": said.what,
            "data": said.data,
            "weight": said.weight,
            "body": self._vault.seal(said.body),
        }
        if said.slot is not None and await self._replace(said, values):
            return Added.REPLACED
        values |= {
            "chat_id": said.chat_id,
            "priority": said.priority,
            "slot": said.slot,
            "state": Delivery.QUEUED,
            "version": 0,
            "attempts": 0,
            "created_at": now,
            "not_before": said.not_before or now,
        }
        result = await hot.run(self._session, hot.QUEUE[hot.engine_of(self._session)], values)
        return Added.QUEUED if result.rowcount else Added.KNOWN

    async def _replace(self, said: ToSay, values: dict[str, Any]) -> bool:
        where = {"of_chat": said.chat_id, "of_slot": said.slot}
        return bool((await hot.run(self._session, hot.NEWER_FACE, where | values)).rowcount)

    async def due(
        self, now: datetime, but: Collection[int] = (), limit: int = 32
    ) -> list[tuple[Outbox, Chat]]:
        """List what may be sent now with its chat: what waits for a person first, then by age.

        Not to the chats in `but`.
        """
        values = {"now": now, "but": list(but), "most": limit}
        return list((await self._session.exec(hot.DUE, params=values)).all())

    async def next_at(self, after: datetime) -> datetime | None:
        """Say when the next message that waits for its time becomes due."""
        found: datetime | None = (
            await hot.run(self._session, hot.NEXT_AT, {"after": after})
        ).scalar()
        return found

    def unseal(self, row: Outbox) -> bytes:
        """Open the body."""
        return self._vault.unseal(row.body)

    async def queued(self, chat_id: int, what: str) -> list[Outbox]:
        """List the new messages of one sort that wait in a chat, oldest first (no edits)."""
        query = (
            select(Outbox)
            .where(
                Outbox.chat_id == chat_id,
                col(Outbox.state) == exactly(Delivery.QUEUED),
                Outbox.what == what,
            )
            .order_by(col(Outbox.id))
            .with_for_update(skip_locked=True)
        )
        rows = (await self._session.exec(query)).all()
        return [row for row in rows if not (row.data or {}).get("edits")]

    async def sent(  # what stands where, since when, at whose cost
        self,
        row: Outbox,
        external_ids: tuple[str, ...],
        choices: list[Any],
        now: datetime,
        *,
        charged: bool = False,
    ) -> bool:
        """Write down that it stands in its chat; False when a newer face came in the meantime."""
        values = {"row_id": row.id, "seen": row.version, "now": now, "charge": charged}
        result = await hot.run(self._session, hot.SENT, values)
        common = {
            "chat_id": row.chat_id,
            "topic": row.topic,
            "case_id": row.case_id,
            "what": row.what,
            "data": row.data,
            "choices": choices or None,
        }
        posted = [
            common | {"external_id": one, "slot": None if place else row.slot}
            for place, one in enumerate(external_ids)
        ]
        if posted:
            await hot.run(self._session, hot.POST[hot.engine_of(self._session)], posted)
        return bool(result.rowcount)

    async def follow_up(self, row: Outbox, external_id: str) -> None:
        """What was sent has changed meanwhile: the waiting row now edits what stands there."""
        newest = (await self._session.exec(select(Outbox).where(Outbox.id == row.id))).one()
        body = json.loads(self._vault.unseal(newest.body))
        body |= {"edits": external_id, "attachments": []}
        newest.body = self._vault.seal(json.dumps(body).encode())
        newest.data = (newest.data or {}) | {"edits": True}
        newest.weight = 1
        self._session.add(newest)

    async def partly_sent(self, row: Outbox, said: list[tuple[str, ...]]) -> None:
        """Note the first pieces of a long message, so that a retry goes on after them."""
        row.data = (row.data or {}) | {"said": [list(ids) for ids in said]}
        await self._session.exec(
            update(Outbox)
            .where(col(Outbox.id) == row.id, col(Outbox.version) == row.version)
            .values(data=row.data)
        )

    async def tried(self, row: Outbox, error: str, until: datetime | None = None) -> None:
        """Count a vain attempt; the row stays in line, but not before `until`."""
        await self._session.exec(
            update(Outbox)
            .where(col(Outbox.id) == row.id)
            .values(
                attempts=col(Outbox.attempts) + 1,
                error=error[:500],
                not_before=until or row.not_before,
            )
        )

    async def end(self, ids: list[int], state: Delivery, error: str | None = None) -> None:
        """Take rows out of the line."""
        await self._session.exec(
            update(Outbox).where(col(Outbox.id).in_(ids)).values(state=state, error=error)
        )

    async def close_chat(self, chat_id: int, error: str) -> list[Outbox]:
        """Nothing can be sent there any more: end what is queued, and return it."""
        query = select(Outbox).where(
            Outbox.chat_id == chat_id, col(Outbox.state) == exactly(Delivery.QUEUED)
        )
        rows = list((await self._session.exec(query)).all())
        await self.end([row.id for row in rows if row.id], Delivery.FAILED, error)
        return rows

    async def sent_since(self, since: datetime) -> list[tuple[int, datetime, int]]:
        """List (chat, time, weight) of what was sent lately: the pace after a restart."""
        query = (
            select(Outbox.chat_id, Outbox.sent_at, Outbox.weight)
            .where(Outbox.state == Delivery.SENT, col(Outbox.sent_at) >= since)
            .order_by(col(Outbox.sent_at))
        )
        return [(c, at, w) for c, at, w in (await self._session.exec(query)).all() if at]

    async def count(self, state: Delivery) -> int:
        """Say how many are in a state."""
        query = select(func.count()).select_from(Outbox).where(Outbox.state == state)
        return (await self._session.exec(query)).one()

    async def said(self, key: str) -> bool:
        """Say whether something with this key was ever queued."""
        return bool(await self.said_of([key]))

    async def said_of(self, keys: Sequence[str]) -> set[str]:
        """Say which of these keys, at most some 30,000, were ever queued."""
        query = select(Outbox.key).where(col(Outbox.key).in_(keys))
        return {key for key in (await self._session.exec(query)).all() if key}

    async def last_about(self, chat_id: int, case_id: int) -> datetime | None:
        """Say when we last said something about a case in a chat."""
        query = select(func.max(Outbox.created_at)).where(
            Outbox.case_id == case_id, Outbox.chat_id == chat_id
        )
        return (await self._session.exec(query)).first()

    async def move_topic(self, chat_id: int, old: str | None, new: str | None) -> None:
        """What waits for a topic that is gone goes to the one made in its stead."""
        await self._session.exec(
            update(Outbox)
            .where(
                col(Outbox.chat_id) == chat_id,
                col(Outbox.topic) == old,
                col(Outbox.state) == exactly(Delivery.QUEUED),
            )
            .values(topic=new)
        )

    async def posted(self, chat_id: int, external_id: str) -> Posted | None:
        """Find what a reply or a press in a chat is about."""
        place = (chat_id, external_id)
        if place not in self._about:
            await self.expect([place])
        return self._about.pop(place)  # what stands there may change: asked again, read again

    async def in_slot(self, chat_id: int, slot: str) -> Posted | None:
        """Find where the newest face of a thing stands in a chat."""
        values = {"chat_id": chat_id, "slot": slot}
        return (await self._session.exec(hot.IN_SLOT, params=values)).first()

    async def recent(self, chat_id: int, limit: int = 60) -> list[Posted]:
        """List what we put into a chat last, newest first."""
        query = (
            select(Posted)
            .where(Posted.chat_id == chat_id)
            .order_by(col(Posted.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def offered(self, chat_id: int, slot: str) -> list[Any]:
        """List the choices that the newest face of a thing shows, of those that show any."""
        values = {"chat_id": chat_id, "slot": slot}
        faces = await self._session.exec(hot.IN_SLOT, params=values)
        return next((one.choices for one in faces if one.choices), [])

    async def standing(self, case_id: int, what: str) -> list[Posted]:
        """List where something of a case stands (slots "what:…"), the newest of each place."""
        values = {"case_id": case_id, "slot": f"{what}:"}
        found = (await self._session.exec(hot.STANDING, params=values)).all()
        return list({(one.chat_id, one.topic): one for one in found}.values())

    async def forget_slot(self, chat_id: int, slot: str) -> None:
        """The message is gone: the next face of the thing will be a new message."""
        await self._session.exec(
            update(Posted)
            .where(col(Posted.chat_id) == chat_id, col(Posted.slot) == slot)
            .values(slot=None)
        )

    async def tidy(self, before: datetime) -> int:
        """Forget the wording of what was sent long ago (keyed rows stay: once is for ever)."""
        result = await self._session.exec(
            update(Outbox)
            .where(
                col(Outbox.state) != Delivery.QUEUED,
                col(Outbox.created_at) < before,
                col(Outbox.body) != b"",
            )
            .values(body=b"")
        )
        return result.rowcount


PACE_MEMORY = timedelta(seconds=60)
"""How far back a restart looks: the longest window in channels' Limits."""
