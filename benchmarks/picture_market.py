"""Draws docs/pictures/market.png and prints the figures of docs/market-statistics.md; measures no time."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from tests.support.market_statistics import Floats, Sample, Trades

SEED = 7
_PLACE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "market.png"
_WIDE, _HIGH, _COLUMNS, _GAP = 1200, 720, 3, 16
_INK, _PALE, _FIRST, _SECOND = (QColor(name) for name in ("#222", "#ddd", "#c62828", "#1565c0"))


class Panel:
    """One small diagram: its scale goes from the least to the largest of what it is given."""

    def __init__(
        self,
        painter: QPainter,
        place: int,
        title: str,
        x: tuple[float, float],
        y: tuple[float, float],
    ) -> None:
        column, row = place % _COLUMNS, place // _COLUMNS
        wide, high = _WIDE / _COLUMNS, _HIGH / 2
        self._area = QRectF(
            column * wide + 3 * _GAP, row * high + 2.2 * _GAP, wide - 4 * _GAP, high - 4.4 * _GAP
        )
        self._painter, self._x, self._y = painter, x, y
        painter.setPen(_INK)
        painter.drawText(QPointF(self._area.left(), self._area.top() - 10), title)
        painter.setPen(_PALE)
        painter.drawRect(self._area)
        painter.setPen(_INK)
        for value in np.linspace(*y, 3):
            at = self._at(x[0], float(value))
            painter.drawText(QRectF(at.x() - 48, at.y() - 8, 44, 16), Qt.AlignRight, f"{value:.3g}")
        for value in np.linspace(*x, 3):
            at = self._at(float(value), y[0])
            painter.drawText(
                QRectF(at.x() - 40, at.y() + 3, 80, 16), Qt.AlignHCenter, f"{value:.4g}"
            )

    def _at(self, x: float, y: float) -> QPointF:
        part = (x - self._x[0]) / (self._x[1] - self._x[0])
        up = (min(max(y, self._y[0]), self._y[1]) - self._y[0]) / (self._y[1] - self._y[0])
        return QPointF(
            self._area.left() + part * self._area.width(),
            self._area.bottom() - up * self._area.height(),
        )

    def line(self, x: Floats, y: Floats, colour: QColor, dashed: bool = False) -> None:
        """Draw a line through points."""
        style = Qt.DashLine if dashed else Qt.SolidLine
        self._painter.setPen(QPen(colour, 1.4, style))
        points = [self._at(float(a), float(b)) for a, b in zip(x, y, strict=True)]
        self._painter.drawPolyline(QPolygonF(points))

    def bars(self, x: Floats, y: Floats, wide: float) -> None:
        """Draw bars from the bottom."""
        for a, b in zip(x, y, strict=True):
            corner = self._at(float(a) - wide / 2, float(b))
            foot = self._at(float(a) + wide / 2, self._y[0])
            self._painter.fillRect(QRectF(corner, foot), _SECOND)


def draw(sample: Sample, trades: Trades) -> QImage:
    """Return the picture: tails, memory, hours, books, sizes and a day with its index."""
    image = QImage(_WIDE, _HIGH, QImage.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setFont(QFont("DejaVu Sans", 9))
    _tails(painter, sample)
    _memory(painter, sample)
    _hours(painter, sample)
    panel = Panel(painter, 3, "mean size by book level (usual size = 1)", (0.5, 10.5), (0.0, 2.0))
    panel.bars(np.arange(1.0, 11.0), trades.depth, 0.7)
    sizes = np.bincount(trades.sizes[trades.sizes <= 60], minlength=61)[1:] / len(trades.sizes)
    panel = Panel(painter, 4, "share of prints by size, 1 to 60", (0.0, 61.0), (0.0, sizes.max()))
    panel.bars(np.arange(1.0, 61.0), sizes, 0.7)
    _day(painter, sample)
    painter.end()
    return image


def _tails(painter: QPainter, sample: Sample) -> None:
    every = sample.minutes.reshape(len(sample.rows), -1)
    scaled = (every / every.std(axis=1, keepdims=True)).ravel()
    edges = np.linspace(-10.125, 10.125, 82)
    middle = (edges[1:] + edges[:-1]) / 2
    density = np.histogram(scaled, edges)[0] / len(scaled) / (edges[1] - edges[0])
    normal = np.exp(-(middle**2) / 2) / np.sqrt(2 * np.pi)
    title = "one-minute returns in deviations, log10 (dashed: normal)"
    panel = Panel(painter, 0, title, (-10.125, 10.125), (-5.0, 1.0))
    panel.line(middle, np.log10(np.maximum(density, 1e-7)), _FIRST)
    panel.line(middle, np.log10(np.maximum(normal, 1e-7)), _INK, dashed=True)


def _memory(painter: QPainter, sample: Sample) -> None:
    lags = np.arange(1, 61)
    size = np.array([sample.memory(int(lag), absolute=True).mean() for lag in lags])
    sign = np.array([sample.memory(int(lag), absolute=False).mean() for lag in lags])
    title = "autocorrelation by lag in minutes: |r| red, r blue"
    panel = Panel(painter, 1, title, (1.0, 60.0), (-0.1, 0.4))
    panel.line(lags.astype(float), size, _FIRST)
    panel.line(lags.astype(float), sign, _SECOND)
    panel.line(np.array([1.0, 60.0]), np.zeros(2), _INK, dashed=True)


def _hours(painter: QPainter, sample: Sample) -> None:
    by_minute = sample.volumes.sum(axis=(0, 1))
    tens = by_minute[: len(by_minute) // 10 * 10].reshape(-1, 10).mean(axis=1)
    tens /= np.median(tens)
    title = "volume by ten minutes of the day, median = 1"
    panel = Panel(painter, 2, title, (0.0, float(len(by_minute))), (0.0, float(tens.max())))
    panel.bars(np.arange(len(tens)) * 10.0 + 5, tens, 7.0)


def _day(painter: QPainter, sample: Sample) -> None:
    name = int(np.argmax(sample.with_index()[1]))
    own = 100 * np.cumsum(sample.minutes[name, -1])
    index = 100 * np.cumsum(sample.market_minutes[sample.market_of[name], -1])
    both = np.concatenate([own, index])
    title = "a name (red), its index (blue), one day, %"
    edges = float(both.min()) - 0.1, float(both.max()) + 0.1
    panel = Panel(painter, 5, title, (0.0, float(len(own))), edges)
    minutes = np.arange(len(own), dtype=float)
    panel.line(minutes, own, _FIRST)
    panel.line(minutes, index, _SECOND)


def main() -> int:
    """Draw the picture and print the figures."""
    application = QGuiApplication([])
    sample = Sample(SEED)
    trades = sample.trades()
    saved = (
        draw(sample, trades)
        .convertToFormat(QImage.Format_Indexed8, Qt.ThresholdDither | Qt.AvoidDither)
        .save(str(_PLACE))
    )
    kurtosis, (first, last), (days, quarters) = (
        sample.kurtosis(), sample.half_hours(), sample.with_index()
    )  # fmt: skip
    print(f"kurtosis: median {np.median(kurtosis):.1f}, least {kurtosis.min():.1f}")
    for lag in (1, 5, 30):
        size, sign = sample.memory(lag, absolute=True), sample.memory(lag, absolute=False)
        print(f"lag {lag}: |r| {size.mean():.3f} ({size.min():.3f}), r {sign.mean():+.3f}")
    print(f"half hours: first {first:.2f}, last {last:.2f}")
    print(f"signs {trades.sign_memory:.2f}, tens {trades.tens:.2f}, prints {len(trades.sizes)}")
    print(f"spread {np.median(trades.spread_ticks):.0f}, depth {trades.depth.round(2).tolist()}")
    print(f"with the index: days {days.mean():.2f}, quarters {quarters.mean():.2f}")
    print(f"largest 5 %: {sample.share_of_largest.mean():.2f}")
    del application
    return 0 if saved else 1


if __name__ == "__main__":
    sys.exit(main())
