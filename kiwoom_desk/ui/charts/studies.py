"""Studies over numpy columns, computed where they are seen; refuses Qt and work over a whole series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

AVERAGES = (5, 20, 60)
"""Lengths of the moving averages shown by default, in bars."""


def moving_average(values: NDArray[np.integer], length: int) -> NDArray[np.float32]:
    """Return the mean of the last `length` values at each place; NaN where there are fewer."""
    if length < 1:
        raise ValueError("an average needs at least one bar")
    made = np.full(len(values), np.nan, np.float32)
    if len(values) >= length:
        # Sums of whole numbers stay exact; a running sum of floats would drift over a million bars.
        total = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
        made[length - 1 :] = (total[length:] - total[:-length]) / length
    return made


class Average:
    """One moving average of a series, computed where it is looked at.

    Nothing is kept but the closes, so that a new last bar, a page of older ones or another series
    of a million bars cost nothing before they are seen, and then as much as what is seen.
    """

    def __init__(self, length: int) -> None:
        if length < 1:
            raise ValueError("an average needs at least one bar")
        self.length = length
        self._closes: NDArray[np.integer]

    def follow(self, closes: NDArray[np.integer]) -> None:
        """Take the closes of all bars, oldest first; changes inside of them are seen."""
        self._closes = closes

    def at(self, places: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return the average at rising places; NaN where there are fewer bars before."""
        made = np.full(len(places), np.nan, np.float32)
        known = int(np.searchsorted(places, self.length - 1))
        wanted = places[known:]
        if not len(wanted):
            return made
        first, last = int(wanted[0]), int(wanted[-1])
        if last - first + 1 == len(wanted):
            part = self._closes[first - self.length + 1 : last + 1]
            made[known:] = moving_average(part, self.length)[self.length - 1 :]
        else:
            windows = np.lib.stride_tricks.sliding_window_view(self._closes, self.length)
            totals = windows[wanted - self.length + 1].sum(axis=1, dtype=np.int64)
            made[known:] = totals / self.length
        return made

    def few(self, places: Sequence[int]) -> list[float]:
        """Return the average at a few rising places; NaN where there are fewer bars before."""
        first, last, length = places[0], places[-1], self.length
        if last - first + 1 != len(places) or first < length - 1:
            return [self.one(place) for place in places]
        # Neighbours: what one bar more brings and what it leaves behind.
        closes = self._closes
        total = int(closes[first - length + 1 : first + 1].sum(dtype=np.int64))
        made = [total / length]
        left = closes[first - length + 1 : last - length + 1].tolist()
        for come, gone in zip(closes[first + 1 : last + 1].tolist(), left, strict=True):
            total += come - gone
            made.append(total / length)
        return made

    def one(self, place: int) -> float:
        """Return the average at one place, NaN where there are fewer bars before."""
        if place < self.length - 1:
            return math.nan
        part = self._closes[place - self.length + 1 : place + 1]
        return float(part.sum(dtype=np.int64)) / self.length


def averages(lengths: Sequence[int] = AVERAGES) -> tuple[Average, ...]:
    """Return empty averages of these lengths."""
    return tuple(Average(length) for length in lengths)
