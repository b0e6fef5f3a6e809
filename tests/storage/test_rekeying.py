"""SECRET_KEY is changed: all is found and read with the new one, nothing with the old one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.db import Database
from storage.files import seal_copy, sealed_files
from storage.inbox import Arrived
from storage.models import Inbox
from storage.rekeying import Rekeying, sealed_columns, under_way
from storage.sealed import Confided, Word
from storage.tokens import Pair
from storage.vault import Vault, WrongKey
from tests.storage.lives import NOW, TU, lived, on_disk

OLD, NEW = "a secret for tests only", "another secret, of which nobody knows yet"


@asynccontextmanager
async def opened(database: Database, secret: str) -> AsyncIterator[Database]:
    """The same tables, seen with another key."""
    made = Database(
        database.url.render_as_string(hide_password=False), Vault(secret), database.files_dir
    )
    try:
        yield made
    finally:
        await made.close()


async def filled(database: Database) -> None:
    async with database.unit_of_work() as store:
        person, case = await lived(store)
        chat = person.chat_id or 0
        await store.agreements.withhold(person.id or 0, case.id or 0, "place", {"x": 1}, NOW)
        await store.tokens.keep("zalo_oa:1", Pair("access", "refresh", NOW, NOW, NOW))
        await store.inbox.add([Arrived("zalo_oa", "?", "7", b"no json", readable=False)], NOW)
        letter = b'{"address": {"channel": "telegram", "chat_id": "7700112233"}}'
        await store.inbox.add([Arrived("telegram", TU.user_id, "8", letter)], NOW)
        await store.offices.invite("leader", None, NOW)
        assert chat


async def readable(database: Database) -> int:
    """How many sealed cells the database's own key opens."""
    found = 0
    async with database.reading() as store:
        connection = await store.session.connection()
        for table, column in sealed_columns():
            for (cell,) in await connection.execute(table.select().with_only_columns(column)):
                if cell:
                    try:
                        database.vault.unseal(bytes(cell))
                        found += 1
                    except WrongKey:
                        pass
    return found


async def test_all_is_found_and_read_with_the_new_key_and_nothing_with_the_old(
    database: Database,
) -> None:
    await filled(database)
    before = await readable(database)
    done = await Rekeying(database, Vault(NEW)).run(NOW)
    assert sum(done.cells.values()) + 3 == before > 6  # three letters with their new hashes
    assert done.lapsed == 1
    assert await readable(database) == 0
    async with opened(database, NEW) as with_new:
        assert await readable(with_new) == before
        async with with_new.unit_of_work() as store:
            person = await store.people.person("telegram", TU, NOW)
            assert len(await store.cases.of_person(person.id or 0)) == 1
            chat = await store.people.chat("telegram", TU.user_id, private=True)
            assert store.people.unseal_chat(chat) == TU.user_id
            assert person.chat_id == chat.id
            assert await store.tokens.pair("zalo_oa:1") is not None


async def test_a_letter_that_was_confirmed_is_not_taken_twice_afterwards(
    database: Database,
) -> None:
    await filled(database)
    await Rekeying(database, Vault(NEW)).run(NOW)
    async with opened(database, NEW) as with_new, with_new.unit_of_work() as store:
        again = [Arrived("telegram", TU.user_id, "8", b"{}")]
        assert await store.inbox.add(again, NOW) == 0


async def test_what_is_only_for_named_recipients_is_found_and_read_afterwards(
    database: Database,
) -> None:
    said = Confided(1, (Word("resident", NOW.isoformat(), "x"),))
    async with database.unit_of_work() as store:
        person, _ = await lived(store)
        await store.sealed.add(person.id or 0, said, NOW, due_at=NOW, next_at=NOW)
        sha = await store.files.keep(b"handwriting", "image/jpeg", NOW)
    seal_copy(database.files_dir, sha, database.vault)
    done = await Rekeying(database, Vault(NEW)).run(NOW)
    assert done.files == 1
    [copy] = sealed_files(database.files_dir)
    assert Vault(NEW).unseal(copy.read_bytes()) == b"handwriting"
    async with opened(database, NEW) as with_new, with_new.unit_of_work() as store:
        [report] = await store.sealed.of_person(person.id or 0)
        assert store.sealed.open(report) == said


async def test_done_twice_changes_nothing_the_second_time(database: Database) -> None:
    await filled(database)
    await Rekeying(database, Vault(NEW)).run(NOW)
    again = await Rekeying(database, Vault(NEW)).run(NOW)
    assert (sum(again.cells.values()), again.keys, again.lapsed) == (0, 0, 0)


class PowerCut(Exception):
    """The machine goes off."""


class Cut(Rekeying):
    """Goes off after some columns."""

    left = 3

    async def _column(self, table, column):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # as above
        if not self.left:
            raise PowerCut
        self.left -= 1
        return await super()._column(table, column)


async def test_what_a_power_cut_interrupted_goes_on(database: Database) -> None:
    await filled(database)
    before = await readable(database)
    with pytest.raises(PowerCut):
        await Cut(database, Vault(NEW)).run(NOW)
    async with database.reading() as store:
        assert await under_way(store.session) == NOW
    assert 0 < await readable(database) < before
    await Rekeying(database, Vault(NEW)).run(NOW)
    assert await readable(database) == 0
    async with opened(database, NEW) as with_new:
        assert await readable(with_new) == before
        async with with_new.reading() as store:
            assert await under_way(store.session) is None


async def test_a_third_key_opens_nothing_and_says_so(database: Database) -> None:
    await filled(database)
    async with opened(database, "neither the old nor the new one") as wrong:
        with pytest.raises(WrongKey):
            await Rekeying(wrong, Vault(NEW)).run(NOW)


async def test_the_old_bytes_are_gone_from_the_file(database: Database, tmp_path: Path) -> None:
    await filled(database)
    async with database.reading() as store:
        letter = await store.session.get_one(Inbox, 1)
    assert not database.sqlite or letter.body in on_disk(tmp_path)
    await Rekeying(database, Vault(NEW)).run(NOW)
    assert letter.body not in on_disk(tmp_path)


def test_whatever_is_sealed_is_known_by_being_bytes() -> None:
    named = {f"{table.name}.{column.name}" for table, column in sealed_columns()}
    assert named >= {
        "chat.sealed", "person.sealed", "inbox.body", "outbox.body", "platform_token.sealed",
        "consent.sealed", "withheld.sealed", "data_request.words",
    }  # fmt: skip
