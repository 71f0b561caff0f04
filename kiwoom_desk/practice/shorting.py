"""Short sales by name and day, as a part of the volume; refuses names that may not be sold short."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.lending import lendable

_WHOLE = 65_536
_KEY = np.uint64(key_of("short sales"))


class ShortDays(msgspec.Struct, frozen=True):
    """One name's days: shares sold short, their average price in won."""

    shares: Ints
    average: Ints


class Shorting:
    """Draws which part of each day's volume was sold short and how far from the day's average."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        taste = field(draw(flow.path.traits.keys, _KEY), 0)
        allowed = np.array([lendable(item) for item in flow.universe.listings])
        self._usual: Floats = np.where(allowed, 0.004 + 0.11 * taste * taste, 0.0)

    def allows(self, index: int) -> bool:
        """Tell whether a name may be sold short."""
        return bool(self._usual[index] > 0)

    def days(self, index: int, ordinals: Ints, bars: Bars) -> ShortDays:
        """Return the short sales of one name on days whose bars are given; today's so far too."""
        keys = self._flow.path.traits.keys[index : index + 1] + _KEY
        words = draw(keys, ordinals.astype(np.uint64))
        part = self._usual[index] * (0.3 + 1.4 * drifting(keys, ordinals, 6))
        part *= 0.6 + 0.8 * field(words, 0)
        shares = bars.volume * np.floor(part * _WHOLE).astype(np.int64) // _WHOLE
        mean = bars.value // np.maximum(bars.volume, 1)
        # Short sales are not made below the last price: they lie in the upper part of a day.
        average = mean + ((bars.high - mean) * field(words, 1) * 0.5).astype(np.int64)
        return ShortDays(shares, np.where(shares > 0, np.clip(average, bars.low, bars.high), 0))
