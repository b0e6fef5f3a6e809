"""Takes a person out of everything that is stored; their cases stay, and are nobody's."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.drafts import said_for
from storage.emptying import Emptying, Redact
from storage.files import files_in, forget_files
from storage.models import (
    Alarm,
    Apology,
    Case,
    Chat,
    DataRequest,
    Delivery,
    Direction,
    Draft,
    Entry,
    Inbox,
    Move,
    Outbox,
    Person,
    Promise,
    ProxyEntry,
    Scrub,
    Survey,
    Taken,
    Visit,
    Way,
    Withheld,
)
from storage.places import Places, Whereabouts
from storage.tombstones import Tombstone, remember
from storage.vault import Vault

WORDS: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (Entry, ("text",)),
    (Promise, ("words", "reason")),
    (Apology, ("words", "reason")),
    (Direction, ("words",)),
    (Survey, ("comment",)),
)
"""What is said in a case by whomever, and may name its resident."""


@dataclass(slots=True)
class Forgotten:
    """What became of a person's things."""

    cases: list[int] = field(default_factory=list)
    """Ids of the cases that are nobody's now."""
    files: set[str] = field(default_factory=set)
    """SHA-256 of what they had sent."""


class Erasing:
    """Forgets people, in one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault, root: Path, places: Places) -> None:
        self._session = session
        self._vault = vault
        self._places = places
        self._emptying = Emptying(session, vault)
        self._root = root

    async def leaving(self, limit: int = 10) -> list[Person]:
        """Take those who want to be forgotten, the first to ask first."""
        query = (
            select(Person)
            .where(col(Person.leaving_at).is_not(None))
            .order_by(col(Person.leaving_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def still_told(self, chat_id: int) -> bool:
        """Say whether something is still on its way to a chat, or was not handled yet."""
        query = select(Outbox.id).where(
            Outbox.chat_id == chat_id, Outbox.state == Delivery.QUEUED, col(Outbox.attempts) < 3
        )
        if (await self._session.exec(query.limit(1))).first() is not None:
            return True
        waiting = (
            select(Inbox.id)
            .join(Chat, (col(Chat.key) == Inbox.chat_key) & (col(Chat.channel) == Inbox.channel))
            .where(Chat.id == chat_id, Inbox.state == Taken.WAITING)
        )
        return (await self._session.exec(waiting.limit(1))).first() is not None

    async def cases_of(self, person_id: int) -> list[Case]:
        """List the cases that a person began."""
        query = select(Case).where(Case.person_id == person_id).order_by(col(Case.id))
        return list((await self._session.exec(query)).all())

    async def forget(
        self, person: Person, redact: Redact, now: datetime, own: Redact | None = None
    ) -> Forgotten:
        """Take the person out of every table and file. Their cases, ratings and dates stay.

        `own` takes more out of their own words than `redact` out of everybody's.
        """
        own = own or redact
        assert person.id is not None  # noqa: S101  # it is stored
        chat = await self._session.get(Chat, person.chat_id) if person.chat_id else None
        gone = Forgotten(cases=[one.id or 0 for one in await self.cases_of(person.id)])
        self._remember(person, chat, now)
        await self._drafts(person.id, gone)
        await self._said(person.id, gone, redact, own)
        await self._cases(person.id, chat, own, now)
        await self._ratings(person.id, gone, own)
        await self._requests(person.id, gone)
        if chat is not None:
            await self._emptying.all_of(chat, gone.cases)
            self._chat(chat, now)
        await self._emptying.mentions(await self._since(person, gone), redact)
        self._person(person, now)
        self._session.add(Scrub(asked_at=now))
        await self._session.flush()
        await forget_files(self._session, self._root, gone.files)
        return gone

    async def _since(self, person: Person, gone: Forgotten) -> datetime:
        """When others began to speak of them: a proxy names somebody whom we do not know yet."""
        begun = select(func.min(Draft.started_at)).where(col(Draft.case_id).in_(gone.cases))
        first = (await self._session.exec(begun)).first()
        return min(person.first_seen, first or person.first_seen)

    async def let_go(self, person: Person, now: datetime) -> None:
        """What a person takes back stays in neither box, and leaves no bytes behind."""
        chat = await self._session.get_one(Chat, person.chat_id)
        theirs = [one.id or 0 for one in await self.cases_of(person.id or 0)]
        await self._emptying.handled(chat, theirs)
        self._session.add(Scrub(asked_at=now))

    async def unpin(self, person_id: int) -> None:
        """Forget every point on the map that a person has sent."""
        for case in await self.cases_of(person_id):
            words = self._places.of(case).words
            self._places.file(case, Whereabouts(words), self._places.folded(case))
            self._session.add(case)
        for draft in await self._all(Draft, col(Draft.person_id) == person_id):
            self._places.put(draft, Whereabouts(self._places.of(draft).words))
            self._session.add(draft)
        pins = (col(Entry.author_id) == person_id, col(Entry.form) == "location")
        for entry in await self._all(Entry, *pins):  # as objects: the history sees what changes
            entry.text, entry.whereabouts = "", None
            self._session.add(entry)

    def _remember(self, person: Person, chat: Chat | None, now: datetime) -> None:
        at, key = now.isoformat(), chat.key if chat else ""
        remember(self._root.parent, Tombstone(person.key, key, person.channel, at))

    async def _drafts(self, person_id: int, gone: Forgotten) -> None:
        """What was never sent goes; of what became a case the case is the record."""
        unsent = select(Draft.id).where(Draft.person_id == person_id, col(Draft.case_id).is_(None))
        ids = list((await self._session.exec(unsent)).all())
        said = await self._all(Entry, col(Entry.draft_id).in_(ids), col(Entry.case_id).is_(None))
        gone.files |= {sha for one in said for sha in files_in(one.attachments)}
        await self._session.exec(
            update(Alarm).where(col(Alarm.draft_id).in_(ids)).values(draft_id=None)
        )
        numbers = [one.id for one in said]
        await self._session.exec(
            update(Entry).where(col(Entry.id).in_(numbers)).values(version_of=None)
        )
        await self._session.flush()
        await self._session.exec(delete(Entry).where(col(Entry.id).in_(numbers)))
        await self._session.exec(delete(ProxyEntry).where(col(ProxyEntry.draft_id).in_(ids)))
        await self._session.exec(delete(Draft).where(col(Draft.id).in_(ids)))
        nothing = dict.fromkeys(("whereabouts", "proposal", "addressee"))
        await self._session.exec(
            update(Draft).where(col(Draft.person_id) == person_id).values(**nothing)
        )

    async def _said(self, person_id: int, gone: Forgotten, redact: Redact, own: Redact) -> None:
        """Their own words lose their names and files; what others said loses their names."""
        for entry in await self._all(Entry, *said_for(person_id)):
            gone.files |= files_in(entry.attachments)
            entry.text, entry.attachments, entry.whereabouts = own(entry.text), None, None
            entry.external_id = f"gone:{entry.id}"
            self._session.add(entry)
        for model, columns in WORDS:
            in_cases = model.case_id.in_(gone.cases)  # type: ignore[attr-defined]  # all of WORDS have it
            await self._redact(model, columns, redact, in_cases)
        for alarm in await self._all(Alarm, col(Alarm.person_id) == person_id):
            words = self._vault.unseal(alarm.said).decode() if alarm.said else ""
            alarm.said = self._vault.seal(own(words).encode())
            self._session.add(alarm)

    async def _redact(
        self,
        model: type[SQLModel],
        columns: Iterable[str],
        redact: Redact,
        *where: ColumnElement[bool],
    ) -> None:
        for row in await self._all(model, *where):
            for column in columns:
                if words := getattr(row, column):
                    setattr(row, column, redact(words))
            self._session.add(row)

    async def _cases(self, person_id: int, chat: Chat | None, own: Redact, now: datetime) -> None:
        columns = ("text", "folded", "proposal", "addressee", "snoozed_for")
        await self._redact(Case, columns, own, col(Case.person_id) == person_id)
        for case in await self.cases_of(person_id):  # as objects: the history sees what changes
            there = Whereabouts(own(self._places.of(case).words))
            self._places.file(case, there, own(self._places.folded(case)))
            case.anonymous = True
            case.unreached_at = case.next_nudge_at = None
            self._session.add(case)
        if chat is not None:
            await self._give_back(person_id, chat)
        await self._session.exec(
            update(Alarm)
            .where(col(Alarm.person_id) == person_id, col(Alarm.ended_at).is_(None))
            .values(ended_at=now)
        )
        for model in (Way, Move):
            await self._session.exec(delete(model).where(col(model.person_id) == person_id))

    async def _give_back(self, person_id: int, chat: Chat) -> None:
        """Answers in cases that they followed go to the chat of who began them."""
        theirs = (col(Case.chat_id) == chat.id, col(Case.person_id) != person_id)
        for case in await self._all(Case, *theirs):
            owner = await self._session.get_one(Person, case.person_id)
            if owner.chat_id is not None:
                case.chat_id = owner.chat_id
                self._session.add(case)

    async def _ratings(self, person_id: int, gone: Forgotten, redact: Redact) -> None:
        """What they thought of the service stays; not their voice, and not their name in it."""
        for model in (Survey, Visit):
            for row in await self._all(model, col(model.person_id) == person_id):
                gone.files |= files_in(row.voice)
                row.comment, row.voice = redact(row.comment) if row.comment else None, None
                self._session.add(row)
        await self._session.exec(
            update(Survey).where(col(Survey.person_id) == person_id).values(remind_at=None)
        )

    async def _requests(self, person_id: int, gone: Forgotten) -> None:
        mine = col(Withheld.person_id) == person_id
        for row in await self._all(Withheld, mine):
            said = json.loads(self._vault.unseal(row.sealed))
            gone.files |= files_in(said.get("attachments"))
        await self._session.exec(delete(Withheld).where(mine))
        await self._session.exec(
            update(DataRequest).where(col(DataRequest.person_id) == person_id).values(words=b"")
        )

    def _chat(self, chat: Chat, now: datetime) -> None:
        chat.key, chat.sealed = f"gone:{chat.id}", self._vault.seal(b"")
        chat.closed_at, chat.erased_at, chat.offer, chat.you = now, now, None, ""
        chat.heard_at = chat.window_at = chat.shut_at = None
        self._session.add(chat)

    def _person(self, person: Person, now: datetime) -> None:
        person.key, person.sealed = f"gone:{person.id}", self._vault.seal(b'{"user_id": ""}')
        person.chat_id = person.step = person.about = person.greeted_at = None
        person.leaving_at, person.erased_at, person.nameless = None, now, True
        self._session.add(person)

    async def _all(self, model: type[Any], *where: ColumnElement[bool]) -> list[Any]:
        return list((await self._session.exec(select(model).where(*where))).all())
