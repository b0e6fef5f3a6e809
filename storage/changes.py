"""What has changed of the cases in one transaction and stands in no event yet."""

import json
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm.base import LoaderCallableStatus
from sqlmodel import Session

from storage.chain import plain, written
from storage.models import Case, Entry
from storage.sayings import SAID, Sayings

FACTS = frozenset({
    "code", "kind", "category", "unit", "area", "urgent", "emergency", "state", "anonymous",
    "person_id", "chat_id", "holder_id", "sent_at", "due_at", "answered_at", "answered_by",
    "closed_at", "reopened", "claimed_at", "paused_at", "clock_from", "runs_out_at",
    "first_due_at", "extensions", "snoozed_until", "apologies", "unreached_at", "reached_at",
})  # fmt: skip
"""Of these the history says what they were and became: codes, times and numbers of ours only."""
WORDS = frozenset({
    "text", "whereabouts", "proposal", "addressee", "snoozed_for",
})  # fmt: skip
"""Of these it says that they changed: what people wrote may have to be forgotten.

The rest of a case (reminders, nudges, next looks) is the bot's own diary; the acts tell of it.
"""
WATCHED = FACTS | WORDS
DEFAULTS = {
    name: None if Case.model_fields[name].is_required() else Case.model_fields[name].default
    for name in sorted(WATCHED)
}
"""What a new case has there, unless it is said."""
Changed = dict[str, Any]
"""{"due_at": [before, after], …, "words": ["whereabouts", …], "said": {"12": fingerprint, …}}"""


class Changes:
    """Watches the cases of a session."""

    def __init__(self) -> None:
        self._cases: dict[int, Case] = {}
        self._known: dict[int, Changed] = {}

    def opened(self, case: Case) -> None:
        """A new case: all that it is has become so."""
        if case.id is not None and case.id not in self._known:
            self._cases[case.id] = case
            self._known[case.id] = dict(DEFAULTS)

    def look(self, case: Case) -> None:
        """Remember what the case was before it is written."""
        if case.id is None:
            return
        self._cases[case.id] = case
        known = self._known.setdefault(case.id, {})
        for name, value in inspect(case).committed_state.items():
            if name in WATCHED:
                known.setdefault(name, _loaded(value))

    def take(self, case_id: int) -> Changed:
        """What has become different since this was asked last; {} when nothing has."""
        case = self._cases.get(case_id)
        if case is None:
            return {}
        self.look(case)
        known, found, now = self._known[case_id], Changed(), inspect(case).dict
        for name in sorted(known):
            value = now.get(name, known[name])
            if known[name] == value:
                continue
            if name in FACTS:
                found[name] = [plain(known[name]), plain(value)]
            else:
                found.setdefault("words", []).append(name)
            known[name] = value
        return found

    def untold(self) -> dict[int, Changed]:
        """All that has changed and was not taken, by case."""
        found = {case_id: self.take(case_id) for case_id in sorted(self._cases)}
        return {case_id: changed for case_id, changed in found.items() if changed}


def together(first: str | None, then: Changed) -> str | None:
    """Add what changed later to changes that are written already."""
    if not then:
        return first
    return written(_merged(read(first), then))


def _merged(first: Changed, then: Changed) -> Changed:
    merged = dict(first)
    for name, change in then.items():
        if name == "words":
            merged[name] = sorted({*first.get(name, ()), *change})
        elif name == SAID:
            merged[name] = {**first.get(name, {}), **change}
        else:
            merged[name] = [first[name][0] if name in first else change[0], change[1]]
    return merged


def read(changes: str | None) -> Changed:
    """The changes of an event."""
    return json.loads(changes) if changes else {}


def _loaded(value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    return None if isinstance(value, LoaderCallableStatus) else value


class WatchedSession(Session):
    """A session whose `info` holds the Changes of its cases, and the Sayings."""


def look(session: Session) -> None:
    """Remember what the cases were, and which words are others now, before all is written."""
    changes: Changes = session.info.setdefault("changes", Changes())
    for row in session.dirty:
        if isinstance(row, Case):
            changes.look(row)
        elif isinstance(row, Entry):
            session.info.setdefault(SAID, Sayings()).look(row)


@event.listens_for(WatchedSession, "before_flush")
def _before_flush(session: Session, _context: object, _instances: object) -> None:
    look(session)


@event.listens_for(WatchedSession, "after_flush")
def _after_flush(session: Session, _context: object) -> None:
    changes: Changes = session.info.setdefault("changes", Changes())
    for row in session.new:
        if isinstance(row, Case):
            changes.opened(row)
