"""The order book: priority, partial fills, places in the queue and call auctions."""

from __future__ import annotations

import pytest

from kiwoom_desk.practice.engine import HIGHEST, LOWEST, Match, OrderBook, Uncross


def test_better_price_first_then_earlier_time() -> None:
    book = OrderBook()
    book.add(False, 101, 5, 1)
    book.add(False, 100, 5, 2)
    book.add(False, 100, 5, 3)
    matches = book.take(True, 101, 12)
    assert matches == [Match(100, 5, 0, 2), Match(100, 5, 0, 3), Match(101, 2, 0, 1)]
    assert book.own[1].left == 3


def test_submit_rests_the_remainder_at_its_limit() -> None:
    book = OrderBook()
    book.add(False, 100, 5)
    assert book.submit(True, 100, 8, 9) == [Match(100, 5, 9, 0)]
    assert (book.bids.best(), book.asks.best()) == (100, None)
    assert book.own[9].left == 3


def test_market_sell_takes_bids_from_the_top() -> None:
    book = OrderBook()
    book.add(True, 99, 3)
    book.add(True, 98, 3)
    assert [match.price for match in book.take(False, LOWEST, 4, 1)] == [99, 98]
    assert book.bids.levels[98].size == 2


def test_partial_cancel_keeps_place_and_queue_counts_only_what_is_ahead() -> None:
    book = OrderBook()
    first = book.add(True, 99, 10)
    book.add(True, 99, 4, 1)
    book.add(True, 99, 7, 2)
    assert (book.ahead(1), book.ahead(2)) == (10, 14)
    assert book.cancel(first, 6) == 6
    assert book.cancel(book.own[1], 1) == 1
    assert (book.ahead(1), book.ahead(2)) == (4, 7)
    assert [match.buyer for match in book.take(False, 99, 8)] == [0, 1, 2]


def test_moved_part_is_a_child_at_the_end_of_the_new_level() -> None:
    book = OrderBook()
    book.add(True, 99, 10, 1)
    book.add(True, 99, 5)
    book.add(True, 98, 20)
    assert book.move(1, 4, 98, 2) == []
    assert (book.own[1].left, book.ahead(1)) == (6, 0)
    assert (book.own[2].left, book.ahead(2)) == (4, 20)


def test_many_cancels_leave_no_dead_orders_behind() -> None:
    book = OrderBook()
    kept = book.add(True, 99, 1, 1)
    for _ in range(1_000):
        book.cancel(book.add(True, 99, 5))
    assert len(kept.level.queue) < 50
    assert (kept.level.size, kept.level.count) == (1, 1)


@pytest.mark.parametrize(
    ("bids", "asks", "reference", "found"),
    [
        ([(100, 10)], [(101, 10)], 100, None),
        ([(100, 10)], [(100, 4)], 100, Uncross(100, 4)),
        # Most shares: 101 matches 10, 100 only 6.
        ([(101, 10), (100, 5)], [(100, 6), (101, 4)], 90, Uncross(101, 10)),
        # Equal shares, least imbalance.
        ([(103, 10), (101, 5)], [(100, 10)], 101, Uncross(103, 10)),
        # Equal shares and imbalance, nearest to the reference.
        ([(105, 10)], [(100, 10)], 103, Uncross(103, 10)),
        ([(105, 10)], [(100, 10)], 120, Uncross(105, 10)),
        # Market orders on both sides alone trade at the reference.
        ([(HIGHEST, 3)], [(LOWEST, 5)], 77, Uncross(77, 3)),
        ([(HIGHEST, 8)], [(100, 5), (102, 5)], 90, Uncross(102, 8)),
    ],
)
def test_uncross(
    bids: list[tuple[int, int]],
    asks: list[tuple[int, int]],
    reference: int,
    found: Uncross | None,
) -> None:
    book = OrderBook()
    for price, size in bids:
        book.add(True, price, size)
    for price, size in asks:
        book.add(False, price, size)
    assert book.uncross(reference) == found


def test_auction_executes_market_orders_first_and_leaves_the_rest() -> None:
    book = OrderBook()
    book.add(True, 101, 5, 1)
    book.add(True, HIGHEST, 5, 2)
    book.add(False, 100, 7, 3)
    auction = book.uncross(100)
    assert auction == Uncross(100, 7)
    assert book.execute(auction) == [Match(100, 5, 2, 3), Match(100, 2, 1, 3)]
    assert book.own[1].left == 3
    assert 3 not in book.own


def test_clear_background_leaves_own_orders() -> None:
    book = OrderBook()
    book.add(True, 99, 10)
    book.add(True, 99, 10, 1)
    book.add(False, 101, 10)
    book.clear_background()
    assert (book.bids.best(), book.asks.best(), book.ahead(1)) == (99, None, 0)


def test_a_change_is_told_once_and_only_within_ten_levels() -> None:
    book = OrderBook()
    for step in range(12):
        book.add(True, 100 - step, 5, step + 1)
    assert book.take_change()
    assert not book.take_change()
    book.cancel(book.own[12])
    assert not book.take_change(), "the twelfth level is not shown"
    book.cancel(book.own[10], 2)
    assert book.take_change()
    book.cancel(book.own[1])
    assert book.take_change(), "the best level went, the eleventh is shown now"
    book.submit(False, 99, 1)
    assert book.take_change()
