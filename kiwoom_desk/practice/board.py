"""The figures of every name at one market second, as columns; refuses to know what comes next."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.minutes import Flags

_STRENGTH_MOST = 99_999


class Board:
    """Columns by listing index, valid just before the second `second` (since midnight).

    Prices in won, sizes and volumes in shares, `value` in won. `open`, `high` and `low` are 0
    before the first print, `price` is the base then. `ask` or `bid` is 0 where that side is empty
    (halted, or locked at a limit). `expected_price` and `expected_size` are 0 outside auctions.
    """

    def __init__(self, base: Ints, lower: Ints, upper: Ints, halted: Flags) -> None:
        count = len(base)
        self.second = 0
        self.base, self.lower, self.upper, self.halted = base, lower, upper, halted
        self.price = base.copy()
        (
            self.open, self.high, self.low, self.volume, self.value, self.buy_volume,
            self.sell_volume, self.trades, self.ask, self.bid, self.expected_price,
            self.expected_size, self.last_size,
        ) = (np.zeros(count, np.int64) for _ in range(13))  # fmt: skip
        self.last_buy: Flags = np.zeros(count, bool)

    @property
    def strength(self) -> Ints:
        """Return 체결강도: bought over sold volume, in hundredths of a percent."""
        return np.minimum(
            self.buy_volume * 10_000 // np.maximum(self.sell_volume, 1), _STRENGTH_MOST
        )

    @property
    def rate(self) -> Ints:
        """Return the change against the base in hundredths of a percent, signed, cut towards zero."""
        change = (self.price - self.base) * 10_000
        rate: Ints = np.sign(change) * (np.abs(change) // self.base)
        return rate

    def take(self, rows: Ints, prices: Ints, sizes: Ints, buys: Flags) -> None:
        """Add prints in the order of time; value is added by the caller."""
        self.price[rows] = prices
        self.last_size[rows] = sizes
        self.last_buy[rows] = buys
        fresh = rows[self.open[rows] == 0]
        if len(fresh):
            # Written backwards, so that the earliest print of a name stands.
            first = np.flatnonzero(self.open[rows] == 0)[::-1]
            self.open[rows[first]] = prices[first]
            self.low[fresh] = np.iinfo(np.int64).max
        np.maximum.at(self.high, rows, prices)
        np.minimum.at(self.low, rows, prices)
        np.add.at(self.volume, rows, sizes)
        np.add.at(self.buy_volume, rows, np.where(buys, sizes, 0))
        np.add.at(self.sell_volume, rows, np.where(buys, 0, sizes))
        np.add.at(self.trades, rows, 1)

    def quote(self, grid: PriceGrid, rows: Ints) -> None:
        """Set best ask and bid of `rows` around their last prints."""
        self.ask[rows], self.bid[rows] = best_quotes(
            grid, rows, self.price[rows], self.last_buy[rows], self.lower[rows], self.upper[rows]
        )
        silent = rows[self.halted[rows]]
        self.ask[silent] = 0
        self.bid[silent] = 0


def best_quotes(
    grid: PriceGrid, rows: Ints, prices: Ints, buys: Flags, lower: Ints, upper: Ints
) -> tuple[Ints, Ints]:
    """Return best ask and bid: a buyer's print stood on the ask, a seller's on the bid."""
    # A base off the grid lies between the two.
    on_grid = grid.down(rows, prices.astype(np.float64))
    ask = np.where(buys, on_grid, grid.next_up(rows, prices))
    bid = np.where(buys, grid.next_down(rows, on_grid), on_grid)
    return np.where(ask > upper, 0, ask), np.where(bid < lower, 0, bid)
