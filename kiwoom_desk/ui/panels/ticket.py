"""The order ticket: from fields to a draft, asked before it is sent; refuses to send twice."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.broker.gateway import InstrumentInfo
from kiwoom_desk.domain.instrument import Instrument, Venue
from kiwoom_desk.domain.order import OrderDraft, OrderType, Side
from kiwoom_desk.domain.rules import step_price
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.roles import set_role
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import ElidedText, PlainText
from kiwoom_desk.ui.panels.credit_box import CreditBox
from kiwoom_desk.ui.panels.instrument_facts import read_facts
from kiwoom_desk.ui.panels.life_words import life_of
from kiwoom_desk.ui.panels.number_field import NumberField
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_type_box import OrderTypeBox
from kiwoom_desk.ui.panels.order_words import SIDES
from kiwoom_desk.ui.panels.quantity_shares import QuantityShares
from kiwoom_desk.ui.panels.read_mark import FACTS_API, ReadMark
from kiwoom_desk.ui.panels.send_once import SendOnce
from kiwoom_desk.ui.panels.ticket_sums import TicketSums, Wanted
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec, TicketRequest

_RULES_EVERY = 1_000


class Ticket(QtWidgets.QWidget):
    """Side, type, venue, quantity, price; what it comes to; one button.

    The button is off from the press until the outcome is known (S-7), and a denial stands under
    the fields until something is changed.
    """

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._code = ""
        self._info: InstrumentInfo | None = None
        self._lease: Lease | None = None
        self._side = Side.BUY
        self._name = ElidedText()
        self._price_now = PlainText()
        self._age = PlainText(tone="attention")
        self.buy = self._side_button(Side.BUY)
        self.sell = self._side_button(Side.SELL)
        self.type_box, self.venue_box = OrderTypeBox(context.desk), QtWidgets.QComboBox()
        self.credit = CreditBox(context)
        self.quantity = NumberField(tr("Quantity"), lambda value, steps: value + steps)
        self.price = NumberField(tr("Order price"), self._stepped)
        self.trigger = NumberField(tr("Trigger price"), self._stepped)
        self._trigger_title = PlainText(tr("Trigger price"), tone="quiet")
        self.sums = TicketSums(context.desk)
        self.shares = QuantityShares(self._take_share, self._take_won)
        self._chosen_quantity: int | None = None
        self.life = PlainText(tone="quiet")
        self.told = PlainText()
        self._read = ReadMark(context)
        press = OrderPress(context, self, "ticket")
        self._sending = SendOnce(context, press, self.told, self._offer_button, self)
        self.send_button = QtWidgets.QPushButton()
        self._prepare()
        self._lay_out()
        link = context.link.changed.connect(self.show_instrument)
        changed = context.desk.account.changed.connect(lambda _none: self._sum())
        self.destroyed.connect(closing(link.close, changed.close, self._release))
        context.frame.subscribe(self, self._frame)
        self._choose_side(Side.BUY)
        if context.link.instrument:
            self.show_instrument(context.link.instrument)

    # --- making ----------------------------------------------------------------------------

    def _side_button(self, side: Side) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(tr(SIDES[side]))
        button.setCheckable(True)
        button.setMinimumHeight(32)
        button.clicked.connect(lambda _on=False: self._choose_side(side))
        return button

    def _prepare(self) -> None:
        for venue in Venue:
            self.venue_box.addItem(venue.value, venue)
        self.venue_box.setAccessibleName(tr("Venue"))
        self._name.setFont(theme.font(13, theme.Weight.DemiBold))
        self._price_now.setFont(theme.font(15, theme.Weight.Bold))
        self.life.setWordWrap(True)
        self.life.setObjectName("life")
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(36)
        self.told.setAlignment(QtCore.Qt.AlignmentFlag.AlignTop)
        self.send_button.setMinimumHeight(40)
        self.send_button.setAutoRepeat(False)
        self.send_button.clicked.connect(lambda _on=False: self.press())
        self.type_box.currentIndexChanged.connect(lambda _index: self._changed())
        self.venue_box.currentIndexChanged.connect(lambda _index: self._venue_changed())
        self.credit.changed.connect(lambda _none: self._sum())
        self.credit.changed.connect(lambda _none: self._offer_button())
        for field in (self.quantity, self.price, self.trigger):
            field.changed.connect(lambda _none: self._changed())
        parts = {"send": self.send_button, "buy": self.buy, "sell": self.sell, "told": self.told}
        parts |= {"quantity": self.quantity.entry, "price": self.price.entry}
        for name, part in parts.items():
            part.setObjectName(name)
        self._rules_timer = QtCore.QTimer(self)
        self._rules_timer.setInterval(_RULES_EVERY)
        self._rules_timer.timeout.connect(self._second)
        self._rules_timer.start()

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._age)
        head.addWidget(self._price_now)
        sides = QtWidgets.QHBoxLayout()
        sides.setSpacing(4)
        sides.addWidget(self.buy)
        sides.addWidget(self.sell)
        form = QtWidgets.QGridLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(6)
        types = QtWidgets.QHBoxLayout()
        types.setSpacing(4)
        types.addWidget(self.type_box, 1)
        types.addWidget(self.venue_box)
        form.addWidget(PlainText(tr("Type"), tone="quiet"), 0, 0)
        form.addLayout(types, 0, 1)
        form.addWidget(PlainText(tr("Quantity"), tone="quiet"), 1, 0)
        form.addWidget(self.quantity, 1, 1)
        form.addWidget(self.shares, 2, 1)
        form.addWidget(PlainText(tr("Order price"), tone="quiet"), 3, 0)
        form.addWidget(self.price, 3, 1)
        form.addWidget(self._trigger_title, 4, 0)
        form.addWidget(self.trigger, 4, 1)
        form.setColumnStretch(1, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(sides)
        column.addWidget(self.credit)
        column.addLayout(form)
        column.addWidget(self.sums)
        column.addWidget(self.life)
        column.addWidget(self.send_button)
        column.addWidget(self.told)
        column.addWidget(self._read)
        column.addStretch(1)

    # --- what it is about ------------------------------------------------------------------

    def show_instrument(self, code: str) -> None:
        """Take another name; price and quantity of the old one are cleared (F27)."""
        self._release()
        self._code, self._info, self._chosen_quantity = code, None, None
        self._lease = self._context.desk.feed.acquire(code, Want.QUOTE, Rank.LINKED)
        self.price.set_value(None)
        self.trigger.set_value(None)
        self.quantity.set_value(None)
        self.told.setText("")
        self._show_name()
        self._show_quote()
        self.credit.show_name(code)
        self._context.tasks.run(self._read_info(code))
        self._changed()

    def take(self, request: TicketRequest) -> None:
        """Fill the fields as a click elsewhere asked; nothing is sent."""
        if request.code != self._code:
            self._context.link.set(request.code)
            if request.code != self._code:
                self.show_instrument(request.code)
        if request.side is not None:
            self._choose_side(request.side)
        self.credit.take(request)
        if request.price is not None:
            if not self._type().needs_price:
                self.type_box.choose(OrderType.LIMIT)
            self.price.set_value(request.price)
        if request.quantity is not None:
            self.quantity.set_value(request.quantity)
        self.quantity.entry.setFocus()

    async def _read_info(self, code: str) -> None:
        self._read.follow(FACTS_API)
        info = await read_facts(self._context, code, lambda: code == self._code)
        if code == self._code:
            self._read.follow()
        if info is not None:
            self._info = info
            if self.price.number() is None and info.price and self._type().needs_price:
                self.price.set_value(info.price)
            self._changed()

    def _release(self) -> None:
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    def _choose_side(self, side: Side) -> None:
        self._side = side
        for button, one in ((self.buy, Side.BUY), (self.sell, Side.SELL)):
            button.setChecked(one is side)
            set_role(button, ("buy" if one is Side.BUY else "sell") if one is side else "")
        set_role(self.send_button, "buy" if side is Side.BUY else "sell")
        self.credit.show_side(side)
        self._changed()

    def _type(self) -> OrderType:
        return self.type_box.kind

    def _venue(self) -> Venue:
        return Venue(self.venue_box.currentData())

    def _instrument(self) -> Instrument | None:
        return self._context.desk.instruments.get(self._code)

    def _stepped(self, value: int, steps: int) -> int:
        instrument, desk = self._instrument(), self._context.desk
        if instrument is None:
            return value
        start = value or self._last() or 1
        return step_price(desk.rules, instrument.product, start, steps, desk.clock.market().date())

    def _last(self) -> int | None:
        quote = self._context.desk.state.quote(self._code)
        return quote.price or None if quote else None

    # --- what it comes to ------------------------------------------------------------------

    def _frame(self, dirty: Dirty) -> None:
        if self._code and self._code in dirty:
            self._show_quote()
            self._sum()

    def _show_quote(self) -> None:
        quote = self._context.desk.state.quote(self._code)
        if quote is None or not quote.price:
            self._price_now.setText("")
            return
        self._price_now.setText(f"{quote.price:,}")
        self._price_now.set_tone("up" if quote.change > 0 else "down" if quote.change < 0 else "")

    def _show_name(self) -> None:
        known = self._instrument()
        self._name.set_text(f"{known.name}  {known.code}" if known else self._code)

    def _second(self) -> None:
        # The list of names may come after the first instrument.
        self._show_name()
        age = self._context.desk.feed.age(self._code) if self._code else None
        stale = age is not None and age.kind in (AgeKind.STALE, AgeKind.SUSPECT)
        self._age.setText(tr("Old price") if stale else "")
        self.type_box.offer(self._venue(), self._code)
        self._show_life()

    def _venue_changed(self) -> None:
        self.type_box.offer(self._venue(), self._code)
        self._changed()

    def _changed(self) -> None:
        kind = self._type()
        self.price.setEnabled(kind.needs_price)
        if not kind.needs_price and self.price.entry.text():
            self.price.set_value(None)
        self.trigger.setVisible(kind.needs_trigger)
        self._trigger_title.setVisible(kind.needs_trigger)
        for field in (self.quantity, self.price, self.trigger):
            field.mark_wrong(False)
        self._sum()
        self._show_life()
        self._offer_button()

    def _show_life(self) -> None:
        venue, kind = self._venue(), self._type()
        self.life.setText(life_of(self._context.desk, self._code, venue, kind))

    def _sum(self) -> None:
        needs_price, info = self._type().needs_price, self._info
        price = self.price.number() if needs_price else self._last()
        self.credit.show_price(price or 0)
        self.sums.show_sums(
            Wanted(
                self._code,
                self._side,
                price,
                self.quantity.number(),
                not needs_price,
                info.upper if info else 0,
                info.lower if info else 0,
                self.credit.credit,
            )
        )

    def _take_share(self, percent: int) -> None:
        account = self._context.desk.orders.account_of(self._code)
        if self._side is Side.SELL:
            most = account.sellable(self._code, self.credit.credit)
        elif self.credit.on_credit:
            most = self.credit.lendable
        else:
            price = self.price.number() if self._type().needs_price else self._upper()
            cash = account.orderable
            most = (
                None if not price or cash is None else self.sums.affordable(self._code, cash, price)
            )
        if most is not None:
            self._choose_quantity(most * percent // 100)

    def _take_won(self, won: int) -> None:
        price = self.price.number() if self._type().needs_price else self._last()
        if price:
            self._choose_quantity(self.sums.affordable(self._code, won, price))

    def _choose_quantity(self, quantity: int) -> None:
        self._chosen_quantity = quantity
        self.quantity.set_value(quantity)

    def _upper(self) -> int | None:
        # A market order may cost up to the day's limit; the broker reserves that much.
        return self._info.upper if self._info and self._info.upper else self._last()

    def _offer_button(self) -> None:
        credit = f"{tr('Credit', 'order')} " if self.credit.on_credit else ""
        told = f"{credit}{tr(SIDES[self._side])} {tr('order')}"
        self.send_button.setText(tr("Sending…") if self._sending.busy else told)
        self.send_button.setEnabled(bool(self._code) and not self._sending.busy)

    # --- sending ---------------------------------------------------------------------------

    def draft(self) -> OrderDraft | Denied:
        """Read the fields; no value = no draft."""
        kind = self._type()
        quantity = self.quantity.read("quantity_field")
        price = self.price.read("price_field") if kind.needs_price else None
        trigger = self.trigger.read("trigger_field") if kind.needs_trigger else None
        for value in (quantity, price, trigger):
            if isinstance(value, Denied):
                return value
        assert isinstance(quantity, int)
        assert not isinstance(price, Denied) and not isinstance(trigger, Denied)
        credit, venue = self.credit.credit, self._venue()
        return OrderDraft(self._code, venue, self._side, kind, quantity, price, trigger, credit)

    def press(self) -> None:
        """Take one press of the button: ask where that is wanted, then send once."""
        if not self._sending.busy:
            named = self._instrument() is not None
            self._sending.send(self.draft() if named else Denied("name_not_loaded"), self._facts)

    def _facts(self, draft: OrderDraft) -> PressFacts:
        info = self._info
        return PressFacts(
            lower=info.lower or None if info else None,
            upper=info.upper or None if info else None,
            quantity_chosen=draft.quantity == self._chosen_quantity,
            lent=self.credit.lent,
            lendable=self.credit.lendable,
        )


PANEL = PanelSpec(id="ticket", title=mark("Order ticket"), make=Ticket, area=Area.RIGHT)
