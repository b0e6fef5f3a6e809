"""What stands in the chats from us: written down when it was sent, found by reply and by press."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select, update

from storage import hot
from storage.models import Outbox, Posted
from storage.session import Session
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Stands:
    """What was sent, and what it became."""

    row: Outbox
    external_ids: tuple[str, ...]
    choices: list[Any]
    now: datetime
    charged: bool


class Posts:
    """What stands in the chats, seen from one transaction."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._about: dict[tuple[int, str], Posted | None] = {}  # None: we know nothing of it

    async def expect(self, places: Collection[tuple[int, str]]) -> None:
        """Look up what stands at these places (chat, message) at once, before it is asked for."""
        self._about |= dict.fromkeys(places)
        for row in await self._session.exec(hot.ABOUT, params={"places": list(places)}):
            self._about[row.chat_id, row.external_id] = row

    def sent(  # what stands where, since when, at whose cost
        self,
        row: Outbox,
        external_ids: tuple[str, ...],
        choices: list[Any],
        now: datetime,
        *,
        charged: bool = False,
    ) -> None:
        """Have it written down that it stands in its chat.

        When a newer face came in the meantime the row stays in line, as an edit of what stands.
        """
        self._session.later(self._stand, Stands(row, external_ids, choices, now, charged))

    async def _stand(self, sent: list[Stands]) -> None:
        ids = [one.row.id for one in sent]
        found = await hot.run(self._session, hot.VERSIONS, {"ids": ids})
        versions = {one.id: one.version for one in found}
        newest = [one for one in sent if versions.get(one.row.id) == one.row.version]
        if newest:
            rows = [{"of": one.row.id, "now": one.now, "charge": one.charged} for one in newest]
            await hot.run(self._session, hot.SENT, rows)
        if posted := [post for one in sent for post in _posted(one)]:
            await hot.run(self._session, hot.POST[hot.engine_of(self._session)], posted)
        for one in sent:
            if one not in newest and one.external_ids:
                await self._follow_up(one.row, one.external_ids[0])

    async def _follow_up(self, row: Outbox, external_id: str) -> None:
        """What was sent has changed meanwhile: the waiting row now edits what stands there."""
        newest = (await self._session.exec(select(Outbox).where(Outbox.id == row.id))).one()
        body = json.loads(self._vault.unseal(newest.body))
        body |= {"edits": external_id, "attachments": []}
        newest.body = self._vault.seal(json.dumps(body).encode())
        newest.data = (newest.data or {}) | {"edits": True}
        newest.weight = 1
        self._session.add(newest)
        await self._session.flush()

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

    async def leave_topic(self, chat_id: int, topic: str | None) -> set[int]:
        """What stood in a topic is gone with it; says of which cases it showed the card."""
        stood = (col(Posted.chat_id) == chat_id, col(Posted.topic) == topic)
        cards = select(Posted.case_id).where(*stood, col(Posted.slot).startswith("card:"))
        found = {one for one in await self._session.exec(cards) if one is not None}
        await self._session.exec(update(Posted).where(*stood).values(slot=None))
        return found


def _posted(stands: Stands) -> list[dict[str, Any]]:
    """What stands in the chat, message by message."""
    row = stands.row
    return [
        {
            "chat_id": row.chat_id,
            "external_id": one,
            "topic": row.topic,
            "case_id": row.case_id,
            "what": row.what,
            "slot": None if place else row.slot,
            "data": row.data,
            "choices": stands.choices or None,
        }
        for place, one in enumerate(stands.external_ids)
    ]
