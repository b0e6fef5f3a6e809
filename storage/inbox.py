"""What arrived: stored before it is confirmed, handled once, kept when it could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.emptying import letters_of
from storage.models import Chat, Inbox, Taken, exactly
from storage.vault import GONE, Vault


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing to write down. `chat_id` is the platform's; it is stored as a keyed hash only."""

    channel: str
    chat_id: str
    external_id: str
    body: bytes
    album: str | None = None
    readable: bool = True
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One stored thing with its seal open."""

    id: int
    channel: str
    chat_key: str
    album: str | None
    received_at: datetime
    body: bytes
    state: str = Taken.WAITING


class InboxRows:
    """The intake of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, arrived: list[Arrived], now: datetime) -> int:
        """Write all of them down in one statement; repeats change nothing. Returns how many new.

        A part of an album that comes after its sender took the album back is gone with it.
        """
        if not arrived:
            return 0
        unsaid = await self._unsaid(arrived)
        rows = [
            {
                "channel": one.channel,
                "chat_key": self._key(one),
                "external_id": one.external_id,
                "body": GONE if one in unsaid else self._vault.seal(one.body),
                "album": one.album,
                "state": _state(one, unsaid),
                "attempts": 0,
                "received_at": now,
            }
            for one in arrived
        ]
        result = await hot.run(self._session, hot.TAKE[hot.engine_of(self._session)], rows)
        return len(result.all())

    def _key(self, one: Arrived) -> str:
        return self._vault.key("chat", one.channel, one.chat_id)

    async def _unsaid(self, arrived: list[Arrived]) -> list[Arrived]:
        """Those that were said before the album to which they belong was taken back."""
        parts = [one for one in arrived if one.album is not None]
        taken_back = {
            chat: dict((await self._session.exec(_albums(*chat))).all())
            for chat in {(one.channel, self._key(one)) for one in parts}
        }
        return [
            one
            for one in parts
            if one.sent_at
            and (at := taken_back[one.channel, self._key(one)].get(one.album))
            and one.sent_at < at
        ]

    async def waiting(
        self, known: Mapping[int, Waiting] = MappingProxyType({}), limit: int = 500
    ) -> list[Waiting]:
        """List what is to be handled, oldest first.

        What is `known` from the last look, by id, is not opened again: a long line is looked at
        often, and what waits does not change.
        """
        line = (await hot.run(self._session, hot.LINE, {"most": limit})).scalars().all()
        rows = {one: known[one] for one in line if one in known}
        unread = [one for one in line if one not in rows]
        if unread:
            found = await hot.run(self._session, hot.LETTERS, {"ids": unread})
            rows |= {row.id: self._open(row) for row in found}
        return [rows[one] for one in line if one in rows]

    async def parts(self, chat: Chat, album: str) -> list[str]:
        """List the ids of what arrived of an album in a chat, oldest first."""
        query = select(Inbox.external_id).where(*letters_of(chat), Inbox.album == album)
        return list((await self._session.exec(query.order_by(col(Inbox.id)))).all())

    async def claim(self, ids: list[int]) -> set[int]:
        """Take these rows until this transaction ends; returns those no other process has taken."""
        return {*(await hot.run(self._session, hot.STILL_WAITING, {"ids": ids})).scalars()}

    async def handled(self, ids: list[int], now: datetime) -> None:
        """They are done, if this transaction ends well."""
        await hot.run(self._session, hot.HANDLED, {"ids": ids, "now": now})

    async def mark(
        self, ids: list[int], state: Taken, now: datetime, error: str | None = None
    ) -> None:
        """Say what became of them."""
        await self._session.exec(
            update(Inbox)
            .where(col(Inbox.id).in_(ids))
            .values(state=state, handled_at=now, error=error, attempts=col(Inbox.attempts) + 1)
        )

    async def again(self, *, unreadable: bool = False) -> int:
        """Put what failed back in line; returns how many."""
        states = (Taken.FAILED, Taken.ASIDE) if unreadable else (Taken.FAILED,)
        result = await self._session.exec(
            update(Inbox).where(col(Inbox.state).in_(states)).values(state=Taken.WAITING)
        )
        return result.rowcount

    async def newest(self, channel: str) -> datetime | None:
        """Say when the last thing arrived on a channel."""
        query = (
            select(Inbox.received_at)
            .where(Inbox.channel == channel)
            .order_by(col(Inbox.id).desc())
            .limit(1)
        )
        return (await self._session.exec(query)).first()

    async def count(self, state: Taken) -> int:
        """Say how many are in a state."""
        query = select(func.count()).select_from(Inbox).where(Inbox.state == state)
        return (await self._session.exec(query)).one()

    async def set_aside(self, since: datetime, until: datetime) -> int:
        """Count what came between these times and could not be read; an index serves it."""
        query = select(func.count()).where(
            col(Inbox.state) == exactly(Taken.ASIDE),
            col(Inbox.received_at) >= since,
            col(Inbox.received_at) < until,
        )
        return (await self._session.exec(query)).one()

    async def aside(self) -> list[Waiting]:
        """List what could not be read, oldest first, as it came."""
        query = select(Inbox).where(Inbox.state == Taken.ASIDE).order_by(col(Inbox.id))
        return [self._open(row) for row in (await self._session.exec(query)).all()]

    async def reread(self, row_id: int, chat_id: str, external_id: str, body: bytes) -> None:
        """Give an unreadable row the reading that a newer program made of it."""
        row = await self._session.get_one(Inbox, row_id)
        row.chat_key = self._vault.key("chat", row.channel, chat_id)
        row.external_id, row.body = external_id, self._vault.seal(body)
        row.state = Taken.WAITING
        self._session.add(row)

    def _open(self, row: Any) -> Waiting:  # noqa: ANN401  # an Inbox, or its columns
        body = self._vault.unseal(row.body)
        return Waiting(
            row.id, row.channel, row.chat_key, row.album, row.received_at, body, row.state
        )


def _state(one: Arrived, unsaid: list[Arrived]) -> Taken:
    if one in unsaid:
        return Taken.UNSAID
    return Taken.WAITING if one.readable else Taken.ASIDE


def _albums(channel: str, chat_key: str) -> Any:  # noqa: ANN401  # a select, typed by its columns
    """A chat's albums that were taken back, and when."""
    return (
        select(Inbox.album, func.max(Inbox.handled_at))
        .where(
            Inbox.channel == channel,
            Inbox.chat_key == chat_key,
            col(Inbox.state) == exactly(Taken.UNSAID),
        )
        .group_by(col(Inbox.album))
    )
