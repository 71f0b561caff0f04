"""How the cells of one row are put on a painter, fast; refuses state of its own but caches of widths."""

from __future__ import annotations

from typing import Any

from PySide6 import QtGui

from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.kit.placement import Place
from kiwoom_desk.ui.shell import theme

GAP = 8
"""Pixels between a cell's edge and its text."""


class _Cell:
    """One column ready to paint: everything that does not depend on the row."""

    __slots__ = (
        *("align", "bold", "column", "elides", "form", "numeric", "place", "told", "tone"),
        "value",
    )

    def __init__(self, place: Place) -> None:
        column: Column = place.column
        self.column, self.place = column, place
        self.value, self.form, self.tone = column.value, column.formed, column.tone
        self.align, self.bold, self.elides = column.placed, column.bold, column.elides
        self.told = column.told
        self.numeric = column.placed == "right" and column.form is None and column.told is None


class RowPainter:
    """Paint rows of fixed height with the columns of a placement in the look in force."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        shown = theme.look()
        size = shown.density.text
        self.height = shown.density.row
        self.font = theme.font(size)
        self.bold = theme.font(size, theme.Weight.DemiBold)
        self.widths = Figures(self.font)
        self._bold_widths = Figures(self.bold)
        metrics = self.widths.metrics
        self.base = (self.height + metrics.ascent() - metrics.descent()) // 2
        self._cells = tuple(_Cell(place) for place in places)
        self._pens = {tone: QtGui.QPen(shown.colour(tone.value)) for tone in Tone}
        self.flashing = tuple(place.column for place in places if place.column.flash)
        self._flash_places = {place.column.id: place for place in places if place.column.flash}
        self.ground, self.chosen = shown.colour("panel"), shown.colour("selection")
        self.hovered, self.accent = shown.colour("hover"), shown.colour("accent")
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
            text = cell.form(cell.value(row)) if cell.told is None else cell.told(row)
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
                widths.draw(painter, x + GAP, base, text)
            elif cell.numeric:
                widths.draw_number(painter, x + width - GAP, base, text)
            elif cell.align == "right":
                widths.draw(painter, x + width - GAP - widths.of(text), base, text)
            elif cell.align == "center":
                widths.draw(painter, x + (width - widths.of(text)) // 2, base, text)
            else:
                widths.draw(painter, x + GAP, base, text)
        if heavy:
            painter.setFont(self.font)

    def is_cut(self, place: Place, row: Any) -> bool:
        """Tell whether the text of a cell does not fit."""
        widths = self._bold_widths if place.column.bold else self.widths
        return widths.of(place.column.text(row)) > place.width - 2 * GAP
