"""What funds, notes, gold and index warrants follow, as levels by day; refuses prices of names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.practice.calendar import TradingDays
from kiwoom_desk.practice.draws import Floats, Ints, draw, fat, field, key_of
from kiwoom_desk.practice.products import BasketEntry, basket_entries
from kiwoom_desk.practice.universe import Universe

# So many days before the first practice day are kept; levels further back are not told.
KEPT_DAYS = 262
_AHEAD_DAYS = 20
_FIRST_THEME_LEVEL = 100_000
# A market elsewhere has moved so much of its day before trading starts here.
_OVERNIGHT = 0.4
# No premium is further away than so many times its usual width.
FARTHEST_PREMIUM = 2.5


class Basket(msgspec.Struct, frozen=True):
    """A basket: its listed members (rows and shares each) or, without members, a path of its own.

    `base` is the level at the close before the first practice day, in hundredths of a point.
    """

    code: str
    name: str
    base: int
    rows: tuple[int, ...]
    shares: tuple[int, ...]
    entry: BasketEntry


def baskets_of(universe: Universe) -> tuple[Basket, ...]:
    """Return every basket with the members that this universe lists."""
    return tuple(_basket(universe, entry) for entry in basket_entries())


def _basket(universe: Universe, entry: BasketEntry) -> Basket:
    members: tuple[str, ...] = ()
    base = entry.level
    for spec in universe.indices:
        if entry.index and spec.code == entry.index:
            members, base = spec.members, spec.base
    for theme in universe.themes:
        if entry.theme and theme.name == entry.theme:
            members, base = theme.members, _FIRST_THEME_LEVEL
    listed = [universe.by_code[code] for code in members]
    rows = tuple(item.index for item in listed)
    return Basket(entry.code, entry.name, base, rows, tuple(x.shares for x in listed), entry)


class BasketDays:
    """Levels of all baskets in points over days (second axis), from `first` on; grows ahead."""

    def __init__(
        self,
        universe: Universe,
        seed: int,
        calendar: TradingDays,
        anchor: int,
        closes: Callable[[Ints, int, int], Ints],
    ) -> None:
        """Take the function that gives closes of rows from one position to another."""
        self.baskets = baskets_of(universe)
        self.place = {basket.code: n for n, basket in enumerate(self.baskets)}
        self._keys = [np.uint64(key_of(seed, "basket", b.code)) for b in self.baskets]
        self._calendar, self._anchor, self._closes = calendar, anchor, closes
        self.first = max(anchor - 1 - KEPT_DAYS, 2)
        self.last = -1
        self.levels: Floats = np.zeros((len(self.baskets), 0))

    def reach(self, last: int) -> bool:
        """Make the levels up to position `last`; tell whether there was something to make."""
        if last <= self.last:
            return False
        self.last = min(last + _AHEAD_DAYS, len(self._calendar.ordinals) - 1)
        rows = np.array(sorted({row for b in self.baskets for row in b.rows}), np.int64)
        closes = self._closes(rows, self.first, self.last) if len(rows) else rows[:, None]
        self.levels = np.zeros((len(self.baskets), self.last - self.first + 1))
        for place, basket in enumerate(self.baskets):
            if basket.rows:
                members = closes[np.searchsorted(rows, np.array(basket.rows))]
                worth = np.array(basket.shares, np.int64) @ members
                pivot = float(worth[self._anchor - 1 - self.first])
                self.levels[place] = basket.base / 100 * worth / pivot
            else:
                self.levels[place] = self._own(place)
        return True

    def _own(self, place: int) -> Floats:
        """Return the path of a market that is not listed here."""
        basket = self.baskets[place]
        if basket.entry.factors:
            parts = [self._own(self.place[code]) for code in basket.entry.factors]
            product: Floats = np.multiply.reduce(parts)
            pivot = product[self._anchor - 1 - self.first]
            scaled: Floats = product / pivot * basket.base / 100
            return scaled
        days = self._calendar.ordinals[self.first : self.last + 1].astype(np.uint64)
        moves = fat(draw(self._keys[place], days)) * basket.entry.deviation / 10_000
        path = np.multiply.accumulate(1.0 + np.clip(moves, -0.2, 0.2))
        own: Floats = path / path[self._anchor - 1 - self.first] * basket.base / 100
        return own

    def course(self, place: int, position: int, slots: int) -> Floats:
        """Return the levels of a basket without members at the end of each slot of a day."""
        before, after = self.levels[place, position - 1 - self.first : position + 1 - self.first]
        day = int(self._calendar.ordinals[position])
        counters = (np.arange(slots) + day * 4096).astype(np.uint64)
        steps = fat(draw(self._keys[place] + np.uint64(1), counters))
        walk = np.add.accumulate(steps)
        part = np.arange(slots) / (slots - 1.0)
        walk -= walk[-1] * part
        spread = self.baskets[place].entry.deviation / 10_000 / np.sqrt(slots)
        level = before * (after / before) ** (_OVERNIGHT + (1 - _OVERNIGHT) * part)
        course: Floats = level * (1.0 + 0.6 * spread * walk)
        return course

    def far_course(self, place: int, position: int, slots: int) -> Floats:
        """Return the levels of a basket without members, or of a product of such, slot by slot."""
        self.reach(position)
        factors = [self.place[code] for code in self.baskets[place].entry.factors]
        if not factors:
            return self.course(place, position, slots)
        parts = [self.course(factor, position, slots) for factor in factors]
        last = [self.levels[factor, position - self.first] for factor in factors]
        level = self.levels[place, position - self.first]
        found: Floats = np.multiply.reduce(parts) * (level / np.multiply.reduce(last))
        return found


class FundDays:
    """What a fund, note or gold bar adds to its basket: costs, small misses, payments, premium."""

    def __init__(self, seed: int, code: str, pays_on: int) -> None:
        """Take the trading day of the month (from 1) on which the fund pays, 0 for never."""
        self._key = np.uint64(key_of(seed, "fund", code))
        self._premium_key = np.uint64(key_of(seed, "premium", code))
        draws = draw(self._key, np.zeros(1, np.uint64))
        self.miss = 0.0001 + 0.0005 * float(field(draws, 0)[0])
        self.cost = (0.0004 + 0.004 * float(field(draws, 1)[0])) / 245
        self.payment = 0.0008 + 0.003 * float(field(draws, 2)[0]) if pays_on else 0.0
        self.pays_on = pays_on

    def misses(self, ordinals: Ints) -> Floats:
        """Return how far the value misses its basket each day, costs included, as a part of it."""
        return fat(draw(self._key, ordinals.astype(np.uint64))) * self.miss - self.cost

    def payments(self, ordinals: Ints) -> Floats:
        """Return the part of the value that is paid out before each day."""
        return np.where(day_of_month(ordinals) == self.pays_on, self.payment, 0.0)

    def premiums(self, ordinals: Ints, width: float) -> Floats:
        """Return by how much the price lies above the value at each close, as a part of it."""
        drawn = fat(draw(self._premium_key, ordinals.astype(np.uint64)))
        # Makers of a market in the fund do not let it stray further.
        return np.clip(drawn, -FARTHEST_PREMIUM, FARTHEST_PREMIUM) * width


def day_of_month(ordinals: Ints) -> Ints:
    """Count each trading day within its month from 1; the first month of the span is not whole."""
    months = (ordinals - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    month = months.astype("datetime64[M]").astype(np.int64)
    starts = np.searchsorted(month, month)
    counted: Ints = np.arange(len(ordinals)) - starts + 1
    return counted
