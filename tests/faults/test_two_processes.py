"""Two processes on one PostgreSQL: everything is done once, and in order."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from bot.app import App
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.scenes import LAMP, at, code_in, counts, heard, reports, staffed


@pytest.fixture
async def town(postgres_url: str, open_a_town: OpenTown) -> Town:
    """A town whose bot shares its database."""
    return await open_a_town(database_url=postgres_url)


async def both_tick(town: Town, other: App) -> None:
    """Two processes look at the same moment."""
    async with asyncio.TaskGroup() as group:
        group.create_task(town.app.tick())
        group.create_task(other.tick())
    town.app.sender.idle.clear()
    town.app.sender.wake.set()
    await town.settle()


async def test_a_reminder_is_said_once(town: Town) -> None:
    staff = await staffed(town)
    for number in range(3):
        await reports(town, town.telegram.person(f"Lan {number}"))
    async with town.spare() as other:
        for day in (18, 19, 20):
            town.clock.set(at(day, 8))
            for _ in range(4):
                await both_tick(town, other)
    assert len(staff.said("chờ trả lời")) == 3


async def test_a_digest_is_said_once_for_each_leader(town: Town) -> None:
    bosses = [town.telegram.person(f"Lãnh đạo {n}") for n in range(3)]
    for boss in bosses:
        await town.appoint(boss, "leader")
    async with town.spare() as other:
        town.clock.set(at(23, 8))
        for _ in range(4):
            await both_tick(town, other)
    assert [sum(text.startswith("📊") for text in heard(one)) for one in bosses] == [1, 1, 1]


async def test_what_arrives_is_handled_once_and_in_order(town: Town) -> None:
    staff = await staffed(town, supergroup=True)
    people = [town.telegram.person(f"Lan {n}") for n in range(14)]
    async with town.spare() as other, asyncio.TaskGroup() as group:
        await other.channels["telegram"].start()
        working = group.create_task(other.inbox.run())
        for step in range(5):
            for who in people:
                who.says(f"câu {step}" if step else LAMP)
            other.inbox.wake.set()
        await town.settle(timedelta(seconds=20))
        for label in ("✅ Gửi, tôi đồng ý", "✅ Đúng"):
            for who in people:
                who.presses(who.last, label)
            other.inbox.wake.set()
            await town.settle(timedelta(seconds=20))
            town.app.sender.wake.set()
            await town.settle(timedelta(seconds=20))
        working.cancel()
        await other.channels["telegram"].stop()
    assert len({code_in(who.last) for who in people}) == len(people)
    for card in staff.cards():
        places = [card.text.index(words) for words in (LAMP, *(f"câu {n}" for n in range(1, 5)))]
        assert places == sorted(places)
    assert (await counts(town))["in failed"] == 0


@pytest.mark.parametrize("waits", [False, True])
async def test_a_database_that_hangs_up_costs_no_message(
    town: Town, postgres_url: str, *, waits: bool
) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, LAMP)
    await everybody_out(postgres_url)
    if waits:  # whoever looks first finds the line dead: inbox, sender, the lock, or the intake
        town.app.inbox.wake.set()
        town.app.sender.wake.set()
    town.clock.advance(timedelta(seconds=5))
    lan.presses(lan.last, "✅ Gửi, tôi đồng ý")
    await town.telegram.until(lambda: "lĩnh vực" in lan.last.text, timeout=15)
    receipt = await town.presses(lan, lan.last, "Đúng")
    assert staff.card(code_in(receipt))
    assert (await counts(town))["in failed"] == 0


async def everybody_out(postgres_url: str) -> None:
    """The server cuts every line but ours."""
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    await admin.close()
