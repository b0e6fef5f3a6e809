"""The table of who has looked at what was written of cases, apart from the acts on them."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Sight(SQLModel, table=True):
    """Somebody asked to see a case, or a screen that lists some (`about`: "<period>:<view>")."""

    id: int | None = Field(default=None, primary_key=True)
    seen_at: datetime = Field(index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """None: a hidden admin of the group."""
    role: str
    how: str
    """The command or button: "hoso", "tim", "card.full", "report.cases" …"""
    case_id: int | None = Field(default=None, foreign_key="case.id")
    about: str = ""
