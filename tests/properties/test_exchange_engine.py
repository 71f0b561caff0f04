"""The order book under random orders: never crossed, nothing lost, priority kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.practice.engine import OrderBook

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "take", "cancel", "move"]),
        st.booleans(),
        st.integers(95, 105),
        st.integers(1, 50),
    ),
    max_size=80,
)


@given(STEPS)
def test_book_is_never_crossed_and_shares_are_conserved(
    steps: list[tuple[str, bool, int, int]],
) -> None:
    book = OrderBook()
    entered = matched = cancelled = refused = 0
    for number, (what, buy, price, size) in enumerate(steps, start=1):
        if what == "submit":
            entered += size
            matched += 2 * sum(match.size for match in book.submit(buy, price, size, number))
        elif what == "take":
            done = sum(match.size for match in book.take(buy, price, size))
            entered += size
            refused += size - done
            matched += 2 * done
        elif book.own and what == "cancel":
            cancelled += book.cancel(next(iter(book.own.values())), size)
        elif book.own:
            oldest = next(iter(book.own))
            size = min(size, book.own[oldest].left)
            matched += 2 * sum(match.size for match in book.move(oldest, size, price, number))
        bid, ask = book.bids.best(), book.asks.best()
        assert bid is None or ask is None or bid < ask
    resting = sum(order.left for order in book.own.values())
    assert entered == matched + cancelled + refused + resting
    for side in (book.bids, book.asks):
        assert sorted(side.keys) == side.keys
        for level in side.levels.values():
            living = level.living()
            assert level.size == sum(order.left for order in living) > 0
            assert level.count == len(living)
            assert level.own == sum(order.left for order in living if order.number)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(90, 110), st.integers(1, 40)), max_size=40),
    st.integers(85, 115),
)
def test_auction_price_trades_the_most_and_leaves_no_cross(
    orders: list[tuple[bool, int, int]], reference: int
) -> None:
    book = OrderBook()
    for number, (buy, price, size) in enumerate(orders, start=1):
        book.add(buy, price, size, number)
    auction = book.uncross(reference)
    best = max(
        min(book.available(False, price), book.available(True, price)) for price in range(85, 116)
    )
    assert (auction.size if auction else 0) == best
    if auction is None:
        return
    matches = book.execute(auction)
    assert sum(match.size for match in matches) == auction.size
    assert {match.price for match in matches} == {auction.price}
    bid, ask = book.bids.best(), book.asks.best()
    assert bid is None or ask is None or bid < ask or bid == ask == auction.price
