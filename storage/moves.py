"""Cases with two channels: their other ways, and who asks to follow one from another channel."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.models import Case, Chat, Move, Person, Way


class Ways:
    """The ways and moves of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def has(self, case_id: int, person_id: int) -> bool:
        """Say whether a person follows a case from another chat than it began in."""
        query = select(Way.id).where(Way.case_id == case_id, Way.person_id == person_id)
        return (await self._session.exec(query)).first() is not None

    async def chats(self, case: Case) -> list[Chat]:
        """List the chats of a case's resident, the newest way first, the first one last."""
        query = (
            select(Chat)
            .join(Way, col(Way.chat_id) == col(Chat.id))
            .where(Way.case_id == case.id)
            .order_by(col(Way.id).desc())
        )
        found = list((await self._session.exec(query)).all())
        if found:
            first = select(Chat).join(Person, col(Person.chat_id) == col(Chat.id))
            found += (await self._session.exec(first.where(Person.id == case.person_id))).all()
        return found

    async def add(self, case: Case, person_id: int, chat_id: int, now: datetime) -> None:
        """Let a person follow a case from this chat too; again changes nothing."""
        assert case.id is not None  # noqa: S101  # it is stored
        if not await self.has(case.id, person_id):
            self._session.add(Way(case_id=case.id, person_id=person_id, chat_id=chat_id, since=now))
            await self._session.flush()

    async def same(self, person_id: int) -> set[int]:
        """A person, and whoever follows a case together with them: one human on many channels."""
        known: set[int] = set()
        fresh = {person_id}
        while fresh:
            known |= fresh
            fresh = await self._beside(fresh) - known
        return known

    async def _beside(self, people: set[int]) -> set[int]:
        both = select(Case.person_id, Way.person_id).join(Way, col(Way.case_id) == col(Case.id))
        followed = select(Way.case_id).where(col(Way.person_id).in_(people))
        found: set[int] = set()
        for query in (
            both.where(col(Case.person_id).in_(people)),
            both.where(col(Way.case_id).in_(followed)),
        ):
            found.update(one for pair in await self._session.exec(query) for one in pair)
        return found

    async def ask(self, move: Move) -> Move:
        """Write down that somebody asks."""
        self._session.add(move)
        await self._session.flush()
        return move

    async def move(self, number: int) -> Move | None:
        """Fetch one that is asked; nobody else settles it until this transaction ends."""
        query = select(Move).where(Move.id == number).with_for_update()
        found = await self._session.exec(query.execution_options(populate_existing=True))
        return found.first()

    async def open_move(self, case_id: int, person_id: int) -> Move | None:
        """Find what a person asked about a case and nobody has settled."""
        query = select(Move).where(
            Move.case_id == case_id, Move.person_id == person_id, col(Move.settled_at).is_(None)
        )
        return (await self._session.exec(query)).first()

    async def asked_by(self, person_id: int, since: datetime) -> int:
        """Count for how many codes a person has asked since then."""
        query = _count().where(Move.person_id == person_id, Move.asked_at >= since)
        return (await self._session.exec(query)).one()

    async def asked_about(self, case_id: int, since: datetime) -> int:
        """Count how often somebody has asked for a case since then."""
        query = _count().where(Move.case_id == case_id, Move.asked_at >= since)
        return (await self._session.exec(query)).one()

    async def unanswered(self, before: datetime, limit: int = 100) -> list[Move]:
        """Take what was asked of the old channel before then, and nobody has answered."""
        query = (
            select(Move)
            .where(
                col(Move.settled_at).is_(None),
                col(Move.officials_at).is_(None),
                col(Move.case_id).is_not(None),
                col(Move.asked_at) <= before,
            )
            .order_by(col(Move.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def forget(self, before: datetime, now: datetime) -> None:
        """What was asked before then and nobody has settled is not granted."""
        await self._session.exec(
            update(Move)
            .where(col(Move.settled_at).is_(None), col(Move.asked_at) < before)
            .values(settled_at=now)
        )

    def save(self, move: Move) -> None:
        """Keep a change."""
        self._session.add(move)


def _count() -> SelectOfScalar[int]:
    return select(func.count()).select_from(Move)
