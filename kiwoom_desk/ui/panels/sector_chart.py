"""Bars of an index in every period, the last one live; refuses levels of another index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.broker.gateway import Haste, QueryError, Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.names import attribute
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.history import BarHistory, Chart
from kiwoom_desk.market.sectors import CHARTS, chart_values, index_bars
from kiwoom_desk.ui.charts.period_bar import PERIODS, PeriodBar
from kiwoom_desk.ui.charts.view import ChartView, Paging
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.panels.read_mark import LEAST_WAIT, waiting_words
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell.panel import PanelContext

_LOWEST = 64


class SectorPeriod(msgspec.Struct, frozen=True):
    """The period of the chart; kept with the layout."""

    unit: Unit = Unit.MINUTE
    count: int = 5


class IndexPage(msgspec.Struct, frozen=True):
    """A page of bars, oldest first, and where the next older one starts."""

    bars: tuple[Bar, ...]
    cursor: Any | None


class IndexSource:
    """Bars of indices for a BarHistory (ka20004-ka20008, ka20019); `waits` hears of the rate limit."""

    def __init__(self, context: PanelContext, waits: Callable[[float], None]) -> None:
        self._context, self._waits = context, waits

    async def bars(self, code: str, period: Period, cursor: Any | None = None) -> IndexPage:
        """Ask one page, as for a person who clicked; raise QueryError."""
        desk, api = self._context.desk, catalogue().api(CHARTS[period.unit])
        day = trading_day_on_or_before(desk.rules, desk.clock.market().date())
        turn = Turn(Haste.CLICKED, self._waits)
        page = await desk.gateway.ask(api.id, chart_values(code, period, day), cursor, turn)
        made = index_bars(getattr(page.body, attribute(api.lists[0].key)) or ())
        return IndexPage(made, page.cursor if made else None)


class SectorChart(QtWidgets.QWidget):
    """Periods above, the bars below; older bars come when the chart is moved to its start."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._code = context, ""
        kept = context.memory.read(SectorPeriod) or SectorPeriod()
        period = Period(kept.unit, kept.count)
        self.periods = PeriodBar(period if period in PERIODS else Period(Unit.DAY))
        self.view = ChartView()
        # Below the board it stands in a low place: a chart cut off below has no dates.
        self.view.plot.setMinimumHeight(_LOWEST)
        self.state = StateOverlay(self.view)
        self.chart: Chart[Any] | None = None
        self._history = BarHistory[Any](IndexSource(context, self._wait), context.desk.clock)
        self.periods.chosen.connect(self.show_period)
        self.view.wanted_older.connect(lambda _none: self._older())
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 2, 4, 0)
        head.addWidget(self.periods)
        head.addStretch(1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)

    @property
    def lists(self) -> tuple[()]:
        """Return no list: the chart has its own readout."""
        return ()

    def show_sector(self, code: str) -> None:
        """Show another index in the present period."""
        self._code = code
        self._open()

    def show_period(self, period: Period) -> None:
        """Show the present index in another period and keep the choice."""
        self.periods.show_period(period)
        self._context.memory.write(SectorPeriod(period.unit, period.count))
        if self._code:
            self._open()

    def load(self) -> None:
        """Read the first page, again after a failure."""
        if self.chart is not None and not self._context.tasks.closed:
            self.state.clear()
            self.state.show_loading(tr("Reading the chart…"), tr("Try again"), self.load)
            self._context.tasks.run(self._load(self.chart))

    def follow(self) -> None:
        """Let the live level change the last bar, or begin a new one."""
        index, chart = self._context.desk.state.index(self._code), self.chart
        if index is None or not index.level or chart is None:
            return
        direction = (index.change > 0) - (index.change < 0)
        # The volume of 0J is in thousands of shares; bars of the index count shares.
        volume = index.volume * 1_000
        self._history.apply(
            Quote(self._code, index.time, price=index.level, direction=direction, volume=volume)
        )
        self.view.refresh()
        self.view.set_direction(direction)

    def _open(self) -> None:
        before, period = self.chart, self.periods.period
        self.chart = chart = self._history.open(self._code, period)
        if before is not None:
            self._history.close(before)
        self.view.set_series(chart.series, period, in_hundredths=True)
        if chart.loaded:
            self._show(chart)
        else:
            self.load()

    async def _load(self, chart: Chart[Any]) -> None:
        try:
            await self._history.load(chart)
        except Exception as error:
            if chart is self.chart:
                language = self._context.desk.settings.language
                told = failure_sentence(language, error, tr("The chart could not be read."))
                self.state.show_state(State.FAILED, told, tr("Try again"), self.load)
            if not isinstance(error, QueryError):
                raise
        else:
            self._show(chart)

    def _older(self) -> None:
        chart = self.chart
        if chart is not None and chart.loaded and not chart.complete:
            self.view.set_paging(Paging.READING)
            self._context.tasks.run(self._more(chart))

    async def _more(self, chart: Chart[Any]) -> None:
        try:
            if await self._history.more(chart):
                self._show(chart)
        except Exception as error:
            if chart is self.chart:
                self.view.set_paging(Paging.FAILED)
            if not isinstance(error, QueryError):
                raise

    def _show(self, chart: Chart[Any]) -> None:
        if chart is not self.chart or not chart.loaded:
            return
        self.view.refresh()
        self.view.set_paging(Paging.COMPLETE if chart.complete else Paging.IDLE)
        if len(chart.series):
            self.state.clear()
        else:
            self.state.show_state(State.EMPTY, tr("There are no bars of this index yet."))

    def _wait(self, seconds: float) -> None:
        if seconds >= LEAST_WAIT and self.chart is not None and not self.chart.loaded:
            told = waiting_words(seconds)
            self.state.tell(told)
