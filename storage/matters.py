"""The tables of what people want: drafts, cases, what is said in them, and how it was."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.states import OPEN, UNAPOLOGISED, State
from storage.table import json_column, partial_index


class Draft(SQLModel, table=True):
    """What a resident is about to send, until it becomes a case, an addition or is dropped."""

    __table_args__ = (
        partial_index("ix_draft_aside", "aside_at", where="aside_at is not null"),
        partial_index("ix_draft_rescued", "rescued_at", where="rescued_at is not null"),
        partial_index(
            "ix_draft_left_alone", "touched_at", where="closed_at is null and offered_at is null"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    kind: str = "report"
    kind_chosen: bool = False
    category: str | None = None
    area: str | None = None
    whereabouts: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Place and pin, sealed; see places.py."""
    proposal: str | None = Field(default=None, sa_column=Column(Text))
    addressee: str | None = None
    anonymous: bool = False
    emergency: bool = False
    category_asked: bool = False
    place_asked: bool = False
    started_at: datetime
    touched_at: datetime = Field(index=True)
    offered_at: datetime | None = None
    """When it was offered again after a pause."""
    notice: str | None = None
    """The version of the words about their data that stood above "send" when it was shown last."""
    closed_at: datetime | None = None
    case_id: int | None = Field(default=None, foreign_key="case.id")
    decided: dict[str, Any] | None = json_column()
    """What the gate asked about and the resident has decided: up to which entry, by subject."""
    joins: int | None = None
    """The id of the case to which it is an addition, when it may go on."""
    aside_at: datetime | None = None
    """Since when it is set aside as an advert, where officials can look it over."""
    rescued_at: datetime | None = None
    """When an official said that it is none: it is filed by itself."""


