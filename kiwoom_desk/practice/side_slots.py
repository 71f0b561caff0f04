"""Slots of sessions beside KRX's regular one, drawn after KRX's or on their own; refuses daily bars."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kiwoom_desk.practice.cores import in_parts
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, fat, field
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.minutes import MinuteColumns, aggressors, shared
from kiwoom_desk.practice.pauses import WHOLE
from kiwoom_desk.practice.side_hours import (
    MINUTE,
    SALT,
    Session,
    SideHours,
    session_total,
    side_hours,
)

_CELLS_A_SECOND = 20
_MOST_PRINTS = 400
# How finely the minutes of KRX are weighed.
_FINE = 1024.0


@dataclass(frozen=True, slots=True)
class SideTraits:
    """What names need beside KRX, by their place there; as `Traits`, with keys of the venue's own."""

    keys: Words
    typical: Ints
    prints: Floats
    deviation: Floats
    previous_close: Ints
    shares: Ints
    halted: npt.NDArray[np.bool_]
    listed_on: Ints

    def of(self, rows: Ints) -> SideTraits:
        """Return some of the names, or one of them several times."""
        columns = (getattr(self, one.name)[rows] for one in dataclasses.fields(self))
        return SideTraits(*columns)


@dataclass(frozen=True, slots=True)
class SideDay:
    """One day of KRX for the names of a venue, or several days of one name: a row each.

    Ordinals are those of the rows, or of all of them; prices in won, volume in shares.
    """

    ordinals: Ints
    base: Ints
    open: Ints
    close: Ints
    lower: Ints
    upper: Ints
    volume: Ints
    minutes: MinuteColumns
    hours: Hours


