"""Which gold is looked at, its price, gold abroad and the premium, live; refuses to ask for lists."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6 import QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Pushed
from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.market.gold import WORLD_ITEM, WorldGold, premium, world_gold
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText, change, change_percent, clean, percent
from kiwoom_desk.ui.panels.row_leases import RowLeases
from kiwoom_desk.ui.panels.view_live import PushLine
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import PanelContext

WORLD = "0I"
"""The real-time type of gold abroad in won a gram."""
_NARROW = 680
_Way = QtWidgets.QBoxLayout.Direction


class GoldHead(QtWidgets.QWidget):
    """The gold of a choice with its price, beside gold abroad and the premium; `chosen` carries a code.

    While it can be seen it holds the quote of the gold and a place for 0I on the stream.
    """

    def __init__(self, context: PanelContext, offered: Mapping[str, str], code: str) -> None:
        super().__init__()
        self._context, self.code = context, code
        self.chosen: Signal[str] = Signal()
        self.world: WorldGold | None = None
        self.names = QtWidgets.QComboBox()
        self.price, self.moved = PlainText(), PlainText()
        self.abroad, self.premium = PlainText(tone="quiet"), PlainText()
        self._leases = RowLeases(context.desk.feed)
        self._line = PushLine(context, WORLD, self)
        self._line.came.connect(self._take)
        for one, title in offered.items():
            self.names.addItem(clean(title), one)
        self.names.setCurrentIndex(max(self.names.findData(code), 0))
        self.names.setAccessibleName(tr("Gold", "market"))
        self.names.currentIndexChanged.connect(lambda _place: self._picked())
        self._lay_out()
        context.frame.subscribe(self, self._frame)
        leases, line = self._leases, self._line

        def release(_object: object = None) -> None:
            leases.close()
            line.close()

        self.destroyed.connect(release)
        self._show()

    def _lay_out(self) -> None:
        self.price.setFont(theme.font(15, theme.Weight.DemiBold))
        self._row = QtWidgets.QBoxLayout(_Way.LeftToRight, self)
        self._row.setContentsMargins(8, 4, 8, 4)
        for parts in ((self.names, self.price, self.moved), (self.abroad, self.premium)):
            line = QtWidgets.QHBoxLayout()
            line.setSpacing(10)
            for part in parts:
                line.addWidget(part)
            line.addStretch(1)
            self._row.addLayout(line)
        self._row.addStretch(1)
        fixed = QtWidgets.QSizePolicy.Policy.Fixed
        self.setSizePolicy(QtWidgets.QSizePolicy.Policy.Preferred, fixed)

    def look_at(self, code: str) -> None:
        """Look at another gold, as if it was chosen; an unknown code is no gold and changes nothing."""
        place = self.names.findData(code)
        if place >= 0:
            self.names.setCurrentIndex(place)

    def _picked(self) -> None:
        self.code = str(self.names.currentData())
        self._claim()
        self._show()
        self.chosen.emit(self.code)

    # --- what it says ----------------------------------------------------------------------

    def _frame(self, dirty: Dirty) -> None:
        if self.code in dirty:
            self._show()

    def _take(self, pushes: tuple[Pushed, ...]) -> None:
        try:
            found = world_gold(pushes[-1].row)
        except BadNumber:
            return
        self.world = found or self.world
        self._show()

    def _show(self) -> None:
        quote = self._context.desk.state.quote(self.code)
        price = 0 if quote is None else quote.price
        if quote is not None and price:
            tone = "up" if quote.change > 0 else "down" if quote.change < 0 else ""
            for part in (self.price, self.moved):
                part.set_tone(tone)
            self.moved.setText(f"{change(quote.change)} {change_percent(quote.rate)}")
        self.price.setText(f"{price:,}" if price else "–")
        self.moved.setVisible(bool(price))
        self._show_abroad(price)

    def _show_abroad(self, price: int) -> None:
        world = self.world
        if world is None:
            self.abroad.setText(tr("Gold abroad: not pushed yet"))
            self.premium.setText("")
            return
        told = tr("Gold abroad {price} won/g").format(price=f"{world.price:,}")
        self.abroad.setText(f"{told} {change_percent(world.rate)}")
        over = premium(price, world)
        self.premium.set_tone("" if not over else "up" if over > 0 else "down")
        text = "" if over is None else tr("Premium {rate}", "gold").format(rate=percent(over))
        self.premium.setText(text)

    # --- stream and room -------------------------------------------------------------------

    def _claim(self) -> None:
        seen = self.isVisible()
        self._leases.see((self.code,) if seen else ())
        self._leases.hold((self.code,) if seen else ())
        if seen:
            self._line.claim(WORLD_ITEM)
        else:
            self._line.release()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Take the places on the stream."""
        super().showEvent(event)
        self._claim()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Give the places on the stream back."""
        super().hideEvent(event)
        self._claim()

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Put gold abroad below the price where there is no room beside it."""
        super().resizeEvent(event)
        wide = self.width() >= _NARROW
        self._row.setDirection(_Way.LeftToRight if wide else _Way.TopToBottom)
        self._row.setSpacing(24 if wide else 4)
