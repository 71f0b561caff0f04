"""What names had traded at a second of the trading day before today; refuses today's figures.

Known by minutes: within one its volume counts as spread evenly over its seconds.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from itertools import islice

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.played import PlayedDay
from kiwoom_desk.practice.rings import BOTH, EVENING, NXT, split
from kiwoom_desk.practice.side_flow import SideFlow

# Names of which the day before is unfolded at once.
_AT_ONCE = 64
_FIRST, _LAST = 7 * 60, 21 * 60
_RINGS = {"": ("", EVENING), NXT: (NXT,), BOTH: ("", NXT, EVENING)}


class SameTime:
    """Keeps the day before by minutes for the names that were asked for, until the day changes."""

    def __init__(self, exchange: Exchange, flow: Flow, wanted: Callable[[], Iterable[str]]) -> None:
        """`wanted` are the keys (bare codes, `_NX`, `_AL`) that will be asked for soon."""
        self._exchange, self._flow, self._wanted = exchange, flow, wanted
        self._played: PlayedDay | None = None
        self._end = 0
        self._tables: dict[str, array[int]] = {}
        self._found: dict[str, list[array[int]]] = {}

    def volume(self, key: str, second: int) -> int:
        """Return the shares a name had traded at a second since midnight, at the venues of its key."""
        if self._flow.played is not self._played:
            self._roll()
        found = self._found.get(key)
        if found is None or second >= self._end:
            found = self._found[key] = self._tables_of(key, second >= self._end)
        return _at(found[0], second) if len(found) == 1 else sum(_at(one, second) for one in found)

    def _roll(self) -> None:
        """Begin anew with a day."""
        self._played, self._end = self._flow.played, self._flow.hours.end
        self._tables, self._found = {}, {}

    def _tables_of(self, key: str, after: bool) -> list[array[int]]:
        code, ring = split(key)
        rings = (one for one in _RINGS[ring] if after or one != EVENING)
        return [table for one in rings if (table := self._table(code, one)) is not None]

    def _table(self, code: str, ring: str) -> array[int] | None:
        found = self._tables.get(code + ring)
        if found is None and self._room(code, ring) is not None:
            self._make(code, ring)
            found = self._tables[code + ring]
        return found

    def _room(self, code: str, ring: str) -> Flow | None:
        """Return the path of a name in a ring, where it has one today."""
        rings = self._exchange.rings
        if ring == EVENING:
            return rings.evening(code)
        if ring == NXT:
            return rings.nxt if code in rings.members else None
        return self._flow

    def _make(self, code: str, ring: str) -> None:
        """Unfold the day before of a name, and of others that will be asked for."""
        flow = self._room(code, ring)
        assert flow is not None
        codes = [code]
        if ring != EVENING:
            bare = (split(key) for key in self._wanted())
            more = {c for c, r in bare if ring in _RINGS[r] and self._room(c, ring) is flow}
            known = (c for c in sorted(more - {code}) if c + ring not in self._tables)
            codes += islice(known, _AT_ONCE - 1)
        rows = np.array([flow.universe.by_code[one].index for one in codes], np.int64)
        tables = _tables(flow, rows, codes, self._flow.path.calendar.position(self._flow.day) - 1)
        for one, counts in zip(codes, tables, strict=True):
            self._tables[one + ring] = array("q", counts.tolist())


def _at(table: array[int], second: int) -> int:
    place = second // 60 - _FIRST
    if place < 0:
        return 0
    if place >= _LAST - _FIRST:
        return table[-1]
    before = table[place]
    return before + (table[place + 1] - before) * (second % 60) // 60


def _tables(flow: Flow, rows: Ints, codes: list[str], position: int) -> Ints:
    """Return by name what had traded when each minute from `_FIRST` on began."""
    counts: Ints = np.zeros((len(rows), _LAST - _FIRST + 1), np.int64)
    day = flow.path.calendar.day(position)
    if isinstance(flow, SideFlow) and not flow.side.sessions(day):
        return counts
    minutes, hours = flow.slots_of(rows, position)
    starts = [hours.slot_start(slot) // 60 for slot in range(hours.slots)]
    # A minute is over when the next begins; the auctions' prints stand from their second on.
    over = [starts[0], *(start + 1 for start in starts[1:-1]), starts[-1]]
    for slot, minute in enumerate(over):
        counts[:, minute - _FIRST] += minutes.volume[:, slot]
    for place, code in enumerate(codes):
        listed = flow.universe.by_code[code].listed_on
        if listed is not None and listed > day:
            counts[place] = 0
        for item in flow.own.of(code, day):
            counts[place, item.time_ms // 60_000 + 1 - _FIRST] += item.size
    whole: Ints = counts.cumsum(axis=1)
    return whole
