"""Tick sizes and price limits over whole columns of names; refuses prices off the dated rules."""

from __future__ import annotations

import bisect
from datetime import date

import numpy as np

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.domain.rules import LimitRule, MarketRules, RulesError, TickTable
from kiwoom_desk.practice.draws import Floats, Ints

_NO_BOUND = np.iinfo(np.int64).max
# A first day of listing trades between 60 % and 400 % of the issue price.
_FIRST_DAY = (60, 400)
# From so many prices a name on it is worth to look first whether all of them are in one band.
_MANY = 8
# From so many prices on it is worth to look first whether all names are of one kind.
_MUCH = 1_000


class PriceGrid:
    """The tick tables of one day for every product, applied row by row.

    Prices come as arrays whose first axis is the name; `rows` tells which names they are.
    """

    def __init__(
        self, rules: MarketRules, day: date, products: list[Product], markets: list[Market]
    ) -> None:
        """Take the tables that hold on `day`; for days before all of them the earliest one."""
        kinds = sorted(set(products))
        tables = [_ticks(rules, kind, day) for kind in kinds]
        width = max(len(table.bands) for table in tables)
        self._bounds = np.full((len(kinds), width - 1), _NO_BOUND, np.int64)
        self._sizes = np.ones((len(kinds), width), np.int64)
        for place, table in enumerate(tables):
            for band, (bound, size) in enumerate((b.below, b.size) for b in table.bands):
                self._sizes[place, band] = size
                if bound:
                    self._bounds[place, band] = bound
        self._bound_lists: list[list[int]] = self._bounds.tolist()
        self._size_lists: list[list[int]] = self._sizes.tolist()
        self._kinds = [kinds.index(product) for product in products]
        self._kind = np.array(self._kinds, np.intp)
        self._percent = np.array(
            [_limit(rules, market, day).percent for market in markets], np.int64
        )

    def size(self, rows: Ints, prices: Ints) -> Ints:
        """Return the tick size at each price."""
        return np.broadcast_to(self._size(rows, prices), prices.shape).copy()

    def _size(self, rows: Ints, prices: Ints) -> Ints:
        """Return tick sizes that broadcast to the prices: one a name where all keep to one band."""
        if prices.ndim != 2 or rows.ndim != 1 or prices.shape[1] < _MANY:
            return self._by_band(rows, prices)
        low = self._by_band(rows, prices.min(axis=1))
        mixed = np.flatnonzero(low != self._by_band(rows, prices.max(axis=1)))
        if not len(mixed):
            return low[:, None]
        sizes = np.broadcast_to(low[:, None], prices.shape).copy()
        sizes[mixed] = self._by_band(rows[mixed], prices[mixed])
        return sizes

    def _by_band(self, rows: Ints, prices: Ints) -> Ints:
        kinds = self._kind[rows]
        if prices.size >= _MUCH and (kinds == kinds.flat[0]).all():
            return self._of_kind(int(kinds.flat[0]), prices)
        kind = kinds.reshape(rows.shape + (1,) * (prices.ndim - rows.ndim))
        sizes: Ints = np.broadcast_to(self._sizes[kind, 0], prices.shape)
        for band in range(self._bounds.shape[1]):
            over = prices >= self._bounds[kind, band]
            if not over.any():
                break
            sizes = np.where(over, self._sizes[kind, band + 1], sizes)
        return sizes

    def _of_kind(self, kind: int, prices: Ints) -> Ints:
        """Return tick sizes where all names are of one kind: bands are counted in single bytes."""
        band = np.zeros(prices.shape, np.int8)
        for bound in self._bound_lists[kind]:
            over = prices >= bound
            if not over.any():
                break
            band += over.view(np.int8)
        sizes: Ints = self._sizes[kind].take(band)
        return sizes

    def size_one(self, row: int, price: int) -> int:
        """Return the tick size of one name at one price."""
        kind = self._kinds[row]
        band = bisect.bisect_right(self._bound_lists[kind], price)
        return self._size_lists[kind][band]

    def rising(self, row: int, price: int, limit: int, count: int) -> list[int]:
        """Return at most `count` prices of one name's grid from `price` up to `limit`."""
        kind = self._kinds[row]
        bounds, sizes = self._bound_lists[kind], self._size_lists[kind]
        band = bisect.bisect_right(bounds, price)
        prices: list[int] = []
        while price <= limit and len(prices) < count:
            prices.append(price)
            price = (price // sizes[band] + 1) * sizes[band]
            while band < len(bounds) and price >= bounds[band]:
                band += 1
        return prices

    def falling(self, row: int, price: int, limit: int, count: int) -> list[int]:
        """Return at most `count` prices of one name's grid from `price` down to `limit`."""
        kind = self._kinds[row]
        bounds, sizes = self._bound_lists[kind], self._size_lists[kind]
        band = bisect.bisect_right(bounds, price - 1)
        prices: list[int] = []
        while price >= limit and len(prices) < count:
            prices.append(price)
            price = (price - 1) // sizes[band] * sizes[band]
            while band and price - 1 < bounds[band - 1]:
                band -= 1
        return prices

    def near(self, rows: Ints, prices: Floats) -> Ints:
        """Return the price of the grid nearest to each price, at least one tick size."""
        whole = np.maximum(np.floor(prices + 0.5), 1.0).astype(np.int64)
        size = self._size(rows, whole)
        whole += size // 2
        nearest: Ints = np.maximum(_multiple(whole, size), size)
        return nearest

    def down(self, rows: Ints, prices: Floats) -> Ints:
        """Return the highest price of the grid not above each price, at least one tick size."""
        whole = np.maximum(np.floor(prices), 1.0).astype(np.int64)
        size = self._size(rows, whole)
        floor: Ints = np.maximum(_multiple(whole, size), size)
        return floor

    def up(self, rows: Ints, prices: Floats) -> Ints:
        """Return the lowest price of the grid not below each price."""
        whole = np.maximum(np.ceil(prices), 1.0).astype(np.int64)
        size = self._size(rows, whole)
        whole += size - 1
        return _multiple(whole, size)

    def next_up(self, rows: Ints, prices: Ints) -> Ints:
        """Return the next price of the grid above each price, which may lie off the grid."""
        size = self.size(rows, prices)
        above: Ints = (prices // size + 1) * size
        return above

    def next_down(self, rows: Ints, prices: Ints) -> Ints:
        """Return the next price of the grid below each price; 0 below the lowest."""
        size = self.size(rows, np.maximum(prices - 1, 0))
        below: Ints = (prices - 1) // size * size
        return below

    def percents(self, rows: Ints) -> Ints:
        """Return how far the limits of a day lie from its base, in percent."""
        return self._percent[rows]

    def limits(self, rows: Ints, base: Ints) -> tuple[Ints, Ints]:
        """Return lowest and highest price of a day from its base price, rounded inwards."""
        percent = self._percent[rows].reshape(rows.shape + (1,) * (base.ndim - rows.ndim))
        size = self.size(rows, base)
        width = base * percent // 100 // size * size
        return self._inwards(rows, np.maximum(base - width, 1), base + width)

    def first_day_limits(self, rows: Ints, issue: Ints) -> tuple[Ints, Ints]:
        """Return the limits of a first day of listing: 60 to 400 percent of the issue price."""
        low, high = _FIRST_DAY
        return self._inwards(rows, np.maximum(issue * low // 100, 1), issue * high // 100)

    def _inwards(self, rows: Ints, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        upper = upper - upper % self.size(rows, upper)
        lower = lower + -lower % self.size(rows, lower)
        return lower, upper


class RangeGrid:
    """The grid inside one price range a name: where a range keeps to one band, a single tick size."""

    def __init__(self, grid: PriceGrid, rows: Ints, lowest: Ints, highest: Ints) -> None:
        """Take the rows and the lowest and highest price of each."""
        self._grid, self._rows = grid, rows
        low, high = grid.size(rows, lowest), grid.size(rows, highest)
        self._one = low[:, None]
        self._mixed = np.flatnonzero(low != high)

    def size(self, prices: Ints) -> Ints:
        """Return the tick size at each price of the range, broadcast over the second axis."""
        if not len(self._mixed):
            return self._one
        sizes = np.broadcast_to(self._one, prices.shape).copy()
        sizes[self._mixed] = self._grid.size(self._rows[self._mixed], prices[self._mixed])
        return sizes

    def near(self, prices: Floats) -> Ints:
        """Return the price of the grid nearest to each price of the range."""
        nearest = (np.floor(prices / self._one + 0.5) * self._one).astype(np.int64)
        if len(self._mixed):
            nearest[self._mixed] = self._grid.near(self._rows[self._mixed], prices[self._mixed])
        return nearest

    def onto(self, prices: Ints) -> Ints:
        """Put prices that stand whole tick sizes off the grid's prices onto it where bands change."""
        if len(self._mixed):
            mixed = prices[self._mixed].astype(np.float64)
            prices[self._mixed] = self._grid.near(self._rows[self._mixed], mixed)
        return prices


def _multiple(prices: Ints, size: Ints) -> Ints:
    """Return the multiple of the size not above each price; floats divide far quicker and as exactly."""
    return np.floor(prices / size).astype(np.int64) * size


def _ticks(rules: MarketRules, product: Product, day: date) -> TickTable:
    tables = [table for table in rules.ticks if product in table.products]
    if not tables:
        raise RulesError(f"no tick table for {product}")
    holding = [table for table in tables if table.holds(day)]
    return holding[0] if holding else min(tables, key=lambda table: table.valid_from)


def _limit(rules: MarketRules, market: Market, day: date) -> LimitRule:
    found = [rule for rule in rules.limits if market in rule.markets]
    if not found:
        raise RulesError(f"no price limit for market {market}")
    holding = [rule for rule in found if rule.holds(day)]
    return holding[0] if holding else found[0]
