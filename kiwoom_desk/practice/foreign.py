"""How many shares of each name foreigners hold and may hold, by day; refuses the time of day."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, key_of
from kiwoom_desk.practice.kinds import Kind, usual_parts
from kiwoom_desk.practice.universe import Universe

# Laws keep foreigners below these hundredths in some businesses; elsewhere all shares are theirs.
_LIMITS = {"한국전력": 40, "한국가스공사": 30}
_BUSINESS_LIMITS = {"전기 통신업": 49, "텔레비전 방송업": 49, "항공 여객 운송업": 49}
_LEAST_HELD, _MOST_HELD = 0.02, 0.55
# A holding is a sum of courses: days between draws and height, in units of one day's most change.
_COURSES = ((6, 2.0), (30, 9.0))
_DAILY = 0.36
_HEIGHT = sum(height for _, height in _COURSES) + _DAILY
# A day's volume is at least this part of the usual one, and foreigners are at least `LEAST_PART`
# of their usual part of it: so a change fits into what they trade.
_THIN_DAY = 0.385
LEAST_PART, PART_SPREAD = 0.7, 0.6
# Names traded less may have days without any trade.
_LEAST_TYPICAL = 200


class ForeignHoldings:
    """Holdings by name and position in the calendar; a day's change is what they bought net."""

    def __init__(self, universe: Universe, path: DayPath, part: float = 1.0) -> None:
        """`part` is the least part of the usual volume that trades where this is bought and sold."""
        traits = path.traits
        self._days = path.calendar.ordinals
        self.limit: Ints = np.array(
            [x.shares * _hundredths(x.name, x.industry) // 100 for x in universe.listings], np.int64
        )
        """The most shares foreigners may hold, by listing index."""
        share = usual_parts(universe.listings)[:, Kind.FOREIGNER] / 1000.0
        usual = np.minimum(traits.typical, np.maximum(traits.shares // 2, 1)).astype(np.float64)
        step = part * usual * _THIN_DAY * LEAST_PART * share - 2.0
        still = (traits.typical < _LEAST_TYPICAL) | traits.halted
        room = 0.4 * self.limit / _HEIGHT
        self._step: Floats = np.where(still, 0.0, np.clip(step, 0.0, room))
        self._keys = [draw(traits.keys, np.uint64(key_of("foreign", n))) for n in range(4)]
        held = _LEAST_HELD + (_MOST_HELD - _LEAST_HELD) * field(self._keys[0], 0) ** 2
        self._start: Ints = np.floor(self.limit * held).astype(np.int64)

    def held(self, rows: Ints, positions: Ints) -> Ints:
        """Return the shares held at the end of days; rows and positions are broadcast."""
        days = self._days[positions]
        course = _DAILY * field(draw(self._keys[3][rows], days.astype(np.uint64)), 0)
        for keys, (span, height) in zip(self._keys[1:], _COURSES, strict=False):
            course = course + height * drifting(keys[rows], days, span)
        held: Ints = self._start[rows] + np.floor(self._step[rows] * course).astype(np.int64)
        return held

    def net(self, rows: Ints, positions: Ints) -> Ints:
        """Return the shares bought net on days."""
        return self.held(rows, positions) - self.held(rows, positions - 1)


def _hundredths(name: str, industry: str) -> int:
    return _LIMITS.get(name) or _BUSINESS_LIMITS.get(industry, 100)
