"""How the rows of a cold list are painted: straight from the row, without items; refuses styles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.canvas import MARK
from kiwoom_desk.ui.kit.columns import Column
from kiwoom_desk.ui.kit.placement import Place
from kiwoom_desk.ui.kit.row_painter import RowPainter

_Flag = QtCore.Qt.AlignmentFlag
_FLAGS = {"left": _Flag.AlignLeft, "right": _Flag.AlignRight, "center": _Flag.AlignHCenter}


def alignment(column: Column) -> QtCore.Qt.AlignmentFlag:
    """Return where a column's title and cells stand."""
    return _FLAGS[column.placed] | _Flag.AlignVCenter


class Rows(Protocol):
    """What is painted: columns and rows by place."""

    columns: tuple[Column, ...]
    rows: tuple[Any, ...]


class TablePainter:
    """Paint ground, texts, mark and focus of the rows of a table; numbers are never cut.

    A default delegate costs three times as much: Qt makes an option, an index and a styled
    ground for every cell.
    """

    def __init__(
        self, view: QtWidgets.QTableView, rows: Rows, dull: Callable[[Any], bool] | None = None
    ) -> None:
        self._view, self._rows, self._dull = view, rows, dull
        self._places: tuple[Place, ...] = ()
        self._made: RowPainter | None = None

    def take_look(self) -> None:
        """Take over the look in force at the next paint."""
        self._made = None

    def paint(self, region: QtGui.QRegion, hovered: int) -> None:
        """Paint what was invalidated; `hovered` is the place of the row under the pointer, -1 none."""
        view, rows = self._view, self._painter()
        viewport = view.viewport()
        painter = QtGui.QPainter(viewport)
        rows.begin(painter)
        chosen = {one.row() for one in view.selectionModel().selectedRows()}
        current = view.currentIndex().row() if view.hasFocus() else -1
        shift, width = view.horizontalHeader().offset(), viewport.width()
        for rect in region:  # type: ignore[attr-defined]  # the stubs forget it
            painter.setClipRect(rect)
            painter.fillRect(rect, rows.ground)
            for place in range(max(view.rowAt(rect.top()), 0), self._end(rect)):
                top, row = view.rowViewportPosition(place), self._rows.rows[place]
                if place in chosen or place == hovered:
                    ground = rows.chosen if place in chosen else rows.hovered
                    painter.fillRect(0, top, width, rows.height, ground)
                if place in chosen:
                    painter.fillRect(0, top, MARK, rows.height, rows.accent)
                dull = self._dull is not None and self._dull(row)
                rows.paint(painter, row, top, shift, width, dull)
                if place == current:
                    painter.setPen(rows.accent)
                    painter.drawRect(0, top, width - 1, rows.height - 1)
        painter.end()

    def told_at(self, index: QtCore.QModelIndex) -> str:
        """Return the column's own tooltip, or the whole text of a cell that does not fit."""
        column, row = self._rows.columns[index.column()], self._rows.rows[index.row()]
        if column.tooltip is not None and (told := column.tooltip(row)):
            return told
        place = next(one for one in self._places if one.column is column)
        return column.text(row) if self._painter().is_cut(place, row) else ""

    def _end(self, rect: QtCore.QRect) -> int:
        last = self._view.rowAt(rect.bottom())
        return last + 1 if last >= 0 else len(self._rows.rows)

    def _painter(self) -> RowPainter:
        header = self._view.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        places = tuple(
            Place(self._rows.columns[one], header.sectionPosition(one), header.sectionSize(one))
            for one in order
            if not header.isSectionHidden(one)
        )
        if self._made is None or places != self._places:
            self._places, self._made = places, RowPainter(places)
        return self._made
