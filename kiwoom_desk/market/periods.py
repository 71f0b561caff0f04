"""Spans of days in a trader's words; refuses to know a clock and a holiday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

OWN = "own"
"""The word for days that a person types."""


class Days(msgspec.Struct, frozen=True):
    """Days from `first` to `last`, both of them in it."""

    first: date
    last: date

    @property
    def texts(self) -> tuple[str, str]:
        """Return both days as requests take them, YYYYMMDD."""
        return f"{self.first:%Y%m%d}", f"{self.last:%Y%m%d}"

    def ordered(self) -> Days:
        """Return the same days with the earlier one first."""
        return self if self.first <= self.last else Days(self.last, self.first)


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    year, month = divmod(months, 12)
    # The 31st has no brother in a short month: its last day stands for it.
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), _last_of(year, month + 1))


def _last_of(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=1)


_BEGINNINGS: dict[str, Callable[[date], date]] = {
    "today": lambda day: day,
    "week": lambda day: day - timedelta(days=6),
    "month": lambda day: _months_before(day, 1) + timedelta(days=1),
    "quarter": lambda day: _months_before(day, 3) + timedelta(days=1),
    "half": lambda day: _months_before(day, 6) + timedelta(days=1),
    "year": lambda day: _months_before(day, 12) + timedelta(days=1),
    "this_month": lambda day: day.replace(day=1),
    "this_year": lambda day: day.replace(month=1, day=1),
}
WORDS = tuple(_BEGINNINGS)
"""The words that need no typing, in the order of a list."""


def days_of(word: str, today: date) -> Days:
    """Return the days that a word of `WORDS` means on a day; raise KeyError for another word."""
    return Days(_BEGINNINGS[word](today), today)
