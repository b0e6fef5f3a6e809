"""The tables of what leaders have ordered and is drawn for them, and of the dialogues held."""

from datetime import date, datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.table import partial_index


class ReportOrder(SQLModel, table=True):
    """A picture, sheet or page that somebody waits for: drawing it keeps nobody else waiting."""

    __tablename__ = "report_order"
    __table_args__ = (
        partial_index("ix_report_order_next", "next_at", where="next_at is not null"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    what: str
    """"picture", "sheet" or "page"."""
    period: str
    view: str
    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    ordered_at: datetime
    next_at: datetime | None = None
    """When to make it, or to try again; None: it is made, or given up."""
    tries: int = 0


class Dialogue(SQLModel, table=True):
    """A conference between the commune's leaders and residents (Luật DC Đ.32)."""

    id: int | None = Field(default=None, primary_key=True)
    held_on: date = Field(index=True)
    people: int
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    noted_by: int | None = Field(default=None, foreign_key="person.id")
    noted_at: datetime
