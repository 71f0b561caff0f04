"""Trading outside the regular session, drawn from the day's own: before it, after it, at single prices.

Refuses orders: nobody of ours trades there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase, spans
from kiwoom_desk.practice.costs import ENVIRONMENT
from kiwoom_desk.practice.days import DayColumns
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, fat, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import second_of

# Edges in seconds since midnight: at the close before, at today's close, at single prices.
EARLY = (8 * 3600 + 30 * 60, 8 * 3600 + 40 * 60)
LATE = (15 * 3600 + 40 * 60, 16 * 3600)
# Orders at today's close are taken from here on; what waits changes every so many seconds.
LATE_ORDERS, WAITING_SECONDS = 15 * 3600 + 30 * 60, 5
SINGLE = (16 * 3600, 18 * 3600)
ROUND = 600
_ROUNDS = (SINGLE[1] - SINGLE[0]) // ROUND
_BOUND = 10
_PRODUCTS = frozenset({Product.SHARE, Product.ETF, Product.ETN})


class Waiting(msgspec.Struct, frozen=True):
    """Shares that wait at a fixed price, to be sold and to be bought."""

    asks: int
    bids: int


@dataclass(frozen=True, slots=True)
class SinglePrices:
    """The single-price session of one day as it stands, by listing index: won and shares.

    `close` is that day's close, `base` the one before; `price` is the close until something
    matched. `asks` and `bids` are the shares that wait.
    """

    day: date
    base: Ints
    close: Ints
    price: Ints
    lower: Ints
    upper: Ints
    volume: Ints
    value: Ints
    asks: Ints
    bids: Ints


class AfterHours:
    """Reads the days of a flow; equal questions get equal answers."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._early, self._late, self._single, self._round = (
            np.uint64(key_of(flow.seed, name)) for name in ("early", "late", "single", "round")
        )
        self._able = np.array([item.product in _PRODUCTS for item in flow.universe.listings])
        self._kept: dict[tuple[date, int], SinglePrices] = {}
        self._price_of = lru_cache(maxsize=512)(self._make_price)
        # The day before today: days that are over do not change.
        self._before: tuple[date, DayColumns] | None = None

    def early(self, day: date, second: int) -> Ints:
        """Return the shares traded at the close before, 08:30 to 08:40, until a second of `day`."""
        return self._part(self._day(day), self._early, second, EARLY)

    def late(self, day: date, second: int) -> Ints:
        """Return the shares traded at the day's close, 15:40 to 16:00, until a second of `day`."""
        return self._part(self._day(day), self._late, second, LATE)

    def whole_days(self, index: int, ordinals: Ints, volume: Ints) -> tuple[Ints, Ints]:
        """Return what one name traded before and after the session on days that traded `volume`."""
        key, days = self._flow.path.traits.keys[index], ordinals.astype(np.uint64)
        if not self._able[index]:
            return np.zeros_like(volume), np.zeros_like(volume)
        early, late = (
            volume * _part_of(field(draw(np.atleast_1d(key) + salt, days), 0))
            for salt in (self._early, self._late)
        )
        return np.floor(early).astype(np.int64), np.floor(late).astype(np.int64)

    def single(self, moment: datetime) -> SinglePrices:
        """Return the session of the moment's day; before 16:00 all of the one before.

        On days that no longer have one nothing is told of it: zeros.
        """
        if not has_single_prices(self._flow.rules, self._flow.day):
            return _no_session(self._flow.day, len(self._able))
        return self._session_of(*self._last_round(moment))

    def _last_round(self, moment: datetime) -> tuple[date, int]:
        day, rounds = moment.date(), (second_of(moment) - SINGLE[0]) // ROUND
        if day != self._flow.day or rounds < 0:
            calendar = self._flow.path.calendar
            place = calendar.position(self._flow.day)
            day = self._flow.day if day != self._flow.day else calendar.day(place - 1)
            rounds = _ROUNDS
        return day, min(rounds, _ROUNDS)

    def single_before(self, session: SinglePrices, moment: datetime) -> SinglePrices:
        """Return a session a round earlier than `single` tells at a moment."""
        if not has_single_prices(self._flow.rules, self._flow.day):
            return session
        rounds = (second_of(moment) - SINGLE[0]) // ROUND if session.day == moment.date() else -1
        rounds = rounds if 0 <= rounds <= _ROUNDS else _ROUNDS
        return self._session_of(session.day, max(rounds - 1, 0))

    def _session_of(self, day: date, rounds: int) -> SinglePrices:
        key = day, rounds
        if key not in self._kept:
            while len(self._kept) > 1:
                del self._kept[next(iter(self._kept))]
            rows = np.arange(self._flow.path.traits.count)
            self._kept[key] = self._session(rows, self._day(day), rounds)
        return self._kept[key]

    def _make_price(self, index: int, day: date, rounds: int) -> int:
        kept = self._kept.get((day, rounds))
        if kept is not None:
            return int(kept.price[index])
        path, row = self._flow.path, np.array([index])
        place = path.calendar.position(day)
        return int(self._session(row, path.columns(row, place, place), rounds).price[0])

    def single_price(self, index: int, moment: datetime) -> int:
        """Return what `single` tells of one name's price, without making all names'."""
        if not has_single_prices(self._flow.rules, self._flow.day):
            return 0
        return self._price_of(index, *self._last_round(moment))

    def waiting(self, index: int, moment: datetime) -> Waiting:
        """Return what waits at fixed prices: of the session that runs, else what the last one left."""
        path, second = self._flow.path, second_of(moment)
        place = path.calendar.position(self._flow.day)
        late = second < EARLY[0] or second >= LATE_ORDERS
        begin, end = LATE if late else EARLY
        if second < EARLY[0]:
            place, second = place - 1, end
        row = np.array([index])
        volume = int(self._day(path.calendar.day(place)).volume[index, 0])
        if not volume or not self._able[index]:
            return Waiting(0, 0)
        salt = self._late if late else self._early
        key = path.traits.keys[row] + salt
        ordinal = int(path.calendar.ordinals[place])
        day = draw(key, np.uint64(ordinal))
        run = min(max(second - begin, 0), end - begin) / (end - begin)
        now = draw(key, np.uint64(ordinal * 4096 + min(second, end) // WAITING_SECONDS % 4096))
        part = volume * float(_part_of(field(day, 0))[0])
        sides = (
            part * float(field(day, n)[0]) * (0.3 + (1.0 - run) * float(field(now, n)[0]))
            for n in (2, 3)
        )
        return Waiting(*(int(side) for side in sides))

    def waiting_before(self, index: int, moment: datetime) -> Waiting:
        """Return what waited before the last change."""
        earlier = moment - timedelta(seconds=WAITING_SECONDS)
        return self.waiting(index, earlier if earlier.date() == moment.date() else moment)

    def _day(self, day: date) -> DayColumns:
        path = self._flow.path
        if day == self._flow.day:
            return self._flow.played.columns
        if self._before is None or self._before[0] != day:
            place = path.calendar.position(day)
            self._before = day, path.columns(np.arange(path.traits.count), place, place)
        return self._before[1]

    def _words(self, rows: Ints, salt: np.uint64, ordinal: int) -> Words:
        return draw(self._flow.path.traits.keys[rows] + salt, np.uint64(ordinal))

    def _part(
        self, columns: DayColumns, salt: np.uint64, second: int, edges: tuple[int, int]
    ) -> Ints:
        words = self._words(np.arange(len(self._able)), salt, int(columns.ordinals[0]))
        begin, end = edges
        run = min(max(second - begin, 0), end - begin) / (end - begin)
        busy = field(words, 0)
        total = columns.volume[:, 0] * _part_of(busy)
        # Orders are taken before: a part of them meets at once.
        bent = 0.15 + 0.85 * run ** (0.5 + field(words, 1))
        met = np.floor(total * bent) if second >= begin else np.zeros_like(total)
        return np.where(self._able, met, 0).astype(np.int64)

    def _session(self, rows: Ints, columns: DayColumns, rounds: int) -> SinglePrices:
        """Return the session of some names, whose day `columns` holds, after some rounds."""
        flow, able = self._flow, self._able[rows]
        ordinal = int(columns.ordinals[0])
        close, base = columns.close[:, 0], columns.base[:, 0]
        lower, upper = self._limits(rows, columns)
        price, volume, value = close.copy(), np.zeros_like(close), np.zeros_like(close)
        words = self._words(rows, self._single, ordinal)
        busy = columns.volume[:, 0] * (0.0002 + 0.004 * field(words, 0) ** 3)
        level = close.astype(np.float64)
        for number in range(rounds):
            word = self._words(rows, self._round, ordinal * 16 + number)
            level = level + self._step(rows, word, close)
            size = np.floor(busy * (0.2 + field(word, 1)) * 2 / (number + 2)).astype(np.int64)
            size = np.where(able & (columns.volume[:, 0] > 0), size, 0)
            matched = np.clip(flow.path.grid.near(rows, level), lower, upper)
            price = np.where(size > 0, matched, price)
            volume, value = volume + size, value + size * price
        waiting = self._words(rows, self._round, ordinal * 16 + 15 - min(rounds, _ROUNDS))
        share = np.where(able, busy, 0.0)
        asks, bids = (np.floor(share * 3 * field(waiting, n)).astype(np.int64) for n in (2, 3))
        day = date.fromordinal(ordinal)
        return SinglePrices(day, base, close, price, lower, upper, volume, value, asks, bids)

    def _step(self, rows: Ints, word: Words, close: Ints) -> Floats:
        deviation = self._flow.path.traits.deviation[rows] * 0.12
        step: Floats = fat(word) * deviation * close
        return step

    def _limits(self, rows: Ints, columns: DayColumns) -> tuple[Ints, Ints]:
        """Return ten percent around the close, inside the day's own limits."""
        close, grid = columns.close[:, 0], self._flow.path.grid
        wide = close * _BOUND // 100
        low = grid.up(rows, np.maximum(close - wide, 1).astype(np.float64))
        high = grid.down(rows, (close + wide).astype(np.float64))
        low = np.minimum(np.maximum(low, columns.lower[:, 0]), close)
        return low, np.maximum(np.minimum(high, columns.upper[:, 0]), close)


def has_single_prices(rules: MarketRules, day: date) -> bool:
    """Tell whether KRX trades at single prices after hours on a day, out of the dated rules."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - only its date is used
    found = spans(rules, ENVIRONMENT, Venue.KRX, midnight)
    return any(span.phase is Phase.SINGLE_PRICE for span in found)


def _no_session(day: date, count: int) -> SinglePrices:
    return SinglePrices(day, *(np.zeros(count, np.int64) for _ in range(9)))


def _part_of(busy: Floats) -> Floats:
    """Return what part of the session's volume is traded before it, or after it."""
    part: Floats = 0.0005 + 0.006 * busy * busy
    return part
