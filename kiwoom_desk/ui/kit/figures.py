"""Draws and measures short texts again and again without shaping them anew; refuses other fonts."""

from __future__ import annotations

from PySide6 import QtCore, QtGui

_CACHED = 8_000
_MARKS = ",.+-▲▼%"


class Figures:
    """Texts of one font: widths, and pictures of whole texts or of groups of three digits.

    Shaping costs seven times as much as drawing. Prices hardly repeat, their groups do: 71,300
    is drawn as `71,` and `300`, 1.23 as `1.` and `23`. Digits are equally wide, so the groups
    need no kerning.
    """

    def __init__(self, font: QtGui.QFont) -> None:
        self.font = font
        self.metrics = QtGui.QFontMetrics(font)
        exact = QtGui.QFontMetricsF(font)
        self._exact = exact
        self._rise = round(exact.ascent())
        self._digit = exact.horizontalAdvance("0")
        self._less = {mark: exact.horizontalAdvance(mark) - self._digit for mark in _MARKS}
        self._known: dict[str, float] = {}
        self._shaped: dict[str, tuple[QtGui.QStaticText, float]] = {}

    def number(self, text: str) -> float:
        """Return the width of a figure in pixels; `▲` and signs only in front."""
        less = self._less
        width = len(text) * self._digit + text.count(",") * less[","]
        if "." in text:
            width += less["."]
        if text[:1] in less:
            width += less[text[0]]
        if text[-1:] == "%":
            width += less["%"]
        return width

    def of(self, text: str) -> float:
        """Return the width of any text in pixels."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) > _CACHED:
                self._known.clear()
            width = self._known[text] = self._exact.horizontalAdvance(text)
        return width

    def elided(self, text: str, room: int) -> str:
        """Return a text cut to the room, with an ellipsis."""
        if self.of(text) <= room:
            return text
        return self.metrics.elidedText(text, QtCore.Qt.TextElideMode.ElideRight, room)

    def draw(self, painter: QtGui.QPainter, x: float, base: int, text: str) -> None:
        """Draw a text whose baseline begins there; the painter has this font and a pen."""
        shaped = self._shaped.get(text) or self._shape(text)
        painter.drawStaticText(round(x), base - self._rise, shaped[0])

    def draw_number(self, painter: QtGui.QPainter, right: float, base: int, text: str) -> float:
        """Draw a figure that ends at `right`, group by group from its end; return its left edge."""
        known, top = self._shaped, base - self._rise
        while text:
            cut = max(text.rfind(",", 0, -1), text.rfind(".", 0, -1)) + 1
            group = text[cut:]
            picture, width = known.get(group) or self._shape(group)
            right -= width
            painter.drawStaticText(round(right), top, picture)
            text = text[:cut]
        return right

    def draw_whole(self, painter: QtGui.QPainter, right: float, base: int, text: str) -> None:
        """Draw a figure that ends at `right` in one piece: for those that come again and again."""
        if text:
            picture, width = self._shaped.get(text) or self._shape(text)
            painter.drawStaticText(round(right - width), base - self._rise, picture)

    def _shape(self, text: str) -> tuple[QtGui.QStaticText, float]:
        if len(self._shaped) > _CACHED:
            self._shaped.clear()
        shaped = QtGui.QStaticText(text)
        shaped.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        shaped.setPerformanceHint(QtGui.QStaticText.PerformanceHint.AggressiveCaching)
        shaped.prepare(QtGui.QTransform(), self.font)
        self._shaped[text] = (shaped, self._exact.horizontalAdvance(text))
        return self._shaped[text]
