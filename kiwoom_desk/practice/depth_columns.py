"""Ten levels a side of all names at once; says what `depth` says of one, and refuses single levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kiwoom_desk.practice import readings
from kiwoom_desk.practice.depth import GROWTH, LEVELS
from kiwoom_desk.practice.draws import STEP, Floats, Ints, Words, mix
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.minutes import Flags
from kiwoom_desk.practice.moments import Moment
from kiwoom_desk.practice.pit import Stall
from kiwoom_desk.practice.rings import split


@dataclass(frozen=True, slots=True)
class BookColumns:
    """By listing index: sums of ten levels, and the best level of each side; 0 where it is empty."""

    asks: Ints
    bids: Ints
    ask: Ints
    ask_size: Ints
    bid: Ints
    bid_size: Ints

    def put(self, row: int, values: tuple[int, int, int, int, int, int]) -> None:
        """Set one name, in the order of the fields."""
        columns = (self.asks, self.bids, self.ask, self.ask_size, self.bid, self.bid_size)
        for column, value in zip(columns, values, strict=True):
            column[row] = value

    def copy(self) -> BookColumns:
        """Return columns of their own."""
        columns = (self.asks, self.bids, self.ask, self.ask_size, self.bid, self.bid_size)
        return BookColumns(*(column.copy() for column in columns))


class DepthColumns:
    """Reads the planned depth of all names, with living books where there are some."""

    def __init__(self, exchange: Exchange, flow: Flow, ring: str = "") -> None:
        """`ring` is where the flow trades beside KRX's regular session, "" for that itself."""
        self._exchange, self._flow, self._ring = exchange, flow, ring
        self._rows = np.arange(len(flow.universe.listings))
        self._key: tuple[date, int, int] | None = None
        self._planned: BookColumns | None = None

    def now(self) -> BookColumns:
        """Return the books as they stand."""
        board = self._flow.board
        key = self._flow.day, board.second, len(self._flow.own.on(self._flow.day))
        if self._planned is None or key != self._key:
            second = max(board.second - 1, 0)
            self._planned = self._columns(second, *self._centres())
            self._key = key
        found = self._planned.copy()
        for code, stall in self._living():
            view = self._exchange.book(code)
            best = view.ask_prices[0], view.ask_sizes[0], view.bid_prices[0], view.bid_sizes[0]
            found.put(stall.index, (view.ask_total, view.bid_total, *best))
        return found

    def _centres(self) -> tuple[Ints, Flags]:
        """Return the price each book stands about, the last or a call auction's, and whose was a buyer's."""
        exchange, board = self._exchange, self._flow.board
        if self._ring:
            return board.price, board.last_buy
        called = np.zeros(len(self._rows), np.int64)
        if exchange.phase in readings.AUCTIONS:
            second = self._flow.tape.second_today(exchange.flow_second)
            called = self._flow.played.expected(self._rows, second)[0]
        for code in exchange.interruptions.running:
            called[exchange.universe.by_code[code].index] = readings.expected(exchange, code)[0]
        return np.where(called > 0, called, board.price), board.last_buy & (called <= 0)

    def _living(self) -> list[tuple[str, Stall]]:
        """Return the stalls with a book of their own, by the keys of their books."""
        if not self._ring:
            return list(self._exchange.stalls.items())
        stalls = self._exchange.rings.stalls
        return [(key, stalls[key]) for key in stalls if split(key)[1] == self._ring]

    def at(self, moment: Moment) -> BookColumns:
        """Return the planned books at the end of the second before a moment."""
        return self._columns(max(moment.second - 1, 0), moment.price, moment.last_buy)

    def _columns(self, second: int, price: Ints, buys: Flags) -> BookColumns:
        grid, rows, played = self._flow.path.grid, self._rows, self._flow.played
        second = min(second, played.hours.end)
        on_grid = price - price % grid.size(rows, price)
        ask = np.where(buys, on_grid, grid.next_up(rows, price))
        bid = np.where(buys, grid.next_down(rows, on_grid), on_grid)
        asks, bids = self._side(ask, second, up=True), self._side(bid, second, up=False)
        silent = played.silent
        for total, best, size in (asks, bids):
            for column in (total, best, size):
                column[silent] = 0
        return BookColumns(asks[0], bids[0], *asks[1:], *bids[1:])

    def _side(self, price: Ints, second: int, up: bool) -> tuple[Ints, Ints, Ints]:
        """Return the sum of a side's levels, its best price and that one's size."""
        played, grid = self._flow.played, self._flow.path.grid
        lower = np.maximum(played.columns.lower[:, 0], 1)
        upper = played.columns.upper[:, 0]
        keys, usual = self._flow.path.traits.keys, played.usual_level
        total = np.zeros(len(price), np.int64)
        for level in range(LEVELS):
            there = price <= upper if up else price >= lower
            size = np.where(there, _sizes(keys, second, price, usual * GROWTH[level]), 0)
            total += size
            if not level:
                best, best_size = np.where(there, price, 0), size
            price = grid.next_up(self._rows, price) if up else grid.next_down(self._rows, price)
        return total, best, best_size


def _sizes(keys: Words, second: int, price: Ints, usual: Floats) -> Ints:
    """Return level sizes as `depth` draws them one by one."""
    own = mix(keys + price.astype(np.uint64) * np.uint64(STEP))
    turn = np.uint64(second) // (np.uint64(1) + own % np.uint64(4)) + np.uint64(1)
    word = mix(own + turn * np.uint64(STEP))
    part = (word & np.uint64(0xFFFF)).astype(np.float64) / 65536
    size = (usual * (0.3 + 0.35 / (0.2 + part))).astype(np.int64)
    size = np.where(price % 1000 == 0, size * 3, size)
    chosen = (word >> np.uint64(16) & np.uint64(0xFFFF)).astype(np.float64) / 65536
    hundreds = (chosen < 0.2) & (size >= 200)
    tens = ~hundreds & (chosen < 0.55) & (size >= 20)
    size = np.where(hundreds, size - size % 100, np.where(tens, size - size % 10, size))
    return np.maximum(size, 1)
