"""The bars of names over days as columns; refuses to make them."""

from __future__ import annotations

from dataclasses import dataclass

from kiwoom_desk.practice.draws import Ints

# Below this a day's volume makes a single print, so that every price of the day is the same.
SINGLE_PRINT_VOLUME = 40


@dataclass(frozen=True, slots=True)
class DayColumns:
    """Bars of names (first axis) over days (second axis), in won and shares.

    A day without a trade has volume 0 and open, high and low 0; its close is the close before.
    """

    ordinals: Ints
    base: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints
    lower: Ints
    upper: Ints
