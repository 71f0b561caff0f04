"""Owns the cost of a print and of a pan on the chart, beside plain items in a pyqtgraph view."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PySide6 import QtCore, QtGui, QtWidgets

from benchmarks.report import interleave, report
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.market.series import BarSeries
from kiwoom_desk.ui.charts.view import ChartView
from kiwoom_desk.ui.shell import theme

_SIZE = (1200, 700)
_SMALL, _LARGE = 1_000, 1_000_000
_NEAR = 300


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
        self._number = 0
        _paint()

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


def main() -> int:
    """Measure and report; return 0 when every target holds."""
    app = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    assert isinstance(app, QtWidgets.QApplication)
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    small, large, peer = Case(_SMALL), Case(_LARGE), Peer()
    cases: dict[str, Callable[[], None]] = {
        "tick small": small.tick,
        "tick large": large.tick,
        "tick peer": peer.tick,
        "pan small": small.pan,
        "pan large": large.pan,
        "pan peer": peer.pan,
    }
    took = interleave(cases)
    print({name: f"{seconds * 1e3:.3f} ms" for name, seconds in took.items()}, file=sys.stderr)
    bare = "an item of 300 bars in a pyqtgraph view"
    tick = took["tick large"] / took["tick peer"]
    flat = took["tick large"] / took["tick small"]
    pan = took["pan large"] / took["pan peer"]
    held = [
        report("chart_tick_1m", tick, 2.0, "lower", bare),
        report("chart_tick_1m_to_1k", flat, 1.5, "lower", "the same chart of 1,000 bars"),
        report("chart_pan_1m", pan, 2.0, "lower", bare),
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
