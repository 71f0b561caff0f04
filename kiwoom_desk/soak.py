"""Runs a desk for minutes on an exchange of its own and prints its figures as JSON; refuses other places."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.base.collector import CollectorWatch
from kiwoom_desk.base.histogram import EDGES_MS, Histogram
from kiwoom_desk.base.holds import Culprit, culprits
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.reach import DeskOptions

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.performance import Stretch

_LONGEST_START = 120.0
_SETTLE = 3.0
_MEMORY_EVERY = 5.0
_BURST_EVERY, _BURST_SECONDS = 10.0, 20.0
_POLL = 0.05
# The desk is up a minute before the opening, which is a burst of its own.
_FROM = time(8, 59)


class Durations(msgspec.Struct, frozen=True):
    """One histogram in ms; `counts` by the upper edges of `edges_ms`, the last for what is longer."""

    mean: float
    p50: float
    p99: float
    longest: float
    counts: tuple[int, ...]


class Frames(msgspec.Struct, frozen=True):
    """Frames drawn and turns of their timer; late above 1.5 intervals, very late above 50 ms."""

    per_second: float
    drawn: int
    turns: int
    late: int
    late_share: float
    very_late: int


class Messages(msgspec.Struct, frozen=True):
    """Pushes a second, of all types and by type, and what one costs from the socket to the state."""

    per_second: float
    by_type: dict[str, float]
    decode_us: float
    decode_share: float


class Memory(msgspec.Struct, frozen=True):
    """Megabytes at the start, at the end and at most; `per_hour` the slope of the second half."""

    first: float
    last: float
    most: float
    per_hour: float


class Requests(msgspec.Struct, frozen=True):
    """The rate budget at the end: reads of the last second, and how many are allowed (0: no limit)."""

    used: int
    capacity: int


class Soaked(msgspec.Struct, frozen=True):
    """What is printed: all of the overlay's figures (F12) over the whole run."""

    seconds: float
    burst: bool
    names: int
    market: datetime
    edges_ms: tuple[float, ...]
    frames: Frames
    lag_ms: Durations
    paint_ms: Durations
    panels_ms: Durations
    slices_ms: Durations
    collector_ms: Durations
    messages: Messages
    requests: Requests
    memory_mb: Memory
    core_share: float
    holds: tuple[Culprit, ...] | None


