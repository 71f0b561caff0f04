"""Ten price levels a side around a last print; refuses orders (the engine keeps those)."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Floats, Ints, draw, field
from kiwoom_desk.practice.grid import PriceGrid

LEVELS = 10
# Sizes grow over the first levels and fall off slowly after.
_GROWTH: Floats = np.array([0.45, 0.75, 0.95, 1.1, 1.2, 1.15, 1.1, 1.0, 0.95, 0.9])


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
        self,
        row: int,
        key: int,
        second: int,
        ask: int,
        bid: int,
        limits: tuple[int, int],
        usual: float,
    ) -> Depth:
        """Return levels from best `ask` and `bid` (0 = none); `usual` is a level's usual size."""
        asks = self._ladder(row, ask, 1, limits)
        bids = self._ladder(row, bid, -1, limits)
        sizes = self._sizes(key, second, asks + bids, usual, len(asks))
        return Depth(tuple(asks), sizes[: len(asks)], tuple(bids), sizes[len(asks) :])

    def _ladder(self, row: int, best: int, step: int, limits: tuple[int, int]) -> list[int]:
        rows, prices = np.array([row]), np.array([best])
        found: list[int] = []
        while best and limits[0] <= int(prices[0]) <= limits[1] and len(found) < LEVELS:
            found.append(int(prices[0]))
            prices = (
                self._grid.next_up(rows, prices) if step > 0 else self._grid.next_down(rows, prices)
            )
        return found

    def _sizes(
        self, key: int, second: int, prices: list[int], usual: float, asks: int
    ) -> tuple[int, ...]:
        levels = np.array(prices, np.uint64)
        keys = draw(np.uint64(key), levels)
        # A level keeps its size for some seconds of its own, then changes.
        period = (keys % np.uint64(7)).astype(np.int64) + 2
        words = draw(keys, ((second + period) // period).astype(np.uint64))
        place = np.concatenate([np.arange(asks), np.arange(len(prices) - asks)]).astype(np.int64)
        sizes = usual * _GROWTH[place] * (0.3 + 0.35 / (0.2 + field(words, 0)))
        sizes *= 1.0 + 2.0 * (levels % np.uint64(1000) == 0)
        return tuple(_rounded(np.floor(sizes).astype(np.int64), words).tolist())


def _rounded(sizes: Ints, words: Ints | np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> Ints:
    """Make round numbers frequent, as people type them."""
    chosen = field(words.astype(np.uint64), 1)
    lot = np.where(
        (chosen < 0.2) & (sizes >= 200), 100, np.where((chosen < 0.55) & (sizes >= 20), 10, 1)
    )
    return np.maximum(sizes // lot * lot, 1)
