"""What one day's trading came to, by name, with the sales of the chosen one; refuses a day to come."""

from __future__ import annotations

from datetime import date

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.session import shift_trading_days, trading_day_on_or_before
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.profit_columns import SOLD_TITLES
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

DIARY, TODAY_SALES, DAY_SALES = "ka10170", "ka10077", "ka10072"
# The broker keeps the diary of two months.
_BACK = 62
_SOON = 400
DIARY_LIST = AskedSpec(
    id="trading_journal",
    api_id=DIARY,
    shown=(
        "stk_nm",
        "pl_amt",
        "prft_rt",
        "buy_qty",
        "buy_avg_pric",
        "sell_qty",
        "sel_avg_pric",
        "cmsn_alm_tax",
        "buy_amt",
        "sell_amt",
    ),
    keys=("stk_cd",),
    code="stk_cd",
)
_SOLD = (
    "stk_nm",
    "cntr_qty",
    "buy_uv",
    "cntr_pric",
    "tdy_sel_pl",
    "pl_rt",
    "tdy_trde_cmsn",
    "tdy_trde_tax",
)
TODAY_LIST = AskedSpec(id="journal_today", api_id=TODAY_SALES, shown=_SOLD, code="stk_cd")
DAY_LIST = AskedSpec(
    id="journal_day",
    api_id=DAY_SALES,
    list_key="dt_stk_div_rlzt_pl",
    shown=_SOLD,
    code="stk_cd",
)


class JournalChoice(msgspec.Struct, frozen=True):
    """Which trades were last looked at; kept with the layout, the day is not."""

    sales: str = "2"
    kind: str = "0"


