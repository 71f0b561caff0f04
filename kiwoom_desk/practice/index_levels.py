"""The levels of the indices from their members' prices; refuses members' own figures."""

from __future__ import annotations

from datetime import date

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.past import Past
from kiwoom_desk.practice.pushes import IndexLevel
from kiwoom_desk.practice.universe import IndexSpec


class _Basket:
    """An index's members with the day's levels at every minute's end."""

    def __init__(self, spec: IndexSpec, past: Past) -> None:
        flow = past.flow
        listings = flow.universe.by_code
        members = [listings[code] for code in spec.members]
        self.spec = spec
        self.rows: Ints = np.array([item.index for item in members], np.int64)
        self.shares = np.array([item.shares for item in members], np.float64)
        self.start = float(sum(item.previous_close * item.shares for item in members))
        closes = flow.minutes.close[self.rows]
        self.minutes = self.shares @ closes
        self.before_volume = int(past.yesterday_volumes()[self.rows].sum())

    def level(self, worth: float) -> int:
        """Return the level in hundredths of a point of a basket worth so many won."""
        return round(self.spec.base * worth / self.start)


class IndexLevels:
    """Levels weighted by market value; highs and lows are those of minutes' ends and of now."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._day = date.min
        self._baskets: dict[str, _Basket] = {}
        self._volumes: dict[str, int] = {}

    def level(self, code: str) -> IndexLevel:
        """Return an index now; raise KeyError for an unknown one.

        `last_volume` is what was traded since the last call for it.
        """
        basket = self._basket(code)
        flow = self._past.flow
        board, rows = flow.board, basket.rows
        now = basket.level(float(basket.shares @ board.price[rows]))
        passed = basket.minutes[: flow.hours.slots_before(board.second)]
        ends = (passed.max(), passed.min()) if len(passed) else ()
        levels = [*(basket.level(float(worth)) for worth in ends), now]
        volume = int(board.volume[rows].sum())
        earlier = self._volumes.get(code, volume)
        self._volumes[code] = volume
        opened = basket.level(float(basket.minutes[0])) if len(passed) else 0
        return IndexLevel(
            code,
            now,
            basket.level(float(basket.shares @ board.base[rows])),
            opened,
            max(levels) if opened else 0,
            min(levels) if opened else 0,
            volume,
            int(board.value[rows].sum()),
            basket.before_volume,
            volume - earlier,
        )

    def _basket(self, code: str) -> _Basket:
        flow = self._past.flow
        if flow.day != self._day:
            self._day, self._baskets, self._volumes = flow.day, {}, {}
        found = self._baskets.get(code)
        if found is None:
            spec = next(one for one in flow.universe.indices if one.code == code)
            found = self._baskets[code] = _Basket(spec, self._past)
        return found
