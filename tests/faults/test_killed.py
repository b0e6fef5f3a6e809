"""Killed in the middle of work and started again: nothing is lost, hardly anything is said twice."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.sandbox.telegram import Person, TelegramSandbox
from bot.settings import Settings
from storage.db import Database
from storage.models import Delivery, Taken
from storage.vault import Vault
from tests.bench.stage import WALK, Stage, tap
from tests.journeys.scenes import CODE

RESIDENTS = 60
KILLS = 5
CALLS = (15, 60)
"""After so many calls of the platform the next kill falls."""
PATIENCE = 60.0
SIDE_BY_SIDE = 16
"""Chats that the sender serves at once: so many messages can be under way."""


@pytest.fixture
async def stage(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    """A stand-in for Telegram here; the bot will be a process of its own."""
    telegram = TelegramSandbox(SystemClock(), pace=False)
    async with telegram.serve() as url:
        yield Stage(telegram, url, tmp_path, database_url)


async def test_killed_at_any_moment_under_load(stage: Stage) -> None:
    processes = 1 if stage.database_url.startswith("sqlite") else 2
    code = await stage.invite()
    people = list(stage.residents(RESIDENTS).values())
    async with Crew(stage, processes) as crew:
        await stage.telegram.until(lambda: stage.telegram.world.updates.has_poller, PATIENCE)
        stage.staff.says(f"/ketnoi {code}", in_=stage.group)
        await stage.telegram.until(lambda: len(stage.group.messages) > 1, PATIENCE)
        async with asyncio.TaskGroup() as group:
            group.create_task(crew.killed_again_and_again(random.Random(7)))  # noqa: S311
            for number, who in enumerate(people):
                group.create_task(walk(stage, number, who))
        await stage.telegram.until(lambda: len(codes_in_group(stage)) == RESIDENTS, PATIENCE)
    receipts = {who.id: {found for text in said(who) for found in CODE.findall(text)} for who in people}
    assert all(len(codes) == 1 for codes in receipts.values())  # one case for each, and no more
    cards = Counter(codes_in_group(stage, all_of_them=True))
    assert set(cards) == {code for codes in receipts.values() for code in codes}
    assert sum(cards.values()) - RESIDENTS <= KILLS  # the one that was under way
    twice = sum(len(said(who)) - 1 - len(WALK[:-1]) for who in people)
    assert twice <= KILLS * SIDE_BY_SIDE
    await nothing_is_left(stage)


async def walk(stage: Stage, number: int, who: Person) -> None:
    """One resident says something and answers what is asked, whenever it comes."""
    who.says(f"Đèn đường trước nhà số {number} hư cả tuần nay, khu phố 3")
    for label in WALK[:-1]:
        await stage.telegram.until(lambda label=label: shows(who, label), PATIENCE)  # type: ignore[misc]
        tap(who, label)
    await stage.telegram.until(lambda: CODE.search(who.last.text), PATIENCE)


def shows(who: Person, label: str) -> bool:
    """Whether a button stands under the newest message of a chat."""
    return any(label in one for one in who.last.labels)


def said(who: Person) -> list[str]:
    """What the bot said to a person."""
    return [m.text for m in who.messages if m.from_bot]


def codes_in_group(stage: Stage, *, all_of_them: bool = False) -> list[str]:
    """The codes whose cards stand in the group."""
    codes = [CODE.findall(m.text)[0] for m in stage.group.messages if m.from_bot and m.labels]
    return codes if all_of_them else list(set(codes))


async def nothing_is_left(stage: Stage) -> None:
    """Everything that arrived was handled, everything that was to be said is said."""
    settings: Settings = stage.settings()
    database = Database(settings.database, Vault(settings.secret), stage.directory / "files")
    async with database.reading() as store:
        assert await store.inbox.count(Taken.WAITING) == 0
        assert await store.inbox.count(Taken.FAILED) == 0
        assert await store.outbox.count(Delivery.FAILED) == 0
        cases = await store.cases.open_of_unit("kinh_te", limit=500)
        texts = {case.text for case in cases}
    await database.close()
    assert len(cases) == RESIDENTS
    assert len(texts) == RESIDENTS


class Crew:
    """Processes of the bot that somebody keeps killing and starting again."""

    def __init__(self, stage: Stage, size: int) -> None:
        self._stage = stage
        self._size = size
        self._shifts: list[AsyncExitStack] = []
        self._processes: list[asyncio.subprocess.Process] = []

    async def __aenter__(self) -> "Crew":
        for _ in range(self._size):
            await self._start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for shift in self._shifts:
            await shift.aclose()

    async def _start(self) -> None:
        shift = AsyncExitStack()
        self._shifts.append(shift)
        self._processes.append(await shift.enter_async_context(self._stage.running("bot", "run")))

    async def killed_again_and_again(self, dice: random.Random) -> None:
        """Wait for a moment of work, kill the oldest at once, start another."""
        for _ in range(KILLS):
            history = self._stage.telegram.history
            moment = len(history) + dice.randint(*CALLS)
            await self._stage.telegram.until(lambda: len(history) >= moment, PATIENCE)  # noqa: B023
            self._processes[0].kill()
            await self._processes.pop(0).wait()
            await self._start()
