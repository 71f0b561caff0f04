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


# Drawn again beyond this many levels, with the same result.
_MOST_DRAWN = 1 << 16
NO_DEPTH = Depth((), (), (), ())


class DepthModel:
    """Makes the levels of one name at one second; equal questions get equal answers."""

    def __init__(self, grid: PriceGrid) -> None:
        self._grid = grid
        self._drawn: dict[int, _Drawn] = {}

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
        asks = self._grid.rising(row, ask, limits[1], LEVELS)
        bids = self._grid.falling(row, bid, max(limits[0], 1), LEVELS)
        ask_sizes = self._sizes(key, second, asks, usual)
        return Depth(
            tuple(asks), tuple(ask_sizes), tuple(bids), tuple(self._sizes(key, second, bids, usual))
        )

    def _sizes(self, key: int, second: int, prices: list[int], usual: float) -> list[int]:
        """Return the sizes of levels, best first; a level keeps its own for some seconds."""
        sizes, known = [], self._drawn
        for price, growth in zip(prices, GROWTH, strict=False):
            place = key + price * STEP
            drawn = known.get(place)
            if drawn is None or second // drawn.seconds != drawn.turn:
                if len(known) >= _MOST_DRAWN:
                    known.clear()
                drawn = known[place] = _draw(place, second)
            size = int(usual * growth * drawn.part)
            if price % 1000 == 0:
                size *= 3
            # Round numbers are frequent, as people type them.
            if drawn.chosen < 0.2 and size >= 200:
                size -= size % 100
            elif drawn.chosen < 0.55 and size >= 20:
                size -= size % 10
            sizes.append(size if size > 1 else 1)
        return sizes

    def _above(self, row: int, price: int) -> int:
        size = self._grid.size_one(row, price)
        return (price // size + 1) * size

    def _below(self, row: int, price: int) -> int:
        size = self._grid.size_one(row, price - 1)
        return (price - 1) // size * size


class _Drawn(msgspec.Struct, frozen=True, gc=False):
    """What a level draws for `seconds` seconds: its turn, its part of a usual size, its roundness."""

    seconds: int
    turn: int
    part: float
    chosen: float


def _draw(place: int, second: int) -> _Drawn:
    own = mix_one(place)
    seconds = 2 + own % 7
    turn = second // seconds
    word = mix_one(own + (turn + 1) * STEP)
    part = 0.3 + 0.35 / (0.2 + (word & 0xFFFF) / 65536)
    return _Drawn(seconds, turn, part, (word >> 16 & 0xFFFF) / 65536)
