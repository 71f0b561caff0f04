"""Levels of detail of a bar series, each eight times coarser; refuses to draw and to copy the bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np

from kiwoom_desk.market.series import BarSeries

if TYPE_CHECKING:
    from numpy.typing import NDArray

FANOUT = 8
_SMALL = 4_096
_OPEN, _HIGH, _LOW, _CLOSE, _VOLUME = range(5)

Rows: TypeAlias = "tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]"
"""Open, high, low, close and volume, one value a bar or block."""


class Columns(msgspec.Struct, frozen=True):
    """What is drawn: `centre` as bar index, prices, volume (of several bars: the largest).

    `bars` is how many bars one column stands for.
    """

    centre: NDArray[Any]
    open: NDArray[Any]
    high: NDArray[Any]
    low: NDArray[Any]
    close: NDArray[Any]
    volume: NDArray[Any]
    bars: int


class _Level:
    """Blocks of `step` bars in growing rows."""

    def __init__(self, step: int) -> None:
        self.step = step
        self.count = 0
        self._room = np.zeros((5, 0), np.int64)

    def rows(self) -> Rows:
        made = self._room[:, : self.count]
        return made[_OPEN], made[_HIGH], made[_LOW], made[_CLOSE], made[_VOLUME]

    def fill(self, finer: Rows, first: int) -> None:
        """Compute the blocks from number `first` on out of the next finer rows."""
        self.count = -(-len(finer[0]) // FANOUT)
        if self.count > self._room.shape[1]:
            grown = np.zeros((5, self.count + self.count // 4 + 8), np.int64)
            grown[:, :first] = self._room[:, :first]
            self._room = grown
        self._room[:, first : self.count] = gather(finer, first * FANOUT, len(finer[0]), FANOUT)


def gather(rows: Rows, start: int, stop: int, size: int) -> NDArray[np.int64]:
    """Return groups of `size` rows from `start` to `stop` as (5, groups); the last may be short."""
    begins = np.arange(start, stop, size)
    ends = np.minimum(begins + size, stop) - 1
    opened, high, low, close, volume = rows
    made = np.empty((5, len(begins)), np.int64)
    if len(begins):
        at = begins - start
        made[_OPEN], made[_CLOSE] = opened[begins], close[ends]
        made[_HIGH] = np.maximum.reduceat(high[start:stop], at)
        made[_LOW] = np.minimum.reduceat(low[start:stop], at)
        made[_VOLUME] = np.maximum.reduceat(volume[start:stop], at)
    return made


class Detail:
    """The levels of one series, brought up to date when bars are seen so small that they are needed."""

    def __init__(self) -> None:
        self._series = BarSeries()
        self._levels: list[_Level] = []
        self._count = 0
        self._known = 0
        """Bars whose blocks are computed."""

    def rebuild(self, series: BarSeries) -> None:
        """Take a series whose columns changed as a whole."""
        self._series, self._levels, self._count = series, [], len(series)
        self._known = 0

    def follow(self) -> None:
        """Note that the last known bar changed, and take those after it."""
        self._known = min(self._known, max(self._count - 1, 0))
        self._count = len(self._series)

    def columns(self, first: int, last: int, bars_a_pixel: float) -> Columns:
        """Return bars `first` to `last` (not included), grouped where pixels are fewer than bars.

        Groups begin at multiples of their size, so that they stay the same while the view moves.
        """
        wanted = max(1, int(bars_a_pixel))
        step, rows = self._level(wanted)
        if wanted == 1:
            part = slice(first, last)
            opened, high, low, close, volume = (row[part] for row in rows)
            places = np.arange(first, last, dtype=np.float64)
            return Columns(places, opened, high, low, close, volume, bars=1)
        blocks = wanted // step
        size = blocks * step
        start = first // size * blocks
        stop = min(len(rows[0]), -(-last // size) * blocks)
        made = gather(rows, start, stop, blocks)
        centre = start * step + np.arange(made.shape[1]) * float(size) + (size - 1) / 2.0
        return Columns(centre, *made, bars=size)

    def _level(self, wanted: int) -> tuple[int, Rows]:
        if wanted >= FANOUT and self._known < self._count:
            self._fill(self._known)
            self._known = self._count
        for level in reversed(self._levels):
            if level.step <= wanted:
                return level.step, level.rows()
        return 1, self._bars()

    def _bars(self) -> Rows:
        series = self._series
        return series.open, series.high, series.low, series.close, series.volume

    def _fill(self, first_bar: int) -> None:
        finer, step, number = self._bars(), 1, 0
        while len(finer[0]) > _SMALL:
            step *= FANOUT
            if number == len(self._levels):
                self._levels.append(_Level(step))
            level = self._levels[number]
            level.fill(finer, min(first_bar // step, level.count))
            finer, number = level.rows(), number + 1
