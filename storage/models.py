"""The tables: who, where, what was said, what became of it, and what is still to be sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


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


OPEN_STATES = (
    State.RECEIVED,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.WAITING_RESIDENT,
    State.REOPENED,
)
_OPEN = "state in ('received','assigned','in_progress','waiting_resident','reopened')"


def is_open() -> ColumnElement[bool]:
    """The condition of ix_case_open, word for word, so that the index serves it."""
    return text(f'"case".{_OPEN}')  # type: ignore[return-value]  # usable as a condition


class Taken(StrEnum):
    """What became of an incoming message."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    ASIDE = "aside"  # unreadable: kept as it came, for a person


class Delivery(StrEnum):
    """What became of an outgoing message."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    GATHERED = "gathered"  # said by a list message in its stead


def exactly(value: StrEnum) -> ColumnElement[str]:
    """A state as a literal: an index on a part of a table serves only what is spelt out."""
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


def _json(*, nullable: bool = False) -> Any:  # noqa: ANN401  # what sa_column wants
    return Field(default=None, sa_column=Column(JSON, nullable=nullable))


class Chat(SQLModel, table=True):
    """A chat on a channel. `key` finds it (keyed hash), `sealed` holds its id encrypted."""

    __table_args__ = (UniqueConstraint("channel", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    key: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    private: bool
    closed_at: datetime | None = None
    offer: list[Any] | None = _json(nullable=True)
    """Choices that stand open in this chat, so that a number or a word can name one."""


class Person(SQLModel, table=True):
    """Somebody who spoke to us on a channel. `sealed`: {"user_id", "name", "username", "phone"}."""

    __table_args__ = (UniqueConstraint("channel", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    key: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    chat_id: int | None = Field(default=None, foreign_key="chat.id", index=True)
    step: str | None = None
    about: int | None = None
    """What the step is about: a draft's, survey's or case's id."""
    greeted_at: datetime | None = None
    surveys_off: bool = False
    first_seen: datetime


class PersonRole(SQLModel, table=True):
    """What a person may do, for which unit (empty: all), from when and until when."""

    __tablename__ = "person_role"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str
    unit: str | None = None
    since: datetime
    until: datetime | None = None


