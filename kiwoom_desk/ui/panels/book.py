"""The ten-level order book of the linked name; refuses to send anything by itself."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.broker.gateway import Delayed, InstrumentInfo
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.orders.preview import static_trigger
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.ladder import Ladder, PriceClick
from kiwoom_desk.ui.kit.ladder_rows import LadderMarks, LadderOrder
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import ElidedText, PlainText
from kiwoom_desk.ui.panels.age_mark import SUSPICIOUS, age_sentence
from kiwoom_desk.ui.panels.instrument_facts import read_facts
from kiwoom_desk.ui.panels.interruption_watch import InterruptionWatch
from kiwoom_desk.ui.panels.one_click import OneClick
from kiwoom_desk.ui.panels.read_mark import FEED_APIS, LEAST_WAIT, waiting_words
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec, TicketRequest

_PRINTS = 10
_AGES_EVERY = 1_000


class OrderBook(QtWidgets.QWidget):
    """Name, last price and the ladder; a press on a price fills the ticket, or orders where armed."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._code = ""
        self._info: InstrumentInfo | None = None
        self._leases: tuple[Lease, ...] = ()
        self._name = ElidedText()
        self._price = PlainText()
        self._change = PlainText()
        self._age = PlainText(tone="quiet")
        self.interruption = InterruptionWatch(context, self._show)
        self.ladder = Ladder()
        self.one_click = OneClick(context)
        self._prepare()
        link = context.link.changed.connect(self.show_instrument)
        changed = context.desk.orders.changed.connect(lambda _event: context.frame.again(self))
        known = context.desk.instruments.loaded.connect(lambda _none: self._show_name())
        waits = context.desk.gateway.delayed.connect(self._waits)
        heard = (link, changed, known, waits)
        self.destroyed.connect(closing(*(one.close for one in heard), self._release))
        context.frame.subscribe(self, self._frame)
        if context.link.instrument:
            self.show_instrument(context.link.instrument)
        else:
            self.ladder.state.show_state(State.EMPTY, tr("Choose a name to see its order book."))

    def _prepare(self) -> None:
        self.ladder.setAccessibleName(tr("Order book"))
        self.ladder.price_clicked.connect(self._clicked)
        self._price.setFont(theme.font(16, theme.Weight.Bold))
        self._name.setFont(theme.font(13, theme.Weight.DemiBold))
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self.interruption.word)
        head.addWidget(self._price)
        head.addWidget(self._change)
        head.addWidget(self._age)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.one_click)
        column.addWidget(self.ladder, 1)
        self._ages = QtCore.QTimer(self)
        self._ages.setInterval(_AGES_EVERY)
        self._ages.timeout.connect(self._show_age)
        self._ages.start()

    def show_instrument(self, code: str) -> None:
        """Show the book of another name."""
        self._release()
        self._code, self._info = code, None
        self.one_click.show_instrument(code)
        self.interruption.show_instrument(code)
        feed = self._context.desk.feed
        self._leases = tuple(
            feed.acquire(code, want, Rank.LINKED) for want in (Want.BOOK, Want.QUOTE, Want.EXPECTED)
        )
        feed.follow_tape(code)
        self._show_name()
        self.ladder.set_book(None)
        self.ladder.set_marks(LadderMarks())
        self.ladder.state.show_loading(tr("Reading the order book…"))
        self._show()
        self._show_orders()
        self._context.tasks.run(self._read_info(code))

    def _show_name(self) -> None:
        self._name.set_text(self._context.desk.instruments.title(self._code))

    def _release(self) -> None:
        for lease in self._leases:
            lease.close()
        self._leases = ()

    async def _read_info(self, code: str) -> None:
        info = await read_facts(self._context, code, lambda: code == self._code)
        if info is not None:
            self._info = info
            self.one_click.know_limits(info.lower or None, info.upper or None)
            self._show()

    def _waits(self, delayed: Delayed) -> None:
        # On the cover only: a line of its own would push the prices from under the pointer.
        if delayed.api_id in FEED_APIS and delayed.seconds >= LEAST_WAIT:
            self.ladder.state.tell(waiting_words(delayed.seconds))

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self._show_orders()
        if self._code and self._code in dirty:
            self._show()

    def _show(self) -> None:
        state = self._context.desk.state
        book, quote = state.book(self._code), state.quote(self._code)
        if book is not None:
            self.ladder.state.clear()
        if quote is not None:
            self._show_price(quote)
        prints = state.tape(self._code).latest(_PRINTS)
        self.ladder.show_frame(book, quote, self._marks(quote), prints)
        self._show_age()

    def _show_price(self, quote: Quote) -> None:
        tone = "up" if quote.change > 0 else "down" if quote.change < 0 else ""
        self._price.setText(text.known(quote.price))
        self._price.set_tone(tone)
        self._change.setText(f"{text.change(quote.change)}  {text.percent(quote.rate)}")
        self._change.set_tone(tone)

    def _marks(self, quote: Quote | None) -> LadderMarks:
        info = self._info
        base = info.base if info else quote.previous_close if quote else 0
        opened = quote.open if quote else 0
        last_auction = self.interruption.reference or opened
        return LadderMarks(
            base=base,
            upper=info.upper if info else 0,
            lower=info.lower if info else 0,
            open=opened,
            high=quote.high if quote else 0,
            low=quote.low if quote else 0,
            vi_up=self._trigger(last_auction, True),
            vi_down=self._trigger(last_auction, False),
            average=self._average(),
        )

    def _trigger(self, opened: int, upward: bool) -> int:
        desk = self._context.desk
        instrument, day = desk.instruments.get(self._code), desk.clock.market().date()
        if instrument is None:
            return 0
        phase = Phase.CONTINUOUS.value
        return static_trigger(desk.rules, instrument, opened, phase, upward, day) or 0

    def _average(self) -> int:
        position = self._context.desk.account.holding(self._code)
        return position.average_price if position else 0

    def _show_orders(self) -> None:
        self.ladder.set_orders(
            [
                LadderOrder(order.side, order.price, order.open_quantity)
                for order in self._context.desk.ledger.open_orders
                if order.code == self._code and order.price
            ]
        )

    def _show_age(self) -> None:
        if not self._code:
            return
        self.interruption.show_left()
        age = self._context.desk.feed.age(self._code)
        self._age.setText(age_sentence(age))
        self._age.set_tone("attention" if age.kind in SUSPICIOUS else "quiet")
        self.ladder.set_stale(age.kind is AgeKind.STALE)

    def _clicked(self, click: PriceClick) -> None:
        side = {"ask": Side.SELL, "bid": Side.BUY}.get(click.column)
        if side is not None and self.one_click.takes(click):
            self.one_click.press(click, side)
            return
        self._context.ask_ticket(TicketRequest(self._code, side, click.price))


PANEL = PanelSpec(id="book", title=mark("Order book"), make=OrderBook, area=Area.BOOK)
