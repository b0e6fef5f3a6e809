"""Rows from before: where a matter is, a home perhaps, is sealed by a step of the tables."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.db import Database
from storage.models import Alarm, Case
from storage.places import Whereabouts
from storage.steps import newest
from storage.vault import Vault, WrongKey
from tests.storage.lives import on_disk
from tests.storage.test_migrations import CASE, CHAT, NOW, PERSON

HOME = "12 ấp Hòa Bình, nhà ông Tư"
SAID = "đầu hẻm 7, nhà cô Ba Thơm"
TRACES = ("Hòa Bình", "hoa binh", "Thơm", "thom", "10.0312")


def put(connection: Connection) -> None:
    """A case at a home, one at a pin, one nowhere; a draft; what was said of them."""
    connection.execute(CHAT)
    connection.execute(PERSON, {"at": NOW})
    for number in (1, 2, 3):
        connection.execute(CASE, {"id": number, "at": NOW})
    folded = "den hu 12 ap hoa binh nha ong tu dau hem 7 nha co ba thom pa 2611 aaa1"
    connection.execute(
        text('update "case" set place = :place, folded = :folded where id = 1'),
        {"place": HOME, "folded": folded},
    )
    connection.execute(
        text('update "case" set latitude = 10.0312, longitude = 105.77 where id = 2')
    )
    connection.execute(
        text(
            "insert into draft (id, person_id, chat_id, kind, kind_chosen, anonymous, emergency,"
            " category_asked, place_asked, started_at, touched_at, place) values"
            " (1, 1, 1, 'report', false, false, false, false, true, '2026-11-16', '2026-11-16',"
            " :place)"
        ),
        {"place": HOME},
    )
    said = (
        (1, "resident", "report", "", "Đèn hư"),
        (2, "resident", "detail", "report.place", SAID),
        (3, "resident", "addition", "", f"📍 Nơi đúng: {HOME}"),
        (4, "official", "answer", "location", "Mời ông/bà tới UBND"),
    )
    for number, side, act, form, words in said:
        connection.execute(
            text(
                "insert into entry (id, case_id, side, act, chat_id, external_id, text, form,"
                " replaced, said_at) values (:id, 1, :side, :act, 1, :at, :words, :form, false,"
                " '2026-11-16')"
            ),
            {"id": number, "side": side, "act": act, "at": str(number), "words": words,
             "form": form},
        )  # fmt: skip


def old(connection: Connection) -> list[tuple[object, ...]]:
    found = connection.execute(
        text('select place, latitude, longitude from "case" order by id')
    ).all()
    said = connection.execute(text("select text from entry order by id")).scalars().all()
    return [*(tuple(one) for one in found), tuple(said)]


def readable(connection: Connection) -> str:
    tables = ('select * from "case"', "select * from draft", "select * from entry")
    return "\n".join(repr(connection.execute(text(one)).all()) for one in tables)


async def test_up_seals_down_opens_and_up_again(empty: Database) -> None:
    await empty.migrate("0016")
    engine = create_async_engine(empty.url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(put)
            before = await connection.run_sync(old)
            told = await connection.run_sync(readable)
            assert [one for one in TRACES if one not in told] == []
        for _ in range(2):
            await empty.migrate("0017")
            await engine.dispose()  # a connection would remember the tables as they were
            async with engine.connect() as connection:
                told = await connection.run_sync(readable)
                assert [one for one in TRACES if one in told] == []
            await empty.migrate("-1")
            await engine.dispose()
            async with engine.connect() as connection:
                assert await connection.run_sync(old) == before
    finally:
        await engine.dispose()


async def test_nothing_is_sealed_with_a_key_that_is_not_in_force(empty: Database) -> None:
    await empty.migrate("0016")
    engine = create_async_engine(empty.url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(put)
            sealed = Vault("the key before").seal(b"x")
            await connection.execute(text("update chat set sealed = :it"), {"it": sealed})
        with pytest.raises(WrongKey):
            await empty.migrate()
    finally:
        await engine.dispose()
    assert (await empty.revision())[0] == "0016"


async def test_what_is_sealed_is_found_again(empty: Database, tmp_path: Path) -> None:
    await empty.migrate("0016")
    engine = create_async_engine(empty.url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(put)
    finally:
        await engine.dispose()
    await empty.migrate()
    async with empty.unit_of_work() as store:
        store.history.now = NOW
        home = await store.session.get_one(Case, 1)
        pinned = await store.session.get_one(Case, 2)
        nowhere = await store.session.get_one(Case, 3)
        assert store.places.of(home) == Whereabouts(HOME)
        assert store.places.of(pinned) == Whereabouts(pin=(10.0312, 105.77))
        assert not store.places.of(nowhere)
        assert home.folded == "den hu pa 2611 aaa1"
        store.places.file(nowhere, Whereabouts(HOME), "12 ap hoa binh nha ong tu")
        assert (nowhere.place_key, nowhere.place_words) == (home.place_key, home.place_words)
        said = [store.places.words(one) for one in await store.drafts.of_case(1)]
        assert said == ["Đèn hư", SAID, f"📍 Nơi đúng: {HOME}", "Mời ông/bà tới UBND"]
        assert await store.scrubs.open() is not None, "the old bytes are to be written over"
    await empty.rewrite()
    if empty.sqlite:
        left = on_disk(tmp_path).decode(errors="replace")
        assert [one for one in TRACES if one in left] == []


async def test_cries_for_help_are_sealed_and_opened_again(empty: Database) -> None:
    await empty.migrate("0018")
    engine = create_async_engine(empty.url)
    words = f"cháy nhà, {HOME}\nhttps://maps.google.com/?q=10.0312,105.77"
    insert = text(
        "insert into alarm (id, person_id, chat_id, kind, words, unit, raised_at, heard_at,"
        " numbers_at, called_at, calls) values (1, 1, 1, 'fire', :words, 'u', '2026-11-16',"
        " '2026-11-16', '2026-11-16', '2026-11-16', 0)"
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(CHAT)
            await connection.execute(PERSON, {"at": NOW})
            await connection.execute(insert, {"words": words})
        await empty.migrate()
        async with empty.unit_of_work() as store:
            alarm = await store.session.get_one(Alarm, 1)
            assert store.alarms.words(alarm) == words
            assert await store.scrubs.open() is not None
        await empty.migrate(f"-{int(newest()) - 18}")
        async with engine.connect() as connection:
            assert (await connection.execute(text("select words from alarm"))).scalar() == words
    finally:
        await engine.dispose()
