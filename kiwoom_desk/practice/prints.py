"""Unfolds slots into prints that add up to them exactly; refuses to know what happened outside a slot."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, field
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.minutes import Flags, MinuteColumns

CELL_MS = 50
_CELLS = 60_000 // CELL_MS
_CELLS_A_SECOND = 1000 // CELL_MS
_KEEP_SIDE = 0.68


class Print(msgspec.Struct, frozen=True, gc=False):
    """One planned print: milliseconds after its second (multiples of 50), won, shares."""

    offset_ms: int
    price: int
    size: int
    buyer_aggressor: bool


@dataclass(frozen=True, slots=True)
class PrintColumns:
    """Prints of some names in one slot, by name and then by time.

    `rows` holds the listing index of each print, `cells` its place on the 50 ms grid of the slot,
    `starts` where each asked name begins (one more than names).
    """

    starts: Ints
    rows: Ints
    cells: Ints
    prices: Ints
    sizes: Ints
    buys: Flags

    def seconds(self) -> Ints:
        """Return the second within the slot of each print."""
        return self.cells // _CELLS_A_SECOND

    def prints(self, first: int, last: int) -> tuple[Print, ...]:
        """Return the prints from place `first` until before `last` as values."""
        cut = slice(first, last)
        offsets = self.cells[cut] % _CELLS_A_SECOND * CELL_MS
        columns = (offsets, self.prices[cut], self.sizes[cut], self.buys[cut])
        return tuple(map(Print, *(column.tolist() for column in columns)))


@dataclass(frozen=True, slots=True)
class _Slot:
    """One slot of some names, spread over their prints, and each print's place in it."""

    rows: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    count: Ints
    place: Ints
    words: Words
    buys: Flags


def unfold(
    grid: PriceGrid, rows: Ints, minutes: MinuteColumns, names: Ints, slot: int
) -> PrintColumns:
    """Unfold `slot` of the names at places `names` of `minutes`, whose listing rows are `rows`."""
    count = minutes.prints[names, slot].astype(np.int64)
    starts = np.concatenate([[0], np.add.accumulate(count)])
    owner = np.repeat(np.arange(len(names)), count)
    if not len(owner):
        nothing = np.zeros(0, np.int64)
        return PrintColumns(starts, nothing, nothing, nothing, nothing, nothing.astype(bool))
    place = np.arange(len(owner)) - starts[owner]
    keys = minutes.keys(names, slot)
    words = draw(keys[owner], (place + 1).astype(np.uint64))
    buys = _sides(keys, minutes.last_buy[names, slot], count, starts, owner, place, words)
    sizes = _sizes(
        minutes.volume[names, slot].astype(np.int64),
        minutes.bought[names, slot].astype(np.int64),
        keys,
        starts,
        owner,
        buys,
        words,
    )
    opened, high, low, close = (
        side[names, slot].astype(np.int64)[owner]
        for side in (minutes.open, minutes.high, minutes.low, minutes.close)
    )
    spread = _Slot(rows[owner], opened, high, low, close, count[owner], place, words, buys)
    single = slot in (0, minutes.open.shape[1] - 1)
    cells = np.zeros(len(owner), np.int64) if single else _cells(starts, owner, words)
    return PrintColumns(starts, spread.rows, cells, _prices(grid, spread), sizes, buys)


