"""The tables of what only named recipients may read, apart from all cases."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel

from storage.table import partial_index


class SealedReport(SQLModel, table=True):
    """What no case, group, list or figure knows of. `sealed`: where to answer, what was said."""

    __tablename__ = "sealed_report"
    __table_args__ = (partial_index("ix_sealed_next", "next_at", where="next_at is not null"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    """Four letters by which recipients name it to each other; it tells nothing."""
    key: str | None = Field(default=None, index=True)
    """Keyed hash of who sent it; None: forgotten."""
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sent_at: datetime
    due_at: datetime
    next_at: datetime | None = None
    """When the recipients are to be reminded; None: it is done."""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None


class SealedOpening(SQLModel, table=True):
    """Somebody opened one: who, when, why."""

    __tablename__ = "sealed_opening"

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="sealed_report.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    opened_at: datetime
    reason: str = Field(sa_column=Column(Text, nullable=False))
