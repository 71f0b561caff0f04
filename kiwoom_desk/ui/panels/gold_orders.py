"""The open orders for gold with amend and cancel; refuses to send by itself."""

from __future__ import annotations

from PySide6 import QtWidgets

from kiwoom_desk.domain.order import GOLD_NAMES
from kiwoom_desk.ui.kit.columns import Column, Kind
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.order_list import OrderList
from kiwoom_desk.ui.panels.order_words import SIDES, side_tone, state_text
from kiwoom_desk.ui.shell.panel import PanelContext

_COLUMNS = (
    Column(
        id="side",
        title=mark("Side"),
        value=lambda o: tr(SIDES[o.side]),
        align="center",
        width=44,
        tone=lambda o: side_tone(o.side),
        bold=True,
    ),
    Column(
        id="price",
        title=mark("Order price"),
        value=lambda o: o.price or 0,
        kind=Kind.PRICE,
        width=78,
    ),
    Column(
        id="open",
        title=mark("Unfilled g"),
        value=lambda o: o.open_quantity,
        kind=Kind.WHOLE,
        width=74,
        bold=True,
    ),
    Column(
        id="filled", title=mark("Filled g"), value=lambda o: o.filled, kind=Kind.WHOLE, width=58
    ),
    Column(id="state", title=mark("State"), value=state_text, width=68),
)


class GoldOrders(OrderList):
    """A short table of every gold's open orders."""

    def __init__(self, context: PanelContext) -> None:
        names = ("gold.cancel", "gold.amend", "gold.new_price")
        super().__init__(context, _COLUMNS, tr("Open orders for gold"), names)
        self._lay_out()
        desk = context.desk.orders
        changed = desk.changed.connect(lambda _event: context.frame.again(self))
        read = desk.gold.changed.connect(lambda _none: context.frame.again(self))
        self.destroyed.connect(closing(changed.close, read.close))
        context.frame.subscribe(self, self._frame)
        self.show_orders()

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(96)
        self.price.setMinimumWidth(72)
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.cancel_button)
        row.addWidget(self.price, 1)
        row.addWidget(self.amend_button)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(PlainText(tr("Open orders for gold"), tone="quiet"))
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.told)

    def show_orders(self) -> None:
        """Read the open orders for gold out of the ledger."""
        desk = self._context.desk
        orders = [one for one in desk.ledger.open_orders if one.code in GOLD_NAMES]
        self.table.set_rows(orders)
        if orders:
            self.table.state.clear()
        elif desk.orders.gold.read:
            self.table.state.show_state(State.EMPTY, tr("No open order for gold."))
        elif desk.orders.gold.rests:
            told = tr("The broker refuses the account for gold. Perhaps there is none.")
            self.table.state.show_state(State.REFUSED, told)
        else:
            # An empty ledger says nothing while the lists are not read (never a false "flat").
            self.table.state.show_loading(tr("Reading the order lists…"))
        self._offer()

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.show_orders()
