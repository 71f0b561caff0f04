"""How a name went: 체결강도 by print and by day, and its days by investor; refuses to ask unseen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.ui.charts.lines import Line, LineChart
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import clock_time
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.shell.panel import PanelContext

_FLOWS = ("ind_netprps", "for_netprps", "orgn_netprps")
_STRENGTHS = ("cntr_str", "cntr_str_5min", "cntr_str_20min", "cntr_str_60min")


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """One way to look at a name: its list, what is asked with the code, which lines are drawn.

    `summed` lines add up from the oldest row; `level` is marked in the chart.
    """

    spec: AskedSpec
    title: str
    time: str
    lines: tuple[tuple[str, str, str], ...]
    asks: dict[str, str] = {}
    day: str = ""
    summed: bool = False
    level: float | None = None
    every: int = 0


_TITLES = {
    "bf_mkrt_trde_qty": mark("Before the session"),
    "opmr_trde_qty": mark("In the session"),
    "af_mkrt_trde_qty": mark("After the session"),
    "for_rt": mark("Foreign share %"),
}
STRENGTH_NOW = Trend(
    spec=AskedSpec(
        id="strength-now",
        api_id="ka10046",
        shown=("cntr_tm", "cur_prc", "pred_pre", "trde_qty", *_STRENGTHS),
    ),
    title=mark("By print"),
    time="cntr_tm",
    lines=(
        ("cntr_str", mark("Strength"), "accent"),
        ("cntr_str_5min", mark("5 min"), "attention"),
        ("cntr_str_20min", mark("20 min"), "good"),
        ("cntr_str_60min", mark("60 min"), "quiet"),
    ),
    level=100.0,
    every=5_000,
)
STRENGTH_DAYS = Trend(
    spec=AskedSpec(
        id="strength-days",
        api_id="ka10047",
        shown=("dt", "cur_prc", "pred_pre", "flu_rt", "trde_qty", *_STRENGTHS),
        keys=("dt",),
    ),
    title=mark("By day"),
    time="dt",
    lines=(
        ("cntr_str", mark("Strength"), "accent"),
        ("cntr_str_5min", mark("5 days"), "attention"),
        ("cntr_str_20min", mark("20 days"), "good"),
        ("cntr_str_60min", mark("60 days"), "quiet"),
    ),
    level=100.0,
)
_WHO = (
    ("ind_netprps", mark("Individuals"), "attention"),
    ("for_netprps", mark("Foreigners"), "up"),
    ("orgn_netprps", mark("Institutions"), "down"),
)
DAYS = Trend(
    spec=AskedSpec(
        id="days-flows",
        api_id="ka10086",
        shown=("date", "close_pric", "pred_rt", "flu_rt", "trde_qty", *_FLOWS, "prm", "for_rt"),
        keys=("date",),
    ),
    title=mark("Prices and investors"),
    time="date",
    lines=_WHO,
    asks={"indc_tp": "0"},
    day="qry_dt",
    summed=True,
)
SESSIONS = Trend(
    spec=AskedSpec(
        id="days-sessions",
        api_id="ka10015",
        shown=(
            "dt",
            "close_pric",
            "pred_pre",
            "flu_rt",
            "trde_qty",
            "bf_mkrt_trde_qty",
            "opmr_trde_qty",
            "af_mkrt_trde_qty",
            "af_mkrt_trde_wght",
            "cntr_str",
        ),
        keys=("dt",),
    ),
    title=mark("Before, in and after the session"),
    time="dt",
    lines=(
        ("bf_mkrt_trde_wght", mark("Before the session %"), "attention"),
        ("af_mkrt_trde_wght", mark("After the session %"), "accent"),
    ),
    day="strt_dt",
)
HELD = Trend(
    spec=AskedSpec(
        id="days-held",
        api_id="ka10005",
        shown=(
            "date",
            "open_pric",
            "high_pric",
            "low_pric",
            "close_pric",
            "pre",
            "flu_rt",
            "trde_qty",
            "for_poss",
            "crd_remn_rt",
        ),
        keys=("date",),
    ),
    title=mark("Foreign holdings and credit"),
    time="date",
    lines=(("for_poss", mark("Foreign holdings %"), "up"),),
)
STRENGTHS = (STRENGTH_NOW, STRENGTH_DAYS)
BY_DAY = (DAYS, SESSIONS, HELD)


class TrendChoice(msgspec.Struct, frozen=True):
    """Which trend stands in front; kept with the layout."""

    id: str = ""


class Trends(QtWidgets.QWidget):
    """A choice of trends, the chart of the one in front and its rows."""

    def __init__(self, context: PanelContext, trends: Sequence[Trend], kept: str) -> None:
        super().__init__()
        self._context, self._kept, self._code = context, kept, ""
        self._trends = {trend.spec.id: trend for trend in trends}
        self.choice = QtWidgets.QComboBox()
        self.chart = LineChart()
        self._stack = QtWidgets.QStackedWidget()
        self._lists: dict[str, AskedList] = {}
        for trend in trends:
            self.choice.addItem(tr(trend.title), trend.spec.id)
        chosen = context.memory.read(TrendChoice, kept) or TrendChoice()
        self.choice.setCurrentIndex(max(self.choice.findData(chosen.id), 0))
        self.choice.currentIndexChanged.connect(lambda _place: self._chosen())
        self._lay_out()

    def _lay_out(self) -> None:
        self.choice.setAccessibleName(tr("What is shown"))
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.addWidget(self.choice)
        head.addStretch(1)
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.chart)
        halves.addWidget(self._stack)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(halves, 1)

    @property
    def trend(self) -> Trend:
        """Return the trend in front."""
        return self._trends[self.choice.currentData()]

    @property
    def lists(self) -> tuple[AskedList, ...]:
        """Return the list in front; it is made when it is first looked at."""
        trend = self.trend
        found = self._lists.get(trend.spec.id)
        if found is None:
            found = self._lists[trend.spec.id] = self._make(trend)
        return (found,)

    def _make(self, trend: Trend) -> AskedList:
        made = AskedList(
            self._context,
            trend.spec,
            title=tr(trend.title),
            empty=tr("There are no days of this name."),
            titles=_TITLES | {key: name for key, name, _ink in trend.lines},
        )
        made.asker.set_interval(trend.every)
        made.shown.connect(lambda _rows: self._draw())
        self._stack.addWidget(made)
        return made

    def show_instrument(self, code: str) -> None:
        """Show another name."""
        self._code = code
        trend, (shown,) = self.trend, self.lists
        for one in self._lists.values():
            if one is not shown:
                one.asker.drop()
        self._stack.setCurrentWidget(shown)
        self.chart.setAccessibleName(tr(trend.title))
        self.chart.show_lines((), ())
        desk = self._context.desk
        values = {"stk_cd": code} | trend.asks
        if trend.day:
            day = trading_day_on_or_before(desk.rules, desk.clock.market().date())
            values[trend.day] = f"{day:%Y%m%d}"
        shown.ask(values)

    def _chosen(self) -> None:
        self._context.memory.write(TrendChoice(self.choice.currentData()), self._kept)
        if self._code:
            self.show_instrument(self._code)

    def _draw(self) -> None:
        (shown,) = self.lists
        labels, lines = trend_lines(self.trend, shown.rows)
        self.chart.show_lines(labels, lines, self.trend.level, 0 if self.trend.summed else 2)


def trend_lines(trend: Trend, rows: Sequence[AskedRow]) -> tuple[list[str], list[Line]]:
    """Return labels and lines of a trend, oldest first; a blank is a hole, in a sum it adds nothing."""
    ordered = sorted(rows, key=lambda row: row.place, reverse=True)
    labels = [_label(row.text(trend.time)) for row in ordered]
    lines = []
    for key, name, ink in trend.lines:
        read = [row.number(key) for row in ordered]
        if trend.summed:
            summed = accumulate(float(value or 0) for value in read)
            lines.append(Line(tr(name), tuple(summed), ink))
        else:
            told = tuple(None if value is None else float(value) for value in read)
            lines.append(Line(tr(name), told, ink))
    return labels, lines


def _label(text: str) -> str:
    if len(text) == 8:
        return f"{text[4:6]}-{text[6:]}"
    return clock_time(text)
