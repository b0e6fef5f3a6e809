"""From a resident's message to the reply, at thirty messages a second whether we keep up or not."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from bot.app import SystemClock
from tests.bench.stage import REPORT, Stage, a_stage, until

RATE = 30  # messages a second
TURNS = 2  # messages of one resident, so that most are first words and many are not


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds from message to reply; `refused`: how often the pace was broken (429)."""

    p50: float
    p99: float
    refused: int


async def measure(*, seconds: int, arguments: tuple[str, ...] = ()) -> Waits:
    """Speak at fixed times (open loop), no resident more than once a second."""
    async with a_stage(pace=not arguments) as stage, stage.desk("tests.bench.desk", *arguments):
        spoken = await _speak(stage, RATE * seconds)
        answered = defaultdict(list)
        for call in stage.telegram.calls("sendMessage"):
            if call.ok and call.params["chat_id"] in spoken:
                answered[call.params["chat_id"]].append(call.at)
        waits = sorted(
            (there - here).total_seconds() * 1000
            for who, times in spoken.items()
            for here, there in zip(times, answered[who], strict=True)
        )
        return Waits(_at(waits, 0.5), _at(waits, 0.99), stage.telegram.count_429)


async def _speak(stage: Stage, count: int) -> dict[int, list[datetime]]:
    clock = SystemClock()
    people = list(stage.residents(count // TURNS).values())
    spoken: dict[int, list[datetime]] = defaultdict(list)
    began = time.perf_counter()
    for i in range(count):
        await asyncio.sleep(max(0.0, began + i / RATE - time.perf_counter()))
        who = people[i % len(people)]
        spoken[who.id].append(clock.now())
        who.says(REPORT.format(number=i))
    await until(lambda: all(len(who.messages) >= 2 * TURNS for who in people), stage)
    return spoken


def _at(waits: list[float], part: float) -> float:
    return waits[min(len(waits) - 1, int(len(waits) * part))]
