"""What is held, valued at the latest price; refuses figures without the time they were read at."""

from __future__ import annotations

from datetime import datetime

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.order import Credit, Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.orders.account import Valuation
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.age_mark import LinkMark, account_line
from kiwoom_desk.ui.panels.asked_columns import sheet_of
from kiwoom_desk.ui.panels.export_button import ExportButton
from kiwoom_desk.ui.panels.mismatches import Mismatches
from kiwoom_desk.ui.panels.read_mark import ACCOUNT_APIS, ReadMark
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec, TicketRequest


class PositionRow(msgspec.Struct, frozen=True):
    """A holding beside its live price and what it is worth there."""

    holding: Holding
    name: str
    price: int
    live: Valuation


_profit = by_sign(lambda row: row.live.profit)
COLUMNS = (
    Column(id="name", title=mark("Name"), value=lambda r: r.name, kind=Kind.NAME, width=104),
    Column(
        id="quantity",
        title=mark("Held"),
        value=lambda r: r.holding.quantity,
        kind=Kind.WHOLE,
        width=56,
        bold=True,
    ),
    Column(
        id="average",
        title=mark("Average price"),
        value=lambda r: r.holding.average_price,
        kind=Kind.PRICE,
        width=72,
    ),
    Column(
        id="price",
        title=mark("Price"),
        value=lambda r: r.price,
        kind=Kind.PRICE,
        width=72,
        bold=True,
    ),
    Column(
        id="profit",
        title=mark("Profit"),
        value=lambda r: r.live.profit,
        kind=Kind.SIGNED,
        width=88,
        tone=_profit,
        bold=True,
    ),
    Column(
        id="rate",
        title=mark("Return %"),
        value=lambda r: r.live.profit_rate,
        kind=Kind.RATE,
        width=66,
        tone=_profit,
    ),
    Column(
        id="even",
        title=mark("Break-even"),
        value=lambda r: r.live.break_even,
        kind=Kind.PRICE,
        width=76,
    ),
    Column(
        id="sellable",
        title=mark("Sellable"),
        value=lambda r: r.holding.sellable,
        kind=Kind.WHOLE,
        width=62,
    ),
    Column(
        id="value",
        title=mark("Valuation"),
        value=lambda r: r.live.value,
        kind=Kind.WHOLE,
        width=96,
    ),
    Column(
        id="cost",
        title=mark("Cost"),
        value=lambda r: r.holding.cost,
        kind=Kind.WHOLE,
        width=112,
        hidden=True,
    ),
    Column(
        id="code", title=mark("Code"), value=lambda r: r.holding.code, kind=Kind.CODE, hidden=True
    ),
)


class Positions(QtWidgets.QWidget):
    """The table of holdings; a double click fills the ticket to sell them."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._leases: dict[str, Lease] = {}
        self.table = Table(COLUMNS, key=lambda row: f"{row.holding.code}{row.holding.loan_date}")
        self._as_of = PlainText(tone="quiet")
        self.mismatches = Mismatches(context)
        self.export = ExportButton(
            context, tr("Positions"), lambda: [sheet_of(tr("Positions"), self.table)]
        )
        self._prepare()
        changed = context.desk.account.changed.connect(lambda _none: self.show_positions())
        self.destroyed.connect(lambda _none=None: changed.close())
        context.frame.subscribe(self, self._frame)
        self.show_positions()

    def _prepare(self) -> None:
        table, context = self.table, self._context
        table.set_accessible(tr("Positions"))
        table.restore(context.memory.read(ColumnLayout))
        table.arranged.connect(context.memory.write)
        table.selected.connect(lambda row: context.link.set(row.holding.code))
        table.activated_row.connect(self._sell)
        self._as_of.setContentsMargins(8, 2, 8, 2)
        self._as_of.setWordWrap(True)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(LinkMark(context))
        column.addWidget(ReadMark(context, ACCOUNT_APIS[0]))
        column.addWidget(self.mismatches)
        column.addWidget(table, 1)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(0, 2, 4, 2)
        foot.addWidget(self._as_of, 1)
        foot.addWidget(self.export)
        column.addLayout(foot)

    def show_positions(self) -> None:
        """Read the holdings out of the account and follow their prices."""
        account = self._context.desk.account
        held = {holding.code for holding in account.positions}
        for code in [code for code in self._leases if code not in held]:
            self._leases.pop(code).close()
        for code in held - self._leases.keys():
            self._leases[code] = self._context.desk.feed.acquire(code, Want.QUOTE, Rank.ORDERS)
        self._value()
        self.mismatches.show_now()
        if account.balance is None and account.failed:
            self.table.state.show_state(State.FAILED, self._told(None))
        elif account.balance is None:
            self.table.state.show_loading(tr("Reading the account…"))
        elif not held:
            self.table.state.show_state(State.EMPTY, tr("Nothing is held."))
        else:
            self.table.state.clear()
        self.export.setEnabled(bool(held))
        self._as_of.setText(self._told(account.balance_at))
        self._as_of.set_tone("attention" if account.failed else "quiet")

    def _told(self, read_at: datetime | None) -> str:
        desk = self._context.desk
        return account_line(desk.account, read_at, desk.settings.language)

    def _value(self) -> None:
        self.table.set_rows(
            [self._row(holding) for holding in self._context.desk.account.positions]
        )

    def _row(self, holding: Holding) -> PositionRow:
        desk = self._context.desk
        quote = desk.state.quote(holding.code)
        price = quote.price if quote and quote.price else holding.price
        instrument = desk.instruments.get(holding.code)
        market = instrument.market if instrument else Market.KOSPI
        name = instrument.name if instrument else holding.name
        return PositionRow(holding, name, price, desk.account.value(holding, price, market))

    def _frame(self, dirty: Dirty) -> None:
        if any(code in dirty for code in self._leases):
            self._value()

    def _sell(self, row: PositionRow) -> None:
        day = row.holding.loan_date
        loan = Credit(loan_date=day) if day.strip("0") else None
        self._context.ask_ticket(
            TicketRequest(
                *(row.holding.code, Side.SELL, None, row.holding.sellable, loan),
                in_cash=loan is None,
            )
        )


PANEL = PanelSpec(id="positions", title=mark("Positions"), make=Positions, area=Area.CENTRE_BELOW)
