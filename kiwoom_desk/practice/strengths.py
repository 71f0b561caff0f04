"""What buyers took of each day's and each minute's volume of one name; refuses prices."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow

_KEPT_NAMES = 256
_MOST = 99_999


def strengths(bought: Ints, sold: Ints) -> Ints:
    """Return 체결강도 in hundredths of a percent: bought over sold shares, at most 999.99 %."""
    return np.minimum(bought * 10_000 // np.maximum(sold, 1), _MOST)


class Strengths:
    """Reads the minutes of a flow; past days are kept, as they do not change."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._kept: OrderedDict[int, dict[int, int]] = OrderedDict()

    def bought(self, index: int, positions: Ints) -> Ints:
        """Return the shares that buyers took on days, given by position; today's those so far."""
        known = self._kept.setdefault(index, {})
        self._kept.move_to_end(index)
        while len(self._kept) > _KEPT_NAMES:
            self._kept.popitem(last=False)
        today = self._flow.path.calendar.position(self._flow.day)
        missing = [at for at in positions.tolist() if at not in known and at != today]
        if missing:
            known.update(self._made(index, min(missing), max(missing)))
        now = {today: int(self._flow.board.buy_volume[index])}
        return np.array([known.get(at, now.get(at, 0)) for at in positions.tolist()], np.int64)

    def _made(self, index: int, first: int, last: int) -> dict[int, int]:
        flow, path = self._flow, self._flow.path
        found: dict[int, int] = {}
        for made in flow.unfolded(index, range(first, last + 1)):
            sums = made.minutes.bought.sum(axis=1, dtype=np.int64).tolist()
            found.update(zip(made.positions, sums, strict=True))
        code = flow.universe.listings[index].code
        for item in flow.own.all():
            if item.code == code and item.buyer_aggressor:
                place = path.calendar.position(item.day)
                if place in found:
                    found[place] += item.size
        return found

    def until(self, index: int, second: int) -> tuple[int, int]:
        """Return volume and what buyers took of it in the slots of today over before a second."""
        flow = self._flow
        whole = flow.hours.slots_before(max(second, 0))
        if not whole:
            return 0, 0
        minutes = flow.minutes
        volume = int(minutes.volume[index, :whole].sum(dtype=np.int64))
        bought = int(minutes.bought[index, :whole].sum(dtype=np.int64))
        code, edge = flow.universe.listings[index].code, second // 60 * 60_000
        for item in flow.own.of(code, flow.day):
            if item.time_ms < edge:
                volume += item.size
                bought += item.size if item.buyer_aggressor else 0
        return volume, bought

    def positions(self, days: list[date]) -> Ints:
        """Return the positions of trading days."""
        return np.array([self._flow.path.calendar.position(day) for day in days], np.int64)
