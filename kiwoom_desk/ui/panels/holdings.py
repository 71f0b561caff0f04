"""Holdings with costs and loans, and the day's orders with theirs; refuses to change any order."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.domain.order import Credit, Side
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, total
from kiwoom_desk.market.holdings import (
    BALANCE,
    RETURNS,
    SETTLED,
    HoldingLine,
    holding_lines,
)
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.figure_table import FigureTable, Replies
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec, TicketRequest

STATUS, OPEN, PARTS, FILLED = "kt00004", "ka10075", "ka10088", "ka10076"
_SOON = 400
_ONLY_LOANS = frozenset({"loan", "interest"})
OPEN_LIST = AskedSpec(
    id="holdings_open",
    api_id=OPEN,
    shown=("tm", "stk_nm", "io_tp_nm", "ord_qty", "ord_pric", "oso_qty", "cntr_qty", "stex_tp_txt"),
    keys=("ord_no",),
    code="stk_cd",
)
PART_LIST = AskedSpec(
    id="holdings_parts",
    api_id=PARTS,
    shown=("stex_tp_txt", "ord_no", "ord_qty", "ord_pric", "osop_qty", "cntr_qty", "ord_stt"),
    code="stk_cd",
)
FILLED_LIST = AskedSpec(
    id="holdings_filled",
    api_id=FILLED,
    shown=(
        "ord_tm",
        "stk_nm",
        "io_tp_nm",
        "cntr_qty",
        "cntr_pric",
        "tdy_trde_cmsn",
        "tdy_trde_tax",
        "stex_tp_txt",
    ),
    keys=("ord_no",),
    code="stk_cd",
)


_PAGES = {"holdings": 0, "orders": 1}
"""Places of the pages by the names they are found by."""


class HoldingChoice(msgspec.Struct, frozen=True):
    """How holdings were last looked at; kept with the layout."""

    kind: str = "all"
    costs: bool = True


class Holdings(QtWidgets.QWidget):
    """Two pages: holdings with sums above, and open and filled orders of the day."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._choice = context.memory.read(HoldingChoice) or HoldingChoice()
        self.kind = QtWidgets.QComboBox()
        self.costs = QtWidgets.QCheckBox(tr("After fees and tax"))
        self.sums = PlainText()
        self.holdings = FigureTable(
            context,
            "holdings",
            (BALANCE, RETURNS, SETTLED, STATUS),
            _columns(self.costs.isChecked),
            holding_lines,
            title=tr("Holdings"),
            empty=tr("Nothing is held."),
            whole=True,
        )
        self.open = AskedList(
            context, OPEN_LIST, title=tr("Open orders"), empty=tr("No order is open.")
        )
        self.parts = AskedList(
            context,
            PART_LIST,
            title=tr("Parts of the order"),
            empty=tr("This order was not divided between exchanges."),
        )
        self.filled = AskedList(
            context,
            FILLED_LIST,
            title=tr("Filled orders"),
            empty=tr("Nothing was filled today."),
            titles={"cntr_pric": mark("Filled at")},
        )
        self.costs_today = PlainText(tone="quiet")
        self.tabs = QtWidgets.QTabWidget()
        self.foot = AskedFoot(context, tr("Holdings in detail"))
        self._soon = QtCore.QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._prepare()
        self._lay_out()
        self._connect()
        self._ask()

    def _prepare(self) -> None:
        kinds = (
            ("all", tr("Cash and credit")),
            ("cash", tr("Cash only")),
            ("credit", tr("Credit only")),
        )
        for value, title in kinds:
            self.kind.addItem(title, value)
        self.kind.setCurrentIndex(max(self.kind.findData(self._choice.kind), 0))
        self.kind.setAccessibleName(tr("Cash or credit"))
        self.costs.setChecked(self._choice.costs)
        for told in (self.sums, self.costs_today):
            told.setWordWrap(True)
        self.sums.setFont(theme.font(13, theme.Weight.DemiBold))

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self.kind)
        head.addWidget(self.costs)
        head.addStretch(1)
        sums = QtWidgets.QVBoxLayout()
        sums.setContentsMargins(0, 0, 0, 0)
        sums.setSpacing(0)
        sums.addLayout(head)
        self.sums.setContentsMargins(8, 0, 8, 4)
        sums.addWidget(self.sums)
        line = QtWidgets.QHBoxLayout()
        line.setContentsMargins(8, 4, 8, 4)
        line.addWidget(self.costs_today)
        above = _split(QtCore.Qt.Orientation.Horizontal, self.open, self.parts)
        orders = _split(QtCore.Qt.Orientation.Vertical, above, self.filled)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_page(sums, self.holdings), tr("Holdings"))
        self.tabs.addTab(_page(line, orders), tr("Orders of today"))
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.tabs, 1)
        whole.addWidget(self.foot)

    def show_view(self, view: str) -> None:
        """Bring a page to the front: holdings or orders."""
        self.tabs.setCurrentIndex(_PAGES[view])

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _place: self._chosen())
        self.costs.toggled.connect(lambda _on: self._chosen())
        self.holdings.came.connect(self._show_sums)
        self.holdings.table.selected.connect(lambda line: self._context.link.set(line.code))
        self.holdings.table.activated_row.connect(self._offer_sale)
        self.open.chosen.connect(lambda row: self.parts.ask({"ord_no": row.text("ord_no")}))
        self.filled.shown.connect(self._show_costs)
        changed = self._context.desk.account.changed.connect(lambda _none: self._soon.start())
        self.destroyed.connect(lambda _none=None: changed.close())
        self._soon.timeout.connect(self._renew)
        self.tabs.currentChanged.connect(lambda _place: self._follow())
        self._filter()
        self._follow()

    def _ask(self) -> None:
        venue = {"dmst_stex_tp": "KRX"}
        self.holdings.ask(
            {
                BALANCE: {"qry_tp": "2", **venue},
                RETURNS: {"stex_tp": "0"},
                SETTLED: venue,
                STATUS: {"qry_tp": "0", **venue},
            }
        )
        self.parts.clear(tr("Choose an open order."))
        self.open.ask({"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": "0"})
        self.filled.ask({"stk_cd": "", "qry_tp": "0", "sell_tp": "0", "ord_no": "", "stex_tp": "0"})

    def _renew(self) -> None:
        self.holdings.refresh(Haste.TIMED)
        for listed in (self.open, self.filled):
            listed.asker.refresh(Haste.TIMED)

    def _follow(self) -> None:
        if self.tabs.currentIndex() == 0:
            self.foot.follow(self.holdings)
        else:
            self.foot.follow(self.open, self.parts, self.filled)

    def _chosen(self) -> None:
        self._choice = HoldingChoice(self.kind.currentData(), self.costs.isChecked())
        self._context.memory.write(self._choice)
        self._filter()
        self.holdings.table.viewport().update()

    def _filter(self) -> None:
        kind = self.kind.currentData()
        wanted = {
            "cash": lambda line: not line.loan_date,
            "credit": lambda line: bool(line.loan_date),
        }
        self.holdings.table.set_filter(wanted.get(kind))

    def _offer_sale(self, line: HoldingLine) -> None:
        credit = Credit(loan_date=line.loan_date) if line.loan_date else None
        asked = TicketRequest(
            line.code, Side.SELL, None, line.sellable, credit, in_cash=credit is None
        )
        self._context.ask_ticket(asked)

    def _show_sums(self, replies: Replies) -> None:
        if BALANCE not in replies:
            return
        told = Figures(replies[BALANCE])
        profit, rate = told.won("tot_evlt_pl"), told.number("tot_prft_rt")
        if told.won("tot_pur_amt") is None:
            self.sums.setText("")
            return
        parts = [
            tr("Bought {cost} · worth {value} · {profit} ({rate} %)").format(
                cost=text.whole(told.won("tot_pur_amt")),
                value=text.whole(told.won("tot_evlt_amt")),
                profit=text.signed(profit),
                rate="" if rate is None else f"{rate:+,.2f}",
            )
        ]
        if told.won("tot_crd_loan_amt"):
            loans = tr("loans {won}").format(won=text.whole(told.won("tot_crd_loan_amt")))
            parts.append(loans)
        if STATUS in replies:
            today = Figures(replies[STATUS]).won("tdy_lspft")
            parts.append(tr("today {won}").format(won=text.signed(today)))
        self.sums.setText(" · ".join(parts))
        self.sums.set_tone("" if not profit else "up" if profit > 0 else "down")

    def _show_costs(self, rows: tuple[AskedRow, ...]) -> None:
        words = tr("Fees of today {fee} · taxes {tax}")
        told = words.format(
            fee=text.whole(total(rows, "tdy_trde_cmsn")),
            tax=text.whole(total(rows, "tdy_trde_tax")),
        )
        self.costs_today.setText(told if rows else "")


