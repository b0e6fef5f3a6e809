"""What is for working hours and has not been sent: found again, put off, or dropped."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Delivery, Outbox, exactly

FILES_OF_CARDS = ("card_files", "card.opened_files")


class Postponed:
    """Waiting messages, in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def unsent(self, slot: str, chat_id: int | None = None) -> list[Outbox]:
        """List what still waits to be sent under a slot, in one chat or wherever it is to go."""
        query = select(Outbox).where(
            col(Outbox.state) == exactly(Delivery.QUEUED), Outbox.slot == slot
        )
        if chat_id is not None:
            query = query.where(Outbox.chat_id == chat_id)
        return list((await self._session.exec(query)).all())

    async def cards_of(self, case_id: int) -> list[Outbox]:
        """List the cards of a case that still wait to be sent, and their files (in no slot)."""
        query = select(Outbox).where(
            col(Outbox.state) == exactly(Delivery.QUEUED),
            Outbox.case_id == case_id,
            or_(col(Outbox.slot).startswith("card:"), col(Outbox.what).in_(FILES_OF_CARDS)),
        )
        return list((await self._session.exec(query)).all())

    async def put_off(self, row: Outbox, opens: datetime, means: dict[str, Any]) -> None:
        """Let it wait until then, and mean this too; unless it has a newer face."""
        await self._change(row, not_before=opens, data=(row.data or {}) | means)

    async def drop(self, row: Outbox) -> None:
        """Nothing of it is left to be said; unless it has a newer face."""
        await self._change(row, state=Delivery.GATHERED)

    async def _change(self, row: Outbox, **values: Any) -> None:  # of its columns
        same = (col(Outbox.id) == row.id, col(Outbox.version) == row.version)
        await self._session.exec(update(Outbox).where(*same).values(**values))
