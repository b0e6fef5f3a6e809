"""How much memory the bot has taken after five thousand messages, and after ten."""

import gc
from dataclasses import dataclass
from pathlib import Path

from tests.bench.desk import FREE
from tests.bench.stage import WALK, Stage, a_stage

AT_ONCE = 50  # residents


@dataclass(frozen=True, slots=True)
class Peaks:
    """Peak resident memory in MB at half of the messages and after all of them."""

    half: float
    full: float


async def measure(*, messages: int) -> Peaks:
    """Each resident: one report and the taps that send it, so that cases and cards are made too."""
    peaks = []
    async with a_stage() as stage, stage.desk("tests.bench.desk", FREE) as process:
        each = 1 + len(WALK)
        for first in range(1, messages // each + 1, AT_ONCE):
            await _round(stage, first)
            done = (first - 1 + AT_ONCE) * each
            if done in (messages // 2, messages):
                peaks.append(peak(process.pid))
    return Peaks(*peaks)


async def _round(stage: Stage, first: int) -> None:
    people = stage.residents(AT_ONCE, first)
    await stage.say_all(people)
    for label, then in zip(WALK, [*WALK[1:], "Xem tiến độ"], strict=True):
        await stage.tap_all(people, label, then)


def peak(pid: int | str = "self") -> float:
    """Peak resident memory of a process in MB, since it began or its peaks began anew."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Let our own peak begin anew."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
