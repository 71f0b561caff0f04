"""What a share of each fund is worth, now, in every minute and on past days; refuses wire forms."""

from __future__ import annotations

from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.baskets import Basket
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.modelled import ModelledDays, pays
from kiwoom_desk.practice.universe import Listing

# Days of which the tracking error is the deviation, and trading days of a year.
ERROR_DAYS = 60
_YEAR_DAYS = 245
_MANAGERS = {
    "KODEX": "3020", "KOSEF": "3027", "KIWOOM": "3027", "TIGER": "3191", "KINDEX": "3228",
    "ACE": "3228", "KBSTAR": "3023", "RISE": "3023", "ARIRANG": "3022", "PLUS": "3022",
}  # fmt: skip
OTHER_MANAGER = "9999"
UNTAXED, HELD_TAXED, ABROAD_UNTAXED = "1", "2", "5"


class FundTerms(msgspec.Struct, frozen=True):
    """What a fund is: the code of its manager, its kind of tax, what it follows."""

    listing: Listing
    basket: Basket
    manager: str
    tax: str

    @property
    def plain(self) -> bool:
        """Tell whether the fund follows listed shares, once and upwards."""
        return self.listing.gear == 1.0 and bool(self.basket.rows)


class FundValue(msgspec.Struct, frozen=True):
    """A fund at one moment: value of a share and the basket's level, in hundredths of won and points.

    `before` and `level_before` are those of the close before; `missed` is how far the value moved
    beside `gear` times the basket today, in hundredths of a percent.
    """

    value: int
    before: int
    level: int
    level_before: int
    missed: int

    @property
    def change(self) -> int:
        """Return the change of the value against the close before, in hundredths of a won."""
        return self.value - self.before

    @property
    def level_change(self) -> int:
        """Return the change of the level, in hundredths of a point."""
        return self.level - self.level_before


class FundDay(msgspec.Struct, frozen=True):
    """A fund at the close of a past day, shaped as `FundValue`; `error` in hundredths of a percent."""

    day: date
    now: FundValue
    error: int


def premium(price: int, value: int) -> int:
    """Return by how much a price in won lies above a value, in hundredths of a percent."""
    return round((price * 100 - value) * 10_000 / value) if value else 0


