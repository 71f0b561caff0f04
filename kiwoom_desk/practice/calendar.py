"""Trading days by position around a first practice day; refuses days outside its span."""

from __future__ import annotations

from datetime import date

import numpy as np

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.draws import Ints

_YEARS_BACK, _YEARS_AHEAD = 12, 3


class TradingDays:
    """Every trading day in order; a position is a day's place in it."""

    def __init__(self, rules: MarketRules, anchor: date) -> None:
        """Take weekdays without holidays from twelve years before `anchor` to three after."""
        first = anchor.toordinal() - 366 * _YEARS_BACK
        span = np.arange(first, anchor.toordinal() + 366 * _YEARS_AHEAD, dtype=np.int64)
        weekday = (span + 6) % 7 < 5
        holidays = np.array(
            [date.fromisoformat(day).toordinal() for day in rules.holidays], np.int64
        )
        self.ordinals: Ints = span[weekday & ~np.isin(span, holidays)]

    def position(self, day: date) -> int:
        """Return the position of a trading day; raise ValueError for any other day."""
        found = self.on_or_before(day)
        if self.ordinals[found] != day.toordinal():
            raise ValueError(f"{day} is no trading day")
        return found

    def on_or_before(self, day: date) -> int:
        """Return the position of the day, or of the last trading day before it."""
        found = int(np.searchsorted(self.ordinals, day.toordinal(), "right")) - 1
        if found < 0 or day.toordinal() > int(self.ordinals[-1]):
            raise ValueError(f"{day} is outside the calendar")
        return found

    def day(self, position: int) -> date:
        """Return the day at a position."""
        return date.fromordinal(int(self.ordinals[position]))
