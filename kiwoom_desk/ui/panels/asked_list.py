"""A list of one API in a panel: states, live rows, columns that are kept; refuses to ask unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, asked_rows
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.asked_columns import fitted, list_columns
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.explorer_words import marks_line
from kiwoom_desk.ui.panels.row_leases import RowLeases
from kiwoom_desk.ui.shell.panel import PanelContext

_SCROLL_BAR = 14
_LOOK_EVERY = 250
_PAINT_EVERY = 200
_NARROWEST_NAME = 112
Made = Callable[[ReplyTables], Sequence[AskedRow]]


class AskedList(QtWidgets.QWidget):
    """Rows of an API under columns for traders.

    `said` carries the line for the foot, `shown` the rows after each answer, `chosen` the row that
    a person selected. `extra` are columns of the panel's own, put after the shown ones or after
    the first `extra_at`; `titles` stand over the published labels; `made`
    makes the rows where they are not simply those of the reply. Where the spec names `live` keys
    the quotes of the rows in sight are streamed, and with them what `also` names for each.
    """

    def __init__(
        self,
        context: PanelContext,
        spec: AskedSpec,
        *,
        title: str,
        empty: str,
        extra: Sequence[Column] = (),
        extra_at: int | None = None,
        titles: Mapping[str, str] | None = None,
        made: Made | None = None,
        also: Callable[[AskedRow], str] | None = None,
    ) -> None:
        super().__init__()
        self.spec, self.title, self._context, self._empty = spec, title, context, empty
        self.asker = Asker(self, context, spec.api_id)
        self.said: Signal[str] = Signal()
        self.shown: Signal[tuple[AskedRow, ...]] = Signal()
        self.chosen: Signal[AskedRow] = Signal()
        self._made = made or (lambda reply: asked_rows(catalogue(), spec, reply))
        self._also = also
        self._failed = False
        self._told = ""
        self._extra, self._titles = tuple(extra), titles
        self._extra_at = len(spec.shown) if extra_at is None else extra_at
        self._table: Table | None = None
        self._state: Callable[[StateOverlay], None] | None = None
        self._name = -1
        self._leases = RowLeases(context.desk.feed)
        self._look = QtCore.QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_EVERY)
        self._paint = QtCore.QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_PAINT_EVERY)
        self._paint.timeout.connect(lambda: self.table.viewport().update())
        self._prepare()

    def _prepare(self) -> None:
        self.asker.answered.connect(self._answered)
        self.asker.failed.connect(self._show_failed)
        self.asker.waits.connect(self._waits)
        self._column = QtWidgets.QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._look.timeout.connect(self._see)
        if self._streams:
            self._context.frame.subscribe(self, self._frame)
            self.destroyed.connect(lambda _object=None, leases=self._leases: leases.close())

    @property
    def table(self) -> Table:
        """Return the table; it is made when it is first needed, as most stand in tabs behind."""
        if self._table is None:
            self._table = self._make()
        return self._table

    def _make(self) -> Table:
        described = list_columns(self.spec, self._context.desk.state.quote, self._titles)
        before, after = described[: self._extra_at], described[self._extra_at :]
        columns = (*before, *fitted(self._extra), *after)
        self._name = next((n for n, c in enumerate(columns) if c.kind is Kind.NAME), -1)
        made = Table(columns, key=lambda row: row.key, dull=lambda _row: self._failed)
        kept, memory = f"columns-{self.spec.id}", self._context.memory
        made.set_accessible(self.title)
        made.restore(memory.read(ColumnLayout, kept))
        made.arranged.connect(lambda layout: memory.write(layout, kept))
        made.selected.connect(self._choose)
        if self._streams:
            made.verticalScrollBar().valueChanged.connect(lambda _at: self._look_later())
        self._column.addWidget(made)
        self.setFocusProxy(made)
        if self._state is not None:
            self._state(made.state)
        return made

    @property
    def rows(self) -> tuple[AskedRow, ...]:
        """Return the rows shown, in the order shown."""
        return () if self._table is None else self._table.rows.rows

    @property
    def _streams(self) -> bool:
        return bool(self.spec.live) or self._also is not None

    @property
    def told(self) -> str:
        """Return the line for the foot."""
        return self._told

    @property
    def goes_on(self) -> bool:
        """Tell whether a further page can be asked."""
        return self.asker.goes_on

    def more(self) -> None:
        """Read the next page."""
        self.asker.more()

    def ask(self, values: Mapping[str, str], haste: Haste = Haste.CLICKED) -> None:
        """Show the answer to other values; what was there goes."""
        self._failed = False
        self._empty_out(self._show_loading)
        self.asker.put(values, haste)

    def clear(self, sentence: str) -> None:
        """Show a sentence instead of rows, and ask nothing."""
        self.asker.drop()
        self._empty_out(lambda state: state.show_state(State.EMPTY, sentence))

    def _empty_out(self, show: Callable[[StateOverlay], None]) -> None:
        self._leases.close()
        self._tell("")
        if self._table is None:
            self._state = show
        else:
            self._table.set_rows(())
            show(self._table.state)

    def _show_loading(self, state: StateOverlay) -> None:
        state.clear()
        state.show_loading(tr("Reading the list…"), tr("Try again"), self.asker.refresh)

    def refresh(self) -> None:
        """Ask anew, for a person who clicked."""
        if self.table.state.state is State.FAILED:
            self.table.state.clear()
            self.table.state.show_loading(tr("Reading the list…"))
        self.asker.refresh(Haste.CLICKED)

    def follow(self, row: AskedRow) -> None:
        """Show the name of a row in the linked panels."""
        if row.code:
            self._context.link.set(row.code)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Give the names the room that the other columns leave."""
        super().resizeEvent(event)
        self._share_room()
        self._look_later()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Stream what is in sight again."""
        super().showEvent(event)
        self.table.show()
        self._share_room()
        self._look_later()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Stream nothing while nobody looks."""
        super().hideEvent(event)
        self._look.stop()
        self._leases.close()

    def _choose(self, row: AskedRow) -> None:
        self.follow(row)
        self.chosen.emit(row)

    def _answered(self, reply: ReplyTables) -> None:
        self._failed = False
        rows = tuple(self._made(reply))
        self.table.set_rows(rows)
        if rows:
            self.table.state.clear()
        else:
            self.table.state.show_state(State.EMPTY, self._empty, tr("Refresh"), self.refresh)
        self._tell(self._line(len(rows)))
        self.shown.emit(rows)
        self._look_later()

    def _line(self, count: int) -> str:
        asker = self.asker
        parts = [tr("As of {time}").format(time=asker.as_of)]
        if count:
            parts.append(tr("{count} rows").format(count=f"{count:,}"))
        if asker.goes_on:
            parts.append(tr("more follow"))
        if asker.reply is not None:
            parts.append(marks_line(asker.reply.marks))
        return " · ".join(part for part in parts if part)

    def _show_failed(self, sentence: str) -> None:
        self._failed = True
        if self.rows:
            self.table.viewport().update()
            self._tell(sentence)
        else:
            self.table.state.show_state(State.FAILED, sentence, tr("Try again"), self.refresh)

    def _waits(self, sentence: str) -> None:
        self._tell(sentence)
        if not self.rows:
            self.table.state.tell(sentence)

    def _tell(self, line: str) -> None:
        self._told = line
        self.said.emit(line)

    def _look_later(self) -> None:
        if self._streams and not self._look.isActive() and self.isVisible():
            self._look.start()

    def _see(self) -> None:
        # Only rows in sight: a hundred hidden names would be polled for nobody.
        if not self.isVisible():
            return
        rows, height = self.rows, self.table.viewport().height()
        first, last = self.table.rowAt(0), self.table.rowAt(height - 1)
        last = len(rows) - 1 if last < 0 else last
        seen = rows[max(first, 0) : last + 1]
        codes = [row.code for row in seen if row.code]
        if self._also is not None:
            codes += [code for row in seen if (code := self._also(row))]
        self._leases.see(codes)
        self._leases.hold(codes)

    def _frame(self, dirty: Dirty) -> None:
        # Figures that change sixty times a second cannot be read.
        if not self._paint.isActive() and self._leases.holds(dirty):
            self._paint.start()

    def _share_room(self) -> None:
        if self._table is None or self._name < 0:
            return
        header = self.table.horizontalHeader()
        others = header.length() - header.sectionSize(self._name)
        mode = QtWidgets.QHeaderView.ResizeMode
        if others + _NARROWEST_NAME <= self.width() - _SCROLL_BAR:
            header.setSectionResizeMode(self._name, mode.Stretch)
        elif header.sectionResizeMode(self._name) is mode.Stretch:
            header.setSectionResizeMode(self._name, mode.Interactive)
            header.resizeSection(self._name, _NARROWEST_NAME)
