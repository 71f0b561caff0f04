"""Bars of every index back from now, out of its members' bars; refuses indices without members.

Days from the first practice day on have the course of their members' minutes. Earlier days open and
close where their members did, and move between on a course of their own: to unfold the minutes of
all members for years is no one's wish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.draws import Floats, Ints, draw, fat, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import (
    Bars,
    joined,
    merged,
    month_of,
    no_bars,
    week_of,
    wider,
    year_of,
)
from kiwoom_desk.practice.hours import Hours, hours_of
from kiwoom_desk.practice.indices import IndexBoard
from kiwoom_desk.practice.minutes import MinutePath

# Days of names unfolded at once, so that years of a whole market need little memory.
_CELLS = 100_000
# So many are unfolded before others on the loop have their turn.
_SLICE_CELLS = 24_000
# How many days are kept of an index: what daily charts show, and all. Only the first grow in slices
# of so many names, as nearly all charts are content with them.
_TIERS = (640, 2_600)
_SLICE = 12
_MINUTE_DAYS = 260
# The part of the members' own reach that the index has: their extremes fall at other minutes.
_REACH = (0.12, 0.38)
_EPOCH = date(1970, 1, 1).toordinal()


class Course(msgspec.Struct, frozen=True, gc=False):
    """An index over the slots of a day that are over: levels in hundredths, shares and won."""

    levels: Ints
    volume: Ints
    value: Ints


class IndexHistory:
    """Answers for indices; `board` tells today."""

    def __init__(self, flow: Flow, board: IndexBoard) -> None:
        self._flow, self._board = flow, board
        self._specs = {spec.code: spec for spec in board.specs}
        self._day: date | None = None
        self._made: dict[tuple[str, int], Ints] = {}
        self._grown: Ints = np.zeros((0, 6, 0), np.int64)
        self._at = 0
        self._indices_of: dict[int, list[int]] = {}
        for place, spec in enumerate(board.specs):
            for row in board.rows_of(spec.code).tolist():
                self._indices_of.setdefault(row, []).append(place)
        self._rows: Ints = np.array(sorted(self._indices_of), np.int64)
        self._past = lru_cache(maxsize=256)(self._make_past)
        self._courses = lru_cache(maxsize=1024)(self._make_course)
        self._members = lru_cache(maxsize=256)(self._of_members)
        self._day_bars = lru_cache(maxsize=1024)(self._make_day_bars)

    def grow(self) -> None:
        """Add up some names' days more, so that a first chart finds them; cheap when all stand."""
        self._roll()
        if self._at == len(self._rows):
            return
        count = _TIERS[0]
        first, last = self._span(count)
        if not self._at:
            self._grown = np.zeros((len(self._board.specs), 6, last - first + 1), np.int64)
        rows = self._rows[self._at : self._at + _SLICE]
        self._at += len(rows)
        days = self._worth(rows, count)
        for column, row in enumerate(rows.tolist()):
            for place in self._indices_of[row]:
                self._grown[place] += days[:, column]
        if self._at == len(self._rows):
            for spec, sums in zip(self._board.specs, self._grown, strict=True):
                self._made[spec.code, count] = sums
            self._grown = self._grown[:0]

    def _roll(self) -> None:
        if self._day != self._flow.day:
            self._day, self._made, self._at = self._flow.day, {}, 0

    def _span(self, count: int) -> tuple[int, int]:
        """Return the positions of the first and the last of `count` days before today."""
        last = self._flow.path.calendar.position(self._flow.day) - 1
        return max(last - count + 1, 2), last

    def adding_up(self, code: str, back: bool) -> Iterator[None]:
        """Add up an index's days, or with `back` all its years, pausing after every few names.

        Raise KeyError for an unknown code. Charts add up at once what did not stand before.
        """
        self._roll()
        key, day = (code, _TIERS[-1] if back else _TIERS[0]), self._day
        if key in self._made:
            return
        rows, step = self._board.rows_of(code), max(_SLICE_CELLS // key[1], 1)
        sums: list[Ints] = []
        for at in range(0, len(rows), step):
            sums.append(self._worth(rows[at : at + step], key[1]).sum(axis=1))
            yield
            if self._day != day or self._flow.day != day:
                return
        if sums:
            self._made[key] = np.sum(sums, axis=0)

    def _added_up(self, code: str, count: int) -> Ints:
        """Return the sums over all members, made at once where they do not stand yet."""
        self._roll()
        key = code, count
        if key not in self._made:
            rows, step = self._board.rows_of(code), _step(count)
            sums = [
                self._worth(rows[at : at + step], count).sum(axis=1)
                for at in range(0, len(rows), step)
            ]
            self._made[key] = np.sum(sums, axis=0)
        return self._made[key]

    # --- days and longer -------------------------------------------------------------------

    def daily(self, code: str, end: date, count: int) -> Bars:
        """Return up to `count` daily bars ending on or before `end`; today's is the board's.

        Raise KeyError for an unknown code. Today has no bar before its opening print.
        """
        calendar, today = self._flow.path.calendar, self._flow.day
        last = calendar.on_or_before(min(end, today))
        now = calendar.position(today)
        tier = next((size for size in _TIERS if size >= count + now - last), _TIERS[-1])
        past = self._past(code, tier, today)
        bars = joined([past, self._today(code)])
        stop = int(np.searchsorted(bars.starts, _epoch(calendar.day(last)), "right"))
        return bars.cut(slice(max(stop - count, 0), stop))

    def weekly(self, code: str, end: date, count: int) -> Bars:
        """Return up to `count` weeks, each starting at its first trading day."""
        return self._grouped(code, end, count, 5, week_of)

    def monthly(self, code: str, end: date, count: int) -> Bars:
        """Return up to `count` months."""
        return self._grouped(code, end, count, 23, month_of)

    def yearly(self, code: str, end: date, count: int) -> Bars:
        """Return up to `count` years."""
        return self._grouped(code, end, count, 262, year_of)

    def _grouped(
        self, code: str, end: date, count: int, days: int, group: Callable[[Ints], Ints]
    ) -> Bars:
        bars = self.daily(code, end, min((count + 1) * days, _TIERS[-1]))
        if not len(bars):
            return bars
        found = merged(bars, group((bars.starts + 9 * 3600) // 86_400 + _EPOCH))
        return found.cut(slice(max(len(found) - count, 0), None))

    def _today(self, code: str) -> Bars:
        if not self._flow.hours.slots_before(self._flow.board.second):
            return no_bars()
        now = self._board.figure(code)
        row = (now.open, now.high, now.low, now.level, now.volume, now.value)
        return _bars([_epoch(self._flow.day)], *([number] for number in row))

    def _make_past(self, code: str, count: int, today: date) -> Bars:
        """Return the bars of `count` days before today."""
        path = self._flow.path
        first, last = self._span(count)
        sums = self._added_up(code, count)
        worth = [self._board.levels_of(code, column.tolist()) for column in sums[:4]]
        opened, high, low, close = (np.array(column, np.int64) for column in worth)
        # The board compares with today's base prices: yesterday ends there.
        close[-1] = self._board.figure(code).previous
        ordinals = path.calendar.ordinals[first : last + 1]
        high, low = _drawn_in(
            key_of(self._flow.seed, "reach", code), ordinals, opened, high, low, close
        )
        bars = _bars((ordinals - _EPOCH) * 86_400 - 9 * 3600, opened, high, low, close, *sums[4:])
        for place in range(max(path.anchor, first), last + 1):
            course = self._courses(code, path.calendar.day(place)).levels
            at = place - first
            bars.open[at] = course[0]
            bars.high[at] = max(int(course.max()), int(close[at]))
            bars.low[at] = min(int(course.min()), int(close[at]))
        return bars

    def _worth(self, rows: Ints, count: int) -> Ints:
        """Return worth at open, high, low, close, volume and value (first axis) of names by day."""
        days = self._flow.path.columns(rows, *self._span(count))
        shares = self._flow.path.traits.shares[rows][:, None]
        silent = days.volume == 0
        prices = [np.where(silent, days.close, p) for p in (days.open, days.high, days.low)]
        value = (days.open + days.high + days.low + days.close) * days.volume // 4
        columns = (*(price * shares for price in (*prices, days.close)), days.volume, value)
        return np.array(columns, np.int64)

    # --- minutes ---------------------------------------------------------------------------

    def minutes(self, code: str, end: datetime, count: int, width: int) -> Bars:
        """Return up to `count` bars of `width` minutes that start before `end`, a year back."""
        calendar, today = self._flow.path.calendar, self._flow.day
        oldest = calendar.position(today) - _MINUTE_DAYS
        place = calendar.on_or_before(min(end.date(), today))
        found = no_bars()
        # Days enough for what is missing and one more, as the first and the last may be cut.
        while len(found) < count and place > oldest:
            span = (count - len(found)) * width // self._flow.hours.minutes + 2
            first = max(place - span, oldest)
            days = [calendar.day(at) for at in range(first + 1, place + 1)]
            bars = wider(joined([self._minutes_of(code, day) for day in days]), width)
            bars = bars.cut(slice(0, int(np.searchsorted(bars.starts, end.timestamp()))))
            found, place = joined([bars, found]), first
        return found.cut(slice(max(len(found) - count, 0), None))

    def course(self, code: str) -> Course:
        """Return today's slots that are over."""
        whole = self._flow.hours.slots_before(self._flow.board.second)
        return self._members(code, self._flow.day, whole)

    def _minutes_of(self, code: str, day: date) -> Bars:
        if day != self._flow.day:
            return self._day_bars(code, day)
        hours, course = self._flow.hours, self.course(code)
        bars = _of_course(course, day, hours)
        whole = len(course.levels)
        if not whole or hours.slot_of(self._flow.board.second - 1) < whole:
            return bars
        now = self._board.figure(code)
        before = int(course.levels[-1])
        volume, value = now.volume - int(course.volume.sum()), now.value - int(course.value.sum())
        row = (before, max(before, now.level), min(before, now.level), now.level, volume, value)
        start = _epoch(day) + hours.slot_start(whole)
        return joined([bars, _bars([start], *([number] for number in row))])

    def _make_day_bars(self, code: str, day: date) -> Bars:
        return _of_course(self._courses(code, day), day, hours_of(self._flow.rules, day))

    def _of_members(self, code: str, day: date, whole: int) -> Course:
        """Return the course of the members' minutes; a played day's from the flow."""
        flow, rows = self._flow, self._board.rows_of(code)
        if day == flow.day:
            minutes, at = flow.minutes, rows
        else:
            place = flow.path.calendar.position(day)
            columns = flow.path.columns(rows, place, place)
            path = MinutePath(flow.path.traits, flow.path.grid, hours_of(flow.rules, day))
            minutes, at = path.columns(rows, columns), np.arange(len(rows))
        close = minutes.close[at, :whole].astype(np.int64)
        worth = (close * flow.path.traits.shares[rows][:, None]).sum(axis=0)
        levels = np.array(self._board.levels_of(code, worth.tolist()), np.int64)
        volume = minutes.volume[at, :whole].sum(axis=0, dtype=np.int64)
        mean = close + minutes.open[at, :whole] + minutes.high[at, :whole] + minutes.low[at, :whole]
        value = (mean * minutes.volume[at, :whole] // 4).sum(axis=0, dtype=np.int64)
        return Course(levels, volume, value)

    def _make_course(self, code: str, day: date) -> Course:
        """Return all slots of a day before today."""
        path, hours = self._flow.path, hours_of(self._flow.rules, day)
        place = path.calendar.position(day)
        if place >= path.anchor:
            return self._of_members(code, day, hours.slots)
        bars = self._past(code, _TIERS[0], self._flow.day)
        at = int(np.searchsorted(bars.starts, _epoch(day)))
        figures = [int(column[at]) for column in (bars.open, bars.high, bars.low, bars.close)]
        key = np.uint64(key_of(self._flow.seed, "course", code))
        counters = np.uint64(day.toordinal() * 4096) + np.arange(hours.slots, dtype=np.uint64)
        words = draw(key, counters)
        steps = fat(words) * _busy(hours)
        weights = _busy(hours) ** 2 * (0.6 + 0.8 * field(words, 1))
        levels = _bridge(np.add.accumulate(steps), *figures)
        return Course(
            levels, _spread(int(bars.volume[at]), weights), _spread(int(bars.value[at]), weights)
        )


def _step(count: int) -> int:
    """Return how many names' days are unfolded at once."""
    return _CELLS // count


def _busy(hours: Hours) -> Floats:
    """Return how lively each slot is: most at the open, again a little at the close."""
    place = np.arange(hours.slots, dtype=np.float64)
    return np.asarray(np.sqrt(0.6 + 2.6 / (1.0 + place / 9.0) + 1.0 / (1.0 + place[::-1] / 12.0)))


def _bridge(walk: Floats, opened: int, high: int, low: int, close: int) -> Ints:
    """Return a walk bent from open to close so that it touches high and low and stays within."""
    part = np.arange(len(walk)) / (len(walk) - 1.0)
    walk = walk - (walk[0] + (walk[-1] - walk[0]) * part)
    reach = max(high - low, 1)
    course = opened + (close - opened) * part + walk * (reach / max(float(np.ptp(walk)), 1e-9))
    top, bottom = max(opened, close), min(opened, close)
    over, under = max(float(course.max()) - top, 1e-9), max(bottom - float(course.min()), 1e-9)
    peak, trough = int(course.argmax()), int(course.argmin())
    course = np.where(course > top, top + (course - top) * ((high - top) / over), course)
    course = np.where(
        course < bottom, bottom - (bottom - course) * ((bottom - low) / under), course
    )
    levels = np.clip(np.rint(course), low, high).astype(np.int64)
    levels[peak if 0 < peak < len(walk) - 1 else len(walk) // 3] = high
    levels[trough if 0 < trough < len(walk) - 1 else 2 * len(walk) // 3] = low
    levels[0], levels[-1] = opened, close
    return levels


def _spread(total: int, weights: Floats) -> Ints:
    """Share a total out by weights in whole numbers that add up to it."""
    edges = np.floor(np.add.accumulate(weights) / weights.sum() * total).astype(np.int64)
    edges[-1] = total
    return np.asarray(np.diff(edges, prepend=0), np.int64)


def _drawn_in(
    key: int, ordinals: Ints, opened: Ints, high: Ints, low: Ints, close: Ints
) -> tuple[Ints, Ints]:
    """Return how far the index itself reached: a part of what its members reached apart."""
    words = draw(np.uint64(key), ordinals.astype(np.uint64))
    least, more = _REACH
    top, bottom = np.maximum(opened, close), np.minimum(opened, close)
    up = (np.maximum(high - top, 0) * (least + more * field(words, 0))).astype(np.int64)
    down = (np.maximum(bottom - low, 0) * (least + more * field(words, 1))).astype(np.int64)
    return top + up, bottom - down


def _of_course(course: Course, day: date, hours: Hours) -> Bars:
    """Return minute bars from slot ends; the opening print joins the first minute."""
    count = len(course.levels)
    if not count:
        return no_bars()
    starts = _epoch(day) + np.array([hours.slot_start(slot) for slot in range(count)], np.int64)
    before = np.concatenate([course.levels[:1], course.levels[:-1]])
    high, low = np.maximum(before, course.levels), np.minimum(before, course.levels)
    bars = Bars(starts, before, high, low, course.levels, course.volume, course.value)
    return merged(bars, bars.starts)


def _bars(*columns: object) -> Bars:
    return Bars(*(np.array(column, np.int64) for column in columns))


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=KST).timestamp())
