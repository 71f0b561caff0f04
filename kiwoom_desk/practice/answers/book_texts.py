"""What changed on the levels of a book; refuses books of different names."""

from __future__ import annotations

from kiwoom_desk.practice.views import BookView


def moves(book: BookView, earlier: BookView, asks: bool) -> list[int]:
    """Return the change of each level's shares against the same price earlier, best first."""
    if asks:
        before = dict(zip(earlier.ask_prices, earlier.ask_sizes, strict=True))
        levels = zip(book.ask_prices, book.ask_sizes, strict=True)
    else:
        before = dict(zip(earlier.bid_prices, earlier.bid_sizes, strict=True))
        levels = zip(book.bid_prices, book.bid_sizes, strict=True)
    return [size - before.get(price, 0) if price else 0 for price, size in levels]
