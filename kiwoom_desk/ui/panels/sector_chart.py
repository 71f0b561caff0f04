"""Bars of an index in every period, the last one live; refuses levels of another index."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.asked_rows import AskedSpec, asked_rows
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.market.sectors import CHARTS, chart_values, index_bars
from kiwoom_desk.market.series import BarSeries
from kiwoom_desk.ui.charts.period_bar import PERIODS, PeriodBar
from kiwoom_desk.ui.charts.view import ChartView, Paging
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.shell.panel import PanelContext

_EVERY = 20_000
_OFTEN = frozenset({Unit.TICK, Unit.MINUTE})
_Taker = Callable[[ReplyTables], None]
_SPECS = {
    unit: AskedSpec(id=f"sector-chart-{unit}", api_id=api_id, shown=("cur_prc",))
    for unit, api_id in CHARTS.items()
}


class SectorPeriod(msgspec.Struct, frozen=True):
    """The period of the chart; kept with the layout."""

    unit: Unit = Unit.MINUTE
    count: int = 5


class SectorChart(QtWidgets.QWidget):
    """Periods above, the bars below; older bars come when the chart is moved to its start."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._code = context, ""
        kept = context.memory.read(SectorPeriod) or SectorPeriod()
        period = Period(kept.unit, kept.count)
        self.periods = PeriodBar(period if period in PERIODS else Period(Unit.DAY))
        self.view = ChartView()
        self.state = StateOverlay(self.view)
        self.series = BarSeries()
        self.askers = {unit: Asker(self, context, api_id) for unit, api_id in CHARTS.items()}
        for unit, asker in self.askers.items():
            asker.answered.connect(self._taker(unit))
            asker.failed.connect(self._fail)
            asker.set_interval(_EVERY if unit in _OFTEN else 0)
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

    @property
    def asker(self) -> Asker:
        """Return who asks for the period shown."""
        return self.askers[self.periods.period.unit]

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

    def follow(self) -> None:
        """Let the live level change the last bar."""
        index = self._context.desk.state.index(self._code)
        if index is not None and index.level and len(self.series):
            self.series.merge_last(index.level, 0)
            self.view.refresh()
            self.view.set_direction((index.change > 0) - (index.change < 0))

    def _open(self) -> None:
        for asker in self.askers.values():
            asker.drop()
        period, desk = self.periods.period, self._context.desk
        self.series = BarSeries()
        self.view.set_series(self.series, period, in_hundredths=True)
        self.state.clear()
        self.state.show_loading(tr("Reading the chart…"), tr("Try again"), self.asker.refresh)
        day = trading_day_on_or_before(desk.rules, desk.clock.market().date())
        self.asker.put(chart_values(self._code, period, day), Haste.CLICKED)

    def _older(self) -> None:
        if self.asker.goes_on and not self.asker.busy:
            self.view.set_paging(Paging.READING)
            self.asker.more()

    def _taker(self, unit: Unit) -> _Taker:
        def take(reply: ReplyTables) -> None:
            if unit is self.periods.period.unit:
                self._take(index_bars(asked_rows(catalogue(), _SPECS[unit], reply)))

        return take

    def _take(self, bars: tuple[Bar, ...]) -> None:
        last = self.series.last()
        if last is None:
            self.series.prepend(bars)
        else:
            first = int(self.series.start[0])
            self.series.prepend([bar for bar in bars if bar.start < first])
            for bar in bars:
                if bar.start >= last.start:
                    self.series.append(bar)
        self.view.refresh()
        self.view.set_paging(Paging.IDLE if self.asker.goes_on else Paging.COMPLETE)
        if len(self.series):
            self.state.clear()
        else:
            self.state.show_state(State.EMPTY, tr("There are no bars of this index yet."))

    def _fail(self, sentence: str) -> None:
        if len(self.series):
            self.view.set_paging(Paging.FAILED)
        else:
            again = self.asker.refresh
            self.state.show_state(State.FAILED, sentence, tr("Try again"), again)
