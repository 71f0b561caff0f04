"""Owns what a desk costs by the names it listens to, at one rate of prints, and when nothing happens.

The rate is the same at every size: who listens to more names gets fewer prints of each, and paints
those in sight only. The frames are those of `stream_sender`, the names those of the whole listing.
An idle desk is one on a Saturday, connected, with its opening layout.
"""

from __future__ import annotations

import argparse
import asyncio
import json
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
from benchmarks.desk_run import exchange, opened, run_beside
from benchmarks.report import MODES, SHORT, report, report_scaled, slower_core
from kiwoom_desk.app import Desk
from tests.support.loopback import until
from tests.support.market_files import LISTING, market_file, synthetic_listing

HERE = Path(__file__).resolve().parent
SIZES = (10, 100, 1_000, 2_500)
RATE, SETTLE = 5_000, 1.0
IDLE_CORES, GROWTH = 0.01, 1.0
SATURDAY = "2026-11-21T12:00"


async def cores(seconds: float) -> float:
    """Return the cores this process takes for some seconds."""
    core, wall = time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    return (time.process_time() - core) / (time.monotonic() - wall)


async def listen_to(desk: Desk, codes: list[str]) -> None:
    """Put names into the watch list and wait until all are registered."""
    desk.window.widgets["watch"].set_codes(tuple(codes))
    gateway = desk.rooms.gateway
    await until(lambda: all(gateway.is_registered(code, "0B") for code in codes), 120.0)
    # The names are asked for once as well, a hundred a call.
    await until(lambda: not any(code in desk.rooms.feed._unseen for code in codes), 120.0)


async def grown(desk: Desk, sender: Child, folder: Path, seconds: float, rounds: int) -> Any:
    """Return the cores by how many names are listened to, and how many rows were in sight."""
    await opened(desk)
    # The settings allow a thousand; the exchange of this run has no quota.
    desk.rooms.feed._limit = desk.rooms.gateway._subscriptions._item_limit = 4_000
    await listen_to(desk, [one.code for one in desk.instruments.all()[:100]])
    await asyncio.sleep(5.0)
    await sender.ask("load")
    codes = [one.code for one in desk.instruments.all()]
    found: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(rounds):
        for size in SIZES:
            chosen = codes[:size]
            await listen_to(desk, chosen)
            file = folder / "codes.json"
            file.write_text(json.dumps(chosen), encoding="ascii")
            await sender.ask(f"names {file}")
            await sender.ask(f"rate {RATE}")
            await asyncio.sleep(SETTLE)
            found[size].append(await cores(seconds))
            await sender.ask("rate 0")
    rows = len(desk.window.widgets["watch"].grid.visible_keys())
    return {size: statistics.median(told) for size, told in found.items()}, rows


def growth(seconds: float, rounds: int) -> bool:
    """Report the curve of names listened to."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        listing = market_file(LISTING)
        if listing is None:
            listing = folder / "listing.csv"
            listing.write_bytes(synthetic_listing())
        with exchange("--universe", str(listing)) as ready:
            path = "/" + ready.websocket.split("/", 3)[3]
            sender = Child(str(HERE / "stream_sender.py"), ready.websocket, path)
            try:
                url = sender.line().decode().strip()
                relayed = msgspec.structs.replace(ready, websocket=url)
                found, rows = run_beside(
                    folder, relayed, lambda desk: grown(desk, sender, folder, seconds, rounds)
                )
            finally:
                sender.close()
    told = ", ".join(f"{size} names {value:.3f}" for size, value in found.items())
    peer = f"cores at {RATE} prints/s with at most {rows} rows in sight: {told}"
    ratio = found[SIZES[-1]] / found[SIZES[1]]
    curve = list(found.items())
    return report("growth_2500_over_100", ratio, GROWTH, "lower", peer, "ratio", curve)


def idle(seconds: float) -> bool:
    """Report what a desk takes while the market is closed."""

    async def rest(desk: Desk) -> float:
        await opened(desk)
        await asyncio.sleep(4 * SETTLE)
        return await cores(seconds)

    factor = slower_core()
    with tempfile.TemporaryDirectory() as kept, exchange(at=SATURDAY) as ready:
        found = run_beside(Path(kept), ready, rest)
    factor = (factor + slower_core()) / 2
    peer = f"connected on a Saturday, opening layout, {seconds:g} s"
    return report_scaled("idle", found, IDLE_CORES, "lower", peer, "cores", factor)


def main(arguments: list[str]) -> int:
    """Report both; return 1 when one does not hold, in a short run only for a crash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="for crashes, not for figures")
    parser.add_argument("--full", action="store_true", help="longer stretches")
    parser.add_argument("--idle", action="store_true", help="only the desk at rest")
    options = parser.parse_args(arguments)
    options.short = options.short or SHORT
    options.full = options.full or "full" in MODES
    seconds = 1.0 if options.short else 20.0 if options.full else 5.0
    if options.idle:
        return 0 if idle(2 * seconds) or options.short else 1
    # One application a process: the desk at rest has one of its own.
    told = Child(str(HERE / "bench_growth.py"), "--idle", *arguments)
    line = told.line().decode()
    print(line, end="", flush=True)
    told.close()
    # Registering thousands of names takes longer than a round does.
    held = [json.loads(line)["holds"], growth(2 * seconds, 2 if options.full else 1)]
    return 0 if options.short or all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
