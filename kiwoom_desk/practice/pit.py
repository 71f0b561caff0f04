"""Where own orders meet the floors: matches become fills, prints and reports; refuses sessions and checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, ReportKind, Side
from kiwoom_desk.practice.day_figures import DayFigures
from kiwoom_desk.practice.engine import HIGHEST, LOWEST, Match
from kiwoom_desk.practice.events import Event, OrderReported, PositionChanged
from kiwoom_desk.practice.floor import AuctionResult, Deal, Floor
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.intake import FOK, IOC
from kiwoom_desk.practice.ledgers import Ledgers
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.records import OrderRecord, position_key
from kiwoom_desk.practice.sources import PricePath


class Stall:
    """One name's floor at one venue with its running tape, its watchers, and what it last expected.

    `code` is what its prints are told under (`_NX` behind it on NXT), `key` tells stalls apart,
    `index` is the name's place in `path`.
    """

    __slots__ = ("code", "expected", "floor", "index", "key", "path", "tape", "venue", "watchers")

    def __init__(
        self,
        code: str,
        index: int,
        floor: Floor,
        tape: DayFigures,
        path: PricePath,
        venue: Venue = Venue.KRX,
        key: str = "",
    ) -> None:
        self.code = code
        self.key = key or code
        self.path = path
        self.venue = venue
        self.index = index
        self.floor = floor
        self.tape = tape
        self.watchers = 0
        self.expected = (0, 0)


def wire_number(number: int) -> str:
    """Return an order number as seven digits."""
    return f"{number:07d}"


def engine_limit(order: OrderRecord) -> int:
    """Return the price the engine ranks an order by; market orders stand beyond every price."""
    if order.limit:
        return order.limit
    return HIGHEST if order.side is Side.BUY else LOWEST


class Pit:
    """Turns deals into fills of the accounts, prints of the path and events, in that order."""

    def __init__(self, ledgers: Ledgers, order_counter: int, fill_counter: int) -> None:
        self.ledgers = ledgers
        self.order_counter = order_counter
        self.fill_counter = fill_counter
        self.events: list[Event] = []
        self.own_prints: list[OwnPrint] = []

    def next_number(self) -> str:
        """Return the next order number; numbers never repeat."""
        self.order_counter += 1
        return wire_number(self.order_counter)

    def order(self, number: str) -> OrderRecord:
        """Return an order by its number, whichever account it is in."""
        return self.ledgers.of_order(number).orders[number]

    # --- requests --------------------------------------------------------------------------

    def open(self, order: OrderRecord, stalls: Sequence[Stall]) -> None:
        """Report a new order as received, match it, and take back what may not rest.

        It rests at the first of the stalls; with several each share goes where it is best off.
        """
        self.ledgers.of_code(order.code).enter(order)
        self._report(ReportKind.RECEIVED, order.number, order.placed)
        floor, buy = stalls[0].floor, order.side is Side.BUY
        limit = engine_limit(order)
        there = sum(stall.floor.book.available(buy, limit) for stall in stalls)
        if order.order_type in FOK and there < order.quantity:
            self.withdraw(order.number, order.placed, "fok")
            return
        if floor.auction:
            floor.enter(buy, limit, order.quantity, int(order.number))
            return
        self.route(stalls, order, order.placed)
        if self.order(order.number).open:
            if order.order_type in IOC:
                self.withdraw(order.number, order.placed, "ioc")
            else:
                self._rest(self.order(order.number), stalls[0])

    def route(self, stalls: Sequence[Stall], order: OrderRecord, at: datetime) -> None:
        """Match an order where each share is best off; equal prices go to the first stall."""
        buy, limit, number = order.side is Side.BUY, engine_limit(order), int(order.number)
        if len(stalls) == 1:
            self.deal(stalls[0], stalls[0].floor.sweep(buy, limit, order.open, number), at)
            return
        left = order.open
        while left:
            best = best_stall(stalls, buy)
            price = best.floor.book.side(not buy).best() if best else None
            if best is None or price is None or (price > limit if buy else price < limit):
                return
            size = min(left, best.floor.book.side(not buy).levels[price].size)
            self.deal(best, best.floor.sweep(buy, price, size, number), at)
            left -= size

    def shelve(self, order: OrderRecord, shelf: Stall) -> None:
        """Report an order as received and let it wait where nothing matches by itself."""
        self.ledgers.of_code(order.code).enter(order)
        self._report(ReportKind.RECEIVED, order.number, order.placed)
        shelf.floor.enter(
            order.side is Side.BUY, engine_limit(order), order.quantity, int(order.number)
        )

    def activate(
        self, order: OrderRecord, shelf: Stall, stalls: Sequence[Stall], at: datetime
    ) -> None:
        """Take an order off its shelf and match it as the limit order it has become."""
        shelf.floor.book.cancel(shelf.floor.book.own[int(order.number)])
        if stalls[0].floor.auction:
            buy = order.side is Side.BUY
            stalls[0].floor.enter(buy, engine_limit(order), order.open, int(order.number))
            return
        self.route(stalls, order, at)
        if self.order(order.number).open:
            self._rest(self.order(order.number), stalls[0])

    def amend(self, child: OrderRecord, stalls: Sequence[Stall]) -> None:
        """Report an amend as received and confirmed, then match the child at its new price."""
        parent = self.ledgers.of_code(child.code).amend(child)
        at = child.placed
        self._report(ReportKind.RECEIVED, child.number, at, parent)
        self._report(ReportKind.CONFIRMED, child.number, at, parent)
        floor = stalls[0].floor
        floor.book.cancel(floor.book.own[int(child.original)], child.quantity)
        if floor.auction:
            buy = child.side is Side.BUY
            floor.enter(buy, engine_limit(child), child.quantity, int(child.number))
            return
        self.route(stalls, child, at)
        if self.order(child.number).open:
            self._rest(self.order(child.number), stalls[0])

    def cancel(self, request: OrderRecord, stall: Stall) -> None:
        """Report a cancel as received and confirmed, and take the shares out of the book."""
        parent = self.ledgers.of_code(request.code).cancel(request)
        self._report(ReportKind.RECEIVED, request.number, request.placed, parent)
        self._report(ReportKind.CONFIRMED, request.number, request.placed, parent)
        stall.floor.book.cancel(stall.floor.book.own[int(request.original)], request.quantity)

    def withdraw(self, number: str, at: datetime, reason: str) -> None:
        """Cancel what is left of an order on the exchange's own account (취소)."""
        self.ledgers.of_order(number).withdraw(number, expired=reason == "expired")
        self._report(ReportKind.CANCELED, number, at, reason=reason)

    # --- deals -----------------------------------------------------------------------------

    def deal(self, stall: Stall, deals: Iterable[Deal], at: datetime) -> None:
        """Print the deals one by one, each with the fills it means for own orders."""
        for deal in deals:
            match = deal.match
            if deal.extra:
                self.record(stall, at, match.price, match.size, deal.buyer_aggressor)
            self.print(stall, at, match.price, match.size, deal.buyer_aggressor)
            self.fill(match, at, stall.venue)

    def print(
        self, stall: Stall, at: datetime, price: int, size: int, buyer_aggressor: bool
    ) -> None:
        """Put one print on the tape."""
        book = stall.floor.book
        ask, bid = book.asks.best() or 0, book.bids.best() or 0
        self.events.append(stall.tape.print(at, price, size, buyer_aggressor, ask, bid))

    def record(
        self, stall: Stall, at: datetime, price: int, size: int, buyer_aggressor: bool
    ) -> None:
        """Tell the path of shares that it did not plan."""
        stall.path.record_own(stall.index, at, price, size, buyer_aggressor)
        time_ms = second_of(at) * 1000 + at.microsecond // 1000
        self.own_prints.append(
            OwnPrint(stall.key, at.date(), time_ms, price, size, buyer_aggressor)
        )

    def fill(self, match: Match, at: datetime, venue: Venue = Venue.KRX) -> None:
        """Book the own side or sides of a match and report them."""
        for number in (match.buyer, match.seller):
            if number:
                self._book(wire_number(number), match, at, venue)

    def _book(self, number: str, match: Match, at: datetime, venue: Venue) -> None:
        """Book what one order has of a match: one fill for every loan that its shares are of."""
        account = self.ledgers.of_order(number)
        for offer in account.offers(number, match.size):
            self.fill_counter += 1
            fill = wire_number(self.fill_counter)
            record = account.fill(
                number, match.price, offer.quantity, fill, at, venue, offer.loan_date
            )
            state = account.orders[number]
            self.events.append(OrderReported(ReportKind.FILLED, state, at, fill=record))
            held = account.positions[position_key(state.code, record.loan_date)]
            self.events.append(PositionChanged(held, at))

    # --- auctions --------------------------------------------------------------------------

    def uncross(self, stall: Stall, at: datetime, reference: int) -> AuctionResult:
        """End a floor's auction: one print at one price, then the fills of own orders in it."""
        result = stall.floor.end_auction(at, reference)
        if result.size:
            buy = _called_by_buyer(stall, at)
            if result.extra:
                self.record(stall, at, result.price, result.extra, buy)
            self.print(stall, at, result.price, result.size, buy)
        for match in result.matches:
            self.fill(match, at, stall.venue)
        return result

    def release_market_orders(self, stall: Stall, at: datetime) -> None:
        """Match in continuous trading the market orders that an auction left over."""
        floor = stall.floor
        waiting = [order for order in floor.book.own.values() if order.price in (HIGHEST, LOWEST)]
        for resting in waiting:
            buy, left, limit, number = resting.buy, resting.left, resting.price, resting.number
            floor.book.cancel(resting)
            self.deal(stall, floor.sweep(buy, limit, left, number), at)
            order = self.order(wire_number(number))
            if order.open:
                self._rest(order, stall)

    def turn_market(self, stall: Stall) -> None:
        """Turn conditional orders into market orders for the closing auction."""
        for resting in list(stall.floor.book.own.values()):
            order = self.order(wire_number(resting.number))
            if order.order_type is OrderType.CONDITIONAL and order.limit:
                changed = self.ledgers.of_order(order.number).reprice(
                    order.number, 0, order.held_price
                )
                stall.floor.replace_own(resting.number, engine_limit(changed))

    # --- inside ----------------------------------------------------------------------------

    def _rest(self, order: OrderRecord, stall: Stall) -> None:
        # What no counterparty took of a market order waits at the last price it reached.
        if not order.limit:
            limit = order.last_price or stall.tape.price
            order = self.ledgers.of_order(order.number).reprice(
                order.number, limit, order.held_price
            )
        buy = order.side is Side.BUY
        stall.floor.book.add(buy, order.limit, order.open, int(order.number))

    def _report(
        self,
        kind: ReportKind,
        number: str,
        at: datetime,
        parent: OrderRecord | None = None,
        reason: str = "",
    ) -> None:
        order = self.order(number)
        self.events.append(OrderReported(kind, order, at, parent=parent, reason=reason))


