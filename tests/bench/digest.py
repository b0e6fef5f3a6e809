"""How long a commune's digest takes, and all of a Monday's, at three sizes of the database."""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from handlers.desk import Desk
from handlers.leaders import digest
from handlers.leaders.periods import Span, last
from handlers.leaders.views import ALL, within
from handlers.wording import Wording
from storage.db import Database
from storage.models import Role
from storage.people import Identity
from storage.scope import Scope
from storage.vault import Vault
from tests.handlers.leaders.year import DAYS, FIRST, Size, put_down
from tests.handlers.told import OFFICE

ANSWERS = 303
"""A commune's share of a million answers in 3,300 communes."""
PEOPLE = 60
"""Who write from one commune in a year."""
TIMES = 5
NOW = FIRST + timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds, for so many communes in one database."""

    communes: int
    one: float
    """One commune's digest, the slowest of some."""
    all: float
    """Every commune's, each written down for sending."""


async def measure(communes: int) -> Took:
    """Fill a database with a year, then make one digest, then all."""
    codes = tuple(f"xa_{number:04}" for number in range(communes))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder)
        database = Database(f"sqlite:///{path}/bench.db", Vault("b" * 32), path / "files")
        await database.migrate()
        await put_down(database, Size(ANSWERS * communes, codes, PEOPLE * communes))
        await _appoint(database, codes)
        one = max([await _one(database, code) for code in codes[:TIMES]])
        began = time.perf_counter()
        sent = await digest.weekly(lambda: _desk(database))
        took = time.perf_counter() - began
        await database.close()
    assert sent == communes, f"{sent} of {communes}"
    return Took(communes, one, took)


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
