"""What arrived is kept once and in order, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from storage.db import Database
from storage.inbox import Arrived
from storage.models import Inbox, Taken
from storage.vault import Vault

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


async def test_what_is_old_is_emptied_and_known_all_the_same(database: Database) -> None:
    async with database.unit_of_work() as store:
        await store.inbox.add([said(1), said(2), said(3)], NOW)
        handled, failed, _ = await store.inbox.waiting()
        await store.inbox.mark([handled.id], Taken.DONE, NOW)
        await store.inbox.mark([failed.id], Taken.FAILED, NOW, "ValueError at x.py:1")
    later = NOW + timedelta(days=30)
    async with database.unit_of_work() as store:
        assert await store.retention.letters(NOW, count=False) == 0, "not yet so old"
        assert await store.retention.letters(later, count=True) == 2
        assert await store.retention.letters(later, count=False) == 2
        assert await store.retention.letters(later, count=False) == 0
    async with database.unit_of_work() as store:
        rows = (await store.session.exec(select(Inbox).order_by(col(Inbox.id)))).all()
        assert [(bool(one.body), one.error) for one in rows] == [
            (False, None),
            (False, None),
            (True, None),  # it waits: nobody has read it
        ]
        assert await store.inbox.add([said(1)], later) == 0


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


class Counting(Vault):
    """Counts how many seals are opened."""

    opened = 0

    def unseal(self, sealed: bytes) -> bytes:
        """As always."""
        self.opened += 1
        return super().unseal(sealed)


@pytest.mark.parametrize(
    ("known", "opened"),
    [((), 5), ((1,), 4), ((1, 2, 3, 4, 5), 0), ((2, 4), 3), ((1, 2, 3, 4, 5, 404), 0)],
)
async def test_what_is_known_is_not_opened_again(
    database_url: str, tmp_path: Path, known: tuple[int, ...], opened: int
) -> None:
    vault = Counting("a secret for tests only")
    database = Database(database_url, vault, tmp_path / "files")
    async with database.unit_of_work() as store:
        await store.inbox.add([said(n) for n in range(1, 6)], NOW)
        line = await store.inbox.waiting()
    memory = {row.id: row for place, row in enumerate(line, 1) if place in known}
    stranger = replace(line[0], id=10_000)
    vault.opened = 0
    async with database.reading() as store:
        again = await store.inbox.waiting(memory | ({10_000: stranger} if 404 in known else {}))
    await database.close()
    assert again == line, "in their order, and nothing that does not stand in line"
    assert vault.opened == opened


async def test_what_is_known_is_said_as_it_was_known_and_leaves_when_it_is_handled(
    database: Database,
) -> None:
    async with database.unit_of_work() as store:
        await store.inbox.add([said(n) for n in (1, 2, 3)], NOW)
        first, second, third = await store.inbox.waiting()
        changed = update(Inbox).where(col(Inbox.id).in_([first.id, second.id]))
        await store.session.exec(changed.values(body=database.vault.seal(b"another")))
        assert await store.inbox.claim([third.id]) == {third.id}
        await store.inbox.handled([third.id], NOW)
        assert await store.inbox.claim([second.id, third.id]) == {second.id}
    async with database.reading() as store:
        line = await store.inbox.waiting({first.id: first, third.id: third})
    assert [row.body for row in line] == [first.body, b"another"]


async def test_a_part_of_an_album_that_was_taken_back_is_not_kept_and_others_are(
    database: Database,
) -> None:
    earlier, later = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    photos = [replace(said(n), album="a", sent_at=earlier) for n in (1, 2)]
    async with database.unit_of_work() as store:
        await store.inbox.add(photos[:1], earlier)
        left = {"state": Taken.UNSAID, "body": b"", "handled_at": NOW}
        await store.session.exec(update(Inbox).values(**left))
    async with database.unit_of_work() as store:
        others = [
            replace(said(3), album="a", sent_at=later),
            replace(said(4), album="b", sent_at=earlier),
            replace(said(5, chat="43"), album="a", sent_at=earlier),
            said(6),
        ]
        assert await store.inbox.add([photos[1], *others], NOW) == 5
    async with database.reading() as store:
        assert len(await store.inbox.waiting()) == 4
        assert await store.inbox.count(Taken.UNSAID) == 2
