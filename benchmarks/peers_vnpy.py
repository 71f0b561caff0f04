"""Owns the quote list and the chart beside VeighNa's own widgets; needs its packages and its Qt.

VeighNa asks for an older Qt than ours, so its widgets stand in a process of their own that answers
lines, and the rounds of both alternate: its TickMonitor as its main window has it, its CandleItem in
its ChartWidget, on the same figures. `theirs` in the arguments is that process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6 import QtWidgets

_TIMES, _LISTED, _BARS, _STEPS = 8.0, (100, 500), 100_000, 20
_RATE, _FRAMES, _ROUNDS, _ROW = 5_000, 60, 5, 22
_STARTS = 3
_WINDOW = """
import os, time
from vnpy.event import EventEngine
from vnpy.trader.engine import MainEngine
from vnpy.trader.ui import MainWindow, create_qapp
app = create_qapp()
events = EventEngine()
window = MainWindow(MainEngine(events), events)
window.showMaximized()
app.processEvents()
app.processEvents()
print(time.monotonic(), flush=True)
os._exit(0)
"""
_SIZES = {"list": (1000, 760), "chart": (1200, 700)}


def spent(steps: int, work: Callable[[int], None], app: QtWidgets.QApplication) -> float:
    """Return the processor seconds of some pieces of work, each painted."""
    began = time.process_time()
    for step in range(steps):
        work(step)
        app.processEvents()
    return time.process_time() - began


# --- theirs --------------------------------------------------------------------------------


def their_list(rows: int) -> tuple[QtWidgets.QWidget, Callable[[int], None]]:
    """Return VeighNa's monitor with its ticks of a market second, one frame of them a step."""
    import random

    from vnpy.event import Event, EventEngine  # type: ignore[import-not-found]
    from vnpy.trader.constant import Exchange  # type: ignore[import-not-found]
    from vnpy.trader.object import TickData  # type: ignore[import-not-found]
    from vnpy.trader.ui.widget import TickMonitor  # type: ignore[import-not-found]

    draw, now, events = random.Random(1), datetime.now(UTC), []
    for _ in range(_RATE):
        price = draw.randrange(1_000, 99_999)
        tick = TickData(
            "x",
            f"{draw.randrange(rows):06d}",
            Exchange.SSE,
            now,
            name="name",
            last_price=price,
            volume=draw.randrange(10**7),
            open_price=price - 500,
            high_price=price + 500,
            low_price=price - 500,
            bid_price_1=price,
            ask_price_1=price + 10,
            bid_volume_1=draw.randrange(999),
            ask_volume_1=draw.randrange(999),
        )
        events.append(Event("eTick.", tick))
    monitor = TickMonitor(None, EventEngine())
    # As many rows in sight as ours, else the peer would paint less.
    monitor.verticalHeader().setMinimumSectionSize(_ROW)
    monitor.verticalHeader().setDefaultSectionSize(_ROW)
    share = _RATE // _FRAMES
    for event in events:
        monitor.process_event(event)

    def step(frame: int) -> None:
        for event in events[frame * share : (frame + 1) * share]:
            monitor.process_event(event)

    return monitor, step


def their_chart() -> tuple[QtWidgets.QWidget, Callable[[int], None]]:
    """Return VeighNa's chart of a hundred thousand bars and a print on its last one."""
    import numpy as np
    from vnpy.chart import CandleItem, ChartWidget  # type: ignore[import-not-found]
    from vnpy.trader.constant import Exchange
    from vnpy.trader.object import BarData

    draw, start = np.random.default_rng(5), datetime(2000, 1, 3, tzinfo=UTC)
    close = (500_000 + np.cumsum(draw.integers(-20, 21, _BARS)) * 10).tolist()

    def bar(number: int, last: float) -> Any:
        opened, at = close[max(number - 1, 0)], start + timedelta(minutes=number)
        return BarData(
            "x",
            "A",
            Exchange.SSE,
            at,
            open_price=opened,
            high_price=max(opened, close[number]) + 50,
            low_price=min(opened, close[number]) - 50,
            close_price=last,
        )

    made = ChartWidget()
    made.add_plot("candle", hide_x_axis=True)
    made.add_item(CandleItem, "candle", "candle")
    made.update_history([bar(number, last) for number, last in enumerate(close)])
    return made, lambda step: made.update_bar(bar(_BARS - 1, close[-1] - step % 7 * 5))


