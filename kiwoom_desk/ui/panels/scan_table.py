"""A scan as a list that keeps itself fresh while it is seen; refuses to ask faster than its interval."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste, QueryError, Turn
from kiwoom_desk.market.scans import Scan, ScanRow, ScanSpec
from kiwoom_desk.ui.kit.columns import ColumnLayout, Kind
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.explorer_words import marks_line
from kiwoom_desk.ui.panels.read_mark import LEAST_WAIT, waiting_words
from kiwoom_desk.ui.panels.row_leases import RowLeases
from kiwoom_desk.ui.panels.scan_columns import table_columns
from kiwoom_desk.ui.shell.panel import PanelContext

_SCROLL_BAR = 14
_Ask = Callable[[Turn], Coroutine[Any, Any, None]]


class _Names(msgspec.Struct, frozen=True):
    place: int
    width: int


class ScanTable(QtWidgets.QWidget):
    """Rows of one scan: loading, failing, empty, refreshed every `interval` milliseconds a page.

    `said` carries the line that tells how old the list is, or why it is old; `refreshed` comes
    after every reading that succeeded. `whole` lists read all pages at once, `ranked` ones show
    the place of each row, rows of `live` ones follow their quotes while they are in sight.
    """

    def __init__(
        self,
        context: PanelContext,
        spec: ScanSpec,
        *,
        empty: str,
        whole: bool = False,
        ranked: bool = False,
        live: bool = False,
    ) -> None:
        super().__init__()
        self._context, self._spec, self._empty, self._whole = context, spec, empty, whole
        self._scan: Scan | None = None
        self._reading = False
        self._failed = False
        self._interval = 5_000
        self.said: Signal[str] = Signal()
        self.refreshed: Signal[None] = Signal()
        columns = table_columns(spec, ranked)
        self._names = next(
            _Names(place, column.width)
            for place, column in enumerate(columns)
            if column.kind is Kind.NAME
        )
        self.table = Table(columns, key=_key, dull=lambda _row: self._failed)
        self.more_button = QtWidgets.QPushButton(tr("More"))
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._leases = RowLeases(context.desk.feed)
        self._live = live
        if live:
            leases = self._leases
            self.destroyed.connect(lambda _object=None: leases.close())
            self.table.verticalScrollBar().valueChanged.connect(lambda _value: self._see())
            context.frame.subscribe(self, self._frame)
        self._prepare()

    def _prepare(self) -> None:
        name = f"columns-{self._spec.id}"
        self.table.set_accessible(tr(self._spec.title))
        self.table.restore(self._context.memory.read(ColumnLayout, name))
        self.table.arranged.connect(lambda layout: self._context.memory.write(layout, name))
        self.more_button.setProperty("role", "quiet")
        self.more_button.clicked.connect(self.more)
        self.more_button.hide()
        self._timer.timeout.connect(lambda: self.refresh(Haste.TIMED))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.more_button)

    @property
    def failed(self) -> bool:
        """Tell whether the rows shown are old because the last reading failed."""
        return self._failed

    def set_interval(self, milliseconds: int) -> None:
        """Refresh so often for each page held; 0 only when asked."""
        self._interval = milliseconds
        self._plan()

    def show_scan(self, scan: Scan) -> None:
        """Show another scan of the same kind; what was there is covered until it is read."""
        self._scan, self._failed = scan, False
        self.table.set_rows(())
        self.said.emit("")
        self.more_button.hide()
        self.refresh()

    def refresh(self, haste: Haste = Haste.CLICKED) -> None:
        """Read the pages held anew, in sight only; a timer gives way to what a person clicks."""
        scan = self._scan
        if scan is None or self._reading or not self.isVisible():
            return
        if not scan.pages:
            self.table.state.show_loading(tr("Reading the list…"), tr("Try again"), self.refresh)
        self._start(scan, scan.read_all if self._whole else scan.refresh, haste)

    def more(self) -> None:
        """Read the next page."""
        if self._scan is not None and not self._reading:
            self.more_button.setEnabled(False)
            self._start(self._scan, self._scan.more, Haste.CLICKED)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Give the names the room that the other columns leave."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        header = self.table.horizontalHeader()
        others = header.length() - header.sectionSize(self._names.place)
        mode = QtWidgets.QHeaderView.ResizeMode
        if others + self._names.width <= self.width() - _SCROLL_BAR:
            header.setSectionResizeMode(self._names.place, mode.Stretch)
        elif header.sectionResizeMode(self._names.place) is mode.Stretch:
            header.setSectionResizeMode(self._names.place, mode.Interactive)
            header.resizeSection(self._names.place, self._names.width)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Come up to date."""
        super().showEvent(event)
        self.refresh(Haste.USUAL)

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._leases.hold(())

    def _start(self, scan: Scan, ask: _Ask, haste: Haste) -> None:
        self._reading = True
        self._timer.stop()
        self._context.tasks.run(self._read(scan, ask, Turn(haste, self._wait)))

    def _wait(self, seconds: float) -> None:
        if seconds >= LEAST_WAIT:
            told = waiting_words(seconds)
            self.said.emit(told)
            self.table.state.tell(told)

    async def _read(self, scan: Scan, ask: _Ask, turn: Turn) -> None:
        try:
            await ask(turn)
        except asyncio.CancelledError:
            self._reading = False
            raise
        except Exception as error:
            self._end(scan, error)
            if not isinstance(error, QueryError):
                raise
        else:
            self._end(scan, None)

    def _end(self, scan: Scan, error: Exception | None) -> None:
        self._reading = False
        self.more_button.setEnabled(True)
        if scan is not self._scan:
            self.refresh()
            return
        self._failed = error is not None
        if error is not None:
            self._show_failed(error)
        else:
            self._show_rows(scan)
        self._plan()

    def _show_rows(self, scan: Scan) -> None:
        self.table.set_rows(scan.rows)
        self.more_button.setVisible(bool(scan.rows) and not scan.complete)
        if scan.rows:
            self.table.state.clear()
        else:
            self.table.state.show_state(State.EMPTY, self._empty, tr("Refresh"), self.refresh)
        told = (tr("As of {time}").format(time=self._now()), marks_line(scan.marks))
        self.said.emit(" · ".join(part for part in told if part))
        self._see()
        self.refreshed.emit(None)

    def _see(self) -> None:
        rows = self.table.rows.rows
        if self._live and self.isVisible() and rows:
            first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
            seen = rows[max(first, 0) : last + 1 if last >= 0 else len(rows)]
            codes = [row.key for row in seen]
            self._leases.hold(codes)
            self._leases.see(codes)

    def _frame(self, dirty: Dirty) -> None:
        state, rows = self._context.desk.state, self.table.rows.rows
        touched = {row.key for row in rows if row.key in dirty}
        quotes = {code: quote for code in touched if (quote := state.quote(code)) is not None}
        if quotes and self._scan is not None:
            self._scan.follow(quotes)
            self.table.set_rows(self._scan.rows)

    def _show_failed(self, error: Exception) -> None:
        language = self._context.desk.settings.language
        sentence = failure_sentence(language, error, tr("The list could not be read."))
        if self.table.rows.rows:
            self.table.viewport().update()
            self.said.emit(sentence)
        else:
            self.table.state.show_state(State.FAILED, sentence, tr("Try again"), self.refresh)

    def _plan(self) -> None:
        if self._interval and self.isVisible() and self._scan is not None and not self._reading:
            self._timer.start(self._interval * max(self._scan.pages, 1))

    def _now(self) -> str:
        return self._context.desk.clock.market().strftime("%H:%M:%S")


def failure_sentence(language: str, error: Exception, what: str) -> str:
    """Return what failed and why: in the exchange's words, or in ours where it said nothing."""
    if not isinstance(error, QueryError):
        return what
    why = error.message or texts.sentence(language, f"query.{error.code}")
    return f"{what} {why}"


def _key(row: ScanRow) -> str:
    return row.key
