"""How prices of funds and warrants go through a practice day: with what they follow, by its minutes.

Days before the first practice day are refused, they have bars of their own: nobody can ask what a
fund or a warrant was worth within one of them, only at its close.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import msgspec
import numpy as np

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.baskets import FARTHEST_PREMIUM
from kiwoom_desk.practice.calendar import TradingDays
from kiwoom_desk.practice.day_columns import DayColumns
from kiwoom_desk.practice.draws import Floats, Ints, distinct, draw, fat, key_of
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.hours import hours_of
from kiwoom_desk.practice.minutes import MinutePath
from kiwoom_desk.practice.modelled import ModelledDays
from kiwoom_desk.practice.traits import Traits
from kiwoom_desk.practice.universe import Listing

# The largest members stand for all of a wide basket; the rest of it joins at its open and its close.
_MOST_MEMBERS = 100
_KEPT = 8
# The premium wanders: a new aim every so many minutes, this part of its usual width away from 0.
_AIM_MINUTES, _WANDER = 6, 0.6


class CourseBars(msgspec.Struct, frozen=True):
    """Open, high and low of all that follow on one day, in won, in the order of their places."""

    open: Ints
    high: Ints
    low: Ints


class _Members(msgspec.Struct, frozen=True):
    """A basket's members that stand for it: their places among all such names, and their shares."""

    places: Ints
    shares: Floats


