"""What stands in each row of the book: prices, sizes, marks, own orders; refuses Qt and painting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.order import Side

LEVELS = 10
ROWS = 2 * LEVELS


class LadderMarks(msgspec.Struct, frozen=True):
    """Prices marked beside the rows, in won; 0 = not known. `average` is what I paid."""

    base: int = 0
    upper: int = 0
    lower: int = 0
    open: int = 0
    high: int = 0
    low: int = 0
    vi_up: int = 0
    vi_down: int = 0
    average: int = 0


class LadderOrder(msgspec.Struct, frozen=True):
    """My resting shares at one price; `ahead` is the estimated queue before them, e.g. `~1,200`."""

    side: Side
    price: int
    quantity: int
    ahead: str = ""


class LadderRow(msgspec.Struct, frozen=True, gc=False):
    """One row as it is painted; won and shares, 0 = nothing there.

    `side` is whose ground it stands on, None between the best prices.
    """

    price: int
    ask: int
    bid: int
    side: Side | None
    is_last: bool
    marks: tuple[str, ...]
    my_ask: int
    my_bid: int
    ahead: str


def row_prices(book: Book) -> tuple[int, ...]:
    """Return the prices of the twenty rows from top to bottom, 0 for an empty level."""
    asks = (*book.ask_prices[:LEVELS], *([0] * (LEVELS - len(book.ask_prices))))
    bids = (*book.bid_prices[:LEVELS], *([0] * (LEVELS - len(book.bid_prices))))
    return (*reversed(asks), *bids)


def hidden_best(prices: Sequence[int], book: Book) -> int:
    """Return a best price that the rows do not show (they are held still), or 0."""
    for best in (book.ask_prices[:1], book.bid_prices[:1]):
        if best and best[0] and best[0] not in prices:
            return best[0]
    return 0


def ladder_rows(
    prices: Sequence[int],
    book: Book,
    last: int,
    marks: LadderMarks,
    orders: Sequence[LadderOrder],
) -> tuple[LadderRow, ...]:
    """Return the twenty rows for these prices; sizes stand at their price wherever it is."""
    ask_at = dict(zip(book.ask_prices, book.ask_sizes, strict=False)).get
    bid_at = dict(zip(book.bid_prices, book.bid_sizes, strict=False)).get
    best_ask = book.ask_prices[0] if book.ask_prices else 0
    best_bid = book.bid_prices[0] if book.bid_prices else 0
    marked = _marked(marks).get
    made = []
    for place, price in enumerate(prices):
        side = _side(price, place, best_ask, best_bid)
        if price:
            ask, bid, named = ask_at(price, 0), bid_at(price, 0), marked(price, ())
            made.append(LadderRow(price, ask, bid, side, price == last, named, 0, 0, ""))
        else:
            made.append(LadderRow(0, 0, 0, side, False, (), 0, 0, ""))
    return tuple(_with_mine(made, orders) if orders else made)


def _with_mine(rows: Sequence[LadderRow], orders: Sequence[LadderOrder]) -> list[LadderRow]:
    mine, none = _mine(orders), (0, "")
    made = []
    for row in rows:
        ask, bid = (mine.get((side, row.price), none) for side in (Side.SELL, Side.BUY))
        ahead = ask[1] if (Side.SELL, row.price) in mine else bid[1]
        changed = {"my_ask": ask[0], "my_bid": bid[0], "ahead": ahead}
        made.append(msgspec.structs.replace(row, **changed))
    return made


def bar_scale(book: Book, before: int) -> int:
    """Return the size a full bar stands for: 1, 2 or 5 times a power of ten.

    A scale too large is kept until it is four times too large, so that bars seldom jump.
    """
    largest = max((*book.ask_sizes, *book.bid_sizes, 1))
    if before >= largest and before <= 4 * largest:
        return before
    power = 1
    while power * 10 < largest:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= largest)


def _side(price: int, place: int, best_ask: int, best_bid: int) -> Side | None:
    if not price or not (best_ask or best_bid):
        return Side.SELL if place < LEVELS else Side.BUY
    if best_ask and price >= best_ask:
        return Side.SELL
    if best_bid and price <= best_bid:
        return Side.BUY
    if not best_ask:
        return Side.SELL
    return None if best_bid else Side.BUY


@lru_cache(maxsize=64)
def _marked(marks: LadderMarks) -> Mapping[int, tuple[str, ...]]:
    """Return the marks of each price; the two limits first: they decide most."""
    found: dict[int, tuple[str, ...]] = {}
    for name in _NAMES:
        price = getattr(marks, name)
        if price:
            found[price] = (*found.get(price, ()), name)
    return found


def _mine(orders: Sequence[LadderOrder]) -> dict[tuple[Side, int], tuple[int, str]]:
    found: dict[tuple[Side, int], tuple[int, str]] = {}
    for order in orders:
        before = found.get((order.side, order.price), (0, ""))
        found[order.side, order.price] = (before[0] + order.quantity, order.ahead or before[1])
    return found


_NAMES = ("upper", "lower", "vi_up", "vi_down", "average", "high", "low", "open", "base")
