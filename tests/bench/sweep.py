"""How long a sweep takes with 10 k, 100 k and 1 M stored cases, and whom it keeps waiting.

In a process of its own for each engine, so that its memory is what this takes. Everything that
the bot looks for at a tick is looked for, and meanwhile a resident writes all the time.
"""

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from pydantic import SecretStr
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.app import App, build
from bot.sandbox.clock import SandboxClock
from bot.sandbox.town import MONDAY, OFFICE
from bot.settings import Settings
from handlers.calendar import calendar_of
from handlers.leaders.ordering import OpenDesk
from handlers.message import Address, Incoming, Kind, Sender
from handlers.router import route
from handlers.wording import HERE
from storage.models import Delivery, Event, Outbox
from tests.bench.many_cases import UNITS, fill, make_due, staff
from tests.bench.memory import forget_peak, peak
from tests.bench.stage import REPORT, ROOT, SECRET

SIZES, QUICK = (10_000, 100_000, 1_000_000), (10_000, 50_000)
DUE = 2_000
NUMBERS = count(1)
PAUSE = 0.005
"""Seconds between a resident's message that was stored and the next one's."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One size. `seconds`: of a look at everything, the quickest of some (noise only adds).

    A resident's longest wait in ms, while the bot looks and (`usual`) while it does not; peak
    memory during the looks in MB; seconds of filling the tables.
    """

    stored: int
    seconds: float
    longest: float
    usual: float
    peak: float
    filled_in: float


async def measure(server: str, *, quick: bool) -> dict[str, list[Sweep]]:
    """All sizes, by engine."""
    found = {}
    for name, url in (("SQLite", ""), ("PostgreSQL", server)):
        with tempfile.TemporaryDirectory(prefix="bench-sweep-") as folder:
            command = [sys.executable, "-m", "tests.bench.sweep", folder, url]
            command += ["--quick"] if quick else []
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
            )
            out, _ = await process.communicate()
            assert process.returncode == 0, f"the sweep on {name} failed"
            found[name] = [Sweep(**row) for row in json.loads(out)]
    return found


async def run(folder: Path, url: str, sizes: tuple[int, ...], runs: int) -> list[Sweep]:
    """On one engine: fill, look several times (each time other days), fill more."""
    found, stored = [], 0
    async with _a_desk(folder, url) as (app, clock):
        async with app.open_desk() as desk:
            await staff(desk)
        await _look(app, clock, due=0)
        gc.freeze()  # as bot.app.run does
        for size in sizes:
            began = time.perf_counter()
            async with app.database.unit_of_work() as store:
                await fill(store.session, stored + 1, size, clock.now())
            filled_in, stored = time.perf_counter() - began, size
            forget_peak()
            looks = [await _look(app, clock) for _ in range(runs)]
            seconds, waits, calm = zip(*looks, strict=True)
            found.append(Sweep(size, min(seconds), max(waits), max(calm), peak(), filled_in))
    return found


@asynccontextmanager
async def _a_desk(folder: Path, url: str) -> AsyncIterator[tuple[App, SandboxClock]]:
    clock = SandboxClock(MONDAY)
    settings = Settings(
        _env_file=None,
        telegram_token=SecretStr("1:bench"),
        office_file=OFFICE,
        secret_key=SecretStr(SECRET),
        data_dir=folder,
        database_url=url,
    )
    app = await build(settings, clock, lambda *_: {})
    yield app, clock
    await app.database.close()


async def _look(app: App, clock: SandboxClock, due: int = DUE) -> tuple[float, float, float]:
    """Seconds of one tick at which so much is due; the longest waits (ms) in it and before it."""
    clock.set(_next_morning(app, clock.now()))
    async with app.database.unit_of_work() as store:
        await make_due(store.session, due, clock.now())
        # Nobody sends here: as if the lists before had arrived, or a newer one took their place.
        await store.session.exec(update(Outbox).values(state=Delivery.SENT))
        before = await _said(store.session)
    calm = await longest_wait(app.open_desk, times=20)
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(longest_wait(app.open_desk, done))
        await asyncio.sleep(PAUSE)
        began = time.perf_counter()
        await app.tick()
        seconds = time.perf_counter() - began
        done.set()
    async with app.database.reading() as store:
        said = await _said(store.session)
    steps, lists = said[0] - before[0], said[1] - before[1]
    assert (steps, lists) == (due, len(UNITS) if due else 0), f"{steps} steps in {lists} lists"
    return seconds, writing.result(), calm


def _next_morning(app: App, now: datetime) -> datetime:
    calendar = calendar_of(app.office)
    day = calendar.next_working_day(now.astimezone(HERE).date())
    opens = calendar.opening_of(day)
    assert opens is not None, "it is a working day"
    return opens + timedelta(minutes=5)


async def _said(session: AsyncSession) -> tuple[int, int]:
    """How many steps stand in histories, and how many lists were said."""
    steps = select(func.count()).select_from(Event).where(col(Event.act) == "remind")
    lists = select(func.count()).select_from(Outbox).where(col(Outbox.what) == "reminder")
    return (await session.exec(steps)).one(), (await session.exec(lists)).one()


async def longest_wait(
    open_desk: OpenDesk, done: asyncio.Event | None = None, times: int = 0
) -> float:
    """Residents write, one after the other; how long it took at most until all was stored (ms)."""
    longest, written = 0.0, 0
    while written < times or (done is not None and not done.is_set()):
        written += 1
        began = time.perf_counter()
        async with open_desk() as desk:
            await route(desk, _message(desk.now))
        longest = max(longest, time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    return longest * 1000


def _message(now: datetime) -> Incoming:
    """Somebody new each time: what one person says would pile up in one draft."""
    who = f"w{next(NUMBERS)}"
    there, words = Address("telegram", who), REPORT.format(number=7)
    return Incoming(there, "1", Kind.TEXT, Sender(who, "Lan"), True, now, text=words)


def main() -> None:
    """One engine; prints what was found as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sweep", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    sizes, runs = (QUICK, 1) if given.quick else (SIZES, 5)
    found = asyncio.run(run(given.folder, given.url, sizes, runs))
    print(json.dumps([asdict(one) for one in found]))  # noqa: T201  # what the bench reads


if __name__ == "__main__":
    main()
