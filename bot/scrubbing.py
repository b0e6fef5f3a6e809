"""The bytes of what was erased go; whom a backup brings back goes again; only our key opens."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.settings import WrongSettings
from storage.db import Database, Store
from storage.models import Person
from storage.rekeying import under_way
from storage.tombstones import Tombstone, remembered

log = structlog.get_logger(__name__)


async def scrub(database: Database, clock: Clock) -> None:
    """Write the database anew when it may still hold bytes of what was erased."""
    async with database.reading() as store:
        asked = await store.scrubs.open()
    if asked is None:
        return
    await database.rewrite()
    async with database.unit_of_work() as store:
        await store.scrubs.done(asked, clock.now())
    log.info("what was erased has left no bytes behind")


async def as_we_left_it(database: Database, folder: Path, now: datetime) -> None:
    """Raises WrongSettings amid a change of key, WrongKey when it was sealed with another.

    Whom a restored backup has brought back asks to be forgotten once more.
    """
    async with database.unit_of_work() as store:
        since = await under_way(store.session)
        if since is not None:
            message = "SECRET_KEY is being changed: give `rekey FILE` again before the desk opens."
            raise WrongSettings(message)
        await same_secret(store)
        for person in await back_again(store, remembered(folder)):
            person.leaving_at = person.leaving_at or now
            store.people.save(person)


async def same_secret(store: Store) -> None:
    """Raises WrongKey when the first chat of all was sealed with another secret."""
    with suppress(KeyError):  # there is none yet
        store.people.unseal_chat(await store.people.chat_by_id(1))


async def back_again(store: Store, stones: Iterable[Tombstone]) -> list[Person]:
    """Who was forgotten, and stands here; who came after that, with the same account, is new."""
    found = []
    for stone in stones:
        person = await store.people.by_key(stone.channel, stone.person)
        if person is not None and person.first_seen <= stone.when:
            found.append(person)
    return found
