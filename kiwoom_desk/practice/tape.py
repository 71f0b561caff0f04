"""One name's prints, plan and depth at any second of the day played; refuses other days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, takewhile

import msgspec
import numpy as np

from kiwoom_desk.practice.batch import Batch, second_of_one
from kiwoom_desk.practice.depth import NO_DEPTH, Depth, DepthModel
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.own import OwnPrints
from kiwoom_desk.practice.pauses import Pause
from kiwoom_desk.practice.played import PlayedDay
from kiwoom_desk.practice.prints import CELL_MS, Print, PrintColumns, unfold
from kiwoom_desk.practice.universe import Universe

_KEPT_SLOTS = 1024
# Slots unfolded together by who reads backwards: few first, as most want the newest prints only.
_FIRST_SLOTS, _MOST_SLOTS = 4, 64


class TapePrint(msgspec.Struct, frozen=True, gc=False):
    """One print of the day's tape: milliseconds since midnight, won, shares."""

    time_ms: int
    price: int
    size: int
    buyer_aggressor: bool


class Tape:
    """Answers for single names; what it says adds up to the board of all names."""

    def __init__(self, universe: Universe, played: PlayedDay, own: OwnPrints) -> None:
        self._universe, self._played, self._own = universe, played, own
        self._grid, self._traits = played.path.grid, played.path.traits
        self._depths = DepthModel(self._grid)
        self._slots: dict[tuple[int, int], PrintColumns] = {}

    def second_today(self, moment: datetime) -> int:
        """Return the second since midnight; raise ValueError for another day."""
        if moment.date() != self._played.day:
            raise ValueError(f"the flow plays {self._played.day}, not {moment.date()}")
        return second_of(moment)

    def plan(self, index: int, second: int, batches: Sequence[Batch] = ()) -> tuple[Print, ...]:
        """Return the planned prints of one second; `batches` are slots unfolded already."""
        hours = self._played.hours
        opening = self._second(index, 0, 0, batches) if second == hours.open else ()
        slot = hours.slot_of(second)
        if slot < 0:
            return opening
        return opening + self._second(index, slot, second - hours.slot_start(slot), batches)

    def auction_print(self, index: int, closing: bool) -> TapePrint | None:
        """Return the planned print of the opening or the closing auction, if there is one."""
        slot = self._played.hours.slots - 1 if closing else 0
        return next(iter(self._slot_tape(index, slot)), None)

    def pause_size(self, pause: Pause) -> int:
        """Return the shares of the print with which trading resumes after an interruption."""
        return int(self._slot(pause.row, self._played.hours.slot_of(pause.end)).sizes[0])

    def newest(self, index: int, before_ms: int) -> TapePrint | None:
        """Return the last print before a time, ours included."""
        return next(self._backwards(index, before_ms), None)

    def prints(self, index: int, before_ms: int, limit: int) -> tuple[TapePrint, ...]:
        """Return the prints before a time, newest first, at most `limit`; ours included."""
        return tuple(islice(self._backwards(index, before_ms), limit))

    def count(self, index: int, before_ms: int) -> int:
        """Count the prints before a time, ours included."""
        played = self._played
        whole = played.hours.slots_before(before_ms // 1000)
        counted = int(played.minutes.prints[index, :whole].sum(dtype=np.int64))
        for slot in range(whole, min(whole + 2, played.hours.slots)):
            counted += sum(item.time_ms < before_ms for item in self._slot_tape(index, slot))
        own = self._own.of(self._universe.listings[index].code, played.day)
        return counted + sum(item.time_ms < before_ms for item in own)

    def between(self, index: int, begin_ms: int, before_ms: int) -> tuple[TapePrint, ...]:
        """Return the prints of a span of time, oldest first; ours included."""
        backwards = self._backwards(index, before_ms)
        return tuple(takewhile(lambda p: p.time_ms >= begin_ms, backwards))[::-1]

    def depth(self, index: int, second: int) -> Depth:
        """Return the target levels around the last print at the end of a second."""
        newest = self.newest(index, (second + 1) * 1000)
        base = int(self._played.columns.base[index, 0])
        price, buy = (newest.price, newest.buyer_aggressor) if newest else (base, False)
        return self.depth_around(index, second, price, buy)

    def depth_around(self, index: int, second: int, price: int, buy: bool) -> Depth:
        """Return the levels of a second whose last print is known; none for halted names.

        What stood at the end of the day's trading stands on.
        """
        if self._played.silent[index]:
            return NO_DEPTH
        second = min(second, self._played.hours.end)
        columns = self._played.columns
        limits = int(columns.lower[index, 0]), int(columns.upper[index, 0])
        key, usual = int(self._traits.keys[index]), float(self._played.usual_level[index])
        return self._depths.levels(index, key, second, price, buy, limits, usual)

    def _second(
        self, index: int, slot: int, second: int, batches: Sequence[Batch]
    ) -> tuple[Print, ...]:
        if not self._played.minutes.prints[index, slot]:
            return ()
        for batch in batches:
            if batch.slot == slot:
                return batch.prints(index, second)
        return second_of_one(self._slot(index, slot), second)

    def _slot(self, index: int, slot: int) -> PrintColumns:
        found = self._slots.get((index, slot))
        if found is None:
            self._unfold(index, [slot])
            found = self._slots[index, slot]
        return found

    def _unfold(self, index: int, slots: list[int]) -> None:
        """Unfold those of one name's slots that are not kept, all at once."""
        kept = self._slots
        wanted = [slot for slot in slots if (index, slot) not in kept]
        if not wanted:
            return
        rows = np.full(len(wanted), index)
        columns = unfold(self._grid, rows, self._played.minutes, rows, np.array(wanted))
        while kept and len(kept) > _KEPT_SLOTS - len(wanted):
            del kept[next(iter(kept))]
        for place, slot in enumerate(wanted):
            kept[index, slot] = columns.of_one(place)

    def _slot_tape(self, index: int, slot: int) -> list[TapePrint]:
        if not self._played.minutes.prints[index, slot]:
            return []
        columns = self._slot(index, slot)
        times = columns.cells * CELL_MS + self._played.hours.slot_start(slot) * 1000
        parts = (times, columns.prices, columns.sizes, columns.buys)
        return list(map(TapePrint, *(part.tolist() for part in parts)))

    def _backwards(self, index: int, before_ms: int) -> Iterator[TapePrint]:
        """Yield the day's prints newest first; ours come after planned ones of the same time."""
        own = [
            TapePrint(p.time_ms, p.price, p.size, p.buyer_aggressor)
            for p in self._own.of(self._universe.listings[index].code, self._played.day)
            if p.time_ms < before_ms
        ]
        for item in self._planned_backwards(index, before_ms):
            while own and own[-1].time_ms >= item.time_ms:
                yield own.pop()
            yield item
        yield from reversed(own)

    def _planned_backwards(self, index: int, before_ms: int) -> Iterator[TapePrint]:
        hours = self._played.hours
        begun = hours.slots_before(-(-before_ms // 1000)) + 1
        traded = np.flatnonzero(self._played.minutes.prints[index, :begun])
        slots, first, count = traded[::-1].tolist(), 0, _FIRST_SLOTS
        while first < len(slots):
            some = slots[first : first + count]
            self._unfold(index, some)
            for slot in some:
                tape = reversed(self._slot_tape(index, slot))
                yield from tape if first else (p for p in tape if p.time_ms < before_ms)
            first, count = first + count, min(count * 2, _MOST_SLOTS)
