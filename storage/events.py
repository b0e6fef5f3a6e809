"""The tables of the history: events, how far each case's goes, and the days that were sealed."""

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.states import COUNTED
from storage.table import partial_index


class Event(SQLModel, table=True):
    """One act on a case: who in what role, when, what, before and after.

    Append-only, by triggers: a row can be added, and its note (with the salt) forgotten.
    """

    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        partial_index("ix_event_counted", "at", where=COUNTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    number: int
    """Counts the events of its case from 1."""
    at: datetime
    act: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    role: str
    before: str | None = None
    """The state of the case; after too. What else changed stands in `changes`."""
    after: str | None = None
    changes: str | None = Field(default=None, sa_column=Column(Text))
    """JSON as of storage.changes.Changed; None: nothing of the case changed."""
    note: str | None = Field(default=None, sa_column=Column(Text))
    salt: str | None = None
    note_sha256: str | None = None
    key: str | None = Field(default=None, unique=True)
    previous: str
    """The hash of the case's event before; "" in the first."""
    sha256: str


class Chain(SQLModel, table=True):
    """How far the history of a case goes. Who adds to it locks this row."""

    __table_args__ = (partial_index("ix_chain_unsealed", "case_id", where="number > sealed"),)

    case_id: int = Field(primary_key=True, foreign_key="case.id")
    number: int
    """Of the newest event."""
    sha256: str
    sealed: int = 0
    """Up to which event days have been sealed."""


class DaySeal(SQLModel, table=True):
    """The head of a day: a hash over what moved, and over the head before. Append-only."""

    __tablename__ = "day_seal"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(unique=True)
    at: datetime
    cases: int
    previous: str
    sha256: str


class DaySealCase(SQLModel, table=True):
    """How far the history of one case went when a day was sealed. Append-only."""

    __tablename__ = "day_seal_case"

    day: date = Field(primary_key=True)
    case_id: int = Field(primary_key=True)
    code: str
    number: int
    sha256: str
