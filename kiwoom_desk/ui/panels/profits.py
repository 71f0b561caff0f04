"""Realised profit by day and name, and the account's worth over time; refuses to add unread pages up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.market.profits import BY_DAY, BY_NAME, GROUPS, name_profits, spans, summary
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.market.views import Chart, Line
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.days_choice import DaysChoice
from kiwoom_desk.ui.panels.figure_table import FigureTable, Replies
from kiwoom_desk.ui.panels.profit_columns import NAME_COLUMNS, SOLD_TITLES, SPAN_COLUMNS
from kiwoom_desk.ui.panels.profit_plot import ProfitPlot
from kiwoom_desk.ui.panels.view_curves import CurvesPlot
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

OF_DAY, WORTH, RETURN, HELD = "ka10072", "kt00002", "kt00016", "ka01690"
_GROUPS: dict[str, Phrase] = {
    "day": mark("By day", "profit"),
    "week": mark("By week", "profit"),
    "month": mark("By month", "profit"),
}
DAY_NAMES = AskedSpec(
    id="profit_day_names",
    api_id=OF_DAY,
    shown=("stk_nm", "tdy_sel_pl", "pl_rt", "cntr_qty", "buy_uv", "cntr_pric"),
    keys=("stk_cd", "loan_dt"),
    code="stk_cd",
)
WORTHS = AskedSpec(
    id="account_worth",
    api_id=WORTH,
    shown=("dt", "prsm_dpst_aset_amt", "entr", "crd_loan", "repl_amt"),
    keys=("dt",),
)
DAY_HELD = AskedSpec(
    id="account_held",
    api_id=HELD,
    shown=("stk_nm", "rmnd_qty", "buy_uv", "cur_prc", "evltv_prft", "prft_rt", "evlt_wght"),
    code="stk_cd",
)


_PAGES = {"days": 0, "names": 1, "worth": 2}
"""Places of the pages by the names they are found by."""


class ProfitGroup(msgspec.Struct, frozen=True):
    """By which spans the profit was last looked at; kept with the layout."""

    group: str = "day"


class Profits(QtWidgets.QWidget):
    """Days above; three pages: by day with a chart, by name, and the worth of the account."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._day = ""
        self.choice = DaysChoice(context.memory, self._today())
        self.group = QtWidgets.QComboBox()
        self.sums = PlainText()
        self.plot = ProfitPlot()
        self.curves = CurvesPlot()
        self.spans = FigureTable(
            context,
            "profit_spans",
            (BY_DAY,),
            SPAN_COLUMNS,
            lambda replies: spans(replies[BY_DAY], self.group.currentData())[::-1],
            title=tr("Profit by day"),
            empty=tr("Nothing was traded on these days."),
            whole=True,
        )
        self.day_names = AskedList(
            context,
            DAY_NAMES,
            title=tr("Sold on the day"),
            titles=SOLD_TITLES,
            empty=tr("Nothing was sold on this day."),
        )
        self.names = FigureTable(
            context,
            "profit_names",
            (BY_NAME,),
            NAME_COLUMNS,
            lambda replies: name_profits(replies[BY_NAME]),
            title=tr("Profit by name"),
            empty=tr("Nothing was sold on these days."),
            whole=True,
        )
        self.worths = AskedList(
            context,
            WORTHS,
            title=tr("Worth by day"),
            empty=tr("The broker tells no worth for these days."),
        )
        self.held = AskedList(
            context, DAY_HELD, title=tr("Held on the day"), empty=tr("Nothing was held that day.")
        )
        self.worth_page = QtWidgets.QWidget()
        self.result = Asker(self.worth_page, context, RETURN)
        self.told = PlainText()
        self.tabs = QtWidgets.QTabWidget()
        self.foot = AskedFoot(context, tr("Realised profit"))
        self._prepare()
        self._lay_out()
        self._connect()
        self._ask(Haste.CLICKED)

    def _prepare(self) -> None:
        kept = self._context.memory.read(ProfitGroup) or ProfitGroup()
        for group in GROUPS:
            self.group.addItem(tr(_GROUPS[group]), group)
        self.group.setCurrentIndex(max(self.group.findData(kept.group), 0))
        self.group.setAccessibleName(tr("Spans", "profit"))
        self.sums.setFont(theme.font(13, theme.Weight.DemiBold))

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 8, 4)
        head.setSpacing(4)
        head.addWidget(self.choice)
        head.addWidget(self.group)
        head.addStretch(1)
        for told in (self.sums, self.told):
            told.setWordWrap(True)
        self.sums.setContentsMargins(8, 0, 8, 4)
        self.tabs.setDocumentMode(True)
        below = _split(QtCore.Qt.Orientation.Horizontal, (self.spans, 3), (self.day_names, 2))
        upright = QtCore.Qt.Orientation.Vertical
        self.tabs.addTab(_split(upright, (self.plot, 2), (below, 3)), tr("By day", "profit"))
        self.tabs.addTab(self.names, tr("By name", "profit"))
        worth = _split(QtCore.Qt.Orientation.Horizontal, (self.worths, 1), (self.held, 1))
        column = QtWidgets.QVBoxLayout(self.worth_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QtWidgets.QHBoxLayout()
        line.setContentsMargins(8, 4, 8, 4)
        line.addWidget(self.told)
        column.addLayout(line)
        column.addWidget(_split(upright, (self.curves, 2), (worth, 3)), 1)
        self.tabs.addTab(self.worth_page, tr("Worth", "profit page"))
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self.sums)
        whole.addWidget(self.tabs, 1)
        whole.addWidget(self.foot)

    def show_view(self, view: str) -> None:
        """Bring a page to the front: days, names or worth."""
        self.tabs.setCurrentIndex(_PAGES[view])

    def _connect(self) -> None:
        self.choice.chosen.connect(lambda _days: self._ask(Haste.CLICKED))
        self.group.currentIndexChanged.connect(lambda _place: self._group_chosen())
        self.spans.came.connect(self._show_spans)
        self.spans.table.selected.connect(lambda span: self._show_day(span.last))
        self.names.table.selected.connect(lambda line: self._context.link.set(line.id))
        self.worths.shown.connect(self._show_worth)
        self.worths.chosen.connect(lambda row: self._show_held(row.text("dt")))
        self.result.answered.connect(self._show_result)
        self.result.failed.connect(self._result_failed)
        self.result.waits.connect(self._result_waits)
        self.tabs.currentChanged.connect(lambda _place: self._follow())
        self._follow()

    def _follow(self) -> None:
        place = self.tabs.currentIndex()
        self.group.setVisible(place == 0)
        self.sums.setVisible(place < 2)
        if place == 0:
            self.foot.follow(self.spans, self.day_names)
        elif place == 1:
            self.foot.follow(self.names)
        else:
            self.foot.follow(self.worths, self.held)

    def _today(self) -> date:
        desk = self._context.desk
        return trading_day_on_or_before(desk.rules, desk.clock.market().date())

    def _ask(self, haste: Haste) -> None:
        self.choice.set_today(self._today())
        first, last = self.choice.days.texts
        self._day = ""
        self.sums.setText("")
        self.told.setText("")
        self.plot.set_spans(())
        self.day_names.clear(tr("Choose a day."))
        self.held.clear(tr("Choose a day."))
        self.spans.ask({BY_DAY: {"strt_dt": first, "end_dt": last}}, haste)
        self.names.ask({BY_NAME: {"stk_cd": "", "strt_dt": first, "end_dt": last}}, haste)
        self.worths.ask({"start_dt": first, "end_dt": last}, haste)
        self.result.put({"fr_dt": first, "to_dt": last}, haste)

    def _group_chosen(self) -> None:
        self._context.memory.write(ProfitGroup(self.group.currentData()))
        self.spans.remake()
        self._show_spans(self.spans.replies)

    def _show_spans(self, replies: Replies) -> None:
        if BY_DAY not in replies:
            return
        self.plot.set_spans(spans(replies[BY_DAY], self.group.currentData()))
        self.plot.setVisible(bool(self.plot.spans))
        told = summary(replies[BY_DAY])
        words = tr("Profit {profit} · fee {fee} · tax {tax} · {won} of {days} days won")
        line = words.format(
            profit=text.signed(told.profit),
            fee=text.whole(told.fee),
            tax=text.whole(told.tax),
            won=told.won_days,
            days=told.days,
        )
        if not told.agrees and not self.spans.goes_on:
            line = f"{line} · {tr('the broker tells {won}').format(won=text.signed(told.told))}"
        self.sums.setText(line if told.days else "")
        self.sums.set_tone("up" if told.profit > 0 else "down" if told.profit < 0 else "")
        more = tr("Best day {best} · worst day {worst} · deepest fall {deepest}")
        text.set_tooltip(
            self.sums,
            more.format(
                best=text.signed(told.best),
                worst=text.signed(told.worst),
                deepest=text.whole(told.deepest),
            ),
        )
        sold = next((span for span in self.spans.rows if span.days), None)
        if not self._day and sold is not None:
            self._show_day(sold.last)

    def _show_day(self, day: str) -> None:
        if day != self._day:
            self._day = day
            self.day_names.ask({"stk_cd": "", "strt_dt": day.replace("-", "")})

    def _show_worth(self, rows: tuple[AskedRow, ...]) -> None:
        oldest = sorted(rows, key=lambda row: row.text("dt"))
        lines = tuple(
            Line(key, tr(title), tuple(_won(row, key) for row in oldest))
            for key, title in _CURVES.items()
        )
        self.curves.setVisible(bool(oldest))
        if oldest:
            chart = Chart(tuple(row.text("dt") for row in oldest), lines)
            self.curves.set_chart(chart, tr("Worth by day"))
            if self.held.asker.values is None:
                self._show_held(oldest[-1].text("dt"))

    def _show_held(self, day: str) -> None:
        self.held.ask({"qry_dt": day})

    def _result_failed(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.set_tone("attention")

    def _result_waits(self, sentence: str) -> None:
        if self.result.reply is None:
            self.told.setText(sentence)
            self.told.set_tone("quiet")

    def _show_result(self, reply: ReplyTables) -> None:
        told = Figures(reply)
        rate = told.number("prft_rt")
        words = tr(
            "Return {rate} % · {profit} won · paid in {ins} · drawn {outs} · turnover {turns} %"
        )
        self.told.setText(
            words.format(
                rate="" if rate is None else f"{rate:+,.2f}",
                profit=text.signed(told.won("evltv_prft")),
                ins=text.whole(told.won("termin_tot_trns")),
                outs=text.whole(told.won("termin_tot_pymn")),
                turns=told.text("tern_rt"),
            )
        )
        self.told.set_tone("" if not rate else "up" if rate > 0 else "down")


_CURVES: dict[str, Phrase] = {
    "prsm_dpst_aset_amt": mark("Estimated assets"),
    "entr": mark("Deposit"),
    "crd_loan": mark("Loans"),
}


def _won(row: AskedRow, key: str) -> int | Decimal | None:
    return row.number(key)


def _split(
    way: QtCore.Qt.Orientation, *parts: tuple[QtWidgets.QWidget, int]
) -> QtWidgets.QSplitter:
    splitter = QtWidgets.QSplitter(way)
    splitter.setChildrenCollapsible(False)
    for place, (widget, share) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, share)
    return splitter


PANEL = PanelSpec(
    id="profits", title=mark("Realised profit"), make=Profits, area=Area.CENTRE, opens=False
)
