"""The steps of the tables lead up, down and up again, and end where the models are."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, DateTime, Integer, bindparam, inspect, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, update

from storage.address import database_url
from storage.db import Database
from storage.models import Case
from storage.proof import Proof, prove
from storage.steps import known
from storage.vault import Vault

Seen = TypeVar("Seen")

GUEST = "guest_without_rights"
NOW = datetime(2026, 11, 16, 1, 0, 0, 500_000, tzinfo=UTC)
CHAT = text("insert into chat (id, channel, key, sealed, private) values (1, 't', 'k', '', true)")
PERSON = text(
    "insert into person (id, channel, key, sealed, surveys_off, first_seen)"
    " values (1, 't', 'k', '', false, :at)"
).bindparams(bindparam("at", type_=DateTime(timezone=True)))
CASE = text(
    'insert into "case" (id, code, kind, category, unit, text, folded, urgent, state, anonymous,'
    " person_id, chat_id, sent_at, due_at, reopened, reminders)"
    " values (:id, 'PA-2611-AAA' || cast(:id as varchar), 'report', 'khac', 'u', '',"
    " '', false, 'received', false, 1, 1, :at, :at, 0, 0)"
).bindparams(bindparam("at", type_=DateTime(timezone=True)), bindparam("id", type_=Integer))
EVENT = text(
    "insert into event (case_id, at, act, role, note) values (:id, :at, 'send', 'bot', :note)"
).bindparams(bindparam("at", type_=DateTime(timezone=True)))


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


async def test_who_may_not_make_tables_is_told_so(bare_postgres_url: str, tmp_path: Path) -> None:
    url = database_url(bare_postgres_url)
    admin = await asyncpg.connect(bare_postgres_url)
    await admin.execute(f"create role {GUEST} login")
    await admin.close()
    guest = Database(
        url.set(username=GUEST).render_as_string(hide_password=False),
        Vault("a secret for tests only"),
        tmp_path / "files",
    )
    with pytest.raises(ProgrammingError, match="permission denied"):
        await guest.migrate()
    await guest.close()
    admin = await asyncpg.connect(bare_postgres_url)
    await admin.execute(f"drop role {GUEST}")
    await admin.close()


async def lived_in(database: Database) -> None:
    """Two cases of a resident, with what happened to them, as any step can hold them."""
    at = NOW if not database.sqlite else NOW.replace(tzinfo=None)
    engine = create_async_engine(database.url)
    async with engine.begin() as connection:
        await connection.execute(CHAT)
        await connection.execute(PERSON, {"at": at})
        await connection.execute(CASE, [{"id": one, "at": at} for one in (2, 3)])
        events = [{"id": one, "at": at, "note": f"vì {one}"} for one in (2, 3, 2, 3, 3)]
        await connection.execute(EVENT, events)
    await engine.dispose()


async def test_a_desk_with_cases_goes_every_step_up_and_down(empty: Database) -> None:
    first, *steps = sorted(known())
    await empty.migrate(first)
    await lived_in(empty)
    for step in steps:
        await empty.migrate(step)
    async with empty.reading() as store:
        assert len(await store.cases.history(3)) == 3
    for step in reversed([first, *steps[:-1]]):
        await empty.migrate("-1")
        assert (await empty.revision())[0] == step
    await empty.migrate()
    async with empty.unit_of_work() as store:
        assert await prove(store.session, store.vault) == Proof(cases=2, events=5)
        with pytest.raises(IntegrityError):  # what points at a row is watched over again
            await store.session.exec(update(Case).values(chat_id=99))


async def test_a_history_from_before_is_chained_as_it_stands(empty: Database) -> None:
    await empty.migrate("0006")
    await lived_in(empty)
    await empty.migrate()
    async with empty.reading() as store:
        assert [one.number for one in await store.cases.history(3)] == [1, 2, 3]
        assert await prove(store.session, store.vault) == Proof(cases=2, events=5)
    async with empty.unit_of_work() as store:
        case = await store.cases.by_id(3)
        assert case is not None
        await store.cases.note(case, "answer", case.due_at)
    async with empty.reading() as store:
        assert await prove(store.session, store.vault) == Proof(cases=2, events=6)
    await empty.migrate("0006")
    await empty.migrate()
    async with empty.reading() as store:
        assert await prove(store.session, store.vault) == Proof(cases=2, events=6)
