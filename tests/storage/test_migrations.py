"""The steps of the tables lead up, down and up again, and end where the models are."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from storage.db import Database
from storage.vault import Vault

Seen = TypeVar("Seen")


@pytest.fixture
async def empty(bare_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(bare_url, Vault("a secret for tests only"), tmp_path / "files")
    yield made
    await made.close()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def seen(database: Database, look: Callable[[Connection], Seen]) -> Seen:
    engine = create_async_engine(database.url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


async def test_an_empty_database_knows_no_step(empty: Database) -> None:
    now, newest = await empty.revision()
    assert now is None
    assert newest


async def test_up_down_and_up_again_leaves_nothing_behind(empty: Database) -> None:
    await empty.migrate()
    all_tables = await seen(empty, tables)
    assert all_tables == set(SQLModel.metadata.tables)
    await empty.migrate("base")
    assert await seen(empty, tables) == set()
    await empty.migrate()
    assert await seen(empty, tables) == all_tables
    now, newest = await empty.revision()
    assert now == newest


async def test_the_steps_end_where_the_models_are(empty: Database) -> None:
    await empty.migrate()
    assert await seen(empty, differences) == []


async def test_one_step_back_and_forward(empty: Database) -> None:
    await empty.migrate()
    await empty.migrate("-1")
    assert (await empty.revision())[0] != (await empty.revision())[1]
    await empty.migrate("+1")
    assert (await empty.revision())[0] == (await empty.revision())[1]


async def test_migrating_twice_changes_nothing(empty: Database) -> None:
    await empty.migrate()
    await empty.migrate()
    assert await seen(empty, differences) == []
