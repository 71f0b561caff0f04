"""The last 300 days of all names as columns, made in slices; refuses today, which the board has."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import History

DAYS = 300
_NO_LOW = np.iinfo(np.int32).max
_SLICE = 64
_LIMIT = 2
Block = npt.NDArray[np.int32]
Which = npt.NDArray[np.bool_]


class TradedDays(Protocol):
    """Volumes and values of all names on days counted back from today, in shares and won."""

    @property
    def whole(self) -> bool:
        """Tell whether the columns of today stand for all names."""
        ...

    def volume(self, back: int) -> Ints:
        """Return the volumes of one day."""
        ...

    def value(self, back: int) -> Ints:
        """Return the values of one day."""
        ...


class DayBook:
    """Highs, lows, closes, volumes and values up to the trading day before today.

    Days are counted back: 1 is the last trading day before today. Days without a trade, and those
    before a listing, have volume 0 and no part in highs and lows.
    """

    def __init__(self, flow: Flow, history: History) -> None:
        self._flow, self._history = flow, history
        self._last = -1
        self._done = 0

    @property
    def whole(self) -> bool:
        """Tell whether the columns of today stand for all names."""
        self._roll()
        return self._done == len(self._flow.universe.listings)

    def grow(self, names: int) -> None:
        """Make the columns of that many names more; cheap when all stand."""
        self._roll()
        count = len(self._flow.universe.listings)
        until = min(self._done + names, count)
        while self._done < until:
            rows = np.arange(self._done, min(self._done + _SLICE, until))
            self._put(rows, self._last - DAYS + 1, self._last)
            self._done += len(rows)
            if self._done == count:
                self._put_own(self._last - DAYS + 1)

    def high(self, days: int) -> Ints:
        """Return the highest price of so many days, in won; 0 without a trade."""
        return _whole(self._ready()._high[:, -days:].max(axis=1))

    def low(self, days: int) -> Ints:
        """Return the lowest price of so many days, in won; 0 without a trade."""
        low = self._ready()._low[:, -days:].min(axis=1)
        return np.where(low == _NO_LOW, 0, low).astype(np.int64)

    def closes(self, days: int) -> tuple[Ints, Ints]:
        """Return the highest and the lowest close of so many days, in won."""
        closes = self._ready()._close[:, -days:]
        return closes.max(axis=1).astype(np.int64), closes.min(axis=1).astype(np.int64)

    def close(self, back: int) -> Ints:
        """Return the closes of one day, in won."""
        return self._ready()._close[:, -back].astype(np.int64)

    def volume(self, back: int) -> Ints:
        """Return the volumes of one day, in shares."""
        return self._ready()._volume[:, -back].astype(np.int64)

    def value(self, back: int) -> Ints:
        """Return the values of one day, in won."""
        return self._ready()._value[:, -back].copy()

    def most_volume(self, days: int) -> Ints:
        """Return the largest volume of so many days, in shares."""
        return _whole(self._ready()._volume[:, -days:].max(axis=1))

    def move(self, back: int) -> Ints:
        """Return how one day closed: 2 at the upper limit, 1 up, 0, -1 down, -2 at the lower limit."""
        return self._ready()._move[:, -back].astype(np.int64)

    def runs(self, state: Ints) -> Ints:
        """Count the days in a row that closed like `state` (as `move`), today included."""
        moves = self._ready()._move[:, ::-1]
        limit = np.abs(state)[:, None] == _LIMIT
        same = np.where(limit, moves == state[:, None], np.sign(moves) == np.sign(state)[:, None])
        broken = np.concatenate([~same, np.ones((len(same), 1), np.bool_)], axis=1)
        return _whole(broken.argmax(axis=1)) + 1

    def bands(self, days: int, count: int) -> tuple[Ints, Ints, Ints]:
        """Return lowest price, width and volumes (names x bands) of so many price bands over days.

        A day's volume stands at its mean price. The bands reach from the lowest to the highest
        price of the days; the width is at least one won.
        """
        book = self._ready()
        low, high = self.low(days), self.high(days)
        return bands_of(low, high, book._volume[:, -days:], book._value[:, -days:], count)

    # --- inside ----------------------------------------------------------------------------

    def _ready(self) -> DayBook:
        self.grow(len(self._flow.universe.listings))
        return self

    def _roll(self) -> None:
        """Take the days that passed since; begin anew where that is no less work."""
        last = self._flow.path.calendar.position(self._flow.day) - 1
        if last == self._last:
            return
        passed, count = last - self._last, len(self._flow.universe.listings)
        whole = self._done == count and 0 < passed < DAYS and self._last >= 0
        self._last = last
        if not whole:
            shape = count, DAYS
            self._high, self._low, self._close, self._volume = (
                np.zeros(shape, np.int32) for _ in range(4)
            )
            self._value = np.zeros(shape, np.int64)
            self._move = np.zeros(shape, np.int8)
            self._done = 0
            return
        for block in (self._high, self._low, self._close, self._volume, self._value, self._move):
            block[:, :-passed] = block[:, passed:].copy()
        self._put(np.arange(count), last - passed + 1, last)
        self._put_own(last - passed + 1)

    def _put(self, rows: Ints, first: int, last: int) -> None:
        found = self._flow.path.columns(rows, first, last)
        listed = self._flow.path.traits.listed_on[rows]
        traded = (found.volume > 0) & (found.ordinals >= listed[:, None])
        at = slice(int(rows[0]), int(rows[-1]) + 1), slice(DAYS - (last - first + 1), DAYS)
        self._high[at] = np.where(traded, found.high, 0)
        self._low[at] = np.where(traded, found.low, _NO_LOW)
        self._close[at] = found.close
        self._volume[at] = np.where(traded, found.volume, 0)
        total = found.open + found.high + found.low + found.close
        self._value[at] = np.where(traded, total * found.volume // 4, 0)
        move = np.sign(found.close - found.base)
        limit = (found.close == found.upper) | (found.close == found.lower)
        self._move[at] = np.where(traded & limit, _LIMIT * move, move)

    def _put_own(self, first: int) -> None:
        """Let our own fills of these days count, as they do in the history's bars."""
        calendar = self._flow.path.calendar
        days: dict[tuple[str, date], None] = {
            (item.code, item.day): None for item in self._flow.own.all()
        }
        for code, day in days:
            place = calendar.position(day)
            if not first <= place <= self._last:
                continue
            row = self._flow.universe.by_code[code].index
            bars = self._history.daily(row, day, 1)
            if len(bars):
                at = row, DAYS - 1 - (self._last - place)
                self._high[at], self._low[at] = bars.high[-1], bars.low[-1]
                self._close[at] = bars.close[-1]
                self._volume[at], self._value[at] = bars.volume[-1], bars.value[-1]


def _whole(column: npt.NDArray[np.integer[Any]]) -> Ints:
    return column.astype(np.int64)


def bands_of(
    low: Ints, high: Ints, volume: npt.NDArray[np.integer[Any]], value: Ints, count: int
) -> tuple[Ints, Ints, Ints]:
    """Return lowest price, width and volumes of price bands of volumes and values (names x days)."""
    width = np.maximum(-(-(high - low + 1) // count), 1)
    mean = value // np.maximum(volume, 1)
    place = np.clip((mean - low[:, None]) // width[:, None], 0, count - 1)
    flat = (np.arange(len(low))[:, None] * count + place).ravel()
    sums = np.bincount(flat, weights=volume.ravel(), minlength=len(low) * count)
    return low, width, sums.astype(np.int64).reshape(len(low), count)
