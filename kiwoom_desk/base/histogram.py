"""Counts durations in fixed steps, so that hours of them cost as much as seconds; refuses to keep values."""

from __future__ import annotations

from bisect import bisect_left

EDGES_MS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 32.0, 50.0, 100.0, 250.0, 1000.0)
"""Upper edge of each step in milliseconds; one more step holds what is longer."""


class Histogram:
    """Durations by step: `counts` has one figure more than EDGES_MS; sums and the longest are exact."""

    __slots__ = ("counts", "longest_ms", "total", "total_ms")

    def __init__(self) -> None:
        self.counts = [0] * (len(EDGES_MS) + 1)
        self.total = 0
        self.total_ms = 0.0
        self.longest_ms = 0.0

    def add(self, milliseconds: float) -> None:
        """Count one duration; a negative one counts as none."""
        self.counts[bisect_left(EDGES_MS, milliseconds)] += 1
        self.total += 1
        if milliseconds > 0:
            self.total_ms += milliseconds
            if milliseconds > self.longest_ms:
                self.longest_ms = milliseconds

    def above(self, milliseconds: float) -> int:
        """Count those longer than an edge; raise ValueError for what is none."""
        return sum(self.counts[EDGES_MS.index(milliseconds) + 1 :])

    def share(self, part: float) -> float:
        """Return the upper edge in ms below which `part` (0–1) of the durations lie, 0.0 without any.

        For the last step it is the longest one counted.
        """
        wanted, seen = part * self.total, 0
        for count, edge in zip(self.counts, EDGES_MS, strict=False):
            seen += count
            if self.total and seen >= wanted:
                return min(edge, self.longest_ms)
        return self.longest_ms

    @property
    def mean_ms(self) -> float:
        """Return the mean in milliseconds, 0.0 without any."""
        return self.total_ms / self.total if self.total else 0.0

    def copy(self) -> Histogram:
        """Return a copy, to be told apart from later counts."""
        copied = Histogram()
        copied.counts = list(self.counts)
        copied.total, copied.total_ms = self.total, self.total_ms
        copied.longest_ms = self.longest_ms
        return copied

    def since(self, earlier: Histogram) -> Histogram:
        """Return what was counted after an earlier copy; `longest_ms` stays that of all."""
        later = self.copy()
        later.counts = [now - then for now, then in zip(self.counts, earlier.counts, strict=True)]
        later.total, later.total_ms = self.total - earlier.total, self.total_ms - earlier.total_ms
        return later
