"""Tiles as large as their weight and as coloured as their rate; refuses to know what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.text import clean, percent, set_tooltip
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.colours import mix

_FULL = 300
"""The rate in hundredths of a percent at which a tile has its full colour."""
_STRONGEST = 0.42
_PAD = 3
_NARROWEST = 24
_Flag = QtCore.Qt.AlignmentFlag
_KEYS = {
    QtCore.Qt.Key.Key_Left: (-1, 0),
    QtCore.Qt.Key.Key_Right: (1, 0),
    QtCore.Qt.Key.Key_Up: (0, -1),
    QtCore.Qt.Key.Key_Down: (0, 1),
}


class Tile(msgspec.Struct, frozen=True):
    """One thing: its key and name, its weight above 0, its rate in hundredths of a percent."""

    key: str
    name: str
    weight: int
    rate: int


class Box(msgspec.Struct, frozen=True):
    """Where a tile lies, in pixels."""

    x: float
    y: float
    width: float
    height: float


class HeatMap(QtWidgets.QWidget):
    """All tiles at once; `selected` carries the key of one that was clicked or walked to."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: tuple[Tile, ...] = ()
        self.current = ""
        self.selected: Signal[str] = Signal()
        self._boxes: tuple[Box, ...] = ()
        self._hovered = -1
        self.setMouseTracking(True)
        self.setMinimumSize(120, 100)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        subscription = theme.changed.connect(lambda _look: self.update())
        self.destroyed.connect(lambda _object=None: subscription.close())

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these, the heaviest first; a tile keeps its place while the weights stay."""
        self.tiles = tuple(sorted(tiles, key=lambda tile: (-tile.weight, tile.key)))
        self._place()

    def select(self, key: str) -> None:
        """Mark a tile without telling anybody."""
        self.current = key
        self._describe()
        self.update()

    def box_of(self, key: str) -> Box | None:
        """Return where a tile lies, None for one that is not shown."""
        for tile, box in zip(self.tiles, self._boxes, strict=True):
            if tile.key == key:
                return box
        return None

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Lay the tiles out anew."""
        super().resizeEvent(event)
        self._place()

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Tell name and rate of the tile under the pointer."""
        at = self._at(event.position())
        if at != self._hovered:
            self._hovered = at
            tile = self.tiles[at] if at >= 0 else None
            set_tooltip(self, "" if tile is None else f"{tile.name}  {percent(tile.rate)}")
            self.update()

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Choose the tile."""
        at = self._at(event.position())
        if at >= 0:
            self._choose(self.tiles[at].key)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Walk to the nearest tile in the direction of an arrow key."""
        step = _KEYS.get(QtCore.Qt.Key(event.key()))
        if step is None or not self.tiles:
            super().keyPressEvent(event)
            return
        box = self.box_of(self.current)
        self._choose(self.tiles[0].key if box is None else self._beside(box, *step))

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint every tile with its name and rate where they fit."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), theme.look().colour("panel"))
        painter.setFont(theme.font(11))
        for number, (tile, box) in enumerate(zip(self.tiles, self._boxes, strict=True)):
            self._paint(painter, tile, box, number == self._hovered)
        painter.end()

    def _paint(self, painter: QtGui.QPainter, tile: Tile, box: Box, hovered: bool) -> None:
        look = theme.look()
        shape = QtCore.QRectF(box.x, box.y, box.width, box.height).adjusted(0, 0, -1, -1)
        painter.fillRect(shape, _ground(tile.rate))
        if tile.key == self.current or hovered:
            painter.setPen(look.colour("accent" if tile.key == self.current else "quiet"))
            painter.drawRect(shape.adjusted(0.5, 0.5, -0.5, -0.5))
        inner = shape.adjusted(_PAD, 1, -_PAD, -1)
        metrics, rate = painter.fontMetrics(), percent(tile.rate)
        high = metrics.height()
        told = inner.width() >= metrics.horizontalAdvance(rate) and inner.height() >= 2 * high
        # In a small tile the colour tells the rate, and the name tells which one it is.
        if not told and (inner.width() < _NARROWEST or inner.height() < high):
            return
        mode = QtCore.Qt.TextElideMode.ElideRight
        name = metrics.elidedText(clean(tile.name), mode, int(inner.width()))
        painter.setPen(look.colour("text"))
        if not told:
            painter.drawText(inner, _Flag.AlignCenter, name)
            return
        half = inner.height() / 2
        upper, lower = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        painter.drawText(upper, _Flag.AlignHCenter | _Flag.AlignBottom, name)
        painter.drawText(lower, _Flag.AlignHCenter | _Flag.AlignTop, rate)

    def _place(self) -> None:
        weights = [tile.weight for tile in self.tiles]
        self._boxes = boxes(weights, Box(0, 0, self.width(), self.height()))
        self._hovered = -1
        self._describe()
        self.update()

    def _at(self, point: QtCore.QPointF) -> int:
        for number, box in enumerate(self._boxes):
            inside = 0 <= point.x() - box.x < box.width
            if inside and 0 <= point.y() - box.y < box.height:
                return number
        return -1

    def _beside(self, box: Box, right: int, down: int) -> str:
        x, y = box.x + box.width / 2, box.y + box.height / 2
        best, nearest = self.current, float("inf")
        for tile, other in zip(self.tiles, self._boxes, strict=True):
            dx, dy = other.x + other.width / 2 - x, other.y + other.height / 2 - y
            along, across = dx * right + dy * down, abs(dx * down) + abs(dy * right)
            if along > 0 and along + 2 * across < nearest:
                best, nearest = tile.key, along + 2 * across
        return best

    def _choose(self, key: str) -> None:
        self.select(key)
        self.selected.emit(key)

    def _describe(self) -> None:
        told = next((tile for tile in self.tiles if tile.key == self.current), None)
        text = "" if told is None else f"{told.name} {percent(told.rate)}"
        self.setAccessibleDescription(clean(text))


def boxes(weights: Sequence[int], whole: Box) -> tuple[Box, ...]:
    """Divide a box by weights in descending order into boxes as square as can be, in that order."""
    found: list[Box] = []
    rest, left = whole, list(weights)
    while left:
        total = sum(left)
        taken = _row(left, total, rest)
        share = sum(left[:taken]) / total
        wide = rest.width >= rest.height
        depth = (rest.width if wide else rest.height) * share
        offset = 0.0
        for weight in left[:taken]:
            part = weight / sum(left[:taken])
            if wide:
                made = Box(rest.x, rest.y + offset, depth, rest.height * part)
                offset += made.height
            else:
                made = Box(rest.x + offset, rest.y, rest.width * part, depth)
                offset += made.width
            found.append(made)
        rest = (
            Box(rest.x + depth, rest.y, rest.width - depth, rest.height)
            if wide
            else Box(rest.x, rest.y + depth, rest.width, rest.height - depth)
        )
        left = left[taken:]
    return tuple(found)


def _row(weights: Sequence[int], total: int, rest: Box) -> int:
    """Return how many of the next ones share a row so that the longest of them is least long."""
    best, count = float("inf"), 0
    side, other = min(rest.width, rest.height), max(rest.width, rest.height)
    for number in range(1, len(weights) + 1):
        row = sum(weights[:number])
        depth = other * row / total
        parts = (side * weights[0] / row, side * weights[number - 1] / row)
        worst = max(max(depth / max(part, 1e-9), part / max(depth, 1e-9)) for part in parts)
        if worst > best:
            break
        best, count = worst, number
    return max(count, 1)


def _ground(rate: int) -> QtGui.QColor:
    table = theme.look().colours
    strength = min(abs(rate) / _FULL, 1.0) * _STRONGEST
    colour = table.up if rate > 0 else table.down
    return theme.qcolour(mix(mix(table.panel, table.text, 0.05), colour, strength))
