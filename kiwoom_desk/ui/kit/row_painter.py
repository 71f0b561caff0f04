"""How the cells of one row are put on a painter, fast; refuses state of its own but caches of widths."""

from __future__ import annotations

from typing import Any

from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.placement import Place
from kiwoom_desk.ui.shell import theme

GAP = 8
"""Pixels between a cell's edge and its text."""

_NUMERIC_CHARS = frozenset("0123456789,.+-▲▼%")
_CACHED = 20_000


class TextWidth:
    """Widths of texts in one font; figures are added up, since all digits are equally wide."""

    def __init__(self, font: QtGui.QFont) -> None:
        self.metrics = QtGui.QFontMetrics(font)
        self._digit = self.metrics.horizontalAdvance("0")
        self._less = {
            char: self.metrics.horizontalAdvance(char) - self._digit for char in ",.+-▲▼%"
        }
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the width of a figure; `▲` and signs only in front."""
        less = self._less
        width = len(text) * self._digit + text.count(",") * less[","]
        if "." in text:
            width += less["."]
        first = text[:1]
        if first in "+-▲▼" and first:
            width += less[first]
        return width

    def of(self, text: str) -> int:
        """Return the width of any text."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) > _CACHED:
                self._known.clear()
            width = self._known[text] = self.metrics.horizontalAdvance(text)
        return width

    def elided(self, text: str, room: int) -> str:
        """Return a text cut to the room, with an ellipsis."""
        if self.of(text) <= room:
            return text
        return self.metrics.elidedText(text, QtCore.Qt.TextElideMode.ElideRight, room)


class _Cell:
    """One column ready to paint: everything that does not depend on the row."""

    __slots__ = ("align", "bold", "column", "elides", "form", "numeric", "place", "tone", "value")

    def __init__(self, place: Place) -> None:
        column: Column = place.column
        self.column, self.place = column, place
        self.value, self.form, self.tone = column.value, column.formed, column.tone
        self.align, self.bold, self.elides = column.placed, column.bold, column.elides
        self.numeric = column.placed == "right" and column.form is None


class RowPainter:
    """Paint rows of fixed height with the columns of a placement in the look in force."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        shown = theme.look()
        size = shown.density.text
        self.height = shown.density.row
        self.font = theme.font(size)
        self.bold = theme.font(size, theme.Weight.DemiBold)
        self.widths = TextWidth(self.font)
        self._bold_widths = TextWidth(self.bold)
        metrics = self.widths.metrics
        self.base = (self.height + metrics.ascent() - metrics.descent()) // 2
        self._cells = tuple(_Cell(place) for place in places)
        self._pens = {tone: QtGui.QPen(shown.colour(tone.value)) for tone in Tone}
        self.flashing = tuple(place.column for place in places if place.column.flash)
        self._flash_places = {place.column.id: place for place in places if place.column.flash}
        self._up = shown.colour("up_flash")
        self._down = shown.colour("down_flash")

    def paint_flash(
        self, painter: QtGui.QPainter, top: int, shift: int, column: str, rising: bool
    ) -> None:
        """Light the ground of one cell."""
        place = self._flash_places.get(column)
        if place is not None:
            colour = self._up if rising else self._down
            painter.fillRect(place.x - shift, top, place.width, self.height, colour)

    def paint(
        self, painter: QtGui.QPainter, row: Any, top: int, shift: int, room: int, dull: bool
    ) -> None:
        """Put the texts of a row on the painter; `shift` is how far the content is scrolled."""
        base, pens, plain = top + self.base, self._pens, Tone.PLAIN
        pen: Tone | None = None
        heavy = False
        for cell in self._cells:
            place = cell.place
            x, width = place.x - shift, place.width
            if x >= room or x + width <= 0:
                continue
            text = cell.form(cell.value(row))
            if not text:
                continue
            tone = Tone.QUIET if dull else plain if cell.tone is None else cell.tone(row)
            if tone is not pen:
                painter.setPen(pens[tone])
                pen = tone
            if cell.bold is not heavy:
                heavy = cell.bold
                painter.setFont(self.bold if heavy else self.font)
            widths = self._bold_widths if heavy else self.widths
            if cell.elides:
                text = widths.elided(text, width - 2 * GAP)
                painter.drawText(x + GAP, base, text)
            elif cell.align == "right":
                taken = widths.number(text) if cell.numeric else widths.of(text)
                painter.drawText(x + width - GAP - taken, base, text)
            elif cell.align == "center":
                painter.drawText(x + (width - widths.of(text)) // 2, base, text)
            else:
                painter.drawText(x + GAP, base, text)
        if heavy:
            painter.setFont(self.font)

    def is_cut(self, place: Place, row: Any) -> bool:
        """Tell whether the text of a cell does not fit."""
        widths = self._bold_widths if place.column.bold else self.widths
        return widths.of(place.column.text(row)) > place.width - 2 * GAP
