"""Bars of one name and period in growing numpy columns; refuses gaps in order and drawing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kiwoom_desk.domain.bar import Bar

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST = 1_024


class BarSeries:
    """Columns by bar, oldest first: `start` epoch seconds, prices in won, `volume` in shares.

    Old pages go in front and new bars behind; `changes` counts changes of the last bar,
    `pages` whole changes of the columns, so that a chart knows what to paint anew.
    """

    def __init__(self) -> None:
        self._from = self._to = _FIRST // 2
        self.changes = 0
        self.pages = 0

    @cached_property
    def _room(self) -> dict[str, NDArray[Any]]:
        return {
            name: np.zeros(_FIRST, np.int64 if name in ("start", "volume") else np.int32)
            for name in ("start", "open", "high", "low", "close", "volume")
        }

    def __len__(self) -> int:
        return self._to - self._from

    @property
    def start(self) -> NDArray[np.int64]:
        """First second of each bar."""
        return self._room["start"][self._from : self._to]

    @property
    def open(self) -> NDArray[np.int32]:
        """First prices."""
        return self._room["open"][self._from : self._to]

    @property
    def high(self) -> NDArray[np.int32]:
        """Highest prices."""
        return self._room["high"][self._from : self._to]

    @property
    def low(self) -> NDArray[np.int32]:
        """Lowest prices."""
        return self._room["low"][self._from : self._to]

    @property
    def close(self) -> NDArray[np.int32]:
        """Last prices."""
        return self._room["close"][self._from : self._to]

    @property
    def volume(self) -> NDArray[np.int64]:
        """Shares traded."""
        return self._room["volume"][self._from : self._to]

    def prepend(self, bars: Sequence[Bar]) -> int:
        """Put an older page in front, oldest first; bars not older than ours are dropped.

        Return how many were taken.
        """
        first = int(self.start[0]) if len(self) else None
        older = [bar for bar in bars if first is None or bar.start < first]
        if older:
            self._make_room(front=len(older))
            self._from -= len(older)
            self._write(self._from, older)
            self.pages += 1
        return len(older)

    def append(self, bar: Bar) -> None:
        """Add a newer bar, or replace the last one when it starts in the same second."""
        if len(self) and bar.start < int(self.start[-1]):
            raise ValueError("a bar older than the last one goes in front")
        if not len(self) or bar.start > int(self.start[-1]):
            self._make_room(back=1)
            self._to += 1
        self._write(self._to - 1, [bar])
        self.changes += 1

    def last(self) -> Bar | None:
        """Return the last bar."""
        if not len(self):
            return None
        at = self._to - 1
        return Bar(*[column.item(at) for column in self._room.values()])

    def merge_last(self, price: int, volume: int) -> None:
        """Let a print of `volume` shares at `price` change the last bar."""
        last = self._to - 1
        room = self._room
        room["close"][last] = price
        room["high"][last] = max(price, int(room["high"][last]))
        room["low"][last] = min(price, int(room["low"][last]))
        room["volume"][last] += volume
        self.changes += 1

    def _write(self, at: int, bars: Sequence[Bar]) -> None:
        for name, column in self._room.items():
            column[at : at + len(bars)] = [getattr(bar, name) for bar in bars]

    def _make_room(self, front: int = 0, back: int = 0) -> None:
        capacity = len(self._room["start"])
        if self._from >= front and self._to + back <= capacity:
            return
        held = len(self)
        # Half as much again on the side that grows keeps pages cheap and memory within bounds.
        before = front + held // 4 + 64 if front else self._from
        behind = back + held // 4 + 64
        for name, column in self._room.items():
            grown = np.zeros(before + held + behind, column.dtype)
            grown[before : before + held] = column[self._from : self._to]
            self._room[name] = grown
        self._from, self._to = before, before + held