class Room(SQLModel, table=True):
    """A staff chat, or a topic in one: the desk of a unit, or the duty chat."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    unit: str | None = Field(default=None, index=True)
    chat_id: int = Field(foreign_key="chat.id", index=True)
    topic: str | None = None
    opened_at: datetime
    closed_at: datetime | None = None


class Invite(SQLModel, table=True):
    """A one-time code, kept as its keyed hash, that makes a chat a room or gives a role."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    what: str
    unit: str | None = None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Inbox(SQLModel, table=True):
    """Everything that arrived, before and after it was handled. `body` is sealed JSON."""

    __table_args__ = (
        UniqueConstraint("channel", "chat_key", "external_id"),
        Index(
            "ix_inbox_waiting",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat_key: str
    external_id: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    album: str | None = None
    state: str = Taken.WAITING
    attempts: int = 0
    error: str | None = None
    received_at: datetime
    handled_at: datetime | None = None


class Outbox(SQLModel, table=True):
    """Everything to be sent. `body` is sealed JSON; `key` makes it happen once.

    `slot` names what it shows: a newer face of the same thing replaces one still queued.
    `what` and `data` say what a reply to it means.
    """

    __table_args__ = (
        Index(
            "ix_outbox_queued",
            "priority",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_outbox_slot",
            "chat_id",
            "slot",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_outbox_sent", "sent_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chat.id")
    topic: str | None = None
    priority: int
    state: str = Delivery.QUEUED
    key: str | None = Field(default=None, unique=True)
    slot: str | None = None
    version: int = 0
    weight: int = 1
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    what: str = ""
    data: dict[str, Any] | None = _json(nullable=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    attempts: int = 0
    error: str | None = None
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None = None


class Posted(SQLModel, table=True):
    """What stands in a chat from us: the way back from a reply or a press to what it is about."""

    __table_args__ = (UniqueConstraint("chat_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chat.id")
    external_id: str
    topic: str | None = None
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    what: str = ""
    slot: str | None = None
    data: dict[str, Any] | None = _json(nullable=True)
    choices: list[Any] | None = _json(nullable=True)


class Draft(SQLModel, table=True):
    """What a resident is about to send, until it becomes a case, an addition or is dropped."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    kind: str = "report"
    kind_chosen: bool = False
    category: str | None = None
    area: str | None = None
    place: str | None = Field(default=None, sa_column=Column(Text))
    latitude: float | None = None
    longitude: float | None = None
    proposal: str | None = Field(default=None, sa_column=Column(Text))
    addressee: str | None = None
    anonymous: bool = False
    category_asked: bool = False
    place_asked: bool = False
    started_at: datetime
    touched_at: datetime = Field(index=True)
    offered_at: datetime | None = None
    """When it was offered again after a pause."""
    closed_at: datetime | None = None
    case_id: int | None = Field(default=None, foreign_key="case.id")


class Case(SQLModel, table=True):
    """One matter of one resident, with exactly one lead unit and one clock."""

    __table_args__ = (
        Index(
            "ix_case_reminder",
            "next_reminder_at",
            sqlite_where=text("next_reminder_at is not null"),
            postgresql_where=text("next_reminder_at is not null"),
        ),
        Index(
            "ix_case_open",
            "unit",
            "due_at",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index("ix_case_sent_at", "sent_at"),
        Index("ix_case_answered_at", "answered_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: str
    category: str
    unit: str
    area: str | None = None
    place: str | None = Field(default=None, sa_column=Column(Text))
    latitude: float | None = None
    longitude: float | None = None
    text: str = Field(sa_column=Column(Text, nullable=False))
    folded: str = Field(sa_column=Column(Text, nullable=False))
    """The words without diacritics, for the officials' search."""
    proposal: str | None = Field(default=None, sa_column=Column(Text))
    addressee: str | None = None
    urgent: bool = False
    state: str = State.RECEIVED
    anonymous: bool = False
    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    holder_id: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime
    due_at: datetime
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None
    reopened: int = 0
    reminders: int = 0
    """How many reminder steps have been said."""
    next_reminder_at: datetime | None = None


class Entry(SQLModel, table=True):
    """One thing said in a draft or a case. A new version points at the one it replaces."""

    __table_args__ = (
        Index("ix_entry_said", "chat_id", "external_id"),
        Index("ix_entry_case_id", "case_id"),
        Index("ix_entry_draft_id", "draft_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int | None = Field(default=None, foreign_key="draft.id")
    case_id: int | None = Field(default=None, foreign_key="case.id")
    side: str
    act: str
    author_id: int | None = Field(default=None, foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    external_id: str
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    attachments: list[Any] | None = _json(nullable=True)
    form: str = ""
    version_of: int | None = Field(default=None, foreign_key="entry.id")
    replaced: bool = False
    said_at: datetime


class Event(SQLModel, table=True):
    """One act on a case: who in what role, when, what, before and after. Append-only."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    at: datetime
    act: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    role: str
    before: str | None = None
    after: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Text))
    key: str | None = Field(default=None, unique=True)


class Survey(SQLModel, table=True):
    """One question for satisfaction, asked once for each answer that closed a case."""

    __table_args__ = (UniqueConstraint("case_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    round: int
    person_id: int = Field(foreign_key="person.id", index=True)
    unit: str
    asked_at: datetime = Field(index=True)
    satisfaction: int | None = None
    rated_at: datetime | None = None
    done: str | None = None
    items: list[Any] | None = _json(nullable=True)
    """Codes of the pledge items that were ticked; None: the screen was not answered."""
    comment: str | None = Field(default=None, sa_column=Column(Text))


class OfficeVersion(SQLModel, table=True):
    """The office file as it was loaded; the newest is the one in force."""

    __tablename__ = "office_version"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: datetime


class StoredFile(SQLModel, table=True):
    """A file that somebody sent, kept once by its content."""

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True)
    size: int
    mime: str = ""
    name: str = ""
    stored_at: datetime
