"""Open orders with amend and cancel, and the requests that need a person; refuses to send by itself."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import RowMenu
from kiwoom_desk.ui.panels.age_mark import LinkMark
from kiwoom_desk.ui.panels.asked_columns import sheet_of
from kiwoom_desk.ui.panels.export_button import ExportButton
from kiwoom_desk.ui.panels.order_list import OrderList
from kiwoom_desk.ui.panels.order_words import SIDES, side_tone, state_text, type_text
from kiwoom_desk.ui.panels.read_mark import ORDER_APIS, ReadMark
from kiwoom_desk.ui.panels.unknown_orders import UnknownOrders
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_LIVE = frozenset({"last", "away"})
"""The columns that follow the price."""


def _columns(context: PanelContext) -> tuple[Column, ...]:
    name, state = context.desk.instruments.name, context.desk.state

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


class OpenOrders(OrderList):
    """Every open order, and above them the requests that need a person."""

    def __init__(self, context: PanelContext) -> None:
        names = ("cancel", "amend", "price")
        super().__init__(context, _columns(context), tr("Open orders"), names)
        self.unknown = UnknownOrders(context)
        self.export = ExportButton(
            context, tr("Open orders"), lambda: [sheet_of(tr("Open orders"), self.table)]
        )
        self.table.restore(context.memory.read(ColumnLayout))
        self.table.arranged.connect(context.memory.write)
        self.table.selected.connect(lambda order: context.link.set(order.code))
        self.table.menu_asked.connect(self._menu)
        self._lay_out()
        changed = context.desk.orders.changed.connect(lambda _event: context.frame.again(self))
        self.destroyed.connect(lambda _none=None: changed.close())
        context.frame.subscribe(self, self._frame)
        self.show_orders()

    def _lay_out(self) -> None:
        self.price.setFixedWidth(96)
        row = QtWidgets.QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.cancel_button)
        row.addWidget(self.price)
        row.addWidget(self.amend_button)
        row.addWidget(self.told, 1)
        row.addWidget(self.export)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(LinkMark(self._context))
        column.addWidget(ReadMark(self._context, *ORDER_APIS))
        column.addWidget(self.unknown)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def show_orders(self) -> None:
        """Read the open orders out of the ledger."""
        orders = self._context.desk.ledger.open_orders
        self.table.set_rows(orders)
        self.export.setEnabled(bool(orders))
        self.unknown.show_requests()
        if orders:
            self.table.state.clear()
        elif self._context.desk.orders.state is DeskState.READY:
            self.table.state.show_state(State.EMPTY, tr("No open order."))
        else:
            # An empty ledger says nothing while the lists are not read (never a false "flat").
            self.table.state.show_loading(tr("Reading the order lists…"))
        self._offer()

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
