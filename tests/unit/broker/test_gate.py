"""The gate before the limits: what was clicked goes before timers, and who waits is told."""

from __future__ import annotations

import asyncio
from datetime import datetime

import msgspec

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.broker.gate import Gate, Haste
from kiwoom_desk.wire.limits import LIVE, Budget, Lane


async def settled(clock: ManualClock, sleepers: int) -> None:
    """Let everything run until that many sleep."""
    while clock.sleeping < sleepers:
        await asyncio.sleep(0)


async def test_a_click_passes_before_timers_that_came_first() -> None:
    clock = ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST))
    profile = msgspec.structs.replace(LIVE, reads=1, read=None)
    gate = Gate(Budget(profile), clock)
    passed: list[str] = []
    waits: list[float] = []

    async def caller(name: str, haste: Haste) -> None:
        await gate.pass_(name, Lane.READ, haste, waits.append)
        passed.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(caller("first", Haste.USUAL))
        for number in range(3):
            group.create_task(caller(f"timer {number}", Haste.TIMED))
        await settled(clock, 3)
        group.create_task(caller("clicked", Haste.CLICKED))
        await settled(clock, 4)
        while len(passed) < 5:
            clock.advance(0.2)
            for _ in range(20):
                await asyncio.sleep(0)
    assert passed == ["first", "clicked", "timer 0", "timer 1", "timer 2"]
    assert waits
    assert all(0 < wait <= 2.0 for wait in waits)
