"""Lines of one answer over the same moments, painted by itself; refuses to know where they come from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.market.views import Chart, Line
from kiwoom_desk.ui.charts.scales import Scale, price_scale
from kiwoom_desk.ui.charts.strokes import join_points
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import clean, clock_time
from kiwoom_desk.ui.panels.explorer_columns import number_text
from kiwoom_desk.ui.shell import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEAD, _FOOT, _PAD, _GAP = 22, 20, 8, 40
_MARK = 14
ROLES = ("up", "down", "accent", "attention", "good")
"""Colours of the lines in order; the line on a scale of its own is quiet."""
_Flag = QtCore.Qt.AlignmentFlag


class CurvesPlot(QtWidgets.QWidget):
    """Lines from left to right with their names above, two scales, and the moment under the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Chart | None = None
        self._at: int | None = None
        self.setMinimumSize(160, 110)
        self.setMouseTracking(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        subscription = theme.changed.connect(lambda _look: self.update())
        self.destroyed.connect(lambda _object=None: subscription.close())

    def set_chart(self, chart: Chart, name: str) -> None:
        """Show other lines; `name` is told to those who hear."""
        if self.shown is None or len(self.shown.moments) != len(chart.moments):
            self._at = None
        self.shown = chart
        self.setAccessibleName(name)
        self._describe()
        self.update()

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Tell the values of the moment nearest to the pointer."""
        self._choose(self._nearest(event.position().x()))

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Tell the last values again."""
        super().leaveEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Step from moment to moment with the arrow keys."""
        steps = {QtCore.Qt.Key.Key_Left: -1, QtCore.Qt.Key.Key_Right: 1}
        step = steps.get(QtCore.Qt.Key(event.key()))
        if step is None or self.shown is None:
            super().keyPressEvent(event)
            return
        last = len(self.shown.moments) - 1
        self._choose(last if self._at is None else min(max(self._at + step, 0), last))

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the grid, the lines, their names and the chosen moment."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), theme.look().colour("panel"))
        painter.setFont(theme.font(11))
        if self.shown is not None:
            self._paint(painter, self.shown)
        painter.end()

    def _paint(self, painter: QtGui.QPainter, chart: Chart) -> None:
        among = [line for line in chart.lines if not line.alone]
        alone = [line for line in chart.lines if line.alone]
        metrics = painter.fontMetrics()
        scales = [self._scale(lines) for lines in (among, alone)]
        room = [_room(metrics, scale) for scale in scales]
        left, right = room[1], self.width() - room[0]
        for scale, side in zip(scales, (False, True), strict=True):
            if scale is not None:
                self._paint_steps(painter, scale, left, right, side)
        xs = np.linspace(left + _PAD, max(right - _PAD, left + _PAD + 1), len(chart.moments))
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        for number, line in enumerate(chart.lines):
            scale = scales[line.alone]
            if scale is not None:
                painter.setPen(QtGui.QPen(_ink(line, number), 1.0 if line.alone else 1.6))
                join_points(painter, xs, scale.ys(_numbers(line)))
        self._paint_moments(painter, chart, xs, left, right)
        self._paint_names(painter, chart)
        if self._at is not None:
            painter.setPen(theme.look().colour("quiet"))
            painter.drawLine(
                QtCore.QPointF(xs[self._at], _HEAD),
                QtCore.QPointF(xs[self._at], self.height() - _FOOT),
            )

    def _scale(self, lines: list[Line]) -> Scale | None:
        told = [float(one) for line in lines for one in line.values if one is not None]
        if not told:
            return None
        low, high = min(told), max(told)
        return price_scale(low, high, _HEAD, self.height() - _FOOT - _HEAD)

    def _paint_steps(
        self, painter: QtGui.QPainter, scale: Scale, left: int, right: int, at_left: bool
    ) -> None:
        look = theme.look()
        for value, step in _steps(scale):
            y = round(scale.y(value))
            if not at_left:
                painter.setPen(look.colour("quiet" if not value else "line"))
                painter.drawLine(left, y, right, y)
            painter.setPen(look.colour("quiet"))
            place = (0, y - 8, left - 4, 16) if at_left else (right + 4, y - 8, 200, 16)
            aligned = _Flag.AlignRight if at_left else _Flag.AlignLeft
            box = QtCore.QRect(*place)
            painter.drawText(box, aligned | _Flag.AlignVCenter, _step_text(value, step))

    def _paint_moments(
        self,
        painter: QtGui.QPainter,
        chart: Chart,
        xs: NDArray[np.float64],
        left: int,
        right: int,
    ) -> None:
        painter.setPen(theme.look().colour("quiet"))
        metrics = painter.fontMetrics()
        top, free = self.height() - _FOOT, float(left)
        for x, moment in zip(xs, chart.moments, strict=True):
            told = moment_text(moment)
            width = metrics.horizontalAdvance(told) + _PAD
            start = min(max(float(x) - width / 2, left), right - width)
            if start >= free:
                box = QtCore.QRectF(start, top, width, _FOOT)
                painter.drawText(box, _Flag.AlignCenter, told)
                free = start + width + 3 * _PAD

    def _paint_names(self, painter: QtGui.QPainter, chart: Chart) -> None:
        metrics = painter.fontMetrics()
        look = theme.look()
        x = float(_PAD)
        at = len(chart.moments) - 1 if self._at is None else self._at
        told = moment_text(chart.moments[at]) if self._at is not None else ""
        if told:
            painter.setPen(look.colour("text"))
            painter.drawText(QtCore.QPointF(x, 15), told)
            x += metrics.horizontalAdvance(told) + 2 * _PAD
        for number, line in enumerate(chart.lines):
            value = line.values[at]
            name = clean(label(line.label))
            text = name if value is None else f"{name} {number_text(value, line.signed)}"
            width = metrics.horizontalAdvance(text)
            if x + _MARK + width > self.width():
                break
            painter.setPen(QtGui.QPen(_ink(line, number), 2))
            painter.drawLine(QtCore.QPointF(x, 11), QtCore.QPointF(x + _MARK - 4, 11))
            painter.setPen(look.colour("text"))
            painter.drawText(QtCore.QPointF(x + _MARK, 15), text)
            x += _MARK + width + 2 * _PAD

    def _nearest(self, x: float) -> int | None:
        chart = self.shown
        if chart is None:
            return None
        metrics = QtGui.QFontMetrics(theme.font(11))
        among = [line for line in chart.lines if not line.alone]
        alone = [line for line in chart.lines if line.alone]
        left = _room(metrics, self._scale(alone)) + _PAD
        right = self.width() - _room(metrics, self._scale(among)) - _PAD
        last = len(chart.moments) - 1
        return min(max(round((x - left) / max(right - left, 1) * last), 0), last)

    def _choose(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        chart = self.shown
        if chart is None:
            return
        if self._at is None:
            told = tr("{count} points").format(count=len(chart.moments))
        else:
            values = (
                f"{label(line.label)} {number_text(value, line.signed)}"
                for line in chart.lines
                if (value := line.values[self._at]) is not None
            )
            told = ", ".join((moment_text(chart.moments[self._at]), *values))
        self.setAccessibleDescription(told)


def moment_text(text: str) -> str:
    """Return a day with its dashes, a time of day with its colons, of both together no year."""
    if len(text) == 14 and text.isdecimal():
        if not int(text[8:]):
            return moment_text(text[:8])
        return f"{text[4:6]}-{text[6:8]} {clock_time(text[8:])}"
    if len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return clock_time(text)


def _ink(line: Line, number: int) -> QtGui.QColor:
    return theme.look().colour("quiet" if line.alone else ROLES[number % len(ROLES)])


def _numbers(line: Line) -> NDArray[np.float64]:
    return np.array([math.nan if one is None else float(one) for one in line.values])


def _room(metrics: QtGui.QFontMetrics, scale: Scale | None) -> int:
    if scale is None:
        return 0
    told = (_step_text(value, step) for value, step in _steps(scale))
    return max((metrics.horizontalAdvance(text) for text in told), default=0) + _PAD


def _steps(scale: Scale) -> list[tuple[float, float]]:
    least = (scale.high - scale.low) * _GAP / scale.height
    step = float(10 ** math.floor(math.log10(least))) if least > 0 else 1.0
    step = next(step * factor for factor in (1, 2, 5, 10) if step * factor >= least * 0.999)
    first, last = math.ceil(scale.low / step), math.floor(scale.high / step)
    return [(number * step, step) for number in range(first, last + 1)]


def _step_text(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step)))
    return f"{value:,.{decimals}f}"
