"""Round a call auction's price: its book stands about what it expects, and what it left out waits."""

import pytest

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.events import OrderReported
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.intake import Accepted, NewOrder
from tests.unit.practice.test_floor import at, busiest, opened


@pytest.mark.parametrize("clock", ["08:32:00", "08:59:30", "15:24:00"])
def test_the_book_of_a_call_stands_about_its_expected_price(clock: str) -> None:
    exchange = opened(at(clock))
    moved = 0
    for code in busiest(exchange, 60):
        book, (price, size) = exchange.book(code), exchange.expected(code)
        if not size:
            continue
        assert book.bid_prices[0] <= price
        assert not book.ask_prices[0] or price < book.ask_prices[0]
        moved += price != exchange.board.price[exchange.universe.by_code[code].index]
    assert moved > 30


def test_an_order_below_the_opening_price_is_not_filled_by_the_book_of_the_call() -> None:
    exchange = opened(at("08:59:55"))
    flow = exchange.flow
    assert isinstance(flow, Flow)
    left_out = {}
    for code in busiest(exchange, 60):
        index = exchange.universe.by_code[code].index
        called, last = flow.auction_print(index, closing=False), int(exchange.board.price[index])
        if called is None or called.price <= last + 3 * flow.path.grid.size_one(index, last):
            continue
        wish = NewOrder(code, Venue.KRX, Side.BUY, OrderType.LIMIT, 1, last, None)
        taken = exchange.place(wish)
        assert isinstance(taken, Accepted)
        left_out[taken.order_number] = code, called.price
    assert len(left_out) > 5
    exchange.drain()
    exchange.advance_to(at("09:00:00"))
    told = [event for event in exchange.drain() if isinstance(event, OrderReported)]
    assert [event.order.number for event in told if event.order.number in left_out] == []
    for code, price in left_out.values():
        book = exchange.book(code)
        assert book.bid_prices[0] <= price < book.ask_prices[0]
