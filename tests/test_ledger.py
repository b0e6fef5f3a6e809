"""Notes that come together are written together; a bad one spoils only itself."""

import asyncio
from datetime import UTC, datetime

from bot.ledger import Ledger
from storage.db import Database, Store
from storage.inbox import Arrived
from storage.models import Taken

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


async def test_a_bad_note_spoils_only_itself(database: Database) -> None:
    ledger = Ledger(database)

    async def good(store: Store) -> int:
        return await store.inbox.add([Arrived("telegram", "1", "1", b"{}")], NOW)

    async def bad(_store: Store) -> None:
        raise LookupError

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(ledger.run())
        results = await asyncio.gather(
            ledger.write(good), ledger.write(bad), return_exceptions=True
        )
        writing.cancel()
    assert results[0] == 1
    assert isinstance(results[1], LookupError)
    async with database.reading() as store:
        assert await store.inbox.count(Taken.WAITING) == 1


async def test_who_writes_waits_until_it_is_committed(database: Database) -> None:
    ledger = Ledger(database)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(ledger.run())
        for number in range(5):

            async def note(store: Store, number: int = number) -> int:
                arrived = Arrived("telegram", "1", str(number), b"{}")
                return await store.inbox.add([arrived], NOW)

            await ledger.write(note)
            async with database.reading() as store:
                assert await store.inbox.count(Taken.WAITING) == number + 1
        writing.cancel()
