"""All names as they stood at a whole minute of today; refuses other days and seconds between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.told import told_second

_KEPT = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """Columns by listing index just before `second` (since midnight): won, shares, last aggressor."""

    second: int
    price: Ints
    volume: Ints
    last_buy: npt.NDArray[np.bool_]


class Moments:
    """Reads the slots of the day that is played; our own fills count."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._kept: dict[tuple[date, int, int], Moment] = {}

    def ago(self, minutes: int) -> Moment:
        """Return the moment so many minutes before the minute that runs began, or midnight."""
        second = told_second(self._flow) // 60 * 60 - 60 * minutes
        return self.at(max(second, 0))

    def at(self, second: int) -> Moment:
        """Return the moment of a whole minute, given in seconds since midnight.

        Raise ValueError between minutes and after the board.
        """
        if second % 60 or second > self._flow.board.second:
            raise ValueError(f"no moment at second {second}")
        key = self._flow.day, second, len(self._flow.own.on(self._flow.day))
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._make(second)
        return self._kept[key]

    def _make(self, second: int) -> Moment:
        flow, minutes = self._flow, self._flow.minutes
        whole = flow.hours.slots_before(second)
        base = flow.board.base
        if not whole:
            nothing = np.zeros(len(base), np.int64)
            return Moment(second, base.copy(), nothing, nothing.astype(np.bool_))
        volume = minutes.volume[:, :whole]
        traded = volume > 0
        last = whole - 1 - traded[:, ::-1].argmax(axis=1)
        last_buy = minutes.last_buy[np.arange(len(base)), last] & traded.any(axis=1)
        price = minutes.close[:, whole - 1].astype(np.int64)
        moment = Moment(second, price, volume.sum(axis=1, dtype=np.int64), last_buy)
        for item in flow.own.on(flow.day):
            if item.time_ms < second * 1000:
                row = flow.universe.by_code[item.code].index
                moment.volume[row] += item.size
                newest = flow.tape.newest(row, second * 1000)
                if newest is not None:
                    price[row], last_buy[row] = newest.price, newest.buyer_aggressor
        return moment
