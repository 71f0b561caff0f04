"""The three clocks: Korean wall time, market time that can be re-based, seconds for durations."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST, Clock, ManualClock, SystemClock, market_moment

START = datetime(2026, 11, 20, 10, 0, tzinfo=KST)


def test_the_systems_wall_time_is_korean_and_market_time_follows_it() -> None:
    clock = SystemClock()
    assert clock.wall().utcoffset() == timedelta(hours=9)
    before = clock.wall()
    assert before <= clock.market() <= clock.wall()
    assert clock.monotonic() <= clock.monotonic()


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock(START)])
def test_a_stopped_market_stands_at_the_time_given(clock: Clock) -> None:
    there = START + timedelta(days=3)
    clock.rebase(there.astimezone(UTC), 0.0)
    assert clock.market() == there
    assert clock.market().utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock(START)])
def test_naive_times_and_markets_that_run_backwards_are_refused(clock: Clock) -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.rebase(START.replace(tzinfo=None), 1.0)
    with pytest.raises(ValueError, match="backwards"):
        clock.rebase(START, -1.0)
    with pytest.raises(ValueError, match="zone"):
        ManualClock(START.replace(tzinfo=None))


async def test_the_systems_sleep_ends() -> None:
    await SystemClock().sleep(0)


def test_a_rebased_market_runs_at_its_speed() -> None:
    clock = ManualClock(START)
    clock.rebase(START + timedelta(hours=1), 30.0)
    clock.advance(2)
    assert clock.wall() == START + timedelta(seconds=2)
    assert clock.market() == START + timedelta(hours=1, seconds=60)
    assert clock.monotonic() == 2


def test_a_market_time_is_read_with_and_without_seconds() -> None:
    assert market_moment("2026-11-20T10:00") == START
    assert market_moment("2026-11-20T10:00:30") == START + timedelta(seconds=30)
    for odd in ("", "10:00", "2026-11-20", "2026-11-20 10:00", "2026-11-20T10:00:30.5"):
        with pytest.raises(ValueError, match="no market time"):
            market_moment(odd)


def test_a_manual_market_may_start_elsewhere() -> None:
    clock = ManualClock(START, START - timedelta(days=1))
    assert (clock.wall(), clock.market()) == (START, START - timedelta(days=1))


async def test_sleepers_wake_in_the_order_of_their_times() -> None:
    clock, woken = ManualClock(START), list[str]()

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(sleeper("late", 3))
        group.create_task(sleeper("early", 1))
        group.create_task(sleeper("at once", 0))
        while clock.sleeping < 2:
            await asyncio.sleep(0)
        clock.advance(0.5)
        await asyncio.sleep(0)
        assert woken == ["at once"]
        clock.advance(2.5)
    assert woken == ["at once", "early", "late"]


async def test_a_sleeper_that_gave_up_is_passed_over() -> None:
    clock = ManualClock(START)
    task = asyncio.ensure_future(clock.sleep(1))
    while not clock.sleeping:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert clock.sleeping == 0
    clock.advance(2)