class TradingJournal(QtWidgets.QWidget):
    """A day and two choices, the sums, the names, and below them the sales of one name."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._today = self._market_day()
        self.day = QtWidgets.QDateEdit()
        self.before = QtWidgets.QPushButton("◀")
        self.after = QtWidgets.QPushButton("▶")
        self.sales = QtWidgets.QComboBox()
        self.kind = QtWidgets.QComboBox()
        self.sums = PlainText()
        self.names = AskedList(
            context, DIARY_LIST, title=tr("Journal"), empty=tr("Nothing was traded on this day.")
        )
        empty = tr("This name was not sold on this day.")
        title = tr("Sales of the name")
        self.today_sales = AskedList(
            context, TODAY_LIST, title=title, empty=empty, titles=SOLD_TITLES
        )
        self.day_sales = AskedList(context, DAY_LIST, title=title, empty=empty, titles=SOLD_TITLES)
        self.foot = AskedFoot(context, tr("Journal"))
        self._soon = QtCore.QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._prepare()
        self._lay_out()
        self._connect()
        self._ask()

    def _prepare(self) -> None:
        kept = self._context.memory.read(JournalChoice) or JournalChoice()
        for value, title in (("2", tr("All sales")), ("1", tr("Bought and sold the same day"))):
            self.sales.addItem(title, value)
        kinds = (tr("Cash and credit"), tr("Cash only"), tr("Credit only"))
        for number, title in enumerate(kinds):
            self.kind.addItem(title, str(number))
        self.sales.setCurrentIndex(max(self.sales.findData(kept.sales), 0))
        self.kind.setCurrentIndex(max(self.kind.findData(kept.kind), 0))
        self.sales.setAccessibleName(tr("Sales", "journal"))
        self.kind.setAccessibleName(tr("Cash or credit"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setKeyboardTracking(False)
        self.day.setAccessibleName(tr("Day"))
        self.day.setDateRange(
            _shown(date.fromordinal(self._today.toordinal() - _BACK)), _shown(self._today)
        )
        self.day.setDate(_shown(self._today))
        for button, name in ((self.before, tr("Day before")), (self.after, tr("Day after"))):
            button.setAccessibleName(name)
            text.set_tooltip(button, name)
            button.setFixedWidth(30)
        self.sums.setWordWrap(True)
        self.sums.setFont(theme.font(13, theme.Weight.DemiBold))

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 8, 4)
        head.setSpacing(4)
        for widget in (self.before, self.day, self.after, self.sales, self.kind):
            head.addWidget(widget)
        head.addStretch(1)
        line = QtWidgets.QHBoxLayout()
        line.setContentsMargins(8, 2, 8, 4)
        line.addWidget(self.sums)
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        for place, part in enumerate((self.names, self.today_sales, self.day_sales)):
            halves.addWidget(part)
            halves.setStretchFactor(place, 1 if place else 2)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(halves, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.day.dateChanged.connect(lambda _day: self._ask())
        self.before.clicked.connect(lambda _on=False: self._step(-1))
        self.after.clicked.connect(lambda _on=False: self._step(1))
        for box in (self.sales, self.kind):
            box.currentIndexChanged.connect(lambda _place: self._chosen())
        self.names.chosen.connect(self._show_sales)
        self.names.shown.connect(self._show_rows)
        changed = self._context.desk.account.changed.connect(lambda _none: self._soon.start())
        self.destroyed.connect(lambda _none=None: changed.close())
        self._soon.timeout.connect(self._renew)

    @property
    def sold(self) -> AskedList:
        """Return the list of sales in use: today's come from a list of their own."""
        return self.today_sales if self._chosen_day() == self._today else self.day_sales

    def _market_day(self) -> date:
        desk = self._context.desk
        return trading_day_on_or_before(desk.rules, desk.clock.market().date())

    def _chosen_day(self) -> date:
        shown = self.day.date()
        return date(shown.year(), shown.month(), shown.day())

    def _step(self, by: int) -> None:
        day = shift_trading_days(self._context.desk.rules, self._chosen_day(), by)
        self.day.setDate(_shown(min(day, self._today)))

    def _chosen(self) -> None:
        kept = JournalChoice(self.sales.currentData(), self.kind.currentData())
        self._context.memory.write(kept)
        self._ask()

    def _ask(self) -> None:
        day = self._chosen_day()
        self.after.setEnabled(day < self._today)
        today = day == self._today
        self.today_sales.setVisible(today)
        self.day_sales.setVisible(not today)
        self.sold.clear(tr("Choose a name above to see its sales."))
        self.foot.follow(self.names, self.sold)
        self.sums.setText("")
        self.names.ask(
            {
                "base_dt": f"{day:%Y%m%d}",
                "ottks_tp": self.sales.currentData(),
                "ch_crd_tp": self.kind.currentData(),
            }
        )

    def _renew(self) -> None:
        # A fill moves today's journal and no other.
        if self._chosen_day() == self._today and self.names.asker.reply is not None:
            self.names.refresh()

    def _show_sales(self, row: AskedRow) -> None:
        if not row.number("sell_qty"):
            self.sold.clear(tr("This name was not sold on this day."))
        elif self.sold is self.today_sales:
            self.today_sales.ask({"stk_cd": row.code})
        else:
            self.day_sales.ask({"stk_cd": row.code, "strt_dt": f"{self._chosen_day():%Y%m%d}"})

    def _show_rows(self, rows: tuple[AskedRow, ...]) -> None:
        reply = self.names.asker.reply
        if reply is None or not rows:
            self.sums.setText("")
            return
        told = Figures(reply)
        profit, rate = told.won("tot_pl_amt"), told.number("tot_prft_rt")
        words = tr("Profit {profit} ({rate} %) · costs {costs} · bought {bought} · sold {sold}")
        self.sums.setText(
            words.format(
                profit=text.signed(profit),
                rate="" if rate is None else f"{rate:+,.2f}",
                costs=text.whole(told.won("tot_cmsn_tax")),
                bought=text.whole(told.won("tot_buy_amt") or 0),
                sold=text.whole(told.won("tot_sell_amt") or 0),
            )
        )
        self.sums.set_tone("" if not profit else "up" if profit > 0 else "down")


def _shown(day: date) -> QtCore.QDate:
    return QtCore.QDate(day.year, day.month, day.day)


PANEL = PanelSpec(
    id="trading_journal",
    title=mark("Trading journal"),
    make=TradingJournal,
    area=Area.CENTRE_BELOW,
    opens=False,
)
