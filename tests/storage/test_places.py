"""Where a matter is lies sealed, and is found all the same."""

import re
from pathlib import Path

from storage.db import Database
from storage.places import NOWHERE, Whereabouts
from storage.rekeying import Rekeying
from storage.vault import Vault
from tests.storage.lives import NOW
from tests.storage.test_history import opened

NEW = "the next key, for tests only"
HOME = Whereabouts("12 ấp Hòa Bình, nhà ông Tư", (10.0312, 105.7698))


async def test_nothing_of_it_lies_readable(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
        store.places.file(case, HOME, "12 ap hoa binh nha ong tu")
    cells = repr((case.whereabouts, case.place_key, case.place_words, case.folded))
    assert "Hòa" not in cells
    assert "10.03" not in cells
    # sealed bytes hold short words by chance: only whole ones count
    assert {"hoa", "binh", "ong", "tu"}.isdisjoint(re.split(r"[ '(),]+", cells))
    async with database.reading() as store:
        found = await store.cases.by_id(case.id or 0)
        assert found is not None
        assert store.places.of(found) == HOME


async def test_a_case_is_found_by_whole_words_of_its_place(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store, home="12 ap hoa binh")
        other = await opened(store, "nam", home="hem 7")
    async with database.reading() as store:
        for words, found in (
            (["hoa", "binh"], [case.id]),
            (["binh", "hong"], [case.id]),
            (["hong"], [other.id, case.id]),
            (["bin"], []),
            (["hoa", "7"], []),
        ):
            assert [one.id for one in await store.cases.search(words, None)] == found, words


async def test_the_order_of_the_words_cannot_be_told_from_their_hashes(database: Database) -> None:
    async with database.unit_of_work() as store:
        one, two = await opened(store, home="hem 12 ap 3"), await opened(store, home="ap 12 hem 3")
    assert one.place_words == two.place_words
    assert one.place_key != two.place_key


async def test_what_is_taken_back_is_nowhere(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store, home="hem 12")
    async with database.unit_of_work() as store:
        store.history.now = NOW
        found = await store.cases.by_id(case.id or 0)
        assert found is not None
        store.places.file(found, NOWHERE, "")
        store.cases.save(found)
        assert (found.whereabouts, found.place_key, found.place_words) == (None, None, None)


async def test_under_a_new_key_it_is_found_by_new_hashes(
    database: Database, tmp_path: Path
) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store, home="hem 12 ap 3")
    done = await Rekeying(database, Vault(NEW)).run(NOW)
    assert (done.cells["case.whereabouts"], done.keys) == (1, 3)  # with its chat and person
    url = database.url.render_as_string(hide_password=False)
    with_new = Database(url, Vault(NEW), tmp_path)
    try:
        async with with_new.reading() as store:
            [found] = await store.cases.search(["hem", "3"], None)
            assert store.places.of(found).words == "hem 12 ap 3"
            assert found.place_key not in {None, case.place_key}
    finally:
        await with_new.close()
    assert (await Rekeying(database, Vault(NEW)).run(NOW)).keys == 0
