"""Whoever bends the history is found out: the first break is named, on both engines."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from storage.db import Database
from storage.models import Case
from storage.proof import Broken, Proof, prove
from tests.storage.test_history import NOTE, NOW, answered, opened

TODAY = date(2026, 11, 16)
TRIGGERS = {
    "event": ("event_stays", "event_is_kept"),
    "day_seal": ("day_seal_no_update", "day_seal_no_delete"),
    "day_seal_case": ("day_seal_case_no_update", "day_seal_case_no_delete"),
}


async def proved(database: Database) -> Proof:
    async with database.reading() as store:
        return await prove(store.session, store.vault)


async def three_cases(database: Database) -> list[Case]:
    cases = []
    for who in ("tu", "nam", "sau"):
        async with database.unit_of_work() as store:
            case = await opened(store, who)
        async with database.unit_of_work() as store:
            cases.append(await answered(store, case.id or 0, NOTE))
    return cases


async def sealed(database: Database, day: date = TODAY) -> str:
    async with database.unit_of_work() as store:
        made = await store.seals.seal(day, NOW)
        assert made is not None
        return made.sha256


async def bend(database: Database, *statements: str) -> None:
    """As somebody who may do everything with the database does it."""
    async with database.unit_of_work() as store:
        connection = await store.session.connection()
        for table, names in TRIGGERS.items():
            if database.sqlite:
                for name in names:
                    await connection.execute(text(f"drop trigger {name}"))
            else:
                await connection.execute(text(f"alter table {table} disable trigger user"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_what_nobody_bent_is_whole(database: Database) -> None:
    assert await proved(database) == Proof()
    cases = await three_cases(database)
    assert await proved(database) == Proof(cases=3, events=6)
    first = await sealed(database)
    async with database.unit_of_work() as store:
        await answered(store, cases[0].id or 0)
        await store.history.forget_notes(cases[1].person_id)
        (await store.people.person_by_id(cases[1].person_id)).erased_at = NOW
    second = await sealed(database, TODAY + timedelta(days=1))
    assert first != second
    assert await proved(database) == Proof(cases=3, events=7, days=2, head=second)


async def test_a_day_is_sealed_once_and_holds_only_what_moved(database: Database) -> None:
    cases = await three_cases(database)
    await sealed(database)
    async with database.unit_of_work() as store:
        assert await store.seals.seal(TODAY, NOW) is None
        assert await store.seals.seal(TODAY - timedelta(days=1), NOW) is None
    async with database.unit_of_work() as store:
        await answered(store, cases[0].id or 0)
    async with database.unit_of_work() as store:
        made = await store.seals.seal(TODAY + timedelta(days=1), NOW)
        assert made is not None
        assert made.cases == 1


BENT = {
    "who did it": ("update event set role = 'leader' where id = 4", 1, 2, "was changed after"),
    "when": ("update event set at = '2026-11-15 01:00:00+00:00' where id = 4", 1, 2, "was changed"),
    "the note": ("update event set note = 'x' where id = 4", 1, 2, "its note was changed"),
    "the note, as if forgotten": (
        "update event set note = null, salt = null where id = 4",
        1, 2, "its note is missing, and nobody of it was erased",
    ),
    "one put in": (
        ("insert into event (case_id, number, at, act, role, previous, sha256)"
        " values (2, 3, '2026-11-15 01:00:00+00:00', 'answer', 'bot', 'x', 'x')"),
        1, 3, "does not follow",
    ),
    "one taken away": ("delete from event where id = 3", 1, 1, "it is missing"),
    "the newest": ("delete from event where id = 4", 1, 2, "the newest event is missing"),
    "the deadline": (
        "update \"case\" set due_at = '2026-12-31 01:00:00+00:00' where id = 2",
        1, 2, "changed behind its history: due_at",
    ),
    "the holder": ('update "case" set holder_id = 1 where id = 2', 1, 2, "holder_id is 1, not"),
}  # fmt: skip


@pytest.mark.parametrize("what", BENT)
async def test_the_first_break_is_named(database: Database, what: str) -> None:
    statement, at, number, said = BENT[what]
    cases = await three_cases(database)
    await bend(database, statement)
    with pytest.raises(Broken, match=f"{cases[at].code}.*{said}") as broken:
        await proved(database)
    assert f"event {number}:" in str(broken.value)


GONE = {
    "the newest, and how far it goes": (
        "delete from event where id = 4",
        ("update chain set number = 1, sha256 = (select sha256 from event where id = 3)"
        " where case_id = 2"),
        ("update \"case\" set state = 'received', answered_at = null, answered_by = null"
        " where id = 2"),
    ),
    "a whole case": (
        "delete from chain where case_id = 2",
        "delete from event where case_id = 2",
        'delete from "case" where id = 2',
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", GONE)
async def test_what_was_taken_away_without_a_trace_misses_its_seal(
    database: Database, what: str
) -> None:
    cases = await three_cases(database)
    await sealed(database)
    await bend(database, *GONE[what])
    with pytest.raises(Broken, match=f"{cases[1].code}, event 2: it is missing since the seal of"):
        await proved(database)


SEALS = (
    "delete from day_seal_case where case_id = 2",
    "delete from day_seal where id = 1",
    "update day_seal set cases = 2 where id = 1",
    "update day_seal_case set code = 'PA-2611-AAAA' where case_id = 2 and day = '2026-11-16'",
)


@pytest.mark.parametrize("statement", SEALS)
async def test_seals_cannot_be_bent_either(database: Database, statement: str) -> None:
    cases = await three_cases(database)
    await sealed(database)
    async with database.unit_of_work() as store:
        await answered(store, cases[0].id or 0)
    await sealed(database, TODAY + timedelta(days=1))
    await bend(database, statement)
    with pytest.raises(Broken, match="the seal of"):
        await proved(database)


async def test_who_makes_a_new_history_has_another_head(database: Database) -> None:
    await three_cases(database)
    kept = (await sealed(database))[:16]
    async with database.reading() as store:
        assert await store.seals.with_head(kept)
        assert await store.seals.with_head("0" * 16) is None