def _page(head: QtWidgets.QLayout, body: QtWidgets.QWidget) -> QtWidgets.QWidget:
    page = QtWidgets.QWidget()
    column = QtWidgets.QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    column.addWidget(body, 1)
    return page


def _split(way: QtCore.Qt.Orientation, *parts: QtWidgets.QWidget) -> QtWidgets.QSplitter:
    splitter = QtWidgets.QSplitter(way)
    splitter.setChildrenCollapsible(False)
    for part in parts:
        splitter.addWidget(part)
    return splitter


def _columns(costs: Callable[[], bool]) -> tuple[Column, ...]:
    def profit(line: HoldingLine) -> int | None:
        return line.profit if costs() else line.gross

    def rate(line: HoldingLine) -> int | None:
        return line.rate if costs() else line.gross_rate

    def won(id_: str, title: Phrase, width: int = 84, hidden: bool = False) -> Column:
        return Column(
            id=id_,
            title=title,
            value=lambda line: getattr(line, id_),
            kind=Kind.SIZE if id_ in _ONLY_LOANS else Kind.WHOLE,
            width=width,
            hidden=hidden,
        )

    def day(id_: str, title: Phrase, hidden: bool = False) -> Column:
        return Column(
            id=id_,
            title=title,
            value=lambda line: getattr(line, id_),
            form=_dashed,
            align="center",
            width=86,
            hidden=hidden,
        )

    return (
        Column(
            id="name", title=mark("Name"), value=lambda line: line.name, kind=Kind.NAME, width=116
        ),
        Column(
            id="kind",
            title=mark("Kind", "holding"),
            value=lambda line: label(line.kind) if line.loan_date else tr("Cash", "order"),
            align="center",
            width=48,
            tone=lambda line: Tone.ATTENTION if line.loan_date else Tone.QUIET,
        ),
        won("quantity", mark("Held"), 56),
        won("average", mark("Average price"), 76),
        won("price", mark("Price"), 76),
        Column(
            id="profit",
            title=mark("Valuation profit"),
            value=profit,
            kind=Kind.SIGNED,
            width=92,
            tone=by_sign(profit),
            bold=True,
        ),
        Column(
            id="rate",
            title=mark("Return %"),
            value=rate,
            kind=Kind.RATE,
            width=74,
            tone=by_sign(rate),
        ),
        won("value", mark("Valuation"), 92),
        won("fee", mark("Fee"), 62),
        won("tax", mark("Tax"), 66),
        Column(
            id="weight",
            title=mark("Weight %"),
            value=lambda line: line.weight,
            kind=Kind.HUNDREDTHS,
            width=66,
        ),
        won("loan", mark("Loan"), 88),
        won("interest", mark("Interest"), 72),
        day("loan_date", mark("Lent on")),
        day("expires", mark("Due on", "loan")),
        won("sellable", mark("Sellable"), 64, hidden=True),
        won("settled", mark("Settled shares"), 64, hidden=True),
        won("cost", mark("Bought won"), 92, hidden=True),
        day("opened", mark("Bought on"), hidden=True),
        Column(
            id="code", title=mark("Code"), value=lambda line: line.code, kind=Kind.CODE, hidden=True
        ),
    )


def _dashed(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else day


PANEL = PanelSpec(
    id="holdings",
    title=mark("Holdings in detail"),
    make=Holdings,
    area=Area.CENTRE_BELOW,
    opens=False,
)
