"""The figures of frames, stream and machine over the desk (F12); refuses to cost what it measures."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.collector import CollectorWatch
from kiwoom_desk.base.histogram import EDGES_MS, Histogram
from kiwoom_desk.ui.kit.frame_meter import FrameMeter
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.performance import Moment, Stretch, between, look

if TYPE_CHECKING:
    from kiwoom_desk.broker.gateway import Gateway

EVERY_MS = 250
_KEPT = 8
"""Moments kept: rates are of the last two seconds."""
_WIDTH, _LINE, _MARGIN = 336, 18, 10
_BARS = 40
_MOST_TYPES = 5
_SHOWN_EDGES = (1.0, 4.0, 8.0, 16.0, 24.0, 50.0)
"""Edges of the lag's bars; finer steps are summed."""
_HOLDS_TOO_LONG = 8.0

_TITLE = mark("Performance figures")
_STARTING = mark("Not connected yet.")


class PerformanceOverlay(QtWidgets.QWidget):
    """Lie over the window, painted four times a second; the pointer drags it elsewhere.

    `lines` are label and figure of each line as shown, which is also what is heard of it.
    """

    def __init__(self, window: QtWidgets.QWidget, meter: FrameMeter) -> None:
        super().__init__(window)
        self._meter = meter
        self._gateway: Gateway | None = None
        self._collector: CollectorWatch | None = None
        self._moments: deque[Moment] = deque(maxlen=_KEPT)
        self._picture = QtGui.QPixmap()
        self._dragged: QtCore.QPoint | None = None
        self.lines: tuple[tuple[str, str], ...] = ()
        self._bars: tuple[int, ...] = ()
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self.setObjectName("performance")
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr(_TITLE))
        self.hide()

    def follow(self, gateway: Gateway) -> None:
        """Read the stream's figures too, once there is a stream."""
        if self._gateway is not gateway:
            self._gateway = gateway
            self._moments.clear()

    def toggle(self) -> None:
        """Show or hide it; hidden it measures and costs nothing."""
        if self.isVisible():
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Begin to read."""
        super().showEvent(event)
        self._collector = CollectorWatch()
        self._moments.clear()
        self._timer.start()
        self.refresh()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """End reading."""
        super().hideEvent(event)
        self._timer.stop()
        if self._collector is not None:
            self._collector.close()

    def refresh(self) -> None:
        """Read the figures of now and paint them."""
        if self._gateway is None or self._collector is None:
            self.lines, self._bars = ((tr(_STARTING), ""),), ()
        else:
            self._moments.append(look(self._meter, self._gateway, self._collector))
            if len(self._moments) > 1:
                stretch = between(self._moments[0], self._moments[-1])
                self.lines, self._bars = told(stretch), _bars(stretch.lags)
        self._draw()

    def _place(self) -> None:
        # The chart's upper right corner hides neither prices of the ladder nor the ticket.
        self.setFixedSize(_WIDTH, _height(len(self.lines), bool(self._bars)))
        window = self.window()
        self.move(max(0, window.width() * 58 // 100 - _WIDTH), 96)

    def _draw(self) -> None:
        size = QtCore.QSize(_WIDTH, _height(len(self.lines), bool(self._bars)))
        if size != self.size():
            self.setFixedSize(size)
        ratio = self.devicePixelRatioF()
        picture = QtGui.QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        _Sheet(picture, size).draw(self.lines, self._bars)
        self._picture = picture
        self.setAccessibleDescription(
            ", ".join(f"{label} {figure}" for label, figure in self.lines)
        )
        self.update()

    def paintEvent(self, _event: QtGui.QPaintEvent) -> None:
        """Show the picture made last."""
        painter = QtGui.QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Take hold of it."""
        self._dragged = event.position().toPoint()

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Drag it, never out of the window."""
        if self._dragged is None:
            return
        room = self.window().rect().adjusted(0, 0, -self.width(), -self.height())
        goal = self.mapTo(self.window(), event.position().toPoint()) - self._dragged
        self.move(
            max(0, min(goal.x(), room.right())),
            max(0, min(goal.y(), room.bottom())),
        )

    def mouseReleaseEvent(self, _event: QtGui.QMouseEvent) -> None:
        """Let go."""
        self._dragged = None


class _Sheet:
    """One picture of the figures."""

    def __init__(self, picture: QtGui.QPixmap, size: QtCore.QSize) -> None:
        self._painter, self._size = QtGui.QPainter(picture), size
        self._look = theme.look()

    def draw(self, lines: tuple[tuple[str, str], ...], bars: tuple[int, ...]) -> None:
        painter, shown = self._painter, self._look
        frame = QtCore.QRect(QtCore.QPoint(0, 0), self._size)
        painter.fillRect(frame, shown.colour("panel"))
        painter.setPen(shown.colour("accent"))
        painter.drawRect(frame.adjusted(0, 0, -1, -1))
        painter.setFont(theme.font(12))
        y = _MARGIN
        for label, figure in lines:
            self._line(y, label, figure)
            y += _LINE
        if bars:
            self._histogram(y + 4, bars)
        painter.end()

    def _line(self, y: int, label: str, figure: str) -> None:
        room = QtCore.QRect(_MARGIN, y, _WIDTH - 2 * _MARGIN, _LINE)
        middle = QtCore.Qt.AlignmentFlag.AlignVCenter
        self._painter.setPen(self._look.colour("quiet"))
        self._painter.drawText(room, middle | QtCore.Qt.AlignmentFlag.AlignLeft, label)
        self._painter.setPen(self._look.colour("text"))
        self._painter.drawText(room, middle | QtCore.Qt.AlignmentFlag.AlignRight, figure)

    def _histogram(self, top: int, bars: tuple[int, ...]) -> None:
        painter, shown = self._painter, self._look
        width = (_WIDTH - 2 * _MARGIN) / len(bars)
        most = max(max(bars), 1)
        for place, count in enumerate(bars):
            x = _MARGIN + place * width
            # One slow turn among thousands must be seen.
            tall = 0 if not count else max(2, round(_BARS * count / most))
            edge = _SHOWN_EDGES[place] if place < len(_SHOWN_EDGES) else 0.0
            role = "attention" if not edge or edge > _HOLDS_TOO_LONG else "accent"
            bar = QtCore.QRectF(x + 2, top + _BARS - tall, width - 4, tall)
            painter.fillRect(bar, shown.colour(role))
            name = f"≤{edge:g}" if edge else f">{_SHOWN_EDGES[-1]:g}"
            painter.setPen(shown.colour("quiet"))
            room = QtCore.QRectF(x, top + _BARS + 2, width, _LINE)
            painter.drawText(room, QtCore.Qt.AlignmentFlag.AlignCenter, name)


def told(stretch: Stretch) -> tuple[tuple[str, str], ...]:
    """Return label and figure of each line."""
    kinds = sorted(stretch.pushes.items(), key=lambda one: -one[1])[:_MOST_TYPES]
    paints, steps = stretch.paints, stretch.steps
    budget = f"{stretch.budget_used}/{stretch.budget_capacity or '–'}"
    return (
        (
            tr("Frames a second"),
            tr("{frames} · late {late}").format(
                frames=f"{stretch.frames:.1f}",
                late=f"{stretch.late} ({stretch.late_share * 100:.1f}%)",
            ),
        ),
        (tr("Paint"), _cost(paints, stretch.paint_share)),
        (tr("Panels' part of a frame"), f"{steps.mean_ms:.1f} ms · p99 {steps.share(0.99):.1f}"),
        (tr("Messages a second"), f"{stretch.messages:,.0f}"),
        (
            tr("Kinds of messages"),
            " · ".join(f"{kind} {rate:,.0f}" for kind, rate in kinds) or "–",
        ),
        (
            tr("Decoding"),
            f"{stretch.decode_us:.0f} µs · {stretch.decode_share * 100:.1f}%",
        ),
        (tr("Requests a second"), budget),
        (tr("Memory"), f"{stretch.memory / 1e6:,.0f} MB" if stretch.memory else "–"),
        (tr("Processor"), f"{stretch.core_share * 100:.0f}%"),
        (
            tr("Collector's pauses"),
            tr("{count} · longest {longest} ms").format(
                count=stretch.pauses.total, longest=f"{stretch.pauses.longest_ms:.1f}"
            ),
        ),
        (
            tr("The loop was held, ms"),
            tr("longest {longest}").format(longest=f"{stretch.lags.longest_ms:.0f}"),
        ),
    )


def _cost(spent: Histogram, share: float) -> str:
    return f"{spent.mean_ms:.1f} ms · p99 {spent.share(0.99):.1f} · {share * 100:.0f}%"


def _bars(lags: Histogram) -> tuple[int, ...]:
    inside, before = [], 0
    for edge in _SHOWN_EDGES:
        until = EDGES_MS.index(edge) + 1
        inside.append(sum(lags.counts[before:until]))
        before = until
    return (*inside, sum(lags.counts[before:]))


def _height(lines: int, bars: bool) -> int:
    return 2 * _MARGIN + lines * _LINE + (_BARS + _LINE + 8 if bars else 0)


def toggle(window: QtWidgets.QWidget, meter: FrameMeter, desk: DeskContext | None) -> None:
    """Show the figures over a window, or take them away; before the rooms stand they say so."""
    overlay = window.findChild(PerformanceOverlay) or PerformanceOverlay(window, meter)
    if desk is not None:
        overlay.follow(desk.gateway)
    overlay.toggle()
