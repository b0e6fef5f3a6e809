"""What residents thought of the service."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Case, Survey


class Surveys:
    """The satisfaction surveys of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self, case: Case, now: datetime) -> Survey | None:
        """Open a survey for this answer of the case; None when it was asked already."""
        assert case.id is not None  # noqa: S101  # an answered case is stored
        query = select(Survey).where(Survey.case_id == case.id, Survey.round == case.reopened)
        if (await self._session.exec(query)).first() is not None:
            return None
        survey = Survey(
            case_id=case.id,
            round=case.reopened,
            person_id=case.person_id,
            unit=case.unit,
            asked_at=now,
        )
        self._session.add(survey)
        await self._session.flush()
        return survey

    async def by_id(self, survey_id: int) -> Survey | None:
        """Fetch one."""
        return await self._session.get(Survey, survey_id)

    async def latest(self, person_id: int) -> Survey | None:
        """Fetch the newest one that a person was asked."""
        query = select(Survey).where(Survey.person_id == person_id).order_by(col(Survey.id).desc())
        return (await self._session.exec(query)).first()

    def save(self, survey: Survey) -> None:
        """Keep what was tapped."""
        self._session.add(survey)

    async def asked_between(self, start: datetime, end: datetime) -> list[Survey]:
        """List the surveys asked in [start, end)."""
        query = (
            select(Survey)
            .where(Survey.asked_at >= start, Survey.asked_at < end)
            .order_by(col(Survey.id))
        )
        return list((await self._session.exec(query)).all())
