"""The clock stands still until its hands are moved."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.sandbox.clock import SandboxClock

MINUTE = timedelta(minutes=1)


async def test_waiters_wake_when_their_time_has_come_and_not_before(clock: SandboxClock) -> None:
    async with asyncio.TaskGroup() as group:
        soon = group.create_task(clock.wait(None, clock.now() + MINUTE))
        later = group.create_task(clock.wait(asyncio.Event(), clock.now() + 2 * MINUTE))
        await asyncio.sleep(0)
        assert clock.next_wake() == clock.now() + MINUTE
        clock.advance(MINUTE)
        await soon
        assert not later.done()
        assert clock.next_wake() == clock.now() + MINUTE
        clock.advance(MINUTE)
        await later
    assert clock.next_wake() is None


async def test_an_event_wakes_before_the_time(clock: SandboxClock) -> None:
    event = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(clock.wait(event, clock.now() + MINUTE))
        await asyncio.sleep(0)
        event.set()
        await waiting
    assert clock.next_wake() is None


async def test_who_waits_for_an_event_that_may_be_late_is_no_reason_to_stop(
    clock: SandboxClock,
) -> None:
    poll = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(clock.wait(poll, clock.now() + MINUTE))
        group.create_task(clock.wait(None, clock.now() + 2 * MINUTE))
        await asyncio.sleep(0)
        assert clock.next_wake(poll) == clock.now() + 2 * MINUTE
        clock.advance(2 * MINUTE)


async def test_a_time_that_has_passed_and_a_set_event_do_not_wait(clock: SandboxClock) -> None:
    event = asyncio.Event()
    event.set()
    await clock.wait(None, clock.now())
    await clock.wait(event, None)


async def test_cancelled_waiters_leave_nothing_behind(clock: SandboxClock) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await clock.wait(asyncio.Event(), clock.now() + MINUTE)
    assert clock.next_wake() is None


def test_time_does_not_run_backwards(clock: SandboxClock) -> None:
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-MINUTE)
    with pytest.raises(ValueError, match="aware"):
        SandboxClock(datetime(2026, 1, 1))  # noqa: DTZ001  # the fault under test
