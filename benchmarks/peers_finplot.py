"""Owns a print on the last bar beside finplot's own update; needs its packages.

finplot asks for another Qt than ours, so it stands in a process of its own that answers lines, and
the rounds of both alternate. `theirs` in the arguments is that process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_THEIRS = sys.argv[1:2] == ["theirs"]
os.environ["QT_API"] = "pyqt6" if _THEIRS else "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PyQt6" if _THEIRS else "PySide6"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

_TIMES, _BARS, _NEAR, _ROUNDS, _STEPS = 50.0, 100_000, 300, 5, 30


def theirs() -> None:
    """Make finplot's chart and tell the seconds of an update for each line on standard input."""
    import finplot  # type: ignore[import-not-found]
    import numpy as np
    import pandas
    from PyQt6 import QtWidgets  # type: ignore[import-not-found]

    draw = np.random.default_rng(5)
    close = 500_000 + np.cumsum(draw.integers(-20, 21, _BARS)) * 10
    opened = np.concatenate(([close[0]], close[:-1]))
    high = np.maximum(opened, close) + draw.integers(0, 20, _BARS) * 5
    low = np.minimum(opened, close) - draw.integers(0, 20, _BARS) * 5
    times = pandas.date_range("2000-01-03", periods=_BARS, freq="min")
    frame = pandas.DataFrame({"open": opened, "close": close, "high": high, "low": low}, times)
    finplot.create_plot("x", init_zoom_periods=_NEAR, maximize=False)
    plot = finplot.candlestick_ochl(frame)
    finplot.show(qt_exec=False)
    app = QtWidgets.QApplication.instance()
    app.processEvents()
    for _line in sys.stdin:
        began = time.process_time()
        for step in range(_STEPS):
            frame.iloc[-1, 1] = frame.iloc[-1, 3] + step % 7 * 5
            plot.update_data(frame)
            app.processEvents()
        print(json.dumps((time.process_time() - began) / _STEPS), flush=True)
    os._exit(0)


def main() -> int:
    """Report ours beside theirs; return 1 when it does not hold."""
    from PySide6 import QtWidgets

    from benchmarks.bench_chart import Case
    from benchmarks.child import Child
    from benchmarks.report import few, peers_python, report
    from kiwoom_desk.ui.shell import theme

    app = QtWidgets.QApplication(sys.argv[:1])
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    case, other = Case(_BARS), Child(__file__, "theirs", python=peers_python())
    mine, others = [], []
    for _ in range(few(_ROUNDS)):
        others.append(float(other.ask_now()))
        began = time.process_time()
        for _step in range(_STEPS):
            case.tick()
        mine.append((time.process_time() - began) / _STEPS)
    other.close()
    told = f"finplot's update_data, {_BARS:,} bars, {median(others) * 1e3:.1f} ms of a core"
    held = report(
        "chart_tick_beside_finplot", median(others) / median(mine), _TIMES, "higher", told
    )
    return 0 if held else 1


if __name__ == "__main__":
    if _THEIRS:
        theirs()
    sys.exit(main())
