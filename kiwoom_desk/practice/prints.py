"""Unfolds slots into prints that add up to them exactly; refuses to know what happened outside a slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Floats, Ints, Words, distinct, draw, field
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.minutes import Flags, MinuteColumns
from kiwoom_desk.practice.pauses import MANY_PRINTS

CELL_MS = 50
_CELLS = 60_000 // CELL_MS
CELLS_A_SECOND = 1000 // CELL_MS
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
        return self.cells // CELLS_A_SECOND

    def prints(self, first: int, last: int) -> tuple[Print, ...]:
        """Return the prints from place `first` until before `last` as values."""
        cut = slice(first, last)
        offsets = self.cells[cut] % CELLS_A_SECOND * CELL_MS
        columns = (offsets, self.prices[cut], self.sizes[cut], self.buys[cut])
        return tuple(map(Print, *(column.tolist() for column in columns)))

    def of_one(self, place: int) -> PrintColumns:
        """Return the prints of one of the names asked."""
        cut = slice(int(self.starts[place]), int(self.starts[place + 1]))
        starts = np.array([0, cut.stop - cut.start])
        prices, sizes, buys = self.prices[cut], self.sizes[cut], self.buys[cut]
        return PrintColumns(starts, self.rows[cut], self.cells[cut], prices, sizes, buys)


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
    grid: PriceGrid, rows: Ints, minutes: MinuteColumns, names: Ints, slot: int | Ints
) -> PrintColumns:
    """Unfold `slot` of the names at places `names` of `minutes`, whose listing rows are `rows`.

    With slots as an array each name has one of its own: one name may stand there several times.
    """
    count = minutes.prints[names, slot].astype(np.int64)
    starts = np.concatenate([[0], np.add.accumulate(count)])
    owner = np.repeat(np.arange(len(names)), count)
    if not len(owner):
        nothing = np.zeros(0, np.int64)
        return PrintColumns(starts, nothing, nothing, nothing, nothing, nothing.astype(bool))
    place = np.arange(len(owner)) - starts[owner]
    keys = draw(minutes.names[names], np.atleast_1d(minutes.first_counter + slot).astype(np.uint64))
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
    cells = _cells(starts, owner, words)
    slots = np.broadcast_to(slot, names.shape)
    # The auctions' prints stand alone at the begin of their slots.
    cells[((slots == 0) | (slots == minutes.open.shape[1] - 1))[owner]] = 0
    windows = list(_in_windows(minutes, names, slots, starts))
    _fit_windows(windows, cells)
    prices = _prices(grid, spread)
    _keep_triggers_last(grid, windows, spread, prices)
    return PrintColumns(starts, spread.rows, cells, prices, sizes, buys)


def _cells(starts: Ints, owner: Ints, words: Words) -> Ints:
    """Return rising places in time with short and long gaps, as orders come in bursts."""
    gaps = np.floor(256.0 / (0.06 + field(words, 0))).astype(np.int64)
    run = np.add.accumulate(gaps)
    before = np.concatenate([[0], run])[starts]
    # One gap more follows the last print, half as long as a usual one.
    total = before[1:] - before[:-1] + 200
    cells: Ints = (run - before[:-1][owner] - gaps // 2) * _CELLS // total[owner]
    return cells


class _Window(msgspec.Struct, frozen=True):
    """The prints of one asked name and slot, and in which cells alone they may stand."""

    own: slice
    begin: int
    end: int


def _in_windows(
    minutes: MinuteColumns, names: Ints, slots: Ints, starts: Ints
) -> Iterator[_Window]:
    """Yield the prints of each asked name that has a window in its slot."""
    for slot in distinct(slots).tolist() if minutes.windows else ():
        places = minutes.windows.get(slot)
        if places is None:
            continue
        asked = np.flatnonzero(slots == slot)
        for at, name in zip(asked.tolist(), names[asked].tolist(), strict=True):
            window = places.get(name)
            if window is not None and starts[at] < starts[at + 1]:
                yield _Window(slice(int(starts[at]), int(starts[at + 1])), *window)


def _fit_windows(windows: Sequence[_Window], cells: Ints) -> None:
    """Squeeze prints before an interruption, whose trigger is the last, or after it, auction first."""
    for one in windows:
        own, begin, end = one.own, one.begin, one.end
        cells[own] = begin + cells[own] * (end - begin) // _CELLS
        if end < _CELLS:
            cells[own.stop - 1] = end - 1
        if begin:
            cells[own.start] = begin


def _keep_triggers_last(
    grid: PriceGrid, windows: Sequence[_Window], slot: _Slot, prices: Ints
) -> None:
    """Keep every print before an interruption's trigger short of it."""
    for one in windows:
        own, last = one.own, int(prices[one.own.stop - 1])
        if one.end == _CELLS or own.stop - own.start < 2:
            continue
        row, price = slot.rows[own.start : own.start + 1], np.array([last])
        early = slice(own.start, own.stop - 1)
        if last > slot.open[own.start]:
            prices[early] = np.minimum(prices[early], grid.next_down(row, price))
        else:
            prices[early] = np.maximum(prices[early], grid.next_up(row, price))


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
    first, second = _turns(slot)
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


def _turns(slot: _Slot) -> tuple[Ints, Ints]:
    """Return the places of high and low of each print's slot; many prints keep them well apart."""
    own = slot.words[np.arange(len(slot.place)) - slot.place]
    inner = np.maximum(slot.count - 2, 1)
    one, two = (own >> np.uint64(20)).astype(np.int64), (own >> np.uint64(45)).astype(np.int64)
    first = 1 + one % inner
    second = 1 + (first - 1 + 1 + two % np.maximum(inner - 1, 1)) % inner
    part = np.maximum(slot.count // 6, 1)
    early, late = part + one % part, 3 * part + two % (2 * part)
    falling = (own >> np.uint64(63)) > 0
    many = slot.count >= MANY_PRINTS
    first = np.where(many, np.where(falling, late, early), first)
    return first, np.where(many, np.where(falling, early, late), second)


def _between(
    place: Ints, early: Ints, late: Ints, end: Ints, slot: _Slot, one: Ints, two: Ints
) -> Floats:
    """Return the straight lines open - first extreme - second extreme - close at each place."""
    rise = slot.open + (one - slot.open) * (place / np.maximum(early, 1))
    across = one + (two - one) * ((place - early) / np.maximum(late - early, 1))
    fall = two + (slot.close - two) * ((place - late) / np.maximum(end - late, 1))
    return np.where(place <= early, rise, np.where(place <= late, across, fall))
