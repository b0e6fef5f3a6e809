"""The office's figures, added up by the database: no question here reads a table into memory."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, exists, func, select, text
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Case, Entry, Event, State, Survey, is_open
from storage.scope import EVERYTHING, Scope, between, count, piece
from storage.states import COUNTED, LEVELS, SATISFIED

ENDS = ("answered", "refused", "forwarded_out", "withdrawn", "merged", "lapsed")
SPOKEN = (State.REFUSED, State.FORWARDED_OUT)
"""The office said its word, although it was no answer (handlers.clock)."""
ANSWERED = (State.ANSWERED, State.CONFIRMED)
EMPTY = ("null", "[]")
"""How a list with nothing in it is written."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked in one unit on one channel, and what was answered."""

    unit: str
    channel: str
    asked: int
    levels: Mapping[int, int]
    done: Mapping[str, int]
    comments: int
    unrated: int = 0
    """Who only said whether it is done, and tapped no level."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """So many surveys with these items ticked out of those that were offered."""

    unit: str
    piece: int
    items: frozenset[str]
    offered: frozenset[str]
    n: int


class Figures:
    """The figures of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _rows(self, query: Any) -> Sequence[Any]:  # noqa: ANN401  # of whatever columns
        return (await hot.run(self._session, query, {})).all()

    async def work(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> list[dict[str, Any]]:
        """Count per unit, for [start, end): received, and the office's words by how timely.

        A word is the last answer, or a refusal or forwarding; a case that was reopened since has
        none, however it ended then: its day is another. open and overdue are as of `end`.
        """
        said = col(Case.answered_at) <= col(Case.due_at)
        closed = col(Case.closed_at) <= col(Case.due_at)
        units: defaultdict[str, Counter[str]] = defaultdict(Counter)
        parts = (
            (between(col(Case.sent_at), start, end), {"received": text("1=1")}),
            (
                and_(
                    between(col(Case.answered_at), start, end),
                    col(Case.state).in_(ANSWERED),
                ),
                _timely(said) | _facts(),
            ),
            (
                and_(between(col(Case.closed_at), start, end), col(Case.state).in_(SPOKEN)),
                _timely(closed) | {one: Case.state == one for one in SPOKEN},
            ),
            *((one, {"open": text("1=1"), "overdue": late_by(end)}) for one in _open_at(end)),
        )
        for where, columns in parts:
            counts = (count(one) for one in columns.values())
            query = select(Case.unit, *counts).where(where, *scope.of_cases()).group_by(Case.unit)  # type: ignore[call-overload]  # columns
            for unit, *found in await self._rows(query):
                units[unit].update(dict(zip(columns, found, strict=True)))
        return [{"unit": unit} | {one: units[unit][one] for one in NAMES} for unit in sorted(units)]

    async def counted(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> dict[str, int]:
        """Count the acts that leaders are told the number of, for [start, end)."""
        of = text(f'"event".{COUNTED}')
        ours = exists().where(col(Case.id) == col(Event.case_id), *scope.of_cases())
        query = (
            select(Event.act, func.count().label("n"))  # type: ignore[call-overload]  # columns
            .where(of, between(col(Event.at), start, end), ours)
            .group_by(Event.act)
        )
        return {one.act: one.n for one in await self._rows(query)}

    async def timely(
        self, bounds: Sequence[datetime], scope: Scope = EVERYTHING
    ) -> list[tuple[int, int, int]]:
        """For each piece of time: words on time, in extended time, and late."""
        found = [[0, 0, 0] for _ in bounds[1:]]
        spoken = col(Case.state).in_(SPOKEN)
        for column, where in (
            (col(Case.answered_at), col(Case.state).in_(ANSWERED)),
            (col(Case.closed_at), spoken),
        ):
            at = piece(column, bounds)
            counts = (count(one) for one in _timely(column <= col(Case.due_at)).values())
            query = (
                select(at, *counts)
                .where(between(column, bounds[0], bounds[-1]), where, *scope.of_cases())
                .group_by("piece")
            )
            for number, *three in await self._rows(query):
                found[number] = [a + b for a, b in zip(found[number], three, strict=True)]
        return [(one[0], one[1], one[2]) for one in found]

    async def open_at(self, at: datetime, scope: Scope = EVERYTHING) -> int:
        """Count the cases that were open at a moment."""
        parts = [select(func.count()).select_from(Case).where(one) for one in _open_at(at)]
        found = [await self._rows(query.where(*scope.of_cases())) for query in parts]
        return sum(int(rows[0][0]) for rows in found)

    async def answers(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> list[Answers]:
        """Add up the surveys asked in [start, end), per unit and channel."""
        done = ("yes", "partly", "no")
        query = (
            select(  # type: ignore[call-overload]  # more columns than the overloads know
                Survey.unit,
                Survey.channel,
                func.count(),
                count(col(Survey.comment).is_not(None)),
                count(and_(col(Survey.satisfaction).is_(None), col(Survey.done).is_not(None))),
                *(count(Survey.satisfaction == level) for level in LEVELS),
                *(count(Survey.done == one) for one in done),
            )
            .where(*asked(start, end, scope))
            .group_by(Survey.unit, Survey.channel)
            .order_by(Survey.unit, Survey.channel)
        )
        return [
            Answers(
                unit,
                channel,
                asked,
                levels=dict(zip(LEVELS, counts[:5], strict=True)),
                done=dict(zip(done, counts[5:], strict=True)),
                comments=comments,
                unrated=unrated,
            )
            for unit, channel, asked, comments, unrated, *counts in await self._rows(query)
        ]

    async def skipped(
        self, start: datetime, end: datetime, scope: Scope = EVERYTHING
    ) -> Counter[str]:
        """Count by rule who was not asked in [start, end)."""
        query = (
            select(Survey.skipped, func.count().label("n"))  # type: ignore[call-overload]  # columns
            .where(
                between(col(Survey.asked_at), start, end),
                col(Survey.skipped).is_not(None),
                *scope.of_surveys(),
            )
            .group_by(Survey.skipped)
        )
        return Counter({one.skipped: one.n for one in await self._rows(query)})

    async def content(
        self, bounds: Sequence[datetime], scope: Scope = EVERYTHING
    ) -> list[tuple[int, int]]:
        """For each piece of time: how many gave one of the top two levels, and how many any."""
        at = piece(col(Survey.asked_at), bounds)
        query = (
            select(
                at,
                count(col(Survey.satisfaction).in_(SATISFIED)),
                func.count(col(Survey.satisfaction)),
            )
            .where(*asked(bounds[0], bounds[-1], scope))
            .group_by("piece")
        )
        found = {number: (k, n) for number, k, n in await self._rows(query)}
        return [found.get(number, (0, 0)) for number in range(len(bounds) - 1)]

    async def ticks(self, bounds: Sequence[datetime], scope: Scope = EVERYTHING) -> list[Ticked]:
        """Add up the surveys in which anything was ticked, by what, per unit and piece of time."""
        at = piece(col(Survey.asked_at), bounds)
        items = cast(col(Survey.items), String).label("ticked")
        offered = cast(col(Survey.offered), String).label("could")
        query = (
            select(Survey.unit, at, items, offered, func.count())  # type: ignore[call-overload]  # columns
            .where(*asked(bounds[0], bounds[-1], scope), items.not_in(EMPTY))
            .group_by(Survey.unit, "piece", "ticked", "could")
            .order_by(Survey.unit, "piece", "ticked", "could")
        )
        return [
            Ticked(unit, number, _codes(ticked), _codes(could), n)
            for unit, number, ticked, could, n in await self._rows(query)
        ]


NAMES = (
    "received", "on_time", "extended", "late", "answered", "proven", "confirmed",
    "refused", "forwarded_out", "open", "overdue",
)  # fmt: skip


def _timely(kept: Any) -> dict[str, Any]:  # noqa: ANN401  # column expressions
    plain = col(Case.first_due_at).is_(None)
    return {"on_time": and_(kept, plain), "extended": and_(kept, ~plain), "late": ~kept}


def _facts() -> dict[str, Any]:
    """Answered by an official, shown by a picture, confirmed by the resident: three facts."""
    shown = exists().where(
        col(Entry.case_id) == col(Case.id),
        col(Entry.act).in_(("answer", "correction")),
        # of the answer that stands, not of one that was not accepted
        col(Entry.said_at) >= func.coalesce(col(Case.clock_from), col(Case.sent_at)),
        cast(col(Entry.attachments), String).not_in(EMPTY),
    )
    confirmed = col(Case.state) == State.CONFIRMED
    return {"answered": text("1=1"), "proven": shown, "confirmed": confirmed}


def _open_at(at: datetime) -> tuple[Any, Any]:
    """Open at a moment: of those open now, and of those closed since; two questions, for only so
    each has an index."""
    after = aliased(Event)
    ended = exists().where(
        col(after.case_id) == col(Case.id),
        col(after.at) < at,
        col(after.after).in_(ENDS),
        ~exists().where(
            col(Event.case_id) == col(after.case_id),
            col(Event.at) < at,
            col(Event.id) > col(after.id),
            col(Event.after) == "reopened",
        ),
    )
    sent = func.coalesce(col(Case.sent_at), at)  # or all that a unit ever had is gone through
    then = and_(sent < at, ~ended)
    return and_(is_open(), then), and_(col(Case.closed_at) >= at, then)


def late_by(at: datetime) -> Any:  # noqa: ANN401  # column expressions
    """The deadline has passed, and not while the clock stood (handlers.clock.is_late)."""
    stands = and_(col(Case.paused_at).is_not(None), col(Case.paused_at) <= col(Case.due_at))
    return and_(col(Case.due_at) < at, ~stands)


def asked(start: datetime, end: datetime, scope: Scope) -> list[Any]:
    """The conditions on surveys that were put in [start, end)."""
    then = between(col(Survey.asked_at), start, end)
    return [then, col(Survey.skipped).is_(None), *scope.of_surveys()]


def _codes(written: str | None) -> frozenset[str]:
    return frozenset(json.loads(written) or ()) if written else frozenset()
