"""No job finds anything of which the one question for all jobs had said that nothing waits.

Each row for which a job has something to do is taken, and changed in every column, one at a time;
then the job itself looks. The question may say yes in vain, never no in vain. (On SQLite: what is
asked is the same on both engines, how it is found is test_waiting_plans.py's business.)
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Connection, event
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from bot.office_in_force import wording_of
from bot.sandbox.town import OFFICE
from bot.schedule import JOBS, ROUNDS
from handlers.desk import Desk
from handlers.office_file import read_office
from storage import hot
from storage.db import Database, Store
from storage.models import Absence, Case, DaySeal, Inbox, Promise, RetentionRun, State, Taken
from storage.vault import Vault
from tests.prepared import put_tables
from tests.storage.test_waiting_rows import MIDNIGHT, NOW, ROWS, YESTERDAY, Made, has, office

DAY = timedelta(days=1)
THE_OFFICE = read_office(OFFICE.read_text(encoding="utf-8"))
VALUES: dict[type, list[Any]] = {
    bool: [False, True],
    datetime: [NOW - 40 * DAY, NOW - timedelta(minutes=40), NOW, NOW + DAY],
    date: [YESTERDAY + n * DAY for n in (-9, 0, 1, 2, 9)],
    time: [time(8), time(16)],
    int: [0, 1, 9],
}
"""What stands in a column of this sort, one after the other."""
WORDS: dict[tuple[type[SQLModel], str], list[str]] = {
    (Case, "state"): list(State),
    (Inbox, "state"): list(Taken),
    (Absence, "kind"): ["away", "left", "duty"],
    (Promise, "kind"): ["answer", "apology"],
    (Promise, "asks"): ["unit", "resident", "nobody"],
}
"""Of words only these say where something stands."""
NIGHT = NOW - timedelta(hours=6)
WAITS = [
    *ROWS,
    ("sealing", has(DaySeal, sha256="0", previous="", cases=0)),
    ("retention", has(RetentionRun, dry=True, edition="0")),
]
"""The nightly ones have something to do until this says that it is done."""


class Undone(Exception):
    """Nothing of what was tried lasts."""


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[Database]:
    """An office for which nothing waits."""
    put_tables(tmp_path / "desk.db")
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    made = Database(url, Vault("a secret for tests only"), tmp_path / "files")
    async with made.unit_of_work() as store:
        await office(store, night=False)
    yield made
    await made.close()


def changes(row: SQLModel) -> Iterator[dict[str, Any]]:
    """The row as it is, and with another value in one of its columns."""
    yield {}
    for column in hot.table(type(row)).columns:
        if column.name == "id" or column.foreign_keys:
            continue
        for value in values(type(row), column):
            yield {column.name: value}


def values(model: type[SQLModel], column: Column[Any]) -> list[Any]:
    sort = getattr(column.type, "impl_instance", column.type)  # a decorated one
    own = [] if isinstance(sort, JSON) else VALUES.get(sort.python_type, [])
    found = WORDS.get((model, column.name), own)
    return [None, *found] if column.nullable else found


@asynccontextmanager
async def written(store: Store) -> AsyncIterator[list[int]]:
    """How many rows each statement has changed while inside."""
    found: list[int] = []

    def note(_on: Connection, cursor: Any, statement: str, *_more: object) -> None:  # noqa: ANN401  # the driver's
        if not statement.lstrip().lower().startswith("select"):
            found.append(cursor.rowcount)

    connection = (await store.session.connection()).sync_connection
    event.listen(connection, "after_cursor_execute", note)
    yield found
    event.remove(connection, "after_cursor_execute", note)


async def finds(job: str, store: Store, now: datetime) -> bool:
    """Let the job look: does it say that it found something, or change anything, or stumble?"""

    @asynccontextmanager
    async def open_desk() -> AsyncIterator[Desk]:
        yield Desk(store, THE_OFFICE, wording_of(THE_OFFICE), now)
        await store.history.finish()
        if any(count > 0 for count in rows):
            raise Undone  # enough: what a round would draw then is slow

    async with written(store) as rows:
        try:
            if job in ROUNDS:
                return await ROUNDS[job](open_desk) > 0
            async with open_desk() as desk:
                return await JOBS[job](desk) > 0
        except Exception:  # noqa: BLE001  # what is half made up may well be too much for it
            return True


async def tried(job: str, store: Store, made: Made, change: dict[str, Any]) -> tuple[bool, bool]:
    """Was the job named for this row, and did it find something?"""
    now = NIGHT if job == "retention" else NOW
    store.history.now = now
    case = (await store.session.exec(select(Case))).one()
    store.session.add(made(case).sqlmodel_update(change))
    await store.history.finish()
    named = job in await store.waiting.jobs(now, MIDNIGHT, YESTERDAY, 0)
    return named, await finds(job, store, now)


@pytest.mark.parametrize("job", [*JOBS, *ROUNDS])
async def test_what_a_job_finds_was_asked_for(filled: Database, job: str) -> None:
    async with filled.reading() as store:
        case = (await store.session.exec(select(Case))).one()
    made = [one for of, one in WAITS if of == job]
    hits, missed = 0, []
    for row, change in [(one, change) for one in made for change in changes(one(case))]:
        with suppress(Undone, IntegrityError):
            async with filled.unit_of_work() as store:
                named, found = await tried(job, store, row, change)
                hits += found
                missed += [change] if found and not named else []
                raise Undone
    assert missed == []
    assert hits > 0, "no row of this job gives it anything to do"
