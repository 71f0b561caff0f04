"""Daily prices of names that follow others, by their baskets or a model; refuses paths of shares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.baskets import BasketDays, FundDays
from kiwoom_desk.practice.calendar import TradingDays
from kiwoom_desk.practice.draws import Floats, Ints, distinct, key_of
from kiwoom_desk.practice.traits import Traits
from kiwoom_desk.practice.universe import Listing, Universe
from kiwoom_desk.practice.warrant_values import worth

FUNDS = (Product.ETF, Product.ETN, Product.GOLD)
WARRANTS = (Product.ELW, Product.RIGHT)
# Premium of price over value at a close, as a deviation: funds of listed names, of other markets.
_HOME_PREMIUM, _MOST_PREMIUM = 0.0009, 0.0022
# The volatility that prices imply goes so far around its mean, up and down.
_SWING = 0.18
_SWING_DAYS = 7
_YEAR = 365.0
_LEAST_YEARS = 0.5 / _YEAR
_TRADING_DAYS, _LEAST_SIGMA = 252, 0.05
# No price may fall below this part of its spot: a worthless warrant still shows one tick.
_LEAST_WORTH = 1e-5
_MONTH_DAYS = 20


class ModelledDays:
    """Prices before rounding, values and volatilities of all modelled names over days, kept."""

    def __init__(
        self,
        universe: Universe,
        traits: Traits,
        calendar: TradingDays,
        anchor: int,
        closes: Callable[[Ints, int, int], Ints],
    ) -> None:
        """Take the function that gives closes of shares from one position to another."""
        listings = universe.listings
        self._traits, self._calendar, self._anchor = traits, calendar, anchor
        self._closes = closes
        self.baskets = BasketDays(universe, traits.seed, calendar, anchor, closes)
        self.funds = tuple(x for x in listings if x.product in FUNDS and x.basket)
        self.warrants = tuple(x for x in listings if x.product in WARRANTS)
        rows = [item.index for item in (*self.funds, *self.warrants)]
        self.place = {row: n for n, row in enumerate(rows)}
        self.mask: npt.NDArray[np.bool_] = np.zeros(traits.count, bool)
        self.mask[rows] = True
        paying = [x.code for x in self.funds if pays(x)]
        self.extras = {
            x.code: FundDays(
                traits.seed,
                x.code,
                1 + paying.index(x.code) % _MONTH_DAYS if x.code in paying else 0,
            )
            for x in self.funds
        }
        self._first = self.baskets.first
        self._scales: dict[str, float] = {}

    def put(
        self,
        rows: Ints,
        snapped: Ints,
        plain: Floats,
        first: int,
        snap: Callable[[Ints, Floats], Ints],
    ) -> Ints:
        """Return closes from position `first` on with modelled names priced by their models.

        `plain` are the levels of paths of their own, which carry a course on before the kept days.
        """
        here = np.flatnonzero(self.mask[rows])
        if not len(here):
            return snapped
        self.reach(first + snapped.shape[1] - 1)
        before = max(self._first - first, 0)
        cut = slice(max(first - self._first, 0), first + snapped.shape[1] - self._first)
        places = [self.place[int(row)] for row in rows[here]]
        levels = plain[here].copy()
        known = self.prices[places][:, cut]
        if before and known.shape[1]:
            levels[:, :before] *= (known[:, 0] / levels[:, before])[:, None]
        levels[:, before:] = known
        found = snapped.copy()
        found[here] = snap(rows[here], levels)
        if first <= self._anchor - 1 < first + snapped.shape[1]:
            pivot = self._anchor - 1 - first
            found[here, pivot] = self._traits.previous_close[rows[here]]
        return found

    def reach(self, last: int) -> None:
        """Make everything up to position `last`."""
        if not self.baskets.reach(last):
            return
        self.ordinals: Ints = self._calendar.ordinals[self._first : self.baskets.last + 1]
        shape = (len(self.funds), len(self.ordinals))
        premiums = np.array([self._premiums(item) for item in self.funds]).reshape(shape)
        self.premiums: Floats = premiums
        self.values = np.array(
            [self._values(x, premiums[n]) for n, x in enumerate(self.funds)]
        ).reshape(shape)
        self.spots = self._spots()
        self.sigmas = self._sigmas()
        priced = [self._priced(n, item) for n, item in enumerate(self.warrants)]
        self.prices: Floats = np.concatenate(
            [self.values * (1.0 + premiums), np.array(priced).reshape(-1, len(self.ordinals))]
        )

    @property
    def first(self) -> int:
        """Return the position of the first kept day."""
        return self._first

    @property
    def pivot(self) -> int:
        """Return the place of the close before the first practice day."""
        return self._anchor - 1 - self._first

    # --- funds ----------------------------------------------------------------------------

    def premium_width(self, item: Listing) -> float:
        """Return how far a fund's price usually stands from its value, as a part of it."""
        basket = self.baskets.baskets[self.baskets.place[item.basket]]
        width = min(basket.entry.deviation / 10_000 / 4, _MOST_PREMIUM)
        return _HOME_PREMIUM if basket.rows else width

    def value_course(self, item: Listing, levels: Floats, at: int) -> Floats:
        """Return values of a fund's share in won at levels of its basket on the kept day at `at`."""
        level_before = float(self.baskets.levels[self.baskets.place[item.basket], at - 1])
        before = float(self.values[self.place[item.index], at - 1])
        values: Floats = before * (
            1.0 + item.gear * (levels / level_before - 1.0) + self.beside(item, at)
        )
        return values

    def beside(self, item: Listing, at: int) -> float:
        """Return by how much a fund's value moves beside its basket on the kept day at `at`."""
        extra, ordinals = self.extras[item.code], self.ordinals[: at + 1]
        return float(extra.misses(ordinals)[-1] - extra.payments(ordinals)[-1])

    def _premiums(self, item: Listing) -> Floats:
        return self.extras[item.code].premiums(self.ordinals, self.premium_width(item))

    def _values(self, item: Listing, premiums: Floats) -> Floats:
        """Return the value of a fund's share at each close, in won."""
        extra = self.extras[item.code]
        level = self.baskets.levels[self.baskets.place[item.basket]]
        moves = item.gear * np.diff(level) / level[:-1] + extra.misses(self.ordinals[1:])
        moves -= extra.payments(self.ordinals)[1:]
        path = np.concatenate([[1.0], np.multiply.accumulate(1.0 + moves)])
        start = item.previous_close / (1.0 + premiums[self.pivot])
        values: Floats = path / path[self.pivot] * start
        return values

    # --- warrants and rights --------------------------------------------------------------

    def _spots(self) -> Floats:
        """Return closes of the underlyings at each close; index levels in points."""
        spots = np.ones((len(self.warrants), len(self.ordinals)))
        leads = self._traits.lead[[item.index for item in self.warrants]].astype(np.int64)
        names = distinct(leads)
        closes = self._closes(names[~self.mask[names]], self._first, self.baskets.last)
        rows = names[~self.mask[names]]
        for n, item in enumerate(self.warrants):
            place = self.baskets.place.get(item.underlying)
            if place is not None and self.mask[leads[n]]:
                spots[n] = np.floor(self.baskets.levels[place] * 100) / 100
            else:
                spots[n] = closes[np.searchsorted(rows, leads[n])]
        return spots

    def usual_sigmas(self) -> Floats:
        """Return the yearly volatility of each underlying before the first practice day."""
        moves = np.diff(np.log(self.spots[:, : self.pivot + 1]), axis=1)
        usual: Floats = np.maximum(moves.std(axis=1) * np.sqrt(_TRADING_DAYS), _LEAST_SIGMA)
        return usual

    def _sigmas(self) -> Floats:
        """Return the volatility each price implies at each close."""
        keys = np.array(
            [key_of(self._traits.seed, "volatility", x.code) for x in self.warrants], np.uint64
        )
        swing = drifting(keys[:, None], self.ordinals[None, :], _SWING_DAYS)
        sigmas: Floats = self.usual_sigmas()[:, None] * (1.0 + _SWING * (2.0 * swing - 1.0))
        return sigmas

    def years(self, item: Listing) -> Floats:
        """Return the time to expiry at each kept close, in years of 365 days."""
        left = (self.expires(item) - self.ordinals) / _YEAR
        return np.maximum(left, _LEAST_YEARS)

    def ended_at(self, item: Listing) -> int:
        """Return the place of the last day of trading of an ended warrant."""
        stop = self._traits.halted_from(item.index, int(self._calendar.ordinals[self._anchor]))
        return max(int(np.searchsorted(self.ordinals, stop)) - 1, 0)

    def expires(self, item: Listing) -> int:
        """Return the day of expiry as an ordinal: the second trading day after the last one."""
        if item.expires_on is not None:
            return item.expires_on.toordinal()
        return int(self.ordinals[min(self.ended_at(item) + 2, len(self.ordinals) - 1)])

    def _priced(self, n: int, item: Listing) -> Floats:
        """Return the price at each close, so that it is the listed one before the first day."""
        value = self._worths(item, self.spots[n], self.years(item), self.sigmas[n])
        if item.halted:
            value[self.ended_at(item) :] = value[self.ended_at(item)]
        self._scales[item.code] = item.previous_close / float(value[self.pivot])
        priced: Floats = value * self._scales[item.code]
        return priced

    def _worths(self, item: Listing, spot: Floats, years: Floats, sigma: Floats) -> Floats:
        value = worth(item.right, item.form, spot, item.strike, years, sigma)
        return np.maximum(value, spot * _LEAST_WORTH)

    def price_course(self, n: int, spots: Floats, at: int) -> Floats:
        """Return prices of the n-th warrant at spots of its underlying on the kept day at `at`.

        The volatility that they imply goes on to that of the day's close.
        """
        item = self.warrants[n]
        sigma = np.linspace(self.sigmas[n, at - 1], self.sigmas[n, at], len(spots))
        years = np.full(len(spots), self.years(item)[at])
        course: Floats = self._worths(item, spots, years, sigma) * self._scales[item.code]
        return course


def pays(item: Listing) -> bool:
    """Tell whether a fund pays its holders: plain ones that do not reinvest, of shares or bonds."""
    plain = item.product is Product.ETF and item.gear == 1.0
    reinvests = "TR" in item.name or "합성" in item.name
    return plain and not reinvests and not item.basket.startswith(("60", "59"))
