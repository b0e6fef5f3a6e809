"""What was said in a case is proved by its history; who changes it behind its back is found out."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.redaction import redacting
from storage.db import Database, Store
from storage.drafts import Saying
from storage.models import Act, Case, Entry, Side
from storage.proof import Broken, Proof, prove
from storage.rekeying import Rekeying
from storage.vault import Vault
from tests.storage.lives import INSTEAD, NOW, TU, lived
from tests.storage.test_history import changes, history, opened

NEW = "the next key, for tests only"
SHA = "ab" * 32
PHOTO = {"kind": "photo", "remote": "", "name": "", "sha256": SHA}


def saying(case: Case, number: str, words: str, side: Side = Side.OFFICIAL) -> Saying:
    return Saying(
        case.chat_id, number, side, Act.ANSWER, NOW, words, [dict(PHOTO)], author_id=case.person_id
    )


async def answered(store: Store, words: str = "Đã thay bóng đèn") -> tuple[Case, Entry]:
    """A case that a unit has answered; the answer, a picture with it."""
    case = await opened(store)
    entry = await store.drafts.say(saying(case, "7", words), case_id=case.id)
    await store.cases.note(case, "answer", NOW, role="official")
    return case, entry


async def proved(database: Database) -> Proof:
    async with database.reading() as store:
        return await prove(store.session, store.vault)


async def bend(database: Database, statement: str, **values: object) -> None:
    """Somebody changes the database itself."""
    async with database.unit_of_work() as store:
        await (await store.session.connection()).execute(text(statement), values)


async def test_the_event_that_tells_of_it_holds_a_fingerprint(database: Database) -> None:
    async with database.unit_of_work() as store:
        case, entry = await answered(store)
    sent, told = await history(database, case.id or 0)
    assert "said" not in changes(sent)
    [print_] = changes(told)["said"].values()
    assert len(print_) == 32
    assert "bóng" not in (told.changes or "")
    assert entry.witness
    assert await proved(database) == Proof(cases=1, events=2, begun=1, said=1)


@pytest.mark.parametrize(
    "statement",
    [
        "update entry set text = 'Chưa thay' where id = 1",
        "update entry set attachments = null where id = 1",
        'update entry set attachments = \'[{"kind": "photo"}]\' where id = 1',
        "update entry set side = 'resident' where id = 1",
        "update entry set author_id = null where id = 1",
        "update entry set said_at = '2026-11-01 01:00:00+00:00' where id = 1",
        "update entry set witness = null where id = 1",
        "update entry set witness = (select witness from entry where id = 2) where id = 1",
    ],
)
async def test_who_changes_what_was_said_is_found_out(database: Database, statement: str) -> None:
    async with database.unit_of_work() as store:
        case, _ = await answered(store)
        await answered(store, "Khác")
    await bend(database, statement)
    with pytest.raises(Broken, match=f"^{case.code}, words 1: they were changed"):
        await proved(database)


async def test_words_cannot_be_swapped_or_taken_away(database: Database) -> None:
    async with database.unit_of_work() as store:
        case, _ = await answered(store)
        other, _ = await answered(store, "Khác")
    await bend(database, "update entry set case_id = 2 where id = 1")
    with pytest.raises(Broken, match="words 1: they were put there"):
        await proved(database)
    await bend(database, "update entry set case_id = 1 where id = 1")
    await proved(database)
    await bend(database, "delete from entry where id = 2")
    with pytest.raises(Broken, match=f"{other.code}, words 2: they are missing"):
        await proved(database)
    assert case.code != other.code


async def test_a_draft_is_proved_from_the_moment_it_is_a_case(database: Database) -> None:
    async with database.unit_of_work() as store:
        _, case = await lived(store)
        await store.cases.note(case, "send", NOW)
    assert (await proved(database)).said == 2
    await bend(database, "update entry set text = 'x' where draft_id is not null")
    with pytest.raises(Broken, match="words 1"):
        await proved(database)


async def test_what_nobody_decided_on_yet_is_counted_and_proved_from_then_on(
    database: Database,
) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
    async with database.unit_of_work() as store:
        pending = replace(saying(case, "8", "Đã thay"), act=Act.REPLY)
        entry = await store.drafts.say(pending, case_id=case.id)
    assert await proved(database) == Proof(cases=1, events=1, begun=1, unproved=1)
    async with database.unit_of_work() as store:
        found = await store.drafts.entry(entry.id or 0, lock=True)
        assert found is not None
        found.act = Act.ANSWER
        store.drafts.save_entry(found)
        await store.cases.note(case, "answer", NOW)
    assert await proved(database) == Proof(cases=1, events=2, begun=1, said=1)


async def test_what_was_said_before_there_was_such_a_proof_is_counted(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
        old = Entry(
            case_id=case.id, side="official", act="answer", chat_id=case.chat_id, external_id="1",
            text="Trước đây", said_at=NOW,
        )  # fmt: skip
        store.session.add(old)
    assert await proved(database) == Proof(cases=1, events=1, unproved=1)
    async with database.unit_of_work() as store:
        store.history.now = NOW
        found = await store.session.get_one(Entry, old.id)
        found.text = "[đã xóa]"
        store.drafts.save_entry(found)
    assert await proved(database) == Proof(cases=1, events=2, begun=1, said=1)


async def test_both_versions_of_what_was_edited_are_proved(database: Database) -> None:
    async with database.unit_of_work() as store:
        case, entry = await answered(store)
    async with database.unit_of_work() as store:
        found = await store.drafts.entry(entry.id or 0)
        assert found is not None
        await store.drafts.new_version(found, saying(case, "7:e", "Đã thay hai bóng"))
        await store.cases.note(case, "correct", NOW)
    assert await proved(database) == Proof(cases=1, events=3, begun=1, said=2)
    await bend(database, "update entry set text = 'x' where id = 1")
    with pytest.raises(Broken, match="words 1"):
        await proved(database)


async def test_what_is_forgotten_by_rule_is_told_from_what_was_changed(database: Database) -> None:
    async with database.unit_of_work() as store:
        person, case = await lived(store)
        await store.cases.note(case, "send", NOW)
    async with database.reading() as store:
        before = [await store.session.get_one(Entry, number) for number in (1, 2)]
    async with database.unit_of_work() as store:
        store.history.now = NOW
        person = await store.people.person_by_id(person.id or 0)
        await store.erasing.forget(person, redacting(TU, TU.user_id, INSTEAD), NOW)
    proof = await proved(database)
    assert (proof.said, proof.forgotten, proof.unproved) == (2, 2, 0)
    async with database.reading() as store:
        after = [await store.session.get_one(Entry, number) for number in (1, 2)]
    keys = [database.vault.unseal(one.witness or b"") for one in (*before, *after)]
    assert len({*keys}) == 4, "with the old key the old words could be guessed"
    await bend(database, "update entry set text = 'x' where id = 1")
    with pytest.raises(Broken, match="words 1: they were changed"):
        await proved(database)


async def test_files_that_are_kept_no_longer_are_forgotten_by_rule(database: Database) -> None:
    async with database.unit_of_work() as store:
        case, entry = await answered(store)
    async with database.unit_of_work() as store:
        store.history.now = NOW
        found = await store.session.get_one(Entry, entry.id)
        await store.files.strip([found], {"photo"})
    assert await proved(database) == Proof(cases=1, events=3, begun=1, said=1, forgotten=1)
    assert [one.act for one in await history(database, case.id or 0)][-1] == "change"


async def test_under_a_new_key_it_is_still_proved(database: Database, tmp_path: Path) -> None:
    async with database.unit_of_work() as store:
        await answered(store)
    await Rekeying(database, Vault(NEW)).run(NOW)
    url = database.url.render_as_string(hide_password=False)
    with_new = Database(url, Vault(NEW), tmp_path)
    try:
        assert (await proved(with_new)).said == 1
        await bend(with_new, "update entry set text = 'x'")
        with pytest.raises(Broken):
            await proved(with_new)
    finally:
        await with_new.close()


@pytest.mark.parametrize("witness", ["null", "(select witness from entry where id = 1)"])
async def test_words_cannot_be_put_there_either(database: Database, witness: str) -> None:
    async with database.unit_of_work() as store:
        case, _ = await answered(store)
    columns = "draft_id, case_id, side, act, chat_id, external_id, form, replaced, said_at"
    await bend(
        database,
        f"insert into entry ({columns}, text, witness)"  # noqa: S608  # the words stand above
        f" select {columns}, 'Đã thay rồi', {witness} from entry where id = 1",
    )
    with pytest.raises(Broken, match=f"{case.code}, words 2: they were put there"):
        await proved(database)
