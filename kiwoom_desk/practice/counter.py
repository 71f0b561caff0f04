"""The counter where requests are taken or refused: checks first, then numbers; refuses to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice import intake
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused, refused
from kiwoom_desk.practice.pit import Stall, amend_record, cancel_record, engine_limit
from kiwoom_desk.practice.records import OrderRecord

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange


class Counter:
    """Takes requests for one exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def place(self, order: NewOrder) -> Accepted | Refused:
        """Check a new order, give it a number and hand it to the pit."""
        exchange = self._exchange
        listing = exchange.universe.by_code.get(order.code)
        if listing is None:
            return refused("unknown_code")
        refusal = intake.check_session(
            exchange.rules, order, listing, exchange.phase_of(order.code), exchange.day
        ) or intake.check_form(order)
        if refusal is None and order.price is not None:
            refusal = self._check_price(order.code, order.price)
        if refusal is not None:
            return refusal
        stall = exchange.stall(order.code)
        limit = self._limit(order, stall)
        held = limit
        if order.order_type in intake.MARKET or order.order_type is OrderType.CONDITIONAL:
            held = exchange.band(order.code).upper
        refusal = refused("no_price_to_take") if limit is None else None
        if refusal is None and held is not None:
            refusal = intake.check_means(
                exchange.account, order.side, order.code, order.quantity, held
            )
        if refusal is not None or limit is None or held is None:
            exchange.drop_unneeded(stall)
            return refusal or refused("no_price_to_take")
        record = self._record(order, limit, held)
        exchange.pit.open(record, stall)
        exchange.drop_unneeded(stall)
        return Accepted(record.number, order.venue, record.root, order.quantity)

    def amend(
        self, number: str, code: str, venue: Venue, quantity: int, price: int, trigger: int | None
    ) -> Accepted | Refused:
        """Check an amend and move that part of the original to the new price as a child."""
        exchange = self._exchange
        original = exchange.account.orders.get(number)
        refusal = intake.check_original(original, code, venue, quantity)
        if refusal is not None or original is None:
            return refusal or refused("unknown_order")
        if exchange.phase is Phase.CLOSED:
            return refused("market_closed")
        if trigger is not None:
            return refused("trigger_unexpected")
        if not original.limit:
            return refused("type_not_possible")
        refusal = self._check_price(code, price)
        if refusal is None and price == original.limit:
            refusal = refused("same_price")
        if refusal is not None:
            return refusal
        size = quantity or original.open
        held = self._held(original, price)
        refusal = self._check_dearer(original, size, held)
        if refusal is not None:
            return refusal
        stall = exchange.stall(code)
        child = amend_record(exchange.pit.next_number(), original, size, price, held, exchange.now)
        exchange.pit.amend(child, stall)
        exchange.drop_unneeded(stall)
        return Accepted(child.number, venue, child.root, size)

    def cancel(self, number: str, code: str, venue: Venue, quantity: int) -> Accepted | Refused:
        """Check a cancel and take those shares out of the original; closed markets cancel too."""
        exchange = self._exchange
        original = exchange.account.orders.get(number)
        refusal = intake.check_original(original, code, venue, quantity)
        if refusal is not None or original is None:
            return refusal or refused("unknown_order")
        size = quantity or original.open
        stall = exchange.stall(code)
        request = cancel_record(exchange.pit.next_number(), original, size, exchange.now)
        exchange.pit.cancel(request, stall)
        exchange.drop_unneeded(stall)
        return Accepted(request.number, venue, request.root, size)

    def rejoin(self, order: OrderRecord) -> None:
        """Put a kept open order back into its book, at the end of its level."""
        exchange, buy = self._exchange, order.side is Side.BUY
        stall = exchange.stall(order.code)
        deals = stall.floor.enter(buy, engine_limit(order), order.open, int(order.number))
        exchange.pit.deal(stall, deals, exchange.now)

    # --- inside ----------------------------------------------------------------------------

    def _check_price(self, code: str, price: int) -> Refused | None:
        exchange = self._exchange
        product = exchange.universe.by_code[code].product
        return intake.check_price(exchange.rules, product, price, exchange.band(code), exchange.day)

    def _limit(self, order: NewOrder, stall: Stall) -> int | None:
        """Return the price the order ranks by: 0 for market orders, None when the book gives none."""
        if order.price is not None:
            return order.price
        if order.order_type in intake.MARKET:
            return 0
        buy = order.side is Side.BUY
        own_side = order.order_type is OrderType.BEST_OWN
        return stall.floor.book.side(buy if own_side else not buy).best()

    def _held(self, original: OrderRecord, price: int) -> int:
        if original.order_type is OrderType.CONDITIONAL:
            return original.held_price
        return price

    def _check_dearer(self, original: OrderRecord, size: int, held: int) -> Refused | None:
        """Check that the cash suffices once the original's own margin for these shares is free."""
        if original.side is Side.SELL:
            return None
        account = self._exchange.account
        code, rest = original.code, original.open - size
        freed = account.margin(code, original.held_price, original.open)
        kept = account.margin(code, original.held_price, rest)
        available = account.orderable + freed - kept
        if account.margin(code, held, size) <= available:
            return None
        return refused("margin_short", max(available, 0) // held)

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
        )
