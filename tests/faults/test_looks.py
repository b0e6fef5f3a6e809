"""What is looked at before the jobs: each trouble in its own sentence, and nobody loses a turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from structlog.testing import capture_logs

from bot.catching_up import CatchingUp
from bot.channels.base import Plain, Raw
from bot.sandbox.clock import SandboxClock
from bot.sandbox.town import Town
from bot.schedule import JOBS, ROUNDS, Schedule
from handlers.desk import Desk
from handlers.wording import Wording
from storage.db import Database
from tests.conftest import OpenTown
from tests.handlers.told import OFFICE

WORDING = Wording(OFFICE.texts, office=OFFICE.name, you="ông/bà", You="Ông/bà")
NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


class Line(Plain):
    """A channel of which only the past is asked."""

    def __init__(self, name: str, trouble: Exception | None = None) -> None:
        self.name = name
        self.trouble = trouble
        self.asked = 0

    async def missed(self, _since: datetime) -> list[Raw]:
        """Stumble, or say that nothing was."""
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        return []


def errors(logs: list[Any]) -> list[str]:
    return [one["event"] for one in logs if one["log_level"] == "error"]


async def test_a_look_that_fails_is_named_and_keeps_no_other_from_its_turn(
    database: Database,
) -> None:
    turns: list[str] = []

    async def fine(name: str) -> None:
        turns.append(name)

    async def stumbles() -> None:
        raise KeyError("anything")

    @asynccontextmanager
    async def desk() -> AsyncIterator[Desk]:
        async with database.unit_of_work() as store:
            yield Desk(store, OFFICE, WORDING, NOW)

    async def every_job() -> set[str]:
        return {*JOBS, *ROUNDS}

    names = ("the first", "the second", "the third", "the last")
    looks = {name: stumbles if name in names[::2] else partial(fine, name) for name in names}
    with capture_logs() as logs:
        found = await Schedule(desk, desk, every_job, looks, {}, lambda: None).tick()
    assert errors(logs) == ["the first", "the third"]
    assert turns == ["the second", "the last"]
    assert found.keys() == {*JOBS, *ROUNDS}


async def test_every_platform_is_tended_by_itself(open_a_town: OpenTown) -> None:
    town = await open_a_town(platforms=("zalo_oa", "zalo_bot", "telegram"))
    looks = [one for one in town.app.schedule.looks if "tended" in one]
    assert looks == [f"{name} could not be tended" for name in town.app.channels]
    assert len(looks) == 3


async def test_an_office_file_that_cannot_be_read_is_named_and_the_jobs_go_on(town: Town) -> None:
    async with town.app.database.unit_of_work() as store:
        await store.offices.load("units = [", "0" * 64, town.clock.now())
    with capture_logs() as logs:
        found = await town.app.tick()
    assert errors(logs) == ["a job failed"]
    assert [one["job"] for one in logs if one["log_level"] == "error"] == ["office file"]
    assert found.keys() >= {*JOBS, *ROUNDS}


async def test_a_past_that_cannot_be_read_keeps_no_other_from_being_read(
    database: Database,
) -> None:
    odd, fine = Line("odd", KeyError("anything")), Line("fine")
    clock = SandboxClock(NOW)

    async def keep(_channel: object, _batch: list[Raw]) -> int:
        return 0

    @asynccontextmanager
    async def desk() -> AsyncIterator[Desk]:
        async with database.unit_of_work() as store:
            yield Desk(store, OFFICE, WORDING, NOW)

    channels: Any = {"odd": odd, "fine": fine}
    catching_up = CatchingUp(database, clock, channels, keep, desk, timedelta(hours=1))
    for _ in range(2):
        with capture_logs() as logs:
            await catching_up.look()
        clock.advance(timedelta(minutes=11))
        assert errors(logs) == ["what was missed could not be looked for"]
        assert [one["channel"] for one in logs if one["log_level"] == "error"] == ["odd"]
    assert (odd.asked, fine.asked) == (2, 2)
