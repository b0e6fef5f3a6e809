"""The history of the cases: complete, chained, and closed to changes, on both engines."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.chain import START, hash_of
from storage.db import Database, Store
from storage.models import Case, Event, State
from storage.people import Identity
from storage.places import Whereabouts

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
NOTE = "gọi bà Tư 0912 345 678"


async def opened(store: Store, who: str = "tu", home: str = "", **more: Any) -> Case:
    chat = await store.people.chat("telegram", who, private=True)
    person = await store.people.person("telegram", Identity(who, "Bà Tư"), NOW, chat.id)
    case = Case.model_validate(
        {
            "code": "", "kind": "report", "category": "khac", "unit": "kinh_te", "text": "Đèn hỏng",
            "folded": "den hong", "person_id": person.id, "chat_id": chat.id, "sent_at": NOW,
            "due_at": NOW + timedelta(days=3), **more,
        }
    )  # fmt: skip
    store.history.now = NOW
    store.places.file(case, Whereabouts(home), home)
    await store.cases.open(case, "PA", "2611")
    await store.cases.note(case, "send", NOW, role="resident", actor_id=person.id, after="received")
    return case


async def answered(store: Store, case_id: int, note: str | None = None) -> Case:
    store.history.now = NOW
    case = await store.cases.by_id(case_id, lock=True)
    assert case is not None
    case.state, case.answered_at, case.answered_by = State.ANSWERED, NOW, case.person_id
    store.cases.save(case)
    await store.cases.note(case, "answer", NOW, role="official", before="received",
                           after="answered", note=note, actor_id=case.person_id)  # fmt: skip
    return case


async def history(database: Database, case_id: int) -> list[Event]:
    async with database.reading() as store:
        return await store.cases.history(case_id)


def changes(event: Event) -> dict[str, Any]:
    return json.loads(event.changes or "{}")  # type: ignore[no-any-return]


async def test_each_event_carries_the_hash_of_the_one_before(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
        other = await opened(store, "nam")
        await store.cases.note(case, "assign", NOW)
    async with database.unit_of_work() as store:
        await answered(store, case.id or 0, NOTE)
    events = await history(database, case.id or 0)
    assert [(one.number, one.act) for one in events] == [(1, "send"), (2, "assign"), (3, "answer")]
    assert [one.previous for one in events] == [START, events[0].sha256, events[1].sha256]
    assert [hash_of(one.model_dump()) for one in events] == [one.sha256 for one in events]
    assert [one.number for one in await history(database, other.id or 0)] == [1]


async def test_an_event_says_what_was_before_and_after(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store, home="nhà bà Tư", urgent=True)
    async with database.unit_of_work() as store:
        await answered(store, case.id or 0)
    sent, said = await history(database, case.id or 0)
    assert changes(sent)["code"] == [None, case.code]
    assert changes(sent)["urgent"] == [False, True]
    assert changes(sent)["words"] == ["text", "whereabouts"]
    assert changes(said) == {
        "answered_at": [None, "2026-11-16T01:00:00.000000+00:00"],
        "answered_by": [None, case.person_id],
        "state": ["received", "answered"],
    }
    assert "bà Tư" not in (sent.changes or "")


async def test_two_acts_of_one_transaction_each_say_what_they_changed(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
    async with database.unit_of_work() as store:
        found = await store.cases.by_id(case.id or 0)
        assert found is not None
        found.unit = "van_phong"
        store.cases.save(found)
        await store.cases.note(found, "transfer", NOW)
        await store.flush()
        found.urgent = True
        store.cases.save(found)
        await store.cases.note(found, "alarm", NOW)
        found.due_at = NOW
    _, moved, alarm = await history(database, case.id or 0)
    assert changes(moved) == {"unit": ["kinh_te", "van_phong"]}
    assert set(changes(alarm)) == {"urgent", "due_at"}


async def test_no_change_goes_without_an_event(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
    async with database.unit_of_work() as store:
        store.history.now = NOW + timedelta(hours=1)
        found = await store.cases.by_id(case.id or 0)
        assert found is not None
        found.due_at = NOW
        await store.flush()
        found.category = "rac_ve_sinh"
        found.nudges = 2  # the bot's own diary
    _, untold = await history(database, case.id or 0)
    assert (untold.act, untold.role, untold.at) == ("change", "bot", NOW + timedelta(hours=1))
    assert set(changes(untold)) == {"due_at", "category"}


async def test_a_key_is_noted_once_for_ever(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
        assert await store.cases.note_once(case, "escalate", NOW, "k", "a")
        assert not await store.cases.note_once(case, "escalate", NOW, "k", "b")
    async with database.unit_of_work() as store:
        assert not await store.cases.note_once(case, "escalate", NOW, "k", "c")
        one = {"case_id": case.id, "act": "remind", "at": NOW, "note": None}
        fresh = await store.chases.note_all_once([one | {"key": "k"}, one | {"key": "k2"}])
        assert fresh == {"k2"}
    assert [one.act for one in await history(database, case.id or 0)] == [
        "send",
        "escalate",
        "remind",
    ]


CHANGES = (
    "update event set role = 'leader'",
    "update event set note = 'khác'",
    "update event set note = null",  # its salt must go with it
    "update event set note = null, salt = null, act = 'x'",
    "update event set at = '2026-11-01 00:00:00+00:00'",
    "update event set sha256 = 'x'",
    "update event set changes = null",
    "delete from event",
    "delete from event where number = 2",
)


@pytest.mark.parametrize("statement", CHANGES)
async def test_the_history_is_closed_to_changes(database: Database, statement: str) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
    async with database.unit_of_work() as store:
        await answered(store, case.id or 0, NOTE)
    before = [one.model_dump() for one in await history(database, case.id or 0)]
    with pytest.raises(DBAPIError, match="the history is append-only"):
        async with database.unit_of_work() as store:
            await store.session.exec(text(statement))  # type: ignore[call-overload]  # bare SQL
    assert [one.model_dump() for one in await history(database, case.id or 0)] == before


async def test_notes_are_forgotten_and_the_chain_holds(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
        other = await opened(store, "nam")
    async with database.unit_of_work() as store:
        await answered(store, case.id or 0, NOTE)
        await answered(store, other.id or 0, "của người khác")
    async with database.unit_of_work() as store:
        assert await store.history.forget_notes(case.person_id) == 1
        assert await store.history.forget_notes(case.person_id) == 0
    events = await history(database, case.id or 0)
    assert [one.note for one in events] == [None, None]
    assert [one.salt for one in events] == [None, None]
    assert events[-1].note_sha256
    assert hash_of(events[-1].model_dump()) == events[-1].sha256
    assert (await history(database, other.id or 0))[-1].note == "của người khác"


async def test_processes_that_write_at_once_make_one_chain(database: Database) -> None:
    """Nobody locks the case: who comes second waits for the first, and nothing is lost."""
    async with database.unit_of_work() as store:
        case = await opened(store)

    async def note(number: int) -> None:
        async with database.unit_of_work() as store:
            found = await store.cases.by_id(case.id or 0)
            assert found is not None
            await store.cases.note(found, f"act-{number}", NOW)

    await asyncio.gather(*(note(number) for number in range(8)))
    events = await history(database, case.id or 0)
    assert [one.number for one in events] == list(range(1, 10))
    assert [one.previous for one in events[1:]] == [one.sha256 for one in events[:-1]]
    assert {one.act for one in events[1:]} == {f"act-{number}" for number in range(8)}


async def test_what_fails_leaves_no_gap(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await opened(store)
    with suppress(RuntimeError):
        async with database.unit_of_work() as store:
            await answered(store, case.id or 0)
            await store.flush()
            raise RuntimeError
    async with database.unit_of_work() as store:
        await answered(store, case.id or 0)
    assert [one.number for one in await history(database, case.id or 0)] == [1, 2]
