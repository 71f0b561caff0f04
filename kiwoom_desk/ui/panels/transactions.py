"""What moved cash and shares, what settles next, and the orders of any day; refuses days to come."""

from __future__ import annotations

from datetime import date

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, total
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.days_choice import DaysChoice
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

MOVES, SETTLEMENT, ORDERS, ORDER_SUMS = "kt00015", "kt00008", "kt00007", "kt00009"
_KINDS: dict[str, Phrase] = {
    "0": mark("All", "transactions"),
    "3": mark("Trades", "transactions"),
    "4": mark("Purchases", "transactions"),
    "5": mark("Sales", "transactions"),
    "1": mark("Cash in and out", "transactions"),
    "6": mark("Cash in", "transactions"),
    "7": mark("Cash out", "transactions"),
    "2": mark("Shares in and out", "transactions"),
    "C": mark("Loans paid back", "transactions"),
}
_STATES: dict[str, Phrase] = {
    "1": mark("In order", "day orders"),
    "2": mark("Newest first", "day orders"),
    "3": mark("Open only", "day orders"),
    "4": mark("Filled only", "day orders"),
}
MOVE_LIST = AskedSpec(
    id="transactions",
    api_id=MOVES,
    shown=(
        "trde_dt",
        "rmrk_nm",
        "stk_nm",
        "trde_qty_jwa_cnt",
        "trde_unit",
        "trde_amt",
        "cmsn",
        "trde_agri_tax",
        "exct_amt",
        "entra_remn",
        "io_tp_nm",
    ),
    keys=("trde_dt", "trde_no"),
    code="stk_cd",
)
_TITLES = {
    "trde_dt": mark("Date"),
    "rmrk_nm": mark("Remark"),
    "trde_qty_jwa_cnt": mark("Quantity"),
    "trde_unit": mark("Unit price"),
    "trde_amt": mark("Amount won"),
    "cmsn": mark("Fee"),
    "trde_agri_tax": mark("Tax"),
    "exct_amt": mark("Settled won"),
    "entra_remn": mark("Cash left won"),
}
SETTLEMENT_LIST = AskedSpec(
    id="settlement",
    api_id=SETTLEMENT,
    shown=("stk_nm", "sell_tp", "qty", "unp", "engg_amt", "cmsn", "trde_tax", "rstx", "exct_amt"),
    keys=("seq",),
    code="stk_cd",
)
ORDER_LIST = AskedSpec(
    id="day_orders",
    api_id=ORDERS,
    shown=(
        "ord_tm",
        "stk_nm",
        "io_tp_nm",
        "trde_tp",
        "ord_qty",
        "ord_uv",
        "cntr_qty",
        "cntr_uv",
        "ord_remnq",
        "acpt_tp",
        "mdfy_cncl",
        "dmst_stex_tp",
        "ord_no",
        "ori_ord",
    ),
    keys=("ord_no",),
    code="stk_cd",
)


_PAGES = {"moves": 0, "settlement": 1, "orders": 2}
"""Places of the pages by the names they are found by."""


class MoveKind(msgspec.Struct, frozen=True):
    """Which movements were last looked at; kept with the layout."""

    kind: str = "0"
    state: str = "1"


