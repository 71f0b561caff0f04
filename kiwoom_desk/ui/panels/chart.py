"""The chart of the linked name in a chosen period; refuses orders and prices of other names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.clock import KST
from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.order import Side
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.market.history import Chart, moment_of
from kiwoom_desk.ui.charts.marks import FillMark, OrderLine
from kiwoom_desk.ui.charts.period_bar import PERIODS, PeriodBar
from kiwoom_desk.ui.charts.view import ChartView, Paging
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.age_mark import AgeMark
from kiwoom_desk.ui.panels.asker import AGAIN, RATE
from kiwoom_desk.ui.panels.read_mark import ReadMark
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_NAME = 112


class ChartChoice(msgspec.Struct, frozen=True):
    """The period last looked at; kept with the layout."""

    unit: Unit = Unit.MINUTE
    count: int = 1


class ChartPanel(QtWidgets.QWidget):
    """Name, periods and the bars; reads on by itself when the view nears the oldest one."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._code = ""
        self._chart: Chart[Any] | None = None
        self._lease: Lease | None = None
        self._name, self.age = ElidedText(), AgeMark(context)
        self.periods = PeriodBar(_kept_period(context))
        self.view = ChartView()
        self.read = ReadMark(context)
        self.again = QtCore.QTimer(self)
        self.again.setSingleShot(True)
        self.again.setInterval(AGAIN)
        self.again.timeout.connect(self.load)
        self.state = StateOverlay(self.view)
        self._prepare()
        self._subscriptions = (
            context.link.changed.connect(self.show_instrument),
            context.desk.history.loaded.connect(self._loaded),
            context.desk.orders.changed.connect(lambda _event: context.frame.again(self)),
            context.desk.account.changed.connect(lambda _none: context.frame.again(self)),
            context.desk.instruments.loaded.connect(lambda _none: self._show_name()),
        )
        self.destroyed.connect(lambda _object=None: self._release())
        context.frame.subscribe(self, self._frame)
        self.state.show_state(State.EMPTY, tr("Choose a name to see its chart."))
        if context.link.instrument:
            self.show_instrument(context.link.instrument)

    def _prepare(self) -> None:
        self.setObjectName("panel")
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
        self._name.setFont(theme.font(13, theme.Weight.DemiBold))
        self._name.setMinimumWidth(_NAME)
        self.periods.chosen.connect(self.show_period)
        self.view.wanted_older.connect(lambda _none: self._want_older())
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 0)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self.age)
        head.addWidget(self.periods)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.read)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def show_instrument(self, code: str) -> None:
        """Show the bars of another name in the present period."""
        self._code = code
        self._show_name()
        lease, self._lease = self._lease, None
        self._lease = self._context.desk.feed.acquire(code, Want.QUOTE, Rank.LINKED)
        if lease is not None:
            lease.close()
        self.age.follow(code)
        self._open()

    def _show_name(self) -> None:
        self._name.set_text(self._context.desk.instruments.title(self._code))

    def show_period(self, period: Period) -> None:
        """Show the present name in another period and keep the choice."""
        self.periods.show_period(period)
        self._context.memory.write(ChartChoice(period.unit, period.count))
        if self._code:
            self._open()

    def load(self) -> None:
        """Read the first page, again after a failure."""
        self.again.stop()
        if self._chart is not None:
            self.state.show_loading(tr("Reading the chart…"), tr("Try again"), self.load)
            self._context.tasks.run(self._load(self._chart))

    def show_mine(self) -> None:
        """Take my average price, open orders and fills of this name."""
        desk, code = self._context.desk, self._code
        if not code:
            return
        holding = desk.account.holding(code)
        waiting: dict[tuple[Side, int], int] = {}
        for order in desk.ledger.open_orders:
            if order.code == code and order.price:
                key = order.side, order.price
                waiting[key] = waiting.get(key, 0) + order.open_quantity
        self.view.set_overlay(
            holding.average_price if holding and holding.average_price else None,
            [OrderLine(side, price, quantity) for (side, price), quantity in waiting.items()],
            [
                FillMark(_moment(fill.day, fill.time), fill.side, fill.price, fill.quantity)
                for fill in desk.ledger.fills
                if fill.code == code
            ],
        )

    def _open(self) -> None:
        history, before = self._context.desk.history, self._chart
        self.again.stop()
        self._chart = chart = history.open(self._code, self.periods.period)
        if before is not None:
            history.close(before)
        self.read.follow(self._context.desk.gateway.bars_api(chart.period))
        self.view.set_series(chart.series, chart.period)
        self.show_mine()
        if chart.loaded:
            self._loaded(chart)
        else:
            self.load()

    async def _load(self, chart: Chart[Any]) -> None:
        try:
            await self._context.desk.history.load(chart)
        except Exception as error:
            if chart is self._chart:
                self._show_failed(error)
                if isinstance(error, QueryError) and error.code in RATE:
                    # The sentence promises that it goes on.
                    self.again.start()
            if not isinstance(error, QueryError):
                raise

    def _show_failed(self, error: Exception) -> None:
        language = self._context.desk.settings.language
        sentence = failure_sentence(language, error, tr("The chart could not be read."))
        self.state.show_state(State.FAILED, sentence, tr("Try again"), self.load)

    def _loaded(self, chart: Chart[Any]) -> None:
        if chart is not self._chart:
            return
        self.view.refresh()
        self._show_direction()
        if len(chart.series):
            self.state.clear()
        else:
            self.state.show_state(State.EMPTY, tr("There are no bars of this name yet."))
        self.view.set_paging(Paging.COMPLETE if chart.complete else Paging.IDLE)

    def _want_older(self) -> None:
        chart = self._chart
        if chart is not None and chart.loaded and not chart.complete:
            self.view.set_paging(Paging.READING)
            self._context.tasks.run(self._more(chart))

    async def _more(self, chart: Chart[Any]) -> None:
        try:
            # False while another panel reads the same page: `loaded` tells when it is there.
            await self._context.desk.history.more(chart)
        except Exception as error:
            if chart is self._chart:
                self.view.set_paging(Paging.FAILED)
            if not isinstance(error, QueryError):
                raise

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.show_mine()
        if self._code and self._code in dirty:
            self.view.refresh()
            self._show_direction()
            if self.state.state is State.EMPTY and self._chart and len(self._chart.series):
                self.state.clear()

    def _show_direction(self) -> None:
        quote = self._context.desk.state.quote(self._code)
        self.view.set_direction(quote.direction if quote is not None else None)

    def _release(self) -> None:
        for subscription in self._subscriptions:
            subscription.close()
        if self._lease is not None:
            self._lease.close()
        chart, self._chart = self._chart, None
        if chart is not None:
            self._context.desk.history.close(chart)


def _kept_period(context: PanelContext) -> Period:
    kept = context.memory.read(ChartChoice) or ChartChoice()
    period = Period(kept.unit, kept.count)
    return period if period in PERIODS else Period(Unit.MINUTE)


def _moment(day: str, time: str) -> int:
    """Return the epoch seconds of a fill's YYYYMMDD and HHMMSS in Korean time."""
    midnight = datetime.strptime(day, "%Y%m%d").replace(tzinfo=KST)
    return int(moment_of(time, midnight).timestamp())


PANEL = PanelSpec(id="chart", title=mark("Chart"), make=ChartPanel, area=Area.CENTRE)
