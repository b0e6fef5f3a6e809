"""How long a commune's digest takes, and all of a Monday's, at three sizes of the database."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from handlers.desk import Desk
from handlers.leaders import digest, figures
from handlers.leaders.periods import Span, last
from handlers.leaders.views import ALL, within
from handlers.wording import Wording
from storage.db import Database
from storage.hot import table
from storage.models import Case, Chat, Event, Person, Role, Survey
from storage.people import Identity
from storage.scope import Scope
from storage.vault import Vault
from tests.bench import memory, sweep
from tests.handlers.leaders.year import DAYS, FIRST, Size, put_down
from tests.handlers.told import OFFICE

CASES = 520
"""A commune's cases in a year: with these dice 303 of them are rated, its share of a million."""
PEOPLE = 60
"""Who write from one commune in a year."""
TIMES = 5
STEP = 10_000
"""More rows of a kind than a commune has; the ids of each begin above those of the one before."""
OWN = {
    **{name: f't."{name}" + k.n * {STEP}' for name in ("id", "person_id", "chat_id", "case_id")},
    **{name: f"t.\"{name}\" || '-' || k.n" for name in ("code", "key")},
    "unit": "printf('xa_%04d', k.n)",
}
"""What differs from commune to commune, as SQL."""
COUNTED = "with recursive k(n) as (select 1 union all select n + 1 from k where n < :last)"
NOW = FIRST + timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds, for so many communes in one database."""

    communes: int
    answers: int
    """Ratings in the database."""
    one: float
    """One commune's digest, the slowest of some."""
    all: float
    """Every commune's, each written down for sending."""
    longest: float
    usual: float
    """A resident's longest wait meanwhile, and while nothing else happens: milliseconds."""
    peak: float
    grown: float
    """Memory at its peak, and by how much it grew meanwhile: MB."""


async def measure(communes: int) -> Took:
    """Fill a database with a year, then make one digest, then all while residents write."""
    codes = tuple(f"xa_{number:04}" for number in range(communes))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder)
        database = Database(f"sqlite:///{path}/bench.db", Vault("b" * 32), path / "files")
        await database.migrate()
        await put_down(database, Size(CASES, codes[:1], PEOPLE))
        await _multiply(database, communes)
        await _appoint(database, codes)
        # On a Monday no gigabytes wait to be written, or each commit of ours would wait for them.
        await asyncio.to_thread(os.sync)
        one = max([await _one(database, code) for code in codes[:TIMES]])
        took = await _monday(database, communes, one)
        await database.close()
    return took


async def _multiply(database: Database, communes: int) -> None:
    """Give every commune the same year as the first, each with people and cases of its own."""
    async with database.unit_of_work() as store:
        for model in (Chat, Person, Case, Survey, Event):
            name, columns = table(model).name, [one.name for one in table(model).columns]
            values = ", ".join(OWN.get(one, f't."{one}"') for one in columns)
            named = ", ".join(f'"{one}"' for one in columns)
            into, of = f'insert into "{name}" ({named})', f'from "{name}" t, k where k.n <= :last'
            copied = text(f"{COUNTED} {into} select {values} {of}")
            await store.session.execute(copied.bindparams(last=communes - 1))


async def _monday(database: Database, communes: int, one: float) -> Took:
    def open_desk() -> AbstractAsyncContextManager[Desk]:
        return _desk(database)

    async with database.reading() as store:
        found = await store.figures.answers(FIRST, NOW)
    usual = await sweep.longest_wait(open_desk, times=20)
    memory.forget_peak()
    before, done = memory.peak(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(sweep.longest_wait(open_desk, done))
        began = time.perf_counter()
        sent = await digest.weekly(open_desk)
        took = time.perf_counter() - began
        done.set()
    assert sent == communes, f"{sent} of {communes}"
    rated = figures.opinion(found).answered
    peak = memory.peak()
    return Took(communes, rated, one, took, writing.result(), usual, peak, peak - before)


@asynccontextmanager
async def _desk(database: Database) -> AsyncIterator[Desk]:
    wording = Wording(OFFICE.texts, office=OFFICE.name, you="x", You="X")
    async with database.unit_of_work() as store:
        yield Desk(store, OFFICE, wording, NOW)


async def _appoint(database: Database, codes: tuple[str, ...]) -> None:
    async with database.unit_of_work() as store:
        for code in codes:
            chat = await store.people.chat("telegram", f"leader-{code}", private=True)
            who = Identity(f"leader-{code}", code)
            person = await store.people.person("telegram", who, FIRST, chat.id)
            await store.people.give_role(person.id or 0, Role.LEADER, FIRST, code)


async def _one(database: Database, code: str) -> float:
    async with _desk(database) as desk:
        view = within(desk, Scope((code,)), ALL)
        assert view is not None
        began = time.perf_counter()
        await digest.compose(desk, last(Span.WEEK, NOW), view)
        return time.perf_counter() - began
