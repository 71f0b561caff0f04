"""The latest prints of one name in a fixed ring; refuses to grow."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kiwoom_desk.domain.quote import Tick

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PRINT = [("time", "i4"), ("price", "i4"), ("size", "i4"), ("direction", "i1")]


class TapeRing:
    """Keep the last `capacity` prints, 13 bytes each."""

    def __init__(self, capacity: int = 2_000) -> None:
        self._capacity = capacity
        self.count = 0
        """Prints ever appended; its change tells a panel how many are new."""
        self.replaced = 0
        """How often the whole list was replaced: what was read of it before is void."""

    @cached_property
    def _rows(self) -> NDArray[Any]:
        return np.zeros(self._capacity, dtype=_PRINT)

    def append(self, tick: Tick) -> None:
        """Add the newest print; a time that is no number is kept as -1."""
        row = self._rows[self.count % self._capacity]
        row["time"] = int(tick.time) if tick.time.isdigit() else -1
        row["price"], row["size"], row["direction"] = tick.price, tick.size, tick.direction
        self.count += 1

    def replace(self, newest_first: tuple[Tick, ...]) -> None:
        """Start over with a list asked for (ka10003), newest first."""
        self.count = 0
        self.replaced += 1
        for tick in reversed(newest_first[: self._capacity]):
            self.append(tick)

    def latest(self, limit: int) -> tuple[Tick, ...]:
        """Return at most `limit` prints, newest first."""
        held = min(self.count, self._capacity, limit)
        return tuple(self._tick(self.count - 1 - back) for back in range(held))

    def _tick(self, number: int) -> Tick:
        time, price, size, direction = self._rows[number % self._capacity].tolist()
        return Tick(f"{time:06d}" if time >= 0 else "", price, size, direction)
