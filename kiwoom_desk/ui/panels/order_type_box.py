"""The choice of an order type, greyed by the dated order rules; refuses to hide what is not taken."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.domain.rules import order_rule
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import plain
from kiwoom_desk.ui.panels.order_words import TYPES
from kiwoom_desk.ui.shell.panel import DeskContext


class OrderTypeBox(QtWidgets.QComboBox):
    """All eighteen types, or some; `offer` greys those that the venue does not take now."""

    def __init__(self, desk: DeskContext, kinds: Iterable[OrderType] = OrderType) -> None:
        super().__init__()
        self._desk = desk
        self._offered: object = None
        self.setAccessibleName(tr("Order type"))
        for kind in kinds:
            self.addItem(tr(TYPES[kind]), kind)

    @property
    def kind(self) -> OrderType:
        """Return the type chosen."""
        return OrderType(self.currentData())

    def choose(self, kind: OrderType) -> None:
        """Choose a type."""
        self.setCurrentIndex(self.findData(kind))

    def offer(self, venue: Venue, code: str) -> None:
        """Grey what the venue does not take of a name in this phase; mark what is not certain."""
        desk, instrument = self._desk, self._desk.instruments.get(code)
        market = instrument.market if instrument else None
        now = desk.clock.market()
        phases = desk.orders.sessions.standing(venue).phases
        # Asked each second; nothing else decides what is offered.
        asked = venue, phases, now.date(), market
        if asked == self._offered:
            return
        self._offered = asked
        model = self.model()
        assert isinstance(model, QtGui.QStandardItemModel)
        for row in range(self.count()):
            kind = OrderType(self.itemData(row))
            found = [
                order_rule(desk.rules, desk.environment, kind, venue, phase, now.date(), market)
                for phase in phases
            ]
            words = {rule.allowed for rule in found if rule is not None} - {"no"}
            item = model.item(row)
            item.setEnabled(bool(words))
            item.setText(tr(TYPES[kind]) + (" ?" if words == {"unsure"} else ""))
            reason = "" if words else tr("Not taken by this venue at this time")
            unsure = words == {"unsure"}
            told = tr("Not certain that the broker takes this") if unsure else reason
            item.setData(plain(told), QtCore.Qt.ItemDataRole.ToolTipRole)
