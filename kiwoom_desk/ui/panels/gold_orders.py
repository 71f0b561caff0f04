"""The open orders for gold with amend and cancel; refuses to send by itself."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.order import GOLD_NAMES, RequestState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.drafts import Denied, read_whole
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.ui.kit.columns import Column, Kind
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_words import SIDES, outcome_sentence, side_tone, state_text
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


class GoldOrders(QtWidgets.QWidget):
    """A short table of every gold's open orders, and a price field that amends the chosen one."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.table = Table(_COLUMNS, key=lambda order: f"{order.day}{order.number}")
        self.cancel_button = QtWidgets.QPushButton(tr("Cancel order"))
        self.amend_button = QtWidgets.QPushButton(tr("Amend price"))
        self.price = QtWidgets.QLineEdit()
        self.told = PlainText(tone="attention")
        self._press = OrderPress(context, self, "open")
        self._prepare()
        desk = context.desk.orders
        changed = desk.changed.connect(lambda _event: context.frame.again(self))
        read = desk.gold.changed.connect(lambda _none: context.frame.again(self))
        self.destroyed.connect(closing(changed.close, read.close))
        context.frame.subscribe(self, self._frame)
        self.show_orders()

    def _prepare(self) -> None:
        self.table.set_accessible(tr("Open orders for gold"))
        self.table.selected.connect(self._chosen)
        self.table.setMinimumHeight(96)
        self.price.setPlaceholderText(tr("New price"))
        self.price.setAccessibleName(tr("New price"))
        self.price.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.price.setMinimumWidth(72)
        self.price.returnPressed.connect(self.amend)
        self.cancel_button.clicked.connect(lambda _on=False: self.cancel())
        self.amend_button.clicked.connect(lambda _on=False: self.amend())
        self.cancel_button.setObjectName("gold.cancel")
        self.amend_button.setObjectName("gold.amend")
        self.told.setWordWrap(True)
        delete = QtGui.QShortcut(QtGui.QKeySequence("Del"), self.table)
        delete.setContext(QtCore.Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.cancel)
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
        else:
            # An empty ledger says nothing while the lists are not read (never a false "flat").
            self.table.state.show_loading(tr("Reading the order lists…"))
        self._offer()

    def cancel(self) -> None:
        """Cancel all that is left of the chosen orders, each once."""
        orders: Sequence[Order] = self.table.selected_rows()
        for order in orders:
            self._context.tasks.run(self._tell(self._context.desk.orders.cancel(order)))

    def amend(self) -> None:
        """Move all that is left of the chosen order to the price typed."""
        order: Order | None = self.table.current_row()
        if order is None:
            return
        price = read_whole(self.price.text())
        if isinstance(price, Denied):
            self._say(Denied(f"price_field_{price.code}", price.facts))
            return
        self._context.tasks.run(self._tell(self._press.amend(order, price, PressFacts())))

    async def _tell(self, sending: Coroutine[Any, Any, Ticket | Denied | None]) -> None:
        result = await sending
        if result is None:
            self.told.setText(tr("Not sent: you did not confirm."))
        else:
            self._say(result)

    def _say(self, result: Ticket | Denied) -> None:
        self.told.setText(outcome_sentence(self._context.desk.settings.language, result))
        good = isinstance(result, Ticket) and result.state is RequestState.ACKED
        self.told.set_tone("good" if good else "attention")

    def _chosen(self, order: Order | None) -> None:
        if order is not None and order.price:
            self.price.setText(f"{order.price:,}")
        self._offer()

    def _offer(self) -> None:
        on = self.table.current_row() is not None
        for part in (self.cancel_button, self.amend_button, self.price):
            part.setEnabled(on)

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.show_orders()
