"""SQL is made of a question once, for all connections: it costs more than most answers."""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

DRIVERS = {
    "sqlite": "sqlite+alike",
    "postgresql": "postgresql+alike",
    "postgres": "postgresql+alike",
}
"""By the name in a URL; otherwise they are SQLAlchemy's own for aiosqlite and asyncpg."""

MADE: dict[str, Any] = {"compiled_cache": LRUCache(500)}
"""An engine's option: it shares what it made with the others, as reader and writer do."""


class _Alike:
    """Equal to others of its kind: SQLAlchemy keeps what it made by question and dialect."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Sqlite(_Alike, SQLiteDialect_aiosqlite):
    """aiosqlite's."""

    supports_statement_cache = True


class Postgres(_Alike, PGDialect_asyncpg):
    """asyncpg's."""

    supports_statement_cache = True


registry.register("sqlite.alike", __name__, Sqlite.__name__)
registry.register("postgresql.alike", __name__, Postgres.__name__)
