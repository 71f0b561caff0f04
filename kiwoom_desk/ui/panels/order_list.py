"""Open orders in a table with amend and cancel; refuses to send by itself."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.drafts import Denied, read_whole
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.ui.kit.columns import Column
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_words import outcome_sentence
from kiwoom_desk.ui.shell.panel import PanelContext


class OrderList(QtWidgets.QWidget):
    """The table, two buttons and a price field that amends the chosen order; a panel lays them out.

    `names` are the object names of the cancel button, the amend button and the price field.
    """

    def __init__(
        self, context: PanelContext, columns: Sequence[Column], title: str, names: Sequence[str]
    ) -> None:
        super().__init__()
        self._context = context
        self.table = Table(columns, key=lambda order: f"{order.day}{order.number}")
        self.cancel_button = QtWidgets.QPushButton(tr("Cancel order"))
        self.amend_button = QtWidgets.QPushButton(tr("Amend price"))
        self.price = QtWidgets.QLineEdit()
        self.told = PlainText(tone="attention")
        # A broker's sentence takes a second line, not the room of the panels beside this one.
        self.told.setWordWrap(True)
        self._press = OrderPress(context, self, "open")
        self.table.set_accessible(title)
        self.table.selected.connect(self._chosen)
        self.price.setPlaceholderText(tr("New price"))
        self.price.setAccessibleName(tr("New price"))
        self.price.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.price.returnPressed.connect(self.amend)
        self.cancel_button.clicked.connect(lambda _on=False: self.cancel())
        self.amend_button.clicked.connect(lambda _on=False: self.amend())
        parts = (self.cancel_button, self.amend_button, self.price)
        for name, part in zip(names, parts, strict=True):
            part.setObjectName(name)
        delete = QtGui.QShortcut(QtGui.QKeySequence("Del"), self.table)
        delete.setContext(QtCore.Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.cancel)

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