class Case(SQLModel, table=True):
    """One matter of one resident, with exactly one lead unit and one clock."""

    __table_args__ = (
        partial_index("ix_case_reminder", "next_reminder_at", where="next_reminder_at is not null"),
        partial_index("ix_case_open", "unit", "due_at", where=OPEN),
        partial_index("ix_case_nudge", "next_nudge_at", where="next_nudge_at is not null"),
        partial_index("ix_case_holder", "holder_id", where=f"holder_id is not null and {OPEN}"),
        partial_index("ix_case_snoozed", "snoozed_until", where="snoozed_until is not null"),
        partial_index("ix_case_unreached", "unreached_at", where="unreached_at is not null"),
        partial_index("ix_case_unapologised", "due_at", where=UNAPOLOGISED),
        Index("ix_case_sent_at", "sent_at"),
        Index("ix_case_answered_at", "answered_at"),
        Index("ix_case_closed_at", "closed_at"),
        Index("ix_case_unit_sent", "unit", "sent_at"),
        Index("ix_case_unit_answered", "unit", "answered_at"),
        Index("ix_case_unit_closed", "unit", "closed_at"),
        # Without it SQLite reads all cases of a unit to find the few that are due.
        partial_index(
            "ix_case_unit_reminder",
            "unit",
            "next_reminder_at",
            where="next_reminder_at is not null",
        ),
        # Likewise at every tick, to know whether a unit still owes what stood on its list.
        partial_index("ix_case_listed", "unit", "reminded_at", where=OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: str
    category: str
    unit: str
    area: str | None = None
    whereabouts: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Place and pin, sealed; see places.py."""
    place_key: str | None = None
    """Keyed hash of the place's words: by it the same place is known again."""
    place_words: str | None = Field(default=None, sa_column=Column(Text))
    """Keyed hash of each of its words, for the officials' search."""
    text: str = Field(sa_column=Column(Text, nullable=False))
    folded: str = Field(sa_column=Column(Text, nullable=False))
    """The words without diacritics, for the officials' search; those of the place are not in it."""
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
    reminded_at: datetime | None = None
    """When a list named it last."""
    claim_due_at: datetime | None = None
    """By when somebody is to take it in hand; None once that has happened."""
    claimed_at: datetime | None = None
    """When somebody took it in hand for the first time."""
    paused_at: datetime | None = None
    """Since when the clock stands: a question reached the resident, who has not answered."""
    next_nudge_at: datetime | None = None
    """When the resident is asked again for the word that they owe."""
    nudges: int = 0
    clock_from: datetime | None = None
    """Since when the clock runs: the last reopening; None: since the resident's sending."""
    runs_out_at: datetime | None = None
    """To which moment waits for the resident have moved the deadline; due_at is the end of a day.

    None: there was no wait since the deadline was last set."""
    first_due_at: datetime | None = None
    """The deadline before the first extension, since the last reopening; None: not extended."""
    extensions: int = 0
    """How often it was extended in all its life."""
    snoozed_until: datetime | None = None
    """It waits for an event: nobody is reminded until then."""
    snoozed_for: str | None = Field(default=None, sa_column=Column(Text))
    """For which event."""
    escalated_at: datetime | None = None
    """When a leader was told of it last, since it was opened or reopened."""
    emergency: bool = False
    apologies: int = 0
    """In how many of its rounds (opened, reopened) an apology has been drafted or made."""
    unreached_at: datetime | None = None
    """Since when something for the resident has been waiting for their next word."""
    reached_at: datetime | None = None
    """When what had been waiting arrived."""


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
    whereabouts: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The words, sealed, where a resident says nothing but where it is; the text is then empty."""
    witness: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The key of the fingerprint by which the history proves the words, sealed; see sayings.py."""
    attachments: list[Any] | None = json_column()
    form: str = ""
    version_of: int | None = Field(default=None, foreign_key="entry.id")
    replaced: bool = False
    said_at: datetime


class Survey(SQLModel, table=True):
    """One question for satisfaction about one interaction, asked or, by a rule, not asked."""

    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        Index("ix_survey_unit", "unit", "asked_at"),
        partial_index("ix_survey_remind", "remind_at", where="remind_at is not null"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    round: int
    person_id: int = Field(foreign_key="person.id", index=True)
    unit: str
    about: str = "answered"
    """What ended: "answered", "refused", "forwarded_out", or a "question" that was answered."""
    channel: str = ""
    """The platform on which it was asked: numbers of different ones are never pooled unseen."""
    skipped: str | None = None
    """The rule by which nobody was asked; None: the question was put."""
    asked_at: datetime = Field(index=True)
    remind_at: datetime | None = None
    """When to ask once more; None: never, or not any more."""
    reminded_at: datetime | None = None
    satisfaction: int | None = None
    rated_at: datetime | None = None
    done: str | None = None
    """Whether the matter is done: "yes", "partly", "no"; apart from how they were treated."""
    items: list[Any] | None = json_column()
    """Codes of the pledge items that were ticked; None: the screen was not answered."""
    offered: list[Any] | None = json_column()
    """Codes of the items that could be ticked: what cannot apply is not counted against anybody."""
    edition: str | None = None
    """In which wording the pledge was asked (Pledge.edition); None: before that was noted."""
    comment: str | None = Field(default=None, sa_column=Column(Text))
    voice: list[Any] | None = json_column()
    """A comment that was spoken, as attachments."""


class Visit(SQLModel, table=True):
    """How it was at a counter: who was there scanned its poster. No case, and nobody is asked."""

    __table_args__ = (
        Index("ix_visit_person", "person_id", "counter"),
        Index("ix_visit_counter", "counter", "asked_at"),
        Index("ix_visit_asked_at", "asked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    counter: str
    unit: str | None = None
    """Whose counter it was then."""
    person_id: int = Field(foreign_key="person.id")
    channel: str
    newcomer: bool
    """We had not known the person before that day."""
    asked_at: datetime
    """When the question was put: the last time before it was answered."""
    satisfaction: int | None = None
    rated_at: datetime | None = None
    tapped_at: datetime | None = None
    """When anything was tapped last."""
    items: list[Any] | None = json_column()
    offered: list[Any] | None = json_column()
    edition: str | None = None
    comment: str | None = Field(default=None, sa_column=Column(Text))
    voice: list[Any] | None = json_column()
    fast: bool = False
    """Filled in quicker than anybody reads."""
    burst: bool = False
    """One of many first answers of newcomers at this counter within a minute."""
    staff: bool = False
    """Given by somebody who has a role in the office."""
