"""Bars and prints of a name at one venue, or of KRX and NXT told as one; refuses to draw any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

import numpy as np

from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.history import (
    Bars,
    day_starts,
    grouped,
    month_of,
    no_bars,
    week_of,
    wider,
    year_of,
)
from kiwoom_desk.practice.side_history import SideHistory
from kiwoom_desk.practice.tape import TapePrint
from kiwoom_desk.practice.venue_investors import Room

_NAMES = ("starts", "open", "high", "low", "close", "volume", "value")


class VenueBars:
    """Reads the bars of the rooms of a venue, shaped as a history; KRX comes first."""

    def __init__(self, rooms: Sequence[Room], board: Callable[[], Board]) -> None:
        """`board` tells the columns of the venue now, which today's bar is made of."""
        self._rooms, self._board = rooms, board

    def daily(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` daily bars ending on or before `end`; today's is the board's.

        Both together begin with NXT, which opens first, and end with it.
        """
        rooms = self._rows(index)
        if not rooms:
            return no_bars()
        bars = [room.history.daily(row, end, count) for room, row in rooms]
        if len(bars) == 1:
            return bars[0]
        return self._with_today(index, _together(bars[0], bars[1])).cut(slice(-count, None))

    def grow(self, index: int, count: int) -> Iterator[None]:
        """Make the last `count` days of a name at NXT, pausing after every few; KRX's need no time."""
        for room, row in self._rows(index):
            if isinstance(room.history, SideHistory):
                yield from room.history.grow(row, count)

    def weekly(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` weeks."""
        return grouped(self.daily, index, end, count, 5, week_of)

    def monthly(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` months."""
        return grouped(self.daily, index, end, count, 23, month_of)

    def yearly(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` years."""
        return grouped(self.daily, index, end, count, 262, year_of)

    def minutes(self, index: int, end: datetime, count: int, width: int) -> Bars:
        """Return up to `count` bars of `width` minutes that start before `end`."""
        rooms = self._rows(index)
        if not rooms:
            return no_bars()
        if len(rooms) == 1:
            return rooms[0][0].history.minutes(rooms[0][1], end, count, width)
        most = count * width
        bars = [room.history.minutes(row, end, most, 1) for room, row in rooms]
        # Before this only one of the venues was read.
        oldest = max((int(one.starts[0]) for one in bars if len(one) == most), default=0)
        bars = [one.cut(slice(int((one.starts < oldest).sum()), None)) for one in bars]
        # In a minute in which both trade, KRX opens and closes it.
        found = wider(_together(bars[1], bars[0]), width)
        return found.cut(slice(max(len(found) - count, 0), None))

    def count(self, index: int, until: datetime) -> int:
        """Count today's prints before `until`."""
        return sum(room.flow.count(row, until) for room, row in self._rows(index))

    def prints(self, index: int, until: datetime, limit: int) -> tuple[TapePrint, ...]:
        """Return up to `limit` of today's prints before `until`, newest first."""
        found = [room.flow.prints(row, until, limit) for room, row in self._rows(index)]
        if len(found) == 1:
            return found[0]
        both = sorted((one for some in found for one in some), key=lambda p: -p.time_ms)
        return tuple(both[:limit])

    def _rows(self, index: int) -> list[tuple[Room, int]]:
        found = [(room, room.row(index)) for room in self._rooms]
        return [(room, row) for room, row in found if row is not None]

    def _with_today(self, index: int, bars: Bars) -> Bars:
        """Return the bars with the board's prices on today's."""
        board, flow = self._board(), self._rooms[0].flow
        start = int(day_starts(np.array([flow.day.toordinal()]))[0])
        if not len(bars) or int(bars.starts[-1]) != start:
            return bars
        for name, column in (
            ("open", board.open), ("high", board.high), ("low", board.low),
            ("close", board.price), ("volume", board.volume), ("value", board.value),
        ):  # fmt: skip
            getattr(bars, name)[-1] = column[index]
        return bars


def _together(one: Bars, other: Bars) -> Bars:
    """Return bars of both by their starts; where both have one, `other` opens and closes it."""
    starts: Ints = np.union1d(one.starts, other.starts)
    first, second = (_spread(bars, starts) for bars in (one, other))
    has = second["volume"] > 0
    low = np.where(first["low"] == 0, second["low"], np.minimum(first["low"], second["low"]))
    return Bars(
        starts,
        np.where(has, second["open"], first["open"]),
        np.maximum(first["high"], second["high"]),
        np.where(second["low"] == 0, first["low"], low),
        np.where(has, second["close"], first["close"]),
        first["volume"] + second["volume"],
        first["value"] + second["value"],
    )


def _spread(bars: Bars, starts: Ints) -> dict[str, Ints]:
    """Return the columns of bars at some starts, zeros where there is no bar."""
    found = {name: np.zeros(len(starts), np.int64) for name in _NAMES}
    places = np.searchsorted(starts, bars.starts)
    for name, column in found.items():
        column[places] = getattr(bars, name)
    return found
