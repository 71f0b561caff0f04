"""Paints grid, price axis, volume axis and time axis; refuses bars and live figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.scene import TIME_HEIGHT, Scene
from kiwoom_desk.ui.charts.time_axis import Rank
from kiwoom_desk.ui.kit.text import UP, hundredths, whole
from kiwoom_desk.ui.shell.colours import Ink
from kiwoom_desk.ui.shell.theme import qcolour

PAD = 8
BOX_HEIGHT = 18
_RIGHT = QtCore.Qt.AlignmentFlag.AlignRight | QtCore.Qt.AlignmentFlag.AlignVCenter
_CENTRE = QtCore.Qt.AlignmentFlag.AlignCenter


def price_text(value: int, in_hundredths: bool) -> str:
    """Return a price in won, or an index level that is kept in hundredths."""
    return hundredths(value) if in_hundredths else whole(value)


def axis_width(scene: Scene, inks: Inks, in_hundredths: bool) -> int:
    """Return the width that the widest label of the price axis needs, in pixels."""
    metrics = QtGui.QFontMetrics(inks.strong)
    last = scene.series.last()
    prices = [*scene.price_steps, last.close if last else 0, int(scene.prices.high)]
    texts = [UP + price_text(value, in_hundredths) for value in prices]
    texts += [whole(value) for value in scene.volume_steps]
    return max(metrics.horizontalAdvance(text) for text in texts) + 2 * PAD


def paint_grid(painter: QtGui.QPainter, scene: Scene, inks: Inks, left: int = 0) -> None:
    """Paint the lines behind the bars, from a pixel on to the right."""
    painter.setPen(inks.grid)
    width = int(scene.width)
    for value in scene.price_steps:
        y = round(scene.prices.y(value))
        painter.drawLine(left, y, width, y)
    for grid in scene.time_grid:
        if grid.x >= left:
            painter.setPen(inks.edge if grid.rank > Rank.TIME else inks.grid)
            painter.drawLine(int(grid.x), 0, int(grid.x), int(scene.height))
    painter.setPen(inks.edge)
    painter.drawLine(left, int(scene.split), width, int(scene.split))


def paint_axes(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    size: QtCore.QSize,
    in_hundredths: bool,
    shown: Sequence[int],
) -> None:
    """Paint both axes with their labels beside the plot; of the round prices those to be shown."""
    width, height = int(scene.width), int(scene.height)
    painter.fillRect(width, 0, size.width() - width, size.height(), inks.panel)
    painter.fillRect(0, height, size.width(), size.height() - height, inks.panel)
    painter.setPen(inks.edge)
    painter.drawLine(width, 0, width, height)
    painter.drawLine(0, height, size.width(), height)
    painter.drawLine(width, int(scene.split), size.width(), int(scene.split))
    _paint_values(painter, scene, inks, size, in_hundredths, shown)
    _paint_times(painter, scene, inks)


def paint_box(
    painter: QtGui.QPainter, box: QtCore.QRect, text: str, ink: Ink, font: QtGui.QFont
) -> None:
    """Paint a text on its ground, as the last price and the crosshair have it."""
    painter.fillRect(box, qcolour(ink.ground))
    painter.setPen(qcolour(ink.text))
    painter.setFont(font)
    painter.drawText(box.adjusted(0, 0, -PAD, 0), _RIGHT, text)


def free_steps(scene: Scene, boxed: Sequence[int]) -> list[int]:
    """Return the round prices whose labels no boxed price covers."""
    ys = [scene.prices.y(price) for price in boxed]
    return [
        one
        for one in scene.price_steps
        if all(abs(scene.prices.y(one) - y) >= BOX_HEIGHT for y in ys)
    ]


def axis_box(scene: Scene, size: QtCore.QSize, y: float) -> QtCore.QRect:
    """Return the place of a boxed label on the price axis, kept within the plot."""
    top = min(max(round(y) - BOX_HEIGHT // 2, 0), int(scene.height) - BOX_HEIGHT)
    left = int(scene.width) + 1
    return QtCore.QRect(left, top, size.width() - left, BOX_HEIGHT)


def time_box(scene: Scene, font: QtGui.QFont, x: float, text: str) -> QtCore.QRect:
    """Return the place of a boxed label on the time axis, kept within the plot."""
    width = QtGui.QFontMetrics(font).horizontalAdvance(text) + 2 * PAD
    left = min(max(round(x) - width // 2, 0), max(int(scene.width) - width, 0))
    return QtCore.QRect(left, int(scene.height) + 1, width, TIME_HEIGHT - 2)


def paint_time_box(
    painter: QtGui.QPainter, box: QtCore.QRect, text: str, ink: Ink, font: QtGui.QFont
) -> None:
    """Paint a time on its ground."""
    painter.fillRect(box, qcolour(ink.ground))
    painter.setPen(qcolour(ink.text))
    painter.setFont(font)
    painter.drawText(box, _CENTRE, text)


def _paint_values(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    size: QtCore.QSize,
    in_hundredths: bool,
    shown: Sequence[int],
) -> None:
    painter.setFont(inks.font)
    painter.setPen(inks.quiet)
    left, half = int(scene.width), BOX_HEIGHT // 2
    labels = [(scene.prices.y(one), price_text(one, in_hundredths)) for one in shown]
    bounds: list[tuple[float, float]] = [(half, scene.split - half)] * len(labels)
    labels += [(scene.volumes.y(one), whole(one)) for one in scene.volume_steps]
    bounds += [(scene.split + half - 2, scene.height - half)] * len(scene.volume_steps)
    for (y, text), (least, most) in zip(labels, bounds, strict=True):
        if least <= y <= most:
            box = QtCore.QRect(left, round(y) - half, size.width() - left - PAD, BOX_HEIGHT)
            painter.drawText(box, _RIGHT, text)


def _paint_times(painter: QtGui.QPainter, scene: Scene, inks: Inks) -> None:
    painter.setFont(inks.font)
    free = 0
    for grid in scene.time_grid:
        box = time_box(scene, inks.font, grid.x, grid.text)
        if box.left() < free:
            continue
        painter.setPen(inks.text if grid.rank > Rank.TIME else inks.quiet)
        painter.drawText(box, _CENTRE, grid.text)
        free = box.right()
