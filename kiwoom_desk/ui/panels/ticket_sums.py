"""What an order comes to: amount, fee and tax, what is left to settle; refuses to judge it."""

from __future__ import annotations

from decimal import Decimal

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.money import trade_costs
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import fee_percent, tax_percent
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.panel import DeskContext


class TicketSums(QtWidgets.QWidget):
    """Four lines of figures in won (the first in shares when selling)."""

    def __init__(self, desk: DeskContext) -> None:
        super().__init__()
        self._desk = desk
        self.figures = {name: PlainText() for name in ("held", "notional", "costs", "after")}
        self._held_title = PlainText(tone="quiet")
        titles = (
            self._held_title,
            PlainText(tr("Order amount"), tone="quiet"),
            PlainText(tr("Fee and tax"), tone="quiet"),
            PlainText(tr("To settle"), tone="quiet"),
        )
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for row, (title, figure) in enumerate(zip(titles, self.figures.values(), strict=True)):
            figure.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
            grid.addWidget(title, row, 0)
            grid.addWidget(figure, row, 1)

    def show_sums(
        self, code: str, side: Side, price: int | None, quantity: int | None, *, about: bool
    ) -> None:
        """Show what `quantity` shares at `price` won come to; `about` marks an estimate."""
        account, selling = self._desk.account, side is Side.SELL
        held = account.sellable(code) if selling else account.orderable
        self._held_title.setText(tr("Sellable shares") if selling else tr("Orderable won"))
        self.figures["held"].setText("–" if held is None else f"{held:,}")
        if not price or not quantity:
            for name in ("notional", "costs", "after"):
                self.figures[name].setText("–")
            return
        amount = price * quantity
        costs = self.costs(code, amount, selling)
        mark = "≈ " if about else ""
        self.figures["notional"].setText(f"{mark}{amount:,}")
        self.figures["costs"].setText(f"{mark}{costs:,}")
        self.figures["after"].setText(f"{mark}{amount - costs if selling else amount + costs:,}")

    def costs(self, code: str, amount: int, selling: bool) -> int:
        """Return fee and tax of an amount, in won."""
        desk, instrument = self._desk, self._desk.instruments.get(code)
        day = desk.clock.market().date()
        tax = tax_percent(desk.rules, instrument.market, day) if instrument else Decimal(0)
        return trade_costs(
            amount, fee_percent(desk.rules, desk.environment, day), tax, selling
        ).total

    def affordable(self, code: str, cash: int, price: int) -> int:
        """Return the shares that the cash buys at that price, fee included."""
        most = cash // price
        while most and most * price + self.costs(code, most * price, False) > cash:
            most -= 1
        return most
