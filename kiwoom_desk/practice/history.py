"""Bars and ticks of any name back from now, which agree with each other and the board; refuses the future."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.days import DayColumns
from kiwoom_desk.practice.draws import Ints, distinct
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.minutes import MinuteColumns
from kiwoom_desk.practice.tape import TapePrint

_MOST_DAYS = 2_600
_MINUTE_DAYS = 260
_KEPT_DAYS = 300
_SPAN_DAYS = 40
_KEPT_PASTS = 256


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars, oldest first: `starts` in seconds since the epoch, won, shares, value in won."""

    starts: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints
    value: Ints

    def __len__(self) -> int:
        return len(self.starts)

    def cut(self, places: slice) -> Bars:
        """Return some of the bars."""
        columns = (self.starts, self.open, self.high, self.low, self.close, self.volume, self.value)
        return Bars(*(column[places] for column in columns))


class History:
    """Answers for the time before the board of a flow; keeps only a few days' minutes."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._kept: dict[tuple[int, date], Bars] = {}
        self._past = lru_cache(maxsize=_KEPT_PASTS)(self._past_days)

    def daily(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` daily bars ending on or before `end`; today's is the board's.

        Days without a trade give no bar, nor do days before the listing.
        """
        calendar, today = self._flow.path.calendar, self._flow.day
        last = calendar.on_or_before(min(end, today))
        first = self._first_position(index, last, min(count + 12, _MOST_DAYS))
        if last < first:
            return no_bars()
        if calendar.day(last) == today:
            bars = self._daily(index, first, last)
        else:
            bars = self._past(today, index, first, last)
        return bars.cut(slice(max(len(bars) - count, 0), None))

    def weekly(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` weeks, each starting at its first day with a trade."""
        return grouped(self.daily, index, end, count, 5, week_of)

    def monthly(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` months."""
        return grouped(self.daily, index, end, count, 23, month_of)

    def yearly(self, index: int, end: date, count: int) -> Bars:
        """Return up to `count` years."""
        return grouped(self.daily, index, end, count, 262, year_of)

    def minutes(self, index: int, end: datetime, count: int, width: int) -> Bars:
        """Return up to `count` bars of `width` minutes that start before `end`, about a year back."""
        calendar, today = self._flow.path.calendar, self._flow.day
        place = calendar.on_or_before(min(end.date(), today))
        first = self._first_position(index, calendar.on_or_before(today), _MINUTE_DAYS)
        parts: list[Bars] = []
        # The first day may have hardly begun, so nothing is learned from it.
        have, step, usual = 0, 1, self._flow.hours.slots // width
        while have < count and place >= first:
            span = max(place - step + 1, first)
            days = [calendar.day(p) for p in range(place, span - 1, -1)]
            self._keep(index, [day for day in days if day != today])
            before = have
            for day in days:
                bars = wider(self._minutes_of(index, day), width)
                parts.append(bars.cut(slice(0, int(np.searchsorted(bars.starts, end.timestamp())))))
                have += len(parts[-1])
            if len(parts) > 1:
                usual = (have - before) // len(days)
            place = span - 1
            step = min(_SPAN_DAYS, (count - have) // max(usual, 1) + 1)
        whole = joined(parts[::-1])
        return whole.cut(slice(max(len(whole) - count, 0), None))

    def ticks(self, index: int, until: datetime, count: int) -> tuple[TapePrint, ...]:
        """Return up to `count` of today's prints before `until`, newest first."""
        return self._flow.prints(index, until, count)

    # --- days -----------------------------------------------------------------------------

    def _first_position(self, index: int, last: int, count: int) -> int:
        listed = int(self._flow.path.traits.listed_on[index])
        calendar = self._flow.path.calendar
        born = int(np.searchsorted(calendar.ordinals, listed))
        # A file older than the listing's own first practice day has no past.
        return max(last - count + 1, born, self._flow.path.anchor - _MOST_DAYS, 2)

    def _daily(self, index: int, first: int, last: int) -> Bars:
        columns = self._flow.path.columns(np.array([index]), first, last)
        bars = _of_days(columns)
        for place in range(first, last + 1):
            day = self._flow.path.calendar.day(place)
            if day == self._flow.day:
                _put(bars, place - first, self._today(index))
            elif self._flow.own.of(self._flow.universe.listings[index].code, day):
                _put(bars, place - first, whole_day(self._minutes_of(index, day)))
        return kept_bars(bars, bars.volume > 0)

    def _past_days(self, today: date, index: int, first: int, last: int) -> Bars:
        """Return days that are over; as long as `today` lasts they do not change."""
        if self._flow.day != today:
            raise ValueError(f"the flow plays {self._flow.day}, not {today}")
        return self._daily(index, first, last)

    def _today(self, index: int) -> tuple[int, int, int, int, int, int]:
        board = self._flow.board
        prices = int(board.open[index]), int(board.high[index]), int(board.low[index])
        ends = int(board.price[index]), int(board.volume[index]), int(board.value[index])
        return (*prices, *ends)

    # --- minutes --------------------------------------------------------------------------

    def _minutes_of(self, index: int, day: date) -> Bars:
        if day == self._flow.day:
            return self._minutes_today(index)
        self._keep(index, [day])
        return self._kept[index, day]

    def _keep(self, index: int, days: list[date]) -> None:
        """Unfold the days not kept yet, all at once."""
        wanted = sorted(day for day in days if (index, day) not in self._kept)
        if not wanted:
            return
        while len(self._kept) > _KEPT_DAYS - len(wanted) and self._kept:
            del self._kept[next(iter(self._kept))]
        calendar = self._flow.path.calendar
        for day in wanted:
            self._kept[index, day] = no_bars()
        for made in self._flow.unfolded(index, [calendar.position(day) for day in wanted]):
            for row, position in enumerate(made.positions):
                day = calendar.day(position)
                slots = _one_row(made.minutes, row, made.hours.slots)
                self._kept[index, day] = self._with_own(
                    _of_minutes(slots, self._starts(day)), index, day, 86_400_000
                )

    def _starts(self, day: date) -> Ints:
        return _epoch(day) + _slot_starts(self._flow.hours_on(day))

    def _minutes_today(self, index: int) -> Bars:
        flow, second = self._flow, self._flow.board.second
        whole = flow.hours.slots_before(second)
        bars = _of_minutes(_one_row(flow.minutes, index, whole), self._starts(flow.day)[:whole])
        if flow.hours.slot_of(second - 1) >= whole > 0:
            start = _epoch(flow.day) + flow.hours.slot_start(whole)
            running = _of_prints(flow.running(index, whole), start)
            before = self._with_own(bars, index, flow.day, flow.hours.slot_start(whole) * 1000)
            return _folded(before, running)
        return self._with_own(bars, index, flow.day, second * 1000)

    def _with_own(self, bars: Bars, index: int, day: date, before_ms: int) -> Bars:
        own = self._flow.own.of(self._flow.universe.listings[index].code, day)
        for item in own:
            if item.time_ms < before_ms:
                start = _epoch(day) + item.time_ms // 60_000 * 60
                single = TapePrint(item.time_ms, item.price, item.size, item.buyer_aggressor)
                bars = _folded(bars, _of_prints([single], start))
        return bars


@lru_cache(maxsize=64)
def _slot_starts(hours: Hours) -> Ints:
    return np.array([hours.slot_start(slot) for slot in range(hours.slots)], np.int64)


def no_bars() -> Bars:
    """Return bars without a row."""
    return Bars(*(np.zeros(0, np.int64) for _ in range(7)))


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=KST).timestamp())


