"""A tick costs what is due: no question that it asks reads a table that grows with the years."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from storage import hot
from storage.db import Database, Store
from storage.models import Case, Draft, UnitList
from storage.people import Identity
from storage.vault import Vault
from tests.prepared import put_tables

NOW = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
LONG_AGO, LATER = NOW - timedelta(days=400), NOW + timedelta(days=9)
SMALL = {
    "absence", "unit_list", "platform_token", "retention_run", "office_version", "room",
    "person_role",
}  # fmt: skip
"""A row for each official on leave, unit, platform, night, change of the office, group, role."""
ON_THE_DAY = {"sqlite_autoindex_day_seal_1", "ix_appointment_day"}
"""Indexes of all rows, of which only the newest are asked for."""


async def fill(store: Store, count: int = 600) -> None:
    """Cases of an office for some years, a tenth of them open, each with its draft."""
    store.history.now = NOW
    chat = await store.people.chat("telegram", "1", private=True)
    person = await store.people.person("telegram", Identity("1", "Lan"), NOW, chat.id)
    whose: dict[str, Any] = {"person_id": person.id or 0, "chat_id": chat.id or 0}
    for n in range(count):
        open_one = n % 10 == 0
        case = Case(
            code=f"PA-{n}", kind="report", category="khac", unit=f"u{n % 5}", text="", folded="",
            state="in_progress" if open_one else "confirmed", sent_at=LONG_AGO, due_at=LATER,
            next_reminder_at=LATER if open_one else None, apologies=1, **whose,
        )  # fmt: skip
        done: dict[str, Any] = {"closed_at": LONG_AGO, "offered_at": LONG_AGO}
        draft = Draft(started_at=LONG_AGO, touched_at=LONG_AGO, **whose, **done)
        store.session.add_all([case, draft])
    for n in range(5):
        store.session.add(UnitList(unit=f"u{n}", since=NOW, said_at=NOW))
    await store.flush()
    await store.session.flush()


@asynccontextmanager
async def listened(store: Store) -> AsyncIterator[list[tuple[str, Any]]]:
    """What is asked of the database while inside, with its values."""
    asked: list[tuple[str, Any]] = []
    connection = await store.session.connection()
    if hot.engine_of(store.session) == "postgresql":
        await connection.exec_driver_sql("analyze")

    def note(_on: Connection, _cursor: object, statement: str, values: Any, *_more: object) -> None:  # noqa: ANN401  # the driver's
        asked.append((statement, values))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    yield asked
    event.remove(connection.sync_connection, "before_cursor_execute", note)


async def plans(store: Store, asked: list[tuple[str, Any]]) -> list[str]:
    """How the engine goes about it: on PostgreSQL as it does once it plans for all values alike."""
    connection = await store.session.connection()
    found: list[str] = []
    sqlite = hot.engine_of(store.session) == "sqlite"
    if not sqlite:
        await connection.exec_driver_sql("set local plan_cache_mode = force_generic_plan")
    for n, (statement, values) in enumerate(asked):
        if sqlite:
            said = await connection.exec_driver_sql(f"explain query plan {statement}", values)
            found += [row.detail for row in said]
            continue
        await connection.exec_driver_sql(f"prepare asked_{n} as {statement}")
        given = ", ".join(str(one) if isinstance(one, int) else f"'{one}'" for one in values)
        said = await connection.exec_driver_sql(f"explain execute asked_{n}({given})")
        found += said.scalars()
    return found


def read_whole(line: str) -> bool:
    """A line of a plan reads a table (or an index of all its rows) from end to end."""
    if found := re.search(r"Seq Scan on \"?(\w+)", line):  # PostgreSQL
        return found[1] in {"case", "draft"}
    found = re.match(r"(SCAN|SEARCH) ([a-z_]+)(?: USING (?:COVERING )?INDEX (\w+))?", line)
    if found is None or found[2] in SMALL:  # "SCAN CONSTANT ROW"
        return False
    how, table, name = found.groups()
    indexes = {str(one.name): one for one in hot.table(Case).metadata.tables[table].indexes}
    due_only = name in indexes and indexes[name].dialect_options["sqlite"]["where"] is not None
    if how == "SCAN":  # of what is due, where all of that is asked for
        return not due_only or table in {"case", "draft"}
    return not due_only and name not in ON_THE_DAY


async def test_no_question_of_a_tick_reads_what_is_done(database: Database) -> None:
    async with database.unit_of_work() as store:
        await fill(store)
        async with listened(store) as asked:
            await store.waiting.jobs(NOW, NOW, date(2026, 11, 16), 0)
        found = await plans(store, asked)
        assert [line for line in found if read_whole(line)] == []
        assert any("ix_case_listed" in line for line in found)


async def test_what_a_sweep_takes_is_found_by_what_is_due(database: Database) -> None:
    async with database.unit_of_work() as store:
        await fill(store)
        async with listened(store) as asked:
            await store.chases.next_unit(NOW)
            await store.chases.due("u0", NOW, 50)
            await store.chases.count_due("u0", NOW)
            await store.chases.still_owed("u0", NOW, NOW)
            await store.drafts.quiet_since(NOW)
        assert len(asked) == 6
        found = await plans(store, asked)
        assert [line for line in found if read_whole(line)] == []


async def test_the_question_of_a_tick_is_planned_once(tmp_path: Path) -> None:
    """SQLite plans anew for other values, if one of them may decide which index serves."""
    put_tables(tmp_path / "desk.db")
    made = Database(f"sqlite:///{tmp_path}/desk.db", Vault("a secret for tests only"), tmp_path)
    async with made.reading() as store, listened(store) as asked:
        for moment in (NOW, LATER):
            await store.waiting.jobs(moment, moment, moment.date(), 0)
    await made.close()
    steps: list[str | None] = []

    def planned(_action: int, of: str | None, *_more: str | None) -> int:
        steps.append(of)
        return sqlite3.SQLITE_OK

    with closing(sqlite3.connect(tmp_path / "desk.db")) as plain:
        plain.set_authorizer(planned)
        (first, now), (second, later) = asked
        assert first == second
        plain.execute(first, now).fetchall()
        assert steps
        steps.clear()
        plain.execute(second, later).fetchall()
        assert steps == []
