"""The tables of what is owed beside an answer: apologies, promises, directions, duties."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.table import json_column, partial_index


class Apology(SQLModel, table=True):
    """The apology for one time that a case became overdue: drafted, confirmed or plain, sent."""

    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        partial_index("ix_apology_next", "next_at", where="next_at is not null"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    round: int
    """How often the case had been reopened when it became overdue."""
    unit: str
    owed_at: datetime
    next_at: datetime | None = None
    """When it goes out plain unless the unit has confirmed it; None: it is settled."""
    reason: str | None = Field(default=None, sa_column=Column(Text))
    new_date: date | None = None
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime | None = None
    plain: bool = False
    """Nobody confirmed: the resident got the plain one with the leader's contact."""
    in_answer: bool = False
    """The late answer said it, before anybody had confirmed the draft."""
    words: str | None = Field(default=None, sa_column=Column(Text))
    """The unit's own words, in place of the usual ones and the reason."""


class Promise(SQLModel, table=True):
    """A date that an official named to a resident: asked after on that day, kept or not."""

    __table_args__ = (partial_index("ix_promise_next", "next_at", where="next_at is not null"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    unit: str
    entry_id: int | None = Field(default=None, foreign_key="entry.id")
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    due_on: date
    made_at: datetime
    made_by: int | None = Field(default=None, foreign_key="person.id")
    next_at: datetime | None = None
    """When somebody is asked next; None: nobody is."""
    unit_says: str | None = None
    resident_says: str | None = None
    outcome: str | None = None
    """"kept", "broken" or "moved" (to `moved_to`); None: not known (yet)."""
    kind: str = "answer"
    """Made in an "answer", or with an "apology" (the one new date)."""
    asks: str = "unit"
    """Whose word is asked for at `next_at`: "unit", "resident", "nobody" (only their patience)."""
    reason: str | None = Field(default=None, sa_column=Column(Text))
    """Why an earlier date was moved to this one."""
    moved_to: int | None = Field(default=None, foreign_key="promise.id")
    settled_at: datetime | None = None


class Wish(SQLModel, table=True):
    """A unit asks the leaders for more time: they are asked again until one says yes or no."""

    __table_args__ = (partial_index("ix_wish_next", "next_at", where="next_at is not null"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", unique=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    asked_at: datetime
    next_at: datetime | None = None
    """When they are asked again; None: nobody is to say anything any more."""


class Direction(SQLModel, table=True):
    """What a leader ordered in a case, with a due date of its own, chased like a deadline."""

    __table_args__ = (
        partial_index(
            "ix_direction_next", "next_reminder_at", where="next_reminder_at is not null"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    unit: str
    leader_id: int = Field(foreign_key="person.id")
    words: str = Field(sa_column=Column(Text, nullable=False))
    given_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    next_reminder_at: datetime | None = None


class Absence(SQLModel, table=True):
    """An official is away, or has the duty, from one day to another (both included)."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    unit: str | None = None
    kind: str
    """"away", "left" (the group, until they are seen there again) or "duty"."""
    since: date
    until: date | None = None
    said_at: datetime
    ended_at: datetime | None = None


class Alarm(SQLModel, table=True):
    """An emergency of which a resident wrote: who was told, and whether somebody has it in hand."""

    __table_args__ = (partial_index("ix_alarm_running", "person_id", where="ended_at is null"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    kind: str
    """Of which the resident spoke last."""
    said: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The words, and where it is, sealed."""
    unit: str
    draft_id: int | None = Field(default=None, foreign_key="draft.id")
    case_id: int | None = Field(default=None, foreign_key="case.id")
    """To which it was added; what began as a draft has its case there."""
    raised_at: datetime
    heard_at: datetime
    """When the resident said something last that belongs to it."""
    numbers_at: datetime
    """When the resident was told last whom to call."""
    called_at: datetime
    """When somebody was told last in private."""
    calls: int = 0
    """How many were told in private, one after the other."""
    places: list[Any] | None = json_column()
    """Where it was said: [chat, topic] each."""
    acknowledged_at: datetime | None = None
    acknowledged_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    calmed_by: str | None = None
    """"resident" or "official": it is none."""


class UnitList(SQLModel, table=True):
    """The reminders of one unit: when its list was said last, and whether it was thanked since."""

    __tablename__ = "unit_list"

    unit: str = Field(primary_key=True)
    since: datetime
    """When the first list after the last thanks was said."""
    said_at: datetime
    thanked_at: datetime | None = None
