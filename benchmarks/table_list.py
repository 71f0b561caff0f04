"""The desk's watch list as a QTableWidget, the way most terminals in Qt have one."""

from __future__ import annotations

from PySide6 import QtGui, QtWidgets

from kiwoom_desk.app import Desk
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme


class TableList:
    """Takes the grid's place until `close`; rows touched in a frame get setText, in sight or not."""

    def __init__(self, desk: Desk) -> None:
        self._watch = desk.window.widgets["watch"]
        grid = self._watch.grid
        self._columns = [place.column for place in grid._placement.places]
        self._table = QtWidgets.QTableWidget(len(grid.keys), len(self._columns))
        self._table.setHorizontalHeaderLabels([tr(one.title) for one in self._columns])
        self._table.verticalHeader().setVisible(False)
        self._table.verticalHeader().setMinimumSectionSize(theme.look().density.row)
        self._table.verticalHeader().setDefaultSectionSize(theme.look().density.row)
        for place, shown in enumerate(grid._placement.places):
            self._table.setColumnWidth(place, shown.width)
        self._rows = {key: row for row, key in enumerate(grid.keys)}
        self._brushes = [QtGui.QBrush(theme.look().colour(role)) for role in ("down", "up")]
        for row in self._rows.values():
            for place in range(len(self._columns)):
                self._table.setItem(row, place, QtWidgets.QTableWidgetItem(""))
        self._watch.layout().insertWidget(0, self._table, 1)
        grid.hide()
        grid.apply = self._apply

    def _apply(self, dirty: Dirty) -> None:
        for key in dirty.codes:
            row = self._rows.get(key)
            if row is not None:
                self._fill(row, self._watch._row(key))

    def _fill(self, row: int, value: object) -> None:
        for place, column in enumerate(self._columns):
            item = self._table.item(row, place)
            item.setText(column.text(value))
            if column.tone is not None:
                item.setForeground(self._brushes[value.quote.change >= 0])  # type: ignore[attr-defined]

    def close(self) -> None:
        """Put the grid back."""
        del self._watch.grid.apply
        self._table.hide()
        self._table.deleteLater()
        self._watch.grid.show()
