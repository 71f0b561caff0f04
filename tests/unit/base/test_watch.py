"""The loop's pulse and the machine's sleep."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST, ManualClock, SystemClock
from kiwoom_desk.base.watch import LAG_SHOWN, STEP, LoopWatch, culprit


async def beat(clock: ManualClock, seconds: float) -> None:
    """Let the watch wake once after that many seconds."""
    clock.advance(seconds)
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_late_pulse_is_told_and_a_timely_one_is_not() -> None:
    clock = ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST))
    watch = LoopWatch(clock)
    told: list[float] = []
    watch.lagged.connect(told.append)
    task = asyncio.ensure_future(watch._beat())
    await asyncio.sleep(0)
    for _ in range(5):
        await beat(clock, STEP)
    assert told == []
    await beat(clock, STEP + 1.5)
    assert told == [pytest.approx(1.5)]
    assert watch.lag == pytest.approx(1.5)
    await beat(clock, STEP)
    assert watch.lag == pytest.approx(0.0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("away", [3600.0, -86_400.0])
async def test_a_wall_clock_that_leaps_means_sleep_and_is_told_once(away: float) -> None:
    clock = ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST))
    watch = LoopWatch(clock)
    told: list[float] = []
    watch.slept.connect(told.append)
    task = asyncio.ensure_future(watch._beat())
    await asyncio.sleep(0)
    await beat(clock, STEP)
    clock._wall += timedelta(seconds=away)
    for _ in range(3):
        await beat(clock, STEP)
    assert told == [pytest.approx(away)]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.expected_warnings("loop_held")
async def test_what_holds_the_loop_is_named(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    watch = LoopWatch(SystemClock())
    task = asyncio.ensure_future(watch.run())
    await asyncio.sleep(0)
    hold_until = threading.Event()

    def hold_the_loop() -> None:
        hold_until.wait(LAG_SHOWN + 20 * STEP)

    hold_the_loop()
    for _ in range(200):
        if watch.lag >= LAG_SHOWN:
            break
        await asyncio.sleep(0.02)
    assert watch.lag >= LAG_SHOWN
    assert "hold_the_loop" in caplog.text
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_thread_that_is_gone_has_no_culprit() -> None:
    assert culprit(-1) == ""
