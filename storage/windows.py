"""Platforms that let us answer only so long: what waits for a person's word, and until when."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Case, Chat, Delivery, Outbox, exactly, is_open
from storage.vault import Vault

WAITING = (Delivery.QUEUED, Delivery.HELD)


class Windows:
    """Chats whose time runs out, and messages that wait for a word, in one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def due(self, now: datetime, limit: int = 200) -> list[Chat]:
        """Take the chats that are to be looked at by now; another process finds none of them."""
        query = (
            select(Chat)
            .where(col(Chat.window_at) <= now)
            .order_by(col(Chat.window_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def left_behind(self) -> list[Chat]:
        """List chats in which somebody wrote at the very moment when their time was over."""
        query = select(Chat).where(
            col(Chat.shut_at).is_not(None), col(Chat.heard_at) > col(Chat.shut_at)
        )
        return list((await self._session.exec(query)).all())

    async def refused(self, before: datetime, heard_after: datetime) -> list[Chat]:
        """List chats in which nothing was taken before, although their time was not over."""
        query = (
            select(Chat)
            .where(col(Chat.shut_at) < before, col(Chat.heard_at) > heard_after)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def lock(self, chat_id: int) -> Chat:
        """Fetch a chat as it is now; nobody else changes it until this transaction ends."""
        query = select(Chat).where(Chat.id == chat_id).with_for_update()
        found = await self._session.exec(query.execution_options(populate_existing=True))
        return found.one()

    async def hold(self, chat_id: int, but: str) -> list[Outbox]:
        """Let all that is queued for a chat wait, but messages of one sort; oldest first."""
        return await self._turn(chat_id, Delivery.QUEUED, Delivery.HELD, but)

    async def release(self, chat_id: int) -> list[Outbox]:
        """What waited for a word in this chat is sent now, in its old order."""
        return await self._turn(chat_id, Delivery.HELD, Delivery.QUEUED, "")

    async def _turn(
        self, chat_id: int, before: Delivery, after: Delivery, but: str
    ) -> list[Outbox]:
        query = (
            select(Outbox)
            .where(Outbox.chat_id == chat_id, col(Outbox.state) == exactly(before))
            .order_by(col(Outbox.id))
            .with_for_update()
        )
        rows = [
            row for row in (await self._session.exec(query)).all() if row.what != but or not but
        ]
        self._put(rows, after)
        await self._session.flush()
        return rows

    def keep(self, rows: Sequence[Outbox]) -> None:
        """Let these wait for a word."""
        self._put(rows, Delivery.HELD)

    def _put(self, rows: Sequence[Outbox], state: Delivery) -> None:
        for row in rows:
            row.state = state
            row.data = (row.data or {}) | {"held": True}
            self._session.add(row)

    async def held(self, chat_id: int, case_id: int) -> list[Outbox]:
        """List what waits in a chat about a case, oldest first."""
        query = (
            select(Outbox)
            .where(
                Outbox.chat_id == chat_id,
                Outbox.case_id == case_id,
                col(Outbox.state) == exactly(Delivery.HELD),
            )
            .order_by(col(Outbox.id))
            .with_for_update()
        )
        return list((await self._session.exec(query)).all())

    async def redirect(self, row: Outbox, chat_id: int) -> None:
        """Send a message to another chat: what it answered or changed does not stand there."""
        body = json.loads(self._vault.unseal(row.body))
        body |= {"edits": None, "reply_to": None}
        row.body = self._vault.seal(json.dumps(body).encode())
        row.data = {
            k: v for k, v in (row.data or {}).items() if k not in ("edits", "said", "under")
        }
        row.chat_id, row.topic, row.state = chat_id, None, Delivery.QUEUED
        self._session.add(row)

    async def open_cases(self, chat_id: int) -> list[Case]:
        """List the open cases whose answers go to a chat."""
        query = select(Case).where(Case.chat_id == chat_id, is_open()).order_by(col(Case.id))
        return list((await self._session.exec(query)).all())

    async def waits(self, case_id: int, what: Sequence[str]) -> bool:
        """Say whether something of these sorts about a case is still on its way."""
        query = select(Outbox.id).where(
            Outbox.case_id == case_id,
            col(Outbox.state).in_(WAITING),
            col(Outbox.what).in_(what),
        )
        return (await self._session.exec(query)).first() is not None

    async def reached(self, what: Sequence[str], limit: int = 200) -> list[Case]:
        """List the cases of which something waited, and nothing of these sorts does any more."""
        waits = exists().where(
            col(Outbox.case_id) == col(Case.id),
            col(Outbox.state).in_(WAITING),
            col(Outbox.what).in_(what),
        )
        query = select(Case).where(col(Case.unreached_at).is_not(None), ~waits).limit(limit)
        return list((await self._session.exec(query)).all())

    async def charged_since(self, since: datetime) -> int:
        """Count what was sent since then and counts against what the office pays for."""
        query = (
            select(func.count())
            .select_from(Outbox)
            .where(col(Outbox.sent_at) >= since, col(Outbox.charged))
        )
        return (await self._session.exec(query)).one()
