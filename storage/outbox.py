"""What is to be said: queued with the act that causes it, sent after the commit, found again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update

from storage import hot
from storage.models import Chat, Delivery, Outbox, exactly
from storage.posts import Posts


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
    below: "ToSay | None" = None
    """What follows it in its chat, unless an older face of it waits, which that follows already."""

    @property
    def face(self) -> tuple[int, str] | None:
        """What it is a face of, and where."""
        return None if self.slot is None else (self.chat_id, self.slot)


class OutboxRows(Posts):
    """The outgoing messages of one transaction, and what of them stands in the chats."""

    async def add(self, said: ToSay, now: datetime) -> bool:
        """Queue it; False when its key has been said before.

        With a slot, a face of the same thing that still waits is replaced where it stands.
        """
        if said.key is None:
            self._session.later(self._queue, (said, now))
            return True
        if said.slot is not None and await self._replace(said):
            return True
        row = self._row(said, now)
        result = await hot.run(self._session, hot.QUEUE[hot.engine_of(self._session)], row)
        return bool(result.rowcount)

    async def _queue(self, rows: list[tuple[ToSay, datetime]]) -> None:
        """Write down what has no key, in order."""
        faces = [said.face for said, _ in rows if said.face is not None]
        found = await hot.run(self._session, hot.WAITING_FACES, {"faces": faces}) if faces else ()
        waiting = {(one.chat_id, one.slot) for one in found}
        fresh: list[dict[str, Any]] = []
        newest: dict[tuple[int, str], dict[str, Any]] = {}
        for said, now in rows:
            if said.face in newest:
                older = newest[said.face]
                older |= self._newer(said) | {"version": older["version"] + 1}
                continue
            if said.face in waiting and await self._replace(said):
                if said.below is not None and not await self._follows(said):
                    fresh.append(self._row(said.below, now))
                continue
            fresh.append(self._row(said, now))
            if said.face is not None:
                newest[said.face] = fresh[-1]
            if said.below is not None:
                fresh.append(self._row(said.below, now))
        if fresh:
            await hot.run(self._session, hot.QUEUE[hot.engine_of(self._session)], fresh)

    async def _follows(self, said: ToSay) -> bool:
        """Say whether what is to follow it waits already, below an older face of it."""
        query = select(Outbox.data).where(
            Outbox.chat_id == said.chat_id,
            Outbox.case_id == said.case_id,
            col(Outbox.state) == exactly(Delivery.QUEUED),
        )
        waiting = (await self._session.exec(query)).all()
        return any((one or {}).get("under") == said.slot for one in waiting)

    def _newer(self, said: ToSay) -> dict[str, Any]:
        """What is new in a newer face; its place in the line is the older one's."""
        return {
            "topic": said.topic,
            "key": said.key,
            "case_id": said.case_id,
            "what": said.what,
            "data": said.data,
            "weight": said.weight,
            "body": self._vault.seal(said.body),
        }

    def _row(self, said: ToSay, now: datetime) -> dict[str, Any]:
        return self._newer(said) | {
            "chat_id": said.chat_id,
            "priority": said.priority,
            "slot": said.slot,
            "state": Delivery.QUEUED,
            "version": 0,
            "attempts": 0,
            "created_at": now,
            "not_before": said.not_before or now,
        }

    async def _replace(self, said: ToSay) -> bool:
        values = {"of_chat": said.chat_id, "of_slot": said.slot} | self._newer(said)
        return bool((await hot.run(self._session, hot.NEWER_FACE, values)).rowcount)

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

    async def last_about(
        self, chat_id: int, case_id: int, what: str | None = None
    ) -> datetime | None:
        """Say when we last said something (of this sort) about a case in a chat."""
        query = select(func.max(Outbox.created_at)).where(
            Outbox.case_id == case_id, Outbox.chat_id == chat_id
        )
        if what is not None:
            query = query.where(Outbox.what == what)
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


PACE_MEMORY = timedelta(seconds=60)
"""How far back a restart looks: the longest window in channels' Limits."""
