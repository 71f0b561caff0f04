"""Paints what of mine is on the chart: average price, open orders and fills; refuses to move them."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtGui

from kiwoom_desk.domain.order import Side
from kiwoom_desk.ui.charts.axes import BOX_HEIGHT, axis_box, paint_box, price_text
from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.marks import BarFills
from kiwoom_desk.ui.charts.scales import spread
from kiwoom_desk.ui.charts.scene import Scene
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import whole

_TAG_HEIGHT = 16
_MARK = 5
_OFF = 5
_DASH = 6
"""Pixels after which a dashed line of one pixel repeats."""


class _Tag(msgspec.Struct, frozen=True):
    price: int
    text: str
    side: Side | None = None


def side_word(side: Side) -> str:
    """Return the word of a side."""
    return tr("Buy") if side is Side.BUY else tr("Sell")


def paint_lines(painter: QtGui.QPainter, scene: Scene, inks: Inks, left: int = 0) -> None:
    """Paint the lines of my average price and of my open orders from a pixel on to the right."""
    solid, dashed = QtCore.Qt.PenStyle.SolidLine, QtCore.Qt.PenStyle.DashLine
    # Dashes stroked under a clip cost as much as the whole line.
    left = left // _DASH * _DASH
    for order in scene.overlay.orders:
        if scene.prices.has(order.price):
            _line(painter, scene, inks.side(order.side), order.price, solid, left)
    average = scene.overlay.average_price
    if average is not None and scene.prices.has(average):
        _line(painter, scene, inks.text, average, dashed, left)


def boxed_prices(scene: Scene) -> list[int]:
    """Return my prices within view, the highest first."""
    return [tag.price for tag in _tags(scene)]


def paint_tags(
    painter: QtGui.QPainter, scene: Scene, inks: Inks, size: QtCore.QSize, in_hundredths: bool
) -> None:
    """Paint words at the left of these lines and prices on the axis, none over another."""
    tags = _tags(scene)
    ys = [round(scene.prices.y(tag.price)) for tag in tags]
    metrics = QtGui.QFontMetrics(inks.small)
    words = spread([y - _TAG_HEIGHT // 2 for y in ys], _TAG_HEIGHT, int(scene.split))
    boxes = spread([y - BOX_HEIGHT // 2 for y in ys], BOX_HEIGHT, int(scene.split))
    for tag, word_top, box_top in zip(tags, words, boxes, strict=True):
        ink = inks.mine_label if tag.side is None else inks.box(1 if tag.side is Side.BUY else -1)
        width = metrics.horizontalAdvance(tag.text) + 16
        place = QtCore.QRect(4, word_top, width, _TAG_HEIGHT)
        paint_box(painter, place, tag.text, ink, inks.small)
        box = axis_box(scene, size, box_top + BOX_HEIGHT // 2)
        paint_box(painter, box, price_text(tag.price, in_hundredths), ink, inks.font)


def tags_right(scene: Scene, inks: Inks) -> int:
    """Return how far the words of my lines reach from the left, in pixels."""
    return max((inks.advance(tag.text) + 20 for tag in _tags(scene)), default=0)


def paint_fills(painter: QtGui.QPainter, scene: Scene, inks: Inks, left: int = 0) -> None:
    """Paint a triangle below the bar of each buy and above the bar of each sell, from a pixel on."""
    painter.save()
    span = scene.span
    first, last, nearest = span.first, span.last, left - _MARK - 1
    # In the order of their bars, of which a print concerns the last ones.
    for fills in reversed(scene.fills):
        if fills.index < first or span.centre(fills.index) < nearest:
            break
        if fills.index < last:
            _mark(painter, scene, inks, fills)
    painter.restore()


def _tags(scene: Scene) -> list[_Tag]:
    overlay = scene.overlay
    tags = [
        _Tag(order.price, f"{side_word(order.side)} {whole(order.quantity)}", order.side)
        for order in overlay.orders
    ]
    if overlay.average_price is not None:
        tags.append(_Tag(overlay.average_price, tr("My average")))
    shown = [tag for tag in tags if scene.prices.has(tag.price)]
    return sorted(shown, key=lambda tag: -tag.price)


def _line(
    painter: QtGui.QPainter,
    scene: Scene,
    colour: QtGui.QColor,
    price: int,
    style: QtCore.Qt.PenStyle,
    left: int,
) -> None:
    painter.setPen(QtGui.QPen(colour, 1, style))
    y = round(scene.prices.y(price))
    painter.drawLine(left, y, int(scene.width) - 1, y)


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
