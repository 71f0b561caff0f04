"""Paints what moves over the finished picture: last price and crosshair; refuses to touch the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.charts.axes import (
    BOX_HEIGHT,
    PAD,
    axis_box,
    paint_box,
    paint_time_box,
    price_text,
    time_box,
)
from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.scene import Scene
from kiwoom_desk.ui.charts.time_axis import moment_text
from kiwoom_desk.ui.kit.text import DOWN, UP, whole
from kiwoom_desk.ui.shell import theme

_ARROWS = {1: UP, -1: DOWN, 0: ""}
_BOX_ROOM = 12


def last_sign(scene: Scene, direction: int | None) -> int:
    """Return the direction of the last price: the day's where known, else against the bar before."""
    if direction is not None:
        return direction
    last = scene.series.last()
    if last is None:
        return 0
    before = scene.before(len(scene.series) - 1)
    base = before if before is not None else last.open
    return (last.close > base) - (last.close < base)


def paint_last(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    size: QtCore.QSize,
    labels: Sequence[int],
    direction: int | None,
    in_hundredths: bool,
) -> None:
    """Paint the last price: a dotted line and its box on the axis, whose `labels` make room."""
    last = scene.series.last()
    if last is None or not scene.prices.has(last.close):
        return
    sign, y = last_sign(scene, direction), scene.prices.y(last.close)
    # A pattern fills a hundred times faster than a dotted pen strokes.
    dots = QtGui.QBrush(inks.direction(sign), QtCore.Qt.BrushStyle.Dense5Pattern)
    painter.fillRect(QtCore.QRect(0, round(y), int(scene.width), 1), dots)
    _clear_labels(painter, scene, inks, size, labels, y)
    text = _ARROWS[sign] + price_text(last.close, in_hundredths)
    box, ratio = axis_box(scene, size, y), painter.device().devicePixelRatio()
    painter.fillRect(box, theme.qcolour(inks.box(sign).ground))
    figures = inks.figures(sign, ratio)
    metrics = figures.figures.metrics
    base = box.top() + (box.height() + metrics.ascent() - metrics.descent()) // 2
    figures.draw_number(painter, box.right() + 1 - PAD, base, text)


def last_region(scene: Scene, size: QtCore.QSize, *prices: int) -> QtGui.QRegion:
    """Return what has to be painted anew where the last price stands and stood."""
    ys = [scene.prices.y(price) for price in prices]
    top, bottom = min(ys), max(ys)
    # Boxes and lines touch: the fewer parts a region has, the fewer pieces are copied.
    boxes = axis_box(scene, size, top).united(axis_box(scene, size, bottom))
    lines = QtCore.QRect(0, round(top) - 1, int(scene.width), round(bottom) - round(top) + 3)
    return QtGui.QRegion(boxes.adjusted(-1, -BOX_HEIGHT, 0, BOX_HEIGHT)).united(lines)


def _clear_labels(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    size: QtCore.QSize,
    labels: Sequence[int],
    y: float,
) -> None:
    """Take away the round prices that the box would cover in part."""
    half = BOX_HEIGHT // 2
    for step in labels:
        at = scene.prices.y(step)
        if abs(at - y) < BOX_HEIGHT:
            left = int(scene.width) + 1
            painter.fillRect(left, round(at) - half, size.width() - left, BOX_HEIGHT, inks.panel)


class Cross:
    """Where the crosshair is: a bar by its index and a pixel, which may be none on the keyboard."""

    def __init__(self) -> None:
        self.index: int | None = None
        self.y: float | None = None

    def region(self, scene: Scene, size: QtCore.QSize) -> QtGui.QRegion:
        """Return what the crosshair covers."""
        if self.index is None:
            return QtGui.QRegion()
        x = int(scene.span.centre(self.index))
        whole_time = QtCore.QRect(0, int(scene.height), size.width(), size.height())
        made = QtGui.QRegion(x - 1, 0, 3, size.height()).united(QtGui.QRegion(whole_time))
        if self.y is not None:
            y = round(self.y)
            made = made.united(QtGui.QRegion(0, y - _BOX_ROOM, size.width(), 2 * _BOX_ROOM))
        return made

    def paint(
        self,
        painter: QtGui.QPainter,
        scene: Scene,
        inks: Inks,
        size: QtCore.QSize,
        in_hundredths: bool,
    ) -> None:
        """Paint both lines and their labels on the axes."""
        bar = scene.bar(self.index) if self.index is not None else None
        if bar is None or self.index is None:
            return
        painter.setPen(inks.cross)
        x = int(scene.span.centre(self.index))
        if 0 <= x < scene.width:
            painter.drawLine(x, 0, x, int(scene.height))
            text = moment_text(bar.start, scene.period)
            box = time_box(scene, inks.font, x, text)
            paint_time_box(painter, box, text, inks.cross_label, inks.font)
        if self.y is not None and 0 <= self.y < scene.height:
            self._paint_level(painter, scene, inks, size, in_hundredths)

    def _paint_level(
        self,
        painter: QtGui.QPainter,
        scene: Scene,
        inks: Inks,
        size: QtCore.QSize,
        in_hundredths: bool,
    ) -> None:
        assert self.y is not None
        painter.setPen(inks.cross)
        painter.drawLine(0, round(self.y), int(scene.width), round(self.y))
        if self.y < scene.split:
            text = price_text(round(scene.prices.value(self.y)), in_hundredths)
        else:
            text = whole(round(scene.volumes.value(self.y)))
        box = axis_box(scene, size, self.y)
        paint_box(painter, box, text, inks.cross_label, inks.font)