def theirs() -> None:
    """Answer `list ROWS` and `chart` with the processor seconds of a round."""
    app = QtWidgets.QApplication(sys.argv[:1])
    made: dict[str, tuple[QtWidgets.QWidget, Callable[[int], None]]] = {}
    for line in sys.stdin:
        words = line.split()
        if line not in made:
            made[line] = their_chart() if words[0] == "chart" else their_list(int(words[1]))
        widget, step = made[line]
        widget.resize(*_SIZES[words[0]])
        widget.show()
        app.processEvents()
        steps = _STEPS if words[0] == "chart" else _FRAMES
        print(json.dumps(spent(steps, step, app)), flush=True)
        widget.hide()
    # Its engines' threads do not end by themselves.
    os._exit(0)


# --- ours ----------------------------------------------------------------------------------


def our_list(rows: int) -> tuple[QtWidgets.QWidget, Callable[[int], None]]:
    """Return our grid with as many updates."""
    from benchmarks import bench_grid

    quotes, (grid, feed) = bench_grid.updates(_RATE, rows), bench_grid.our_grid(rows)
    share = _RATE // _FRAMES
    return grid, lambda frame: feed(quotes[frame * share : (frame + 1) * share])


def starts() -> bool:
    """Report the seconds to a filled layout; theirs has no exchange to start and no figures."""
    import tempfile

    from benchmarks.bench_start import DESK, started
    from benchmarks.report import few, peers_python, report

    mine, others = [], []
    with tempfile.TemporaryDirectory() as folder:
        profile = str(Path(folder) / "profile")
        # Theirs keeps its files below the home folder.
        home, os.environ["HOME"] = os.environ.get("HOME", ""), folder
        for number in range(few(_STARTS) + 1):
            other = started(_WINDOW, python=peers_python())[0]
            filled = started(DESK, profile)[1]
            if number:
                others.append(other)
                mine.append(filled)
        os.environ["HOME"] = home
    told = f"VeighNa's main window {median(others):.2f} s, ours filled {median(mine):.2f} s"
    return report("start_beside_vnpy", median(mine) / median(others), 1.0, "lower", told)


def main() -> int:
    """Report ours beside theirs; return 1 when one does not hold."""
    from benchmarks.bench_chart import Case
    from benchmarks.child import Child
    from benchmarks.report import few, peers_python, report
    from kiwoom_desk.ui.shell import theme

    app = QtWidgets.QApplication(sys.argv[:1])
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    other, held = Child(__file__, "theirs", python=peers_python()), []
    for rows in _LISTED:
        grid, step = our_list(rows)
        grid.resize(*_SIZES["list"])
        grid.show()
        app.processEvents()
        others, mine = [], []
        # The first round of each makes what it keeps, and is not counted.
        for _ in range(1 + few(_ROUNDS)):
            others.append(float(other.ask_now(f"list {rows}")))
            mine.append(spent(_FRAMES, step, app))
        others, mine = others[1:], mine[1:]
        grid.hide()
        told = f"VeighNa's TickMonitor {median(others):.2f} of a core, ours {median(mine):.3f}"
        ratio = median(others) / median(mine)
        held.append(report(f"grid_{rows}_beside_vnpy", ratio, _TIMES, "higher", told))
    case, others, mine = Case(_BARS), [], []
    for _ in range(few(_ROUNDS)):
        others.append(float(other.ask_now("chart")))
        mine.append(spent(_STEPS, lambda _step: case.tick(), app))
    other.close()
    told = f"VeighNa's CandleItem, {_BARS:,} bars, {median(others) / _STEPS * 1e3:.1f} ms of a core"
    ratio = median(others) / median(mine)
    held.append(report("chart_tick_beside_vnpy", ratio, _TIMES, "higher", told))
    held.append(starts())
    return 0 if all(held) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["theirs"]:
        theirs()
    sys.exit(main())
