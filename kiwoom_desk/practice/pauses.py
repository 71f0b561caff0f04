"""Volatility interruptions as parts of the path: slots are rearranged around them; refuses own orders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.rules import MarketRules, interruption_rule
from kiwoom_desk.practice.draws import Ints, mix_one
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.universe import Listing, Universe

STATIC, DYNAMIC = "static", "dynamic"
# So many prints of a slot move in small steps: no two neighbours are further apart than this part
# of what the slot moves.
MANY_PRINTS, MANY_STEPS = 24, 3
WHOLE = 1200
"""Places of 50 ms in a slot; the window of a slot without an interruption is (0, WHOLE)."""
_CELLS_A_SECOND = 20
_LENGTH_SLOTS = 2
# Shares that an interruption's slots need, so that each side of it can reach its extremes.
_ENOUGH, _SIDE = 24, 8
_WIDE = 4
_AHEAD, _BACK = 20, 60
# The last slots of the day leave room for what a late interruption still has to print.
_ROOM = 8
_MOST = 8
_INDEX = "201"


class Bounds(msgspec.Struct, frozen=True):
    """How far a name may move, in percent: from the last auction, and from the last print."""

    static: int
    dynamic: int


class Pause(msgspec.Struct, frozen=True, gc=False):
    """One interruption: seconds since midnight, won; `slot` is the one it starts in.

    A static one starts right after the print that reached `trigger`; a dynamic one starts before
    the order that would have printed `trigger`, and nothing prints. Trading resumes at `end` with
    the auction's print at `price`.
    """

    row: int
    kind: str
    slot: int
    begin: int
    end: int
    reference: int
    trigger: int
    price: int
    count: int


class Rearranged(msgspec.Struct, frozen=True):
    """What a day of one name became: its pauses, and the windows of its slots by slot."""

    pauses: tuple[Pause, ...]
    windows: dict[int, tuple[int, int]]


class Slots(msgspec.Struct):
    """The slots of one name's day as lists, to be changed in place; won and shares."""

    open: list[int]
    high: list[int]
    low: list[int]
    close: list[int]
    volume: list[int]
    prints: list[int]

    def put(self, slot: int, volume: int, prints: int, prices: tuple[int, int, int, int]) -> None:
        """Set one slot; prices are open, high, low and close."""
        self.volume[slot], self.prints[slot] = volume, prints
        self.open[slot], self.high[slot], self.low[slot], self.close[slot] = prices

    def empty(self, slot: int, price: int) -> None:
        """Let nothing print in a slot; its prices stand at the last one."""
        self.put(slot, 0, 0, (price, price, price, price))


class _Pool(msgspec.Struct, frozen=True):
    """Slots taken together: first and last, their shares, prints, extremes and last price."""

    first: int
    last: int
    volume: int
    prints: int
    high: int
    low: int
    close: int


class _Trigger(msgspec.Struct, frozen=True):
    """How a slot reaches its trigger: its first price, the trigger, shares and prints until then."""

    opened: int
    price: int
    volume: int
    prints: int
    upward: bool


