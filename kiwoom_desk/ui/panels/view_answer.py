"""The list of one view: table, lines, what stands beside; live rows; refuses to ask for answers itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.catalogue.model import Kind
from kiwoom_desk.domain.instrument import initials
from kiwoom_desk.market.question import Question
from kiwoom_desk.market.reply_tables import ReplyTable, ReplyTables, Single, TableRow
from kiwoom_desk.market.views import (
    Chart,
    Sieve,
    ViewSpec,
    chart,
    figures,
    numbered,
    turned,
    with_derived,
)
from kiwoom_desk.ui.kit import columns as kit
from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.explorer_columns import SINGLE_COLUMNS, cell_text
from kiwoom_desk.ui.panels.row_leases import RowLeases
from kiwoom_desk.ui.panels.view_candles import ViewCandles
from kiwoom_desk.ui.panels.view_columns import (
    code_of,
    code_place,
    followed,
    row_key,
    sheet,
    singles_line,
    view_columns,
)
from kiwoom_desk.ui.panels.view_curves import CurvesPlot
from kiwoom_desk.ui.shell.panel import PanelContext

_SCROLL_BAR = 14
_WIDER = 1.8
_NARROWEST_NAME, _FIGURES_BESIDE = 84, 3
_FEW = 200
_SOON, _SELDOM = 250, 1_000
_PRICES = frozenset({Kind.PRICE, Kind.SIGNED_PRICE})
_Filter = Callable[[TableRow], bool]


class ViewAnswer(QtWidgets.QWidget):
    """Rows above their lines; `chosen` carries a row that was selected, `menu_asked` its menu.

    `dull` tells whether what is shown is old. Rows of a `live` view follow their quotes while
    they are in sight.
    """

    def __init__(self, context: PanelContext, spec: ViewSpec, dull: Callable[[], bool]) -> None:
        super().__init__()
        self._context, self._spec, self._dull = context, spec, dull
        self.table: Table | None = None
        self.shown: ReplyTable | None = None
        self.plot = CurvesPlot()
        self.plot.hide()
        self.plot.setParent(self)
        self.candles = None if spec.candles is None else ViewCandles(context, spec.candles)
        self.beside = PlainText(tone="quiet")
        self.beside.setWordWrap(True)
        self.beside.setContentsMargins(8, 4, 8, 4)
        self.beside.hide()
        self.chosen: Signal[TableRow] = Signal()
        self.menu_asked: Signal[QtCore.QPoint] = Signal()
        self._gathered: Chart | None = None
        self._sought: _Filter | None = None
        self._sieve: Sieve | None = None
        self._sharing = False
        self._leases = RowLeases(context.desk.feed)
        self._dirty: set[str] = set()
        self._held: tuple[str, ...] = ()
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._follow)
        self._halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(self.plot if self.candles is None else self.candles)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.beside)
        column.addWidget(self._halves, 1)
        leases = self._leases
        self.destroyed.connect(lambda _object=None: leases.close())
        if spec.live:
            context.frame.subscribe(self, self._frame)

    # --- what came -------------------------------------------------------------------------

    def show_reply(self, reply: ReplyTables) -> None:
        """Show a reply; order, widths and the chosen row stay."""
        found = self._list(reply)
        alone = [one for one in reply.singles if _tells(one)]
        # A list without rows has nothing to show beside what is told of the whole.
        if found is None or (alone and not found.rows):
            self._show_singles(reply.singles if found is None else alone)
        else:
            self.show_list(found)
            told = [
                (one.column, cell_text(one.column, one.cell))
                for one in alone
                if one.column.key.rpartition("_")[0] not in self._spec.numbered
            ]
            self.beside.setText(singles_line(told))
            self.beside.setVisible(bool(self.beside.text()))
        self._see()

    def show_list(self, found: ReplyTable) -> None:
        """Show another state of the list, e.g. with a row that was pushed."""
        before, self.shown = self.shown, found
        if self.table is None or before is None or before.columns != found.columns:
            self._take(Table(view_columns(self._spec, found), row_key(self._spec, found),
                             dull=lambda _row: self._dull()))  # fmt: skip
        if self.table is not None:
            self.table.set_rows(found.rows)
        self._draw()

    def clear(self) -> None:
        """Forget what is shown."""
        if self.table is not None:
            self.table.set_rows(())
        self.shown = self._gathered = None
        self.plot.hide()
        if self.candles is not None:
            self.candles.clear()
        self.beside.hide()
        self._leases.hold(())

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """Return the rows in the order shown, filtered."""
        return () if self.table is None or self.shown is None else self.table.rows.rows

    def sheet(self, title: str) -> Sheet | None:
        """Return what is shown for an export, None while there is nothing."""
        if self.shown is None or self.table is None:
            return None
        return sheet(self.shown, self.table.rows.rows, title)

    def _list(self, reply: ReplyTables) -> ReplyTable | None:
        if self._spec.numbered:
            return numbered(reply, self._spec.numbered)
        if not reply.tables:
            return None
        table = turned(reply.tables[0]) if self._spec.turned else reply.tables[0]
        return with_derived(table, self._spec.derived)

    def _show_singles(self, singles: Sequence[Single]) -> None:
        self.shown = None
        if self.table is None or self.table.rows.columns != SINGLE_COLUMNS:
            self._take(Table(SINGLE_COLUMNS, key=lambda single: single.column.key))
        self.beside.hide()
        if self.table is not None:
            self.table.set_rows([one for one in singles if one.cell.text.strip()])

    def _take(self, table: Table) -> None:
        before, self.table = self.table, table
        name = f"columns-{self._spec.id}"
        kept = self._context.memory.read(ColumnLayout, name)
        table.set_accessible(tr(self._spec.title))
        table.restore(kept)
        table.arranged.connect(lambda layout: self._keep(layout, name))
        table.selected.connect(self.chosen.emit)
        table.menu_asked.connect(lambda asked: self.menu_asked.emit(asked.position))
        table.verticalScrollBar().valueChanged.connect(lambda _value: self._see())
        self._halves.insertWidget(0, table)
        self._halves.setSizes([520, 480] if self.candles is None else [320, 680])
        self._halves.setStretchFactor(0, 1)
        self._halves.setStretchFactor(1, 1)
        self.setFocusProxy(table)
        if before is not None:
            before.hide()
            before.deleteLater()
        self._filter()
        self._share_room()

    def _keep(self, layout: ColumnLayout, name: str) -> None:
        if not self._sharing:
            self._context.memory.write(layout, name)

    def show_bars(self, question: Question) -> None:
        """Draw the rows as candles, where they are bars."""
        if self.candles is not None and self.shown is not None:
            self.candles.show_bars(self.shown, question.values, question.complete)

    def show_lines(self, lines: Chart | None) -> None:
        """Draw these instead of the list's own lines."""
        self._gathered = lines
        self._draw()

    def _draw(self) -> None:
        own = None if self.shown is None else chart(self.shown, self._spec)
        lines = self._gathered or own
        if lines is not None and lines.lines:
            self.plot.set_chart(lines, tr(self._spec.title))
        self.plot.setVisible(lines is not None and bool(lines.lines))

    # --- which rows ------------------------------------------------------------------------

    def search(self, typed: str) -> None:
        """Show the rows whose name or code holds the text or, for consonants, the initials."""
        sought = "".join(typed.split()).casefold()
        self._sought = (lambda row: self._matches(row, sought)) if sought else None
        self._filter()

    def sift(self, sieve: Sieve | None) -> None:
        """Show the rows that a filter in a trader's words keeps; None shows all."""
        self._sieve = sieve
        self._filter()

    def _filter(self) -> None:
        if self.table is None:
            return
        if self._sought is None and self._sieve is None:
            self.table.set_filter(None)
        else:
            self.table.set_filter(self._wanted)
        self._see()

    def _wanted(self, row: TableRow) -> bool:
        if self._sought is not None and not self._sought(row):
            return False
        if self._sieve is None or self.shown is None:
            return True
        return self._sieve.keeps(figures(self.shown, row))

    def _matches(self, row: TableRow, sought: str) -> bool:
        for cell in row.cells:
            if isinstance(cell.value, str) and cell.value:
                plain = "".join(cell.value.split())
                if sought in plain.casefold() or sought in initials(plain).casefold():
                    return True
        return False

    # --- live rows -------------------------------------------------------------------------

    def _see(self) -> None:
        if not self._spec.live or self.shown is None or self.table is None:
            return
        if not self.isVisible():
            self._leases.hold(())
            return
        place = code_place(self._spec, self.shown)
        codes = [code_of(row, place) for row in self._in_sight()]
        index = self._context.desk.instruments
        known = [code for code in codes if index.get(code) is not None]
        self._held = tuple(known)
        self._leases.hold(known)
        self._leases.see(known)

    def _in_sight(self) -> tuple[TableRow, ...]:
        table = self.table
        if table is None:
            return ()
        first = table.rowAt(0)
        last = table.rowAt(table.viewport().height() - 1)
        rows: tuple[TableRow, ...] = table.rows.rows
        return rows[max(first, 0) : last + 1 if last >= 0 else len(rows)]

    def _frame(self, dirty: Dirty) -> None:
        self._dirty.update(self._held if dirty.everything else dirty)
        if self._dirty and not self._timer.isActive():
            many = self.shown is not None and len(self.shown.rows) > _FEW
            self._timer.start(_SELDOM if many else _SOON)

    def _follow(self) -> None:
        dirty, self._dirty = self._dirty, set()
        shown, table = self.shown, self.table
        if shown is None or table is None or not self.isVisible():
            return
        place, state = code_place(self._spec, shown), self._context.desk.state
        rows = []
        for row in shown.rows:
            quote = state.quote(code_of(row, place)) if code_of(row, place) in dirty else None
            rows.append(row if quote is None else followed(shown, row, quote))
        self.shown = type(shown)(shown.key, shown.label, shown.columns, tuple(rows))
        table.set_rows(rows)

    # --- room ------------------------------------------------------------------------------

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()
        self._see()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Follow the rows in sight."""
        super().showEvent(event)
        self._see()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Leave the stream to what can be seen."""
        super().hideEvent(event)
        self._see()

    def _share_room(self) -> None:
        table = self.table
        # How a person arranged the columns is left alone.
        kept = self._context.memory.read(ColumnLayout, f"columns-{self._spec.id}")
        if table is None or kept is not None:
            return
        header = table.horizontalHeader()
        widths = [table.rows.columns[n].width for n in range(header.count())]
        seen = [n for n in range(header.count()) if not header.isSectionHidden(n)]
        total = sum(widths[n] for n in seen)
        share = min((self.width() - _SCROLL_BAR) / max(total, 1), _WIDER)
        if share < 1:
            self._give_way(seen, widths)
        self._sharing = True
        for n in seen:
            header.resizeSection(n, int(widths[n] * max(share, 1.0)))
        self._sharing = False

    def _give_way(self, seen: Sequence[int], widths: list[int]) -> None:
        # A name elides, numbers do not: the first figures stay in sight beside it.
        table = self.table
        columns = () if table is None else table.rows.columns
        name = next((n for n in seen if columns[n].kind is kit.Kind.NAME), None)
        if name is None:
            return
        beside = [n for n in seen if n != name][:_FIGURES_BESIDE]
        room = self.width() - _SCROLL_BAR - sum(widths[n] for n in beside)
        widths[name] = max(min(widths[name], room), min(widths[name], _NARROWEST_NAME))


def _tells(single: Single) -> bool:
    # A price of 0 is none: the share behind a fund that stands for no share.
    column = single.column
    return column.field.numeric and (bool(single.cell.value) or column.kind not in _PRICES)
