"""What residents thought of the service."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Case, Survey


@dataclass(frozen=True, slots=True)
class Asking:
    """One interaction to ask about: what ended, where, and by which rule nobody is asked."""

    about: str
    channel: str
    skipped: str | None = None
    remind_at: datetime | None = None
    instead_of: Collection[str] = ()
    """Rules by which nobody was asked at the time, and that hold no longer."""


class Surveys:
    """The satisfaction surveys of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self, case: Case, now: datetime, asking: Asking) -> Survey | None:
        """Write down that this end of the case is asked about (or not); None: it stands already."""
        assert case.id is not None  # noqa: S101  # an answered case is stored
        query = select(Survey).where(Survey.case_id == case.id, Survey.round == case.reopened)
        survey = (await self._session.exec(query)).first()
        if survey is None:
            survey = Survey(
                case_id=case.id,
                round=case.reopened,
                person_id=case.person_id,
                unit=case.unit,
                about=asking.about,
                channel=asking.channel,
                skipped=asking.skipped,
                asked_at=now,
                remind_at=asking.remind_at,
            )
            await hot.put(self._session, survey)
        elif survey.skipped in asking.instead_of:
            survey.channel, survey.skipped = asking.channel, asking.skipped
            survey.asked_at, survey.remind_at = now, asking.remind_at
            self.save(survey)
        else:
            return None
        return survey

    async def by_id(self, survey_id: int) -> Survey | None:
        """Fetch one."""
        return await self._session.get(Survey, survey_id)

    async def asked_lately(self, people: Collection[int], limit: int = 3) -> list[Survey]:
        """List the newest questions that were put to any of these people, newest first."""
        query = (
            select(Survey)
            .where(col(Survey.person_id).in_(people), col(Survey.skipped).is_(None))
            .order_by(col(Survey.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def to_remind(self, now: datetime, limit: int = 100) -> list[Survey]:
        """List the questions that are to be put once more, those waiting longest first."""
        query = (
            select(Survey)
            .where(col(Survey.remind_at).is_not(None), col(Survey.remind_at) <= now)
            .order_by(col(Survey.remind_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    def save(self, survey: Survey) -> None:
        """Keep what was tapped."""
        self._session.add(survey)
