"""Profit of each span as bars with the running sum over them; refuses to know where they come from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.market.profits import Span
from kiwoom_desk.ui.charts.scales import Scale, price_scale, steps
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import signed
from kiwoom_desk.ui.shell import theme

_HEAD, _FOOT, _PAD, _GAP = 24, 20, 8, 34
_Flag = QtCore.Qt.AlignmentFlag


class ProfitPlot(QtWidgets.QWidget):
    """Bars on the scale at the left, the running sum on the one at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: tuple[Span, ...] = ()
        self._at: int | None = None
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Profit by day"))
        subscription = theme.changed.connect(lambda _look: self.update())
        self.destroyed.connect(lambda _object=None: subscription.close())

    def set_spans(self, spans: Sequence[Span]) -> None:
        """Show other spans, oldest first."""
        if len(spans) != len(self.spans):
            self._at = None
        self.spans = tuple(spans)
        self._describe()
        self.update()

    @property
    def chosen(self) -> Span | None:
        """Return the span under the pointer or chosen by key, else the last one."""
        if not self.spans:
            return None
        return self.spans[-1 if self._at is None else self._at]

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Tell the span under the pointer."""
        if self.spans:
            left, right = self._sides()
            part = (event.position().x() - left) / max(right - left, 1)
            self._choose(min(max(int(part * len(self.spans)), 0), len(self.spans) - 1))

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Tell the last span again."""
        super().leaveEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Step from span to span with the arrow keys."""
        by = {QtCore.Qt.Key.Key_Left: -1, QtCore.Qt.Key.Key_Right: 1}
        step = by.get(QtCore.Qt.Key(event.key()))
        if step is None or not self.spans:
            super().keyPressEvent(event)
            return
        last = len(self.spans) - 1
        self._choose(last if self._at is None else min(max(self._at + step, 0), last))

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint scales, bars, the running sum and the words of the chosen span."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), theme.look().colour("panel"))
        painter.setFont(theme.font(11))
        if self.spans:
            self._paint(painter)
        painter.end()

    def _bars(self) -> Scale:
        values = [span.profit for span in self.spans]
        return self._scale(min(0, *values), max(0, *values))

    def _sums(self) -> Scale:
        values = [span.total for span in self.spans]
        return self._scale(min(0, *values), max(0, *values))

    def _scale(self, low: int, high: int) -> Scale:
        return price_scale(low, high, _HEAD, self.height() - _FOOT - _HEAD)

    def _sides(self) -> tuple[int, int]:
        metrics = QtGui.QFontMetrics(theme.font(11))
        return _room(metrics, self._bars()), self.width() - _room(metrics, self._sums())

    def _paint(self, painter: QtGui.QPainter) -> None:
        look, bars, sums = theme.look(), self._bars(), self._sums()
        left, right = self._sides()
        painter.setPen(look.colour("quiet"))
        self._paint_steps(painter, bars, 0, left - 4, _Flag.AlignRight)
        self._paint_steps(painter, sums, right + 4, self.width() - right - 4, _Flag.AlignLeft)
        zero = round(bars.y(0))
        painter.setPen(look.colour("line"))
        painter.drawLine(left, zero, right, zero)
        wide = (right - left) / len(self.spans)
        for place, span in enumerate(self.spans):
            ink = look.colour("up" if span.profit > 0 else "down")
            x, y = left + place * wide, bars.y(span.profit)
            box = QtCore.QRectF(x + wide * 0.15, min(y, zero), max(wide * 0.7, 1), abs(y - zero))
            painter.fillRect(box, ink)
        self._paint_sum(painter, sums, left, wide)
        self._paint_days(painter, left, right, wide)
        self._paint_words(painter)
        if self._at is not None:
            painter.setPen(look.colour("quiet"))
            x = left + (self._at + 0.5) * wide
            painter.drawLine(QtCore.QPointF(x, _HEAD), QtCore.QPointF(x, self.height() - _FOOT))

    def _paint_steps(
        self, painter: QtGui.QPainter, scale: Scale, x: int, width: int, aligned: _Flag
    ) -> None:
        for value in steps(scale, _GAP):
            y = round(scale.y(value))
            box = QtCore.QRect(x, y - 8, width, 16)
            painter.drawText(box, aligned | _Flag.AlignVCenter, f"{value:,}")

    def _paint_sum(self, painter: QtGui.QPainter, sums: Scale, left: int, wide: float) -> None:
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.setPen(QtGui.QPen(theme.look().colour("accent"), 1.6))
        points = [
            QtCore.QPointF(left + (place + 0.5) * wide, sums.y(span.total))
            for place, span in enumerate(self.spans)
        ]
        painter.drawPolyline(QtGui.QPolygonF(points))
        if len(points) == 1:
            painter.drawEllipse(points[0], 3, 3)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing, False)

    def _paint_days(self, painter: QtGui.QPainter, left: int, right: int, wide: float) -> None:
        painter.setPen(theme.look().colour("quiet"))
        metrics = painter.fontMetrics()
        free, top = float(left), self.height() - _FOOT
        for place, span in enumerate(self.spans):
            width = metrics.horizontalAdvance(span.id) + _PAD
            start = min(max(left + (place + 0.5) * wide - width / 2, left), right - width)
            if start >= free:
                painter.drawText(
                    QtCore.QRectF(start, top, width, _FOOT), _Flag.AlignCenter, span.id
                )
                free = start + width + 3 * _PAD

    def _paint_words(self, painter: QtGui.QPainter) -> None:
        span, look = self.chosen, theme.look()
        if span is None:
            return
        metrics, x = painter.fontMetrics(), float(_PAD)
        tone = "up" if span.profit > 0 else "down" if span.profit < 0 else "text"
        words = (
            (_days(span), "text"),
            (f"{tr('Profit after costs')} {signed(span.profit)}", tone),
            (f"{tr('Running sum')} {signed(span.total)}", "accent"),
        )
        for text, role in words:
            painter.setPen(look.colour(role))
            painter.drawText(QtCore.QPointF(x, 16), text)
            x += metrics.horizontalAdvance(text) + 2 * _PAD

    def _choose(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        span = self.chosen
        told = "" if span is None else f"{_days(span)} {signed(span.profit)} {signed(span.total)}"
        self.setAccessibleDescription(told)


def _days(span: Span) -> str:
    return span.id if span.id == span.last else f"{span.id} – {span.last}"


def _room(metrics: QtGui.QFontMetrics, scale: Scale) -> int:
    widths = (metrics.horizontalAdvance(f"{value:,}") for value in steps(scale, _GAP))
    return max(widths, default=0) + _PAD