class SideMinutes:
    """Makes the slots of one day of a venue, or of several days of one name."""

    def __init__(
        self,
        traits: SideTraits,
        grid: PriceGrid,
        sessions: tuple[Session, ...],
        rows: Ints | None = None,
    ) -> None:
        """`rows` are the places of the rows in the grid: without them its own, one after another."""
        self._traits, self._grid, self._sessions = traits, grid, sessions
        self.hours: SideHours = side_hours(sessions)
        self._rows = np.arange(len(traits.keys)) if rows is None else rows

    def columns(self, day: SideDay) -> MinuteColumns:
        """Return all slots; halted and silent names have none with a print."""
        count, slots = len(self._rows), self.hours.slots
        words = draw(self._traits.keys[:, None] + SALT, self._counters(day))
        price: Floats = np.repeat(day.base[:, None].astype(np.float64), slots, axis=1)
        volume, prints = np.zeros((count, slots), np.int64), np.zeros((count, slots), np.int64)
        high, low = np.zeros((count, slots), np.int64), np.zeros((count, slots), np.int64)
        first = 1
        for place, session in enumerate(self._sessions):
            total = session_total(self._traits.keys, day.ordinals, day.volume, place, session)
            length = -(-(session.end - session.begin // MINUTE * MINUTE) // MINUTE)
            cut = slice(first, first + length)
            if session.follows:
                self._follow(day, cut, words, total, (price, high, low, volume, prints))
            else:
                self._wander(day, session, cut, words, total, (price, volume, prints))
            first += length
        return self._bars(day, words, price, high, low, volume, prints)

    def _counters(self, day: SideDay) -> Words:
        slots = np.arange(self.hours.slots)
        return (day.ordinals[:, None] * 4096 + slots).astype(np.uint64)

    def _follow(
        self, day: SideDay, cut: slice, words: Words, total: Ints,
        made: tuple[Floats, Ints, Ints, Ints, Ints],
    ) -> None:  # fmt: skip
        """Take KRX's prices of the same minutes, a tick size up or down, and share out the total."""
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
        weight = np.floor(krx.volume[:, slots] * (_FINE * (0.5 + field(own, 0)))).astype(np.int64)
        volume[:, cut] = shared(total, _some(weight, own))
        part = total / np.maximum(day.volume, 1)
        counts = np.floor(krx.prints[:, slots] * part[:, None] + field(own, 1)).astype(np.int64)
        prints[:, cut] = np.maximum(counts, 1)

    def _wander(
        self, day: SideDay, session: Session, cut: slice, words: Words, total: Ints,
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
        weight = (0.5 + 2.0 / (1.0 + np.arange(length) / 5.0)) * (0.2 + field(own, 0))
        weight /= weight.sum(axis=1, keepdims=True)
        usual = np.maximum(traits.typical / np.maximum(traits.prints, 1.0), 1.0)
        count = np.floor((total / usual)[:, None] * weight + field(own, 1)).astype(np.int64)
        count = np.minimum(count, _MOST_PRINTS)
        size = np.floor(1024.0 * (0.4 + field(own, 2))).astype(np.int64)
        volume[:, cut] = shared(total, _some(count * size, own))
        prints[:, cut] = np.maximum(count, 1)

    def _bars(
        self, day: SideDay, words: Words, price: Floats, high: Ints, low: Ints, volume: Ints,
        prints: Ints,
    ) -> MinuteColumns:  # fmt: skip
        volume[day.volume == 0] = 0
        counters = self._counters(day)

        def part(cut: slice) -> tuple[npt.NDArray[np.int32], ...]:
            own = counters if len(counters) == 1 else counters[cut]
            return self._part(
                day, cut, own, price[cut], high[cut], low[cut], volume[cut], prints[cut]
            )

        columns = zip(*in_parts(len(self._rows), part), strict=True)
        opened, top, bottom, close, volumes, bought, counts, last_buy = map(np.concatenate, columns)
        return MinuteColumns(
            names=self._traits.keys,
            first_counter=int(counters[0, 0]),
            open=opened,
            high=top,
            low=bottom,
            close=close,
            volume=volumes,
            bought=bought,
            prints=counts,
            last_buy=last_buy.astype(np.bool_),
            windows=self._windows(day),
        )

    def _part(
        self, day: SideDay, cut: slice, counters: Words, price: Floats, high: Ints, low: Ints,
        volume: Ints, prints: Ints,
    ) -> tuple[npt.NDArray[np.int32], ...]:  # fmt: skip
        """Return open, high, low, close, volume, bought, prints and the last aggressor of some rows."""
        grid, rows = self._grid, self._rows[cut]
        lowest, highest = day.lower[cut, None], day.upper[cut, None]
        prints = np.where(volume > 0, np.clip(prints, 1, np.maximum(volume // 2, 1)), 0)
        close = np.clip(grid.near(rows, np.maximum(price, 1.0)), lowest, highest)
        places = np.maximum.accumulate(np.where(volume > 0, np.arange(close.shape[1]), -1), axis=1)
        carried = np.take_along_axis(close, np.maximum(places, 0), axis=1)
        close = np.where(places < 0, day.base[cut, None], carried)
        before = np.concatenate([close[:, :1], close[:, :-1]], axis=1)
        # What stood before the first print is no price of this day.
        begun = np.concatenate([places[:, :1] >= 0, places[:, :-1] >= 0], axis=1)
        opened = np.where((prints > 1) & begun, before, close)
        top, bottom = np.maximum(opened, close), np.minimum(opened, close)
        reaching = np.flatnonzero(high.any(axis=0))
        if len(reaching):
            span = slice(int(reaching[0]), int(reaching[-1]) + 1)
            wide = prints[:, span] >= 4
            reach = np.minimum(grid.near(rows, high[:, span].astype(np.float64)), highest)
            fall = np.maximum(grid.near(rows, low[:, span].astype(np.float64)), lowest)
            top[:, span] = np.where(wide, np.maximum(top[:, span], reach), top[:, span])
            bottom[:, span] = np.where(wide, np.minimum(bottom[:, span], fall), bottom[:, span])
        keys = draw(self._traits.keys[cut, None], counters)
        bought, last_buy = aggressors(keys, opened, close, volume, prints)
        made = (opened, top, bottom, close, volume, bought, prints, last_buy)
        return tuple(column.astype(np.int32) for column in made)

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


def _some(weights: Ints, words: Words) -> Ints:
    """Return the weights; rows without any get one somewhere, so that no total is lost."""
    empty = np.flatnonzero(~weights.any(axis=1))
    if len(empty):
        somewhere = (words[empty, 0] >> np.uint64(40)).astype(np.int64) % weights.shape[1]
        weights[empty, somewhere] = 1
    return weights