def main(argv: Sequence[str]) -> int:
    """Run for the minutes asked for and print one line of JSON; 1 where the desk ended before."""
    chosen = _parse(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, _, height = chosen.size.partition("x")
    with tempfile.TemporaryDirectory() as folder:
        options = DeskOptions(
            profile=Path(folder) / "profile",
            universe=chosen.universe,
            server=("--control", "--at", chosen.at or _opening()),
            size=(int(width), int(height)),
        )
        soak = Soak(chosen.minutes * 60, chosen.burst, chosen.names)
        code = run_desk(options, soak.run)
    if soak.soaked is None:
        return code or 1
    print(msgspec.json.encode(soak.soaked).decode(), flush=True)
    return code


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiwoom-desk soak")
    parser.add_argument("--minutes", type=float, default=1.0, metavar="N")
    parser.add_argument(
        "--burst", action="store_true", help="every ten seconds twenty seconds of market at once"
    )
    parser.add_argument(
        "--names", type=int, default=20, metavar="N", help="names on the watch list"
    )
    parser.add_argument("--at", metavar="TIME", help="market time, YYYY-MM-DDTHH:MM")
    parser.add_argument("--universe", type=Path, metavar="FILE")
    parser.add_argument("--size", default="1920x1080", metavar="WxH")
    chosen = parser.parse_args(argv)
    if chosen.minutes <= 0 or chosen.names < 1:
        parser.error("--minutes and --names must be above 0")
    return chosen


def _opening() -> str:
    now = SystemClock().wall()
    day = trading_day_on_or_before(parse_rules(resources.read("market/rules.toml")), now.date())
    return f"{datetime.combine(day, _FROM, KST):%Y-%m-%dT%H:%M}"


class Soak:
    """One run beside a desk; `soaked` is what came out, None until it is over."""

    def __init__(self, seconds: float, burst: bool, names: int) -> None:
        self._seconds, self._burst, self._names = seconds, burst, names
        self._memory: list[tuple[float, float]] = []
        self.soaked: Soaked | None = None

    async def run(self, desk: Desk) -> int:
        """Wait until the desk stands, measure, and put the figures together."""
        from kiwoom_desk.ui.shell.performance import between, look

        if not await self._up(desk):
            print("the desk did not come up", file=sys.stderr)
            return 1
        collector, watch = CollectorWatch(), desk.guards.holds
        if watch is not None:
            watch.holds.clear()
        tasks = TaskScope()
        tasks.run(self._bursts(desk), "bursts")
        try:
            before = look(desk.frame.meter, desk.rooms.gateway, collector)
            ended = await self._measure(desk)
            after = look(desk.frame.meter, desk.rooms.gateway, collector)
        finally:
            await tasks.close()
            collector.close()
        held = culprits(watch.holds) if watch is not None else None
        self.soaked = self._told(desk, between(before, after), held)
        return 1 if ended else 0

    async def _up(self, desk: Desk) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_START):
                await desk.filled.wait()
                while desk.rooms.orders.state is not DeskState.READY or not len(desk.instruments):
                    await desk.clock.sleep(_POLL)
            if self._names > len(desk.window.widgets["watch"].codes):  # type: ignore[attr-defined]
                codes = tuple(one.code for one in desk.instruments.all()[: self._names])
                desk.window.widgets["watch"].set_codes(codes)  # type: ignore[attr-defined]
            await desk.clock.sleep(_SETTLE)
            return True
        return False

    async def _measure(self, desk: Desk) -> bool:
        """Wait until the time is over; return whether the desk was closed before."""
        from kiwoom_desk.base.machine import memory_bytes

        began = desk.clock.monotonic()
        while (gone := desk.clock.monotonic() - began) < self._seconds:
            self._memory.append((gone, (memory_bytes() or 0) / 1e6))
            left = min(_MEMORY_EVERY, self._seconds - gone)
            with suppress(TimeoutError):
                await asyncio.wait_for(desk.closed.wait(), left)
                return True
        self._memory.append((gone, (memory_bytes() or 0) / 1e6))
        return False

    async def _bursts(self, desk: Desk) -> None:
        if not self._burst:
            return
        assert desk.exchange is not None
        while True:
            await desk.exchange.play_on(_BURST_SECONDS)
            await desk.clock.sleep(_BURST_EVERY)

    def _told(self, desk: Desk, run: Stretch, held: tuple[Culprit, ...] | None) -> Soaked:
        return Soaked(
            seconds=round(run.seconds, 1),
            burst=self._burst,
            names=len(desk.window.widgets["watch"].codes),  # type: ignore[attr-defined]
            market=desk.clock.market(),
            edges_ms=EDGES_MS,
            frames=Frames(
                per_second=round(run.frames, 1),
                drawn=run.paints.total,
                turns=run.turns,
                late=run.late,
                late_share=round(run.late_share, 5),
                very_late=run.very_late,
            ),
            lag_ms=_durations(run.lags),
            paint_ms=_durations(run.paints),
            panels_ms=_durations(run.steps),
            slices_ms=_durations(run.slices),
            collector_ms=_durations(run.pauses),
            messages=Messages(
                per_second=round(run.messages, 1),
                by_type={kind: round(rate, 1) for kind, rate in sorted(run.pushes.items())},
                decode_us=round(run.decode_us, 1),
                decode_share=round(run.decode_share, 4),
            ),
            requests=Requests(run.budget_used, run.budget_capacity),
            memory_mb=_memory(self._memory),
            core_share=round(run.core_share, 3),
            holds=held,
        )


def _durations(counted: Histogram) -> Durations:
    return Durations(
        mean=round(counted.mean_ms, 2),
        p50=round(counted.share(0.5), 2),
        p99=round(counted.share(0.99), 2),
        longest=round(counted.longest_ms, 1),
        counts=tuple(counted.counts),
    )


def _memory(samples: Sequence[tuple[float, float]]) -> Memory:
    later = samples[len(samples) // 2 :]
    slope = 0.0
    if len(later) > 1 and later[-1][0] > later[0][0]:
        slope = statistics.linear_regression(*zip(*later, strict=True)).slope * 3600
    held = [megabytes for _at, megabytes in samples]
    return Memory(round(held[0], 1), round(held[-1], 1), round(max(held), 1), round(slope, 1))
