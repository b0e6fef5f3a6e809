"""Apologies and promises are found when they are due, and nothing else is looked at."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text

from storage.db import Database, Store
from storage.models import Apology, Case, Promise, State
from storage.owed import BATCH
from storage.people import Identity
from storage.states import UNAPOLOGISED

NOW = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
LATE, LATER = NOW - timedelta(hours=15), NOW + timedelta(hours=1)


async def put(store: Store, number: int, due: datetime, **how: object) -> Case:
    chat = await store.people.chat("telegram", "1", private=True)
    person = await store.people.person("telegram", Identity("1", "Lan"), NOW, chat.id)
    case = Case(
        code=f"PA-2611-{number:04}", kind="report", category="khac", unit="kinh_te", text="",
        folded="", person_id=person.id or 0, chat_id=chat.id or 0, sent_at=LATE, due_at=due,
    )  # fmt: skip
    store.history.now = NOW
    store.session.add(case.sqlmodel_update(how))
    await store.flush()
    return case


@pytest.mark.parametrize(
    ("how", "owed"),
    [
        ({}, True),
        ({"state": State.IN_PROGRESS}, True),
        ({"state": State.REOPENED, "reopened": 1, "apologies": 1}, True),
        ({"apologies": 1}, False),  # drafted in this round
        ({"state": State.WAITING_RESIDENT}, False),  # the clock stands
        ({"state": State.ANSWERED}, False),
        ({"due_at": LATER}, False),
    ],
)
async def test_who_is_owed_an_apology(
    database: Database, how: dict[str, object], *, owed: bool
) -> None:
    async with database.unit_of_work() as store:
        case = await put(store, 1, LATE, **how)
        found = await store.owed.unapologised(NOW)
    assert [one.id for one in found] == ([case.id] if owed else [])


async def test_some_at_once_the_longest_late_first(database: Database) -> None:
    async with database.unit_of_work() as store:
        for number in range(BATCH + 5):
            await put(store, number, LATE - timedelta(minutes=number))
        found = await store.owed.unapologised(NOW)
    assert len(found) == BATCH
    assert [one.due_at for one in found] == sorted(one.due_at for one in found)


async def test_only_what_is_due_is_found(database: Database) -> None:
    async with database.unit_of_work() as store:
        case = await put(store, 1, LATE)
        for round_, next_at in enumerate((NOW, LATER, None)):
            apology = Apology(case_id=case.id or 0, round=round_, unit="u", owed_at=LATE)
            apology.next_at = next_at
            await store.owed.keep(apology)
            await store.owed.keep(
                Promise(
                    case_id=case.id or 0, unit="u", due_on=date(2026, 11, 17), made_at=LATE,
                    next_at=next_at,
                )
            )  # fmt: skip
        assert [of for _, of in await store.owed.apologies_due(NOW)] == [case.id]
        assert [of for _, of in await store.owed.promises_due(NOW)] == [case.id]
        assert len(await store.owed.apologies_between(1, 9)) == 2  # what is settled is none


async def test_the_index_of_what_is_late_serves_the_sweep(database: Database) -> None:
    """A sweep costs what is due, not what is stored."""
    plan = "explain query plan" if database.sqlite else "explain"
    where = f"{UNAPOLOGISED} and due_at < :now order by due_at limit 50"
    query = f'{plan} select * from "case" where {where}'  # noqa: S608  # our own words
    async with database.unit_of_work() as store:
        connection = await store.session.connection()
        if not database.sqlite:
            await connection.execute(text("set local enable_seqscan = off"))
        now = NOW if not database.sqlite else NOW.isoformat()
        said = await connection.execute(text(query), {"now": now})
        assert "ix_case_unapologised" in str(said.all())


async def test_the_index_of_a_units_reminders_serves_its_list(database: Database) -> None:
    """A sweep costs what is due: not all that a unit ever had."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    async with database.unit_of_work() as store:
        connection = await store.session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await store.chases.due("kinh_te", NOW, 50)
        await store.chases.count_due("kinh_te", NOW)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        assert len(asked) == 2
        if not database.sqlite:
            return  # PostgreSQL chooses by what it has counted in its tables
        for one in asked:
            values = (NOW.isoformat(), "kinh_te", 50, 0)[: one.count("?")]
            said = await connection.exec_driver_sql(f"explain query plan {one}", values)
            assert "ix_case_unit_reminder (unit=? AND next_reminder_at<?)" in str(said.all())
