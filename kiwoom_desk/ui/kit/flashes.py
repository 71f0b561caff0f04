"""Which cells are lit because their value just changed, for 250 ms; refuses to move text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6 import QtCore

from kiwoom_desk.ui.kit.columns import Column

LASTS = 250


class Flashes:
    """Values last seen of each row's flashing columns, and the cells lit until a time."""

    def __init__(self) -> None:
        self._clock = QtCore.QElapsedTimer()
        self._clock.start()
        self._seen: dict[str, tuple[Any, ...]] = {}
        self._lit: dict[str, dict[str, tuple[int, bool]]] = {}

    def __bool__(self) -> bool:
        return bool(self._lit)

    def see(self, key: str, row: Any, columns: Iterable[Column]) -> None:
        """Compare a visible row with what was seen before and light what changed."""
        values = tuple(column.value(row) for column in columns)
        before = self._seen.get(key)
        if before == values:
            return
        self._seen[key] = values
        if before is None or len(before) != len(values):
            return
        until = self._clock.elapsed() + LASTS
        changed = {
            column.id: (until, _rises(old, new))
            for column, old, new in zip(columns, before, values, strict=True)
            if old != new and old is not None and new is not None
        }
        if changed:
            self._lit.setdefault(key, {}).update(changed)

    def lit(self, key: str) -> dict[str, tuple[int, bool]]:
        """Return the lit columns of a row, each with its end and whether it rose."""
        return self._lit.get(key, {})

    def expire(self) -> dict[str, set[str]]:
        """Put out what was lit long enough and return the columns to repaint, by row."""
        now, changed = self._clock.elapsed(), {}
        for key, cells in tuple(self._lit.items()):
            kept = {id_: cell for id_, cell in cells.items() if cell[0] > now}
            if len(kept) != len(cells):
                changed[key] = cells.keys() - kept.keys()
                if kept:
                    self._lit[key] = kept
                else:
                    del self._lit[key]
        return changed

    def forget(self) -> None:
        """Drop all that was seen: after the rows were replaced, or out of sight for a while."""
        self._seen.clear()
        self._lit.clear()


def _rises(old: Any, new: Any) -> bool:
    try:
        return bool(new > old)
    except TypeError:
        return True
