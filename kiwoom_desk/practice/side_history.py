"""Bars of names at a venue beside KRX's regular session, out of its minutes; refuses the days before it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.history import Bars, History, day_starts, no_bars, whole_day
from kiwoom_desk.practice.minutes import MinuteColumns
from kiwoom_desk.practice.side_flow import SideFlow

_KEPT_NAMES = 48
# Days unfolded at once: their columns fit into the processor's cache.
_CHUNK, _SLICE = 40, 16
_Row = tuple[int, int, int, int, int, int]


class SideHistory(History):
    """Answers by the places of the names at the venue; keeps the days of a few names.

    A day's value is its volume at KRX's mean price, as KRX's own days are counted.
    """

    def __init__(self, flow: SideFlow) -> None:
        super().__init__(flow)
        self._side = flow
        self._rows: OrderedDict[int, dict[int, _Row]] = OrderedDict()

    def _daily(self, index: int, first: int, last: int) -> Bars:
        """Return the days with a trade between two positions."""
        flow, calendar = self._side, self._side.path.calendar
        today = calendar.position(flow.day)
        rows = dict(self._days_of(index, first, min(last, today - 1)))
        if last >= today:
            rows[today] = self._today(index)
        for item in flow.own.all():
            if item.code == flow.universe.listings[index].code and item.day < flow.day:
                place = calendar.position(item.day)
                if first <= place <= last:
                    rows[place] = whole_day(self._minutes_of(index, item.day))
        places = [place for place in range(first, last + 1) if rows.get(place, (0,) * 6)[4]]
        if not places:
            return no_bars()
        columns = np.array([rows[place] for place in places], np.int64).T
        starts = day_starts(calendar.ordinals[places])
        return Bars(starts, *columns)

    def grow(self, index: int, count: int) -> Iterator[None]:
        """Make the last `count` days of one name, pausing after every few."""
        calendar = self._side.path.calendar
        last = calendar.position(self._side.day) - 1
        first = self._first_position(index, last, count)
        for place in range(last, first - 1, -_SLICE):
            self._days_of(index, max(place - _SLICE + 1, first), place)
            yield

    def _days_of(self, index: int, first: int, last: int) -> dict[int, _Row]:
        """Return the bars of past days by position, unfolding those not kept yet."""
        known = self._rows.setdefault(index, {})
        self._rows.move_to_end(index)
        while len(self._rows) > _KEPT_NAMES:
            self._rows.popitem(last=False)
        missing = [place for place in range(first, last + 1) if place not in known]
        for at in range(0, len(missing), _CHUNK):
            some = missing[at : at + _CHUNK]
            known.update(dict.fromkeys(some, (0, 0, 0, 0, 0, 0)))
            for made in self._side.unfolded(index, some):
                days = made.days
                total = days.open + days.high + days.low + days.close
                value = (total * days.volume // 4)[0].tolist()
                for row, (place, prices) in enumerate(
                    zip(made.positions, _prices(made.minutes), strict=True)
                ):
                    known[place] = (*prices, int(days.volume[0, row]), value[row])
        return known


def _prices(minutes: MinuteColumns) -> list[tuple[int, int, int, int]]:
    """Return open, high, low and close of each row; zeros where nothing traded."""
    traded = minutes.volume > 0
    every, some = np.arange(len(traded)), traded.any(axis=1)
    first = traded.argmax(axis=1)
    last = traded.shape[1] - 1 - traded[:, ::-1].argmax(axis=1)
    far = np.iinfo(np.int32).max
    columns: tuple[Ints, ...] = tuple(
        np.where(some, column, 0).astype(np.int64)
        for column in (
            minutes.open[every, first],
            np.where(traded, minutes.high, 0).max(axis=1),
            np.where(traded, minutes.low, far).min(axis=1),
            minutes.close[every, last],
        )
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))
