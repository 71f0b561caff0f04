"""The ten-level order book as one frozen value; refuses partial updates."""

from __future__ import annotations

import msgspec


class Book(msgspec.Struct, frozen=True, gc=False):
    """Ten levels a side (0D, ka10004), best first; won and shares; 0 = empty level.

    Differences are taken between snapshots, never from the frame (protocol.md §6).
    `expected_price` and `expected_size` are valid in call auctions only, else 0.
    """

    code: str
    time: str = ""
    ask_prices: tuple[int, ...] = ()
    ask_sizes: tuple[int, ...] = ()
    bid_prices: tuple[int, ...] = ()
    bid_sizes: tuple[int, ...] = ()
    ask_total: int = 0
    bid_total: int = 0
    expected_price: int = 0
    expected_size: int = 0
    after_ask_total: int = 0
    after_bid_total: int = 0
