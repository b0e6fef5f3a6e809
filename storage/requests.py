"""What people have asked about their data, until it is done."""

import secrets
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import DataRequest
from storage.office import ALPHABET
from storage.vault import Vault

LETTERS = 4


class DataRequests:
    """The requests of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def open(self, request: DataRequest, words: str, prefix: str) -> DataRequest:
        """Write one down under a fresh code: prefix "DL-2611" makes it "DL-2611-7K4Q"."""
        while True:
            request.code = f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LETTERS))}"
            query = select(DataRequest.id).where(DataRequest.code == request.code)
            if (await self._session.exec(query)).first() is None:
                break
        request.words = self._vault.seal(words.encode()) if words else b""
        self._session.add(request)
        await self._session.flush()
        return request

    def reword(self, request: DataRequest, words: str) -> None:
        """Who asked has put it otherwise."""
        request.words = self._vault.seal(words.encode())
        self._session.add(request)

    async def by_id(self, number: int) -> DataRequest | None:
        """Fetch one; nobody else settles it until this transaction ends."""
        query = select(DataRequest).where(DataRequest.id == number).with_for_update()
        found = await self._session.exec(query.execution_options(populate_existing=True))
        return found.first()

    def words(self, request: DataRequest) -> str:
        """What was written, opened."""
        return self._vault.unseal(request.words).decode() if request.words else ""

    async def of_person(self, person_id: int) -> list[DataRequest]:
        """List what a person has asked, oldest first."""
        query = select(DataRequest).where(DataRequest.person_id == person_id)
        return list((await self._session.exec(query.order_by(col(DataRequest.id)))).all())

    async def to_remind(self, now: datetime, limit: int = 100) -> list[DataRequest]:
        """Take the open ones of which somebody is to be reminded by now, most urgent first."""
        query = (
            select(DataRequest)
            .where(col(DataRequest.next_reminder_at) <= now)
            .order_by(col(DataRequest.due_at), col(DataRequest.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def count_late(self, now: datetime) -> int:
        """Say how many are not done by their lawful day."""
        late = (col(DataRequest.done_at).is_(None), col(DataRequest.due_at) < now)
        query = select(func.count()).select_from(DataRequest).where(*late)
        return (await self._session.exec(query)).one()

    def save(self, request: DataRequest) -> None:
        """Keep a change."""
        self._session.add(request)
