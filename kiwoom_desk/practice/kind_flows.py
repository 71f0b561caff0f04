"""Buys and sells of names by kind of investor, in shares and won; refuses to know where they come from."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kiwoom_desk.practice.attribution import split
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.investor_days import DayParts
from kiwoom_desk.practice.kinds import Kind
from kiwoom_desk.practice.minutes import MinuteColumns


class Flows:
    """Buys and sells of cells (a name on a day, or over days): shares and won, kinds last.

    Over kinds the buys sum to `volume`, so do the sells; the won of each side sum to `value`.
    `programme_buys` and `programme_sells` have arbitrage first, other programmes second.
    """

    def __init__(self, volume: Ints, value: Ints, parts: DayParts, own: Ints | None = None) -> None:
        self.volume, self.value = volume, value
        self.buys, self.sells = parts.buys.kinds, parts.sells.kinds
        self.programme_buys, self.programme_sells = parts.buys.programme, parts.sells.programme
        if own is not None:
            # What we traded beyond the plan met other private investors.
            self.buys, self.sells = self.buys.copy(), self.sells.copy()
            self.buys[:, Kind.PERSON] += own
            self.sells[:, Kind.PERSON] += own

    @cached_property
    def bought(self) -> Ints:
        """Return the won of the buys: shares at the day's mean price."""
        return _worth(self.value, self.volume, self.buys)

    @cached_property
    def sold(self) -> Ints:
        """Return the won of the sells."""
        return _worth(self.value, self.volume, self.sells)

    @property
    def net(self) -> Ints:
        """Return shares bought net."""
        return self.buys - self.sells

    @property
    def net_won(self) -> Ints:
        """Return won bought net."""
        return self.bought - self.sold

    def programme_won(self) -> tuple[Ints, Ints]:
        """Return the won of the programmes' buys and sells, each cut down."""
        return (
            programme_worth(self.value, self.volume, self.programme_buys),
            programme_worth(self.value, self.volume, self.programme_sells),
        )


class Totals:
    """Sums of whole-market flows over days, by listing index; shaped as Flows."""

    def __init__(self, count: int) -> None:
        self.volume: Ints = np.zeros(count, np.int64)
        self.value: Ints = np.zeros(count, np.int64)
        self.buys, self.sells, self.bought, self.sold = (
            np.zeros((count, len(Kind)), np.int64) for _ in range(4)
        )

    def add(self, day: Flows) -> None:
        """Add a day."""
        self.volume += day.volume
        self.value += day.value
        self.buys += day.buys
        self.sells += day.sells
        self.bought += day.bought
        self.sold += day.sold

    @property
    def net(self) -> Ints:
        """Return shares bought net."""
        return self.buys - self.sells

    @property
    def net_won(self) -> Ints:
        """Return won bought net."""
        return self.bought - self.sold


def running_minutes(minutes: MinuteColumns, rows: Ints) -> tuple[Ints, Ints]:
    """Return volume and value (won) of rows after each number of slots, none first."""
    mean = minutes.open[rows].astype(np.int64) + minutes.high[rows] + minutes.low[rows]
    volume = minutes.volume[rows].astype(np.int64)
    columns = volume, (mean + minutes.close[rows]) * volume // 4
    nothing = np.zeros((len(rows), 1), np.int64)
    first, second = (np.concatenate([nothing, c.cumsum(axis=1)], axis=1) for c in columns)
    return first, second


def programme_worth(value: Ints, volume: Ints, shares: Ints) -> Ints:
    """Return the won of programmes' shares (cells x 2) at the mean price of the cells, cut down."""
    mean = value / np.maximum(volume, 1)
    won: Ints = np.floor(shares * mean[:, None]).astype(np.int64)
    return won


def _worth(value: Ints, volume: Ints, shares: Ints) -> Ints:
    silent = volume == 0
    if not silent.any():
        return split(value, shares)
    weights = shares.copy()
    weights[silent, 0] = 1
    return split(value, weights)
