"""Measures short texts of one font again and again; refuses to draw them."""

from __future__ import annotations

from PySide6 import QtCore, QtGui

_CACHED = 8_000
_MARKS = ",.+-▲▼%"


class Figures:
    """Widths of texts of one font; digits are equally wide, so that figures need only be counted."""

    def __init__(self, font: QtGui.QFont) -> None:
        self.font = font
        self.metrics = QtGui.QFontMetrics(font)
        exact = QtGui.QFontMetricsF(font)
        self._exact = exact
        self.rise = round(exact.ascent())
        self._digit = exact.horizontalAdvance("0")
        self._less = {mark: exact.horizontalAdvance(mark) - self._digit for mark in _MARKS}
        self._known: dict[str, float] = {}
        self._cut: dict[tuple[str, int], str] = {}

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
        cut = self._cut.get((text, room))
        if cut is None:
            if len(self._cut) > _CACHED:
                self._cut.clear()
            mode = QtCore.Qt.TextElideMode.ElideRight
            cut = self._cut[text, room] = self.metrics.elidedText(text, mode, room)
        return cut
