"""What arrived is kept once and in order, on both engines."""

from datetime import UTC, datetime

import pytest

from storage.db import Database
from storage.inbox import Arrived
from storage.models import Taken

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def said(number: int, *, chat: str = "42", readable: bool = True) -> Arrived:
    return Arrived("telegram", chat, str(number), f'{{"n": {number}}}'.encode(), readable=readable)


async def test_a_repeat_changes_nothing(database: Database) -> None:
    async with database.unit_of_work() as store:
        assert await store.inbox.add([said(1), said(2), said(1)], NOW) == 2
    async with database.unit_of_work() as store:
        assert await store.inbox.add([said(2), said(3)], NOW) == 1
    async with database.reading() as store:
        assert [row.body for row in await store.inbox.waiting()] == [
            b'{"n": 1}',
            b'{"n": 2}',
            b'{"n": 3}',
        ]


async def test_the_same_number_in_another_chat_is_another_message(database: Database) -> None:
    async with database.unit_of_work() as store:
        assert await store.inbox.add([said(1), said(1, chat="43")], NOW) == 2


async def test_what_is_set_aside_does_not_wait_until_it_can_be_read(database: Database) -> None:
    async with database.unit_of_work() as store:
        await store.inbox.add([said(1, readable=False), said(2)], NOW)
    async with database.unit_of_work() as store:
        assert len(await store.inbox.waiting()) == 1
        (aside,) = await store.inbox.aside()
        await store.inbox.reread(aside.id, "42", "1", b'{"n": "read"}')
    async with database.reading() as store:
        assert len(await store.inbox.waiting()) == 2
        assert await store.inbox.count(Taken.ASIDE) == 0


async def test_a_failed_message_waits_again_after_replay(database: Database) -> None:
    async with database.unit_of_work() as store:
        await store.inbox.add([said(1)], NOW)
        (row,) = await store.inbox.waiting()
        await store.inbox.mark([row.id], Taken.FAILED, NOW, "ValueError at x.py:1")
    async with database.unit_of_work() as store:
        assert await store.inbox.waiting() == []
        assert await store.inbox.again() == 1
        assert len(await store.inbox.waiting()) == 1


async def test_nothing_is_written_when_the_work_fails(database: Database) -> None:
    async def half() -> None:
        async with database.unit_of_work() as store:
            await store.inbox.add([said(1)], NOW)
            await store.people.chat_by_id(404)

    with pytest.raises(KeyError):
        await half()
    async with database.reading() as store:
        assert await store.inbox.waiting() == []


async def test_the_chat_and_the_words_lie_sealed_in_the_database(database: Database) -> None:
    async with database.unit_of_work() as store:
        await store.inbox.add([said(1, chat="987654321")], NOW)
    async with database.reading() as store:
        rows = (
            await (await store.session.connection()).exec_driver_sql("select * from inbox")
        ).all()
    assert "987654321" not in repr(rows)
    assert '"n"' not in repr(rows)
