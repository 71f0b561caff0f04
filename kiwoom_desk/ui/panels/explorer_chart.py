"""Chooses what of a list is plotted: a numeric column, against a time or the rank; refuses texts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.catalogue.columns import Column
from kiwoom_desk.catalogue.model import Kind
from kiwoom_desk.market.reply_tables import ReplyTable, TableRow
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.panels.explorer_columns import cell_text, head
from kiwoom_desk.ui.panels.explorer_plot import NO_POINTS, ColumnPlot, PlotPoints

_NUMBERS = {int, Decimal}
_TIMES = frozenset({Kind.DATE, Kind.TIME})


class PlotChoice(msgspec.Struct, frozen=True):
    """What is plotted, by the keys of columns ("" for the rank), and whether it stands in front."""

    value: str = ""
    across: str = ""
    front: bool = False


class ColumnChart(QtWidgets.QWidget):
    """Two choices and the plot; `chosen` comes when a person changed one."""

    def __init__(self) -> None:
        super().__init__()
        self._table: ReplyTable | None = None
        self._rows: tuple[TableRow, ...] = ()
        self.chosen: Signal[None] = Signal()
        self.values, self.across = QtWidgets.QComboBox(), QtWidgets.QComboBox()
        self.values.setAccessibleName(tr("Column to plot"))
        self.across.setAccessibleName(tr("Against"))
        self.plot = ColumnPlot()
        self.state = StateOverlay(self.plot)
        head_row = QtWidgets.QHBoxLayout()
        head_row.setContentsMargins(8, 4, 8, 4)
        head_row.setSpacing(4)
        head_row.addWidget(self.values, 2)
        head_row.addWidget(self.across, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head_row)
        column.addWidget(self.plot, 1)
        for box in (self.values, self.across):
            box.currentIndexChanged.connect(lambda _place: self._choose())

    def show_table(self, table: ReplyTable, rows: Sequence[TableRow], kept: PlotChoice) -> None:
        """Plot a list, its rows in the order shown; another list than before starts as `kept` says."""
        same = self._table is not None and self._table.columns == table.columns
        self._table, self._rows = table, tuple(rows)
        if not same:
            self._offer(table)
            self._take(table, kept)
        self._draw()

    def choice(self, front: bool) -> PlotChoice:
        """Return what is chosen, to be kept with the layout."""
        return PlotChoice(self._key(self.values), self._key(self.across), front)

    def _key(self, box: QtWidgets.QComboBox) -> str:
        place = box.currentData()
        known = self._table is not None and place is not None and place >= 0
        return self._table.columns[place].key if self._table is not None and known else ""

    def _take(self, table: ReplyTable, kept: PlotChoice) -> None:
        if not kept.value:
            return
        places = {column.key: place for place, column in enumerate(table.columns)}
        for box, key in ((self.values, kept.value), (self.across, kept.across)):
            found = box.findData(places.get(key, -1))
            if found >= 0:
                box.blockSignals(True)
                box.setCurrentIndex(found)
                box.blockSignals(False)

    def _choose(self) -> None:
        self._draw()
        self.chosen.emit(None)

    def _offer(self, table: ReplyTable) -> None:
        for box in (self.values, self.across):
            box.blockSignals(True)
            box.clear()
        for place, column in enumerate(table.columns):
            if column.field.numeric:
                self.values.addItem(head(column), place)
            elif column.kind in _TIMES:
                self.across.addItem(head(column), place)
        self.across.addItem(tr("Rank"), -1)
        for box in (self.values, self.across):
            box.blockSignals(False)

    def _draw(self) -> None:
        table, value, across = self._table, self.values.currentData(), self.across.currentData()
        if table is None or value is None:
            self.plot.set_points(NO_POINTS, "")
            self.state.show_state(State.EMPTY, tr("No number to plot is here."))
            return
        points = plot_points(table.columns, self._rows, value, across)
        self.plot.set_points(points, f"{self.values.currentText()} / {self.across.currentText()}")
        if points:
            self.state.clear()
        else:
            self.state.show_state(State.EMPTY, tr("No number to plot is here."))


def plottable(table: ReplyTable) -> bool:
    """Tell whether a list has a numeric column."""
    return any(column.field.numeric for column in table.columns)


def plot_points(
    columns: Sequence[Column], rows: Sequence[TableRow], value: int, across: int
) -> PlotPoints:
    """Return the points of a column: oldest first against a time, in the order shown by rank (-1)."""
    read: list[Any] = [row.cells[value].value for row in rows]
    order: Sequence[int] = range(len(rows))
    if across >= 0:
        times = [row.cells[across].text for row in rows]
        order = sorted(order, key=times.__getitem__)
    if not set(map(type, read)) <= _NUMBERS:
        order = [place for place in order if type(read[place]) in _NUMBERS]

    def label(point: int) -> str:
        place = order[point]
        if across < 0:
            return str(place + 1)
        return cell_text(columns[across], rows[place].cells[across])

    return PlotPoints([read[place] for place in order], label)
