"""The tables: who, where, what came in, and what is still to be sent; matters.py has the cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.chasing import Absence, Alarm, Apology, Direction, Promise, UnitList, Wish
from storage.confided import SealedOpening, SealedReport
from storage.events import Chain, DaySeal, DaySealCase, Event
from storage.gates import Appointment, Form
from storage.matters import Case, Draft, Entry, Survey, Visit
from storage.privacy import Agreement, DataRequest, KeyChange, RetentionRun, Scrub, Withheld
from storage.reports import Dialogue, ReportOrder
from storage.sights import Sight
from storage.states import (
    OPEN_STATES,
    Act,
    Delivery,
    Role,
    RoomKind,
    Side,
    State,
    Taken,
    exactly,
    is_open,
)
from storage.stored import StoredFile
from storage.table import json_column, partial_index
from storage.ways import Consent, Move, ProxyEntry, Way

__all__ = [
    "OPEN_STATES",
    "Absence",
    "Act",
    "Agreement",
    "Alarm",
    "Apology",
    "Appointment",
    "Case",
    "Chain",
    "Chat",
    "Consent",
    "DataRequest",
    "DaySeal",
    "DaySealCase",
    "Delivery",
    "Dialogue",
    "Direction",
    "Draft",
    "Entry",
    "Event",
    "Form",
    "Inbox",
    "Invite",
    "KeyChange",
    "Move",
    "OfficeVersion",
    "Outbox",
    "Person",
    "PersonRole",
    "PlatformToken",
    "Posted",
    "Promise",
    "ProxyEntry",
    "ReportOrder",
    "RetentionRun",
    "Role",
    "Room",
    "RoomKind",
    "Scrub",
    "SealedOpening",
    "SealedReport",
    "Side",
    "Sight",
    "State",
    "StoredFile",
    "Survey",
    "Taken",
    "UnitList",
    "Visit",
    "Way",
    "Wish",
    "Withheld",
    "exactly",
    "is_open",
]


class Chat(SQLModel, table=True):
    """A chat on a channel. `key` finds it (keyed hash), `sealed` holds its id encrypted."""

    __table_args__ = (
        UniqueConstraint("channel", "key"),
        partial_index("ix_chat_window", "window_at", where="window_at is not null"),
        partial_index("ix_chat_shut", "shut_at", where="shut_at is not null"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    key: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    private: bool
    closed_at: datetime | None = None
    heard_at: datetime | None = None
    """When the person last wrote or pressed here: some platforms let us answer only so long."""
    window_at: datetime | None = None
    """When to look whether that time runs out before everything is answered; see windows.py."""
    shut_at: datetime | None = None
    """Since when what we have to say waits for the person's next word."""
    offer: list[Any] | None = json_column()
    """Choices that stand open in this chat, so that a number or a word can name one."""
    you: str = ""
    """How the person wants to be addressed here, if not as usual."""
    erased_at: datetime | None = None  # nobody knows whose it was, and nothing is said there


class Person(SQLModel, table=True):
    """Somebody who spoke to us on a channel. `sealed`: the JSON of a people.Identity."""

    __table_args__ = (
        UniqueConstraint("channel", "key"),
        partial_index("ix_person_leaving", "leaving_at", where="leaving_at is not null"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    key: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    chat_id: int | None = Field(default=None, foreign_key="chat.id", index=True)
    step: str | None = None
    about: int | None = None
    """What the step is about: a draft's, survey's or case's id; or the minute when it was asked."""
    greeted_at: datetime | None = None
    surveys_off: bool = False
    first_seen: datetime
    nameless: bool = False  # they have not agreed that their name is kept
    leaving_at: datetime | None = None  # since when they want to be forgotten; see forgetting.py
    erased_at: datetime | None = None


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
    role_until: datetime | None = None
    """Until when the role is held that it gives; None: until it is ended."""


class Inbox(SQLModel, table=True):
    """Everything that arrived, before and after it was handled. `body` is sealed JSON."""

    __table_args__ = (
        UniqueConstraint("channel", "chat_key", "external_id"),
        partial_index("ix_inbox_waiting", "id", where="state = 'waiting'"),
        partial_index("ix_inbox_aside", "received_at", where="state = 'aside'"),
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
        partial_index("ix_outbox_queued", "priority", "id", where="state = 'queued'"),
        partial_index("ix_outbox_slot", "chat_id", "slot", where="state = 'queued'"),
        partial_index("ix_outbox_held", "chat_id", where="state = 'held'"),
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
    data: dict[str, Any] | None = json_column()
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    attempts: int = 0
    error: str | None = None
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None = None
    charged: bool = False
    """It was sent when the platform counts it against what the office pays for."""


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
    data: dict[str, Any] | None = json_column()
    choices: list[Any] | None = json_column()


class OfficeVersion(SQLModel, table=True):
    """The office file as it was loaded; the newest is the one in force."""

    __tablename__ = "office_version"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: datetime


class PlatformToken(SQLModel, table=True):
    """A platform's pair of tokens, sealed; the refresh token works once (zalo.md §B2)."""

    __tablename__ = "platform_token"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(unique=True)
    """Whose it is: "zalo_oa:<app id>"."""
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    version: int = 1
    """Counts the pairs: who refreshes must have seen the newest."""
    expires_at: datetime
    refresh_until: datetime
    lost_at: datetime | None = None
    """Since when the platform takes neither: a person must consent again."""
    changed_at: datetime