def day_starts(ordinals: Ints) -> Ints:
    """Return the starts of days' bars in seconds since the epoch."""
    starts: Ints = (ordinals - date(1970, 1, 1).toordinal()) * 86_400 - 9 * 3600
    return starts


def _of_days(columns: DayColumns) -> Bars:
    starts = day_starts(columns.ordinals)
    prices = columns.open[0], columns.high[0], columns.low[0], columns.close[0]
    total = prices[0] + prices[1] + prices[2] + prices[3]
    return Bars(starts, *prices, columns.volume[0], total * columns.volume[0] // 4)


def _put(bars: Bars, place: int, values: tuple[int, ...]) -> None:
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
    for column, value in zip(columns, values, strict=True):
        column[place] = value


def whole_day(bars: Bars) -> tuple[int, int, int, int, int, int]:
    """Return open, high, low, close, volume and value of all bars."""
    low, high = int(bars.low.min()), int(bars.high.max())
    ends = int(bars.open[0]), high, low, int(bars.close[-1])
    return (*ends, int(bars.volume.sum()), int(bars.value.sum()))


def _one_row(minutes: MinuteColumns, index: int, whole: int) -> MinuteColumns:
    cut = (slice(index, index + 1), slice(whole))
    return MinuteColumns(
        minutes.names[index : index + 1], minutes.first_counter, minutes.open[cut],
        minutes.high[cut], minutes.low[cut], minutes.close[cut], minutes.volume[cut],
        minutes.bought[cut], minutes.prints[cut], minutes.last_buy[cut],
    )  # fmt: skip


def _of_minutes(minutes: MinuteColumns, starts: Ints) -> Bars:
    """Return a bar for each minute with a trade; the opening print joins the first minute."""
    prices = (minutes.open, minutes.high, minutes.low, minutes.close)
    opened, high, low, close = (price[0].astype(np.int64) for price in prices)
    volume = minutes.volume[0].astype(np.int64)
    bars = Bars(starts, opened, high, low, close, volume, minutes.values(slice(None))[0])
    return merged(kept_bars(bars, volume > 0), kept_bars(bars, volume > 0).starts)


def kept_bars(bars: Bars, which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Bars:
    """Return the bars that are marked."""
    columns = (bars.starts, bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
    return Bars(*(column[which] for column in columns))


def _of_prints(prints: Sequence[TapePrint], start: int) -> Bars:
    """Return one bar of prints, oldest first, or none."""
    if not prints:
        return no_bars()
    prices = [p.price for p in prints]
    volume, value = sum(p.size for p in prints), sum(p.size * p.price for p in prints)
    row = (start, prices[0], max(prices), min(prices), prices[-1], volume, value)
    return Bars(*(np.array([number], np.int64) for number in row))


def _folded(bars: Bars, more: Bars) -> Bars:
    """Put later prints to bars, as a bar of their own or into the one of the same minute."""
    both = joined([bars, more])
    order = np.argsort(both.starts, kind="stable")
    columns = (
        both.starts, both.open, both.high, both.low, both.close, both.volume, both.value
    )  # fmt: skip
    ordered = Bars(*(column[order] for column in columns))
    return merged(ordered, ordered.starts)


def wider(bars: Bars, width: int) -> Bars:
    """Return bars of `width` minutes, whole multiples since midnight."""
    if width == 1 or not len(bars):
        return bars
    groups = (bars.starts + 9 * 3600) // (60 * width)
    found = merged(bars, groups)
    return Bars(
        distinct(groups) * 60 * width - 9 * 3600, found.open, found.high, found.low,
        found.close, found.volume, found.value,
    )  # fmt: skip


def grouped(
    read: Callable[[int, date, int], Bars],
    index: int,
    end: date,
    count: int,
    days: int,
    group: Callable[[Ints], Ints],
) -> Bars:
    """Return up to `count` bars of groups of daily bars, of which about `days` make one."""
    bars = read(index, end, min((count + 1) * days, _MOST_DAYS))
    if not len(bars):
        return bars
    ordinals = (bars.starts + 9 * 3600) // 86_400 + date(1970, 1, 1).toordinal()
    found = merged(bars, group(ordinals))
    return found.cut(slice(max(len(found) - count, 0), None))


def merged(bars: Bars, groups: Ints) -> Bars:
    """Return one bar for each run of equal group numbers."""
    if not len(bars):
        return bars
    first = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    last = np.concatenate([first[1:], [len(groups)]]) - 1
    return Bars(
        bars.starts[first],
        bars.open[first],
        np.maximum.reduceat(bars.high, first),
        np.minimum.reduceat(bars.low, first),
        bars.close[last],
        np.add.reduceat(bars.volume, first),
        np.add.reduceat(bars.value, first),
    )


def joined(parts: list[Bars]) -> Bars:
    """Put bars one after another."""
    if not parts:
        return no_bars()
    names = ("starts", "open", "high", "low", "close", "volume", "value")
    return Bars(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def week_of(ordinals: Ints) -> Ints:
    """Return the Mondays of some days' weeks."""
    return ordinals - (ordinals + 6) % 7


def month_of(ordinals: Ints) -> Ints:
    """Return the months of some days, counted since 1970."""
    days = (ordinals - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def year_of(ordinals: Ints) -> Ints:
    """Return the years of some days, counted since 1970."""
    days = (ordinals - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return days.astype("datetime64[Y]").astype(np.int64)
