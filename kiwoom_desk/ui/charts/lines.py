"""A few named lines over common labels, with a legend and a readout; refuses bars and live feeds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.charts.scales import Scale, price_scale
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme

_HEAD, _FOOT, _PAD, _GAP = 22, 20, 8, 36
_Flag = QtCore.Qt.AlignmentFlag
INKS = ("accent", "up", "down", "attention", "good", "quiet")
"""Roles of colours a line may have."""


class Line(msgspec.Struct, frozen=True):
    """One line: its name, a value for each label (None for a hole) and the role of its colour."""

    name: str
    values: tuple[float | None, ...]
    ink: str = "accent"


class LineChart(QtWidgets.QWidget):
    """Lines from left to right; `level` is a value marked by a dashed line, e.g. 100 %.

    The pointer and the arrow keys choose a place whose figures stand in the legend.
    """

    def __init__(self) -> None:
        super().__init__()
        self.labels: tuple[str, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self._level: float | None = None
        self._decimals = 0
        self._at: int | None = None
        self.setMinimumSize(160, 96)
        self.setMouseTracking(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        subscription = theme.changed.connect(lambda _look: self.update())
        self.destroyed.connect(lambda _object=None: subscription.close())

    def show_lines(
        self,
        labels: Sequence[str],
        lines: Sequence[Line],
        level: float | None = None,
        decimals: int = 0,
    ) -> None:
        """Show other lines; each has as many values as there are labels, or ValueError is raised."""
        if any(len(line.values) != len(labels) for line in lines):
            raise ValueError("a line has more or fewer values than there are labels")
        self.labels, self.lines = tuple(labels), tuple(lines)
        self._level, self._decimals = level, decimals
        if self._at is not None and self._at >= len(self.labels):
            self._at = None
        self._describe()
        self.update()

    @property
    def chosen(self) -> int | None:
        """Return the place under the pointer or chosen by key."""
        return self._at

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Tell the figures nearest to the pointer."""
        self._choose(self._nearest(event.position().x()))

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Tell the latest figures again."""
        super().leaveEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Step from place to place with the arrow keys."""
        steps = {QtCore.Qt.Key.Key_Left: -1, QtCore.Qt.Key.Key_Right: 1}
        step = steps.get(QtCore.Qt.Key(event.key()))
        if step is None or not self.labels:
            super().keyPressEvent(event)
            return
        last = len(self.labels) - 1
        self._choose(last if self._at is None else min(max(self._at + step, 0), last))

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint grid, lines, labels and the legend."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), theme.look().colour("panel"))
        painter.setFont(theme.font(11))
        scale = self._scale()
        if scale is not None:
            width = self._plot_width(scale, painter.fontMetrics())
            self._paint_grid(painter, scale, width)
            self._paint_labels(painter, width)
            self._paint_lines(painter, scale, width)
            self._paint_chosen(painter, width)
            self._paint_legend(painter)
        painter.end()

    def _scale(self) -> Scale | None:
        values = [value for line in self.lines for value in line.values if value is not None]
        if not values:
            return None
        if self._level is not None:
            values.append(self._level)
        height = self.height() - _HEAD - _FOOT
        return price_scale(min(values), max(values), _HEAD, height)

    def _steps(self, scale: Scale) -> list[float]:
        least = (scale.high - scale.low) * _GAP / scale.height
        step = float(10 ** math.floor(math.log10(least)))
        step = next(step * factor for factor in (1, 2, 5, 10) if step * factor >= least * 0.999)
        first, last = math.ceil(scale.low / step), math.floor(scale.high / step)
        return [number * step for number in range(first, last + 1)]

    def _plot_width(self, scale: Scale, metrics: QtGui.QFontMetrics) -> int:
        texts = [self._told(value) for value in self._steps(scale)]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return max(self.width() - widest - 2 * _PAD, 1)

    def _x(self, place: int, width: int) -> float:
        last = len(self.labels) - 1
        return width / 2 if not last else _PAD + (width - 2 * _PAD) * place / last

    def _nearest(self, x: float) -> int | None:
        scale = self._scale()
        if scale is None:
            return None
        width = self._plot_width(scale, QtGui.QFontMetrics(theme.font(11)))
        last = len(self.labels) - 1
        place = round((x - _PAD) / max(width - 2 * _PAD, 1) * last)
        return min(max(place, 0), last)

    def _paint_grid(self, painter: QtGui.QPainter, scale: Scale, width: int) -> None:
        look = theme.look()
        for value in self._steps(scale):
            y = round(scale.y(value))
            painter.setPen(look.colour("line"))
            painter.drawLine(0, y, width, y)
            painter.setPen(look.colour("quiet"))
            box = QtCore.QRect(width, y - 8, self.width() - width - _PAD, 16)
            painter.drawText(box, _Flag.AlignRight | _Flag.AlignVCenter, self._told(value))
        if self._level is not None:
            pen = QtGui.QPen(look.colour("quiet"), 1, QtCore.Qt.PenStyle.DashLine)
            painter.setPen(pen)
            y = round(scale.y(self._level))
            painter.drawLine(0, y, width, y)

    def _paint_labels(self, painter: QtGui.QPainter, width: int) -> None:
        painter.setPen(theme.look().colour("quiet"))
        metrics, free = painter.fontMetrics(), -1.0
        for place, label in enumerate(self.labels):
            room = metrics.horizontalAdvance(label) + 2 * _PAD
            left = min(max(self._x(place, width) - room / 2, 0), max(width - room, 0))
            if left >= free:
                box = QtCore.QRectF(left, self.height() - _FOOT, room, _FOOT)
                painter.drawText(box, _Flag.AlignCenter, label)
                free = left + room + 3 * _PAD

    def _paint_lines(self, painter: QtGui.QPainter, scale: Scale, width: int) -> None:
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        # The first line is the one that matters, so it lies above the others.
        for line in reversed(self.lines):
            painter.setPen(QtGui.QPen(theme.look().colour(line.ink), 1.5))
            for run in _runs(line.values):
                points = [
                    QtCore.QPointF(self._x(place, width), scale.y(value)) for place, value in run
                ]
                if len(points) == 1:
                    painter.drawEllipse(points[0], 1.5, 1.5)
                else:
                    painter.drawPolyline(points)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing, False)

    def _paint_chosen(self, painter: QtGui.QPainter, width: int) -> None:
        if self._at is not None:
            x = round(self._x(self._at, width))
            painter.setPen(theme.look().colour("quiet"))
            painter.drawLine(x, _HEAD, x, self.height() - _FOOT)

    def _paint_legend(self, painter: QtGui.QPainter) -> None:
        look, x = theme.look(), _PAD
        for text, ink in self._words():
            painter.setPen(look.colour(ink))
            room = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QtCore.QRect(x, 0, room, _HEAD), _Flag.AlignVCenter, text)
            x += room + 2 * _PAD

    def _words(self) -> list[tuple[str, str]]:
        at = self._at
        words = [(self.labels[at], "text")] if at is not None else []
        for line in self.lines:
            told = [value for value in line.values if value is not None]
            value = line.values[at] if at is not None else told[-1] if told else None
            words.append((f"{line.name} {'' if value is None else self._told(value)}", line.ink))
        return words

    def _told(self, value: float) -> str:
        return f"{value:,.{self._decimals}f}"

    def _choose(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        told = "  ".join(text for text, _ink in self._words())
        counted = tr("{count} points").format(count=len(self.labels))
        self.setAccessibleDescription(told if self.lines else counted)


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Return the stretches without holes, each value with its place."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            runs[-1].append((place, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
