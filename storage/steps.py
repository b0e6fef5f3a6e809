"""The steps that brought the tables to what they are, taken one after another by Alembic.

Alembic is heavy, and at nearly every start there is no step to take: it is imported when there is.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sqlite import rebuilding
from storage.vault import Vault

STEPS = Path(__file__).parent / "migrations"
LOCK = 7_411_001
"""Advisory lock number: two processes never migrate at once."""
NOTED = "alembic_version"
"""The table in which Alembic notes at which step the others are."""


class NoSuchStep(Exception):
    """There is no step of that name, or no way to it."""


class NewerTables(Exception):
    """The tables were brought to a step by a program that is newer than this one."""

    def __init__(self, now: str) -> None:
        super().__init__(f"The database is at revision {now}; this program only knows {newest()}.")


@cache
def known() -> frozenset[str]:
    """The steps that this program knows: their files are named by number, in order."""
    return frozenset(one.name[:4] for one in (STEPS / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """The last of them."""
    return max(known())


def current(connection: Connection) -> str | None:
    """At which step the tables are; None: there are none. Raises NewerTables."""
    if not inspect(connection).has_table(NOTED):
        return None
    found: str | None = connection.scalar(text("select version_num from alembic_version"))
    if found is not None and found not in known():
        raise NewerTables(found)
    return found


@asynccontextmanager
async def undisturbed(connection: AsyncConnection) -> AsyncIterator[None]:
    """Steps are taken by one process at a time, whatever points at the rows of a table."""
    if connection.dialect.name == "sqlite":
        raw = (await connection.get_raw_connection()).driver_connection
        with rebuilding(cast(sqlite3.Connection, raw)):
            yield
        return
    await connection.execute(text(f"select pg_advisory_lock({LOCK})"))
    try:
        yield
    finally:
        await connection.execute(text(f"select pg_advisory_unlock({LOCK})"))


def take(connection: Connection, revision: str, vault: Vault) -> None:
    """Go to a step: "head", "base", "-1" or a name; some seal what was not. Raises NoSuchStep."""
    from alembic import command  # noqa: PLC0415  # heavy: see the first lines
    from alembic.config import Config  # noqa: PLC0415  # likewise
    from alembic.util import CommandError  # noqa: PLC0415  # likewise

    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes |= {"connection": connection, "vault": vault}
    back = revision == "base" or revision.startswith("-")
    try:
        (command.downgrade if back else command.upgrade)(config, revision)
    except CommandError as error:
        raise NoSuchStep(str(error)) from None
    if connection.dialect.name == "sqlite":  # nothing was watched over meanwhile
        astray = connection.execute(text("PRAGMA foreign_key_check")).first()
        assert astray is None, astray  # noqa: S101  # a step of ours that loses rows
