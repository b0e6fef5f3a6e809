"""What was erased while the database may still hold bytes of it."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Scrub

NEWEST = select(func.max(Scrub.id)).where(col(Scrub.done_at).is_(None))
"""Built once: every tick asks it."""


class Scrubs:
    """The erasures of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self) -> int | None:
        """Name the newest erasure after which the database was not written anew."""
        found: int | None = (await hot.run(self._session, NEWEST, {})).scalar()
        return found

    async def done(self, up_to: int, now: datetime) -> None:
        """The database was written anew after these."""
        open_ones = (col(Scrub.id) <= up_to, col(Scrub.done_at).is_(None))
        await self._session.exec(update(Scrub).where(*open_ones).values(done_at=now))
