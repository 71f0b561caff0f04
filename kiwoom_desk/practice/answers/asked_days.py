"""From which trading day to which a call asks, as positions in the calendar; refuses the future."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.house import SLICE
from kiwoom_desk.practice.refusals import refusal

# Columns of a day want the one before it too.
_FIRST = 2
MOST_LISTED, MOST_SUMMED = 600, 250
"""Days that a list goes back, and that a call adds up, at most."""


class Span(msgspec.Struct, frozen=True):
    """Positions of the first and the last day asked; nothing is asked where the first is larger."""

    first: int
    last: int

    def __bool__(self) -> bool:
        """Tell whether there is any day in it."""
        return self.first <= self.last


def days_of_all(asked: Asked) -> Iterator[None]:
    """Make the last days of all names, pausing after every few; for lists that rank by them."""
    while not asked.house.day_book.whole:
        asked.house.day_book.grow(SLICE)
        yield


def today(asked: Asked) -> int:
    """Return the position of the day that is played."""
    flow = asked.house.past.flow
    return flow.path.calendar.position(flow.day)


def latest(asked: Asked, days: int, last: int, index: int | None = None) -> Span:
    """Return so many days up to `last`, not before a name was listed."""
    return Span(max(last - days + 1, _born(asked, index)), last)


def between(
    asked: Asked, start: str, end: str, newest: int, index: int | None = None, most: int = 0
) -> Span:
    """Return the days of two fields of the body, at most up to `newest`; an empty end is newest.

    An empty start asks for all days, but never more than `most` where that is not 0. Raise the
    refusal 1517 for a text that is no date.
    """
    calendar = asked.house.past.flow.path.calendar
    last, first = newest, _FIRST
    if asked.body.get(end):
        ordinal = _ordinal(asked, end)
        last = min(int(np.searchsorted(calendar.ordinals, ordinal, "right")) - 1, newest)
    if asked.body.get(start):
        first = int(np.searchsorted(calendar.ordinals, _ordinal(asked, start)))
    if most:
        first = max(first, last - most + 1)
    return Span(max(first, _born(asked, index)), last)


def date_text(asked: Asked, position: int) -> str:
    """Return a day as YYYYMMDD."""
    return f"{asked.house.past.flow.path.calendar.day(position):%Y%m%d}"


def _born(asked: Asked, index: int | None) -> int:
    if index is None:
        return _FIRST
    path = asked.house.past.flow.path
    listed = int(path.traits.listed_on[index])
    return max(int(np.searchsorted(path.calendar.ordinals, listed)), _FIRST)


def _ordinal(asked: Asked, key: str) -> int:
    try:
        return _day(asked.body[key]).toordinal()
    except ValueError:
        raise refusal("1517", key) from None


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day alone
