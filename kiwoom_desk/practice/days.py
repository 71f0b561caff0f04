"""Daily bars of every name, past, present and to come, from counting; refuses minutes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.calendar import TradingDays
from kiwoom_desk.practice.day_columns import SINGLE_PRINT_VOLUME, DayColumns
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, fat, field, key_of
from kiwoom_desk.practice.fund_courses import FundCourses
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.modelled import ModelledDays
from kiwoom_desk.practice.pauses import bounds_of
from kiwoom_desk.practice.traits import Traits
from kiwoom_desk.practice.universe import Universe

__all__ = ["DayColumns", "DayPath"]

Flags = npt.NDArray[np.bool_]

# Deviation of the common factors a day: none, KOSPI, KOSDAQ, then every sector.
_MARKET_DEVIATION, _SECTOR_DEVIATION = 0.014, 0.008
# Beyond this the day of a market grows by logarithm only: more than five percent is rare.
_MARKET_FAR, _MARKET_SCALE = 0.03, 0.01
_REGIME_DAYS = 10
_LOWEST, _HIGHEST = 60.0, 4_000_000.0
_HALTED_DAYS = 120
# On a few days a share is in everybody's mouth: it moves further and trades more.
_HOT_CHANCE, _HOT_DEVIATION, _HOT_TRADE = 0.05, 0.07, 5.0
# The largest shares, fifty or a fifth of all, move less far on such days and never go to a limit.
_LARGEST, _LARGEST_PART, _LARGEST_HOT = 50, 5, 0.028
# What a large share trades beyond so many usual days grows by logarithm only: up to this deviation,
# beyond so many days, with such a scale. Small ones do trade twenty times their usual.
_CALM = ((0.014, 2.0, 1.0), (0.018, 4.0, 3.0))
# On fewer days still it goes to a limit: as often up as down where its level is kept.
_LIMIT_UP, _LIMIT_DOWN = 0.017, 0.0125
_LOCKED, _STEADY, _NEVER = 0.5, 0.014, 9.0
_FADE_DAYS = 20
# How far the days of a fund of listed shares reach beyond open and close, before the first one played.
_FUND_RANGE = 0.006


class DayPath:
    """The daily path of a universe, anchored at the closes before the first practice day."""

    def __init__(
        self,
        universe: Universe,
        rules: MarketRules,
        seed: int,
        anchor: date,
        busy: float = 1.0,
    ) -> None:
        """Anchor at `anchor`, a trading day: its base prices are the universe's previous closes."""
        self.traits = Traits(universe, seed, busy)
        self.traits.bounds = bounds_of(universe, rules, anchor)
        self.calendar = TradingDays(rules, anchor)
        self.anchor = self.calendar.position(anchor)
        products = [item.product for item in universe.listings]
        self.grid = PriceGrid(rules, anchor, products, [item.market for item in universe.listings])
        self._volume_key = np.uint64(key_of("volume"))
        self._shape_key = np.uint64(key_of("shape"))
        self._hot_key = np.uint64(key_of("hot"))
        self._regime_key = np.uint64(key_of(seed, "regime"))
        # Names are asked for one after another, over the same days.
        self._factors = lru_cache(maxsize=4)(self._make_factors)
        every = np.arange(self.traits.count)
        # No other day moves as far: moves are bounded below. The largest names never go to a limit.
        largest = _largest(self.traits)
        steady = largest | (self.traits.deviation <= _STEADY)
        self._heat: Floats = np.where(largest, _LARGEST_HOT, _HOT_DEVIATION)
        self._may_limit = self.traits.may_be_hot & ~steady
        far = self.grid.percents(every) / 100.0
        self._far: Floats = np.where(self._may_limit, far, _NEVER)
        self._calm_from, self._calm_scale = _calm(self.traits)
        self.modelled = ModelledDays(universe, self.traits, self.calendar, self.anchor, self.closes)
        # A fund of listed shares hardly has a path of its own, but its days reach as far as theirs.
        self._range: Floats = self.traits.deviation.copy()
        funds = [x.index for x in self.modelled.funds if x.underlying]
        self._range[funds] = np.maximum(self._range[funds], _FUND_RANGE)
        self._courses = FundCourses(
            rules, self.modelled, self.traits, self.grid, self.calendar, self.anchor, self.columns
        )
        self.traits.put_courses = self._courses.put_minutes

    def columns(self, rows: Ints, first: int, last: int) -> DayColumns:
        """Return the bars of `rows` from position `first` to `last`, both included."""
        traits, grid = self.traits, self.grid
        # A close at a limit is measured from the close before.
        lowest = min(max(first - 2, 0), self.anchor - 1)
        highest = max(last, self.anchor - 1)
        returns, volume, hot = self._moves(rows, lowest, highest)
        closes = self._closes(rows, returns, lowest)
        cut = slice(first - lowest, last - lowest + 1)
        base = closes[:, first - 1 - lowest : last - lowest].copy()
        ordinals = self.calendar.ordinals[first : last + 1]
        lower, upper = grid.limits(rows, base)
        newborn = (traits.first_day & (traits.listed_on > 0))[rows]
        for row in np.flatnonzero(newborn):
            here = ordinals == traits.listed_on[rows[row]]
            one = rows[row : row + 1]
            base[row, here] = traits.issue_price[one]
            low, high = grid.first_day_limits(one, traits.issue_price[one])
            lower[row, here], upper[row, here] = low, high
        close = np.clip(closes[:, cut], lower, upper)
        moved = volume[:, cut] > 0
        close = np.where(moved, close, base)
        bars = self._shape(rows, ordinals, base, close, lower, upper, volume[:, cut], hot[:, cut])
        found = DayColumns(ordinals, base, *bars, close, volume[:, cut], lower, upper)
        self._courses.put_days(rows, first, found)
        return found

    def closes(self, rows: Ints, first: int, last: int) -> Ints:
        """Return only the closes of `rows` from position `first` to `last`."""
        lowest = min(max(first - 1, 0), self.anchor - 1)
        highest = max(last, self.anchor - 1)
        returns, _, _ = self._moves(rows, lowest, highest)
        return self._closes(rows, returns, lowest)[:, first - lowest : last - lowest + 1]

    def _closes(self, rows: Ints, returns: Floats, lowest: int) -> Ints:
        # Levels stay unrounded, so that one path holds from wherever it is asked for.
        start = self.traits.previous_close[rows].astype(np.float64)[:, None]
        pivot = self.anchor - 1 - lowest
        back = np.multiply.accumulate(1.0 / (1.0 + returns[:, pivot:0:-1]), axis=1)[:, ::-1]
        ahead = np.multiply.accumulate(1.0 + returns[:, pivot + 1 :], axis=1)
        levels = np.concatenate([start * back, start, start * ahead], axis=1)
        bounded = np.clip(levels, np.minimum(_LOWEST, start), np.maximum(_HIGHEST, start))
        snapped = self.grid.near(rows, bounded)
        own = np.where(levels == start, self.traits.previous_close[rows][:, None], snapped)
        self._put_limits(rows, returns, own)
        return self.modelled.put(rows, own, levels, lowest, self.grid.near)

    def _put_limits(self, rows: Ints, returns: Floats, closes: Ints) -> None:
        """Set the closes of days that end at a limit; the first column has no close before it."""
        far = np.abs(returns) >= self._far[rows][:, None]
        far[:, 0] = False
        places, days = np.nonzero(far)
        if len(places):
            lower, upper = self.grid.limits(rows[places], closes[places, days - 1])
            limit = np.where(returns[places, days] > 0, upper, lower)
            # A level beyond the bounds of all prices is far from where its price could go.
            near = np.abs(closes[places, days] - limit) * 100 <= limit
            closes[places[near], days[near]] = limit[near]

    def _moves(self, rows: Ints, lowest: int, highest: int) -> tuple[Floats, Ints, Flags]:
        """Return returns, volumes and which days are hot over positions.

        A day without trade has return 0.
        """
        ordinals = self.calendar.ordinals[lowest : highest + 1]
        days = ordinals.astype(np.uint64)[None, :]
        traits = self.traits
        own = draw(traits.keys[rows][:, None] + self._volume_key, days)
        lead = traits.lead[rows]
        hot = self._hot(lead, ordinals)
        volume = self._volumes(rows, ordinals, own, hot)
        factor = self._factors(lowest, highest)
        deviation = traits.deviation[lead][:, None]
        returns = fat(draw(traits.keys[lead][:, None], days)) * deviation
        returns *= np.where(hot, self._heat[lead][:, None] / deviation, 1.0)
        # Half the variance keeps the level of long histories from drifting off.
        returns += 0.5 * deviation * deviation
        returns += traits.beta[lead][:, None] * factor[traits.market_factor[lead]]
        sector = traits.sector_factor[lead]
        returns += np.where(sector[:, None] > 0, factor[sector], 0.0)
        returns *= traits.gear[rows][:, None]
        bound = traits.bound[rows][:, None]
        returns = np.clip(returns, -bound, bound)
        side = self._sides(rows, max(lowest - _FADE_DAYS, 0), highest)
        returns += self._fade(rows, side)[:, lowest - highest - 1 :]
        side = side[:, lowest - highest - 1 :]
        returns = np.where(side == 0, returns, side * self._far[rows][:, None])
        return np.where(volume > 0, returns, 0.0), volume, hot

    def _make_factors(self, lowest: int, highest: int) -> Floats:
        """Return how far each common factor moves on the days of some positions."""
        days = self.calendar.ordinals[lowest : highest + 1].astype(np.uint64)
        regime = 0.55 + 0.45 / (
            0.3 + field(draw(self._regime_key, days // np.uint64(_REGIME_DAYS)), 0)
        )
        factor = fat(draw(self.traits.factor_keys[:, None], days[None, :]))
        factor[0] = 0.0
        factor[1] *= _MARKET_DEVIATION * regime
        factor[2] = 0.7 * factor[1] + 0.8 * _MARKET_DEVIATION * regime * factor[2]
        over = np.maximum(np.abs(factor[1:3]) - _MARKET_FAR, 0.0)
        factor[1:3] -= np.sign(factor[1:3]) * (
            over - _MARKET_SCALE * np.log1p(over / _MARKET_SCALE)
        )
        factor[3:] *= _SECTOR_DEVIATION
        factor.flags.writeable = False
        return factor

    def _sides(self, rows: Ints, lowest: int, highest: int) -> Ints:
        """Return 1 or -1 on days that go to the upper or lower limit, never two in a row, else 0."""
        ordinals = self.calendar.ordinals[max(lowest - 1, 0) : highest + 1].astype(np.uint64)
        words = draw(self.traits.keys[rows][:, None] + self._hot_key, ordinals[None, :])
        drawn = field(words, 1)
        side = (drawn < _LIMIT_UP).astype(np.int64) - (drawn >= 1.0 - _LIMIT_DOWN)
        side *= self._may_limit[rows][:, None]
        alone = np.where(side[:, :-1] == 0, side[:, 1:], 0)
        if not lowest:
            alone = np.concatenate([side[:, :1], alone], axis=1)
        # The closes given before the first practice day stand as they are.
        alone[:, self.anchor - 1 - lowest] = 0
        return alone

    def _fade(self, rows: Ints, side: Ints) -> Floats:
        """Return how much of the limits of the days before is given back each day.

        Without it a name would end up anywhere after some years.
        """
        far = self._far[rows][:, None]
        gone = np.where(side > 0, np.log1p(far), 0.0)
        gone -= np.where(
            side < 0, np.log1p(np.minimum(far, 0.9) / (1.0 - np.minimum(far, 0.9))), 0.0
        )
        run = np.cumsum(gone, axis=1)
        before = np.concatenate([np.zeros((len(rows), 1)), run], axis=1)[:, :-1]
        earlier = np.zeros_like(before)
        earlier[:, _FADE_DAYS:] = before[:, :-_FADE_DAYS]
        faded: Floats = (earlier - before) / _FADE_DAYS
        return faded

    def _hot(self, rows: Ints, ordinals: Ints) -> Flags:
        """Tell on which days names that may be hot are."""
        words = draw(
            self.traits.keys[rows][:, None] + self._hot_key, ordinals.astype(np.uint64)[None, :]
        )
        hot: Flags = (field(words, 0) < _HOT_CHANCE) & self.traits.may_be_hot[rows][:, None]
        return hot

    def _volumes(self, rows: Ints, ordinals: Ints, own: Words, hot: Flags) -> Ints:
        traits = self.traits
        busy = 0.25 + 0.33 / (0.1 + field(own, 1))
        busy *= 0.7 + 0.6 * field(own, 2)
        busy *= np.where(hot, _HOT_TRADE, 1.0)
        calm = np.flatnonzero(np.isfinite(self._calm_from[rows]))
        if len(calm):
            scale = self._calm_scale[rows[calm]][:, None]
            over = np.maximum(busy[calm] - self._calm_from[rows[calm]][:, None], 0.0)
            busy[calm] += scale * np.log1p(over / scale) - over
        volume = np.floor(traits.typical[rows].astype(np.float64)[:, None] * busy)
        ceiling = np.maximum(traits.shares[rows] // 2, 1).astype(np.float64)[:, None]
        volume = np.minimum(volume, ceiling).astype(np.int64)
        # A tiny usual volume stands for a name that trades on some days only.
        rare = traits.typical[rows][:, None] < 1 + (field(own, 3) * 40).astype(np.int64)
        halted_from = (
            self.calendar.ordinals[self.anchor]
            - 1
            - (traits.keys[rows] % np.uint64(_HALTED_DAYS)).astype(np.int64)
        )
        stopped = traits.halted[rows][:, None] & (ordinals[None, :] >= halted_from[:, None])
        return np.where(rare | stopped, 0, volume)

    def _shape(
        self,
        rows: Ints,
        ordinals: Ints,
        base: Ints,
        close: Ints,
        lower: Ints,
        upper: Ints,
        volume: Ints,
        hot: Flags,
    ) -> tuple[Ints, Ints, Ints]:
        """Return open, high and low around base and close, on the grid and inside the limits."""
        words = draw(
            self.traits.keys[rows][:, None] + self._shape_key, ordinals.astype(np.uint64)[None, :]
        )
        spread = self._range[self.traits.lead[rows]] * np.abs(self.traits.gear[rows])
        width = base.astype(np.float64) * np.maximum(spread, 0.001)[:, None]
        lead = self.traits.lead[rows]
        heat = self._heat[lead] / self.traits.deviation[lead]
        width *= np.where(hot, heat[:, None], 1.0)
        change = (close - base).astype(np.float64)
        gap = 0.5 * change * field(words, 0) + 0.6 * width * (field(words, 1) - 0.5)
        opened = np.clip(self.grid.near(rows, base + gap), lower, upper)
        reach = field(words, 2), field(words, 3)
        above = np.maximum(opened, close) + width * (0.1 + 1.3 * reach[0] * reach[0])
        below = np.minimum(opened, close) - width * (0.1 + 1.3 * reach[1] * reach[1])
        high = np.clip(self.grid.down(rows, above), np.maximum(opened, close), upper)
        low = np.clip(self.grid.up(rows, np.maximum(below, 1.0)), lower, np.minimum(opened, close))
        single = volume < SINGLE_PRINT_VOLUME
        # Many a name at its limit opens there and stays.
        single |= ((close == upper) | (close == lower)) & (field(words, 1) < _LOCKED)
        silent = volume == 0
        return tuple(  # type: ignore[return-value]
            np.where(silent, 0, np.where(single, close, price)) for price in (opened, high, low)
        )


def _largest(traits: Traits) -> Flags:
    """Tell which shares are the largest by what they are worth."""
    shares = np.flatnonzero(traits.may_be_hot)
    worth = traits.previous_close[shares].astype(np.float64) * traits.shares[shares]
    count = min(_LARGEST, len(shares) // _LARGEST_PART)
    found = np.zeros(traits.count, bool)
    found[shares[np.argsort(-worth, kind="stable")[:count]]] = True
    return found


def _calm(traits: Traits) -> tuple[Floats, Floats]:
    """Return by name beyond how many usual days its trade grows slowly, and on what scale."""
    begin, scale = np.full(traits.count, np.inf), np.ones(traits.count)
    for deviation, days, width in reversed(_CALM):
        large = traits.may_be_hot & (traits.deviation <= deviation)
        begin[large], scale[large] = days, width
    return begin, scale
