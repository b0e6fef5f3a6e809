"""What all tables share: names of constraints that migrations can find, and a column for JSON."""

from typing import Any

from sqlalchemy import JSON, Column, Index, MetaData, text
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def json_column() -> Any:  # noqa: ANN401  # what a field of a table wants
    """A column that holds lists and dicts, or nothing."""
    return Field(default=None, sa_column=Column(JSON, nullable=True))


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the rows that fulfil a condition: it costs what is due, not what there is."""
    condition = text(where)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)
