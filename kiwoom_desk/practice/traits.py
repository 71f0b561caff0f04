"""What makes each name move as it does: keys, factors, deviation, usual trade; refuses market data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.draws import Floats, Ints, Words, key_of, keys_of
from kiwoom_desk.practice.products import basket_entries
from kiwoom_desk.practice.universe import Listing, Universe

# One print in a name that trades 7 trillion won a day comes five times a second on average.
_BUSIEST_VALUE, _BUSIEST_PRINTS = 7.0e12, 114_000.0
# Of one name in a minute, which has 1,200 moments; a busy market has some times as many at most.
_MOST_PRINTS, _MOST_BUSIER = 1000, 3.0
_NO_FACTOR = 0
_KOSPI_FACTOR, _KOSDAQ_FACTOR = 1, 2
_FIRST_SECTOR_FACTOR = 3
_FOLLOWED = {
    "KOSPI": _KOSPI_FACTOR, "KOSDAQ": _KOSDAQ_FACTOR, "201": _KOSPI_FACTOR, "150": _KOSDAQ_FACTOR,
}  # fmt: skip
_HALTED_DAYS = 120

# Daily deviation by market value in won, largest first.
_DEVIATIONS = ((2.0e13, 0.014), (2.0e12, 0.018), (3.0e11, 0.022), (0.0, 0.026))
_BOUNDS = {Market.KONEX: 0.13, Market.ELW: 0.60}


class Traits:
    """Columns over all names, by listing index, fixed for a universe and a seed.

    `lead` is the row whose path a product follows, `gear` how many times; `market_factor` and
    `sector_factor` number the common factors (0 = none).
    """

    def __init__(self, universe: Universe, seed: int, busy: float = 1.0) -> None:
        """Take `busy` times as many prints as usual for every name."""
        listings = universe.listings
        self.count = len(listings)
        self.seed = seed
        self.keys: Words = keys_of([item.code for item in listings], seed)
        self.previous_close = _whole([item.previous_close for item in listings])
        self.typical = _whole([item.typical_volume for item in listings])
        self.shares = _whole([item.shares for item in listings])
        self.issue_price = _whole([item.issue_price for item in listings])
        self.halted = np.array([item.halted for item in listings], bool)
        self.listed_on = _whole([i.listed_on.toordinal() if i.listed_on else 0 for i in listings])
        self.first_day = np.array([item.first_day for item in listings], bool)
        self.lead = _whole([_lead(universe, item) for item in listings])
        self.gear: Floats = np.array([item.gear for item in listings])
        sectors = sorted({item.sector_name for item in listings})
        self.factors = _FIRST_SECTOR_FACTOR + len(sectors)
        self.factor_keys: Words = np.array(
            [key_of(seed, "factor", n) for n in range(self.factors)], np.uint64
        )
        self.market_factor = _whole([_market_factor(item) for item in listings])
        self.sector_factor = _whole(
            [
                _FIRST_SECTOR_FACTOR + sectors.index(item.sector_name) if item.sector_name else 0
                for item in listings
            ]
        )
        self.beta: Floats = np.array(
            [_beta(item, key) for item, key in zip(listings, self.keys, strict=True)]
        )
        self.deviation: Floats = np.array([_deviation(item) for item in listings])
        # Static and dynamic interruptions in percent; the daily path, which has the rules, sets them.
        self.bounds: Ints = np.zeros((self.count, 2), np.int64)
        # Lays prices of funds over paths of their own; the daily path, which knows baskets, sets it.
        self.put_courses: Callable[[Ints, Ints, Floats], None] = _none
        self.bound: Floats = np.array([_BOUNDS.get(item.market, 0.25) for item in listings])
        self.may_be_hot = np.array([_may_be_hot(item) for item in listings], bool)
        value = self.typical.astype(np.float64) * self.previous_close
        self.prints: Floats = np.minimum(
            busy * _BUSIEST_PRINTS * np.sqrt(value / _BUSIEST_VALUE),
            self.typical.astype(np.float64),
        )
        self.most_prints = _MOST_PRINTS * min(busy, _MOST_BUSIER)

    def halted_from(self, row: int, ordinal: int) -> int:
        """Return the day since when a halted name does not trade, from the first practice day."""
        return ordinal - 1 - int(self.keys[row] % np.uint64(_HALTED_DAYS))


def _none(rows: Ints, ordinals: Ints, path: Floats) -> None:
    """Lay nothing over paths."""


def _whole(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _lead(universe: Universe, item: Listing) -> int:
    leader = universe.by_code.get(item.underlying)
    return leader.index if leader else item.index


def _market_factor(item: Listing) -> int:
    if item.product is Product.SHARE:
        return _KOSPI_FACTOR if item.market is Market.KOSPI else _KOSDAQ_FACTOR
    return _FOLLOWED.get(item.underlying, _NO_FACTOR)


def _beta(item: Listing, key: np.uint64) -> float:
    if item.product is not Product.SHARE:
        return 1.0
    if _still(item):
        return 0.02
    spread = 0.6 + 0.8 * (int(key) % 1024) / 1024
    return 0.3 * spread if item.market is Market.KONEX else spread


def _deviation(item: Listing) -> float:
    if item.product in (Product.ETF, Product.ETN):
        # A fund of a market has hardly a path of its own.
        return 0.0005 if item.underlying else _elsewhere(item.basket)
    if item.product in (Product.GOLD, Product.ELW):
        # Warrants of shares move with their lead; these are warrants of an index.
        return 0.009
    if _still(item):
        return 0.003
    value = item.previous_close * item.shares
    return next(deviation for least, deviation in _DEVIATIONS if value >= least)


def _elsewhere(basket: str) -> float:
    """Return the deviation of a market that is not listed here."""
    return next((x.deviation / 10_000 for x in basket_entries() if x.code == basket), 0.010)


def _still(item: Listing) -> bool:
    # Blank-cheque companies hold cash and hardly move.
    return "스팩" in item.name


def _may_be_hot(item: Listing) -> bool:
    return item.product is Product.SHARE and item.market is not Market.KONEX and not _still(item)
