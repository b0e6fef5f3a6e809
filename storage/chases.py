"""What is chased: units' lists, leaders' directions and their word; who is away or on duty."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, true
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.history import History
from storage.models import Absence, Case, Direction, UnitList, Wish, is_open


def still_owed(unit: Any, since: Any, now: Any) -> ColumnElement[bool]:  # noqa: ANN401  # values, columns or what is bound
    """A unit has an open case that stood on its list since then, or is late; or an order to do.

    Each question has an index: one for all reads all that a unit has open.
    """
    mine = is_open(), col(Case.unit) == unit
    listed, late = col(Case.reminded_at) >= since, col(Case.due_at) < now
    ordered = col(Direction.next_reminder_at).is_not(None), col(Direction.unit) == unit
    return or_(*(exists().where(*one) for one in ((*mine, late), (*mine, listed), ordered)))


NEXT_UNITS = [
    select(one.unit)
    .where(col(one.next_reminder_at) <= bindparam("now"))
    .order_by(col(one.next_reminder_at))
    .limit(1)
    for one in (Case, Direction)
]
BEGIN_LIST = {
    name: insert(hot.table(UnitList)).on_conflict_do_nothing()
    for name, insert in hot.INSERTS.items()
}
UNIT_LIST = (
    select(UnitList)
    .where(col(UnitList.unit) == bindparam("unit"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
DUE_OF_UNIT = (
    select(Case)
    .where(col(Case.next_reminder_at) <= bindparam("now"), col(Case.unit) == bindparam("unit"))
    .order_by(col(Case.due_at), col(Case.id))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
DIRECTIONS = (
    select(Direction, Case)
    .join(Case, col(Case.id) == col(Direction.case_id))
    .where(col(Direction.unit) == bindparam("unit"))
    .order_by(col(Direction.due_at), col(Direction.id))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=Direction)
)
DIRECTIONS_DUE = DIRECTIONS.where(col(Direction.next_reminder_at) <= bindparam("now"))


class Chases:
    """Reminders, directions, absences and duties of one transaction."""

    def __init__(self, session: AsyncSession, history: History) -> None:
        self._session = session
        self._history = history

    def save(self, row: Direction | Absence | UnitList) -> None:
        """Keep a new one, or a change."""
        self._session.add(row)

    async def next_unit(self, now: datetime) -> str | None:
        """Name a unit of which a case or a direction is due; None when there is none."""
        for query in NEXT_UNITS:
            unit = (await self._session.exec(query, params={"now": now})).first()
            if unit is not None:
                return unit
        return None

    async def list_of(self, unit: str, now: datetime) -> UnitList:
        """Fetch what is known of a unit's list, and keep other sweeps of it waiting.

        A fresh one was said never: its `said_at` is `since`, and it owes no thanks.
        """
        values = {"unit": unit, "since": now, "said_at": now, "thanked_at": now}
        await hot.run(self._session, BEGIN_LIST[hot.engine_of(self._session)], values)
        return (await self._session.exec(UNIT_LIST, params={"unit": unit})).one()

    async def lists_said(self) -> list[UnitList]:
        """Take the units that have had a list since they were thanked last."""
        query = select(UnitList).where(col(UnitList.thanked_at).is_(None)).order_by(UnitList.unit)
        return list((await self._session.exec(query.with_for_update(skip_locked=True))).all())

    async def due(self, unit: str, now: datetime, limit: int) -> list[Case]:
        """Take a unit's cases whose next reminder is due, most urgent first.

        Not those on which somebody is working at this moment: they come in the next page.
        """
        values = {"unit": unit, "now": now, "most": limit}
        return list((await self._session.exec(DUE_OF_UNIT, params=values)).all())

    async def count_due(self, unit: str, now: datetime) -> int:
        """Count them."""
        query = select(func.count()).select_from(Case)
        query = query.where(col(Case.next_reminder_at) <= now, Case.unit == unit)
        return (await self._session.exec(query)).one()

    async def named_since(self, unit: str, since: datetime, limit: int) -> tuple[list[Case], int]:
        """List a unit's cases that were reminded of since then and still are chased, most urgent
        first; and count all of them."""
        await self._session.flush()
        named: tuple[ColumnElement[bool], ...] = (
            is_open(), col(Case.unit) == unit, col(Case.reminded_at) >= since,
            col(Case.next_reminder_at).is_not(None), col(Case.snoozed_until).is_(None),
        )  # fmt: skip
        query = select(Case).where(*named).order_by(col(Case.due_at), col(Case.id)).limit(limit)
        count = select(func.count()).select_from(Case).where(*named)
        cases = list((await self._session.exec(query)).all())
        return cases, (await self._session.exec(count)).one()

    async def still_owed(self, unit: str, since: datetime, now: datetime) -> bool:
        """Say whether a unit has an open case that stood on its list since then, or is late; or an
        order to do."""
        return (await self._session.exec(select(still_owed(unit, since, now)))).one()

    async def note_all_once(self, events: Sequence[dict[str, Any]]) -> set[str]:
        """Add events of the bot's own; returns the keys of those that were not there before."""
        return await self._history.note_once(events)

    async def snoozed(
        self, unit: str | None = None, limit: int = 50, *, without: Collection[str] = ()
    ) -> list[Case]:
        """List the open cases that wait for an event, soonest first."""
        query = select(Case).where(col(Case.snoozed_until).is_not(None), is_open())
        query = query.order_by(col(Case.snoozed_until), col(Case.id)).limit(limit)
        if unit is not None:
            query = query.where(Case.unit == unit)
        if without:
            query = query.where(col(Case.unit).not_in(without))
        return list((await self._session.exec(query)).all())

    async def held_by(self, people: Collection[tuple[int, str | None]], limit: int) -> list[Case]:
        """Take open cases that these people hold (in one unit, or in all), most urgent first."""
        held = [
            and_(col(Case.holder_id) == person, true() if unit is None else col(Case.unit) == unit)
            for person, unit in people
        ]
        query = (
            select(Case)
            .where(is_open(), or_(*held))
            .order_by(col(Case.due_at), col(Case.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def direction(self, direction_id: int) -> Direction | None:
        """Fetch one as it is now; who wants to change it locks its case first."""
        return await self._session.get(Direction, direction_id, populate_existing=True)

    async def undone_directions(self, case_id: int) -> list[Direction]:
        """List the directions in a case that are still to be carried out, in order."""
        undone = select(Direction).where(
            Direction.case_id == case_id, col(Direction.done_at).is_(None)
        )
        return list((await self._session.exec(undone.order_by(col(Direction.id)))).all())

    async def directions_due(
        self, unit: str, now: datetime, limit: int, *, or_by: datetime | None = None
    ) -> list[tuple[Direction, Case]]:
        """Take a unit's directions that are to be reminded of now (or are due by a moment), with
        their cases."""
        values = {"unit": unit, "now": now, "most": limit}
        query = DIRECTIONS_DUE
        if or_by is not None:
            chased = col(Direction.next_reminder_at).is_not(None)
            due = col(Direction.next_reminder_at) <= bindparam("now")
            query = DIRECTIONS.where(or_(due, and_(chased, col(Direction.due_at) <= or_by)))
        return list((await self._session.exec(query, params=values)).all())

    async def directions_ahead(self, now: datetime) -> list[tuple[Direction, Case]]:
        """Take the directions that are not done and whose day is to come, with their cases."""
        query = (
            select(Direction, Case)
            .join(Case, col(Case.id) == col(Direction.case_id))
            .where(col(Direction.next_reminder_at).is_not(None), Direction.due_at >= now)
            .order_by(col(Direction.id))
            .with_for_update(of=Direction)
        )
        return list((await self._session.exec(query)).all())

    async def pass_on(self, case_id: int, unit: str) -> None:
        """A case goes to another unit, and with it what was ordered and is not done."""
        await self._session.exec(
            update(Direction)
            .where(col(Direction.case_id) == case_id, col(Direction.done_at).is_(None))
            .values(unit=unit)
        )

    async def give_direction(self, direction: Direction) -> Direction:
        """Store a new one; it has an id afterwards."""
        self._session.add(direction)
        await self._session.flush()
        return direction

    async def keep_wish(self, wish: Wish) -> None:
        """Store a new one, or keep a change; it has an id afterwards."""
        self._session.add(wish)
        await self._session.flush()

    async def wish_of(self, entry_id: int) -> Wish | None:
        """Fetch what was asked with these words, as it is now; who changes it locks its case."""
        query = select(Wish).where(Wish.entry_id == entry_id)
        found = await self._session.exec(query.execution_options(populate_existing=True))
        return found.first()

    async def wishes_in(self, case_id: int) -> list[int]:
        """List the words with which leaders are asked for more time in a case (ids of entries)."""
        query = select(Wish.entry_id).where(Wish.case_id == case_id, col(Wish.next_at).is_not(None))
        return list((await self._session.exec(query.order_by(col(Wish.id)))).all())

    async def wishes_due(self, now: datetime, limit: int) -> list[int]:
        """List the words of which leaders are to be asked again (ids of entries)."""
        query = select(Wish.entry_id).where(col(Wish.next_at) <= now)
        query = query.order_by(col(Wish.next_at), col(Wish.id)).limit(limit)
        return list((await self._session.exec(query)).all())

    async def absences(self, today: date, person_id: int | None = None) -> list[Absence]:
        """List who is away, has left, or has duty today; the newest word first."""
        await self._session.flush()
        if person_id is None:
            return list((await self._session.exec(hot.ABSENCES, params={"today": today})).all())
        values = {"today": today, "whose": person_id}
        return list((await self._session.exec(hot.ABSENCES_OF, params=values)).all())
