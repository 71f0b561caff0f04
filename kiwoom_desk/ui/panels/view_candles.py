"""The rows of a chart reply as candles that go on with the stream; refuses to ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6 import QtGui, QtWidgets

from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.market.history import Chart, moment_of
from kiwoom_desk.market.reply_tables import ReplyTable
from kiwoom_desk.market.row_bars import row_bars
from kiwoom_desk.ui.charts.view import ChartView, Paging
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.panels.age_mark import AgeMark
from kiwoom_desk.ui.shell.panel import PanelContext

_COUNT = "tic_scope"
_CODE = "stk_cd"


class ViewCandles(QtWidgets.QWidget):
    """A chart of one name: `show_bars` after each answer, `view.wanted_older` asks for a page.

    The place that a person looks at stays while the same bars come again.
    """

    def __init__(self, context: PanelContext, unit: Unit) -> None:
        super().__init__()
        self._context, self._unit = context, unit
        self.view = ChartView()
        self.age = AgeMark(context)
        self.chart: Chart[Any] | None = None
        self._lease: Lease | None = None
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 2, 8, 0)
        head.addStretch(1)
        head.addWidget(self.age)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self.setMinimumHeight(120)
        self.view.setAccessibleName(tr("Chart"))
        context.frame.subscribe(self, self._frame)
        self.destroyed.connect(lambda _object=None: self._release())

    def show_bars(self, table: ReplyTable, asked: Mapping[str, str], complete: bool) -> None:
        """Show the rows of an answer to these values; `complete` tells that no older ones follow."""
        count = asked.get(_COUNT, "")
        period = Period(self._unit, int(count) if count.isdecimal() else 1)
        bars, code = row_bars(table), asked.get(_CODE, "")
        chart = self.chart
        if chart is None or (chart.code, chart.period) != (code, period) or not _meets(chart, bars):
            chart = self.chart = Chart(code, period)
            chart.loaded = True
            self.view.set_series(chart.series, period)
        chart.series.prepend(bars)
        newest = chart.series.last()
        for bar in bars:
            if newest is not None and bar.start >= newest.start:
                chart.series.append(bar)
        self.view.refresh()
        self.view.set_paging(Paging.COMPLETE if complete else Paging.IDLE)
        self._hold()

    def clear(self) -> None:
        """Forget the bars."""
        self.chart = None
        self._release()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Follow the price."""
        super().showEvent(event)
        self._hold()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Follow nothing while nobody looks."""
        super().hideEvent(event)
        self._release()

    def _hold(self) -> None:
        code = "" if self.chart is None else self.chart.code
        if not code or not self.isVisible() or (self._lease and self._lease.code == code):
            return
        self._release()
        self._lease = self._context.desk.feed.acquire(code, Want.QUOTE, Rank.LINKED)
        self.age.follow(code)

    def _release(self) -> None:
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    def _frame(self, dirty: Dirty) -> None:
        chart, desk = self.chart, self._context.desk
        if chart is None or chart.code not in dirty:
            return
        quote = desk.state.quote(chart.code)
        if quote is not None:
            chart.apply(quote, moment_of(quote.time, desk.clock.market()))
            self.view.refresh()
            self.view.set_direction(quote.direction)


def _meets(chart: Chart[Any], bars: Sequence[Bar]) -> bool:
    # The stream may have begun a bar that no answer has yet.
    last = chart.series.last()
    if last is None or not bars:
        return False
    return bars[0].start <= last.start and int(chart.series.start[0]) <= bars[-1].start
