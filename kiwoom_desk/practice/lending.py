"""Stock lending by name and day: lent, returned and still lent; refuses names nobody lends."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.balances import Balances, following, last_published
from kiwoom_desk.practice.draws import Ints, draw, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import Listing

MILLION = 1_000_000
_KEY = np.uint64(key_of("lending"))
_LEAST, _MORE, _FUNDS = 0.015, 0.11, 0.04


class Lent(msgspec.Struct, frozen=True):
    """Names x days in shares, and the balance at each day's close in won."""

    shares: Balances
    worth: Ints


class Lending:
    """Reads the lending of days that are over."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        listings, traits = flow.universe.listings, flow.path.traits
        taste = field(draw(traits.keys, _KEY), 0)
        funds = np.array([item.product is Product.ETF for item in listings])
        part = np.where(funds, _FUNDS * taste, _LEAST + _MORE * taste * taste)
        lent = np.array([lendable(item) for item in listings])
        self._ceiling: Ints = np.where(lent, np.floor(traits.shares * part), 0).astype(np.int64)
        self._turnover: Ints = np.minimum(traits.typical // 6, self._ceiling // 8)

    @property
    def newest(self) -> int:
        """Return the position of the newest day told."""
        return last_published(self._flow)

    def days(self, rows: Ints, first: int, last: int) -> Lent:
        """Return the days from position `first` to `last` of some names."""
        calendar, keys = self._flow.path.calendar, self._flow.path.traits.keys[rows] + _KEY
        ordinals = calendar.ordinals[first - 1 : last + 1]
        shares = following(keys, ordinals, self._ceiling[rows], self._turnover[rows])
        closes = self._flow.path.closes(rows, first, last)
        return Lent(shares, shares.held * closes)

    def lends(self, rows: Ints) -> bool:
        """Tell whether any of the names is lent at all."""
        return bool((self._ceiling[rows] > 0).any())

    def rows(self, markets: frozenset[Market]) -> Ints:
        """Return the names of some markets that are lent at all."""
        found = [
            item.index
            for item in self._flow.universe.listings
            if item.market in markets and self._ceiling[item.index] > 0
        ]
        return np.array(found, np.int64)


def lendable(item: Listing) -> bool:
    """Tell whether a name is lent: shares of the two large markets and ETFs."""
    return item.market in (Market.KOSPI, Market.KOSDAQ, Market.ETF) and not item.first_day
