"""What SQL was made for one connection serves all others."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlmodel import col, select

from storage.address import database_url
from storage.db import Database
from storage.dialects import MADE, aside
from storage.models import Case, Chat
from storage.vault import Vault
from tests.prepared import put_tables


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


def test_what_hosts_hand_out_is_said_in_the_drivers_words() -> None:
    url = database_url("postgresql://desk@db/desk?sslmode=require&host=other:6543")
    assert url.query == {"ssl": "require", "host": "other:6543"}


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


async def test_who_no_longer_waits_for_the_disk_still_lets_it_finish() -> None:
    loop, begun, go_on, done = asyncio.get_running_loop(), asyncio.Event(), threading.Event(), []

    def commit() -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(5)
        done.append("committed")

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(aside(commit))
        await begun.wait()
        waiting.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
        assert not waiting.done()  # the connection is still in use
        go_on.set()
    assert waiting.cancelled()
    assert done == ["committed"]


async def test_who_wants_the_one_writer_waits_for_it_and_nothing_is_lost(
    database: Database,
) -> None:
    async def write(number: int) -> None:
        async with database.unit_of_work() as store:
            await store.people.chat("telegram", str(number), private=True)
            await asyncio.sleep(0)  # with the writer in hand
            await store.people.chat("telegram", f"{number} again", private=True)

    await asyncio.gather(*(write(number) for number in range(20)))
    async with database.reading() as store:
        assert len((await store.session.exec(select(Chat.id))).all()) == 40


async def test_what_failed_in_a_transaction_leaves_no_trace_and_the_writer_free(
    database: Database,
) -> None:
    async def fails() -> None:
        async with database.unit_of_work() as store:
            await store.people.chat("telegram", "1", private=True)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    async with database.unit_of_work() as store:
        assert not (await store.session.exec(select(Chat.id))).all()
        await store.people.chat("telegram", "2", private=True)
    async with database.reading() as store:
        assert len((await store.session.exec(select(Chat.id))).all()) == 1


async def test_who_only_reads_lets_others_have_their_turn(database: Database) -> None:
    async def looks(times: int) -> None:
        for _ in range(times):
            async with database.reading() as store:
                await store.session.exec(select(Chat.id))

    async with asyncio.TaskGroup() as group:
        long = group.create_task(looks(200))
        await group.create_task(looks(1))
        assert not long.done()


async def test_what_changed_nothing_ends_while_the_disk_is_busy(tmp_path: Path) -> None:
    put_tables(tmp_path / "desk.db")
    made = Database(f"sqlite:///{tmp_path}/desk.db", Vault("a secret for tests only"), tmp_path)
    go_on = threading.Event()

    async def writes() -> None:
        async with made.unit_of_work() as store:
            await store.people.chat("telegram", "1", private=True)

    async with asyncio.TaskGroup() as group:
        for _ in range(4):  # as many as it has threads
            group.create_task(aside(lambda: go_on.wait(20)))
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(5), made.unit_of_work() as store:
                await store.session.exec(select(Chat))
            changed = group.create_task(writes())
            for _ in range(100):  # more turns than it takes to come to its commit
                await asyncio.sleep(0)
            assert not changed.done(), "a change waits for the disk"
        finally:
            go_on.set()
    await made.close()


async def test_a_commit_does_not_wait_for_pictures_that_are_looked_at(database: Database) -> None:
    go_on = threading.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(40):  # more than there are threads for
            group.create_task(asyncio.to_thread(go_on.wait, 20))
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(5), database.unit_of_work() as store:
                await store.people.chat("telegram", "1", private=True)
        finally:
            go_on.set()
