"""Slots of sessions beside KRX's regular one, drawn after KRX's or on their own; refuses daily bars."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, fat, field, key_of
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.minutes import MinuteColumns, aggressors, shared
from kiwoom_desk.practice.pauses import WHOLE

MINUTE = 60
_CELLS_A_SECOND = 20
_MOST_PRINTS = 400


class Session(msgspec.Struct, frozen=True):
    """A span of continuous trading in seconds since midnight.

    `follows` tells whether its prices are KRX's at the same time; else they are its own, and
    `share` of a day's volume trades in it.
    """

    begin: int
    end: int
    follows: bool
    share: float = 0.0


class SideHours(Hours, frozen=True):
    """Hours with gaps: slot 0 and the last are empty, between them every minute of every session.

    `starts` are the minutes' starts; a session that begins inside a minute starts with all of it.
    """

    starts: tuple[int, ...] = ()

    @property
    def minutes(self) -> int:
        """Count the minutes of all sessions."""
        return len(self.starts)

    def slot_start(self, slot: int) -> int:
        """Return the second at which a slot starts."""
        if slot == 0:
            return self.open
        return self.end if slot > len(self.starts) else self.starts[slot - 1]

    def slot_of(self, second: int) -> int:
        """Return the slot that covers a second; -1 between the sessions."""
        place = bisect.bisect_right(self.starts, second) - 1
        if place >= 0 and second < self.starts[place] + MINUTE:
            return place + 1
        return self.slots - 1 if second == self.end else -1

    def slots_before(self, second: int) -> int:
        """Count the slots that are over just before a second."""
        if second <= self.open:
            return 0
        if second > self.end:
            return self.slots
        return bisect.bisect_right(self.starts, second - MINUTE) + 1


def side_hours(sessions: tuple[Session, ...]) -> SideHours:
    """Return the hours of some sessions in the order of time."""
    starts = [
        start
        for session in sessions
        for start in range(session.begin // MINUTE * MINUTE, session.end, MINUTE)
    ]
    end = sessions[-1].end
    return SideHours(starts[0] - MINUTE, starts[0], end, end, tuple(starts))


@dataclass(frozen=True, slots=True)
class SideTraits:
    """What names need beside KRX, by their place there: keys, usual trade, how far they move."""

    keys: Words
    typical: Ints
    prints: Floats
    deviation: Floats


@dataclass(frozen=True, slots=True)
class SideDay:
    """One day of KRX for the names of a venue: prices in won, volume in shares, and its minutes."""

    ordinal: int
    base: Ints
    open: Ints
    close: Ints
    lower: Ints
    upper: Ints
    volume: Ints
    minutes: MinuteColumns
    hours: Hours


class SideMinutes:
    """Makes the slots of one day of a venue."""

    def __init__(self, traits: SideTraits, grid: PriceGrid, sessions: tuple[Session, ...]) -> None:
        self._traits, self._grid, self._sessions = traits, grid, sessions
        self.hours = side_hours(sessions)
        self._rows = np.arange(len(traits.keys))
        self._salt = np.uint64(key_of("side"))

    def columns(self, day: SideDay) -> MinuteColumns:
        """Return all slots; halted and silent names have none with a print."""
        count, slots = len(self._rows), self.hours.slots
        words = draw(self._traits.keys[:, None] + self._salt, self._counters(day))
        price: Floats = np.repeat(day.base[:, None].astype(np.float64), slots, axis=1)
        volume, prints = np.zeros((count, slots), np.int64), np.zeros((count, slots), np.int64)
        high, low = np.zeros((count, slots), np.int64), np.zeros((count, slots), np.int64)
        first = 1
        for session in self._sessions:
            length = -(-(session.end - session.begin // MINUTE * MINUTE) // MINUTE)
            cut = slice(first, first + length)
            if session.follows:
                self._follow(day, cut, words, (price, high, low, volume, prints))
            else:
                self._wander(day, session, cut, words, (price, volume, prints))
            first += length
        return self._bars(day, words, price, high, low, volume, prints)

    def _counters(self, day: SideDay) -> Words:
        return (day.ordinal * 4096 + np.arange(self.hours.slots)).astype(np.uint64)[None, :]

    def _follow(
        self, day: SideDay, cut: slice, words: Words, made: tuple[Floats, Ints, Ints, Ints, Ints]
    ) -> None:
        """Take KRX's prices of the same minutes, a tick size up or down, and a part of its volume."""
        price, high, low, volume, prints = made
        slots = [
            day.hours.slot_of(start) for start in self.hours.starts[cut.start - 1 : cut.stop - 1]
        ]
        krx, own = day.minutes, words[:, cut]
        close = krx.close[:, slots].astype(np.int64)
        tick = self._grid.size(self._rows, close)
        shift = ((own >> np.uint64(50)).astype(np.int64) % 4 - 1) % 3 - 1
        price[:, cut] = close + shift * tick
        high[:, cut] = krx.high[:, slots] + shift * tick
        low[:, cut] = krx.low[:, slots] + shift * tick
        part = 0.15 + 0.5 * field(draw(self._traits.keys + self._salt, np.uint64(day.ordinal)), 0)
        shares = krx.volume[:, slots] * part[:, None] * (0.5 + field(own, 0))
        volume[:, cut] = np.floor(shares).astype(np.int64)
        counts = np.floor(krx.prints[:, slots] * part[:, None] + field(own, 1)).astype(np.int64)
        prints[:, cut] = np.maximum(counts, 1)

    def _wander(
        self, day: SideDay, session: Session, cut: slice, words: Words,
        made: tuple[Floats, Ints, Ints],
    ) -> None:  # fmt: skip
        """Walk from the price that stood, towards the open where KRX is still to open."""
        price, volume, prints = made
        traits, own, length = self._traits, words[:, cut], cut.stop - cut.start
        early = session.end <= day.hours.open
        start = (day.base if early else day.close).astype(np.float64)[:, None]
        aim = (0.7 * (day.open - day.base) if early else np.zeros(len(start)))[:, None]
        walk = np.add.accumulate(fat(own), axis=1) / np.sqrt(length)
        part = np.arange(1, length + 1) / length
        walk -= walk[:, -1:] * part * (1.0 if early else 0.0)
        bound = 0.07 * start
        wander = np.clip(walk * traits.deviation[:, None] * 0.35 * start, -bound, bound)
        price[:, cut] = start + aim * part + wander
        daily = draw(traits.keys + self._salt, np.uint64(day.ordinal * 64 + cut.start))
        total = np.floor(day.volume * session.share * (0.3 + 1.4 * field(daily, 1))).astype(
            np.int64
        )
        weight = (0.5 + 2.0 / (1.0 + np.arange(length) / 5.0)) * (0.2 + field(own, 0))
        weight /= weight.sum(axis=1, keepdims=True)
        usual = np.maximum(traits.typical / np.maximum(traits.prints, 1.0), 1.0)
        count = np.floor((total / usual)[:, None] * weight + field(own, 1)).astype(np.int64)
        count = np.minimum(count, _MOST_PRINTS)
        size = np.floor(1024.0 * (0.4 + field(own, 2))).astype(np.int64)
        volume[:, cut] = shared(total, count * size)
        prints[:, cut] = count

    def _bars(
        self, day: SideDay, words: Words, price: Floats, high: Ints, low: Ints, volume: Ints,
        prints: Ints,
    ) -> MinuteColumns:  # fmt: skip
        grid, rows = self._grid, self._rows
        lowest, highest = day.lower[:, None], day.upper[:, None]
        volume[day.volume == 0] = 0
        prints = np.where(volume > 0, np.clip(prints, 1, np.maximum(volume // 2, 1)), 0)
        close = np.clip(grid.near(rows, np.maximum(price, 1.0)), lowest, highest)
        places = np.maximum.accumulate(np.where(volume > 0, np.arange(close.shape[1]), -1), axis=1)
        carried = np.take_along_axis(close, np.maximum(places, 0), axis=1)
        close = np.where(places < 0, day.base[:, None], carried)
        before = np.concatenate([close[:, :1], close[:, :-1]], axis=1)
        # What stood before the first print is no price of this day.
        begun = np.concatenate([places[:, :1] >= 0, places[:, :-1] >= 0], axis=1)
        opened = np.where((prints > 1) & begun, before, close)
        top, bottom = np.maximum(opened, close), np.minimum(opened, close)
        reaching = np.flatnonzero(high.any(axis=0))
        if len(reaching):
            cut = slice(int(reaching[0]), int(reaching[-1]) + 1)
            wide = prints[:, cut] >= 4
            reach = np.minimum(grid.near(rows, high[:, cut].astype(np.float64)), highest)
            fall = np.maximum(grid.near(rows, low[:, cut].astype(np.float64)), lowest)
            top[:, cut] = np.where(wide, np.maximum(top[:, cut], reach), top[:, cut])
            bottom[:, cut] = np.where(wide, np.minimum(bottom[:, cut], fall), bottom[:, cut])
        keys = draw(self._traits.keys[:, None], self._counters(day))
        bought, last_buy = aggressors(keys, opened, close, volume, prints)
        return MinuteColumns(
            names=self._traits.keys,
            first_counter=int(self._counters(day)[0, 0]),
            open=opened.astype(np.int32),
            high=top.astype(np.int32),
            low=bottom.astype(np.int32),
            close=close.astype(np.int32),
            volume=volume.astype(np.int32),
            bought=bought.astype(np.int32),
            prints=prints.astype(np.int32),
            last_buy=last_buy,
            windows=self._windows(day),
        )

    def _windows(self, day: SideDay) -> dict[int, dict[int, tuple[int, int]]]:
        """Return KRX's interruptions, which stop this venue too, and minutes that begin late."""
        windows: dict[int, dict[int, tuple[int, int]]] = {}
        for slot, places in day.minutes.windows.items():
            own = self.hours.slot_of(day.hours.slot_start(slot))
            if own > 0:
                windows[own] = dict(places)
        for session in self._sessions:
            late = session.begin % MINUTE
            if late:
                whole = dict.fromkeys(self._rows.tolist(), (late * _CELLS_A_SECOND, WHOLE))
                windows.setdefault(self.hours.slot_of(session.begin), {}).update(whole)
        return windows
