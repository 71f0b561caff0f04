"""One numeric column against time or rank, painted by itself; refuses more than one line at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, overload

import msgspec
import numpy as np
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.charts.scales import Scale, price_scale
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.panels.explorer_columns import number_text
from kiwoom_desk.ui.shell import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FOOT = 22
_PAD = 8
_GAP = 44
_DENSE = 4
"""Points a pixel from which on a line is its lowest and highest one in each pixel."""
_Flag = QtCore.Qt.AlignmentFlag


class PlotPoint(msgspec.Struct, frozen=True):
    """One point: what stands below it and its value."""

    label: str
    value: int | Decimal


class PlotPoints(Sequence[PlotPoint]):
    """Points by their values; what stands below one is made when it is asked for.

    Twenty thousand labels that nobody reads would take as long as everything else.
    """

    def __init__(self, values: Sequence[int | Decimal], label: Callable[[int], str]) -> None:
        self.values, self._label = values, label

    def __len__(self) -> int:
        """Count the points."""
        return len(self.values)

    @overload
    def __getitem__(self, place: int) -> PlotPoint: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[PlotPoint]: ...

    def __getitem__(self, place: int | slice) -> PlotPoint | Sequence[PlotPoint]:
        """Return a point, or several of them."""
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        at = range(len(self))[place]
        return PlotPoint(self._label(at), self.values[at])


NO_POINTS = PlotPoints((), str)


class ColumnPlot(QtWidgets.QWidget):
    """A line over the points from left to right, axes, and the point under the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self.points = NO_POINTS
        self._values = np.empty(0)
        self._at: int | None = None
        self.setMinimumSize(160, 100)
        self.setMouseTracking(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        subscription = theme.changed.connect(lambda _look: self.update())
        self.destroyed.connect(lambda _object=None: subscription.close())

    def set_points(self, points: PlotPoints, name: str) -> None:
        """Show other points; `name` is told to those who hear."""
        self.points = points
        self._values = np.array(points.values, dtype=np.float64)
        self._at = None
        self.setAccessibleName(name)
        self._describe()
        self.update()

    @property
    def hovered(self) -> PlotPoint | None:
        """Return the point under the pointer or chosen by key."""
        return None if self._at is None else self.points[self._at]

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Show the point nearest to the pointer."""
        self._choose(self._nearest(event.position().x()))

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Show none."""
        super().leaveEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Step from point to point with the arrow keys."""
        steps = {QtCore.Qt.Key.Key_Left: -1, QtCore.Qt.Key.Key_Right: 1}
        step = steps.get(QtCore.Qt.Key(event.key()))
        if step is None or not self.points:
            super().keyPressEvent(event)
            return
        last = len(self.points) - 1
        self._choose(last if self._at is None else min(max(self._at + step, 0), last))

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint grid, line, axes and the chosen point."""
        painter = QtGui.QPainter(self)
        look = theme.look()
        painter.fillRect(self.rect(), look.colour("panel"))
        painter.setFont(theme.font(11))
        if self.points:
            scale = self._scale()
            width = self._plot_width(scale, painter.fontMetrics())
            self._paint_values(painter, scale, width)
            self._paint_labels(painter, width)
            self._paint_line(painter, scale, width)
            self._paint_chosen(painter, scale, width)
        painter.end()

    def _scale(self) -> Scale:
        low, high = float(self._values.min()), float(self._values.max())
        return price_scale(low, high, _PAD, self.height() - _FOOT - 2 * _PAD)

    def _plot_width(self, scale: Scale, metrics: QtGui.QFontMetrics) -> int:
        texts = [_step_text(value, step) for value, step in self._steps(scale)]
        texts += [number_text(point.value, False) for point in (self._extreme(), self.points[-1])]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        return self.width() - widest - 2 * _PAD

    def _extreme(self) -> PlotPoint:
        return self.points[int(np.abs(self._values).argmax())]

    def _steps(self, scale: Scale) -> list[tuple[float, float]]:
        least = (scale.high - scale.low) * _GAP / scale.height
        step = float(10 ** math.floor(math.log10(least))) if least > 0 else 1.0
        step = next(step * factor for factor in (1, 2, 5, 10) if step * factor >= least * 0.999)
        first = math.ceil(scale.low / step)
        last = math.floor(scale.high / step)
        return [(number * step, step) for number in range(first, last + 1)]

    def _x(self, place: int, width: int) -> float:
        last = len(self.points) - 1
        return width / 2 if not last else _PAD + (width - 2 * _PAD) * place / last

    def _nearest(self, x: float) -> int | None:
        if not self.points:
            return None
        width = self._plot_width(self._scale(), QtGui.QFontMetrics(theme.font(11)))
        last = len(self.points) - 1
        place = round((x - _PAD) / max(width - 2 * _PAD, 1) * last) if last else 0
        return min(max(place, 0), last)

    def _paint_values(self, painter: QtGui.QPainter, scale: Scale, width: int) -> None:
        look = theme.look()
        for value, step in self._steps(scale):
            y = round(scale.y(value))
            painter.setPen(look.colour("line"))
            painter.drawLine(0, y, width, y)
            painter.setPen(look.colour("quiet"))
            box = QtCore.QRect(width, y - 8, self.width() - width - _PAD, 16)
            painter.drawText(box, _Flag.AlignRight | _Flag.AlignVCenter, _step_text(value, step))

    def _paint_labels(self, painter: QtGui.QPainter, width: int) -> None:
        painter.setPen(theme.look().colour("quiet"))
        metrics = painter.fontMetrics()
        top, free = self.height() - _FOOT, -1.0
        # One label a pixel is looked at: there is room for a few.
        for place in range(0, len(self.points), max(len(self.points) // max(width, 1), 1)):
            x = self._x(place, width)
            if x < free:
                continue
            label = self.points[place].label
            room = metrics.horizontalAdvance(label) + 2 * _PAD
            left = min(max(x - room / 2, 0), max(width - room, 0))
            if left >= free:
                box = QtCore.QRectF(left, top, room, _FOOT)
                painter.drawText(box, _Flag.AlignCenter, label)
                free = left + room + _PAD

    def _paint_line(self, painter: QtGui.QPainter, scale: Scale, width: int) -> None:
        dense = len(self._values) >= _DENSE * width
        # Where a line goes up and down in each pixel, its smooth outline takes most of a second.
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing, not dense)
        painter.setPen(QtGui.QPen(theme.look().colour("accent"), 1 if dense else 1.5))
        places = extremes(self._values, width) if dense else range(len(self._values))
        line = QtGui.QPolygonF(
            [
                QtCore.QPointF(self._x(place, width), scale.y(value))
                for place, value in zip(places, self._values[places].tolist(), strict=True)
            ]
        )
        if len(self.points) == 1:
            painter.drawEllipse(line.first(), 3, 3)
        else:
            painter.drawPolyline(line)

    def _paint_chosen(self, painter: QtGui.QPainter, scale: Scale, width: int) -> None:
        point = self.hovered
        if point is None or self._at is None:
            return
        look = theme.look()
        x, y = self._x(self._at, width), scale.y(float(point.value))
        painter.setPen(look.colour("quiet"))
        painter.drawLine(QtCore.QPointF(x, 0), QtCore.QPointF(x, self.height() - _FOOT))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(QtCore.QPointF(x, y), 3, 3)
        text = f"{point.label}  {number_text(point.value, False)}"
        room = painter.fontMetrics().horizontalAdvance(text) + 2 * _PAD
        box = QtCore.QRectF(min(max(x + _PAD, 0), max(width - room, 0)), 2, room, 20)
        painter.fillRect(box, look.colour("hover"))
        painter.setPen(look.colour("text"))
        painter.drawText(box, _Flag.AlignCenter, text)

    def _choose(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        point = self.hovered
        told = "" if point is None else f"{point.label} {number_text(point.value, False)}"
        counted = tr("{count} points").format(count=len(self.points))
        self.setAccessibleDescription(told or counted)


def extremes(values: NDArray[np.float64], parts: int) -> list[int]:
    """Return the places of the lowest and the highest value of each part, and both ends, in order.

    `parts` equal stretches at most; a line over these places looks like one over all of them.
    """
    length = -(-len(values) // parts)
    count = -(-len(values) // length)
    # The last stretch is filled up with its last value, which is never found before itself.
    stretches = np.pad(values, (0, count * length - len(values)), "edge").reshape(count, length)
    starts = np.arange(count) * length
    ends = np.array((0, len(values) - 1))
    found = (ends, starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1))
    # numpy's own `unique` would read a package of masked arrays first, in the middle of a paint.
    return sorted(set(np.concatenate(found).tolist()))


def _step_text(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step)))
    return f"{value:,.{decimals}f}"
