"""Killed in the middle of work and started again: nothing is lost, hardly anything said twice."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from bot.app import SystemClock, build
from bot.sandbox.telegram import Group, Person, TelegramSandbox
from bot.settings import Settings
from storage.db import Database
from storage.models import Delivery, Taken
from storage.vault import Vault
from tests.bench.stage import WALK, Process, Stage, Start, tap
from tests.faults.looking import leaks_of
from tests.journeys.scenes import CODE

MATTERS = {
    "kinh_te": "Đèn đường trước nhà số {number} hư cả tuần nay, khu phố 3",
    "cong_an": "Hàng xóm hát karaoke tới khuya gần số {number}, khu phố 3",
    "van_hoa": "Có ổ sốt xuất huyết, nhờ phun thuốc muỗi gần số {number}, khu phố 3",
    "ttpvhcc": "Hồ sơ trễ hẹn ở một cửa, nhà số {number}, khu phố 3",
}
"""What is said, and whose it is: in a group of its own each, below Telegram's 20 a minute."""
OF_EACH = 12
RESIDENTS = OF_EACH * len(MATTERS)
KILLS = 5
CALLS = (5, 40)
"""After so many calls of the platform the next kill falls."""
PATIENCE = 60.0
SIDE_BY_SIDE = 16
"""Chats that the sender serves at once: so many messages can be under way."""


@pytest.fixture
async def stage(tmp_path: Path, database_url: str, forked: Start) -> AsyncIterator[Stage]:
    """A stand-in for Telegram here; the bot will be a process of its own."""
    telegram = TelegramSandbox(SystemClock(), pace=False)
    async with telegram.serve() as url:
        yield (made := Stage(telegram, url, tmp_path, database_url, forked))
        assert await leaks_of(made) == []


async def test_killed_at_any_moment_under_load(stage: Stage) -> None:
    processes = 1 if stage.database_url.startswith("sqlite") else 2
    groups = await connected(stage)
    people = list(stage.residents(RESIDENTS).values())
    async with Crew(stage, processes) as crew:
        until = partial(stage.telegram.until, timeout=PATIENCE)
        await until(lambda: all(any(m.from_bot for m in one.messages) for one in groups))
        async with asyncio.TaskGroup() as group:
            group.create_task(crew.killed_again_and_again(random.Random(7)))  # noqa: S311
            for number, who in enumerate(people):
                group.create_task(walk(stage, number, who))
        await until(lambda: len(set(cards(groups))) == RESIDENTS)
    receipts = [{code for text in said(who) for code in CODE.findall(text)} for who in people]
    assert all(len(codes) == 1 for codes in receipts)  # one case for each, and no more
    assert set(cards(groups)) == {code for codes in receipts for code in codes}
    # Only what was under way may stand twice: a card in each group, an answer to each resident.
    assert len(cards(groups)) - RESIDENTS <= KILLS * len(groups)
    assert sum(len(said(who)) - len(WALK) for who in people) <= KILLS * SIDE_BY_SIDE
    await nothing_is_left(stage)


async def connected(stage: Stage) -> list[Group]:
    """Each unit has a group in which somebody has typed its one-time code."""
    staff = stage.staff
    others = [
        stage.telegram.group(unit, admins=[staff], supergroup=True) for unit in list(MATTERS)[1:]
    ]
    app = await build(stage.settings(), SystemClock(), lambda *_: {})
    async with app.open_desk() as desk:
        codes = [await desk.store.offices.invite("unit", unit, desk.now) for unit in MATTERS]
    await app.database.close()
    groups = [stage.group, *others]
    for group, code in zip(groups, codes, strict=True):
        staff.says(f"/ketnoi {code}", in_=group)
    return groups


async def walk(stage: Stage, number: int, who: Person) -> None:
    """One resident says something and answers what is asked, whenever it comes."""
    who.says(list(MATTERS.values())[number % len(MATTERS)].format(number=number))
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


def cards(groups: list[Group]) -> list[str]:
    """The codes of the cards that stand in the groups."""
    return [CODE.findall(m.text)[0] for one in groups for m in one.messages if m.labels]


async def nothing_is_left(stage: Stage) -> None:
    """Everything that arrived was handled, everything that was to be said is said."""
    settings: Settings = stage.settings()
    database = Database(settings.database, Vault(settings.secret), stage.directory / "files")
    async with database.reading() as store:
        assert await store.inbox.count(Taken.WAITING) == 0
        assert await store.inbox.count(Taken.FAILED) == 0
        assert await store.outbox.count(Delivery.FAILED) == 0
        cases = await store.cases.open_of_unit(None, limit=500)
    await database.close()
    assert len({case.text for case in cases}) == len(cases) == RESIDENTS


class Crew:
    """Processes of the bot that somebody keeps killing and starting again."""

    def __init__(self, stage: Stage, size: int) -> None:
        self._stage = stage
        self._size = size
        self._shifts: list[AsyncExitStack] = []
        self._processes: list[Process] = []

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
