"""What a venue beside KRX traded of all its names on past days; refuses today, which the board has."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

import numpy as np

from kiwoom_desk.practice.day_book import DayBook
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.side_flow import SideFlow

# What was planned of a day that is over does not change: as many days as lists go back.
_KEPT_DAYS = 320


class SideBook:
    """Reads KRX's days of the names and takes the venue's part of them, by place at the venue."""

    def __init__(self, flow: SideFlow, book: DayBook) -> None:
        self._flow, self._book = flow, book
        self._kept: OrderedDict[date, tuple[Ints, Ints]] = OrderedDict()

    @property
    def whole(self) -> bool:
        """Tell whether the columns of KRX stand for all names."""
        return self._book.whole

    def volume(self, back: int) -> Ints:
        """Return the volumes of one day, in shares, ours included."""
        volume = self._planned(back)[0].copy()
        for item in self._flow.own.on(self._day(back)):
            volume[self._flow.universe.by_code[item.code].index] += item.size
        return volume

    def value(self, back: int) -> Ints:
        """Return the values of one day, in won: volumes at KRX's mean prices, ours at their own."""
        volume, total = self._planned(back)
        value: Ints = total * volume // 4
        for item in self._flow.own.on(self._day(back)):
            value[self._flow.universe.by_code[item.code].index] += item.size * item.price
        return value

    def _day(self, back: int) -> date:
        calendar = self._flow.path.calendar
        return calendar.day(calendar.position(self._flow.day) - back)

    def _planned(self, back: int) -> tuple[Ints, Ints]:
        """Return planned volumes of the venue, and the sums of KRX's four prices of the day."""
        day = self._day(back)
        if day not in self._kept:
            self._kept[day] = self._made(back, day)
            while len(self._kept) > _KEPT_DAYS:
                self._kept.popitem(last=False)
        return self._kept[day]

    def _made(self, back: int, day: date) -> tuple[Ints, Ints]:
        flow, names = self._flow, self._flow.names
        krx, value = self._book.volume(back)[names], self._book.value(back)[names]
        total = np.where(krx > 0, (4 * value + 3) // np.maximum(krx, 1), 0)
        ours = {item.code for item in flow.main.own.on(day)} & flow.universe.by_code.keys()
        if ours:
            rows = np.array([flow.universe.by_code[code].index for code in sorted(ours)], np.int64)
            place = flow.path.calendar.position(day)
            bars = flow.main.path.columns(names[rows], place, place)
            krx[rows] = bars.volume[:, 0]
            total[rows] = (bars.open + bars.high + bars.low + bars.close)[:, 0]
        every, ordinals = np.arange(len(names)), np.array([day.toordinal()], np.int64)
        return flow.side.volumes(every, ordinals, krx[:, None])[:, 0], total
