"""The tables of the gate: appointments on reception days, and forms that were drawn."""

from datetime import date, datetime, time
from typing import Any

from sqlmodel import Field, SQLModel

from storage.table import json_column, partial_index


class Appointment(SQLModel, table=True):
    """A place in the line of a reception day. The seat is unique: nobody gets another's."""

    __table_args__ = (
        partial_index("ix_appointment_person", "person_id", where="cancelled_at is null"),
        partial_index("ix_appointment_day", "day", where="cancelled_at is null"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    day: date
    at: time
    seat: str | None = Field(default=None, unique=True)
    """Which place it takes ("2026-12-03 08:30 1"); None: given back."""
    unit: str
    booked_at: datetime
    cancelled_at: datetime | None = None


class Form(SQLModel, table=True):
    """A form to fill in by hand, drawn once for each of its editions when somebody wants it."""

    __table_args__ = (
        partial_index("ix_form_wanted", "edition", where="sha256 is null and tries < 3"),
    )

    edition: str = Field(primary_key=True)
    sha256: str | None = None
    size: int = 0
    tries: int = 0
    wanted_at: datetime
    waiting: list[Any] | None = json_column()
    """The chats to which it is sent as soon as it is drawn."""
