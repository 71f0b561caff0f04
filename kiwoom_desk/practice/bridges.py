"""Bends a day's free walk from its open to its close, between its low and its high; refuses ticks."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.draws import Floats, Ints, Words, field

_NEWS, _NEWS_WIDTH = 0.05, 0.06
# How much of the day's range a walk takes by itself, and when a side is pushed out for the rest.
_OWN_RANGE, _SHORT = 0.8, 1.5
_HUMP_WIDTHS = (0.08, 0.3)


def bridge(walk: Floats, base: Ints, bar: tuple[Ints, Ints, Ints, Ints], words: Words) -> Floats:
    """Return prices of each slot (second axis) that start at open, end at close, reach high and low.

    `bar` holds open, high, low and close of each row in won, `words` a drawn word of each row.
    `walk` keeps its ups and downs in proportion and is spent.
    """
    opened, high, low, close = bar
    part = np.arange(walk.shape[1]) / (walk.shape[1] - 1.0)
    walk -= walk[:, :1] + (walk[:, -1:] - walk[:, :1]) * part
    own = np.maximum(walk.max(axis=1) - walk.min(axis=1), 1e-9)
    walk *= (_OWN_RANGE * (high - low) / own)[:, None]
    # News moves a price at its own time, mostly early, not evenly over the day.
    moved = close - opened
    news = (np.abs(moved) > _NEWS * base)[:, None]
    when = 0.05 + 0.8 * field(words[:, None], 1) ** 2
    walk += opened[:, None] + moved[:, None] * np.where(news, _step(part, when), part)
    top, bottom = np.maximum(opened, close), np.minimum(opened, close)
    _push(walk, part, top, high, 1.0, words)
    _push(walk, part, bottom, low, -1.0, words)
    return _fit(walk, (top, high), (bottom, low))


def _fit(walk: Floats, above: tuple[Ints, Ints], below: tuple[Ints, Ints]) -> Floats:
    """Stretch what lies outside open and close so that it ends at the high and at the low."""
    top, bottom = above[0][:, None].astype(np.float64), below[0][:, None].astype(np.float64)
    over = np.maximum(walk.max(axis=1, keepdims=True) - top, 1e-9)
    under = np.maximum(bottom - walk.min(axis=1, keepdims=True), 1e-9)
    walk = np.where(walk > top, top + (walk - top) * ((above[1][:, None] - top) / over), walk)
    fitted: Floats = np.where(
        walk < bottom, bottom - (bottom - walk) * ((bottom - below[1][:, None]) / under), walk
    )
    return fitted


def _push(walk: Floats, part: Floats, edge: Ints, wanted: Ints, side: float, words: Words) -> None:
    """Push a walk that falls well short of its high (or low) out over some of the day, in place.

    Stretching alone would turn its farthest minute into a lonely spike.
    """
    need = side * (wanted - edge)
    reach = (side * (walk - edge[:, None])).max(axis=1)
    short = np.flatnonzero(need > _SHORT * np.maximum(reach, 0.0))
    if not len(short):
        return
    word = words[short]
    # The high comes in one half of the day and the low in the other.
    late = ((word >> np.uint64(7)) & np.uint64(1)).astype(bool) == (side > 0)
    middle = 0.1 + 0.35 * field(word, 2 if side > 0 else 3) + 0.45 * late
    narrow, wide = _HUMP_WIDTHS
    width = narrow + (wide - narrow) * field(word, 3 if side > 0 else 2)
    # It is over before the day is: both ends stand.
    width = np.minimum(width, np.minimum(middle, 1.0 - middle))
    away = (part - middle[:, None]) / width[:, None]
    hump = np.maximum(1.0 - away * away, 0.0)
    missing = need[short] - np.maximum(reach[short], 0.0)
    walk[short] += (side * missing)[:, None] * hump


def _step(part: Floats, when: Floats) -> Floats:
    """Return how much of a day's move is done at each part of the day: most of it around `when`."""
    done = 1.0 / (1.0 + np.exp(np.clip((when - part) / _NEWS_WIDTH, -30.0, 30.0)))
    first, last = done[:, :1], done[:, -1:]
    step: Floats = (done - first) / (last - first)
    return step
