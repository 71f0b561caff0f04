"""The best ask and bid of one name against what it is worth, live; refuses a worth of its own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6 import QtWidgets

from kiwoom_desk.broker.gateway import Pushed
from kiwoom_desk.catalogue.values import BadNumber, whole
from kiwoom_desk.market.reply_tables import Value
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.view_live import PushLine
from kiwoom_desk.ui.shell.panel import PanelContext

_HUNDREDTH = Decimal("0.01")
BEST = "0C"
"""The real-time type of the best ask (27) and bid (28)."""


class BestLine(QtWidgets.QWidget):
    """Best prices and how far each stands from the worth that `worth` tells, in percent."""

    def __init__(self, context: PanelContext, worth: Callable[[], Value]) -> None:
        super().__init__()
        self._worth = worth
        self._line = PushLine(context, BEST, self)
        self._line.came.connect(self._take)
        self.ask, self.bid = PlainText(), PlainText()
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(16)
        row.addWidget(self.ask)
        row.addWidget(self.bid)
        row.addStretch(1)
        line = self._line
        self.destroyed.connect(lambda _object=None: line.close())

    def claim(self, code: str) -> None:
        """Watch a name; what the one before said is forgotten."""
        if code != self._line.code:
            self.ask.setText("")
            self.bid.setText("")
        self._line.claim(code)

    def release(self) -> None:
        """Give the place on the stream back."""
        self._line.release()

    def _take(self, pushes: tuple[Pushed, ...]) -> None:
        worth = self._worth()
        row = pushes[-1].row
        try:
            ask, bid = abs(whole(row.f27) or 0), abs(whole(row.f28) or 0)
        except BadNumber:
            return
        for label, title, price in (
            (self.ask, tr("Best ask"), ask),
            (self.bid, tr("Best bid"), bid),
        ):
            label.setText(f"{title} {price:,}{away(price, worth)}" if price else "")


def away(price: int, worth: Value) -> str:
    """Return how far a price stands from a worth, as " (+0.12%)"; nothing without a worth."""
    if not isinstance(worth, int | Decimal) or not worth or not price:
        return ""
    found = ((Decimal(price) / Decimal(worth) - 1) * 100).quantize(_HUNDREDTH)
    return f" ({found:+f}%)"
