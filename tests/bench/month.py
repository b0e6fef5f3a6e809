"""A simulated month, sixty cases a day, through the real program: `python -m tests.bench.month`."""

import asyncio
import gc
import logging
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from bot.sandbox.town import open_town
from handlers.wording import HERE
from tests.bench.memory import peak
from tests.forking import draw_in_forks
from tests.journeys.leaks import found_in
from tests.journeys.month import AT_ONCE, balance, opened
from tests.journeys.reached import Diary

EACH_DAY, FIRST, LAST = 60, date(2026, 11, 2), date(2026, 11, 30)


async def play() -> list[str]:
    """Print how the cases stand and how long it took; returns what no rule explains, or leaked."""
    began = time.perf_counter()
    start = datetime.combine(FIRST, datetime.min.time(), HERE).replace(hour=6)
    with Diary().kept() as diary, tempfile.TemporaryDirectory(prefix="month-") as folder:
        async with open_town(Path(folder), start=start, limits=AT_ONCE, pace=False) as town:
            gc.freeze()  # as bot.app.run does
            month = await opened(town, each_day=EACH_DAY, first=FIRST, last=LAST)
            await month.play(FIRST, LAST)
            stand = await balance(month)
            leaks = await found_in(town, diary)
    say(f"{len(month.matters)} cases, {FIRST:%d/%m} to {LAST:%d/%m/%Y}")
    for name, count in sorted(stand.items(), key=lambda one: -one[1]):
        say(f"  {count:>5} {name}")
    said = ", ".join(f"{count} {name}" for name, count in sorted(month.ledger.steps.items()))
    say(f"reminders in histories: {said}")
    say(f"{time.perf_counter() - began:.0f} s, peak memory {peak():.0f} MB, stand-in included")
    return [*month.ledger.faults, *leaks]


def say(line: str) -> None:
    """One line of the result."""
    print(line, flush=True)  # noqa: T201  # the result


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    draw_in_forks()
    faults = asyncio.run(play())
    for fault in faults[:50]:
        say(f"NOT IN ORDER: {fault}")
    sys.exit(1 if faults else 0)
