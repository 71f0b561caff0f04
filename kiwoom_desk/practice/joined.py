"""Flows of investors of several venues told as one, exactly their sums; refuses to know the venues."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.investor_days import DayParts, SideParts
from kiwoom_desk.practice.kind_flows import Flows

Part = tuple[Flows, Ints | None]
"""Flows and at which of the cells they stand: all of them, one after another, where that is None."""


class JoinedFlows(Flows):
    """Sums of flows over cells, shares and won alike."""

    def __init__(self, parts: Sequence[Part], count: int) -> None:
        self._members, self._count = parts, count
        buys = SideParts(self._sum("buys"), self._sum("programme_buys"))
        sells = SideParts(self._sum("sells"), self._sum("programme_sells"))
        super().__init__(self._sum("volume"), self._sum("value"), DayParts(buys, sells))

    @cached_property
    def bought(self) -> Ints:
        """Return the won of the buys."""
        return self._sum("bought")

    @cached_property
    def sold(self) -> Ints:
        """Return the won of the sells."""
        return self._sum("sold")

    def programme_won(self) -> tuple[Ints, Ints]:
        """Return the won of the programmes' buys and sells."""
        both = [(flows.programme_won(), at) for flows, at in self._members]
        return tuple(  # type: ignore[return-value]
            summed([(won[side], at) for won, at in both], self._count) for side in (0, 1)
        )

    def _sum(self, name: str) -> Ints:
        return summed([(getattr(flows, name), at) for flows, at in self._members], self._count)


def summed(parts: Sequence[tuple[Ints, Ints | None]], count: int) -> Ints:
    """Return the sums of columns that stand at some of `count` cells, or at all of them."""
    total = np.zeros((count, *parts[0][0].shape[1:]), np.int64)
    for column, at in parts:
        if at is None:
            total += column
        else:
            total[at] += column
    return total
