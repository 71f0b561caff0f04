"""The days before today that answers compare with; refuses bars of charts (history has those)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import History

_YEAR_DAYS = 250


class Extreme(msgspec.Struct, frozen=True):
    """A price in won and its day."""

    price: int
    day: date


class Extremes(msgspec.Struct, frozen=True):
    """Highest and lowest prices of 250 days up to yesterday, and of this calendar year so far."""

    high: Extreme
    low: Extreme
    year_high: int
    year_low: int


class Yesterday(msgspec.Struct, frozen=True):
    """Volume in shares and value in won of the last trading day before today; 0 without a trade."""

    volume: int
    value: int


class Past:
    """Reads the daily path of a flow; figures of today are not in it."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.history = History(flow)
        self._yesterdays = lru_cache(maxsize=4096)(self._make_yesterday)
        self._extremes = lru_cache(maxsize=512)(self._make_extremes)
        self._volumes: dict[date, Ints] = {}
        self._places: dict[date, Ints] = {}
        self._closes: dict[tuple[date, int], Ints] = {}

    def yesterday_volumes(self) -> Ints:
        """Return the volume of the last trading day before today, by listing index."""
        day = self.flow.day
        if day not in self._volumes:
            path = self.flow.path
            place = path.calendar.position(day) - 1
            self._volumes = {day: path.columns(self._rows(), place, place).volume[:, 0]}
        return self._volumes[day]

    def yesterday_values(self) -> Ints:
        """Return the value of the last trading day before today in won, by listing index."""
        path, place = self.flow.path, self.flow.path.calendar.position(self.flow.day) - 1
        bars = path.columns(self._rows(), place, place)
        value: Ints = (bars.open + bars.high + bars.low + bars.close)[:, 0] * bars.volume[:, 0] // 4
        return value

    def yesterday_places(self) -> Ints:
        """Return each name's place by value traded on the last trading day, from 0."""
        day = self.flow.day
        if day not in self._places:
            path = self.flow.path
            place = path.calendar.position(day) - 1
            bars = path.columns(self._rows(), place, place)
            mean = (bars.open + bars.high + bars.low + bars.close)[:, 0] // 4
            order = np.argsort(-(mean * bars.volume[:, 0]), kind="stable")
            places = np.empty_like(order)
            places[order] = np.arange(len(order))
            self._places = {day: places}
        return self._places[day]

    def yesterday(self, index: int) -> Yesterday:
        """Return what one name traded on the last trading day before today."""
        return self._yesterdays(index, self.flow.day)

    def _make_yesterday(self, index: int, today: date) -> Yesterday:
        path = self.flow.path
        day = path.calendar.day(path.calendar.position(today) - 1)
        bars = self.history.daily(index, day, 1)
        if not len(bars):
            return Yesterday(0, 0)
        started = datetime.fromtimestamp(int(bars.starts[-1]), KST).date()
        if started != day:
            return Yesterday(0, 0)
        return Yesterday(int(bars.volume[-1]), int(bars.value[-1]))

    def index_volume_before(self, code: str) -> int:
        """Return what an index's members traded on the last trading day before today, in shares."""
        universe = self.flow.universe
        spec = next(one for one in universe.indices if one.code == code)
        volumes = self.yesterday_volumes()
        return sum(int(volumes[universe.by_code[member].index]) for member in spec.members)

    def closes_before(self, days: int) -> Ints:
        """Return the closes of that many trading days before today, by listing index."""
        key = (self.flow.day, days)
        if key not in self._closes:
            path = self.flow.path
            place = path.calendar.position(self.flow.day) - days
            fresh = {k: v for k, v in self._closes.items() if k[0] == key[0]}
            self._closes = {**fresh, key: path.closes(self._rows(), place, place)[:, 0]}
        return self._closes[key]

    def extremes(self, index: int) -> Extremes:
        """Return the extremes of one name."""
        return self._extremes(index, self.flow.day)

    def _rows(self) -> Ints:
        return np.arange(len(self.flow.universe.listings))

    def _make_extremes(self, index: int, day: date) -> Extremes:
        path = self.flow.path
        place = path.calendar.position(day)
        found = path.columns(np.array([index]), place - _YEAR_DAYS, place - 1)
        high, low = found.high[0], found.low[0]
        traded = high > 0
        if not traded.any():
            high = low = found.close[0]
            traded = high > 0
        lowest = np.where(traded, low, np.iinfo(np.int64).max)
        this_year = found.ordinals >= date(day.year, 1, 1).toordinal()
        any_year = bool((this_year & traded).any())
        top, bottom = int(high.argmax()), int(lowest.argmin())
        return Extremes(
            Extreme(int(high[top]), date.fromordinal(int(found.ordinals[top]))),
            Extreme(int(lowest[bottom]), date.fromordinal(int(found.ordinals[bottom]))),
            int(high[this_year].max()) if any_year else 0,
            int(lowest[this_year].min()) if any_year else 0,
        )
