"""All prints of one slot, made in slices and read second by second; refuses to change a board."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.minutes import MinuteColumns
from kiwoom_desk.practice.prints import CELLS_A_SECOND, Print, PrintColumns, unfold

# A name's prints of a minute that are made values at once.
_MOST_AT_ONCE = 240


class Batch:
    """The prints of every name in one slot; complete after enough calls of `grow`."""

    def __init__(self, grid: PriceGrid, minutes: MinuteColumns, slot: int) -> None:
        self.slot = slot
        self._grid, self._minutes = grid, minutes
        self._count = len(minutes.volume)
        self._next = 0
        self._parts: list[PrintColumns] = []
        self._apart: dict[int, dict[int, tuple[Print, ...]]] = {}
        self._all: PrintColumns | None = None
        self._order: Ints = np.zeros(0, np.int64)
        self._edges: Ints = np.zeros(61, np.int64)

    @property
    def complete(self) -> bool:
        """Tell whether every name is unfolded."""
        return self._all is not None

    def grow(self, names: int) -> None:
        """Unfold that many names more."""
        if self.complete:
            return
        rows = np.arange(self._next, min(self._next + names, self._count))
        self._parts.append(unfold(self._grid, rows, self._minutes, rows, self.slot))
        self._next += len(rows)
        if self._next >= self._count:
            self._finish()

    def finish(self) -> None:
        """Unfold every name left."""
        self.grow(self._count)

    def _finish(self) -> None:
        parts = self._parts
        counts = np.concatenate([np.diff(part.starts) for part in parts])
        starts = np.concatenate([[0], np.add.accumulate(counts)])
        joined = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "cells", "prices", "sizes", "buys")
        )
        self._all = PrintColumns(starts, *joined)
        seconds = self._all.seconds()
        self._order = np.argsort(seconds, kind="stable")
        self._edges = np.searchsorted(seconds[self._order], np.arange(61))
        self._parts = []

    def columns(self) -> PrintColumns:
        """Return all prints by name; finish first where needed."""
        self.finish()
        assert self._all is not None
        return self._all

    def second(self, first: int, last: int) -> Ints:
        """Return the places of the prints from second `first` until before `last` of the slot."""
        self.finish()
        return self._order[self._edges[first] : self._edges[last]]

    def prints(self, row: int, second: int) -> tuple[Print, ...]:
        """Return the prints of one name in one second of the slot.

        Who asks for one second will ask for the next: a name's minute is taken apart once, but not
        one of many prints, which would hold up the second that begins it.
        """
        found = self._apart.get(row)
        if found is None:
            columns = self.columns()
            start, end = int(columns.starts[row]), int(columns.starts[row + 1])
            if end - start > _MOST_AT_ONCE:
                return columns.prints(*_within(columns, start, end, second))
            found = self._apart[row] = _apart(columns, start, end)
        return found.get(second, ())


def _apart(columns: PrintColumns, start: int, end: int) -> dict[int, tuple[Print, ...]]:
    """Return the prints of one name by second, where there are some."""
    found: dict[int, list[Print]] = {}
    seconds = columns.cells[start:end] // CELLS_A_SECOND
    for second, one in zip(seconds.tolist(), columns.prints(start, end), strict=True):
        found.setdefault(second, []).append(one)
    return {second: tuple(prints) for second, prints in found.items()}


def second_of_one(columns: PrintColumns, second: int) -> tuple[Print, ...]:
    """Return the prints of one second out of one name's slot."""
    return columns.prints(*_within(columns, 0, len(columns.cells), second))


def _within(columns: PrintColumns, start: int, end: int, second: int) -> tuple[int, int]:
    first, last = np.searchsorted(columns.cells[start:end], (second * 20, second * 20 + 20))
    return start + int(first), start + int(last)
