"""The days of the history: each is sealed with a hash over all that moved, and all before."""

from datetime import date, datetime

from sqlalchemy import bindparam, select, text, update
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.chain import START, DayHash
from storage.models import Case, Chain, DaySeal, DaySealCase

SEAL_LOCK = 7_411_010
"""Advisory lock number: two processes never seal at once."""
PAGE = 500
CHAIN, CASE = hot.table(Chain), hot.table(Case)
MOVED = (
    select(CHAIN.c.case_id, CASE.c.code, CHAIN.c.number, CHAIN.c.sha256)
    .join(CASE, CASE.c.id == CHAIN.c.case_id)
    .where(text("number > sealed"), CHAIN.c.case_id > bindparam("after"))
    .order_by(CHAIN.c.case_id)
    .limit(PAGE)
)
SEALED = (
    update(CHAIN).where(CHAIN.c.case_id == bindparam("of_case")).values(sealed=bindparam("up_to"))
)


class Seals:
    """The sealed days of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self) -> DaySeal | None:
        """The last day that was sealed."""
        query = select_rows(DaySeal).order_by(col(DaySeal.day).desc()).limit(1)
        return (await self._session.exec(query)).first()

    async def with_head(self, head: str) -> DaySeal | None:
        """The day whose head begins with these letters (hex)."""
        query = select_rows(DaySeal).where(col(DaySeal.sha256).startswith(head, autoescape=True))
        return (await self._session.exec(query.limit(1))).first()

    async def seal(self, day: date, at: datetime) -> DaySeal | None:
        """Seal a day with all that has moved since the last; None when it (or a later one) is.

        What other transactions have not committed yet belongs to the next day's seal.
        """
        if hot.engine_of(self._session) == "postgresql":
            await hot.run(self._session, text(f"select pg_advisory_xact_lock({SEAL_LOCK})"), {})
        last = await self.newest()
        if last is not None and last.day >= day:
            return None
        previous = last.sha256 if last else START
        hashed, cases, after = DayHash(previous, day.isoformat()), 0, 0
        while rows := (await hot.run(self._session, MOVED, {"after": after})).all():
            kept = [{"day": day, **one._mapping} for one in rows]  # noqa: SLF001  # its public name
            for one in kept:
                hashed.add(one["case_id"], one["code"], one["number"], one["sha256"])
            await hot.run(self._session, hot.table(DaySealCase).insert(), kept)
            done = [{"of_case": one["case_id"], "up_to": one["number"]} for one in kept]
            await hot.run(self._session, SEALED, done)
            after, cases = rows[-1].case_id, cases + len(rows)
        seal = DaySeal(day=day, at=at, cases=cases, previous=previous, sha256=hashed.head())
        self._session.add(seal)
        await self._session.flush()
        return seal
