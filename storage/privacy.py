"""The tables of what people allow and ask about their data, and of how it is forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from storage.table import json_column, partial_index


class Agreement(SQLModel, table=True):
    """A person's yes or no to one purpose. The newest counts, the older ones are the proof."""

    __table_args__ = (Index("ix_agreement_person", "person_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    purpose: str
    granted: bool
    version: str
    """Of the words that were put to them."""
    words: str = Field(sa_column=Column(Text, nullable=False))
    channel: str
    said_at: datetime


class Withheld(SQLModel, table=True):
    """What somebody added to a case and nobody sees before they allow it. `sealed` JSON."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    case_id: int = Field(foreign_key="case.id")
    purpose: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    came_at: datetime


class DataRequest(SQLModel, table=True):
    """What a person asked about their data, with the days by which the law wants it done."""

    __tablename__ = "data_request"
    __table_args__ = (
        partial_index(
            "ix_data_request_next", "next_reminder_at", where="next_reminder_at is not null"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    what: str
    """"see", "correct", "withdraw", "erase" or "other"."""
    words: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    """What they wrote, sealed: it may name them."""
    asked_at: datetime
    acknowledge_by: datetime
    acknowledged_at: datetime | None = None
    due_at: datetime
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")
    """None: the bot did it itself."""
    next_reminder_at: datetime | None = None
    reminders: int = 0


class RetentionRun(SQLModel, table=True):
    """A night in which was counted (dry) or forgotten what the office keeps no longer."""

    __tablename__ = "retention_run"

    id: int | None = Field(default=None, primary_key=True)
    ran_at: datetime
    dry: bool
    edition: str
    """Of the periods in the office file."""
    found: dict[str, Any] | None = json_column()
    """How many, per kind of data."""


class Scrub(SQLModel, table=True):
    """Something was erased: the bytes that the database still holds of it are to be overwritten."""

    __table_args__ = (partial_index("ix_scrub_open", "id", where="done_at is null"),)

    id: int | None = Field(default=None, primary_key=True)
    asked_at: datetime
    done_at: datetime | None = None


class KeyChange(SQLModel, table=True):
    """SECRET_KEY is being changed, or was: until it is done, no desk may open."""

    __tablename__ = "key_change"

    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime
    done_at: datetime | None = None
