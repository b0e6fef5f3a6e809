"""What is kept no longer: found first, forgotten a page at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import (
    Alarm,
    Case,
    Chat,
    Draft,
    Entry,
    Inbox,
    Outbox,
    Person,
    PersonRole,
    ProxyEntry,
    RetentionRun,
    Scrub,
    Side,
    Sight,
    Taken,
    Way,
    Withheld,
    is_open,
)

PAGE = 200
UNSENT = ("queued", "held")


class Retention:
    """The periods of one transaction. Every kind is a condition on rows older than a time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def letters(self, before: datetime, *, count: bool) -> int:
        """Letters that were handled, or set aside, before then.

        That they came stays known: who brings one again brings nothing new.
        """
        old = and_(
            col(Inbox.state) != Taken.WAITING,
            col(Inbox.received_at) < before,
            func.length(Inbox.body) > 0,
        )
        if count:
            return await self._count(Inbox, old)
        ids = await self._ids(Inbox, old)
        await self._session.exec(
            update(Inbox)
            .where(col(Inbox.id).in_(ids))
            .values(body=b"", error=None, state=Taken.DONE)
        )
        return len(ids)

    async def sent(self, before: datetime, *, count: bool) -> int:
        """The wording of what was said before then; that it was said stays known."""
        old = and_(
            col(Outbox.state).not_in(UNSENT),
            col(Outbox.created_at) < before,
            func.length(Outbox.body) > 0,
        )
        if count:
            return await self._count(Outbox, old)
        ids = await self._ids(Outbox, old)
        await self._session.exec(
            update(Outbox).where(col(Outbox.id).in_(ids)).values(body=b"", error=None)
        )
        return len(ids)

    async def looks(self, before: datetime, *, count: bool) -> int:
        """Who looked at what before then."""
        return await self._some(Sight, col(Sight.seen_at) < before, count=count)

    async def withheld(self, before: datetime, *, count: bool) -> int:
        """What has waited for a yes since before then."""
        return await self._some(Withheld, col(Withheld.came_at) < before, count=count)

    async def drafts(self, before: datetime) -> list[tuple[Draft, list[Entry]]]:
        """Drafts that became nothing and were left alone since before then, with what they say."""
        drafts = await self._page(Draft, self._old_drafts(before))
        found = []
        for draft in drafts:
            said = select(Entry).where(Entry.draft_id == draft.id)
            found.append((draft, list((await self._session.exec(said)).all())))
        return found

    async def count_drafts(self, before: datetime) -> int:
        """How many of them."""
        return await self._count(Draft, self._old_drafts(before))

    def _old_drafts(self, before: datetime) -> ColumnElement[bool]:
        running = exists().where(
            col(Alarm.draft_id) == col(Draft.id), col(Alarm.ended_at).is_(None)
        )
        return and_(col(Draft.case_id).is_(None), col(Draft.touched_at) < before, ~running)

    async def drop(self, draft: Draft, entries: Sequence[Entry]) -> None:
        """Delete a draft and what it says."""
        ids = [one.id for one in entries]
        in_them = col(Entry.id).in_(ids)
        await self._session.exec(update(Entry).where(in_them).values(version_of=None))
        await self._session.exec(delete(Entry).where(in_them))
        about = col(Alarm.draft_id) == draft.id
        await self._session.exec(update(Alarm).where(about).values(draft_id=None))
        await self._session.exec(delete(ProxyEntry).where(col(ProxyEntry.draft_id) == draft.id))
        await self._session.exec(delete(Draft).where(col(Draft.id) == draft.id))

    async def files(self, before: datetime) -> list[Entry]:
        """What residents said with files in cases that were closed before then."""
        return await self._page(Entry, self._old_files(before))

    async def count_files(self, before: datetime) -> int:
        """How many of them."""
        return await self._count(Entry, self._old_files(before))

    def _old_files(self, before: datetime) -> ColumnElement[bool]:
        closed = select(Case.id).where(col(Case.closed_at) < before)
        kept = func.length(func.coalesce(cast(col(Entry.attachments), String), "")) > len("null")
        return and_(col(Entry.side) == Side.RESIDENT, col(Entry.case_id).in_(closed), kept)

    async def people(self, before: datetime, *, left: bool) -> list[Person]:
        """Whoever left (blocked us), or was silent, since before then; nobody with an open case."""
        return await self._page(Person, self._gone(before, left=left))

    async def count_people(self, before: datetime, *, left: bool) -> int:
        """How many of them."""
        return await self._count(Person, self._gone(before, left=left))

    def _gone(self, before: datetime, *, left: bool) -> ColumnElement[bool]:
        since = col(Chat.closed_at) if left else col(Chat.heard_at)
        silent = select(Chat.id).where(since < before, col(Chat.private))
        away: ColumnElement[bool] = col(Person.chat_id).in_(silent)
        if not left:  # who is reached through a proxy only has no chat to be silent in
            away = or_(away, col(Person.chat_id).is_(None))
        follows = select(Way.case_id).where(col(Way.person_id) == col(Person.id))
        busy = exists().where(
            or_(col(Case.person_id) == col(Person.id), col(Case.id).in_(follows)),
            or_(is_open(), col(Case.closed_at) >= before),
        )
        staff = exists().where(col(PersonRole.person_id) == col(Person.id))
        return and_(
            col(Person.erased_at).is_(None),
            col(Person.leaving_at).is_(None),
            col(Person.first_seen) < before,
            away,
            ~busy,
            ~staff,
        )

    async def last_run(self) -> RetentionRun | None:
        """The newest night's."""
        query = select(RetentionRun).order_by(col(RetentionRun.id).desc()).limit(1)
        return (await self._session.exec(query)).first()

    async def note(self, run: RetentionRun) -> None:
        """Write down what a night found; where it erased, the bytes go too."""
        self._session.add(run)
        if not run.dry and any((run.found or {}).values()):
            self._session.add(Scrub(asked_at=run.ran_at))
        await self._session.flush()

    async def _some(self, model: Any, condition: ColumnElement[bool], *, count: bool) -> int:  # noqa: ANN401  # a table
        if count:
            return await self._count(model, condition)
        ids = await self._ids(model, condition)
        await self._session.exec(delete(model).where(col(model.id).in_(ids)))
        return len(ids)

    async def _count(self, model: Any, condition: ColumnElement[bool]) -> int:  # noqa: ANN401  # a table
        query = select(func.count()).select_from(model).where(condition)
        return (await self._session.exec(query)).one()

    async def _ids(self, model: Any, condition: ColumnElement[bool]) -> list[int]:  # noqa: ANN401  # a table
        query = select(model.id).where(condition).order_by(col(model.id)).limit(PAGE)
        return list((await self._session.exec(query)).all())

    async def _page(self, model: Any, condition: ColumnElement[bool]) -> list[Any]:  # noqa: ANN401  # a table
        query = select(model).where(condition).order_by(col(model.id)).limit(PAGE)
        return list((await self._session.exec(query)).all())
