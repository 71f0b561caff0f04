"""The prints and minutes of one name today or on a day before, newest first; refuses the days to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.minutes import MinuteColumns
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.prints import CELL_MS, unfold

_KEPT_DAYS, _KEPT_SLOTS = 8, 256
_MINUTE = 60_000


class TapeRow(msgspec.Struct, frozen=True, gc=False):
    """A print, or a minute: milliseconds since midnight, won, shares, and the day's sums with it.

    `size` is what the print or the minute traded, `buy` tells whether the last aggressor bought.
    `volume` and `bought` are in shares, `value` in won.
    """

    time_ms: int
    price: int
    size: int
    buy: bool
    volume: int
    bought: int
    value: int

    def over(self, start: int, size: int) -> TapeRow:
        """Return the row as that of a span of time: its start, and what it traded."""
        return TapeRow(start, self.price, size, self.buy, self.volume, self.bought, self.value)

    def beyond(self, own: tuple[int, int, int]) -> TapeRow:
        """Return the row with our own volume, bought volume and value of before added."""
        volume, bought, value = self.volume + own[0], self.bought + own[1], self.value + own[2]
        return TapeRow(self.time_ms, self.price, self.size, self.buy, volume, bought, value)


@dataclass(frozen=True, slots=True)
class TapeDay:
    """One name's day: its slots at `place` of `minutes`, and what prices are measured against.

    `values` are the sums of the day's value with each slot, in won.
    """

    day: date
    row: int
    place: int
    minutes: MinuteColumns
    hours: Hours
    base: int
    lower: int
    upper: int
    values: Ints


class DayTapes:
    """Reads the path of a flow; our own fills count."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._past = lru_cache(maxsize=_KEPT_DAYS)(self._make)
        self._slot = lru_cache(maxsize=_KEPT_SLOTS)(self._unfold)

    def day(self, index: int, back: int) -> TapeDay:
        """Return today of a name (`back` 0) or the trading day so many days before."""
        calendar = self._flow.path.calendar
        day = calendar.day(calendar.position(self._flow.day) - back)
        return self._past(index, day) if back else self._today(index)

    def prints(self, of: TapeDay, before_ms: int, limit: int) -> tuple[TapeRow, ...]:
        """Return the prints before a time, newest first, at most `limit`; ours included."""
        own = [p for p in self._own(of) if p.time_ms < before_ms]
        return tuple(islice(_merged(self._planned(of, before_ms), own), limit))

    def minutes(self, of: TapeDay, before_ms: int) -> tuple[TapeRow, ...]:
        """Return the minutes with a print before a time, newest first; the opening joins the first."""
        own = [p for p in self._own(of) if p.time_ms < before_ms]
        ends = self._ends(of, before_ms)
        touched = {_minute(p.time_ms) for p in own}
        rows: list[TapeRow] = []
        before = 0
        for start in sorted(ends.keys() | touched):
            until = min(start + _MINUTE, before_ms)
            if start in touched:
                (end,) = self.prints(of, until, 1)
            else:
                end = ends[start].beyond(_sums(own, until))
            rows.append(end.over(start, end.volume - before))
            before = end.volume
        return tuple(reversed(rows))

    def _ends(self, of: TapeDay, before_ms: int) -> dict[int, TapeRow]:
        """Return the last planned print of each minute with the sums of the day, by its start."""
        minutes, place = of.minutes, of.place
        volume, bought = np.cumsum(minutes.volume[place]), np.cumsum(minutes.bought[place])
        value = of.values
        found: dict[int, TapeRow] = {}
        for slot in np.flatnonzero(minutes.volume[place]).tolist():
            start = of.hours.slot_start(slot) * 1000
            if start >= before_ms:
                break
            if start + _MINUTE > before_ms:
                begun = [row for row in self._slot(of.row, of.day, slot) if row.time_ms < before_ms]
                found.update({_minute(start): row for row in begun[-1:]})
                continue
            sums = int(volume[slot]), int(bought[slot]), int(value[slot])
            price, buy = int(minutes.close[place, slot]), bool(minutes.last_buy[place, slot])
            found[_minute(start)] = TapeRow(start, price, 0, buy, *sums)
        return found

    # --- inside ----------------------------------------------------------------------------

    def _today(self, index: int) -> TapeDay:
        flow, columns = self._flow, self._flow.played.columns
        return TapeDay(
            flow.day, index, index, flow.minutes, flow.hours,
            int(columns.base[index, 0]), int(columns.lower[index, 0]), int(columns.upper[index, 0]),
            np.cumsum(_values(flow.minutes, index)),
        )  # fmt: skip

    def _make(self, index: int, day: date) -> TapeDay:
        place = self._flow.path.calendar.position(day)
        (made,) = self._flow.unfolded(index, [place])
        columns, minutes, hours = made.days, made.minutes, made.hours
        base, lower, upper = (
            int(one[0, 0]) for one in (columns.base, columns.lower, columns.upper)
        )
        values = np.cumsum(_values(minutes, 0))
        if values[-1] and not self._flow.own.of(self._flow.universe.listings[index].code, day):
            # A day before has one value, told by its bar: its slots share it.
            total = columns.open + columns.high + columns.low + columns.close
            worth = int((total * columns.volume // 4)[0, 0])
            values = np.floor(values / values[-1] * worth).astype(np.int64)
        return TapeDay(day, index, 0, minutes, hours, base, lower, upper, values)

    def _own(self, of: TapeDay) -> tuple[OwnPrint, ...]:
        return self._flow.own.of(self._flow.universe.listings[of.row].code, of.day)

    def _planned(self, of: TapeDay, before_ms: int) -> Iterator[TapeRow]:
        until = min(of.hours.slots_before(-(-before_ms // 1000)) + 1, of.hours.slots)
        volumes = of.minutes.volume[of.place]
        for slot in np.flatnonzero(volumes[:until])[::-1].tolist():
            for row in reversed(self._slot(of.row, of.day, slot)):
                if row.time_ms < before_ms:
                    yield row

    def _unfold(self, index: int, day: date, slot: int) -> tuple[TapeRow, ...]:
        """Return the planned prints of a slot, oldest first, with the sums of the day."""
        of = self._today(index) if day == self._flow.day else self._past(index, day)
        minutes, place = of.minutes, of.place
        columns = unfold(self._flow.path.grid, np.array([index]), minutes, np.array([place]), slot)
        start = of.hours.slot_start(slot) * 1000
        done, bought = np.cumsum(columns.sizes), np.cumsum(columns.sizes * columns.buys)
        before = int(of.values[slot - 1]) if slot else 0
        worth = int(of.values[slot]) - before
        parts = (
            columns.cells * CELL_MS + start, columns.prices, columns.sizes, columns.buys,
            done + int(minutes.volume[place, :slot].sum()),
            bought + int(minutes.bought[place, :slot].sum()),
            worth * done // int(minutes.volume[place, slot]) + before,
        )  # fmt: skip
        return tuple(map(TapeRow, *(part.tolist() for part in parts)))


def _values(minutes: MinuteColumns, place: int) -> Ints:
    """Return the value of each slot in won, as the board counts it."""
    total: Ints = minutes.open[place].astype(np.int64) + minutes.high[place]
    total = total + minutes.low[place] + minutes.close[place]
    values: Ints = total * minutes.volume[place] // 4
    return values


def _minute(time_ms: int) -> int:
    return time_ms // _MINUTE * _MINUTE


def _sums(own: list[OwnPrint], until: int) -> tuple[int, int, int]:
    """Return volume, bought volume and value of own prints before a time."""
    some = [item for item in own if item.time_ms < until]
    bought = sum(item.size for item in some if item.buyer_aggressor)
    return sum(i.size for i in some), bought, sum(i.size * i.price for i in some)


def _merged(planned: Iterator[TapeRow], own: list[OwnPrint]) -> Iterator[TapeRow]:
    """Yield planned and own prints newest first; ours come after planned ones of the same time."""
    sums = [_sums(own[:count], _MINUTE * 1440) for count in range(len(own) + 1)]
    left = len(own)
    waiting: list[int] = []
    for row in planned:
        while left and own[left - 1].time_ms >= row.time_ms:
            left -= 1
            waiting.append(left)
        for place in waiting:
            yield _own_row(own[place], row, sums[place + 1])
        waiting = []
        yield row.beyond(sums[left])
    nothing = TapeRow(0, 0, 0, False, 0, 0, 0)
    for place in range(left - 1, -1, -1):
        yield _own_row(own[place], nothing, sums[place + 1])


def _own_row(item: OwnPrint, before: TapeRow, sums: tuple[int, int, int]) -> TapeRow:
    """Return an own print behind a planned one, with the sums of both."""
    row = before.beyond(sums)
    return TapeRow(
        item.time_ms, item.price, item.size, item.buyer_aggressor, row.volume, row.bought, row.value
    )
