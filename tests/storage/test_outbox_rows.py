"""What is to be said is queued once, replaced where it waits, and found again where it stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from handlers.desk import Priority
from storage.db import Database, Store
from storage.models import Delivery
from storage.outbox import ToSay

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


async def chat_of(store: Store, name: str = "42") -> int:
    chat = await store.people.chat("telegram", name, private=True)
    assert chat.id is not None
    return chat.id


async def test_a_key_is_said_once_for_ever(database: Database) -> None:
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        said = ToSay(chat, b"{}", 2, key="digest:2026-W47:leader-12")
        assert await store.outbox.add(said, NOW)
        assert not await store.outbox.add(said, NOW)
    async with database.unit_of_work() as store:
        assert not await store.outbox.add(said, NOW)
        assert len(await store.outbox.due(NOW)) == 1


async def test_who_waits_is_served_before_cards_reminders_and_digests(database: Database) -> None:
    served = (b"first", b"second", b"card", b"reminder", b"digest")
    places = (Priority.NOW, Priority.NOW, Priority.CARD, Priority.REMINDER, Priority.DIGEST)
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        for place in (4, 3, 2, 0, 1):
            await store.outbox.add(ToSay(chat, served[place], places[place]), NOW)
        due = await store.outbox.due(NOW)
        assert tuple(store.outbox.unseal(row) for row, _ in due) == served


async def test_a_newer_face_replaces_one_that_waits(database: Database) -> None:
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        await store.outbox.add(ToSay(chat, b"old", 1, slot="card:1"), NOW)
        newer = ToSay(chat, b"new", 0, slot="card:1")
        assert await store.outbox.add(newer, NOW)
        ((row, _),) = await store.outbox.due(NOW)
        assert store.outbox.unseal(row) == b"new"
        assert row.version == 1


async def test_what_follows_a_face_is_not_said_again_below_one_that_waits(
    database: Database,
) -> None:
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
    for words in (b"old", b"new", b"newest"):
        async with database.unit_of_work() as store:
            below = ToSay(chat, b"files", 1, data={"under": "card:1"})
            await store.outbox.add(ToSay(chat, words, 1, slot="card:1", below=below), NOW)
    async with database.reading() as store:
        due = await store.outbox.due(NOW)
        assert [store.outbox.unseal(row) for row, _ in due] == [b"newest", b"files"]


async def test_what_is_queued_together_is_written_together(database: Database) -> None:
    writes: list[str] = []

    def noted(*given: Any) -> None:
        if "outbox" in given[2] and not given[2].startswith("SELECT"):
            writes.append(given[2].split()[0])

    event.listen(database._writer.sync_engine, "before_cursor_execute", noted)
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        for number in range(5):
            await store.outbox.add(ToSay(chat, b"{}", 1, slot=f"card:{number}"), NOW)
        assert writes == []
        assert len(await store.outbox.due(NOW)) == 5, "who asks finds what was queued before"
        assert writes == ["INSERT"]
        for row, _ in await store.outbox.due(NOW):
            store.outbox.sent(row, (str(row.id),), [], NOW)
        assert await store.outbox.due(NOW) == []
    assert writes == ["INSERT", "UPDATE"]


async def test_what_changed_while_it_was_sent_is_followed_by_an_edit(database: Database) -> None:
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        await store.outbox.add(ToSay(chat, b'{"text": "old"}', 1, slot="card:1"), NOW)
    async with database.reading() as store:
        ((taken, _),) = await store.outbox.due(NOW)
    async with database.unit_of_work() as store:
        await store.outbox.add(ToSay(chat, b'{"text": "new"}', 1, slot="card:1"), NOW)
    async with database.unit_of_work() as store:
        store.outbox.sent(taken, ("77",), [], NOW)
    async with database.reading() as store:
        ((row, _),) = await store.outbox.due(NOW)
        assert b'"edits": "77"' in store.outbox.unseal(row)
        assert b'"new"' in store.outbox.unseal(row)


async def test_what_stands_in_a_chat_is_found_by_reply_and_by_slot(database: Database) -> None:
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        await store.outbox.add(ToSay(chat, b"{}", 1, slot="card:1", what="card"), NOW)
        ((row, _),) = await store.outbox.due(NOW)
        store.outbox.sent(row, ("7", "8", "9"), [["a", "A"]], NOW)
    async with database.reading() as store:
        assert await store.outbox.due(NOW) == []
        standing = await store.outbox.in_slot(chat, "card:1")
        assert standing is not None
        assert standing.external_id == "7"
        picture = await store.outbox.posted(chat, "9")
        assert picture is not None
        assert picture.what == "card"
        assert await store.outbox.posted(chat, "10") is None


@pytest.mark.parametrize(("minutes", "count"), [(0, 0), (29, 0), (30, 1)])
async def test_what_is_for_later_waits(database: Database, minutes: int, count: int) -> None:
    later = NOW + timedelta(minutes=30)
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        await store.outbox.add(ToSay(chat, b"{}", 1, not_before=later), NOW)
        assert len(await store.outbox.due(NOW + timedelta(minutes=minutes))) == count
        assert await store.outbox.next_at(NOW) == later


async def test_busy_chats_are_passed_over(database: Database) -> None:
    async with database.unit_of_work() as store:
        one, two = await chat_of(store, "1"), await chat_of(store, "2")
        await store.outbox.add(ToSay(one, b"one", 0), NOW)
        await store.outbox.add(ToSay(two, b"two", 1), NOW)
        assert [row.chat_id for row, _ in await store.outbox.due(NOW, {one})] == [two]


async def test_a_closed_chat_ends_what_waits_for_it(database: Database) -> None:
    async with database.unit_of_work() as store:
        chat = await chat_of(store)
        await store.outbox.add(ToSay(chat, b"{}", 0), NOW)
        await store.outbox.add(ToSay(chat, b"{}", 1), NOW)
        assert len(await store.outbox.close_chat(chat, "blocked")) == 2
        assert await store.outbox.count(Delivery.FAILED) == 2


async def test_a_group_that_moved_keeps_its_row_and_forgets_its_messages(
    database: Database,
) -> None:
    async with database.unit_of_work() as store:
        chat = await store.people.chat("telegram", "-5", private=False)
        assert chat.id is not None
        await store.outbox.add(ToSay(chat.id, b"{}", 1, slot="card:1"), NOW)
        ((row, _),) = await store.outbox.due(NOW)
        store.outbox.sent(row, ("7",), [], NOW)
        await store.people.rekey(chat, "-1005")
    async with database.unit_of_work() as store:
        again = await store.people.chat("telegram", "-1005", private=False)
        assert again.id == chat.id
        assert await store.outbox.posted(chat.id, "7") is None
        assert await store.outbox.in_slot(chat.id, "card:1") is None
