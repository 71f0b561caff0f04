"""Paints what of mine is on the chart: average price, open orders and fills; refuses to move them."""

from __future__ import annotations

from PySide6 import QtCore, QtGui

from kiwoom_desk.domain.order import Side
from kiwoom_desk.ui.charts.axes import axis_box, paint_box, price_text
from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.marks import BarFills, OrderLine
from kiwoom_desk.ui.charts.scene import Scene
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import whole
from kiwoom_desk.ui.shell.colours import Ink

_TAG_HEIGHT = 16
_MARK = 5
_OFF = 5


def side_word(side: Side) -> str:
    """Return the word of a side."""
    return tr("Buy") if side is Side.BUY else tr("Sell")


def paint_lines(painter: QtGui.QPainter, scene: Scene, inks: Inks) -> None:
    """Paint the lines of my average price and of my open orders across the plot."""
    for order in scene.overlay.orders:
        if scene.prices.has(order.price):
            _line(painter, scene, inks.side(order.side), order.price, QtCore.Qt.PenStyle.SolidLine)
    average = scene.overlay.average_price
    if average is not None and scene.prices.has(average):
        _line(painter, scene, inks.text, average, QtCore.Qt.PenStyle.DashLine)


def paint_tags(
    painter: QtGui.QPainter, scene: Scene, inks: Inks, size: QtCore.QSize, in_hundredths: bool
) -> None:
    """Paint the words at the left of these lines and their prices on the axis."""
    for order in scene.overlay.orders:
        if scene.prices.has(order.price):
            box = inks.box(1 if order.side is Side.BUY else -1)
            _tag(painter, scene, inks, size, order.price, _order_text(order), box, in_hundredths)
    average = scene.overlay.average_price
    if average is not None and scene.prices.has(average):
        ink = inks.mine_label
        _tag(painter, scene, inks, size, average, tr("My average"), ink, in_hundredths)


def paint_fills(painter: QtGui.QPainter, scene: Scene, inks: Inks) -> None:
    """Paint a triangle below the bar of each buy and above the bar of each sell."""
    painter.save()
    for fills in scene.fills:
        if scene.span.first <= fills.index < scene.span.last:
            _mark(painter, scene, inks, fills)
    painter.restore()


def _order_text(order: OrderLine) -> str:
    return f"{side_word(order.side)} {whole(order.quantity)}"


def _line(
    painter: QtGui.QPainter,
    scene: Scene,
    colour: QtGui.QColor,
    price: int,
    style: QtCore.Qt.PenStyle,
) -> None:
    painter.setPen(QtGui.QPen(colour, 1, style))
    y = round(scene.prices.y(price))
    painter.drawLine(0, y, int(scene.width) - 1, y)


def _tag(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    size: QtCore.QSize,
    price: int,
    text: str,
    ink: Ink,
    in_hundredths: bool,
) -> None:
    y = scene.prices.y(price)
    width = QtGui.QFontMetrics(inks.small).horizontalAdvance(text) + 16
    top = min(max(round(y) - _TAG_HEIGHT // 2, 0), int(scene.split) - _TAG_HEIGHT)
    paint_box(painter, QtCore.QRect(4, top, width, _TAG_HEIGHT), text, ink, inks.small)
    paint_box(
        painter, axis_box(scene, size, y), price_text(price, in_hundredths), ink, inks.font
    )


def _mark(painter: QtGui.QPainter, scene: Scene, inks: Inks, fills: BarFills) -> None:
    bar = scene.bar(fills.index)
    if bar is None:
        return
    x = int(scene.span.centre(fills.index))
    buy = fills.side is Side.BUY
    tip = round(scene.prices.y(bar.low if buy else bar.high)) + (_OFF if buy else -_OFF)
    base = tip + (2 * _MARK if buy else -2 * _MARK)
    corners = [(x, tip), (x - _MARK, base), (x + _MARK, base)]
    painter.setPen(QtGui.QPen(inks.panel, 1))
    painter.setBrush(inks.side(fills.side))
    painter.drawPolygon([QtCore.QPoint(*corner) for corner in corners])
