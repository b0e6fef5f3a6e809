"""Who saw what of whom since a time: what the authority is told of a breach."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Case, Chat, Entry, Event, Outbox, ReportOrder, Side, Sight


class Seen:
    """Who looks, and the questions about it, of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def look(self, sight: Sight) -> None:
        """Write down that somebody looked."""
        self._session.add(sight)

    async def looks(self, since: datetime) -> list[tuple[Sight, Case | None]]:
        """List who asked to see what since then, oldest first; without a case: a screen of many."""
        query = (
            select(Sight, Case)
            .join(Case, col(Case.id) == col(Sight.case_id), isouter=True)
            .where(col(Sight.seen_at) >= since)
            .order_by(col(Sight.id))
        )
        return [(one, case) for one, case in (await self._session.exec(query)).all()]

    async def ordered(self, since: datetime) -> list[ReportOrder]:
        """List the sheets, pages and pictures that were made for somebody since then."""
        query = select(ReportOrder).where(col(ReportOrder.ordered_at) >= since)
        return list((await self._session.exec(query.order_by(col(ReportOrder.id)))).all())

    async def acts(self, since: datetime) -> list[tuple[Event, Case]]:
        """List what was done in cases since then, oldest first."""
        query = (
            select(Event, Case)
            .join(Case, col(Case.id) == col(Event.case_id))
            .where(col(Event.at) >= since)
            .order_by(col(Event.id))
        )
        return list((await self._session.exec(query)).all())

    async def said(self, since: datetime) -> list[tuple[Entry, Case]]:
        """List what residents said in cases since then."""
        query = (
            select(Entry, Case)
            .join(Case, col(Case.id) == col(Entry.case_id))
            .where(col(Entry.said_at) >= since, col(Entry.side) == Side.RESIDENT)
            .order_by(col(Entry.id))
        )
        return list((await self._session.exec(query)).all())

    async def brought(self, since: datetime) -> Sequence[tuple[Outbox, Chat, Case]]:
        """List what of cases was brought into other chats than their resident's since then."""
        query = (
            select(Outbox, Chat, Case)
            .join(Chat, col(Chat.id) == col(Outbox.chat_id))
            .join(Case, col(Case.id) == col(Outbox.case_id))
            .where(col(Outbox.sent_at) >= since, col(Outbox.chat_id) != col(Case.chat_id))
            .order_by(col(Outbox.id))
        )
        return [(row, chat, case) for row, chat, case in (await self._session.exec(query)).all()]
