"""Cases and their history: opened, moved, found, counted."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.history import History
from storage.models import Case, Delivery, Event, Outbox, is_open
from storage.office import ALPHABET
from storage.places import word_key
from storage.vault import Vault

CODE_LETTERS = 4
"""32^4 codes a month and kind: a million, at a commune's some hundred cases not to be guessed."""

Deadline = Literal["answer", "first_word"]
DEADLINES: Mapping[Deadline, Any] = {"answer": Case.due_at, "first_word": Case.claim_due_at}


class Cases:
    """Cases and events of one transaction."""

    def __init__(self, session: AsyncSession, history: History, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._history = history

    async def open(self, case: Case, prefix: str, month: str) -> Case:
        """Store a new case under a fresh code, e.g. prefix "PA", month "2611"."""
        if case in self._session:
            self._session.expunge(case)
        for _ in range(50):
            letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
            case.code = f"{prefix}-{month}-{letters}"
            if await hot.put(self._session, case, unless="code"):
                break
        self._history.opened(case)
        return case

    def save(self, case: Case) -> None:
        """Keep a change."""
        self._session.add(case)

    async def by_id(self, case_id: int, *, lock: bool = False) -> Case | None:
        """Fetch one; with `lock` nobody else changes it until this transaction ends."""
        if not lock:
            return await self._session.get(Case, case_id)
        await self._session.flush()  # what changed meanwhile must not be read over
        return (await self._session.exec(hot.LOCKED_CASE, params={"of": case_id})).first()

    async def by_code(self, code: str) -> Case | None:
        """Fetch one by its full code in canonical form."""
        return (await self._session.exec(select(Case).where(Case.code == code))).first()

    async def by_short_code(self, letters: str) -> list[Case]:
        """List cases whose code ends in these letters, newest first."""
        query = (
            select(Case)
            .where(col(Case.code).endswith(f"-{letters}", autoescape=True))
            .order_by(col(Case.id).desc())
            .limit(5)
        )
        return list((await self._session.exec(query)).all())

    async def by_ids(self, ids: set[int], limit: int) -> list[Case]:
        """List some cases: first those never opened again, then the newest."""
        if not ids:
            return []
        query = (
            select(Case)
            .where(col(Case.id).in_(ids))
            .order_by(col(Case.reopened) > 0, col(Case.id).desc())
            .limit(limit)
        )
        return list((await self._session.exec(query)).all())

    async def of_person(self, person_id: int, *, open_only: bool = False) -> list[Case]:
        """List the cases that a person began or follows, newest first."""
        query = hot.OPEN_OF_PERSON if open_only else hot.OF_PERSON
        return list((await self._session.exec(query, params={"person_id": person_id})).all())

    async def deadlines(self, of: Deadline, since: datetime) -> list[datetime]:
        """List the moments to come at which open cases are due, each once."""
        due = col(DEADLINES[of])
        query = select(due).where(is_open(), due >= since).distinct()
        return list((await self._session.exec(query)).all())

    async def due_at(self, of: Deadline, moments: Collection[datetime], limit: int) -> list[Case]:
        """Take open cases that are due at one of these moments."""
        query = (
            select(Case)
            .where(is_open(), col(DEADLINES[of]).in_(moments))
            .order_by(col(Case.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def open_of_unit(
        self,
        unit: str | None,
        *,
        overdue_at: datetime | None = None,
        limit: int = 50,
        without: Collection[str] = (),
    ) -> list[Case]:
        """List open cases, most urgent first; with `overdue_at` only those late by then.

        `without`: units that are left out where none is named.
        """
        query = select(Case).where(is_open()).order_by(col(Case.due_at), col(Case.id)).limit(limit)
        query = query.where(_of_unit(unit, without))
        if overdue_at is not None:
            query = query.where(_late_by(overdue_at))
        return list((await self._session.exec(query)).all())

    async def count_open(
        self,
        unit: str | None,
        overdue_at: datetime | None = None,
        *,
        without: Collection[str] = (),
    ) -> int:
        """Count open cases of a unit or of all (late ones only, with `overdue_at`)."""
        query = select(func.count()).select_from(Case).where(is_open())
        query = query.where(_of_unit(unit, without))
        if overdue_at is not None:
            query = query.where(_late_by(overdue_at))
        return (await self._session.exec(query)).one()

    async def open_by_unit(self) -> dict[str, int]:
        """Count the open cases of each unit that has any."""
        return await self._open_by(col(Case.unit))

    async def open_by_category(self) -> dict[str, int]:
        """Count the open cases of each category that has any."""
        return await self._open_by(col(Case.category))

    async def _open_by(self, what: Any) -> dict[str, int]:  # noqa: ANN401  # a column of words
        query = select(what, func.count()).where(is_open()).group_by(what).order_by(what)
        return dict((await self._session.exec(query)).all())

    async def search(
        self, words: list[str], unit: str | None, limit: int = 10, *, without: Collection[str] = ()
    ) -> list[Case]:
        """List cases that hold all the (folded) words, newest first; of a place only whole ones."""
        query = select(Case).order_by(col(Case.id).desc()).limit(limit)
        for word in words:
            there = col(Case.place_words).contains(word_key(self._vault, word))
            query = query.where(or_(col(Case.folded).contains(word, autoescape=True), there))
        query = query.where(_of_unit(unit, without))
        return list((await self._session.exec(query)).all())

    async def to_nudge(
        self, now: datetime, *, not_yet_paused: bool = False, limit: int = 200
    ) -> list[Case]:
        """Take the cases whose resident owes a word and is due to be looked after, oldest first.

        `not_yet_paused`: only those of which it is not known whether the question arrived.
        """
        query = select(Case).where(col(Case.next_nudge_at) <= now)
        if not_yet_paused:
            query = query.where(col(Case.paused_at).is_(None))
        query = query.order_by(col(Case.next_nudge_at), col(Case.id)).limit(limit)
        return list((await self._session.exec(query.with_for_update(skip_locked=True))).all())

    async def question_arrived(self, case_id: int) -> datetime | None:
        """Say when the first question of the present wait reached the resident; None: none has."""
        await self._history.write()
        asked = select(func.max(Event.at)).where(
            Event.case_id == case_id, Event.act == "ask_back", Event.before != "waiting_resident"
        )
        query = select(func.min(Outbox.sent_at)).where(
            Outbox.case_id == case_id,
            Outbox.what == "question",
            Outbox.state == Delivery.SENT,
            col(Outbox.created_at) >= asked.scalar_subquery(),
        )
        return (await self._session.exec(query)).one()

    async def on_its_way(self, case_id: int, what: str) -> bool:
        """Say whether something of this sort about a case waits to be sent."""
        return await self._any_said(case_id, what, col(Outbox.state) == Delivery.QUEUED)

    async def arrived_since(self, case_id: int, what: str, since: datetime) -> bool:
        """Say whether something of this sort about a case has been delivered since."""
        sent = and_(col(Outbox.state) == Delivery.SENT, col(Outbox.sent_at) >= since)
        return await self._any_said(case_id, what, sent)

    async def _any_said(self, case_id: int, what: str, condition: Any) -> bool:  # noqa: ANN401  # a column expression
        query = select(Outbox.id).where(Outbox.case_id == case_id, Outbox.what == what, condition)
        return (await self._session.exec(query.limit(1))).first() is not None

    async def note(  # who, what, when, before and after belong together
        self,
        case: Case,
        act: str,
        at: datetime,
        *,
        actor_id: int | None = None,
        role: str = "bot",
        before: str | None = None,
        after: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> None:
        """Add an event to the case's history, with all that was changed of the case before."""
        assert case.id is not None  # noqa: S101  # a case with a history is stored
        self._history.note(
            {
                "case_id": case.id,
                "act": act,
                "at": at,
                "actor_id": actor_id,
                "role": role,
                "before": before,
                "after": after,
                "note": note,
                "key": key,
            }
        )

    async def note_once(self, case: Case, act: str, at: datetime, key: str, note: str) -> bool:
        """Add an event of the bot's own; False when one with this key was ever added."""
        event = {"case_id": case.id, "act": act, "at": at, "key": key, "note": note}
        return bool(await self._history.note_once([event]))

    async def history(self, case_id: int) -> list[Event]:
        """List the events of a case, in order."""
        return await self._history.of_case(case_id)

    async def deliveries(self, case_id: int) -> list[Outbox]:
        """List what was and is to be said about a case, in order."""
        query = select(Outbox).where(Outbox.case_id == case_id).order_by(col(Outbox.id))
        return list((await self._session.exec(query)).all())

    async def last_event(self, case_id: int) -> int:
        """Say the number of the newest event of a case; 0 when there is none."""
        await self._history.write()
        query = select(func.max(Event.id)).where(Event.case_id == case_id)
        return (await self._session.exec(query)).one() or 0

    async def events_of_person(self, person_id: int, act: str) -> list[tuple[Event, Case]]:
        """List the acts of one sort on a person's cases, newest first."""
        await self._history.write()
        query = (
            select(Event, Case)
            .join(Case, col(Case.id) == col(Event.case_id))
            .where(Case.person_id == person_id, Event.act == act)
            .order_by(col(Event.id).desc())
            .limit(20)
        )
        return list((await self._session.exec(query)).all())


def _of_unit(unit: str | None, without: Collection[str]) -> ColumnElement[bool]:
    if unit is not None:
        return col(Case.unit) == unit
    return col(Case.unit).not_in(without) if without else true()


def _late_by(at: datetime) -> ColumnElement[bool]:
    """The deadline has passed, and not while the clock stood (handlers.clock.is_late)."""
    stands = and_(col(Case.paused_at).is_not(None), col(Case.paused_at) <= col(Case.due_at))
    return and_(col(Case.due_at) < at, ~stands)
