"""Ten price levels a side around a last print; refuses orders (the engine keeps those)."""

from __future__ import annotations

import msgspec

from kiwoom_desk.practice.draws import STEP, mix_one
from kiwoom_desk.practice.grid import PriceGrid

LEVELS = 10
_Ten = tuple[int, ...]
# Sizes grow over the first levels and fall off slowly after.
GROWTH = (0.45, 0.75, 0.95, 1.1, 1.2, 1.15, 1.1, 1.0, 0.95, 0.9)


class Depth(msgspec.Struct, frozen=True, gc=False):
    """Target levels, best first, in won and shares; shorter than ten where a limit cuts them off."""

    ask_prices: tuple[int, ...]
    ask_sizes: tuple[int, ...]
    bid_prices: tuple[int, ...]
    bid_sizes: tuple[int, ...]


# Beyond so many levels and prices a name they are made again, with the same result.
_MOST_DRAWN, _MOST_PRICES = 128, 32
NO_DEPTH = Depth((), (), (), ())


class DepthModel:
    """Makes the levels of one name at one second; equal questions get equal answers."""

    def __init__(self, grid: PriceGrid) -> None:
        self._grid = grid
        self._names: dict[tuple[int, int, tuple[int, int], float], _Name] = {}

    def levels(
        self, row: int, key: int, second: int, price: int, buy: bool,
        limits: tuple[int, int], usual: float,
    ) -> Depth:  # fmt: skip
        """Return levels around the last print: a buyer's stood on the ask, a seller's on the bid.

        `limits` are the day's lowest and highest price, `usual` a level's usual size.
        """
        asked = row, key, limits, usual
        name = self._names.get(asked)
        if name is None:
            name = self._names[asked] = _Name(key, usual)
        prices = name.prices.get((price, buy))
        if prices is None:
            if len(name.prices) >= _MOST_PRICES:
                name.prices.clear()
            prices = name.prices[price, buy] = self._prices(row, price, buy, limits)
        asks, bids = prices
        return Depth(asks, name.sizes(second, asks), bids, name.sizes(second, bids))

    def _prices(
        self, row: int, price: int, buy: bool, limits: tuple[int, int]
    ) -> tuple[_Ten, _Ten]:
        on_grid = price - price % self._grid.size_one(row, price)
        ask = on_grid if buy else self._above(row, price)
        bid = self._below(row, on_grid) if buy else on_grid
        asks = self._grid.rising(row, ask, limits[1], LEVELS)
        return tuple(asks), tuple(self._grid.falling(row, bid, max(limits[0], 1), LEVELS))

    def _above(self, row: int, price: int) -> int:
        size = self._grid.size_one(row, price)
        return (price // size + 1) * size

    def _below(self, row: int, price: int) -> int:
        size = self._grid.size_one(row, price - 1)
        return (price - 1) // size * size


class _Name:
    """What one name's levels have drawn, by price, and its levels' prices around each last print."""

    __slots__ = ("_drawn", "_key", "_usual", "prices")

    def __init__(self, key: int, usual: float) -> None:
        self.prices: dict[tuple[int, bool], tuple[_Ten, _Ten]] = {}
        self._key, self._usual = key, usual
        self._drawn: dict[int, _Drawn] = {}

    def sizes(self, second: int, prices: _Ten) -> _Ten:
        """Return the sizes of levels, best first; a level keeps its own for some seconds."""
        sizes, known = [], self._drawn
        for level, price in enumerate(prices):
            drawn = known.get(price)
            if drawn is None or not drawn.begin <= second < drawn.end:
                if drawn is None:
                    if len(known) >= _MOST_DRAWN:
                        known.clear()
                    drawn = known[price] = _Drawn(mix_one(self._key + price * STEP))
                drawn.draw(second)
            sizes.append(drawn.sizes[level] or self._size(drawn, level, price))
        return tuple(sizes)

    def _size(self, drawn: _Drawn, level: int, price: int) -> int:
        size = int(self._usual * GROWTH[level] * drawn.part)
        if price % 1000 == 0:
            size *= 3
        # Round numbers are frequent, as people type them.
        if drawn.chosen < 0.2 and size >= 200:
            size -= size % 100
        elif drawn.chosen < 0.55 and size >= 20:
            size -= size % 10
        found = drawn.sizes[level] = size if size > 1 else 1
        return found


class _Drawn(msgspec.Struct, gc=False):
    """What a level draws for some seconds: its part of a usual size and its roundness.

    `own` is drawn once for its price; `sizes` are the shares it has as first, second and so on of
    its side, 0 where not yet counted.
    """

    own: int
    begin: int = 0
    end: int = 0
    part: float = 0.0
    chosen: float = 0.0
    sizes: list[int] = []

    def draw(self, second: int) -> None:
        """Draw for the seconds around this one."""
        seconds = 1 + self.own % 4
        turn = second // seconds
        word = mix_one(self.own + (turn + 1) * STEP)
        self.part = 0.3 + 0.35 / (0.2 + (word & 0xFFFF) / 65536)
        self.chosen = (word >> 16 & 0xFFFF) / 65536
        self.begin = turn * seconds
        self.end = self.begin + seconds
        self.sizes = [0] * LEVELS
