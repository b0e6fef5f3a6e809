"""Who is erased is in no table, no column and no byte any more, on both engines."""

import json
from pathlib import Path

from sqlalchemy import text
from sqlmodel import select

from handlers.redaction import redacting
from storage.db import Database
from storage.drafts import Saying
from storage.models import Act, Entry, Side, Survey
from storage.places import Places, Whereabouts
from storage.sqlite import PRAGMAS
from storage.tombstones import remembered
from tests.storage.lives import INSTEAD, NOW, TRACES, TU, everything, lived, on_disk


async def erased(database: Database) -> int:
    async with database.unit_of_work() as store:
        person, case = await lived(store)
    redact = redacting(TU, TU.user_id, INSTEAD)
    async with database.unit_of_work() as store:
        person = await store.people.person_by_id(person.id or 0)
        store.history.now = NOW
        gone = await store.erasing.forget(person, redact, NOW)
    assert gone.cases == [case.id]
    return case.id or 0


async def test_no_cell_of_any_table_names_who_was_erased(database: Database) -> None:
    number = await erased(database)
    told = "\n".join(await everything(database))
    assert [trace for trace in TRACES if trace.casefold() in told.casefold()] == []
    async with database.reading() as store:
        case = await store.cases.by_id(number)
        said = (await store.session.exec(select(Entry).order_by(Entry.id))).all()  # type: ignore[arg-type]  # a column
        survey = (await store.session.exec(select(Survey))).one()
    assert case is not None
    assert "Đèn đường ấp 5 hư." in case.text
    assert case.anonymous
    assert Places(database.vault).of(case) == Whereabouts(f"Nhà {INSTEAD}, hẻm 12")
    assert [one.attachments for one in said] == [None, None]
    assert (survey.satisfaction, survey.voice) == (5, None)


async def test_the_traces_are_there_before(database: Database) -> None:
    async with database.unit_of_work() as store:
        await lived(store)
    told = "\n".join(await everything(database))
    assert [trace for trace in TRACES if trace not in told] == []


async def test_what_must_happen_once_is_still_known_to_have_happened(database: Database) -> None:
    await erased(database)
    async with database.unit_of_work() as store:
        assert await store.outbox.said("answer:1")


async def test_the_same_account_is_somebody_new(database: Database) -> None:
    await erased(database)
    async with database.unit_of_work() as store:
        chat = await store.people.chat("telegram", TU.user_id, private=True)
        person = await store.people.person("telegram", TU, NOW, chat.id)
        assert await store.cases.of_person(person.id or 0) == []
        assert chat.erased_at is None


async def test_no_byte_is_left_in_the_file_its_log_or_the_folder(
    database: Database, tmp_path: Path
) -> None:
    number = await erased(database)
    await database.rewrite()
    async with database.unit_of_work() as store:
        assert await store.scrubs.open() == 1
        await store.scrubs.done(1, NOW)
        assert await store.scrubs.open() is None
    found = on_disk(tmp_path)
    for trace in TRACES:
        for form in (trace, json.dumps(trace)[1:-1]):
            assert form.encode() not in found, trace
    assert b"bytes of a picture" not in found
    if database.sqlite:
        assert "Đèn đường ấp 5 hư.".encode() in found  # we have looked at the right file
    assert number


async def test_a_picture_that_two_have_sent_stays_for_the_other(database: Database) -> None:
    async with database.unit_of_work() as store:
        _, case = await lived(store)
        sha = await store.files.keep(b"bytes of a picture", "image/jpeg", NOW)
        chat = await store.people.chat("telegram", "other", private=True)
        said = Saying(
            chat.id or 0, "7", Side.OFFICIAL, Act.ANSWER, NOW, attachments=[{"sha256": sha}]
        )
        await store.drafts.say(said, case_id=case.id)
    async with database.unit_of_work() as store:
        person = await store.people.person("telegram", TU, NOW)
        store.history.now = NOW
        await store.erasing.forget(person, str, NOW)
        assert store.files.root.joinpath(sha[:2], sha).exists()


async def test_a_tombstone_lies_beside_the_database(database: Database, tmp_path: Path) -> None:
    await erased(database)
    [stone] = remembered(tmp_path)
    assert (stone.channel, stone.when) == ("telegram", NOW)
    assert stone.person == database.vault.key("person", "telegram", TU.user_id)


def test_deleted_content_is_overwritten_at_once() -> None:
    assert "secure_delete=ON" in PRAGMAS


async def test_both_engines_are_written_anew(database: Database) -> None:
    await database.rewrite()
    async with database.reading() as store:
        assert (await (await store.session.connection()).execute(text("select 1"))).scalar() == 1
