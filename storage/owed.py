"""What is owed to residents beside an answer: apologies and promises, found when they are due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Apology, Case, Event, Promise
from storage.states import is_unapologised

BATCH = 50
"""So many at once, that a resident's message never waits long for a sweep."""


@dataclass(frozen=True, slots=True)
class OwedFigures:
    """What became of apologies and promises in some time, and what was sent without facts."""

    apologies: int = 0
    """Owed: so often a case had become overdue."""
    confirmed: int = 0
    """Made in that time, like the two below: some are owed on a Friday and made on Monday."""
    in_answer: int = 0
    plain: int = 0
    kept: int = 0
    broken: int = 0
    moved: int = 0
    factless: int = 0
    photoless: int = 0


class Owed:
    """Apologies and promises of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def unapologised(self, now: datetime, limit: int = BATCH) -> list[Case]:
        """Take the cases that have become overdue and for which no apology is drafted."""
        query = (
            select(Case)
            .where(is_unapologised(), Case.due_at < now)
            .order_by(col(Case.due_at), col(Case.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def apology_of(self, case: Case) -> Apology | None:
        """Fetch the apology of a case's present round."""
        await self._session.flush()
        query = select(Apology).where(Apology.case_id == case.id, Apology.round == case.reopened)
        return (await self._session.exec(query)).first()

    async def apology(self, apology_id: int) -> Apology | None:
        """Fetch one as it is now; who wants to change it locks its case first."""
        return await self._session.get(Apology, apology_id, populate_existing=True)

    async def apologies_due(self, now: datetime, limit: int = BATCH) -> list[tuple[int, int]]:
        """List apologies that nobody has confirmed in time, as (id, case id)."""
        query = (
            select(Apology.id, Apology.case_id)
            .where(col(Apology.next_at) <= now)
            .order_by(col(Apology.next_at), col(Apology.id))
            .limit(limit)
        )
        return [(one or 0, of) for one, of in (await self._session.exec(query)).all()]

    async def apologies_between(self, first: int, last: int) -> list[tuple[int, int]]:
        """List drafts by their numbers that still wait for somebody, as (id, case id)."""
        query = (
            select(Apology.id, Apology.case_id)
            .where(
                col(Apology.id) >= first, col(Apology.id) <= last, col(Apology.next_at).is_not(None)
            )
            .order_by(col(Apology.id))
            .limit(BATCH)
        )
        return [(one or 0, of) for one, of in (await self._session.exec(query)).all()]

    async def drafts_of(self, unit: str) -> list[tuple[Apology, Case]]:
        """List a unit's drafts that wait for somebody, with their cases, in order."""
        query = select(Apology, Case).join(Case, col(Case.id) == col(Apology.case_id))
        query = query.where(col(Apology.next_at).is_not(None), Apology.unit == unit)
        return list((await self._session.exec(query.order_by(col(Apology.id)).limit(BATCH))).all())

    async def promise(self, promise_id: int) -> Promise | None:
        """Fetch one as it is now; who wants to change it locks its case first."""
        return await self._session.get(Promise, promise_id, populate_existing=True)

    async def promises_due(self, now: datetime, limit: int = BATCH) -> list[tuple[int, int]]:
        """List promises after which somebody is to be asked, as (id, case id)."""
        query = (
            select(Promise.id, Promise.case_id)
            .where(col(Promise.next_at) <= now)
            .order_by(col(Promise.next_at), col(Promise.id))
            .limit(limit)
        )
        return [(one or 0, of) for one, of in (await self._session.exec(query)).all()]

    async def promises_of(self, case_id: int) -> list[Promise]:
        """List the promises made in a case, in order."""
        await self._session.flush()
        query = select(Promise).where(Promise.case_id == case_id).order_by(col(Promise.id))
        return list((await self._session.exec(query)).all())

    async def moved_from(self, promise: Promise) -> Promise | None:
        """Fetch the promise that was moved to this one."""
        query = select(Promise).where(Promise.moved_to == promise.id)
        return (await self._session.exec(query)).first()

    async def keep(self, owed: Apology | Promise) -> None:
        """Store a new one, or keep a change; it has an id afterwards."""
        self._session.add(owed)
        await self._session.flush()

    async def figures(self, start: datetime, end: datetime, unit: str | None = None) -> OwedFigures:
        """Count, for [start, end), in a unit or in all."""
        owed, said, settled = (
            and_(at >= start, at < end)
            for at in (col(Apology.owed_at), col(Apology.sent_at), col(Promise.settled_at))
        )
        apologies = select(
            _count(owed),
            _count(and_(said, ~col(Apology.plain), ~col(Apology.in_answer))),
            _count(and_(said, col(Apology.in_answer))),
            _count(and_(said, col(Apology.plain))),
        ).where(or_(owed, said))
        promises = select(
            *(_count(Promise.outcome == one) for one in ("kept", "broken", "moved"))
        ).where(settled)
        overridden = (
            select(*(_count(col(Event.note).startswith(what)) for what in ("facts", "photo")))
            .select_from(Case)
            .join(Event, and_(col(Event.case_id) == col(Case.id), col(Event.act) == "override"))
            .where(col(Case.answered_at) >= start, col(Case.answered_at) < end)
        )
        if unit is not None:
            apologies = apologies.where(Apology.unit == unit)
            promises = promises.where(Promise.unit == unit)
            overridden = overridden.where(Case.unit == unit)
        counts: list[int] = []
        for query in (apologies, promises, overridden):
            counts += (await self._session.exec(query)).one()
        return OwedFigures(*counts)


def _count(condition: Any) -> Any:  # noqa: ANN401  # column expressions
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
