"""Measure the longest turn of the loop while panels and views are opened for the first time and exported.

A turn is all that the loop does between two looks for what comes next, whatever it was asked for:
a paint, a frame, an answer and a step of an opening may share one. What counts is the processor time
of the loop's own thread. A round is a desk in a process of its own, as only the first time counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

from PySide6 import QtCore

from benchmarks.desk_run import exchange, opened, run_beside
from benchmarks.report import MODES, SHORT, few, report_scaled, slower_core
from kiwoom_desk.app import Desk
from kiwoom_desk.ui.panels.all import PANELS
from kiwoom_desk.ui.shell.functions import listing
from tests.support.loopback import until

ROUNDS = 2
LIMIT = 0.008
SETTLE, LOOK = 3.0, 0.5
_EVERY = 1 if "full" in MODES else 3
PATIENCE = 120.0
_MANY = "ka10079"


class Turns:
    """The seconds of processor time of each turn of the running loop since the last `taken`."""

    def __init__(self) -> None:
        self._seconds: list[float] = []
        self._before = time.thread_time()
        dispatcher = QtCore.QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._turn)

    def _turn(self) -> None:
        now = time.thread_time()
        self._seconds.append(now - self._before)
        self._before = now

    def taken(self) -> float:
        """Return the longest turn and forget all."""
        longest, self._seconds = max(self._seconds, default=0.0), []
        return longest


async def measure(desk: Desk) -> dict[str, dict[str, float]]:
    """Return the longest turns by what was opened: panels, their views, and what many rows are put to."""
    await opened(desk)
    await asyncio.sleep(0.1 if SHORT else SETTLE)
    turns = Turns()
    await asyncio.sleep(LOOK)
    found: dict[str, dict[str, float]] = {"rest": {"rest": turns.taken()}}
    found["panels"] = await panels(desk, turns)
    found["views"] = await views(desk, turns)
    found["rows"] = await many_rows(desk, turns)
    return found


async def panels(desk: Desk, turns: Turns) -> dict[str, float]:
    """Open each panel that nobody has seen yet."""
    window, found = desk.window, {}
    for spec in PANELS[-1:] if SHORT else PANELS:
        if window.docks.in_front(spec.id):
            continue
        turns.taken()
        window.docks.raise_panel(spec.id)
        await until(lambda id_=spec.id: id_ in window.widgets, PATIENCE)
        await asyncio.sleep(LOOK)
        found[spec.id] = turns.taken()
    return found


async def views(desk: Desk, turns: Turns) -> dict[str, float]:
    """Look at each third view of the panels that have several, with `--full` at each."""
    window, found = desk.window, {}
    places = sorted(place for place in set(listing().places.values()) if "/" in place)
    for place in places[:1] if SHORT else places[::_EVERY]:
        id_, _, view = place.partition("/")
        window.docks.raise_panel(id_)
        await until(lambda id_=id_: id_ in window.widgets, PATIENCE)
        await asyncio.sleep(0.1)
        turns.taken()
        window.widgets[id_].show_view(view)  # type: ignore[attr-defined]
        await asyncio.sleep(LOOK / 2)
        found[place] = turns.taken()
    return found


async def many_rows(desk: Desk, turns: Turns) -> dict[str, float]:
    """Read the ticks of a day to their end in the explorer, plot them, and write them to files."""
    desk.window.docks.raise_panel("explorer")
    await until(lambda: "explorer" in desk.window.widgets, PATIENCE)
    view: Any = desk.window.widgets["explorer"].view  # type: ignore[attr-defined]
    view.look_at(_MANY)
    await asyncio.sleep(LOOK)
    turns.taken()
    found = {}

    async def step(name: str, call: Callable[[], object], done: Callable[[], bool]) -> None:
        call()
        await until(done, PATIENCE)
        await asyncio.sleep(LOOK)
        found[name] = turns.taken()

    await step("asked", view.ask, lambda: not view.answer.busy)
    if not SHORT:
        await step("to the end", view.answer.rest, lambda: not view.answer.busy)
    reply, folder = view.answer.reply, Path(tempfile.mkdtemp())
    await step("plotted", lambda: reply.tabs.setCurrentWidget(reply.chart), lambda: True)
    for suffix, export in ((".csv", view.export_csv), (".xlsx", view.export_xlsx)):
        path = folder / f"rows{suffix}"

        def write(export: Callable[[], None] = export, path: Path = path) -> None:
            export()
            view.export.dialog.fileSelected.emit(str(path))

        await step(suffix, write, path.exists)
    print(f"{view.answer.question.rows} rows in the explorer", file=sys.stderr)
    return found


def once() -> int:
    """Run one round and print what it found."""
    with tempfile.TemporaryDirectory() as folder, exchange() as ready:
        print(json.dumps(run_beside(Path(folder), ready, measure)))
    return 0


def main() -> int:
    """Report the longest turn of each kind, of each thing opened the mean of the rounds."""
    factors, rounds = [slower_core()], []
    for _ in range(few(ROUNDS)):
        command = [sys.executable, __file__, "once"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=600)
        rounds.append(json.loads(done.stdout.splitlines()[-1]))
        factors.append(slower_core())
    held, factor = [], statistics.median(factors)
    for kind in ("rest", "panels", "views", "rows"):
        longest = {
            name: statistics.mean(one[kind][name] for one in rounds) for name in rounds[0][kind]
        }
        worst = max(longest, key=longest.__getitem__)
        peer = "a desk nobody touches" if kind == "rest" else f"{worst}, of {len(longest)}"
        held.append(
            report_scaled(
                f"turn_{kind}", longest[worst] * 1000, LIMIT * 1000, "lower", peer, "ms", factor
            )
        )
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(once() if sys.argv[1:] == ["once"] else main())
