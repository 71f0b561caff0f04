"""Prints of one name by day at one venue, or at both told as one; refuses all names at once."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from kiwoom_desk.practice.day_tapes import DayTapes, TapeDay, TapeRow
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.strengths import Strengths
from kiwoom_desk.practice.venue_investors import Room

_MINUTE = 60_000


class TapeRoom(msgspec.Struct, frozen=True):
    """One venue with its tapes."""

    room: Room
    tapes: DayTapes
    strengths: Strengths


class _Begun(NamedTuple):
    """A day of a name at one venue."""

    tapes: DayTapes
    day: TapeDay


class VenueDay(msgspec.Struct, frozen=True):
    """One day of a name at the venue asked for; prices are measured against KRX's day in won."""

    base: int
    lower: int
    upper: int
    parts: tuple[_Begun, ...]


class VenueTapes:
    """Merges the tapes of the rooms of a venue."""

    def __init__(self, rooms: Sequence[TapeRoom]) -> None:
        self._rooms = rooms

    def day(self, index: int, back: int) -> VenueDay:
        """Return today of a name (`back` 0) or the trading day so many days before."""
        parts = tuple(
            _Begun(room.tapes, room.tapes.day(row, back)) for room, row in self._rows(index)
        )
        one = parts[0].day
        return VenueDay(one.base, one.lower, one.upper, parts)

    def prints(self, of: VenueDay, before_ms: int, limit: int) -> tuple[TapeRow, ...]:
        """Return the prints before a time, newest first, at most `limit`; ours included.

        Of both together a row's sums are the day's of both.
        """
        if len(of.parts) == 1:
            return of.parts[0].tapes.prints(of.parts[0].day, before_ms, limit)
        # One more of each: what had passed at the other venue before the last row.
        both = [part.tapes.prints(part.day, before_ms, limit + 1) for part in of.parts]
        return _merged(both)[:limit]

    def minutes(self, of: VenueDay, before_ms: int) -> tuple[TapeRow, ...]:
        """Return the minutes with a print before a time, newest first."""
        if len(of.parts) == 1:
            return of.parts[0].tapes.minutes(of.parts[0].day, before_ms)
        both = [part.tapes.minutes(part.day, before_ms) for part in of.parts]
        return _by_minute(_merged(both))

    def bought(self, index: int, positions: Ints) -> Ints:
        """Return the shares that buyers took on days, given by position; today's those so far."""
        total: Ints = np.zeros(len(positions), np.int64)
        for room, row in self._rows(index):
            listed = int(room.room.flow.path.traits.listed_on[row])
            calendar = room.room.flow.path.calendar
            since = np.flatnonzero(calendar.ordinals[positions] >= listed)
            total[since] += room.strengths.bought(row, positions[since])
        return total

    def until(self, index: int, second: int) -> tuple[int, int]:
        """Return volume and what buyers took of it in the slots of today over before a second."""
        found = [room.strengths.until(row, second) for room, row in self._rows(index)]
        return sum(one[0] for one in found), sum(one[1] for one in found)

    def _rows(self, index: int) -> list[tuple[TapeRoom, int]]:
        found = [(room, room.room.row(index)) for room in self._rooms]
        return [(room, row) for room, row in found if row is not None]


def _merged(both: Sequence[tuple[TapeRow, ...]]) -> tuple[TapeRow, ...]:
    """Return the rows of several venues, newest first, each with the sums of all of them."""
    marked = ([(-row.time_ms, place, row) for row in rows] for place, rows in enumerate(both))
    left = [len(rows) for rows in both]
    found = []
    for _, place, row in heapq.merge(*marked, key=lambda one: one[:2]):
        left[place] -= 1
        others = [
            rows[len(rows) - left[at]] for at, rows in enumerate(both) if at != place and left[at]
        ]
        own = [sum(getattr(one, name) for one in others) for name in ("volume", "bought", "value")]
        found.append(row.beyond((own[0], own[1], own[2])))
    return tuple(found)


def _by_minute(rows: tuple[TapeRow, ...]) -> tuple[TapeRow, ...]:
    """Return one row of rows of the same minute: the later venue's, with what both traded."""
    found: list[TapeRow] = []
    for row in rows:
        if found and found[-1].time_ms // _MINUTE == row.time_ms // _MINUTE:
            found[-1] = found[-1].over(found[-1].time_ms, found[-1].size + row.size)
        else:
            found.append(row)
    return tuple(found)
