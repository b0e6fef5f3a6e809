"""Emergencies of which residents wrote, while somebody may still have to be told."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Alarm
from storage.vault import Vault


class Alarms:
    """The alarms of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def words(self, alarm: Alarm) -> str:
        """What was said, and where it is: perhaps at a home, so it lies sealed."""
        return self._vault.unseal(alarm.said).decode() if alarm.said else ""

    def put_words(self, alarm: Alarm, words: str) -> None:
        """This was said."""
        alarm.said = self._vault.seal(words.encode())

    async def add(self, alarm: Alarm) -> Alarm:
        """Store a new one; it has an id afterwards."""
        self._session.add(alarm)
        await self._session.flush()
        return alarm

    def save(self, alarm: Alarm) -> None:
        """Keep a change."""
        self._session.add(alarm)

    async def running(self, person_id: int) -> Alarm | None:
        """The newest one of a person that is not over, as it is now."""
        query = (
            select(Alarm)
            .where(Alarm.person_id == person_id, col(Alarm.ended_at).is_(None))
            .order_by(col(Alarm.id).desc())
            .limit(1)
        )
        return (await self._session.exec(query)).first()

    async def by_id(self, number: int) -> Alarm | None:
        """Fetch one; nobody else changes it until this transaction ends."""
        query = select(Alarm).where(Alarm.id == number).with_for_update()
        found = await self._session.exec(query.execution_options(populate_existing=True))
        return found.first()

    async def all_running(self, limit: int = 50) -> list[Alarm]:
        """Take those that are not over, and that nobody else works on at this moment."""
        query = (
            select(Alarm)
            .where(col(Alarm.ended_at).is_(None))
            .order_by(col(Alarm.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())