class FundValues:
    """Reads baskets of a flow; everything follows from the members' prices at the same instant."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        path = flow.path
        self._days: ModelledDays = path.modelled
        self.terms = {item.code: self._terms(item) for item in self._days.funds}
        self._courses: dict[tuple[date, int, str], Floats] = {}
        self._levels: dict[tuple[date, int, int, str], float] = {}
        self._now: dict[str, tuple[date, float, FundValue]] = {}
        self._known_errors: dict[tuple[date, str], int] = {}

    def _terms(self, item: Listing) -> FundTerms:
        baskets = self._days.baskets
        basket = baskets.baskets[baskets.place[item.basket]]
        manager = next(
            (c for word, c in _MANAGERS.items() if item.name.split(" ")[0] == word), OTHER_MANAGER
        )
        home = bool(basket.rows) and item.gear == 1.0 and item.product is Product.ETF
        tax = UNTAXED if home else ABROAD_UNTAXED if basket.code.startswith("50") else HELD_TAXED
        return FundTerms(item, basket, manager, tax)

    # --- now ------------------------------------------------------------------------------

    def level(self, code: str) -> float:
        """Return the level of a basket in points at the board's second."""
        flow = self._flow
        own = len(flow.own.on(flow.day))
        key = (flow.day, flow.board.second, own, code)
        if key not in self._levels:
            if self._levels and next(iter(self._levels))[:3] != key[:3]:
                self._levels = {}
            self._levels[key] = self._level_now(self._days.baskets.place[code])
        return self._levels[key]

    def level_before(self, code: str) -> float:
        """Return the level of a basket in points at the close before today."""
        self._days.reach(self._position)
        baskets = self._days.baskets
        return float(baskets.levels[baskets.place[code], self._position - 1 - baskets.first])

    def now(self, item: Listing) -> FundValue:
        """Return a fund at the board's second."""
        level = self.level(item.basket)
        kept = self._now.get(item.code)
        if kept is None or kept[:2] != (self._flow.day, level):
            found = self._value(item, np.array([level]))[0]
            kept = self._now[item.code] = self._flow.day, level, found
        return kept[2]

    def course(self, item: Listing) -> tuple[FundValue, ...]:
        """Return a fund at the end of each slot of today that is over, the oldest first."""
        return self._value(item, self.levels_so_far(item.basket))

    def levels_so_far(self, code: str) -> Floats:
        """Return the levels of a basket at the ends of the slots of today that are over."""
        flow = self._flow
        whole = flow.hours.slots_before(flow.board.second)
        key = (flow.day, whole, code)
        if key not in self._courses:
            self._courses = {k: v for k, v in self._courses.items() if k[:2] == key[:2]}
            self._courses[key] = self._course(self._days.baskets.place[code], whole)
        return self._courses[key]

    def _course(self, place: int, whole: int) -> Floats:
        baskets = self._days.baskets
        basket = baskets.baskets[place]
        if not basket.rows:
            return self._far_course(place)[:whole]
        prices = self._flow.minutes.close[np.array(basket.rows), :whole].astype(np.float64)
        worth = np.array(basket.shares, np.float64) @ prices
        return self._scaled(place, worth)

    def _far_course(self, place: int) -> Floats:
        position = self._position
        self._days.reach(position)
        return self._days.baskets.far_course(place, position, self._flow.hours.slots)

    def _level_now(self, place: int) -> float:
        flow, baskets = self._flow, self._days.baskets
        basket = baskets.baskets[place]
        if basket.rows:
            rows, shares = np.array(basket.rows), np.array(basket.shares, np.int64)
            return float(self._scaled(place, np.array([float(shares @ flow.board.price[rows])]))[0])
        whole = flow.hours.slots_before(flow.board.second)
        if not whole:
            return float(baskets.levels[place, self._position - 1 - baskets.first])
        return float(self._far_course(place)[whole - 1])

    def _scaled(self, place: int, worth: Floats) -> Floats:
        """Return levels of the members' worth, as the days' levels are made."""
        baskets = self._days.baskets
        self._days.reach(self._position)
        basket = baskets.baskets[place]
        closes = np.array([self._flow.universe.listings[r].previous_close for r in basket.rows])
        pivot = float(np.array(basket.shares, np.int64) @ closes.astype(np.int64))
        return basket.base / 100 * worth / pivot

    @property
    def _position(self) -> int:
        return self._flow.path.calendar.position(self._flow.day)

    def _value(self, item: Listing, levels: Floats) -> tuple[FundValue, ...]:
        """Return values of a fund today at levels of its basket."""
        self._days.reach(self._position)
        days, at = self._days, self._position - self._days.first
        place = days.baskets.place[item.basket]
        level_before = float(days.baskets.levels[place, at - 1])
        before = float(days.values[days.place[item.index], at - 1])
        beside, values = days.beside(item, at), days.value_course(item, levels, at)
        return tuple(
            FundValue(
                round(value * 100), round(before * 100), round(level * 100),
                round(level_before * 100), round(beside * 10_000),
            )
            for value, level in zip(values.tolist(), levels.tolist(), strict=True)
        )  # fmt: skip

    # --- days -----------------------------------------------------------------------------

    def days(self, item: Listing) -> tuple[FundDay, ...]:
        """Return the closes of the past days whose tracking error is known, oldest first."""
        days, last = self._days, self._position - 1 - self._days.first
        days.reach(self._position)
        value = days.values[days.place[item.index]]
        level = days.baskets.levels[days.baskets.place[item.basket]]
        beside = self._beside(item)
        errors = self._errors(item)
        return tuple(
            FundDay(
                date.fromordinal(int(days.ordinals[n])),
                FundValue(
                    round(value[n] * 100), round(value[n - 1] * 100), round(level[n] * 100),
                    round(level[n - 1] * 100), round(beside[n] * 10_000),
                ),
                int(errors[n]),
            )
            for n in range(ERROR_DAYS + 1, last + 1)
        )  # fmt: skip

    def value_at(self, item: Listing, day: date) -> int:
        """Return the value of a share at the last close up to a kept day, in hundredths of a won."""
        at = self._flow.path.calendar.on_or_before(day) - self._days.first
        self._days.reach(self._position)
        return round(float(self._days.values[self._days.place[item.index], max(at, 0)]) * 100)

    def error(self, item: Listing) -> int:
        """Return the tracking error at the close before today, in hundredths of a percent a year."""
        key = self._flow.day, item.code
        if key not in self._known_errors:
            if self._known_errors and next(iter(self._known_errors))[0] != key[0]:
                self._known_errors.clear()
            self._days.reach(self._position)
            at = self._position - 1 - self._days.first
            self._known_errors[key] = int(self._errors(item)[at])
        return self._known_errors[key]

    def _beside(self, item: Listing) -> Floats:
        days = self._days
        extra = days.extras[item.code]
        return extra.misses(days.ordinals) - extra.payments(days.ordinals)

    def _errors(self, item: Listing) -> Ints:
        """Return at each day the yearly deviation of value against basket, payments put back."""
        days = self._days
        misses = days.extras[item.code].misses(days.ordinals)
        total = np.concatenate([[0.0], np.cumsum(misses)])
        squares = np.concatenate([[0.0], np.cumsum(misses * misses)])
        mean = (total[ERROR_DAYS:] - total[:-ERROR_DAYS]) / ERROR_DAYS
        variance = (squares[ERROR_DAYS:] - squares[:-ERROR_DAYS]) / ERROR_DAYS - mean * mean
        yearly = np.sqrt(np.maximum(variance, 0.0) * _YEAR_DAYS) * 10_000
        return np.concatenate([np.zeros(ERROR_DAYS - 1), np.round(yearly)]).astype(np.int64)

    # --- payments and tax -----------------------------------------------------------------

    def payment(self, item: Listing, back: int) -> int:
        """Return what a share was paid before the day so many trading days back, in whole won."""
        days = self._days
        at = self._position - days.first - back
        days.reach(self._position)
        part = float(days.extras[item.code].payments(days.ordinals[: at + 1])[-1])
        return round(part * float(days.values[days.place[item.index], at - 1]))

    def tax_base(self, item: Listing) -> int:
        """Return the price that tax is counted from, in hundredths of a won.

        Funds taxed by holding follow their value; for the others only income since the last
        payment counts, so it stands near the value of the first kept day.
        """
        days, at = self._days, self._position - 1 - self._days.first
        values = days.values[days.place[item.index]]
        if self.terms[item.code].tax != UNTAXED:
            return round(float(values[at]) * 100)
        extra = days.extras[item.code]
        paid = np.flatnonzero(extra.payments(days.ordinals[: at + 1]) > 0)
        since = at - (int(paid[-1]) if len(paid) else 0)
        income = extra.payment * since / 21 if pays(item) else 0.0
        return round(float(values[0]) * (1.0 + income) * 100)
