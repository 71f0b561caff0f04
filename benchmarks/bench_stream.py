"""Measure the whole desk from the server's write to the paint: waits, late frames, cost a message.

The desk is the program itself, offscreen, with its opening layout, 160 names registered for prints
and books, a hundred of them in the watch list. The practice exchange runs in a process of its own;
`stream_sender` in a third one sends that exchange's own frames, seen before, at the asked rate, with
the moment of the write in each. An empty window with the same timer runs beside it all the time.
On a machine that is slower than the reference one as many messages less are sent as it is slower.
Prints and books come one to one, spread evenly over the names.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import msgspec

from benchmarks.child import Child
from benchmarks.desk_run import exchange, names, opened, run_beside
from benchmarks.report import MODES, SHORT, report, report_scaled, slower_core
from benchmarks.stream_probe import Probe, Slices
from kiwoom_desk.app import Desk
from kiwoom_desk.market.feed import Rank, Want
from tests.support.loopback import until

HERE = Path(__file__).resolve().parent
NAMES, LISTED = 160, 100
SLOW, MIDDLE, FAST = 500, 5_000, 20_000
FRAME_MS, LATE_MS, LAST_MS = 1000 / 60, 24.0, 50.0
P99_FRAMES = {MIDDLE: 1.5, FAST: 2.0}
LATE_PERCENT, SLOPE_US, CORES = 0.1, 25.0, 0.85
BURST, BURSTS, BURST_MS, SLICE_MS = 2_000, 8, 100.0, 8.0
COLLECT, SETTLE = 8.0, 1.0
TAKEN = 0.98
"""Share of the frames sent that a rate needs to count as reached."""


class Stretch(msgspec.Struct):
    """What one stretch at one rate showed; milliseconds, cores and messages."""

    waits: dict[str, list[float]]
    gaps: list[float]
    empty: list[float]
    cores: float
    frames: int
    sent: int
    seconds: float


class Measure:
    """One desk under one sender."""

    def __init__(self, desk: Desk, probe: Probe, sender: Child, empty: Child) -> None:
        self.desk, self.probe, self.sender, self.empty = desk, probe, sender, empty

    async def at(self, rate: int, seconds: float) -> Stretch:
        """Let it run at a rate and measure for some seconds."""
        await self.drained()
        await self.sender.ask(f"rate {rate}")
        await asyncio.sleep(SETTLE)
        await self.empty.ask()
        before = await self.sender.ask("sent")
        self.probe.forget()
        core, wall = time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        core, wall = time.process_time() - core, time.monotonic() - wall
        waits, gaps, frames = self.probe.waits, self.probe.gaps, self.probe.frames
        # What comes while the next stretch settles at its own rate is no part of this one.
        self.probe.forget()
        after, empty = await self.sender.ask("sent"), await self.empty.ask()
        sent = after["sent"] - before["sent"]
        return Stretch(waits, gaps, empty, core / wall, frames, sent, wall)

    async def drained(self) -> None:
        """Send nothing and wait until what was sent before has been taken."""
        await self.sender.ask("rate 0")
        before = -1
        while self.probe.taken != before:
            before = self.probe.taken
            await asyncio.sleep(SETTLE / 4)

    async def burst(self, count: int) -> tuple[float, float, float]:
        """Return the milliseconds from the write to the last frame taken, and the longest slices."""
        await self.drained()
        self.probe.forget()
        with Slices() as slices:
            began = (await self.sender.ask(f"burst {count}"))["began"]
            await until(lambda: self.probe.frames >= count, 10.0)
            await asyncio.sleep(0.05)
        return (self.probe.last_came - began) * 1000, slices.core, slices.wall


async def fill(desk: Desk, sender: Child, collect: float) -> int:
    """Register the names, let the sender see their frames, and return how many it can send."""
    codes = await names(desk, NAMES)
    desk.window.widgets["watch"].set_codes(tuple(codes[:LISTED]))
    for code in codes:
        desk.rooms.feed.acquire(code, Want.QUOTE, Rank.HIDDEN)
        desk.rooms.feed.acquire(code, Want.BOOK, Rank.HIDDEN)
    gateway = desk.rooms.gateway
    await until(lambda: all(gateway.is_registered(code, "0D") for code in codes), 60.0)
    # Each book is asked for once as well; that is over before anything is measured.
    await until(lambda: all(desk.rooms.state.book(code) for code in codes), 60.0)
    await asyncio.sleep(collect)
    told = await sender.ask("load")
    return int(told["names"])


def beside_table(desk: Desk) -> Any:
    """Put a QTableWidget in the place of the watch list's grid; return what puts the grid back."""
    from benchmarks.table_list import TableList

    return TableList(desk)


async def measured(
    desk: Desk, probe: Probe, sender: Child, empty: Child, options: argparse.Namespace
) -> dict[str, Any]:
    """Run all stretches in turn."""
    await opened(desk)
    ready = await fill(desk, sender, options.collect)
    probe.attach(desk)
    await asyncio.sleep(SETTLE)
    probe.look()
    measure = Measure(desk, probe, sender, empty)
    found: dict[str, Any] = {SLOW: [], MIDDLE: [], FAST: [], "table": [], "names": ready}
    for _ in range(options.rounds):
        for rate in (SLOW, MIDDLE, FAST):
            found[rate].append(await measure.at(round(rate / options.slower), options.seconds))
        if not options.short:
            table = beside_table(desk)
            rate = round(FAST / options.slower)
            found["table"].append(await measure.at(rate, options.seconds))
            table.close()
    found["bursts"] = [await measure.burst(BURST) for _ in range(options.bursts)]
    await sender.ask("rate 0")
    return found