class Transactions(QtWidgets.QWidget):
    """Three pages: movements of a period, what settles next, orders and fills of a day."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        kept = context.memory.read(MoveKind) or MoveKind()
        self.choice = DaysChoice(context.memory, self._today())
        self.kind = _box(_KINDS, kept.kind, tr("Kind", "transactions"))
        self.linked = QtWidgets.QCheckBox(tr("Linked name only"))
        self.moves = AskedList(
            context,
            MOVE_LIST,
            title=tr("Transactions"),
            empty=tr("Nothing moved on these days."),
            titles=_TITLES,
        )
        self.settlement = AskedList(
            context,
            SETTLEMENT_LIST,
            title=tr("Next settlement"),
            empty=tr("Nothing settles on the next trading day."),
        )
        self.state = _box(_STATES, kept.state, tr("Orders", "day orders"))
        self.day = QtWidgets.QDateEdit()
        self.orders = AskedList(
            context,
            ORDER_LIST,
            title=tr("Orders of the day"),
            empty=tr("There were no such orders on this day."),
        )
        self.move_sums, self.due, self.order_sums = PlainText(), PlainText(), PlainText()
        self.sums_asker = Asker(self.orders, context, ORDER_SUMS)
        self.tabs = QtWidgets.QTabWidget()
        self.foot = AskedFoot(context, tr("Transactions"))
        self._lay_out()
        self._connect()
        self._ask_moves()
        self.settlement.ask({"strt_dcd_seq": ""})
        self._ask_orders()

    def _lay_out(self) -> None:
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setKeyboardTracking(False)
        self.day.setAccessibleName(tr("Day"))
        today = self._today()
        shown = QtCore.QDate(today.year, today.month, today.day)
        self.day.setMaximumDate(shown)
        self.day.setDate(shown)
        self.tabs.setDocumentMode(True)
        pages = (
            (tr("Transactions"), self.moves, self.move_sums, self.choice, self.kind, self.linked),
            (tr("Next settlement"), self.settlement, self.due),
            (tr("Orders of a day"), self.orders, self.order_sums, self.day, self.state),
        )
        for title, listed, sums, *tools in pages:
            self.tabs.addTab(_page(listed, sums, tools), title)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.foot)

    def show_view(self, view: str) -> None:
        """Bring a page to the front: moves, settlement or orders."""
        self.tabs.setCurrentIndex(_PAGES[view])

    def _connect(self) -> None:
        self.choice.chosen.connect(lambda _days: self._ask_moves())
        self.kind.currentIndexChanged.connect(lambda _place: self._chosen())
        self.linked.toggled.connect(lambda _on: self._ask_moves())
        self.state.currentIndexChanged.connect(lambda _place: self._chosen())
        self.day.dateChanged.connect(lambda _day: self._ask_orders())
        linked = self._context.link.changed.connect(lambda _code: self._link_changed())
        self.destroyed.connect(lambda _none=None: linked.close())
        self.moves.shown.connect(self._show_moves)
        self.settlement.shown.connect(self._show_due)
        self.sums_asker.answered.connect(lambda _reply: self._show_order_sums())
        self.tabs.currentChanged.connect(lambda _place: self._follow())
        self._follow()

    def _follow(self) -> None:
        self.foot.follow((self.moves, self.settlement, self.orders)[self.tabs.currentIndex()])

    def _today(self) -> date:
        desk = self._context.desk
        return trading_day_on_or_before(desk.rules, desk.clock.market().date())

    def _chosen(self) -> None:
        self._context.memory.write(MoveKind(self.kind.currentData(), self.state.currentData()))
        if self.tabs.currentIndex() == 0:
            self._ask_moves()
        else:
            self._ask_orders()

    def _link_changed(self) -> None:
        if self.linked.isChecked():
            self._ask_moves()

    def _ask_moves(self) -> None:
        self.choice.set_today(self._today())
        first, last = self.choice.days.texts
        self.move_sums.setText("")
        self.moves.ask(
            {
                "strt_dt": first,
                "end_dt": last,
                "tp": self.kind.currentData(),
                "stk_cd": self._context.link.instrument if self.linked.isChecked() else "",
                "crnc_cd": "",
                "gds_tp": "0",
                "frgn_stex_code": "",
                "dmst_stex_tp": "%",
                "qry_sort_tp": "0",
            }
        )

    def _ask_orders(self) -> None:
        day = self.day.date().toString("yyyyMMdd")
        common = {
            "ord_dt": day,
            "stk_bond_tp": "1",
            "sell_tp": "0",
            "stk_cd": "",
            "fr_ord_no": "",
            "dmst_stex_tp": "%",
        }
        self.order_sums.setText("")
        self.orders.ask(common | {"qry_tp": self.state.currentData()})
        self.sums_asker.put(common | {"mrkt_tp": "0", "qry_tp": "1"})

    def _show_moves(self, rows: tuple[AskedRow, ...]) -> None:
        words = tr("Fees {fee} · taxes {tax} · paid in {ins} · paid out {outs}")
        sums = words.format(
            fee=text.whole(total(rows, "cmsn")),
            tax=text.whole(total(rows, "trde_agri_tax") + total(rows, "incm_resi_tax")),
            ins=text.whole(total(_going(rows, "1"), "exct_amt")),
            outs=text.whole(total(_going(rows, "2"), "exct_amt")),
        )
        # The sums are those of the pages that came: the foot says when more follow.
        self.move_sums.setText(sums if rows else "")

    def _show_due(self, _rows: tuple[AskedRow, ...]) -> None:
        reply = self.settlement.asker.reply
        if reply is None:
            return
        told = Figures(reply)
        sold, bought = told.won("sell_amt_sum") or 0, told.won("buy_amt_sum") or 0
        words = tr("Traded {traded}, settles {settles} · sales {sold} · purchases {bought} · {net}")
        self.due.setText(
            words.format(
                traded=_dashed(told.text("trde_dt")),
                settles=_dashed(told.text("setl_dt")),
                sold=text.whole(sold),
                bought=text.whole(bought),
                net=text.signed(sold - bought),
            )
            if told.text("setl_dt")
            else ""
        )
        self.due.set_tone("up" if sold > bought else "down" if sold < bought else "")

    def _show_order_sums(self) -> None:
        reply = self.sums_asker.reply
        if reply is None:
            return
        told = Figures(reply)
        words = tr("Filled: sales {sold} · purchases {bought} · together {sum} won")
        self.order_sums.setText(
            words.format(
                sold=text.whole(told.won("sell_grntl_engg_amt") or 0),
                bought=text.whole(told.won("buy_engg_amt") or 0),
                sum=text.whole(told.won("engg_amt") or 0),
            )
        )


def _going(rows: tuple[AskedRow, ...], way: str) -> list[AskedRow]:
    return [row for row in rows if row.text("io_tp") == way]


def _dashed(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else day


def _box(choices: dict[str, Phrase], kept: str, name: str) -> QtWidgets.QComboBox:
    box = QtWidgets.QComboBox()
    box.setAccessibleName(name)
    for value, title in choices.items():
        box.addItem(tr(title), value)
    box.setCurrentIndex(max(box.findData(kept), 0))
    return box


def _page(
    listed: QtWidgets.QWidget, sums: PlainText, tools: list[QtWidgets.QWidget]
) -> QtWidgets.QWidget:
    page = QtWidgets.QWidget()
    head = QtWidgets.QHBoxLayout()
    head.setContentsMargins(4, 4, 8, 4)
    head.setSpacing(4)
    for tool in tools:
        head.addWidget(tool)
    head.addStretch(1)
    sums.setWordWrap(True)
    sums.setContentsMargins(8, 2, 8, 4)
    column = QtWidgets.QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    if tools:
        column.addLayout(head)
    column.addWidget(sums)
    column.addWidget(listed, 1)
    return page


PANEL = PanelSpec(
    id="transactions",
    title=mark("Transactions and settlement"),
    make=Transactions,
    area=Area.CENTRE_BELOW,
    opens=False,
)
