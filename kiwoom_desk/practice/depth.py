"""Ten price levels a side around a last print; refuses orders (the engine keeps those)."""

from __future__ import annotations

import msgspec

from kiwoom_desk.practice.draws import STEP, mix_one
from kiwoom_desk.practice.grid import PriceGrid

LEVELS = 10
# Sizes grow over the first levels and fall off slowly after.
GROWTH = (0.45, 0.75, 0.95, 1.1, 1.2, 1.15, 1.1, 1.0, 0.95, 0.9)


class Depth(msgspec.Struct, frozen=True, gc=False):
    """Target levels, best first, in won and shares; shorter than ten where a limit cuts them off."""

    ask_prices: tuple[int, ...]
    ask_sizes: tuple[int, ...]
    bid_prices: tuple[int, ...]
    bid_sizes: tuple[int, ...]


NO_DEPTH = Depth((), (), (), ())


class DepthModel:
    """Makes the levels of one name at one second; equal questions get equal answers."""

    def __init__(self, grid: PriceGrid) -> None:
        self._grid = grid

    def levels(
        self, row: int, key: int, second: int, price: int, buy: bool,
        limits: tuple[int, int], usual: float,
    ) -> Depth:  # fmt: skip
        """Return levels around the last print: a buyer's stood on the ask, a seller's on the bid.

        `limits` are the day's lowest and highest price, `usual` a level's usual size.
        """
        on_grid = price - price % self._grid.size_one(row, price)
        ask = on_grid if buy else self._above(row, price)
        bid = self._below(row, on_grid) if buy else on_grid
        asks: list[int] = []
        bids: list[int] = []
        while ask <= limits[1] and len(asks) < LEVELS:
            asks.append(ask)
            ask = self._above(row, ask)
        while bid >= max(limits[0], 1) and len(bids) < LEVELS:
            bids.append(bid)
            bid = self._below(row, bid)
        return Depth(
            tuple(asks),
            tuple(_size(key, second, p, usual * g) for p, g in zip(asks, GROWTH, strict=False)),
            tuple(bids),
            tuple(_size(key, second, p, usual * g) for p, g in zip(bids, GROWTH, strict=False)),
        )

    def _above(self, row: int, price: int) -> int:
        size = self._grid.size_one(row, price)
        return (price // size + 1) * size

    def _below(self, row: int, price: int) -> int:
        size = self._grid.size_one(row, price - 1)
        return (price - 1) // size * size


def _size(key: int, second: int, price: int, usual: float) -> int:
    """Return a level's size; it keeps it for some seconds of its own, then changes."""
    own = mix_one(key + price * STEP)
    word = mix_one(own + (second // (2 + own % 7) + 1) * STEP)
    size = int(usual * (0.3 + 0.35 / (0.2 + (word & 0xFFFF) / 65536)))
    if price % 1000 == 0:
        size *= 3
    # Round numbers are frequent, as people type them.
    chosen = (word >> 16 & 0xFFFF) / 65536
    if chosen < 0.2 and size >= 200:
        size -= size % 100
    elif chosen < 0.55 and size >= 20:
        size -= size % 10
    return max(size, 1)
