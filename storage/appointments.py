"""Appointments on reception days: which places are taken, whose they are; and the forms drawn."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Appointment, Form

TRIES = 3
"""So often a form is drawn that cannot be."""


class Appointments:
    """Appointments and forms of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def book(self, wanted: Appointment) -> bool:
        """Take the seat; False when somebody has it."""
        insert = hot.INSERTS[hot.engine_of(self._session)](hot.table(Appointment))
        values = wanted.model_dump(exclude={"id"})
        statement = insert.on_conflict_do_nothing(index_elements=["seat"])
        return bool((await hot.run(self._session, statement, values)).rowcount)

    async def of_person(self, person_id: int, since: date) -> list[Appointment]:
        """List what somebody has booked from a day on, the next one first."""
        query = (
            select(Appointment)
            .where(
                Appointment.person_id == person_id,
                col(Appointment.cancelled_at).is_(None),
                col(Appointment.day) >= since,
            )
            .order_by(col(Appointment.day), col(Appointment.at))
        )
        return list((await self._session.exec(query)).all())

    async def between(self, first: date, last: date) -> list[Appointment]:
        """List what is booked for these days (both included), in order."""
        query = (
            select(Appointment)
            .where(
                col(Appointment.day) >= first,
                col(Appointment.day) <= last,
                col(Appointment.cancelled_at).is_(None),
            )
            .order_by(col(Appointment.day), col(Appointment.at))
        )
        return list((await self._session.exec(query)).all())

    async def taken(self, days: Sequence[date]) -> set[str]:
        """List the seats that are taken on these days."""
        query = select(Appointment.seat).where(
            col(Appointment.day).in_(days), col(Appointment.cancelled_at).is_(None)
        )
        return {one for one in (await self._session.exec(query)).all() if one is not None}

    async def by_id(self, appointment_id: int) -> Appointment | None:
        """Fetch one."""
        return await self._session.get(Appointment, appointment_id)

    def give_back(self, one: Appointment, now: datetime) -> None:
        """Cancel it: the seat is free again."""
        one.cancelled_at, one.seat = now, None
        self._session.add(one)

    async def form(self, edition: str) -> Form | None:
        """Fetch a form, drawn or wanted."""
        return await self._session.get(Form, edition)

    def keep_form(self, form: Form) -> None:
        """Keep what is known of one."""
        self._session.add(form)

    async def wanted_forms(self) -> list[Form]:
        """List those that somebody waits for."""
        query = select(Form).where(col(Form.sha256).is_(None), col(Form.tries) < TRIES)
        return list((await self._session.exec(query)).all())
