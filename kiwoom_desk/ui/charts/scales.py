"""Vertical scales and their round steps; refuses to know what is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADROOM = 0.07


class Scale(msgspec.Struct, frozen=True):
    """Values from `low` to `high` over pixels from `top` downwards, `height` of them."""

    low: float
    high: float
    top: float
    height: float

    def y(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.top + (self.high - value) * (self.height / (self.high - self.low))

    def ys(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Return the pixels of many values."""
        return self.top + (self.high - values) * (self.height / (self.high - self.low))

    def value(self, y: float) -> float:
        """Return the value at a pixel."""
        return self.high - (y - self.top) / self.height * (self.high - self.low)

    def has(self, value: float) -> bool:
        """Tell whether a value lies within."""
        return self.low <= value <= self.high


def price_scale(low: float, high: float, top: float, height: float) -> Scale:
    """Return a scale with room above and below; a flat range is opened by one percent."""
    room = (high - low) * _HEADROOM or max(abs(high) * 0.01, 1.0)
    return Scale(low - room, high + room, top, max(height, 1.0))


def volume_scale(high: int, top: float, height: float) -> Scale:
    """Return a scale from 0 with a tenth of room, so that few prints of a large bar rescale it."""
    return Scale(0.0, max(high * 1.1, 1.0), top, max(height, 1.0))


def spread(tops: Sequence[int], height: int, bottom: int) -> list[int]:
    """Return places of `height` pixels near `tops` (ascending), none over another, above `bottom`."""
    placed: list[int] = []
    for top in tops:
        placed.append(max(top, placed[-1] + height) if placed else max(top, 0))
    limit = bottom - height
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - height
    return placed


def steps(scale: Scale, gap: float) -> list[int]:
    """Return round whole values at least `gap` pixels apart, lowest first."""
    least = (scale.high - scale.low) * gap / scale.height
    step = round_step(least)
    first = math.ceil(scale.low / step) * step
    return list(range(first, math.floor(scale.high) + 1, step))


def round_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that is not below `least`."""
    step = 10 ** max(0, math.floor(math.log10(max(least, 1.0))))
    return next(step * factor for factor in (1, 2, 5, 10) if step * factor >= least)