def best_stall(stalls: Sequence[Stall], buy: bool) -> Stall | None:
    """Return the stall whose other side has the best price for an order; None where none has one."""
    priced = [(stall.floor.book.side(not buy).best(), stall) for stall in stalls]
    found = [(price, stall) for price, stall in priced if price is not None]
    if not found:
        return None
    return min(found, key=lambda pair: pair[0] if buy else -pair[0])[1]


def cancel_record(number: str, original: OrderRecord, quantity: int, at: datetime) -> OrderRecord:
    """Return the record of a cancel request: nothing open, done at once."""
    return OrderRecord(
        number,
        Action.CANCEL,
        original.number,
        original.root,
        original.code,
        original.venue,
        original.side,
        original.order_type,
        quantity,
        None,
        0,
        0,
        at,
        0,
        OrderState.CANCELED,
        credit=original.credit,
        loan_date=original.loan_date,
    )


def amend_record(
    number: str,
    original: OrderRecord,
    quantity: int,
    price: int,
    held_price: int,
    at: datetime,
    trigger: int | None = None,
) -> OrderRecord:
    """Return the child that an amend makes out of a part of its original."""
    return OrderRecord(
        number,
        Action.AMEND,
        original.number,
        original.root,
        original.code,
        original.venue,
        original.side,
        original.order_type,
        quantity,
        price,
        price,
        held_price,
        at,
        quantity,
        OrderState.OPEN,
        trigger,
        credit=original.credit,
        loan_date=original.loan_date,
        deposit=original.deposit,
    )


def _called_by_buyer(stall: Stall, at: datetime) -> bool:
    """Tell whose the plan says an auction's print is, so that the board counts it alike."""
    planned = next(iter(stall.path.plan(stall.index, at)), None)
    return planned is None or planned.offset_ms > 0 or planned.buyer_aggressor
