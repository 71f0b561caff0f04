"""Owns the cost of a print, of a pan and of a bar held on the chart, beside pyqtgraph's own views.

The chart has its volume, three averages, four orders and forty fills; the plain item beside it has
the bars alone, and the empty plot as many panes without any. `memory COUNT` in the arguments makes a
chart of so many bars and prints what the process holds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PySide6 import QtCore, QtGui, QtWidgets

from benchmarks.memory import resident
from benchmarks.report import SHORT, interleave, report
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.order import Side
from kiwoom_desk.market.series import BarSeries
from kiwoom_desk.ui.charts.marks import FillMark, OrderLine
from kiwoom_desk.ui.charts.studies import AVERAGES
from kiwoom_desk.ui.charts.view import ChartView
from kiwoom_desk.ui.shell import theme

_SIZE = (1200, 700)
_SMALL, _LARGE = 1_000, 1_000_000
_BETWEEN = (10_000, 100_000)
_NEAR = 300
_BAR_BYTES, _STUDY_BYTES = 64, 4


def columns(count: int, seed: int = 5) -> dict[str, np.ndarray]:
    """Return a made-up walk of minute bars as columns."""
    draw = np.random.default_rng(seed)
    close = 500_000 + np.cumsum(draw.integers(-20, 21, count)) * 10
    opened = np.concatenate(([close[0]], close[:-1]))
    return {
        "start": 1_000_000_000 + 60 * np.arange(count),
        "open": opened,
        "high": np.maximum(opened, close) + draw.integers(0, 20, count) * 5,
        "low": np.minimum(opened, close) - draw.integers(0, 20, count) * 5,
        "close": close,
        "volume": draw.integers(1, 5_000, count),
    }


def series(count: int) -> BarSeries:
    """Return a series of that many bars, filled by columns, as a million Structs would take long."""
    made = BarSeries()
    made._make_room(back=count)
    made._from, made._to = made._from, made._from + count
    for name, column in columns(count).items():
        made._room[name][made._from : made._to] = column
    made.pages += 1
    return made


class Case:
    """A shown chart and its two moves."""

    def __init__(self, count: int) -> None:
        self.view = ChartView()
        self.view.resize(*_SIZE)
        self.view.set_series(series(count), Period(Unit.MINUTE))
        self.view.plot.scene.span.bar = 1140 / _NEAR
        self.view.show()
        self.view.plot.reset()
        self.view.plot.zoom(1140 / _NEAR / 8)
        last = self.view.plot.scene.series.last()
        assert last is not None
        self._prices = [last.close - 5 * step for step in range(4)]
        self._show_mine(last.close, last.start)
        self._number = 0
        _paint()

    def _show_mine(self, price: int, start: int) -> None:
        sides = (Side.BUY, Side.SELL)
        orders = [OrderLine(sides[n % 2], price + 50 * (n - 2), 10) for n in range(4)]
        fills = [FillMark(start - 300 * n, sides[n % 2], price, 5) for n in range(40)]
        self.view.set_overlay(price - 100, orders, fills)

    def tick(self) -> None:
        """Take one print and paint it."""
        self._number += 1
        self.view.plot.scene.series.merge_last(self._prices[self._number % 4], 1)
        self.view.refresh()
        _paint()

    def pan(self) -> None:
        """Move by three bars and paint."""
        self._number += 1
        self.view.plot.pan(-3 if self._number % 2 else 3)
        _paint()


class Peer:
    """A pyqtgraph view with the last 300 bars as one item that invalidates its last bar only."""

    def __init__(self) -> None:
        import pyqtgraph

        self._columns = columns(_NEAR)
        self._plot = pyqtgraph.PlotWidget()
        self._plot.resize(*_SIZE)
        self._item = _peer_item(self._columns)
        self._plot.addItem(self._item)
        self._plot.show()
        self._number = 0
        self._range(0)
        _paint()

    def tick(self) -> None:
        """Change the last bar and paint it."""
        self._number += 1
        self._columns["close"][-1] = self._columns["low"][-1] + self._number % 7 * 5
        low, high = self._columns["low"].min(), self._columns["high"].max()
        self._item.update(QtCore.QRectF(_NEAR - 2, low, 3, high - low))
        _paint()

    def pan(self) -> None:
        """Move by three bars and paint."""
        self._number += 1
        self._range(self._number % 2 * 3)
        _paint()

    def _range(self, moved: int) -> None:
        low, high = self._columns["low"].min(), self._columns["high"].max()
        box = self._plot.plotItem.vb
        box.setRange(xRange=(-moved, _NEAR + 1 - moved), yRange=(low, high), padding=0)


class Empty:
    """Two linked panes of pyqtgraph without anything in them."""

    def __init__(self) -> None:
        import pyqtgraph

        self._plots = pyqtgraph.GraphicsLayoutWidget()
        self._plots.resize(*_SIZE)
        upper = self._plots.addPlot(row=0, col=0)
        lower = self._plots.addPlot(row=1, col=0)
        lower.setXLink(upper)
        self._box, self._number = upper.vb, 0
        self._plots.show()
        _paint()

    def pan(self) -> None:
        """Move by three bars and paint."""
        self._number += 1
        moved = self._number % 2 * 3
        self._box.setXRange(-moved, _NEAR + 1 - moved, padding=0)
        _paint()


def _peer_item(held: dict[str, np.ndarray]) -> Any:
    import pyqtgraph
    from pyqtgraph.Qt.internals import PrimitiveArray

    class Item(pyqtgraph.GraphicsObject):
        def __init__(self) -> None:
            super().__init__()
            self._lines = [PrimitiveArray(QtCore.QLineF, 4) for _ in range(2)]
            self._rects = [PrimitiveArray(QtCore.QRectF, 4) for _ in range(2)]
            self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

        def boundingRect(self) -> QtCore.QRectF:
            low, high = held["low"].min(), held["high"].max()
            return QtCore.QRectF(-1, low, _NEAR + 2, high - low)

        def paint(self, painter: QtGui.QPainter, option: Any, widget: Any = None) -> None:
            seen = option.exposedRect
            first, last = max(0, int(seen.left()) - 1), min(_NEAR, int(seen.right()) + 2)
            if last > first:
                self._paint_bars(painter, np.arange(first, last))

        def _paint_bars(self, painter: QtGui.QPainter, places: np.ndarray) -> None:
            up = held["close"][places] >= held["open"][places]
            for number, chosen in enumerate((places[up], places[~up])):
                if not len(chosen):
                    continue
                lines, rects = self._lines[number], self._rects[number]
                lines.resize(len(chosen))
                rects.resize(len(chosen))
                line, rect = lines.ndarray(), rects.ndarray()
                line[:, 0] = line[:, 2] = chosen
                line[:, 1], line[:, 3] = held["low"][chosen], held["high"][chosen]
                rect[:, 0], rect[:, 1], rect[:, 2] = chosen - 0.35, held["open"][chosen], 0.7
                rect[:, 3] = held["close"][chosen] - held["open"][chosen]
                painter.setPen(pyqtgraph.mkPen("#1261c4" if number else "#d24f45"))
                painter.drawLines(*lines.drawargs())
                painter.setBrush(pyqtgraph.mkBrush("#1261c4" if number else "#d24f45"))
                painter.drawRects(*rects.drawargs())

    return Item()


def _paint() -> None:
    QtWidgets.QApplication.processEvents()


def hold(count: int) -> None:
    """Make a chart of so many bars, touch it, and print the resident bytes."""
    case = Case(count)
    case.tick()
    case.pan()
    print(resident(), flush=True)


def held_bytes(count: int) -> int:
    """Return the resident bytes of a process with a chart of so many bars."""
    done = subprocess.run(
        [sys.executable, __file__, "memory", str(count)], stdout=subprocess.PIPE, check=True
    )
    return int(done.stdout)


def speeds() -> list[bool]:
    """Report prints and pans."""
    small, large, peer, empty = Case(_SMALL), Case(_LARGE), Peer(), Empty()
    between = {count: Case(count) for count in _BETWEEN}
    cases: dict[str, Callable[[], None]] = {
        "tick small": small.tick,
        **{f"tick {count}": case.tick for count, case in between.items()},
        "tick large": large.tick,
        "tick peer": peer.tick,
        "pan small": small.pan,
        "pan large": large.pan,
        "pan empty": empty.pan,
    }
    took = interleave(cases)
    micro = {name: seconds * 1e6 for name, seconds in took.items()}
    bare = f"an item of {_NEAR} bars alone in a pyqtgraph view, {micro['tick peer']:.0f} us"
    same = f"the same chart of {_SMALL:,} bars, {micro['tick small']:.0f} us"
    panes = f"two empty linked panes of pyqtgraph, {micro['pan empty']:.0f} us"
    tick = took["tick large"] / took["tick peer"]
    flat = took["tick large"] / took["tick small"]
    curve = [(_SMALL, micro["tick small"])]
    curve += [(count, micro[f"tick {count}"]) for count in _BETWEEN]
    curve.append((_LARGE, micro["tick large"]))
    return [
        report("chart_tick_1m", tick, 2.0, "lower", bare),
        report("chart_tick_1m_to_1k", flat, 1.5, "lower", same, curve=curve),
        report("chart_pan_1m", took["pan large"] / took["pan empty"], 2.0, "lower", panes),
        report("chart_pan_1k", took["pan small"] / took["pan empty"], 2.0, "lower", panes),
    ]


def memory() -> bool:
    """Report the bytes a bar with its studies."""
    bytes_a_bar = (held_bytes(_LARGE) - held_bytes(_SMALL)) / (_LARGE - _SMALL)
    most = _BAR_BYTES + _STUDY_BYTES * len(AVERAGES)
    told = f"resident bytes of {_LARGE:,} bars less {_SMALL:,}; {len(AVERAGES)} studies"
    return report("chart_bytes_a_bar", bytes_a_bar, most, "lower", told, "B")


def main(arguments: list[str]) -> int:
    """Measure and report; return 0 when every target holds."""
    app = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    assert isinstance(app, QtWidgets.QApplication)
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    if arguments[:1] == ["memory"]:
        hold(int(arguments[1]))
        return 0
    # A million bars twice over take longer than a short run has.
    held = [*speeds(), *([] if SHORT else [memory()])]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
