"""The order of a grid's rows: given or sorted by a column; refuses to sort under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kiwoom_desk.ui.kit.columns import Column, sort_key

REST = 1000
"""A live list sorts itself at most once in so many milliseconds."""


class Ordering:
    """Keys in the order shown, and each key's place in it."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read
        self._given: tuple[str, ...] = ()
        self.keys: tuple[str, ...] = ()
        self.places: dict[str, int] = {}
        self.column: Column | None = None
        self.descending = False
        self.stale = False

    def give(self, keys: Sequence[str]) -> None:
        """Take the rows in their own order."""
        self._given = tuple(dict.fromkeys(keys))
        self.sort()

    def sort_by(self, column: Column | None, descending: bool) -> None:
        """Sort by a column from now on; None returns to the order given."""
        self.column, self.descending = column, descending
        self.sort()

    def sort(self) -> None:
        """Sort now; rows that are equal, or without a value, keep the order given."""
        self.stale = False
        keys: Sequence[str] = self._given
        if self.column is not None:
            keys = self._sorted(self.column)
        self.keys = tuple(keys)
        self.places = {key: place for place, key in enumerate(self.keys)}

    def touched(self) -> None:
        """Note that values changed, so that the order may no longer hold."""
        if self.column is not None:
            self.stale = True

    def _sorted(self, column: Column) -> Sequence[str]:
        found = [(key, self._value(key, column)) for key in self._given]
        present = [one for one in found if one[1][0] == 0]
        missing = [key for key, value in found if value[0] == 1]
        present.sort(key=lambda one: one[1], reverse=self.descending)
        return [key for key, _ in present] + missing

    def _value(self, key: str, column: Column) -> tuple[int, Any]:
        row = self._read(key)
        return (1, 0) if row is None else sort_key(column.value(row))
