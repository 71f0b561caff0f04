"""Bars of every period; refuses drawing and I/O."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Unit(StrEnum):
    """Unit of a chart period."""

    TICK = "tick"
    MINUTE = "minute"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Period(msgspec.Struct, frozen=True):
    """A chart period: `count` units a bar (ticks 1,3,5,10,30; minutes 1,3,5,10,15,30,45,60; else 1)."""

    unit: Unit
    count: int = 1


class Bar(msgspec.Struct, frozen=True, gc=False):
    """One bar: `start` in seconds since the epoch of its first moment; won; shares.

    Indices keep hundredths of a point in the price fields.
    """

    start: int
    open: int
    high: int
    low: int
    close: int
    volume: int
