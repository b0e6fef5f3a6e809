"""What people thought of the service at a counter; kept and counted apart from the cases."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, false, func, or_, select
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.figures import EMPTY, asked
from storage.models import Survey, Visit
from storage.scope import EVERYTHING, Scope, between, count
from storage.states import LEVELS


@dataclass(frozen=True, slots=True)
class AtCounter:
    """What was said at one counter on one channel. Only `levels` is what may be trusted."""

    counter: str
    channel: str
    scanned: int
    levels: Mapping[int, int]
    """How many gave each level, without those that were flagged."""
    fast: int
    burst: int
    staff: int
    flagged: int
    """Answers with one flag or more: counted apart, never dropped."""
    comments: int
    voices: int


@dataclass(frozen=True, slots=True)
class TickedAt:
    """So many visits, not flagged, with these items ticked out of those that were offered."""

    counter: str
    items: frozenset[str]
    offered: frozenset[str]
    n: int


class Visits:
    """The visits of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _rows(self, query: Any) -> Sequence[Any]:  # noqa: ANN401  # of whatever columns
        return (await hot.run(self._session, query, {})).all()

    async def open(self, visit: Visit) -> Visit:
        """Write down that somebody scanned a counter's poster."""
        self._session.add(visit)
        await self._session.flush()
        return visit

    async def by_id(self, visit_id: int) -> Visit | None:
        """Fetch one."""
        return await self._session.get(Visit, visit_id)

    async def newest(self, person_id: int, counter: str) -> Visit | None:
        """Fetch this person's last visit at a counter."""
        query = (
            select_rows(Visit)
            .where(Visit.person_id == person_id, Visit.counter == counter)
            .order_by(col(Visit.id).desc())
            .limit(1)
        )
        return (await self._session.exec(query)).first()

    def save(self, visit: Visit) -> None:
        """Keep what was tapped."""
        self._session.add(visit)

    async def newcomers(self, counter: str, since: datetime) -> list[Visit]:
        """List the newcomers who scanned since then, answered or not; they rate one by one.

        The lock makes several processes take turns: each sees the answers before its own.
        """
        query = (
            select_rows(Visit)
            .where(Visit.counter == counter, Visit.asked_at >= since, col(Visit.newcomer))
            .order_by(col(Visit.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return list((await self._session.exec(query)).all())

    async def at_counters(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> list[AtCounter]:
        """Add up what was scanned in [start, end), per counter and channel."""
        rated, flagged = col(Visit.satisfaction).is_not(None), flagged_ones()
        columns = {
            "fast": and_(rated, col(Visit.fast)),
            "burst": and_(rated, col(Visit.burst)),
            "staff": and_(rated, col(Visit.staff)),
            "flagged": and_(rated, flagged),
            "comments": col(Visit.comment).is_not(None),
            "voices": cast(col(Visit.voice), String).not_in(EMPTY),
        }
        levels = (count(and_(col(Visit.satisfaction) == level, ~flagged)) for level in LEVELS)
        query = (
            select(  # type: ignore[call-overload]  # more columns than the overloads know
                Visit.counter, Visit.channel, func.count(), *levels, *map(count, columns.values())
            )
            .where(*_scanned(start, end, scope))
            .group_by(Visit.counter, Visit.channel)
            .order_by(Visit.counter, Visit.channel)
        )
        return [
            AtCounter(
                counter,
                channel,
                scanned,
                levels=dict(zip(LEVELS, counts[:5], strict=True)),
                **dict(zip(columns, counts[5:], strict=True)),
            )
            for counter, channel, scanned, *counts in await self._rows(query)
        ]

    async def ticks(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> list[TickedAt]:
        """Add up the visits in which anything was ticked, by what; without those flagged."""
        items = cast(col(Visit.items), String).label("ticked")
        offered = cast(col(Visit.offered), String).label("could")
        query = (
            select(Visit.counter, items, offered, func.count())  # type: ignore[call-overload]  # columns
            .where(*_scanned(start, end, scope), ~flagged_ones(), items.not_in(EMPTY))
            .group_by(Visit.counter, "ticked", "could")
            .order_by(Visit.counter, "ticked", "could")
        )
        return [
            TickedAt(counter, _codes(ticked), _codes(could), n)
            for counter, ticked, could, n in await self._rows(query)
        ]

    async def comments(
        self, start: datetime, end: datetime, scope: Scope, limit: int
    ) -> list[Visit]:
        """List visits of [start, end) with a word, newest first; flagged or not."""
        query = (
            select_rows(Visit)
            .where(*_scanned(start, end, scope), col(Visit.comment).is_not(None))
            .order_by(col(Visit.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def spoken(self, start: datetime, end: datetime, scope: Scope = EVERYTHING) -> int:
        """Count the comments that were spoken in [start, end): at counters and about cases."""
        found = 0
        for of, conditions in (
            (Visit, _scanned(start, end, scope)),
            (Survey, asked(start, end, scope)),
        ):
            voice = cast(col(of.voice), String).not_in(EMPTY)
            query = select(func.count()).select_from(of).where(*conditions, voice)
            found += int((await self._rows(query))[0][0])
        return found


def flagged_ones() -> Any:  # noqa: ANN401  # column expressions
    """The condition on visits that were flagged."""
    return or_(col(Visit.fast), col(Visit.burst), col(Visit.staff))


def _scanned(start: datetime, end: datetime, scope: Scope) -> list[Any]:
    """The conditions on visits of a time; a visit has no area."""
    then = [between(col(Visit.asked_at), start, end)]
    if scope.area is not None:
        return [*then, false()]
    return then if scope.units is None else [*then, col(Visit.unit).in_(scope.units)]


def _codes(written: str | None) -> frozenset[str]:
    return frozenset(json.loads(written) or ()) if written else frozenset()
