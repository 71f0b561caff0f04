"""Bars of the minutes and days in which a past account traded; refuses other names and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.days import DayColumns, DayPath
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.habit import Intent
from kiwoom_desk.practice.hours import Hours, hours_of
from kiwoom_desk.practice.minutes import MinutePath


class MinuteBar(msgspec.Struct, frozen=True):
    """One minute of one name, in won and shares; `starts` is its first second."""

    starts: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int


class DayBar(msgspec.Struct, frozen=True):
    """One day of one name, in won; lowest and highest price allowed included."""

    low: int
    high: int
    close: int
    lower: int
    upper: int


class PastPrices:
    """What the path says about the names of some intents, on days before the first practice day."""

    def __init__(
        self, rules: MarketRules, path: DayPath, rows: Sequence[int], first: int, last: int
    ) -> None:
        """Read the days from position `first` to `last` of the path's calendar."""
        self._path = path
        self.days = [path.calendar.day(place) for place in range(first, last + 1)]
        self._at = {row: number for number, row in enumerate(rows)}
        self._rows: Ints = np.array(rows, np.int64)
        self._columns = path.columns(self._rows, first, last)
        self._hours = [hours_of(rules, day) for day in self.days]
        self._bars: dict[Intent, MinuteBar] = {}

    @property
    def minutes(self) -> int:
        """Return how many minutes every one of the days has."""
        return min(hours.minutes for hours in self._hours)

    def day(self, row: int, day: int) -> DayBar:
        """Return the bar of a name on the n-th day."""
        columns, at = self._columns, self._at[row]
        wanted = (columns.low, columns.high, columns.close, columns.lower, columns.upper)
        return DayBar(*(int(column[at, day]) for column in wanted))

    def tick(self, row: int, price: int) -> int:
        """Return the tick size at a price."""
        return self._path.grid.size_one(row, price)

    def read(self, intents: Sequence[Intent]) -> None:
        """Unfold the minutes of intents, all at once."""
        by_hours: dict[Hours, list[Intent]] = {}
        for intent in intents:
            by_hours.setdefault(self._hours[intent.day], []).append(intent)
        for hours, some in by_hours.items():
            self._read(hours, some)

    def bar(self, intent: Intent) -> MinuteBar:
        """Return the minute of an intent that was read."""
        return self._bars[intent]

    def _read(self, hours: Hours, intents: Sequence[Intent]) -> None:
        pairs = sorted({(one.row, one.day) for one in intents})
        place = {pair: number for number, pair in enumerate(pairs)}
        names = np.array([self._at[row] for row, _ in pairs])
        days = np.array([day for _, day in pairs])
        minutes = MinutePath(self._path.traits, self._path.grid, hours).of_pairs(
            self._rows[names], _picked(self._columns, names, days)
        )
        for one in intents:
            at = (place[one.row, one.day], one.slot)
            columns = (minutes.open, minutes.high, minutes.low, minutes.close, minutes.volume)
            starts = _moment(self.days[one.day], hours.slot_start(one.slot))
            self._bars[one] = MinuteBar(starts, *(int(column[at]) for column in columns))


def _moment(day: date, second: int) -> datetime:
    return datetime.combine(day, time(), KST) + timedelta(seconds=second)


def _picked(columns: DayColumns, names: Ints, days: Ints) -> DayColumns:
    """Return one day for each name as a single column."""
    wanted = (
        columns.base, columns.open, columns.high, columns.low, columns.close, columns.volume,
        columns.lower, columns.upper,
    )  # fmt: skip
    return DayColumns(columns.ordinals[days], *(c[names, days][:, None] for c in wanted))
