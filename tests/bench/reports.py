"""Reports per second into the group: everybody's last tap at once, until the last card stands."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import pairwise

from tests.bench.desk import FREE
from tests.bench.stage import PATIENCE, REPORT, WALK, Stage, a_stage, tap

NUMBER = re.compile(REPORT.partition("{")[0][-8:] + r"(\d+)")
Told = Callable[[Stage, int], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Rates:
    """Reports per second, the median of all runs."""

    sqlite: float
    postgres: float
    relay: float


async def measure(server: str, *, count: int, runs: int, away: float = 0.0) -> Rates:
    """Run desk and relay in turns, so that a busy moment of the machine hits all of them.

    `away`: seconds from the bot to Telegram and back; a relay that waits for each answer before
    it goes on feels them, and so does everybody who waits behind.
    """
    rates: dict[str, list[float]] = {"sqlite": [], "postgres": [], "relay": []}
    for _ in range(runs):
        for name, told, on in (
            ("sqlite", by_desk, ""),
            ("postgres", by_desk, server),
            ("relay", by_relay, ""),
        ):
            async with a_stage(server=on, away=away) as stage:
                rates[name].append(await told(stage, count))
    return Rates(**{name: statistics.median(found) for name, found in rates.items()})


async def by_desk(stage: Stage, count: int) -> float:
    """Reports per second through the desk."""
    async with stage.desk("tests.bench.desk", FREE):
        people = stage.residents(count)
        await stage.say_all(people)
        for label, then in pairwise(WALK):
            await stage.tap_all(people, label, then)

        def start() -> None:
            for who in people.values():
                tap(who, WALK[-1])

        return await _timed(stage, count, start)


async def by_relay(stage: Stage, count: int) -> float:
    """Reports per second through the relay."""
    async with stage.running("tests.bench.relay"):
        await stage.listening()
        people = stage.residents(count)

        def start() -> None:
            for number, who in people.items():
                who.says(REPORT.format(number=number))

        return await _timed(stage, count, start)


async def _timed(stage: Stage, count: int, start: Callable[[], None]) -> float:
    posted = stage.group.chat.posted
    target = len(posted) + count
    began = time.perf_counter()
    start()
    await stage.telegram.until(lambda: len(posted) >= target, PATIENCE)
    took = time.perf_counter() - began
    await stage.telegram.wait_quiet(PATIENCE)
    check_all_once(stage, count)
    return count / took


def check_all_once(stage: Stage, count: int) -> None:
    """Raise AssertionError unless every report stands in the group exactly once."""
    found = Counter(number for one in stage.group.messages for number in NUMBER.findall(one.text))
    missing = [n for n in range(1, count + 1) if str(n) not in found]
    twice = [n for n, times in found.items() if times > 1]
    assert not missing, f"{len(missing)} reports are not in the group"
    assert not twice, f"{len(twice)} reports are in the group twice"
