"""A sweep that is disturbed: nothing is said twice, nothing is missed."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from handlers import deadline
from handlers.desk import Desk
from handlers.officials import reminders
from handlers.wording import HERE, Wording
from storage.db import Database
from storage.models import RoomKind
from tests.conftest import OpenTown
from tests.handlers.casebook import put_down
from tests.handlers.told import OFFICE
from tests.journeys.scenes import acts_of, at, reports, staffed

WORDING = Wording(OFFICE.texts, office=OFFICE.name, you="ông/bà", You="Ông/bà")
DUE = datetime(2026, 11, 19, 17, 0, tzinfo=HERE).astimezone(UTC)
UNITS = ("kinh_te", "van_hoa")
MANY = reminders.PAGE + 10
"""Cases of each unit: two pages."""


class Killed(Exception):
    """The process is gone in the middle of a page."""


def day(number: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, minute, tzinfo=HERE).astimezone(UTC)


@pytest.fixture
async def filled(database: Database) -> Database:
    """Two units with a room each, and many cases that are due on one day."""
    async with database.unit_of_work() as store:
        desk = Desk(store, OFFICE, WORDING, day(16))
        for unit in UNITS:
            group = await store.people.chat("telegram", unit, private=False)
            await store.offices.open_room(RoomKind.UNIT, group.id or 0, None, unit, day(16))
            for _ in range(MANY):
                await put_down(desk, "tu", DUE, unit=unit)
    return database


async def page(database: Database, now: datetime, *, killed: bool = False) -> int:
    """One page, as the schedule takes it."""
    async with database.unit_of_work() as store:
        found = await reminders.sweep(Desk(store, OFFICE, WORDING, now))
        if killed:
            raise Killed
        return found


async def all_pages(database: Database, now: datetime) -> None:
    """A whole tick."""
    while await page(database, now):
        pass


async def lists(database: Database) -> list[str]:
    """The lists that were said, oldest first."""
    async with database.reading() as store:
        rows = await store.outbox.due(day(30), limit=500)
        return [
            json.loads(store.outbox.unseal(row))["text"]
            for row, _ in rows
            if row.what == "reminder"
        ]


async def bring(database: Database) -> None:
    """All that waits stands in its chat."""
    async with database.unit_of_work() as store:
        for row, _ in await store.outbox.due(day(30), limit=500):
            store.outbox.sent(row, (str(row.id),), [], day(16))


async def steps(database: Database) -> set[int]:
    """How often the cases were reminded of."""
    counts = set()
    async with database.reading() as store:
        for case in await store.cases.open_of_unit(None, limit=500):
            events = await store.cases.history(case.id or 0)
            assert [event.act for event in events].count("remind") == case.reminders
            counts.add(case.reminders)
    return counts


async def test_a_kill_between_pages_or_within_one_says_nothing_twice(filled: Database) -> None:
    assert await page(filled, day(18)) == reminders.PAGE
    for minute in range(3):
        with pytest.raises(Killed):
            await page(filled, day(18, 8, minute), killed=True)
    await all_pages(filled, day(18, 9))
    said = await lists(filled)
    assert len(said) == len(UNITS)
    assert all(f"{MANY} hồ sơ chờ trả lời" in text for text in said)
    assert await steps(filled) == {1}


async def test_a_kill_in_the_first_page_leaves_nothing_behind(filled: Database) -> None:
    with pytest.raises(Killed):
        await page(filled, day(18), killed=True)
    assert await lists(filled) == []
    await all_pages(filled, day(18))
    assert (len(await lists(filled)), await steps(filled)) == (2, {1})


async def test_processes_that_tick_at_once_take_turns(filled: Database) -> None:
    for number in (18, 19, 20):
        await asyncio.gather(*(all_pages(filled, day(number)) for _ in range(3)))
        await all_pages(filled, day(number))  # what was locked at that moment
        assert len(await lists(filled)) == len(UNITS)
        await bring(filled)
    assert await steps(filled) == {3}


async def test_after_three_days_down_each_unit_gets_one_list(filled: Database) -> None:
    await all_pages(filled, day(27, 9))
    said = await lists(filled)
    assert len(said) == len(UNITS)
    assert all("đã quá hạn" in text for text in said)
    assert await steps(filled) == {1}
    await bring(filled)
    await all_pages(filled, day(27, 15))
    assert await lists(filled) == []


@pytest.mark.parametrize("back", [day(18, 8), day(17, 8), day(16, 8)])
async def test_a_clock_set_back_repeats_nothing_and_misses_nothing(
    filled: Database, back: datetime
) -> None:
    await all_pages(filled, day(18, 14))
    async with filled.unit_of_work() as store:  # everything is worked out anew meanwhile
        desk = Desk(store, OFFICE, WORDING, back)
        for case in await store.cases.open_of_unit(None, limit=500):
            deadline.set_clock(desk, case)
    assert len(await lists(filled)) == len(UNITS)
    await bring(filled)
    await all_pages(filled, back)
    await all_pages(filled, day(18, 16))
    assert (await lists(filled), await steps(filled)) == ([], {1})
    await all_pages(filled, day(19))
    assert (len(await lists(filled)), await steps(filled)) == (2, {2})


async def test_a_case_that_somebody_works_on_is_not_lost(filled: Database) -> None:
    if filled.sqlite:
        pytest.skip("one writer: nobody works on a case beside a page")
    async with filled.unit_of_work() as store:
        (first, *_) = await store.cases.open_of_unit("kinh_te", limit=1)
        await store.cases.by_id(first.id or 0, lock=True)
        await all_pages(filled, day(18))
    await all_pages(filled, day(18, 8, 1))
    assert (len(await lists(filled)), await steps(filled)) == (2, {1})


async def test_two_processes_of_a_town_tick_for_three_days(
    postgres_url: str, open_a_town: OpenTown
) -> None:
    town = await open_a_town(database_url=postgres_url)
    staff = await staffed(town)
    codes = [await reports(town, town.telegram.person(f"Lan {n}")) for n in range(3)]
    async with town.spare() as other:
        for number in (17, 18, 19, 20, 23):
            for hour in (8, 14):
                town.clock.set(at(number, hour))
                async with asyncio.TaskGroup() as group:
                    for app in (town.app, other, town.app, other):
                        group.create_task(app.tick())
        town.app.sender.idle.clear()
        town.app.sender.wake.set()
        await town.settle()
    said = [m.text for m in staff.said("chờ trả lời") if m.text.startswith("⏰")]
    for code in codes:
        assert sum(code in text for text in said) == (await acts_of(town, code)).count("remind")
