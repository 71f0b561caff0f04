"""The kinds of investors and how much of a name's trade each usually is; refuses days and moments."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.universe import Listing


class Kind(IntEnum):
    """A kind of investor; its number is its column. Together they are everybody who trades."""

    PERSON = 0
    CORPORATION = 1
    RESIDENT_FOREIGNER = 2
    FOREIGNER = 3
    SECURITIES = 4
    INSURANCE = 5
    TRUST = 6
    OTHER_FINANCE = 7
    BANK = 8
    PENSION = 9
    PRIVATE_FUND = 10
    STATE = 11


COUNT = len(Kind)
# 기관계 is the sum of these columns; with the foreigners they are who trades by programme.
INSTITUTIONS = slice(Kind.SECURITIES, COUNT)
PROGRAMME_KINDS = slice(Kind.FOREIGNER, COUNT)
OTHER_KINDS = slice(0, Kind.FOREIGNER)

# Usual parts of a name's volume in thousandths, in the order of the columns.
_LARGE = (418, 12, 3, 320, 90, 15, 30, 4, 5, 70, 25, 8)
_MIDDLE = (632, 15, 5, 180, 57, 9, 25, 4, 4, 42, 21, 6)
_SMALL = (812, 18, 8, 100, 24, 4, 9, 3, 3, 9, 7, 3)
_FUND = (379, 30, 4, 110, 425, 10, 14, 5, 9, 5, 6, 3)
_WARRANT = (470, 4, 2, 60, 452, 2, 2, 2, 2, 2, 1, 1)
_GOLD = (520, 62, 12, 40, 338, 5, 5, 4, 6, 3, 3, 2)
_LARGE_WORTH, _MIDDLE_WORTH = 10**13, 10**12

# Members of the two index baskets that programmes trade, by market value.
_BASKETS = {Market.KOSPI: 200, Market.KOSDAQ: 150}


def usual_parts(listings: tuple[Listing, ...]) -> Ints:
    """Return the usual parts of each kind (names x kinds) in thousandths."""
    return np.array([_profile(item) for item in listings], np.int64)


def _profile(item: Listing) -> tuple[int, ...]:
    if item.product is Product.SHARE:
        worth = item.previous_close * item.shares
        return _LARGE if worth >= _LARGE_WORTH else _MIDDLE if worth >= _MIDDLE_WORTH else _SMALL
    return {Product.ELW: _WARRANT, Product.GOLD: _GOLD}.get(item.product, _FUND)


def baskets(listings: tuple[Listing, ...]) -> dict[Market, Ints]:
    """Return the rows of the index baskets of KOSPI and KOSDAQ, the largest first."""
    found = {}
    for market, size in _BASKETS.items():
        shares = [x for x in listings if x.market is market and x.product is Product.SHARE]
        shares.sort(key=lambda item: (-item.previous_close * item.shares, item.code))
        found[market] = np.array([item.index for item in shares[:size]], np.int64)
    return found


def arbitrage_parts(listings: tuple[Listing, ...]) -> tuple[Floats, Floats]:
    """Return the most of arbitrage and of other programmes in what these kinds trade, by name."""
    arbitrage, other = np.zeros(len(listings)), np.zeros(len(listings))
    for market, rows in baskets(listings).items():
        arbitrage[rows] = 0.02 if market is Market.KOSPI else 0.008
        other[rows] = 0.6 if market is Market.KOSPI else 0.4
    return arbitrage, other


def institutions(columns: Ints) -> Ints:
    """Return the sum over the institutions of columns whose last axis is the kind."""
    total: Ints = columns[..., INSTITUTIONS].sum(axis=-1)
    return total


def in_units(amounts: Ints, unit: int) -> Ints:
    """Return amounts (last axis the kind) in whole units, so that the kinds still sum to the total.

    The total is the true one cut down; a kind may be one unit off its own.
    """
    ends = np.cumsum(amounts, axis=-1) // unit
    return np.diff(ends, axis=-1, prepend=0)
