"""Owns the bytes a kept print, the longest collection beside a million of them, and a desk's hour.

`--hour` alone measures the last: the whole desk beside an exchange at sixty times its pace, watched
names and tape, for an hour of market; `--minutes N` takes another stretch of market time.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

from benchmarks.memory import resident
from benchmarks.report import report, report_scaled, slower_core
from kiwoom_desk.domain.quote import Tick
from kiwoom_desk.market.state import MarketState

TICKS, NAMES, RING = 1_000_000, 500, 2_000
TICK_BYTES, TIMES_LESS, PAUSE_MS = 32.0, 20.0, 8.0
DESK_MEGABYTES, GROWTH_MEGABYTES = 400.0, 10.0
SPEED, PARTS, WATCHED = 60.0, 12, 150
MEGABYTE = 1 << 20


def prints() -> None:
    """Fill the rings of many names with a million prints; print bytes and the longest collection."""
    state = MarketState()
    codes = [f"{number:06d}" for number in range(NAMES)]
    empty = Tick("", 0, 0, 0)
    gc.collect()
    before = resident()
    for code in codes:
        state.tape(code)
    for number in range(TICKS):
        size = number % 997 - 498
        tick = Tick(f"{100_000 + number % 5_000:06d}", 50_000 + number % 500 * 10, size, 1)
        state.apply_tick(codes[number % NAMES], tick)
    held = resident() - before
    assert state.tape(codes[0]).count == TICKS // NAMES
    assert state.tape(codes[0]).latest(1)[0] != empty
    print(json.dumps({"bytes": held / TICKS, "pause": longest_collection()}), flush=True)


def dicts() -> None:
    """Hold a million prints as most programs do: a list of dicts of what was parsed."""
    keys = ("time", "price", "size", "direction")
    gc.collect()
    before = resident()
    held = [
        dict(
            zip(
                keys,
                (f"{100_000 + n % 5_000:06d}", str(50_000 + n % 500 * 10), str(n), "1"),
                strict=True,
            )
        )
        for n in range(TICKS)
    ]
    bytes_ = (resident() - before) / len(held)
    print(json.dumps({"bytes": bytes_, "pause": longest_collection()}), flush=True)


def longest_collection() -> float:
    """Return the milliseconds of processor time of a full collection, the median of five."""
    taken = []
    for _ in range(5):
        began = time.process_time()
        gc.collect()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def asked(kind: str) -> dict[str, float]:
    """Run one way of holding prints in a process of its own."""
    done = subprocess.run([sys.executable, __file__, kind], stdout=subprocess.PIPE, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def held_prints() -> list[bool]:
    """Report the bytes of a print and the pause beside a million."""
    factor = slower_core()
    ours, peer = asked("prints"), asked("dicts")
    told = f"list of dicts of texts {peer['bytes']:.0f} B"
    paused = f"a full collection; beside a list of dicts {peer['pause']:.0f} ms"
    ratio = peer["bytes"] / ours["bytes"]
    return [
        report("tick_bytes", ours["bytes"], TICK_BYTES, "lower", told, "B"),
        report("tick_bytes_ratio", ratio, TIMES_LESS, "higher", told),
        report_scaled("gc_pause_1m_ticks", ours["pause"], PAUSE_MS, "lower", paused, "ms", factor),
    ]


def desk_hour(minutes: float) -> list[bool]:
    """Report the desk's resident memory after an hour of market, and how it grows at the end."""
    from benchmarks.desk_run import exchange, names, opened, run_beside
    from kiwoom_desk.app import Desk
    from kiwoom_desk.market.feed import Rank, Want

    async def measure(desk: Desk) -> list[float]:
        await opened(desk)
        codes = await names(desk, WATCHED)
        desk.window.widgets["watch"].set_codes(tuple(codes))
        for code in codes:
            desk.rooms.feed.acquire(code, Want.BOOK, Rank.HIDDEN)
            desk.rooms.state.tape(code)
        held, clock = [], desk.clock
        began = clock.market()
        for part in range(1, PARTS + 1):
            due = began + timedelta(minutes=minutes * part / PARTS)
            # Nothing tells when a part of the market is over.
            while clock.market() < due:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            held.append(resident() / MEGABYTE)
        messages.append(desk.rooms.state.messages)
        return held

    messages: list[int] = []
    with tempfile.TemporaryDirectory() as kept, exchange("--speed", str(SPEED)) as ready:
        held = run_beside(Path(kept), ready, measure)
    half = held[PARTS // 2 - 1 :]
    grown = (half[-1] - half[0]) * 2 * 60 / minutes
    told = f"{minutes:g} min of market at {SPEED:g} times its pace, {messages[0]} messages: "
    told += " ".join(f"{megabytes:.0f}" for megabytes in held)
    return [
        report("desk_memory", held[-1], DESK_MEGABYTES, "lower", told, "MB"),
        report("desk_memory_growth", grown, GROWTH_MEGABYTES, "lower", told, "MB/market hour"),
    ]


def main(arguments: list[str]) -> int:
    """Report; return 1 when a target is missed."""
    if arguments[:1] in (["prints"], ["dicts"]):
        {"prints": prints, "dicts": dicts}[arguments[0]]()
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hour", action="store_true", help="an hour of market in the whole desk")
    parser.add_argument("--minutes", type=float, default=60.0)
    options = parser.parse_args(arguments)
    held = desk_hour(options.minutes) if options.hour else held_prints()
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
