"""How long a resident waits who wrote while the bot was down, from the moment it is started."""

import statistics
import time

from tests.bench.stage import REPORT, a_stage, until

MODULE = ("bot", "run")


async def measure(*, runs: int) -> float:
    """Seconds from the process's start to the first answer; tables and office are there already."""
    took = []
    for _ in range(runs):
        async with a_stage(pace=True) as stage:
            await stage.invite()
            (lan,) = stage.residents(1).values()
            lan.says(REPORT.format(number=1))
            began = time.perf_counter()
            async with stage.running(*MODULE):
                await until(lambda who=lan: len(who.messages) > 1, stage)  # type: ignore[misc]  # bound in the loop
                took.append(time.perf_counter() - began)
    return statistics.median(took)
