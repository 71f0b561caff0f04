"""Own orders that wait outside the books: stop, mid-price, fixed and single prices; refuses books."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.after_hours import ROUND, SINGLE, AfterHours
from kiwoom_desk.practice.day_figures import DayFigures
from kiwoom_desk.practice.draws import mix_one
from kiwoom_desk.practice.engine import Match
from kiwoom_desk.practice.floor import Floor
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.intake import IOC_AT_MID, MID
from kiwoom_desk.practice.pit import Stall, wire_number
from kiwoom_desk.practice.records import OrderRecord

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange

SHELF = "_SH"
FIXED = frozenset({OrderType.PRE_FIXED, OrderType.AFTER_FIXED, OrderType.SINGLE_PRICE})
KINDS = FIXED | MID | {OrderType.STOP_LIMIT}
_PHASE_OF = {
    OrderType.PRE_FIXED: Phase.PRE_FIXED,
    OrderType.AFTER_FIXED: Phase.AFTER_FIXED,
    OrderType.SINGLE_PRICE: Phase.SINGLE_PRICE,
}
# Every so many seconds somebody else's order stands at the middle, for a usual level's part.
_MID_TURN, _MID_PART = 3, 4


class Shelf:
    """The waiting orders of one exchange, by name; looked at once a second."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.stalls: dict[str, Stall] = {}
        self._after: AfterHours | None = None

    def stall(self, code: str) -> Stall:
        """Return the shelf of a name: a floor on which nothing matches."""
        found = self.stalls.get(code)
        if found is None:
            exchange = self._exchange
            index = exchange.universe.by_code[code].index
            floor = Floor(index, exchange.flow, exchange.flow_second)
            floor.start_auction(interruption=False)
            tape = DayFigures(code, index, exchange.board)
            found = Stall(code, index, floor, tape, exchange.flow, key=code + SHELF)
            self.stalls[code] = found
        return found

    def second(self) -> None:
        """Look at every waiting order for the second that has passed."""
        for code, stall in list(self.stalls.items()):
            for number in list(stall.floor.book.own):
                order = self._exchange.pit.order(wire_number(number))
                if order.order_type is OrderType.STOP_LIMIT:
                    self._stop(order, stall)
                elif order.order_type in MID:
                    self.meet(order, stall)
                else:
                    self._fixed(order, stall)
            if not stall.floor.book.own:
                del self.stalls[code]

    def expire(self, kinds: frozenset[OrderType]) -> None:
        """End the waiting orders of some types."""
        for stall in self.stalls.values():
            for number in list(stall.floor.book.own):
                order = self._exchange.pit.order(wire_number(number))
                if order.order_type in kinds:
                    self._withdraw(order, stall, "expired")

    def _withdraw(self, order: OrderRecord, stall: Stall, reason: str) -> None:
        stall.floor.book.cancel(stall.floor.book.own[int(order.number)])
        self._exchange.pit.withdraw(order.number, self._exchange.now, reason)

    # --- stop ------------------------------------------------------------------------------

    def _stop(self, order: OrderRecord, shelf: Stall) -> None:
        if self.is_reached(order):
            self.release(order, shelf)

    def release(self, order: OrderRecord, shelf: Stall) -> None:
        """Turn a stop order whose trigger was reached into a limit order of the market."""
        exchange = self._exchange
        stalls = exchange.counter.stalls_for(order.venue, order.code, Phase.CONTINUOUS)
        exchange.places[order.number] = stalls[0].key
        exchange.pit.activate(order, shelf, stalls, exchange.now)

    def is_reached(self, order: OrderRecord) -> bool:
        """Tell whether a print of the second passed, or the last price, reached the trigger."""
        exchange, trigger = self._exchange, order.trigger or 0
        buy, nxt = order.side is Side.BUY, order.venue is Venue.NXT
        path = exchange.rings.nxt if nxt else exchange.flow
        if path is None or not exchange.counter.is_trading(order.venue, order.code):
            return False
        names = exchange.rings.nxt.universe if nxt and exchange.rings.nxt else exchange.universe
        index, passed = names.by_code[order.code].index, exchange.flow_second - timedelta(seconds=1)
        prices = [int(path.board.price[index])]
        if passed >= order.placed and passed.date() == exchange.day:
            prices += [print_.price for print_ in path.plan(index, passed)]
        return max(prices) >= trigger if buy else min(prices) <= trigger

    # --- mid -------------------------------------------------------------------------------

    def meet(self, order: OrderRecord, shelf: Stall) -> None:
        """Fill a mid-price order from whoever stands at the middle this second."""
        exchange = self._exchange
        if not exchange.counter.is_trading(order.venue, order.code):
            return
        stall = exchange.counter.stalls_for(order.venue, order.code, Phase.CONTINUOUS)[0]
        asks, bids = stall.floor.book.asks.best(), stall.floor.book.bids.best()
        size = min(order.open, self._at_the_middle(stall))
        if asks is None or bids is None or not size:
            return
        number, price = int(order.number), (asks + bids) // 2
        buy, at = order.side is Side.BUY, exchange.now
        shelf.floor.book.cancel(shelf.floor.book.own[number], size)
        exchange.pit.record(stall, at, price, size, buy)
        exchange.pit.print(stall, at, price, size, buy)
        match = Match(price, size, number if buy else 0, 0 if buy else number)
        exchange.pit.fill(match, at, stall.venue)

    def _at_the_middle(self, stall: Stall) -> int:
        second = second_of(self._exchange.now)
        word = mix_one((stall.index << 24) ^ second ^ (self._exchange.seed << 40))
        book = stall.floor.book
        usual = sum(
            side.levels[side.keys[-1] * side.sign].size
            for side in (book.asks, book.bids)
            if side.keys
        )
        return 0 if word % _MID_TURN else max(usual // _MID_PART, 1)

    def finish(self, order: OrderRecord, shelf: Stall) -> None:
        """Meet once on arrival, and take back the rest of orders that may not wait."""
        whole = order.order_type is OrderType.MID_FOK
        stalls = self._exchange.counter.stalls_for(order.venue, order.code, Phase.CONTINUOUS)
        if whole and self._at_the_middle(stalls[0]) < order.quantity:
            self._withdraw(order, shelf, "fok")
            return
        self.meet(order, shelf)
        left = self._exchange.pit.order(order.number)
        if left.open and order.order_type in IOC_AT_MID:
            self._withdraw(left, shelf, "ioc")

    # --- fixed and single prices -----------------------------------------------------------

    def _fixed(self, order: OrderRecord, shelf: Stall) -> None:
        exchange = self._exchange
        if _PHASE_OF[order.order_type] not in exchange.rings.phases(Venue.KRX):
            self._withdraw(order, shelf, "expired")
            return
        price, size = self._traded(order, exchange.flow_second)
        buy = order.side is Side.BUY
        near = not order.price or (price <= order.price if buy else price >= order.price)
        size = min(size, order.open)
        if not size or not near:
            return
        number = int(order.number)
        shelf.floor.book.cancel(shelf.floor.book.own[number], size)
        match = Match(price, size, number if buy else 0, 0 if buy else number)
        exchange.pit.fill(match, exchange.now, Venue.KRX)

    def _traded(self, order: OrderRecord, now: datetime) -> tuple[int, int]:
        """Return price and shares that the session traded in the second that has passed."""
        exchange = self._exchange
        if not isinstance(exchange.flow, Flow):
            return 0, 0
        self._after = after = self._after or AfterHours(exchange.flow)
        index, second = exchange.universe.by_code[order.code].index, second_of(now)
        if order.order_type is not OrderType.SINGLE_PRICE:
            told = after.early if order.order_type is OrderType.PRE_FIXED else after.late
            more = told(now.date(), second) - told(now.date(), second - 1)
            return order.limit, int(more[index])
        if second <= SINGLE[0] or (second - SINGLE[0]) % ROUND:
            return 0, 0
        session = after.single(now)
        earlier = after.single(now - timedelta(seconds=1))
        return int(session.price[index]), int(session.volume[index] - earlier.volume[index])
