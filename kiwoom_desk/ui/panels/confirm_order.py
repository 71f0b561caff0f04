"""The question before an order goes out (S-17); refuses Enter and Space as a yes."""

from __future__ import annotations

import asyncio

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.domain.order import OrderDraft, Side
from kiwoom_desk.orders.checks import OrderContext
from kiwoom_desk.orders.confirm import Confirmation, confirmation
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.order_words import SIDES, TYPES
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.top_bar import ENVIRONMENTS


def must_confirm(desk: DeskContext, draft: OrderDraft, context: OrderContext) -> bool:
    """Tell whether this order is asked about: always in live, else as the settings say."""
    if desk.environment is Environment.LIVE or desk.settings.confirmation == "always":
        return True
    if desk.settings.confirmation == "never":
        return False
    price = draft.price or context.last_price or 0
    large = price * draft.quantity > desk.settings.confirm_above
    return large or not draft.order_type.needs_price


class ConfirmOrder(QtWidgets.QDialog):
    """Everything of the order in words; cancel is what Enter, Space and Escape mean."""

    def __init__(
        self, parent: QtWidgets.QWidget, desk: DeskContext, draft: OrderDraft, context: OrderContext
    ) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self._answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        shown = confirmation(draft, context, desk.environment, desk.gateway.account)
        self.setWindowTitle(f"{tr('Confirm order')} · {tr(ENVIRONMENTS[desk.environment])}")
        self.setMinimumWidth(360)
        self.yes = QtWidgets.QPushButton(f"{tr(SIDES[shown.side])} {tr('order')}")
        self.no = QtWidgets.QPushButton(tr("Do not send"))
        self.yes.setObjectName("confirm.yes")
        self.no.setObjectName("confirm.no")
        self._lay_out(shown, desk.environment)
        self.finished.connect(self._closed)

    def _lay_out(self, shown: Confirmation, environment: Environment) -> None:
        side = PlainText(f"{tr(SIDES[shown.side])}  {shown.name}  {shown.code}")
        side.setFont(theme.font(18, theme.Weight.Bold))
        side.set_tone("up" if shown.side is Side.BUY else "down")
        grid = QtWidgets.QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, (title, value) in enumerate(self._lines(shown, environment)):
            figure = PlainText(value)
            figure.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
            figure.setFont(theme.font(14, theme.Weight.DemiBold))
            grid.addWidget(PlainText(title, tone="quiet"), row, 0)
            grid.addWidget(figure, row, 1)
        self.yes.setProperty("role", "buy" if shown.side is Side.BUY else "sell")
        # No button is pressed by the keyboard but the one that sends nothing.
        self.yes.setAutoDefault(False)
        self.yes.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.no.setDefault(True)
        self.yes.clicked.connect(lambda _on=False: self.accept())
        self.no.clicked.connect(lambda _on=False: self.reject())
        for button in (self.yes, self.no):
            button.setMinimumHeight(36)
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.no, 1)
        buttons.addWidget(self.yes, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(side)
        column.addLayout(grid)
        column.addLayout(buttons)

    def _lines(self, shown: Confirmation, environment: Environment) -> list[tuple[str, str]]:
        price = tr(TYPES[shown.order_type]) if shown.price is None else f"{shown.price:,}"
        lines = [
            (tr("Environment"), f"{tr(ENVIRONMENTS[environment])}  ···{shown.account_tail}"),
            (tr("Venue"), shown.venue.value),
            (tr("Type"), tr(TYPES[shown.order_type])),
            (tr("Quantity"), f"{shown.quantity:,}"),
            (tr("Order price"), price),
            (tr("Order amount"), "–" if shown.notional is None else f"{shown.notional:,}"),
        ]
        if shown.distance is not None:
            lines.append((tr("From the last price"), text.percent(shown.distance)))
        return lines

    async def answer(self) -> bool:
        """Show the question and return whether the person pressed the order button."""
        self.open()
        self.no.setFocus()
        return await self._answer

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Take Enter as the button that sends nothing, and ignore a key that is held down."""
        if event.isAutoRepeat():
            return
        super().keyPressEvent(event)

    def _closed(self, code: int) -> None:
        if not self._answer.done():
            self._answer.set_result(code == QtWidgets.QDialog.DialogCode.Accepted.value)
