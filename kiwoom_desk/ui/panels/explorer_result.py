"""A reply on the screen: single fields, lists and a plot as tabs; refuses an empty grid without words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.sheets import Cell as SheetCell
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.catalogue.model import Api, Kind
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.market.reply_tables import ReplyTable, ReplyTables, Single, TableRow
from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.explorer_chart import ColumnChart, PlotChoice, plottable
from kiwoom_desk.ui.panels.explorer_columns import (
    SINGLE_COLUMNS,
    head,
    row_columns,
    sheet_value,
    unit_of,
)
from kiwoom_desk.ui.shell.docks import A_TURN
from kiwoom_desk.ui.shell.panel import PanelMemory

_SINGLES = "singles"
# Rows whose points take a turn of their own.
_MANY = 2_000


class ReplyView(QtWidgets.QWidget):
    """Tabs of one reply; `code_chosen` carries the bare code of a row that was selected.

    Tables stay while replies of the same API come, so that order and widths do; `state` covers
    all of it.
    """

    def __init__(self, memory: PanelMemory, known: Callable[[str], bool]) -> None:
        super().__init__()
        self._memory, self._known = memory, known
        self._api: Api | None = None
        self._reply: ReplyTables | None = None
        self.tables: dict[str, Table] = {}
        self.chart = ColumnChart()
        self.chart.hide()
        self.tabs = QtWidgets.QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBarClicked.connect(self._keep_front)
        self.tabs.currentChanged.connect(lambda _place: self._draw())
        self.chart.chosen.connect(lambda _none: self._keep_front(self.tabs.indexOf(self.chart)))
        self.code_chosen: Signal[str] = Signal()
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        # Hides nothing of Qt's: a plain widget has no `state`.
        self.state = StateOverlay(self)

    def clear(self) -> None:
        """Forget the reply shown."""
        self._api = self._reply = None
        self.tables = {}
        while self.tabs.count():
            widget = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if widget is not None and widget is not self.chart:
                widget.deleteLater()
        self.chart.setParent(self)
        self.chart.hide()

    def show_reply(self, api: Api, reply: ReplyTables, empty: str) -> None:
        """Show a reply; `empty` is the sentence for nothing found."""
        if self._api is not api:
            self.clear()
        self._api, self._reply = api, reply
        if reply.empty:
            self.state.show_state(State.EMPTY, empty)
            return
        self.state.clear()
        singles = tuple(single for single in reply.singles if single.cell.text)
        for table in reply.tables:
            self._show_rows(api, table, empty)
        if singles:
            self._show_singles(api, singles, first=not any(one.rows for one in reply.tables))
        self._offer_chart(reply)
        self.tabs.tabBar().setVisible(self.tabs.count() > 1)
        self._draw()

    def current(self) -> Table | None:
        """Return the table in front, None while the plot is."""
        widget = self.tabs.currentWidget()
        return widget if isinstance(widget, Table) else None

    def sheets(self) -> list[Sheet]:
        """Return all that is shown as sheets, lists first, rows in the order shown."""
        reply = self._reply
        if reply is None or reply.empty:
            return []
        found = [
            _rows_sheet(table, self.tables[table.key].rows.rows)
            for table in reply.tables
            if table.key in self.tables
        ]
        if _SINGLES in self.tables:
            found.append(_singles_sheet(self.tables[_SINGLES].rows.rows))
        return found

    def sheet(self) -> Sheet | None:
        """Return the table in front as a sheet, the first one while the plot is in front."""
        reply, current = self._reply, self.current()
        if reply is None or reply.empty:
            return None
        for table in reply.tables:
            if current is not None and self.tables.get(table.key) is current:
                return _rows_sheet(table, current.rows.rows)
        if current is not None and self.tables.get(_SINGLES) is current:
            return _singles_sheet(current.rows.rows)
        return next(iter(self.sheets()), None)

    def _show_rows(self, api: Api, table: ReplyTable, empty: str) -> None:
        shown = self.tables.get(table.key)
        if shown is None:
            shown = self._make(
                Table(row_columns(table.columns, table.rows), key=lambda row: str(row.place)),
                f"columns-{api.id}-{table.key}",
                label(table.label),
            )
            shown.selected.connect(lambda row: self._tell_code(table, row))
            self.tables[table.key] = shown
            self.tabs.addTab(shown, label(table.label))
        shown.set_rows(table.rows)
        if table.rows:
            shown.state.clear()
        else:
            shown.state.show_state(State.EMPTY, empty)

    def _show_singles(self, api: Api, singles: Sequence[Single], first: bool) -> None:
        shown = self.tables.get(_SINGLES)
        if shown is None:
            shown = self._make(
                Table(SINGLE_COLUMNS, key=lambda single: single.column.key),
                f"columns-{_SINGLES}",
                tr("Summary"),
            )
            self.tables[_SINGLES] = shown
            place = 0 if first else len(self.tables) - 1
            self.tabs.insertTab(place, shown, tr("Summary"))
            if first:
                self.tabs.setCurrentIndex(0)
        shown.set_rows(singles)

    def _make(self, table: Table, name: str, title: str) -> Table:
        table.set_accessible(title)
        table.restore(self._memory.read(ColumnLayout, name))
        table.arranged.connect(lambda layout: self._memory.write(layout, name))
        return table

    def _offer_chart(self, reply: ReplyTables) -> None:
        wanted = any(table.rows and plottable(table) for table in reply.tables)
        there = self.tabs.indexOf(self.chart)
        if wanted and there < 0:
            self.tabs.addTab(self.chart, tr("Plot"))
            if self._kept().front:
                self.tabs.setCurrentWidget(self.chart)
        elif not wanted and there >= 0:
            self.tabs.removeTab(there)

    def _draw(self) -> None:
        if self.tabs.currentWidget() is self.chart and self._reply is not None:
            table = next(one for one in self._reply.tables if plottable(one))
            rows = self.tables[table.key].rows.rows
            plot = partial(self.chart.show_table, table, rows, self._kept())
            if len(rows) < _MANY:
                plot()
            else:
                QtCore.QTimer.singleShot(A_TURN, self.chart, plot)

    @property
    def plotted(self) -> PlotChoice | None:
        """Return what was chosen to be plotted of this API, None before anything was."""
        return None if self._api is None else self._memory.read(PlotChoice, f"plot-{self._api.id}")

    def _kept(self) -> PlotChoice:
        return self.plotted or PlotChoice()

    def _keep_front(self, place: int) -> None:
        # Before the plot was ever seen there is nothing of it to keep.
        there = self.tabs.indexOf(self.chart)
        if self._api is None or there < 0:
            return
        front = place == there
        kept = self.chart.choice(front) if self.chart.isVisible() else self._kept()
        kept = msgspec.structs.replace(kept, front=front)
        self._memory.write(kept, f"plot-{self._api.id}")

    def _tell_code(self, table: ReplyTable, row: TableRow) -> None:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if column.kind is Kind.CODE and cell.text.strip():
                code = identity(cell.text).code
                if self._known(code):
                    self.code_chosen.emit(code)
                    return


def _rows_sheet(table: ReplyTable, rows: Sequence[TableRow]) -> Sheet:
    titles = [head(column) for column in table.columns]

    def read(row: TableRow) -> Iterator[SheetCell]:
        return map(sheet_value, table.columns, row.cells)

    return Sheet(label(table.label), titles, rows, read)


def _singles_sheet(singles: Sequence[Single]) -> Sheet:
    rows = [
        (
            label(single.column.label),
            sheet_value(single.column, single.cell),
            label(unit_of(single)),
        )
        for single in singles
    ]
    return Sheet(tr("Summary"), (tr("Field"), tr("Value"), tr("Unit")), rows)