def told(stretches: list[Stretch], place: str) -> float:
    """Return the last percent's wait of all stretches in frames."""
    waits = sorted(wait for one in stretches for wait in one.waits[place])
    return waits[len(waits) * 99 // 100] / FRAME_MS if waits else float("nan")


def late(gaps: list[float], limit: float = LATE_MS) -> float:
    """Return the share of gaps above a limit, in percent."""
    return 100 * sum(gap > limit for gap in gaps) / max(len(gaps), 1)


def report_all(found: dict[str, Any], factor: float) -> list[bool]:
    """Print a line a figure; return which hold."""
    held = []
    for rate, target in P99_FRAMES.items():
        held += report_rate(found, rate, target)
    slow, fast = (statistics.median(one.cores for one in found[rate]) for rate in (SLOW, FAST))
    rates = [statistics.median(one.frames / one.seconds for one in found[r]) for r in (SLOW, FAST)]
    slope = (fast - slow) / (rates[1] - rates[0]) * 1e6
    peer = f"{slow:.2f} cores at {rates[0]:.0f} msg/s, {fast:.2f} at {rates[1]:.0f}"
    if found["table"]:
        cores = statistics.median(one.cores for one in found["table"])
        peer += f"; the same desk with a QTableWidget list {cores:.2f}"
    curve = [
        (
            statistics.median(one.frames / one.seconds for one in found[rate]),
            statistics.median(one.cores for one in found[rate]),
        )
        for rate in (SLOW, MIDDLE, FAST)
    ]
    held.append(
        report_scaled("stream_slope", slope, SLOPE_US, "lower", peer, "us/msg", factor, curve)
    )
    if rates[1] < TAKEN * FAST:
        # What was not sent or taken cost nothing yet.
        fast = slow + slope * (FAST - rates[0]) / 1e6
        peer += f"; reckoned from the slope for {FAST}"
    held.append(report_scaled("stream_cores_20000", fast, CORES, "lower", peer, "cores", factor))
    drained, core, wall = (list(column) for column in zip(*found["bursts"], strict=True))
    peer = f"{len(drained)} bursts of {BURST} frames, longest {max(drained):.0f} ms"
    burst = statistics.median(drained)
    held.append(report_scaled("stream_burst", burst, BURST_MS, "lower", peer, "ms", factor))
    peer = f"longest turn of the loop in processor time; by the wall {max(wall):.1f} ms"
    held.append(report_scaled("stream_slice", max(core), SLICE_MS, "lower", peer, "ms", factor))
    return held


def report_rate(found: dict[str, Any], rate: int, target: float) -> list[bool]:
    """Print the waits and late frames at a rate."""
    stretches: list[Stretch] = found[rate]
    places = {place: told(stretches, place) for place in ("list", "ladder", "tape")}
    arrived = sum(one.frames for one in stretches) / sum(one.sent for one in stretches)
    seconds = sum(one.seconds for one in stretches)
    sent = sum(one.sent for one in stretches) / seconds
    peer = (
        f"{found['names']} names, frames of the practice exchange sent again, {sent:.0f} a second as "
        f"this machine is slower, {arrived:.1%} taken in {seconds:.0f} s; "
    ) + ", ".join(f"{name} {value:.2f}" for name, value in places.items())
    worst = max(places.values())
    held = [report(f"stream_p99_{rate}", worst, target, "lower", peer, "frames")]
    gaps = [gap for one in stretches for gap in one.gaps]
    empty = [gap for one in stretches for gap in one.empty]
    mine, other = late(gaps), late(empty)
    peer = f"{mine:.2f} % of {len(gaps)} frames later than 24 ms, empty window {other:.2f} %"
    name = f"stream_late_{rate}"
    held.append(report(name, max(mine - other, 0.0), LATE_PERCENT, "lower", peer, "%"))
    peer = f"empty window {max(empty, default=0.0):.1f} ms"
    held.append(report(f"stream_latest_{rate}", max(gaps), LAST_MS, "lower", peer, "ms"))
    return held


def choices(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="60 s a rate")
    parser.add_argument("--short", action="store_true", help="for crashes, not for figures")
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--rounds", type=int, default=0)
    options = parser.parse_args(arguments)
    options.short = options.short or SHORT
    options.full = options.full or "full" in MODES
    options.seconds = options.seconds or (20.0 if options.full else 1.0 if options.short else 5.0)
    options.rounds = options.rounds or (3 if options.full else 1 if options.short else 2)
    options.bursts = 2 if options.short else BURSTS
    options.collect = 2.0 if options.short else COLLECT
    return options


def main(arguments: list[str]) -> int:
    """Run everything; return 1 when a target is missed, in a short run only for a crash."""
    options = choices(arguments)
    probe = Probe()
    probe.install()
    before = options.slower = slower_core()
    with tempfile.TemporaryDirectory() as kept, exchange() as ready:
        path = "/" + ready.websocket.split("/", 3)[3]
        sender = Child(str(HERE / "stream_sender.py"), ready.websocket, path)
        empty = Child(str(HERE / "empty_window.py"))
        try:
            url = sender.line().decode().strip()
            relayed = msgspec.structs.replace(ready, websocket=url)
            found = run_beside(
                Path(kept), relayed, lambda desk: measured(desk, probe, sender, empty, options)
            )
        finally:
            sender.close()
            empty.close()
    held = report_all(found, (before + slower_core()) / 2)
    return 0 if options.short or all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
