"""The ticket for gold: grams at a price a gram, asked before they are sent; refuses to send twice."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import OrderDraft, OrderType, Side
from kiwoom_desk.domain.rules import step_price
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.roles import set_role
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import PlainText, signed
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.gold_orders import GoldOrders
from kiwoom_desk.ui.panels.life_words import life_of
from kiwoom_desk.ui.panels.number_field import NumberField
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_type_box import OrderTypeBox
from kiwoom_desk.ui.panels.order_words import SIDES
from kiwoom_desk.ui.panels.quantity_shares import QuantityShares
from kiwoom_desk.ui.panels.read_mark import GOLD_APIS, ReadMark
from kiwoom_desk.ui.panels.send_once import SendOnce
from kiwoom_desk.ui.panels.ticket_sums import TicketSums, Wanted
from kiwoom_desk.ui.shell.panel import PanelContext

FIGURES = "ka50100"
"""Tells the limits of the day."""
KINDS = (OrderType.LIMIT, OrderType.LIMIT_IOC, OrderType.LIMIT_FOK)
"""The three types that kt50000 and kt50001 take; each has a price."""
_EVERY = 1_000


class GoldTicket(QtWidgets.QWidget):
    """Side, type, grams, price; what it comes to; one button; below it the open orders for gold.

    Whoever can see it has the account for gold read. The button is off from the press until the
    outcome is known (S-7).
    """

    def __init__(self, context: PanelContext, code: str) -> None:
        super().__init__()
        self._context, self._code = context, code
        self._side = Side.BUY
        self._upper = self._lower = 0
        self._chosen_quantity: int | None = None
        self._lease: Lease | None = None
        self.held = PlainText(tone="quiet")
        self.again = QtWidgets.QPushButton(tr("Read again"))
        self.buy, self.sell = self._side_button(Side.BUY), self._side_button(Side.SELL)
        self.type_box = OrderTypeBox(context.desk, KINDS)
        self.quantity = NumberField(tr("Grams", "order"), lambda value, steps: value + steps)
        self.price = NumberField(tr("Won a gram"), self._stepped)
        self.shares = QuantityShares(self._take_share, self._take_won)
        self.sums = TicketSums(context.desk, without=("vi", "sweep"))
        self.life, self.told = PlainText(tone="quiet"), PlainText()
        self.send_button = QtWidgets.QPushButton()
        self.orders = GoldOrders(context)
        press = OrderPress(context, self, "ticket")
        self._sending = SendOnce(context, press, self.told, self._offer_button, self)
        self._limits = Asker(self, context, FIGURES)
        self._timer = QtCore.QTimer(self)
        self._prepare()
        self._lay_out()
        gold = context.desk.orders.gold
        account = gold.account.changed.connect(lambda _none: self._account_changed())
        read = gold.changed.connect(lambda _none: self._account_changed())
        self.destroyed.connect(closing(account.close, read.close, self._release))
        context.frame.subscribe(self, self._frame)
        self._choose_side(Side.BUY)
        self.show_gold(code)

    # --- making ----------------------------------------------------------------------------

    def _side_button(self, side: Side) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(tr(SIDES[side]))
        button.setCheckable(True)
        button.setMinimumHeight(32)
        button.clicked.connect(lambda _on=False: self._choose_side(side))
        return button

    def _prepare(self) -> None:
        for line in (self.held, self.life, self.told):
            line.setWordWrap(True)
        self.told.setMinimumHeight(36)
        self.told.setAlignment(QtCore.Qt.AlignmentFlag.AlignTop)
        self.again.setProperty("role", "quiet")
        self.again.clicked.connect(lambda _on=False: self._read_again())
        self.send_button.setMinimumHeight(40)
        self.send_button.setAutoRepeat(False)
        self.send_button.clicked.connect(lambda _on=False: self.press())
        self.type_box.currentIndexChanged.connect(lambda _index: self._changed())
        for field in (self.quantity, self.price):
            field.changed.connect(lambda _none: self._changed())
        parts = {"send": self.send_button, "buy": self.buy, "sell": self.sell, "told": self.told}
        parts |= {"quantity": self.quantity.entry, "price": self.price.entry}
        for name, part in parts.items():
            part.setObjectName(f"gold.{name}")
        self._limits.answered.connect(self._take_limits)
        # Without limits the rules of the broker decide; there is nothing a person could do.
        self._limits.failed.connect(lambda _sentence: None)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._second)

    def _lay_out(self) -> None:
        sides = QtWidgets.QHBoxLayout()
        sides.setSpacing(4)
        sides.addWidget(self.buy)
        sides.addWidget(self.sell)
        form = QtWidgets.QGridLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(6)
        titled = (
            (0, tr("Type"), self.type_box),
            (1, tr("Grams", "order"), self.quantity),
            (3, tr("Won a gram"), self.price),
        )
        for row, title, part in titled:
            form.addWidget(PlainText(title, tone="quiet"), row, 0)
            form.addWidget(part, row, 1)
        form.addWidget(self.shares, 2, 0, 1, 2)
        form.setColumnStretch(1, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.held)
        column.addWidget(self.again, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
        column.addLayout(sides)
        column.addLayout(form)
        column.addWidget(self.sums)
        column.addWidget(self.life)
        column.addWidget(self.send_button)
        column.addWidget(self.told)
        column.addWidget(self.orders, 1)
        column.addWidget(ReadMark(self._context, FIGURES, *GOLD_APIS))

    # --- what it is about ------------------------------------------------------------------

    def show_gold(self, code: str) -> None:
        """Take another gold; price and grams of the old one are cleared."""
        self._code, self._upper, self._lower = code, 0, 0
        self._chosen_quantity = None
        self.quantity.set_value(None)
        self.price.set_value(self._last())
        self.told.setText("")
        self._hold()
        self._limits.put({"stk_cd": code})
        self._show_held()
        self._changed()

    def _hold(self) -> None:
        self._release()
        if self.isVisible():
            feed = self._context.desk.feed
            self._lease = feed.acquire(self._code, Want.QUOTE, Rank.LINKED)

    def _release(self) -> None:
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    def _take_limits(self, reply: ReplyTables) -> None:
        figures = Figures(reply)
        self._upper = abs(figures.won("upl_pric") or 0)
        self._lower = abs(figures.won("lst_pric") or 0)
        self._sum()

    def _choose_side(self, side: Side) -> None:
        self._side = side
        for button, one in ((self.buy, Side.BUY), (self.sell, Side.SELL)):
            button.setChecked(one is side)
            set_role(button, ("buy" if one is Side.BUY else "sell") if one is side else "")
        set_role(self.send_button, "buy" if side is Side.BUY else "sell")
        self._changed()

    def _stepped(self, value: int, steps: int) -> int:
        desk = self._context.desk
        start = value or self._last() or 1
        return step_price(desk.rules, Product.GOLD, start, steps, desk.clock.market().date())

    def _last(self) -> int | None:
        quote = self._context.desk.state.quote(self._code)
        return quote.price or None if quote else None

    # --- what it comes to ------------------------------------------------------------------

    def _frame(self, dirty: Dirty) -> None:
        if self._code in dirty:
            if self.price.number() is None and not self.price.entry.hasFocus():
                self.price.set_value(self._last())
            self._sum()

    def _second(self) -> None:
        self.type_box.offer(Venue.KRX, self._code)
        self._show_life()

    def _account_changed(self) -> None:
        self._show_held()
        self._sum()

    def _show_held(self) -> None:
        gold = self._context.desk.orders.gold
        held = gold.account.holding(self._code)
        self.again.setVisible(gold.rests)
        if gold.account.balance is None:
            reading = tr("Reading the account for gold…")
            failed = tr("The account for gold could not be read; it is asked again.")
            refused = tr("The broker refuses the account for gold. Perhaps there is none.")
            told = refused if gold.rests else failed
            self.held.setText(told if gold.reason else reading)
        elif held is None:
            self.held.setText(tr("None of this gold is held."))
        else:
            told = tr("Held {grams} g at {price} won, profit {profit} won")
            self.held.setText(
                told.format(
                    grams=f"{held.quantity:,}",
                    price=f"{held.average_price:,}",
                    profit=signed(held.profit),
                )
            )

    def _read_again(self) -> None:
        self._context.desk.orders.gold.want()
        self.again.hide()
        self.held.setText(tr("Reading the account for gold…"))

    def _show_life(self) -> None:
        self.life.setText(life_of(self._context.desk, self._code, Venue.KRX, self.type_box.kind))

    def _changed(self) -> None:
        for field in (self.quantity, self.price):
            field.mark_wrong(False)
        self._sum()
        self._show_life()
        self._offer_button()

    def _sum(self) -> None:
        figures = (self.price.number(), self.quantity.number(), False, self._upper, self._lower)
        self.sums.show_sums(Wanted(self._code, self._side, *figures))

    def _take_share(self, percent: int) -> None:
        account, price = self._context.desk.orders.gold.account, self.price.number()
        most = account.sellable(self._code) if self._side is Side.SELL else None
        if self._side is Side.BUY and price and account.orderable is not None:
            most = self.sums.affordable(self._code, account.orderable, price)
        if most is not None:
            self._choose_quantity(most * percent // 100)

    def _take_won(self, won: int) -> None:
        price = self.price.number()
        if price:
            self._choose_quantity(self.sums.affordable(self._code, won, price))

    def _choose_quantity(self, quantity: int) -> None:
        self._chosen_quantity = quantity
        self.quantity.set_value(quantity)

    def _offer_button(self) -> None:
        told = tr("Buy gold") if self._side is Side.BUY else tr("Sell gold")
        self.send_button.setText(tr("Sending…") if self._sending.busy else told)
        self.send_button.setEnabled(not self._sending.busy)

    # --- sending ---------------------------------------------------------------------------

    def draft(self) -> OrderDraft | Denied:
        """Read the fields; no value = no draft."""
        quantity = self.quantity.read("quantity_field")
        price = self.price.read("price_field")
        if isinstance(quantity, Denied):
            return quantity
        if isinstance(price, Denied):
            return price
        kind = self.type_box.kind
        return OrderDraft(self._code, Venue.KRX, self._side, kind, quantity, price)

    def press(self) -> None:
        """Take one press of the button: ask where that is wanted, then send once."""
        if not self._sending.busy:
            self._sending.send(self.draft(), self._facts)

    def _facts(self, draft: OrderDraft) -> PressFacts:
        chosen = draft.quantity == self._chosen_quantity
        return PressFacts(self._lower or None, self._upper or None, chosen)

    # --- in sight --------------------------------------------------------------------------

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Have the account for gold read, and follow price and session."""
        super().showEvent(event)
        self._hold()
        self._context.desk.orders.gold.want()
        self._second()
        self._timer.start()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Follow nothing while nobody looks."""
        super().hideEvent(event)
        self._release()
        self._timer.stop()
