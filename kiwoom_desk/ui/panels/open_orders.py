"""Open orders with amend and cancel, and the requests that need a person; refuses to send by itself."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.drafts import Denied, read_whole
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import RowMenu, Table
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.age_mark import LinkMark
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_words import (
    SIDES,
    outcome_sentence,
    side_tone,
    state_text,
    type_text,
)
from kiwoom_desk.ui.panels.unknown_orders import UnknownOrders
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_LIVE = frozenset({"last", "away"})
"""The columns that follow the price."""


class OpenOrders(QtWidgets.QWidget):
    """The table, its buttons, and a price field that amends the chosen order."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.table = Table(self._columns(), key=lambda order: f"{order.day}{order.number}")
        self.unknown = UnknownOrders(context)
        self.cancel_button = QtWidgets.QPushButton(tr("Cancel order"))
        self.amend_button = QtWidgets.QPushButton(tr("Amend price"))
        self.price = QtWidgets.QLineEdit()
        self._told = PlainText(tone="attention")
        self._press = OrderPress(context, self, "open")
        self._prepare()
        changed = context.desk.orders.changed.connect(lambda _event: context.frame.again(self))
        self.destroyed.connect(lambda _none=None: changed.close())
        context.frame.subscribe(self, self._frame)
        self.show_orders()

    def _columns(self) -> tuple[Column, ...]:
        name, state = self._context.desk.instruments.name, self._context.desk.state

        def last(order: Order) -> int:
            quote = state.quote(order.code)
            return quote.price if quote else 0

        def away(order: Order) -> int | None:
            return (order.price - last(order)) if order.price and last(order) else None

        return (
            Column(id="time", title=mark("Time"), value=lambda o: o.time, kind=Kind.TIME, width=60),
            Column(
                id="name",
                title=mark("Name"),
                value=lambda o: name(o.code),
                kind=Kind.NAME,
                width=96,
            ),
            Column(
                id="side",
                title=mark("Side"),
                value=lambda o: tr(SIDES[o.side]),
                align="center",
                width=50,
                tone=lambda o: side_tone(o.side),
                bold=True,
            ),
            Column(id="type", title=mark("Type"), value=type_text, width=62),
            Column(
                id="price",
                title=mark("Order price"),
                value=lambda o: o.price or 0,
                kind=Kind.PRICE,
                width=70,
            ),
            Column(
                id="open",
                title=mark("Unfilled"),
                value=lambda o: o.open_quantity,
                kind=Kind.WHOLE,
                width=66,
                bold=True,
            ),
            Column(
                id="quantity",
                title=mark("Ordered"),
                value=lambda o: o.quantity,
                kind=Kind.WHOLE,
                width=56,
            ),
            Column(
                id="filled",
                title=mark("Filled"),
                value=lambda o: o.filled,
                kind=Kind.WHOLE,
                width=72,
                hidden=True,
            ),
            Column(id="last", title=mark("Price"), value=last, kind=Kind.PRICE, width=68),
            Column(
                id="away",
                title=mark("Distance"),
                value=away,
                kind=Kind.SIGNED,
                width=62,
                tone=by_sign(away),
            ),
            Column(id="state", title=mark("State"), value=state_text, width=66),
            Column(
                id="number",
                title=mark("Order no."),
                value=lambda o: o.number,
                kind=Kind.CODE,
                width=66,
            ),
            Column(
                id="original",
                title=mark("Original no."),
                value=lambda o: o.original,
                kind=Kind.CODE,
                width=80,
                hidden=True,
            ),
            Column(
                id="venue",
                title=mark("Venue"),
                value=lambda o: o.venue.value,
                kind=Kind.CODE,
                width=56,
                hidden=True,
            ),
        )

    def _prepare(self) -> None:
        table, context = self.table, self._context
        table.set_accessible(tr("Open orders"))
        table.restore(context.memory.read(ColumnLayout))
        table.arranged.connect(context.memory.write)
        table.selected.connect(self._chosen)
        table.menu_asked.connect(self._menu)
        self.price.setPlaceholderText(tr("New price"))
        self.price.setAccessibleName(tr("New price"))
        self.price.setFixedWidth(96)
        self.price.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.price.returnPressed.connect(self.amend)
        self.cancel_button.clicked.connect(lambda _on=False: self.cancel())
        self.amend_button.clicked.connect(lambda _on=False: self.amend())
        self.cancel_button.setObjectName("cancel")
        self.amend_button.setObjectName("amend")
        self.price.setObjectName("price")
        delete = QtGui.QShortcut(QtGui.QKeySequence("Del"), table)
        delete.setContext(QtCore.Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.cancel)
        row = QtWidgets.QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.cancel_button)
        row.addWidget(self.price)
        row.addWidget(self.amend_button)
        # A broker's sentence takes a second line, not the room of the panels beside this one.
        self._told.setWordWrap(True)
        row.addWidget(self._told, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(LinkMark(context))
        column.addWidget(self.unknown)
        column.addWidget(table, 1)
        column.addLayout(row)

    def show_orders(self) -> None:
        """Read the open orders out of the ledger."""
        orders = self._context.desk.ledger.open_orders
        self.table.set_rows(orders)
        self.unknown.show_requests()
        if orders:
            self.table.state.clear()
        elif self._context.desk.orders.state is DeskState.READY:
            self.table.state.show_state(State.EMPTY, tr("No open order."))
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
        desk = self._context.desk
        if order is None:
            return
        price = read_whole(self.price.text())
        if isinstance(price, Denied):
            denied = Denied(f"price_field_{price.code}", price.facts)
            self._told.setText(outcome_sentence(desk.settings.language, denied))
            return
        self._context.tasks.run(self._tell(self._press.amend(order, price, PressFacts())))

    async def _tell(self, sending: Coroutine[Any, Any, Ticket | Denied | None]) -> None:
        result = await sending
        if result is None:
            self._told.setText(tr("Not sent: you did not confirm."))
            return
        self._told.setText(outcome_sentence(self._context.desk.settings.language, result))
        good = isinstance(result, Ticket) and result.state is RequestState.ACKED
        self._told.set_tone("good" if good else "attention")

    def _chosen(self, order: Order | None) -> None:
        if order is not None:
            self._context.link.set(order.code)
            if order.price:
                self.price.setText(f"{order.price:,}")
        self._offer()

    def _offer(self) -> None:
        on = self.table.current_row() is not None
        self.cancel_button.setEnabled(on)
        self.amend_button.setEnabled(on)
        self.price.setEnabled(on)

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.show_orders()
        else:
            self.table.repaint_cells(lambda order: order.code in dirty, _LIVE)

    def _menu(self, menu: RowMenu) -> None:
        offered = QtWidgets.QMenu(self)
        offered.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        offered.addAction(tr("Cancel order")).triggered.connect(lambda _on=False: self.cancel())
        offered.popup(menu.position)


PANEL = PanelSpec(
    id="open_orders", title=mark("Open orders"), make=OpenOrders, area=Area.CENTRE_BELOW
)