def _cells(starts: Ints, owner: Ints, words: Words) -> Ints:
    """Return rising places in time with short and long gaps, as orders come in bursts."""
    gaps = np.floor(256.0 / (0.06 + field(words, 0))).astype(np.int64)
    run = np.add.accumulate(gaps)
    before = np.concatenate([[0], run])[starts]
    # One gap more follows the last print, half as long as a usual one.
    total = before[1:] - before[:-1] + 200
    cells: Ints = (run - before[:-1][owner] - gaps // 2) * _CELLS // total[owner]
    return cells


def _sides(
    keys: Words, last_buy: Flags, count: Ints, starts: Ints, owner: Ints, place: Ints, words: Words
) -> Flags:
    """Return aggressors in runs; several prints have both sides, the last is the slot's own."""
    change = field(words, 1) >= _KEEP_SIDE
    change |= place == 0
    run = np.add.accumulate(change)
    buys = (
        draw(
            keys[owner],
            run.astype(np.uint64) - run[starts[owner]].astype(np.uint64) + np.uint64(1 << 20),
        )
        >> np.uint64(17)
    ).astype(np.uint8) & 1 > 0
    ends = starts[1:] - 1
    some = count > 0
    buys[ends[some]] = last_buy[some]
    bought = np.concatenate([[0], np.add.accumulate(buys)])
    total = bought[starts[1:]] - bought[starts[:-1]]
    uniform = (count > 1) & ((total == 0) | (total == count))
    buys[starts[:-1][uniform]] ^= True
    return buys


def _sizes(
    volume: Ints, bought: Ints, keys: Words, starts: Ints, owner: Ints, buys: Flags, words: Words
) -> Ints:
    """Share bought and sold volume over the prints of their sides, in round lots where they fit."""
    weight = np.floor(64.0 / (0.03 + field(words, 2))).astype(np.int64)
    sizes = np.zeros(len(owner), np.int64)
    for side, totals in ((buys, bought), (~buys, volume - bought)):
        ones = np.concatenate([[0], np.add.accumulate(side)])
        run = np.concatenate([[0], np.add.accumulate(np.where(side, weight, 0))])
        count = ones[starts[1:]] - ones[starts[:-1]]
        whole_run = np.maximum(run[starts[1:]] - run[starts[:-1]], 1)
        lot = _lots(keys, totals, count)
        spare = totals // lot - count
        done = ones[1:] - ones[starts[:-1]][owner]
        part = (run[1:] - run[starts[:-1]][owner]) / whole_run[owner]
        bound = (np.floor(spare[owner] * part).astype(np.int64) + done) * lot[owner]
        bound = np.where(done == count[owner], totals[owner], bound)
        bound = np.where(done == 0, 0, bound)
        before = np.concatenate([[0], bound[:-1]])
        before[starts[:-1][starts[:-1] < len(owner)]] = 0
        sizes += bound - before
    return sizes


def _lots(keys: Words, totals: Ints, count: Ints) -> Ints:
    """Return 10 or 1: most slots of a busy name trade in tens."""
    tens = (totals >= 30 * count) & ((keys >> np.uint64(5)) % np.uint64(8) < 6)
    return np.where(tens, 10, 1)


def _prices(grid: PriceGrid, slot: _Slot) -> Ints:
    """Return prices from open over high and low to close, on the side each print hit."""
    count, place = slot.count, slot.place
    inner = np.maximum(count - 2, 1)
    first = (
        1 + (slot.words[np.arange(len(place)) - place] >> np.uint64(20)).astype(np.int64) % inner
    )
    step = 1 + (slot.words[np.arange(len(place)) - place] >> np.uint64(45)).astype(
        np.int64
    ) % np.maximum(inner - 1, 1)
    second = 1 + (first - 1 + step) % inner
    top_first = first <= second
    early, late = np.minimum(first, second), np.maximum(first, second)
    one = np.where(top_first, slot.high, slot.low)
    two = np.where(top_first, slot.low, slot.high)
    middle = _between(place, early, late, count - 1, slot, one, two)
    size = grid.size(slot.rows, np.maximum(middle.astype(np.int64), 1))
    middle += (field(slot.words, 3) - 0.5) * size * 1.6
    asked = np.where(slot.buys, grid.up(slot.rows, middle), grid.down(slot.rows, middle))
    prices = np.clip(asked, slot.low, slot.high)
    wide = count >= 4
    prices = np.where(wide & (place == first), slot.high, prices)
    prices = np.where(wide & (place == second), slot.low, prices)
    prices = np.where(place == 0, slot.open, prices)
    return np.where(place == count - 1, slot.close, prices)


def _between(
    place: Ints, early: Ints, late: Ints, end: Ints, slot: _Slot, one: Ints, two: Ints
) -> Floats:
    """Return the straight lines open - first extreme - second extreme - close at each place."""
    rise = slot.open + (one - slot.open) * (place / np.maximum(early, 1))
    across = one + (two - one) * ((place - early) / np.maximum(late - early, 1))
    fall = two + (slot.close - two) * ((place - late) / np.maximum(end - late, 1))
    return np.where(place <= early, rise, np.where(place <= late, across, fall))
