"""Studies over numpy columns that follow a growing series; refuses Qt and whole-series work a print."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
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
    """One moving average that follows a series: all of it on a new page, its tail on a print."""

    def __init__(self, length: int) -> None:
        self.length = length
        self._room = np.zeros(0, np.float32)
        self._count = 0

    @property
    def values(self) -> NDArray[np.float32]:
        """The average at each bar, NaN where there are too few before it."""
        return self._room[: self._count]

    def rebuild(self, closes: NDArray[np.integer]) -> None:
        """Compute everything anew."""
        self._room = moving_average(closes, self.length)
        self._count = len(closes)

    def follow(self, closes: NDArray[np.integer]) -> None:
        """Compute the last known bar and those that came after it."""
        if self._count == 0 or len(closes) < self._count:
            self.rebuild(closes)
            return
        if len(closes) == self._count:
            self._repeat_last(closes)
            return
        first = self._count - 1
        known_from = max(0, first - self.length + 1)
        self._grow(len(closes))
        self._room[first : self._count] = moving_average(closes[known_from:], self.length)[
            first - known_from :
        ]

    def _repeat_last(self, closes: NDArray[np.integer]) -> None:
        if self._count >= self.length:
            total = closes[self._count - self.length :].sum(dtype=np.int64)
            self._room[self._count - 1] = total / self.length

    def _grow(self, count: int) -> None:
        if count > len(self._room):
            grown = np.zeros(count + count // 4 + 64, np.float32)
            grown[: self._count] = self._room[: self._count]
            self._room = grown
        self._count = count


def averages(lengths: Sequence[int] = AVERAGES) -> tuple[Average, ...]:
    """Return empty averages of these lengths."""
    return tuple(Average(length) for length in lengths)
