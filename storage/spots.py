"""What stands out in the figures: where it rose, what waits longest, who is not content, praise."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.figures import asked, late_by
from storage.models import Case, Event, State, Survey, is_open
from storage.scope import EVERYTHING, Scope, between
from storage.session import beside
from storage.states import UNHAPPY

AGAIN_WITHIN = timedelta(days=14)
"""Who reports the same thing so soon after an answer is not content (peers.md, 27)."""
AT_ONCE = 200
"""Rows that are in memory while many are gone through."""
NO_COMPLAINT = (State.WITHDRAWN, State.MERGED)
"""What was taken back, or is counted under another case."""
NO_TROUBLE = ("praise", "question")
"""Kinds of cases by which nobody complains of anything."""


def _complains_again(new: Any) -> tuple[Any, ...]:  # noqa: ANN401  # another alias of the table
    """The conditions under which a later case is the same thing reported once more."""
    both_nowhere = and_(col(new.area).is_(None), col(Case.area).is_(None))
    return (
        col(Case.answered_at) < col(new.sent_at),
        col(new.category) == col(Case.category),
        or_(col(new.area) == col(Case.area), both_nowhere),
        col(new.kind).not_in(NO_TROUBLE),
        col(new.state).not_in(NO_COMPLAINT),
    )


NEWER = aliased(Case)
BEFORE = beside(  # built once: every new case asks it, and hardly one has any
    select_rows(Case.id)
    .join(NEWER, col(NEWER.person_id) == col(Case.person_id))
    .where(
        col(NEWER.id) == bindparam("new"),
        col(Case.answered_at) >= bindparam("since"),
        *_complains_again(NEWER),
    )
    .order_by(col(Case.id))
)


@dataclass(slots=True)
class Unhappy:
    """Cases that are not well, each once, and those of them that were opened again."""

    cases: set[int] = field(default_factory=set)
    reopened: set[int] = field(default_factory=set)
    again: set[int] = field(default_factory=set)
    """Those after whose answer the same person reported the same thing."""


@dataclass(frozen=True, slots=True)
class Somewhere:
    """So many cases of one category at one place; nobody who counts learns which."""

    category: str
    area: str | None
    n: int
    newest: datetime
    case_id: int
    """The newest of them."""


class Spots:
    """What stands out, in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _rows(self, query: Any) -> Sequence[Any]:  # noqa: ANN401  # of whatever columns
        return (await hot.run(self._session, query, {})).all()

    async def unhappy(self, start: datetime, end: datetime, scope: Scope = EVERYTHING) -> Unhappy:
        """Find the cases that are not well: rated 1 or 2, not done, or reported again."""
        found = Unhappy()
        low = or_(col(Survey.satisfaction).in_(UNHAPPY), col(Survey.done) == "no")
        query = (
            select(Case.id, col(Case.reopened) > col(Survey.round))  # type: ignore[call-overload]  # columns
            .join(Survey, col(Survey.case_id) == col(Case.id))
            .where(*asked(start, end, scope), low)
        )
        for case_id, reopened in await self._rows(query):
            found.cases.add(case_id)
            found.reopened |= {case_id} if reopened else set()
        found.again = await self.again(start, end, scope)
        found.cases |= found.again
        return found

    async def again(self, start: datetime, end: datetime, scope: Scope = EVERYTHING) -> set[int]:
        """Cases whose person reported the same in [start, end), within 14 days of the answer.

        The same: of one category in one area; thanks or a question are no complaint.
        """
        new = aliased(Case)
        query = (
            select(Case.id, Case.answered_at, new.sent_at)  # type: ignore[call-overload]  # columns
            .join(new, col(new.person_id) == col(Case.person_id))
            .where(
                between(col(new.sent_at), start, end),
                between(col(Case.answered_at), start - AGAIN_WITHIN, end),
                *_complains_again(new),
                *scope.of_cases(),
            )
        )
        rows = await self._rows(query)
        return {one for one, answered, sent in rows if sent - answered <= AGAIN_WITHIN}

    async def before(self, case: Case) -> list[Case]:
        """List the cases about whose answer this one complains: see `again`."""
        values = {"new": case.id, "since": case.sent_at - AGAIN_WITHIN}
        found = (await hot.run(self._session, BEFORE, values)).scalars().all()
        return [await self._session.get_one(Case, one) for one in found]

    async def cells(
        self, start: datetime, end: datetime, scope: Scope
    ) -> dict[tuple[str, str | None], int]:
        """Count the cases sent in [start, end) by category and area; praise is no trouble."""
        query = (
            select(Case.category, Case.area, func.count())  # type: ignore[call-overload]  # columns
            .where(*_trouble(start, end, scope))
            .group_by(Case.category, Case.area)
        )
        return {(category, area): n for category, area, n in await self._rows(query)}

    async def first_sent(self) -> datetime | None:
        """Say since when cases have been coming."""
        found: datetime | None = (await self._rows(select(func.min(Case.sent_at))))[0][0]
        return found

    async def places(
        self, start: datetime, end: datetime, often: int, scope: Scope = EVERYTHING
    ) -> list[Somewhere]:
        """List the places named in `often` or more cases sent in [start, end), however written."""
        query = (
            select(  # type: ignore[call-overload]  # columns
                Case.category,
                Case.area,
                func.count(),
                func.max(Case.sent_at),
                func.max(Case.id),
            )
            .where(*_trouble(start, end, scope), col(Case.place_key).is_not(None))
            .group_by(Case.category, Case.area, Case.place_key)
            .having(func.count() >= often)
            .order_by(func.count().desc(), func.max(Case.id))
        )
        return [Somewhere(*row) for row in await self._rows(query)]

    async def waiting(self, at: datetime, scope: Scope, limit: int) -> list[Case]:
        """List the open cases that have waited longest."""
        query = (
            select_rows(Case)
            .where(is_open(), col(Case.sent_at) < at, *scope.of_cases())
            .order_by(col(Case.sent_at), col(Case.id))
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def of_scope(
        self, start: datetime, end: datetime, scope: Scope, limit: int
    ) -> list[Case]:
        """List cases that were open or came in [start, end): overdue first, then the newest."""
        mine = or_(is_open(), between(col(Case.sent_at), start, end))
        late = and_(is_open(), late_by(end))
        query = (
            select_rows(Case)
            .where(mine, col(Case.sent_at) < end, *scope.of_cases())
            .order_by(late.desc(), col(Case.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def of_period(  # which, of what, and which page
        self,
        start: datetime,
        end: datetime,
        scope: Scope,
        categories: Sequence[str],
        limit: int,
        after: int,
    ) -> list[Case]:
        """List the cases of these categories that came in [start, end), newest first."""
        query = (
            select_rows(Case)
            .where(
                between(col(Case.sent_at), start, end),
                col(Case.category).in_(categories),
                *scope.of_cases(),
            )
            .order_by(col(Case.sent_at).desc(), col(Case.id).desc())
            .limit(limit)
            .offset(after)
        )
        return list((await self._session.exec(query)).all())

    async def praise(self, start: datetime, end: datetime, scope: Scope, limit: int) -> list[Case]:
        """List the praise that came in [start, end), newest first."""
        query = (
            select_rows(Case)
            .where(
                between(col(Case.sent_at), start, end),
                col(Case.kind) == "praise",
                *scope.of_cases(),
            )
            .order_by(col(Case.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def comments(
        self, start: datetime, end: datetime, scope: Scope, limit: int
    ) -> list[Survey]:
        """List surveys asked in [start, end) with a word, newest first."""
        query = (
            select_rows(Survey)
            .where(*asked(start, end, scope), col(Survey.comment).is_not(None))
            .order_by(col(Survey.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def fates(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> AsyncIterator[Any]:
        """Go through what became of the cases sent in [start, end), for the state's scores."""
        moved, asked_back = (
            select(pick(Event.at))
            .where(col(Event.case_id) == col(Case.id), col(Event.act) == act)
            .correlate(Case)
            .scalar_subquery()
            for pick, act in ((func.max, "transfer"), (func.min, "ask_back"))
        )
        newest = (
            select(col(Survey.satisfaction))
            .where(col(Survey.case_id) == col(Case.id), col(Survey.satisfaction).is_not(None))
            .order_by(col(Survey.id).desc())
            .limit(1)
            .correlate(Case)
            .scalar_subquery()
        )
        columns = (
            Case.id, Case.sent_at, Case.state, Case.answered_at, Case.closed_at, Case.due_at,
            Case.paused_at, Case.reopened,
            moved.label("moved_at"), asked_back.label("asked_at"), newest.label("rating"),
        )  # fmt: skip
        left = (*NO_COMPLAINT, State.LAPSED)
        query = (
            select(*columns)  # type: ignore[call-overload]  # more columns than the overloads know
            .where(*_trouble(start, end, scope), col(Case.state).not_in(left))
            .order_by(col(Case.id))
        )
        connection = await self._session.connection()
        options = {"yield_per": AT_ONCE}
        async with connection.stream(query, execution_options=options) as rows:
            async for row in rows:
                yield row

    async def rows(self, start: datetime, end: datetime, scope: Scope, limit: int) -> list[Any]:
        """List what may be known of each case without its words, its place or its person."""
        columns = (
            Case.code, Case.kind, Case.category, Case.area, Case.unit, Case.urgent, Case.state,
            Case.sent_at, Case.due_at, Case.first_due_at, Case.answered_at, Case.closed_at,
            Case.extensions, Case.reopened,
        )  # fmt: skip
        query = (
            select(*columns)  # type: ignore[call-overload]  # more columns than the overloads know
            .where(
                or_(between(col(Case.sent_at), start, end), is_open()),
                col(Case.sent_at) < end,
                *scope.of_cases(),
            )
            .order_by(col(Case.sent_at), col(Case.id))
            .limit(limit)
        )
        return list(await self._rows(query))


def _trouble(start: datetime, end: datetime, scope: Scope) -> list[Any]:
    return [
        between(col(Case.sent_at), start, end),
        col(Case.kind) != "praise",
        col(Case.state).not_in(NO_COMPLAINT),
        *scope.of_cases(),
    ]