class Arranger:
    """Walks through the slots of one name on one day and puts its interruptions in."""

    def __init__(
        self, slots: Slots, bounds: Bounds, grid: PriceGrid, hours: Hours, row: int, key: int
    ) -> None:
        self._slots, self._bounds, self._hours = slots, bounds, hours
        self._grid, self._row, self._key = grid, np.array([row]), key
        self._number = row
        self._pauses: list[Pause] = []
        self._windows: dict[int, tuple[int, int]] = {}
        self._resumed = -1
        self._first = next((n for n, v in enumerate(slots.volume) if v), len(slots.volume))
        traded = [n for n, volume in enumerate(slots.volume) if volume]
        self._top = max((slots.high[n] for n in traded), default=0)
        self._bottom = min((slots.low[n] for n in traded), default=0)

    def run(self) -> Rearranged:
        """Return the interruptions of the day, with the slots changed to hold them."""
        last = self._hours.slots - 2
        reference = self._slots.open[self._first] if self._first <= last else 0
        slot = max(self._first, 1)
        while len(self._pauses) < _MOST:
            slot = self._next(slot, reference)
            if slot > last:
                break
            resumed = self._interrupt(slot, self._violation(slot, reference), reference)
            if resumed is None:
                slot += 1
                continue
            slot, reference = resumed, self._slots.open[resumed]
            self._resumed = resumed
        return Rearranged(tuple(self._pauses), self._windows)

    # --- what breaks a bound ---------------------------------------------------------------

    def _next(self, slot: int, reference: int) -> int:
        """Return the first slot from `slot` on that breaks a bound; behind the last one if none."""
        slots, end = self._slots, self._hours.slots - 1
        if slot >= end:
            return end
        cut = slice(slot, end)
        high, low, opened = (np.array(x[cut]) for x in (slots.high, slots.low, slots.open))
        before = np.array(slots.close[slot - 1 : end - 1])
        for place in (self._first, self._resumed):
            if slot <= place < end:
                before[place - slot] = opened[place - slot]
        steps = np.where(np.array(slots.prints[cut]) >= MANY_PRINTS, MANY_STEPS, 1)
        static, dynamic = self._bounds.static, self._bounds.dynamic
        broken = np.abs(opened - before) * 100 >= dynamic * np.minimum(opened, before)
        broken |= (high - low) * 100 >= dynamic * low * steps
        broken |= (high - reference) * 100 >= static * reference
        broken |= (reference - low) * 100 >= static * reference
        broken &= np.array(slots.volume[cut]) > 0
        found = int(broken.argmax())
        return slot + found if broken[found] else end

    def _violation(self, slot: int, reference: int) -> str:
        """Return which bound a slot breaks that breaks one."""
        slots, before = self._slots, self._before(slot)
        high, low, prints = slots.high[slot], slots.low[slot], slots.prints[slot]
        opened = slots.open[slot]
        gap = self._jumps(max(opened, before), min(opened, before), 1)
        return DYNAMIC if gap or self._jumps(high, low, prints) else STATIC

    def _before(self, slot: int) -> int:
        """Return the price that the slot's first order is compared with."""
        first = slot in (self._first, self._resumed)
        return self._slots.open[slot] if first else self._slots.close[slot - 1]

    def _jumps(self, high: int, low: int, prints: int) -> bool:
        steps = MANY_STEPS if prints >= MANY_PRINTS else 1
        return (high - low) * 100 >= self._bounds.dynamic * low * steps

    def _is_far(self, high: int, low: int, reference: int) -> bool:
        percent = self._bounds.static
        up = (high - reference) * 100 >= percent * reference
        return up or (reference - low) * 100 >= percent * reference

    # --- rearranging -----------------------------------------------------------------------

    def _interrupt(self, slot: int, kind: str, reference: int) -> int | None:
        """Interrupt in or before a slot; return the slot where trading resumes, None where it cannot."""
        last = self._hours.slots - 2
        if slot > last - _ROOM and slot != self._resumed:
            slot = max(last - _ROOM, self._resumed + 1, self._first + 1)
        if slot + _LENGTH_SLOTS > last:
            return None
        second = self._second(slot)
        pool = self._pool(slot)
        if second > 58 or pool is None:
            return None
        before = self._before(slot)
        plan = self._plan(slot, pool, reference, second) if kind == STATIC else None
        if plan is None:
            kind, trigger = DYNAMIC, self._hold(slot, pool, before, second)
        else:
            trigger = self._reach(slot, pool, plan, second)
        after = slot + _LENGTH_SLOTS
        begin = self._hours.slot_start(slot) + second
        self._pauses.append(
            Pause(
                self._number,
                kind,
                slot,
                begin,
                begin + 60 * _LENGTH_SLOTS,
                reference if kind == STATIC else before,
                trigger,
                self._slots.open[after],
                len(self._pauses) + 1,
            )
        )
        return after

    def _second(self, slot: int) -> int:
        """Return the second of the slot at which it starts: its own, later than one that ends there."""
        word = mix_one(self._key ^ (slot << 20))
        begun = self._windows.get(slot, (0, WHOLE))[0] // _CELLS_A_SECOND
        return begun + 3 + word % 5 if begun else 4 + word % 42

    def _pool(self, slot: int) -> _Pool | None:
        """Gather enough shares around a slot: those after it, then those before."""
        volume, floor = self._slots.volume, max(self._resumed, self._first)
        last = slot + _LENGTH_SLOTS
        most = min(last + _AHEAD, self._hours.slots - 2)
        total = sum(volume[slot : last + 1])
        if self._is_late(slot):
            total, last = sum(volume[slot : most + 1]), most
        while total < _ENOUGH and last < most:
            last += 1
            total += volume[last]
        first = slot
        while total < _ENOUGH and first > max(floor + 1, slot - _BACK) and slot != self._resumed:
            first -= 1
            total += volume[first]
        if total < 2 * _SIDE:
            return None
        return self._gathered(first, last)

    def _is_late(self, slot: int) -> bool:
        return slot >= self._hours.slots - 2 - _ROOM

    def _gathered(self, first: int, last: int) -> _Pool:
        slots = self._slots
        traded = [n for n in range(first, last + 1) if slots.volume[n]]
        return _Pool(
            first,
            last,
            sum(slots.volume[n] for n in traded),
            sum(slots.prints[n] for n in traded),
            max(slots.high[n] for n in traded),
            min(slots.low[n] for n in traded),
            slots.close[last],
        )

    def _plan(self, slot: int, pool: _Pool, reference: int, second: int) -> _Trigger | None:
        """Return how a slot walks to the price that is far enough; None where it would jump."""
        slots, percent = self._slots, self._bounds.static
        upward = (pool.high - reference) * 100 >= percent * reference
        bound = reference * (100 + percent if upward else 100 - percent) / 100
        near = (self._grid.up if upward else self._grid.down)(self._row, np.array([bound]))
        opened = slots.open[slot] if pool.first == slot else slots.close[pool.first - 1]
        if self._is_far(opened, opened, reference):
            opened = self._before(slot)
        kept = min(max(pool.volume * second // 180, _SIDE), pool.volume - _SIDE)
        prints = max(min(pool.prints * second // 180, kept // 2), _WIDE)
        price = int(near[0])
        if self._jumps(max(opened, price), min(opened, price), prints):
            return None
        return _Trigger(opened, price, kept, prints, upward)

    def _reach(self, slot: int, pool: _Pool, plan: _Trigger, second: int) -> int:
        """Let the slot end with the print that is far enough from the reference; return its price."""
        slots, opened, price = self._slots, plan.opened, plan.price
        self._clear(pool)
        prices = opened, max(opened, price), min(opened, price), price
        slots.put(slot, plan.volume, plan.prints, prices)
        for place in range(slot + 1, slot + _LENGTH_SLOTS):
            slots.empty(place, price)
        begun = self._windows.get(slot, (0, WHOLE))[0]
        self._windows[slot] = (begun, second * _CELLS_A_SECOND)
        far = pool.high if plan.upward else pool.low
        self._resume(slot, pool, (price + far) // 2, pool.volume - plan.volume, second)
        return price

    def _hold(self, slot: int, pool: _Pool, before: int, second: int) -> int:
        """Let the slot end before the order that jumps; return the price it would have printed."""
        slots = self._slots
        self._clear(pool)
        kept = 0
        if slot in (self._first, self._resumed):
            # The print that the jump is measured from stays.
            kept = max(min(pool.volume * second // 180, pool.volume - _SIDE), 1)
            slots.put(slot, kept, 1, (before, before, before, before))
            begun = self._windows.get(slot, (0, WHOLE))[0]
            self._windows[slot] = (begun, second * _CELLS_A_SECOND)
        else:
            slots.empty(slot, before)
        for place in range(slot + 1, slot + _LENGTH_SLOTS):
            slots.empty(place, before)
        upward = pool.high - before >= before - pool.low
        trigger = pool.high if upward else pool.low
        self._resume(slot, pool, trigger, pool.volume - kept, second)
        return trigger

    def _clear(self, pool: _Pool) -> None:
        before = self._slots.close[pool.first - 1]
        for place in range(pool.first, pool.last + 1):
            self._slots.empty(place, before)

    def _resume(self, slot: int, pool: _Pool, price: int, volume: int, second: int) -> None:
        """Print the auction at the second of the start, two minutes later, and what is left after."""
        slots, after = self._slots, slot + _LENGTH_SLOTS
        wanted = self._grid.near(self._row, np.array([float(price)]))
        auction = min(max(int(wanted[0]), pool.low), pool.high)
        # Only extremes that no other slot holds have to be reached; others would jump for nothing.
        high = self._top if pool.high == self._top and not self._held(True) else 0
        low = self._bottom if pool.low == self._bottom and not self._held(False) else 1 << 40
        prints = max(min(pool.prints, volume // 2), _WIDE)
        prices = auction, max(auction, pool.close, high), min(auction, pool.close, low), pool.close
        slots.put(after, volume, prints, prices)
        self._windows[after] = (second * _CELLS_A_SECOND, WHOLE)
        for place in range(after + 1, pool.last + 1):
            slots.empty(place, pool.close)

    def _held(self, top: bool) -> bool:
        slots = self._slots
        prices, extreme = (slots.high, self._top) if top else (slots.low, self._bottom)
        return any(v and p == extreme for v, p in zip(slots.volume, prices, strict=True))


def suspects(
    bounds: Ints, opened: Ints, high: Ints, low: Ints, close: Ints, volume: Ints, prints: Ints
) -> Iterator[int]:
    """Yield the places of names whose slots may break a bound; `bounds` has two columns a name."""
    traded = volume[:, :-1] > 0
    first, every = traded.argmax(axis=1), np.arange(len(traded))
    before = np.concatenate([opened[:, :1], close[:, :-2]], axis=1)
    start = opened[every, first]
    before[every, first] = start
    gap = np.abs(opened[:, :-1] - before)
    moved = high[:, :-1] - low[:, :-1]
    moved = np.where(prints[:, :-1] >= MANY_PRINTS, moved // MANY_STEPS, moved)
    wide = np.maximum(gap, moved) * 100 >= bounds[:, 1:] * np.minimum(low[:, :-1], before)
    top = np.where(traded, high[:, :-1], 0).max(axis=1)
    bottom = np.where(traded, low[:, :-1], 1 << 40).min(axis=1)
    far = 100 * np.maximum(top - start, start - bottom) >= bounds[:, 0] * start
    found = ((wide & traded).any(axis=1) | far) & traded.any(axis=1) & (bounds[:, 0] > 0)
    yield from np.flatnonzero(found).tolist()


def bounds_of(universe: Universe, rules: MarketRules, day: date) -> Ints:
    """Return static and dynamic bounds in percent by listing index (two columns); 0 = none.

    A name's first day of listing has none.
    """
    index = next((spec.members for spec in universe.indices if spec.code == _INDEX), ())
    members, bounds = frozenset(index), np.zeros((len(universe.listings), 2), np.int64)
    for item in universe.listings:
        group = "index" if item.code in members or _follows(item) else "other"
        for place, kind in enumerate((STATIC, DYNAMIC)):
            rule = interruption_rule(rules, kind, item.market, group, "continuous", day)
            if rule is not None and not item.first_day:
                bounds[item.index, place] = rule.percent
    return bounds


def _follows(item: Listing) -> bool:
    return item.underlying == "KOSPI" and abs(item.gear) == 1.0
