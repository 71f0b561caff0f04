"""Expected prices and sizes of the call auctions; refuses continuous trading."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, field
from kiwoom_desk.practice.grid import PriceGrid


class AuctionState(msgspec.Struct, frozen=True):
    """What an auction would print now: won and shares; 0 where nothing would match."""

    expected_price: int
    expected_size: int


def expected(
    grid: PriceGrid, rows: Ints, keys: Words, second: int | Ints, left: float | Floats,
    start: Ints, target: Ints, size: Ints,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Return expected price and size with the part `left` (1 to 0) of the auction to come.

    The price wanders from `start` and settles on `target`, the print's price; the size grows to
    the print's. Names without a print expect nothing.
    """
    # Each name changes at its own seconds, so the market does not blink as one.
    turn = (keys % np.uint64(5)).astype(np.int64)
    epochs = np.asarray((second + turn) // 5).astype(np.uint64) + np.uint64(1 << 40)
    words = draw(keys, epochs)
    settled = (1.0 - left) ** 0.5
    noise = (field(words, 0) - 0.5) * 0.03 * left * target
    wanted = start + (target - start) * settled + noise
    prices = grid.near(rows, np.maximum(wanted, 1.0))
    wide = np.maximum(np.abs(target - start), target // 50)
    low = grid.up(rows, np.maximum(np.minimum(start, target) - wide, 1).astype(np.float64))
    high = grid.down(rows, (np.maximum(start, target) + wide).astype(np.float64))
    prices = np.where(left == 0.0, target, np.clip(prices, low, np.maximum(high, low)))
    grown = np.floor(size * (1.0 - 0.9 * left) * (1.0 - 0.1 * left * field(words, 1)))
    sizes = np.maximum(grown.astype(np.int64), 1)
    return np.where(size > 0, prices, 0), np.where(size > 0, sizes, 0)
