"""Our own fills that the path did not plan, kept beside it; refuses to change the path."""

from __future__ import annotations

import bisect
from datetime import date

import msgspec


class OwnPrint(msgspec.Struct, frozen=True):
    """One fill of ours beyond the plan: milliseconds since midnight, won, shares."""

    code: str
    day: date
    time_ms: int
    price: int
    size: int
    buyer_aggressor: bool


class OwnPrints:
    """All own prints by code, in the order of time."""

    def __init__(self) -> None:
        self._by_code: dict[str, list[OwnPrint]] = {}

    def add(self, item: OwnPrint) -> None:
        """Insert a print behind those of the same time."""
        prints = self._by_code.setdefault(item.code, [])
        bisect.insort_right(prints, item, key=lambda p: (p.day, p.time_ms))

    def of(self, code: str, day: date) -> tuple[OwnPrint, ...]:
        """Return the prints of one name on one day, oldest first."""
        return tuple(p for p in self._by_code.get(code, ()) if p.day == day)

    def on(self, day: date) -> tuple[OwnPrint, ...]:
        """Return the prints of all names on one day, oldest first."""
        found = [p for prints in self._by_code.values() for p in prints if p.day == day]
        return tuple(sorted(found, key=lambda p: (p.time_ms, p.code)))

    def all(self) -> tuple[OwnPrint, ...]:
        """Return every print, for keeping."""
        return tuple(p for prints in self._by_code.values() for p in prints)
