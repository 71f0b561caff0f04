"""The counter where requests are taken or refused: checks first, then numbers; refuses to match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice import intake, loans
from kiwoom_desk.practice.intake import Accepted, NewOrder, PriceBand, Refused, refused
from kiwoom_desk.practice.pit import Stall, amend_record, best_stall, cancel_record, engine_limit
from kiwoom_desk.practice.records import OrderRecord
from kiwoom_desk.practice.rings import EVENING, NXT
from kiwoom_desk.practice.shelf import FIXED, KINDS, SHELF

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange

_SINGLE_PERCENT = 10
REGULAR = (Phase.OPENING_AUCTION, Phase.CONTINUOUS, Phase.CLOSING_AUCTION)


class Counter:
    """Takes requests for one exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    # --- where -----------------------------------------------------------------------------

    def phases(self, venue: Venue, code: str) -> tuple[Phase, ...]:
        """Return a venue's phases as this name feels them: an interruption is a call auction."""
        phases = self._exchange.rings.phases(venue)
        listing = self._exchange.universe.by_code.get(code)
        if listing is not None and listing.product is Product.GOLD:
            phases = tuple(phase for phase in phases if phase in REGULAR) or (Phase.CLOSED,)
        if code not in self._exchange.interruptions.running:
            return phases
        return tuple(Phase.OPENING_AUCTION if p is Phase.CONTINUOUS else p for p in phases)

    def is_trading(self, venue: Venue, code: str) -> bool:
        """Tell whether a name trades continuously in the regular hours of a venue now."""
        return Phase.CONTINUOUS in self.phases(venue, code)

    def stalls_for(self, venue: Venue, code: str, phase: Phase) -> list[Stall]:
        """Return where an order of a venue and phase matches; it rests at the first."""
        exchange, rings = self._exchange, self._exchange.rings
        if venue is Venue.NXT:
            return [rings.stall(code + NXT)]
        evening = phase is Phase.AFTER_MARKET and rings.is_open(EVENING, code)
        found: list[Stall] = []
        if evening and rings.has(EVENING, code):
            found = [rings.stall(code + EVENING)]
        elif phase in (Phase.OPENING_AUCTION, Phase.CONTINUOUS, Phase.CLOSING_AUCTION):
            found = [exchange.stall(code)]
        smart = venue is Venue.SOR and rings.has(NXT, code) and rings.is_open(NXT, code)
        return [*found, rings.stall(code + NXT)] if smart else found

    def _trades_there(self, order: NewOrder, phase: Phase) -> bool:
        rings, code = self._exchange.rings, order.code
        if phase is Phase.AFTER_MARKET:
            late = rings.is_open(EVENING, code) and rings.has(EVENING, code)
            if order.venue is Venue.KRX or (order.venue is Venue.SOR and late):
                return late
        apart = order.venue is Venue.SOR and phase in (Phase.PRE_MARKET, Phase.AFTER_MARKET)
        return rings.has(NXT, code) if order.venue is Venue.NXT or apart else True

    def stalls_of(self, number: str) -> list[Stall]:
        """Return where an open order rests, first, and where else an amended one may match."""
        exchange = self._exchange
        order, home = exchange.pit.order(number), exchange.stall_at(exchange.places[number])
        if order.venue is not Venue.SOR or home.key.endswith(SHELF) or home.floor.auction:
            return [home]
        phase = self._exchange.rings.phases(Venue.SOR)[0]
        others = self.stalls_for(Venue.SOR, order.code, phase)
        return [home, *(stall for stall in others if stall is not home)]

    # --- requests --------------------------------------------------------------------------

    def place(self, order: NewOrder) -> Accepted | Refused:
        """Check a new order, give it a number and hand it to the pit."""
        exchange = self._exchange
        listing = exchange.universe.by_code.get(order.code)
        if listing is None:
            return refused("unknown_code")
        order = exchange.ledgers.at_rate(order)
        phases = self.phases(order.venue, order.code)
        refusal = intake.check_session(
            exchange.rules, order, listing, phases, exchange.day
        ) or intake.check_form(order)
        phase = intake.allowed_phase(exchange.rules, order, phases, exchange.day, listing.market)
        if refusal is None and phase is not None and not self._trades_there(order, phase):
            evening = order.venue is Venue.KRX
            refusal = refused("market_closed" if evening else "not_on_venue")
        for price in (order.price, order.trigger):
            if refusal is None and price is not None:
                refusal = self._check_price(order.code, price, order.order_type)
        if refusal is not None or phase is None:
            return refusal or refused("type_not_possible")
        if order.order_type in KINDS:
            return self._shelve(order, phase)
        return self._enter(order, self.stalls_for(order.venue, order.code, phase))

    def _enter(self, order: NewOrder, stalls: list[Stall]) -> Accepted | Refused:
        exchange = self._exchange
        limit = self._limit(order, stalls)
        held = limit
        if order.order_type in intake.MARKET or order.order_type is OrderType.CONDITIONAL:
            held = exchange.band(order.code).upper
        refusal = refused("no_price_to_take") if limit is None else None
        if refusal is None and held is not None:
            account = exchange.ledgers.of_code(order.code)
            refusal = intake.check_means(account, order, held)
        if refusal is not None or limit is None or held is None:
            self._drop(stalls)
            return refusal or refused("no_price_to_take")
        record = self._record(order, limit, held)
        exchange.places[record.number] = stalls[0].key
        exchange.pit.open(record, stalls)
        self._drop(stalls)
        return Accepted(record.number, order.venue, record.root, order.quantity)

    def _shelve(self, order: NewOrder, phase: Phase) -> Accepted | Refused:
        """Take an order that waits outside the books."""
        exchange = self._exchange
        limit = self._waiting_price(order, phase)
        held = exchange.band(order.code).upper if order.order_type in intake.MID else limit
        if limit is None or held is None:
            return refused("no_price_to_take")
        refusal = intake.check_means(exchange.ledgers.of_code(order.code), order, held)
        if refusal is not None:
            return refusal
        record, shelf = self._record(order, limit, held), exchange.shelf.stall(order.code)
        exchange.places[record.number] = shelf.key
        exchange.pit.shelve(record, shelf)
        if order.order_type in intake.MID:
            exchange.shelf.finish(record, shelf)
        elif order.order_type is OrderType.STOP_LIMIT and exchange.shelf.is_reached(record):
            exchange.shelf.release(record, shelf)
        return Accepted(record.number, order.venue, record.root, order.quantity)

    def _waiting_price(self, order: NewOrder, phase: Phase) -> int | None:
        exchange = self._exchange
        if order.price is not None:
            return order.price
        index = exchange.universe.by_code[order.code].index
        if order.order_type is OrderType.PRE_FIXED:
            return int(exchange.board.base[index])
        if order.order_type is OrderType.AFTER_FIXED:
            return int(exchange.board.price[index])
        book = self.stalls_for(order.venue, order.code, phase)[0].floor.book
        ask, bid = book.asks.best(), book.bids.best()
        return (ask + bid) // 2 if ask is not None and bid is not None else None

    def amend(
        self,
        number: str,
        code: str,
        venue: Venue,
        quantity: int,
        price: int,
        trigger: int | None,
        on_credit: bool = False,
    ) -> Accepted | Refused:
        """Check an amend and move that part of the original to the new price as a child."""
        exchange = self._exchange
        original = exchange.ledgers.order(number)
        refusal = intake.check_original(original, code, venue, quantity, on_credit)
        if refusal is not None or original is None:
            return refusal or refused("unknown_order")
        if self.phases(venue, code) == (Phase.CLOSED,):
            return refused("market_closed")
        waits = exchange.places[number].endswith(SHELF)
        stop = original.order_type is OrderType.STOP_LIMIT and waits
        if trigger is not None and not stop:
            return refused("trigger_unexpected")
        if not original.limit or original.order_type in FIXED | intake.MID:
            return refused("type_not_possible")
        refusal = self._check_price(code, price, original.order_type)
        if refusal is None and trigger is not None:
            refusal = self._check_price(code, trigger, original.order_type)
        if refusal is None and price == original.limit and trigger in (None, original.trigger):
            refusal = refused("same_price")
        if refusal is not None:
            return refusal
        size = quantity or original.open
        held = self._held(original, price)
        refusal = self._check_dearer(original, size, held)
        if refusal is not None:
            return refusal
        stalls = self.stalls_of(number)
        child = amend_record(
            exchange.pit.next_number(), original, size, price, held, exchange.now,
            trigger or original.trigger,
        )  # fmt: skip
        exchange.places[child.number] = stalls[0].key
        exchange.pit.amend(child, stalls)
        self._drop(stalls)
        return Accepted(child.number, venue, child.root, size)

    def cancel(
        self, number: str, code: str, venue: Venue, quantity: int, on_credit: bool = False
    ) -> Accepted | Refused:
        """Check a cancel and take those shares out of the original; closed markets cancel too."""
        exchange = self._exchange
        original = exchange.ledgers.order(number)
        refusal = intake.check_original(original, code, venue, quantity, on_credit)
        if refusal is not None or original is None:
            return refusal or refused("unknown_order")
        size = quantity or original.open
        stall = exchange.stall_at(exchange.places[number])
        request = cancel_record(exchange.pit.next_number(), original, size, exchange.now)
        exchange.pit.cancel(request, stall)
        self._drop([stall])
        return Accepted(request.number, venue, request.root, size)

    def rejoin(self, order: OrderRecord) -> None:
        """Put a kept open order back into its book, at the end of its level."""
        exchange, buy = self._exchange, order.side is Side.BUY
        stop = order.order_type is OrderType.STOP_LIMIT
        # That a trigger was reached is not kept: fills tell it, or the price that stands.
        reached = stop and (order.filled > 0 or exchange.shelf.is_reached(order))
        if order.order_type in KINDS and not reached:
            stalls = [exchange.shelf.stall(order.code)]
        else:
            phase = exchange.rings.phases(order.venue)[0]
            stalls = self.stalls_for(order.venue, order.code, phase)
        if not stalls:
            # Its session is over: nothing moves on to the next one.
            exchange.pit.withdraw(order.number, exchange.now, "expired")
            return
        exchange.places[order.number] = stalls[0].key
        deals = stalls[0].floor.enter(buy, engine_limit(order), order.open, int(order.number))
        exchange.pit.deal(stalls[0], deals, exchange.now)

    # --- inside ----------------------------------------------------------------------------

    def _drop(self, stalls: Sequence[Stall]) -> None:
        for stall in stalls:
            self._exchange.drop_unneeded(stall)

    def _check_price(self, code: str, price: int, kind: OrderType) -> Refused | None:
        exchange = self._exchange
        listing, band = exchange.universe.by_code[code], exchange.band(code)
        if kind is OrderType.SINGLE_PRICE:
            close = int(exchange.board.price[listing.index])
            wide = close * _SINGLE_PERCENT // 100
            band = PriceBand(max(band.lower, close - wide), min(band.upper, close + wide))
        return intake.check_price(exchange.rules, listing.product, price, band, exchange.day)

    def _limit(self, order: NewOrder, stalls: Sequence[Stall]) -> int | None:
        """Return the price the order ranks by: 0 for market orders, None when the book gives none."""
        if order.price is not None:
            return order.price
        if order.order_type in intake.MARKET:
            return 0
        buy = order.side is Side.BUY
        looking = not buy if order.order_type is OrderType.BEST_OWN else buy
        best = best_stall(stalls, looking) if len(stalls) > 1 else stalls[0]
        if order.order_type is OrderType.BEST_OWN:
            best = stalls[0]
        return best.floor.book.side(not looking).best() if best is not None else None

    def _held(self, original: OrderRecord, price: int) -> int:
        if original.order_type is OrderType.CONDITIONAL:
            return original.held_price
        return price

    def _check_dearer(self, original: OrderRecord, size: int, held: int) -> Refused | None:
        """Check that the cash suffices once the original's own margin for these shares is free."""
        if original.side is Side.SELL:
            return None
        account = self._exchange.ledgers.of_code(original.code)
        code, rest = original.code, original.open - size
        freed = account.margin(code, original.held_price, original.open, original.deposit)
        kept = account.margin(code, original.held_price, rest, original.deposit)
        available = account.orderable + freed - kept
        more = loans.lendable(original, size, held) - loans.lendable(original, size)
        if more > max(intake.credit_left(account), 0):
            return refused("credit_limit")
        if account.margin(code, held, size, original.deposit) <= available:
            return None
        return refused("margin_short", max(available, 0) * 100 // (held * original.deposit))

    def _record(self, order: NewOrder, limit: int, held: int) -> OrderRecord:
        number = self._exchange.pit.next_number()
        return OrderRecord(
            number,
            Action.NEW,
            "",
            number,
            order.code,
            order.venue,
            order.side,
            order.order_type,
            order.quantity,
            order.price,
            limit,
            held,
            self._exchange.now,
            order.quantity,
            OrderState.OPEN,
            order.trigger,
            credit=order.credit,
            loan_date=order.loan_date,
            deposit=order.deposit,
        )
