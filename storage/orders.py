"""What leaders have ordered and is being drawn, and the dialogues that the office has held."""

from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Dialogue, ReportOrder


class Orders:
    """Orders and dialogues of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, order: ReportOrder) -> bool:
        """Write it down; False when one with this key was ever ordered."""
        insert = hot.INSERTS[hot.engine_of(self._session)](hot.table(ReportOrder))
        values = order.model_dump(exclude={"id"})
        statement = insert.on_conflict_do_nothing(index_elements=["key"])
        return bool((await hot.run(self._session, statement, values)).rowcount)

    async def waiting(self, now: datetime, limit: int) -> list[int]:
        """List the ids of what is to be made now, oldest first."""
        query = (
            select(col(ReportOrder.id))
            .where(col(ReportOrder.next_at) <= now)
            .order_by(col(ReportOrder.next_at), col(ReportOrder.id))
            .limit(limit)
        )
        return [one for one in (await self._session.exec(query)).all() if one is not None]

    async def take(self, order_id: int, now: datetime, again_at: datetime) -> ReportOrder | None:
        """Take one in hand until `again_at`; None: somebody else has."""
        query = (
            select(ReportOrder)
            .where(ReportOrder.id == order_id, col(ReportOrder.next_at) <= now)
            .with_for_update(skip_locked=True)
        )
        order = (await self._session.exec(query)).first()
        if order is not None:
            order.tries, order.next_at = order.tries + 1, again_at
            self._session.add(order)
        return order

    async def by_id(self, order_id: int) -> ReportOrder | None:
        """Fetch one."""
        return await self._session.get(ReportOrder, order_id)

    def done(self, order: ReportOrder) -> None:
        """Nothing is to be done for it any more."""
        order.next_at = None
        self._session.add(order)

    def held(self, dialogue: Dialogue) -> None:
        """Write a dialogue down."""
        self._session.add(dialogue)

    async def dialogues(self, first: date, until: date) -> tuple[int, int]:
        """Count dialogues held in [first, until), and the people who came."""
        query = select(func.count(), func.coalesce(func.sum(Dialogue.people), 0)).where(
            col(Dialogue.held_on) >= first, col(Dialogue.held_on) < until
        )
        count, people = (await self._session.exec(query)).one()
        return int(count), int(people)
