"""The tables of how people are reached: platforms' consents, two channels, somebody else."""

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.table import partial_index


class Consent(SQLModel, table=True):
    """A consent that was asked of a platform's account. `sealed` holds what proves it is ours."""

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    """As PlatformToken.account."""
    key: str = Field(unique=True)
    """Keyed hash of the state that comes back with the answer."""
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Way(SQLModel, table=True):
    """Another chat from which a case's resident follows it, beside the one it began in."""

    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    since: datetime


class Move(SQLModel, table=True):
    """Somebody asks from another channel to follow a case: granted by its owner or an official."""

    __table_args__ = (
        partial_index("ix_move_open", "case_id", where="settled_at is null"),
        Index("ix_move_asked", "person_id", "asked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="case.id")
    """None: the code is nobody's; it is only counted."""
    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    asked_at: datetime
    officials_at: datetime | None = None
    """When the officials were asked, because the old channel does not answer."""
    settled_at: datetime | None = None
    granted: bool = False
    settled_by: int | None = Field(default=None, foreign_key="person.id")


class ProxyEntry(SQLModel, table=True):
    """One matter that a proxy brings. `sealed`: {"name", "phone"}, until consent is known."""

    __tablename__ = "proxy_entry"
    __table_args__ = (partial_index("ix_proxy_entry_next", "next_at", where="next_at is not null"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", unique=True)
    proxy_id: int = Field(foreign_key="person.id", index=True)
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    consent: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    """The text that was read out and agreed to; None: without a name."""
    consented_at: datetime | None = None
    next_at: datetime | None = None
    """When the proxy is asked (again) to pass the answer on; None: nothing is to be passed on."""
    asked: int = 0
    """How often they were asked since there was something to pass on."""
    told_at: datetime | None = None
    """When the proxy said that the person concerned knows."""
