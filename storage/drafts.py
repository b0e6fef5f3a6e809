"""Drafts and everything that is said in drafts and cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select, update

from storage import hot, sayings
from storage.models import Act, Case, Draft, Entry, Person, Side
from storage.places import SAYS_WHERE, Places
from storage.session import Session
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing said: where it stands in its chat, by whom, and what it is."""

    chat_id: int
    external_id: str
    side: Side
    act: Act
    said_at: datetime
    text: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    form: str = ""
    author_id: int | None = None


class Drafts:
    """Drafts and entries of one transaction."""

    def __init__(self, session: Session, places: Places, vault: Vault) -> None:
        self._session = session
        self._places = places
        self._vault = vault
        self._open: dict[int, list[Draft]] = {}  # by person, the newest first
        self._said: dict[int, list[Entry]] = {}  # by draft, in order, until it is asked for

    async def open_draft(self, person_id: int) -> Draft | None:
        """Fetch the draft that a person is working on."""
        return next(iter(await self.open_drafts(person_id)), None)

    async def open_drafts(self, person_id: int) -> list[Draft]:
        """List what a person has not sent or dropped yet, the newest first."""
        if person_id not in self._open:
            await self.expect([person_id])
        mine = (one for one in self._open[person_id] if one in self._session)
        return [one for one in mine if one.closed_at is None]

    async def expect(self, people: Sequence[int]) -> Sequence[Draft]:
        """Look up what these people are working on at once, before it is asked for."""
        found = (await self._session.exec(hot.OPEN_DRAFTS, params={"people": people})).all()
        self._open |= {one: [] for one in people}
        for draft in found:
            self._open[draft.person_id].append(draft)
        return found

    async def expect_said(self, drafts: Sequence[int]) -> None:
        """Look up what these drafts say at once, before it is asked for."""
        self._said |= {one: [] for one in drafts}
        for entry in await self._session.exec(hot.OF_DRAFTS, params={"drafts": drafts}):
            self._said[entry.draft_id or 0].append(entry)

    async def by_id(self, draft_id: int) -> Draft | None:
        """Fetch one."""
        found: Draft | None = await self._session.get(Draft, draft_id)
        return found

    async def start(self, person: Person, chat_id: int, now: datetime) -> Draft:
        """Open a draft."""
        assert person.id is not None  # noqa: S101  # a person who speaks is stored
        draft = Draft(person_id=person.id, chat_id=chat_id, started_at=now, touched_at=now)
        await hot.put(self._session, draft)
        if person.id in self._open:
            self._open[person.id].insert(0, draft)
        return draft

    def save(self, draft: Draft) -> None:
        """Keep a change."""
        self._session.add(draft)

    async def quiet_since(self, before: datetime, limit: int = 30) -> list[Draft]:
        """List open drafts that nobody touched since, and that were not offered again yet."""
        query = (
            select(Draft)
            .where(
                col(Draft.closed_at).is_(None),
                Draft.touched_at < before,
                col(Draft.offered_at).is_(None),
            )
            .order_by(col(Draft.touched_at), col(Draft.id))
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def aside(self, limit: int = 20) -> list[Draft]:
        """List what is set aside as adverts, the newest first."""
        query = (
            select(Draft)
            .where(col(Draft.aside_at).is_not(None))
            .order_by(col(Draft.aside_at).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def rescued(self, limit: int = 20) -> list[Draft]:
        """List what officials said is no advert, and is not filed yet."""
        query = select(Draft).where(col(Draft.rescued_at).is_not(None)).limit(limit)
        return list((await self._session.exec(query)).all())

    async def said_since(self, author_id: int, chat_id: int, since: datetime) -> int:
        """Count what somebody said in a chat since."""
        values = {"chat": chat_id, "author": author_id, "since": since}
        said: int = (await hot.run(self._session, hot.SAID_SINCE, values)).scalar_one()
        return said

    async def say(
        self, saying: Saying, *, draft_id: int | None = None, case_id: int | None = None
    ) -> Entry:
        """Write down what was said, in a draft or in a case; where a resident is, sealed."""
        where = saying.side == Side.RESIDENT and saying.form in SAYS_WHERE and saying.text
        entry = Entry(
            draft_id=draft_id,
            case_id=case_id,
            side=saying.side,
            act=saying.act,
            author_id=saying.author_id,
            chat_id=saying.chat_id,
            external_id=saying.external_id,
            text="" if where else saying.text,
            whereabouts=self._places.seal_words(saying.text) if where else None,
            attachments=saying.attachments or None,
            form=saying.form,
            said_at=saying.said_at,
            witness=sayings.new_key(self._vault),
        )
        await hot.put(self._session, entry)
        if draft_id is not None:
            self._said.pop(draft_id, None)
        if case_id is not None:
            sayings.of(self._session).add(entry.id or 0)
        return entry

    async def new_version(self, old: Entry, saying: Saying) -> Entry:
        """Write down an edit: both versions are kept, the newest counts."""
        old.replaced = True
        self._session.add(old)
        await self._session.flush()  # who asks for what is said now must not find it
        entry = await self.say(saying, draft_id=old.draft_id, case_id=old.case_id)
        entry.version_of = old.version_of or old.id
        return entry

    async def entry(self, entry_id: int, *, lock: bool = False) -> Entry | None:
        """Fetch one; with `lock` nobody else decides on it until this transaction ends."""
        query = select(Entry).where(Entry.id == entry_id)
        if lock:
            await self._session.flush()  # what changed meanwhile must not be read over
            query = query.with_for_update().execution_options(populate_existing=True)
        return (await self._session.exec(query)).first()

    def save_entry(self, entry: Entry) -> None:
        """Keep a change."""
        self._session.add(entry)

    async def said_at(self, chat_id: int, external_id: str) -> Entry | None:
        """Find the newest version of what a message said (edits carry the id of the first)."""
        first = (
            await self._session.exec(
                select(Entry).where(Entry.chat_id == chat_id, Entry.external_id == external_id)
            )
        ).first()
        if first is None or not first.replaced:
            return first
        root = first.version_of or first.id
        query = (
            select(Entry).where(Entry.version_of == root, col(Entry.replaced).is_(False)).limit(1)
        )
        return (await self._session.exec(query)).first() or first

    async def said_as(self, chat_id: int, external_id: str) -> list[Entry]:
        """List what a message and its edits said, newest versions only, in order.

        An edit's id begins with its message's.
        """
        edits = col(Entry.external_id).startswith(f"{external_id}:", autoescape=True)
        query = (
            select(Entry)
            .where(
                Entry.chat_id == chat_id,
                or_(col(Entry.external_id) == external_id, edits),
                col(Entry.replaced).is_(False),
            )
            .order_by(col(Entry.id))
        )
        return list((await self._session.exec(query)).all())

    async def of_draft(self, draft_id: int) -> list[Entry]:
        """List what a draft says now, in order."""
        if draft_id not in self._said:
            await self.expect_said([draft_id])
        return self._said.pop(draft_id)  # it may change: asked again, read again

    async def of_case(self, case_id: int) -> list[Entry]:
        """List what was said in a case, newest versions only, in order."""
        return list((await self._session.exec(hot.OF_CASE, params={"about": case_id})).all())

    async def all_of_case(self, case_id: int) -> list[Entry]:
        """List everything ever said in a case, old versions too."""
        query = select(Entry).where(Entry.case_id == case_id).order_by(col(Entry.id))
        return list((await self._session.exec(query)).all())

    async def said_for(self, person_id: int) -> list[Entry]:
        """List all that residents have said in a person's drafts and cases, old versions too."""
        query = select(Entry).where(*said_for(person_id)).order_by(col(Entry.id))
        return list((await self._session.exec(query)).all())

    async def give_to_draft(self, draft_id: int, other_id: int) -> None:
        """What the draft said is now said in the other one."""
        query = select(Entry).where(Entry.draft_id == draft_id)
        for entry in (await self._session.exec(query)).all():
            entry.draft_id = other_id
            self._session.add(entry)
        await self._session.flush()
        self._said = {}

    async def give_to_case(self, draft_id: int, case_id: int, act: Act | None = None) -> None:
        """What the draft said is now said in the case."""
        self._session.later(self._give, {"of_draft": draft_id, "to_case": case_id})
        if act is not None:
            await self._session.exec(
                update(Entry).where(col(Entry.draft_id) == draft_id).values(act=act)
            )

    async def _give(self, rows: list[dict[str, int]]) -> None:
        await hot.run(self._session, hot.GIVE_TO_CASE, rows)
        drafts = [one["of_draft"] for one in rows]
        ids = (await hot.run(self._session, hot.SAID_IN, {"drafts": drafts})).scalars()
        sayings.of(self._session).add(*ids)


def said_for(person_id: int) -> tuple[ColumnElement[bool], ...]:
    """What a person has said, and what a proxy said for them."""
    theirs = select(Case.id).where(Case.person_id == person_id)
    said = or_(col(Entry.author_id) == person_id, col(Entry.case_id).in_(theirs))
    return (said, col(Entry.side) == Side.RESIDENT)
