"""Ten-level views of a book; refuses background and own orders their names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import isqrt

import msgspec

from kiwoom_desk.practice.engine import HIGHEST, LOWEST, BookSide, OrderBook
from kiwoom_desk.practice.floor import LEVELS
from kiwoom_desk.practice.sources import TargetDepth

_Ten = tuple[int, ...]


class BookView(msgspec.Struct, frozen=True, gc=False):
    """Ten levels a side, best first, padded with zeros; won, shares and counts of orders.

    Totals are the sums of the ten levels; expected figures stand in call auctions only.
    """

    time: datetime
    ask_prices: tuple[int, ...]
    ask_sizes: tuple[int, ...]
    ask_counts: tuple[int, ...]
    bid_prices: tuple[int, ...]
    bid_sizes: tuple[int, ...]
    bid_counts: tuple[int, ...]
    ask_total: int
    bid_total: int
    expected_price: int = 0
    expected_size: int = 0


class Row(msgspec.Struct, frozen=True, gc=False):
    """One level: won, shares, orders."""

    price: int
    size: int
    count: int


def living_view(moment: datetime, book: OrderBook, counted: bool = True) -> BookView:
    """View a book that matches continuously; frames tell no counts, so these can be left out."""
    ask_prices, ask_sizes, ask_counts = _living(book.asks, counted)
    bid_prices, bid_sizes, bid_counts = _living(book.bids, counted)
    return BookView(
        moment, ask_prices, ask_sizes, ask_counts, bid_prices, bid_sizes, bid_counts,
        sum(ask_sizes), sum(bid_sizes),
    )  # fmt: skip


def depth_view(moment: datetime, depth: TargetDepth) -> BookView:
    """View the planned depth of a name that nobody watches; orders are told by a level's size."""
    asks = _planned(depth.ask_prices, depth.ask_sizes)
    return _view(moment, asks, _planned(depth.bid_prices, depth.bid_sizes))


def auction_view(
    moment: datetime, depth: TargetDepth, own: OrderBook | None, price: int, size: int
) -> BookView:
    """View a call auction: the planned depth with own limit orders added, and what it expects."""
    asks = {row.price: row for row in _planned(depth.ask_prices, depth.ask_sizes)}
    bids = {row.price: row for row in _planned(depth.bid_prices, depth.bid_sizes)}
    if own is not None:
        _add(asks, own.asks)
        _add(bids, own.bids)
    ordered = [asks[key] for key in sorted(asks)], [bids[key] for key in sorted(bids, reverse=True)]
    return _view(moment, ordered[0][:LEVELS], ordered[1][:LEVELS], price, size)


def merged_view(one: BookView, other: BookView) -> BookView:
    """View two venues' books as one; levels of the other that cross the first are left out.

    Somebody has traded them away before a book of both could be told: it is never crossed.
    Expected figures are the first one's.
    """
    asks, bids = _level_rows(one, True), _level_rows(one, False)
    lowest, highest = one.bid_prices[0], one.ask_prices[0] or HIGHEST
    for rows, more in ((asks, _level_rows(other, True)), (bids, _level_rows(other, False))):
        for price, row in more.items():
            if price <= lowest if rows is asks else price >= highest:
                continue
            there = rows.get(price, Row(price, 0, 0))
            rows[price] = Row(price, there.size + row.size, there.count + row.count)
    ordered = [asks[key] for key in sorted(asks)], [bids[key] for key in sorted(bids, reverse=True)]
    expected = one.expected_price, one.expected_size
    return _view(one.time, ordered[0][:LEVELS], ordered[1][:LEVELS], *expected)


def _level_rows(view: BookView, asks: bool) -> dict[int, Row]:
    columns = (
        (view.ask_prices, view.ask_sizes, view.ask_counts)
        if asks
        else (view.bid_prices, view.bid_sizes, view.bid_counts)
    )
    return {p: Row(p, size, count) for p, size, count in zip(*columns, strict=True) if p}


def _add(rows: dict[int, Row], side: BookSide) -> None:
    for level in side.levels.values():
        if LOWEST < level.price < HIGHEST:
            there = rows.get(level.price, Row(level.price, 0, 0))
            rows[level.price] = Row(level.price, there.size + level.size, there.count + level.count)


def _living(side: BookSide, counted: bool) -> tuple[_Ten, _Ten, _Ten]:
    """Return prices, sizes and counts of a side's best ten levels, straight from the book."""
    levels, keys = side.levels, side.keys[: -LEVELS - 1 : -1]
    prices = tuple(keys) if side.buy else tuple([-key for key in keys])
    best = [levels[price] for price in prices]
    sizes = tuple([level.size for level in best])
    counts: _Ten = ()
    if counted:
        counts = tuple([max(level.count, orders_in(level.size)) for level in best])
    if len(best) == LEVELS:
        return prices, sizes, counts
    empty = (0,) * (LEVELS - len(best))
    return prices + empty, sizes + empty, counts + empty if counted else ()


def _planned(prices: Iterable[int], sizes: Iterable[int]) -> list[Row]:
    pairs = zip(prices, sizes, strict=True)
    return [Row(int(p), int(s), orders_in(int(s))) for p, s in pairs if p > 0 and s > 0]


def orders_in(size: int) -> int:
    """Return how many orders a level of the market's own shares stands for: more, the larger it is."""
    return 1 + isqrt(size) // 4


def _view(
    moment: datetime, asks: list[Row], bids: list[Row], price: int = 0, size: int = 0
) -> BookView:
    return BookView(
        moment,
        *_columns(asks),
        *_columns(bids),
        sum(row.size for row in asks),
        sum(row.size for row in bids),
        price,
        size,
    )


def _columns(rows: list[Row]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    empty = (0,) * (LEVELS - len(rows))
    return (
        tuple(row.price for row in rows) + empty,
        tuple(row.size for row in rows) + empty,
        tuple(row.count for row in rows) + empty,
    )
