"""How the cells of one row are put on a painter, fast; refuses state of its own but caches of widths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6 import QtGui

from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.kit.ink import Ink, Inks
from kiwoom_desk.ui.kit.placement import Place
from kiwoom_desk.ui.shell import theme

GAP = 8
"""Pixels between a cell's edge and its text."""

Told = list[tuple[str, Tone]]
"""Text and tone of each cell of one row."""


class _Cell:
    """One column ready to paint: everything that does not depend on the row."""

    __slots__ = (
        *("align", "bold", "column", "elides", "form", "numeric", "told", "tone", "value"),
        *("width", "x"),
    )

    def __init__(self, place: Place) -> None:
        column: Column = place.column
        self.column, self.x, self.width = column, place.x, place.width
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
        self._reach = max((place.x for place in places), default=0)
        self.overflows = False
        """Whether a text was seen to reach over its cell: then cells cannot be painted alone."""
        self._inks = Inks(self.font, self.bold)
        self._plain: dict[Tone, Ink] = {}
        self._heavy: dict[Tone, Ink] = {}
        self.flashing = tuple(place.column for place in places if place.column.flash)
        self._flash_places = {place.column.id: place for place in places if place.column.flash}
        self.ground, self.chosen = shown.colour("panel"), shown.colour("selection")
        self.hovered, self.accent = shown.colour("hover"), shown.colour("accent")
        self._up = shown.colour("up_flash")
        self._down = shown.colour("down_flash")

    def begin(self, painter: QtGui.QPainter) -> None:
        """Look at what the next rows are painted on."""
        self._plain, self._heavy = self._inks.begin(painter)

    def paint_flash(
        self, painter: QtGui.QPainter, top: int, shift: int, column: str, rising: bool
    ) -> None:
        """Light the ground of one cell."""
        place = self._flash_places.get(column)
        if place is not None:
            colour = self._up if rising else self._down
            painter.fillRect(place.x - shift, top, place.width, self.height, colour)

    def flash_span(self, columns: Iterable[str]) -> tuple[int, int]:
        """Return left edge and width of the cells of these columns that can be lit."""
        places = [self._flash_places[one] for one in columns if one in self._flash_places]
        left = min((place.x for place in places), default=0)
        return left, max((place.x + place.width for place in places), default=left) - left

    def told(self, row: Any, dull: bool) -> Told:
        """Return text and tone of every cell of a row."""
        plain = Tone.PLAIN
        made = []
        for cell in self._cells:
            text = cell.form(cell.value(row)) if cell.told is None else cell.told(row)
            made.append((text, plain if cell.tone is None else cell.tone(row)))
        return [(text, Tone.QUIET) for text, _tone in made] if dull else made

    def span(self, before: Told, now: Told) -> tuple[int, int]:
        """Return left edge and width of the cells that differ, (0, 0) where none does."""
        if before == now:
            return 0, 0
        left, right = self._reach, 0
        for cell, old, new in zip(self._cells, before, now, strict=True):
            if old != new:
                left, right = min(left, cell.x), max(right, cell.x + cell.width)
        return left, right - left

    def paint(
        self, painter: QtGui.QPainter, row: Any, top: int, shift: int, room: int, dull: bool
    ) -> None:
        """Put the texts of a row on the painter; `shift` is how far the content is scrolled."""
        self.put(painter, self.told(row, dull), top, shift, 0, room)

    def put(
        self, painter: QtGui.QPainter, told: Told, top: int, shift: int, left: int, right: int
    ) -> None:
        """Put the cells between two pixels on the painter, `right` not included."""
        base, plain, heavy = top + self.base, self._plain, self._heavy
        for cell, (text, tone) in zip(self._cells, told, strict=True):
            x, width = cell.x - shift, cell.width
            if not text or x >= right or x + width <= left:
                continue
            ink = heavy[tone] if cell.bold else plain[tone]
            if cell.numeric:
                if ink.draw_number(painter, x + width - GAP, base, text) < x:
                    self.overflows = True
            elif cell.elides and cell.align == "left":
                text = ink.figures.elided(text, width - 2 * GAP)
                ink.draw(painter, x + GAP, base, text)
            elif cell.align == "left":
                ink.draw(painter, x + GAP, base, text)
            else:
                if cell.elides:
                    text = ink.figures.elided(text, width - 2 * GAP)
                free = width - ink.figures.of(text)
                if free < GAP:
                    self.overflows = True
                start = x + free - GAP if cell.align == "right" else x + free // 2
                ink.draw(painter, start, base, text)

    def is_cut(self, place: Place, row: Any) -> bool:
        """Tell whether the text of a cell does not fit."""
        widths = self._bold_widths if place.column.bold else self.widths
        return widths.of(place.column.text(row)) > place.width - 2 * GAP
