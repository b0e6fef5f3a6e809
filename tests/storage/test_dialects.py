"""What SQL was made for one connection serves all others."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from storage.db import Database, database_url
from storage.dialects import MADE
from storage.models import Case
from storage.vault import Vault


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///desk.db", "sqlite+alike"),
        ("sqlite+aiosqlite:///desk.db", "sqlite+alike"),
        ("postgres://desk@db/desk", "postgresql+alike"),
        ("postgresql://desk@db/desk", "postgresql+alike"),
        ("postgresql+asyncpg://desk@db/desk", "postgresql+alike"),
    ],
)
def test_every_way_to_write_an_address_means_the_same(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


async def test_a_question_of_the_reader_is_known_to_the_writer_and_to_the_next_desk(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    question = select(col(Case.id)).where(col(Case.code) == "PA-2611-7K4Q")
    made = MADE["compiled_cache"]
    async with database.reading() as store:
        await store.session.exec(question)
        made.clear()
        await store.session.exec(question)
    assert len(made) == 1
    async with database.unit_of_work() as store:
        await store.session.exec(question)
    other = Database(database_url, Vault("a secret for tests only"), tmp_path / "files")
    async with other.reading() as store:
        await store.session.exec(question)
    await other.close()
    assert len(made) == 1