class FundCourses:
    """Lets every fund go with its basket, at a small premium, and every warrant with its underlying."""

    def __init__(
        self,
        rules: MarketRules,
        modelled: ModelledDays,
        traits: Traits,
        grid: PriceGrid,
        calendar: TradingDays,
        anchor: int,
        columns: Callable[[Ints, int, int], DayColumns],
    ) -> None:
        """Take the function that gives the bars of shares from one position to another."""
        self._rules, self._days, self._traits = rules, modelled, traits
        self._grid, self._calendar, self._anchor = grid, calendar, anchor
        self._columns = columns
        every = (*modelled.funds, *modelled.warrants)
        self.rows: Ints = np.array([item.index for item in every], np.int64)
        self._place = np.full(traits.count, -1, np.int64)
        self._place[self.rows] = np.arange(len(self.rows))
        self._keys = [np.uint64(key_of(traits.seed, "course", x.code)) for x in modelled.funds]
        self._leaders, self._members = self._stand_ins()
        self._bars: dict[int, CourseBars] = {}
        self._course = lru_cache(maxsize=_KEPT)(self._make_course)

    def _stand_ins(self) -> tuple[Ints, dict[int, _Members]]:
        """Return the rows of the members that are followed, and who they are by basket."""
        baskets, close = self._days.baskets, self._traits.previous_close
        wanted = {baskets.place[x.basket] for x in self._days.funds}
        largest: dict[int, tuple[Ints, Ints]] = {}
        for place in sorted(wanted):
            basket = baskets.baskets[place]
            rows, shares = np.array(basket.rows, np.int64), np.array(basket.shares, np.int64)
            if len(rows):
                order = np.argsort(-shares * close[rows], kind="stable")[:_MOST_MEMBERS]
                largest[place] = rows[order], shares[order]
        rows = self._traits.lead[[x.index for x in self._days.warrants]].astype(np.int64)
        spots = rows[~self._days.mask[rows]]
        leaders = distinct(np.concatenate([spots, *(some for some, _ in largest.values())]))
        return leaders, {
            place: _Members(np.searchsorted(leaders, rows), shares.astype(np.float64))
            for place, (rows, shares) in largest.items()
        }

    # --- what days and minutes take --------------------------------------------------------

    def put_days(self, rows: Ints, first: int, days: DayColumns) -> None:
        """Give what follows among `rows` its open, high and low of practice days, in place.

        `days` begin at position `first`. Closes and volumes stay.
        """
        here = np.flatnonzero(self._place[rows] >= 0)
        last = first + len(days.ordinals) - 1
        if not len(here) or last < self._anchor:
            return
        places = self._place[rows[here]]
        for position in range(max(first, self._anchor), last + 1):
            at, bars = position - first, self.bars(position)
            close = days.close[here, at]
            lower, upper = days.lower[here, at], days.upper[here, at]
            opened = np.clip(bars.open[places], lower, upper)
            high = np.clip(bars.high[places], np.maximum(opened, close), upper)
            low = np.clip(bars.low[places], lower, np.minimum(opened, close))
            # A day of few shares has one price, a silent one has none.
            several = days.open[here, at] > 0
            for column, price in ((days.open, opened), (days.high, high), (days.low, low)):
                column[here, at] = np.where(several, price, 0)

    def put_minutes(self, rows: Ints, ordinals: Ints, path: Floats) -> None:
        """Give what follows among `rows` its prices at the ends of a day's slots, in place.

        `ordinals` holds one day or as many as rows.
        """
        here = np.flatnonzero(self._place[rows] >= 0)
        if not len(here):
            return
        positions = np.searchsorted(self._calendar.ordinals, ordinals)
        for at in here.tolist():
            position = int(positions[at if len(ordinals) > 1 else 0])
            if position >= self._anchor:
                path[at] = self._course(position)[self._place[rows[at]]]

    def bars(self, position: int) -> CourseBars:
        """Return the bars of all that follow on a practice day."""
        if position not in self._bars:
            course = self._course(position)
            ends = (course[:, 0], course.max(axis=1), course.min(axis=1))
            self._bars[position] = CourseBars(*(self._grid.near(self.rows, x) for x in ends))
        return self._bars[position]

    # --- the course of a day ---------------------------------------------------------------

    def _make_course(self, position: int) -> Floats:
        """Return the price of each name (first axis) at the end of each slot, before rounding."""
        days = self._days
        days.reach(position)
        day = self._calendar.day(position)
        slots = hours_of(self._rules, day).slots
        prices = self._leading(position)
        levels = self._levels(position, slots, prices)
        at = position - days.first
        course: Floats = np.zeros((len(self.rows), slots))
        for place, item in enumerate(days.funds):
            basket = days.baskets.place[item.basket]
            value = days.value_course(item, levels[basket], at)
            course[place] = value * (1.0 + self._premiums(place, at, slots))
        for n, item in enumerate(days.warrants):
            spots = self._spots(item, levels, prices)
            course[len(days.funds) + n] = days.price_course(n, spots, at)
        course.flags.writeable = False
        return course

    def _leading(self, position: int) -> Floats:
        """Return the prices of what is followed at the end of each slot."""
        hours = hours_of(self._rules, self._calendar.day(position))
        bars = self._columns(self._leaders, position, position)
        return MinutePath(self._traits, self._grid, hours).ends(self._leaders, bars)

    def _spots(self, item: Listing, levels: dict[int, Floats], prices: Floats) -> Floats:
        """Return the underlying of a warrant at the end of each slot: a share's price or a level."""
        lead = int(self._traits.lead[item.index])
        if self._days.mask[lead]:
            points: Floats = np.floor(levels[self._days.baskets.place[item.underlying]] * 100) / 100
            return points
        spots: Floats = prices[int(np.searchsorted(self._leaders, lead))]
        return spots

    def _levels(self, position: int, slots: int, prices: Floats) -> dict[int, Floats]:
        """Return the level of each basket that a fund follows at the end of each slot."""
        baskets = self._days.baskets
        found = {
            place: baskets.far_course(place, position, slots)
            for place in {baskets.place[x.basket] for x in self._days.funds}
            if place not in self._members
        }
        if self._members:
            base = self._columns(self._leaders, position, position).base[:, 0]
            for place, members in self._members.items():
                worth = np.add.reduce(members.shares[:, None] * prices[members.places], axis=0)
                before = float(np.add.reduce(members.shares * base[members.places]))
                found[place] = self._scaled(place, position, worth / before)
        return found

    def _scaled(self, place: int, position: int, moved: Floats) -> Floats:
        """Return levels of a basket whose largest members moved so, ending at its close."""
        baskets = self._days.baskets
        before, after = baskets.levels[place, position - 1 - baskets.first :][:2]
        beside = after / before / moved[-1]
        part = np.arange(len(moved)) / (len(moved) - 1.0)
        levels: Floats = before * moved * (1.0 + (beside - 1.0) * part)
        return levels

    def _premiums(self, place: int, at: int, slots: int) -> Floats:
        """Return a fund's premium over a day, from the one of the close before to its own."""
        day = int(self._days.ordinals[at])
        aims = slots // _AIM_MINUTES + 2
        counters = (np.arange(aims) + day * 4096).astype(np.uint64)
        drawn = fat(draw(self._keys[place], counters))
        drawn = np.clip(drawn, -FARTHEST_PREMIUM, FARTHEST_PREMIUM)
        walk = np.interp(np.arange(slots) / _AIM_MINUTES, np.arange(aims), drawn)
        part = np.arange(slots) / (slots - 1.0)
        # Both ends are those of the closes.
        walk -= walk[0] * (1.0 - part) + walk[-1] * part
        width = self._days.premium_width(self._days.funds[place])
        before, after = self._days.premiums[place, at - 1 : at + 1]
        found: Floats = before + (after - before) * part + _WANDER * width * walk
        return found
