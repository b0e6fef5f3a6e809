"""The words for where things stand, stored as text, so that a new one needs no migration."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, literal_column, text


class State(StrEnum):
    """Where a case stands. "Overdue" is derived from due_at and never stored."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_RESIDENT = "waiting_resident"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    REFUSED = "refused"
    FORWARDED_OUT = "forwarded_out"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    LAPSED = "lapsed"
    """Set aside: the resident has not said what was asked, and may take it up again."""


OPEN_STATES = (
    State.RECEIVED,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.WAITING_RESIDENT,
    State.REOPENED,
)
OPEN = "state in ('received','assigned','in_progress','waiting_resident','reopened')"


UNAPOLOGISED = "state in ('received','assigned','in_progress','reopened') and apologies <= reopened"
"""Once such a case is overdue the resident is owed an apology that nobody has drafted."""


COUNTED = "act in ('extend','lapse')"
"""Acts that leaders are told the number of: few, so that counting them looks at nothing else."""


def is_open() -> ColumnElement[bool]:
    """The condition of ix_case_open, word for word, so that the index serves it."""
    return text(f'"case".{OPEN}')  # type: ignore[return-value]  # usable as a condition


def is_unapologised() -> ColumnElement[bool]:
    """The condition of ix_case_unapologised, word for word, so that the index serves it."""
    return text(UNAPOLOGISED)  # type: ignore[return-value]  # usable as a condition


class Taken(StrEnum):
    """What became of an incoming message."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    ASIDE = "aside"  # unreadable: kept as it came, for a person
    UNSAID = "unsaid"  # its sender took it back: nothing is left of it


class Delivery(StrEnum):
    """What became of an outgoing message."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"  # waits for the person's next word: the platform's time to answer is over
    GATHERED = "gathered"  # said by a list message in its stead


LEVELS = (1, 2, 3, 4, 5)
"""Of satisfaction, the lowest first (five, as SIPAS counts: domain.md §6.1)."""
UNHAPPY, SATISFIED = (1, 2), (4, 5)
"""The lowest two and the top two; the middle is never satisfied (domain.md §6.4)."""


def exactly(value: StrEnum | int) -> ColumnElement[Any]:
    """A state or number as a literal: an index on a part of a table serves only what is spelt out.

    Were it a value, SQLite would plan the question anew each time.
    """
    if isinstance(value, int):
        return literal_column(str(value), Integer())
    return literal_column(f"'{value.value}'", String())


class Side(StrEnum):
    """Who speaks in an entry."""

    RESIDENT = "resident"
    OFFICIAL = "official"


class Act(StrEnum):
    """What an entry is: the resident's words, or an official's with what was decided of them."""

    REPORT = "report"
    ADDITION = "addition"
    DETAIL = "detail"  # an answer to one of our own questions about the draft
    REPLY = "reply"  # an official's words before anybody decided whom they are for
    ANSWER = "answer"
    CORRECTION = "correction"
    QUESTION = "question"
    INTERNAL = "internal"
    REASON = "reason"
    DECIDED = "decided"  # a reason that was acted upon
    DISCARDED = "discarded"


class RoomKind(StrEnum):
    """What a staff chat is for."""

    UNIT = "unit"
    DUTY = "duty"


class Role(StrEnum):
    """What a person may do beyond speaking in a staff group."""

    HEAD = "head"
    LEADER = "leader"
    ADMIN = "admin"
    SEALED = "sealed"
    OBSERVER = "observer"
    PROXY = "proxy"
