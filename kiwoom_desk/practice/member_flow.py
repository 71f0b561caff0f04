"""What each member firm bought and sold of every name, today so far and on days past; refuses rankings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.practice.attribution import so_far
from kiwoom_desk.practice.day_book import TradedDays
from kiwoom_desk.practice.draws import Ints, Words, draw, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.member_days import FOREIGN_FIRMS, HOME_FIRMS, MemberDays, Net, Trade
from kiwoom_desk.practice.members import (
    CLUSTERS,
    FOREIGN_CLUSTERS,
    HOME_CLUSTERS,
    OWN_CODE,
    PLACES,
    cluster_of,
)

OWN_PLACE = PLACES[OWN_CODE]
# Uneven halvings of a day: so the five change in the first minutes and later too.
_BENT = 7
_WIDE = max(some.stop - some.start for some in CLUSTERS)
_GROUPS = (HOME_CLUSTERS, FOREIGN_CLUSTERS)
_FIRM_WORD = 16
_COURSES = tuple(np.uint64(key_of("members", name)) for name in ("bought so far", "sold so far"))
_KEPT = 32
_ALL_DAY_MS = 86_400_000


class Period(msgspec.Struct, frozen=True):
    """One firm's trade, or all foreign firms', over days, by listing index: shares and won.

    `volume` and `value` are what everybody traded then.
    """

    bought: Ints
    sold: Ints
    bought_value: Ints
    sold_value: Ints
    volume: Ints
    value: Ints

    @property
    def net(self) -> Ints:
        """Return shares bought less sold."""
        return self.bought - self.sold

    @property
    def net_value(self) -> Ints:
        """Return won bought less sold."""
        return self.bought_value - self.sold_value

    def plus(self, more: Period) -> Period:
        """Return both periods together."""
        return Period(*(a + b for a, b in zip(_columns(self), _columns(more), strict=True)))


class NameDays(msgspec.Struct, frozen=True):
    """One name's trade by firm, days x firms, oldest day first, and the volume of each day."""

    bought: Ints
    sold: Ints
    volume: Ints


class MemberFlow:
    """Follows the firms at every moment; our own prints beyond the plan are one firm's, both sides."""

    def __init__(self, flow: Flow, book: TradedDays, net: Net) -> None:
        """`net` tells what foreigners bought net: foreign firms lean the same way."""
        self._flow, self._book = flow, book
        self._days = MemberDays(flow.path, net)
        self._today: tuple[date, Trade] | None = None
        self._past: dict[tuple[date, int, int, int], Period] = {}

    # --- today ------------------------------------------------------------------------------

    def own_extra(self, index: int, before_ms: int = _ALL_DAY_MS) -> int:
        """Return the shares of today's fills of ours beyond the plan, up to a time."""
        flow = self._flow
        prints = flow.own.of(flow.universe.listings[index].code, flow.day)
        return sum(item.size for item in prints if item.time_ms < before_ms)

    def planned_now(self) -> Ints:
        """Return the volume so far without our own prints, by listing index."""
        volume = self._flow.board.volume.copy()
        for item in self._flow.own.on(self._flow.day):
            if self._is_past(item.time_ms):
                volume[self._flow.universe.by_code[item.code].index] -= item.size
        return volume

    def at(self, rows: Ints, planned: Ints) -> Trade:
        """Return each firm's shares when `planned` were traded of `rows` today: rows x firms.

        Our own prints are left out.
        """
        parts, keys, groups = self._courses(rows, planned)
        count = len(parts)
        totals = np.add.reduceat(parts, [some.start for some in CLUSTERS], axis=1)
        clusters = np.empty_like(totals)
        done = _together(totals, groups, keys, _GROUPS, 1)
        for place, some in enumerate(_GROUPS):
            clusters[:, some] = done[place * count : (place + 1) * count, : some.stop - some.start]
        found = np.empty_like(parts)
        done = _together(parts, clusters, keys, CLUSTERS, _FIRM_WORD)
        for place, some in enumerate(CLUSTERS):
            found[:, some] = done[place * count : (place + 1) * count, : some.stop - some.start]
        return Trade(found[: len(rows)], found[len(rows) :])

    def foreign_at(self, rows: Ints, planned: Ints) -> Trade:
        """Return what all foreign firms traded of `rows` when `planned` were, as `at` has it."""
        groups = self._courses(rows, planned)[2]
        return Trade(groups[: len(rows), 1], groups[len(rows) :, 1])

    def firm_at(self, place: int, rows: Ints, planned: Ints) -> Trade:
        """Return what one firm traded of `rows` when `planned` were, as `at` has it."""
        parts, keys, groups = self._courses(rows, planned)
        number = cluster_of(place)
        group = int(number >= FOREIGN_CLUSTERS.start)
        firms, some = CLUSTERS[number], _GROUPS[group]
        totals = np.add.reduceat(parts, [one.start for one in CLUSTERS[some]], axis=1)
        if not group:
            totals[:, -1] -= parts[:, FOREIGN_FIRMS].sum(axis=1)
        total = _alone(totals, groups[:, group], keys, 1 + group)[:, number - some.start]
        column = _alone(parts[:, firms], total, keys, _FIRM_WORD + number)[:, place - firms.start]
        return Trade(column[: len(rows)], column[len(rows) :])

    def _courses(self, rows: Ints, planned: Ints) -> tuple[Ints, Words, Ints]:
        """Return, bought above sold: whole days by firm, keys, and what home and foreign traded."""
        trade, ordinal = self._plan(), np.uint64(self._flow.day.toordinal())
        parts = np.concatenate([trade.bought[rows], trade.sold[rows]])
        names = self._flow.path.traits.keys[rows]
        keys = np.concatenate([draw(names + word, ordinal) for word in _COURSES])
        both = [parts[:, group].sum(axis=1) for group in (HOME_FIRMS, FOREIGN_FIRMS)]
        groups = so_far(np.stack(both, axis=1), np.concatenate([planned, planned]), keys)
        return parts, keys, groups

    def _plan(self) -> Trade:
        """Return the whole of today: names x firms."""
        day = self._flow.day
        if self._today is None or self._today[0] != day:
            today = self._position()
            volume = self._flow.played.columns.volume
            whole = self._days.whole(self._rows(), self._ordinals(today, today), volume)
            self._today = day, Trade(whole.bought[:, 0], whole.sold[:, 0])
        return self._today[1]

    # --- one name over days -----------------------------------------------------------------

    def name_days(self, index: int, first: int, last: int) -> NameDays:
        """Return one name's days from position `first` to `last`; today's is as of now."""
        row, ordinals = np.array([index]), self._ordinals(first, last)
        columns = self._flow.path.columns(row, first, last)
        whole = self._days.whole(row, ordinals, columns.volume)
        bought, sold, volume = whole.bought[0], whole.sold[0], columns.volume[0].copy()
        if last == self._position():
            planned = self.planned_now()[row]
            now = self.at(row, planned)
            bought[-1], sold[-1], volume[-1] = now.bought[0], now.sold[0], planned[0]
        extra = self.own_days(index, first, last)
        for side in (bought, sold):
            side[:, OWN_PLACE] += extra
        return NameDays(bought, sold, volume + extra)

    def own_days(self, index: int, first: int, last: int) -> Ints:
        """Return the shares of our prints beyond the plan of one name, day by day."""
        flow, extra = self._flow, np.zeros(last - first + 1, np.int64)
        code, calendar = flow.universe.listings[index].code, flow.path.calendar
        for item in flow.own.all():
            place = calendar.position(item.day) - first
            if (
                item.code == code
                and 0 <= place < len(extra)
                and self._has_passed(item.day, item.time_ms)
            ):
                extra[place] += item.size
        return extra

    # --- all names over days ----------------------------------------------------------------

    def foreign(self, first: int, last: int) -> Period:
        """Return what all foreign firms traded of every name from position `first` to `last`."""
        return self._period(-1, first, last, self._days.foreign, self.foreign_at)

    def firm(self, place: int, first: int, last: int) -> Period:
        """Return what one firm traded of every name from position `first` to `last`."""

        def past(rows: Ints, ordinals: Ints, volume: Ints) -> Trade:
            return self._days.firm(place, rows, ordinals, volume)

        def now(rows: Ints, planned: Ints) -> Trade:
            return self.firm_at(place, rows, planned)

        found = self._period(place, first, last, past, now)
        if place == OWN_PLACE:
            self._add_own(found, first, last)
        return found

    def _period(
        self,
        who: int,
        first: int,
        last: int,
        past: Callable[[Ints, Ints, Ints], Trade],
        now: Callable[[Ints, Ints], Trade],
    ) -> Period:
        """Return the days before today, kept until it ends, and today so far."""
        none = np.zeros(len(self._rows()), np.int64)
        found = Period(*(none.copy() for _ in range(6)))
        before = min(last, self._position() - 1)
        if before >= first:
            found = found.plus(self._past_days(who, first, before, past))
        if last >= self._position():
            board = self._flow.board
            trade = now(self._rows(), self.planned_now())
            mean = board.value / np.maximum(board.volume, 1)
            worth = [np.floor(x * mean).astype(np.int64) for x in (trade.bought, trade.sold)]
            sides = (trade.bought, trade.sold)
            today = Period(*sides, worth[0], worth[1], board.volume, board.value)
            found = found.plus(today)
        return found

    def _past_days(
        self, who: int, first: int, last: int, past: Callable[[Ints, Ints, Ints], Trade]
    ) -> Period:
        key = (self._flow.day, who, first, last)
        if key not in self._past:
            volume, value = self._span(first, last)
            mean = value / np.maximum(volume, 1)
            planned = self._without_own(volume, first)
            trade = past(self._rows(), self._ordinals(first, last), planned)
            sides = (trade.bought, trade.sold)
            worth = (np.floor(x * mean).astype(np.int64) for x in sides)
            sums = [x.sum(axis=1) for x in (*sides, *worth, volume, value)]
            made = Period(*sums)
            kept = [(k, v) for k, v in self._past.items() if k[0] == key[0]][-_KEPT:]
            self._past = {**dict(kept), key: made}
        return self._past[key]

    def _without_own(self, volume: Ints, first: int) -> Ints:
        """Return the volumes of past days (names x days) less our own prints beyond the plan."""
        planned, calendar = volume.copy(), self._flow.path.calendar
        for item in self._flow.own.all():
            place = calendar.position(item.day) - first
            if 0 <= place < volume.shape[1]:
                planned[self._flow.universe.by_code[item.code].index, place] -= item.size
        return planned

    def _add_own(self, found: Period, first: int, last: int) -> None:
        """Count our prints beyond the plan, on both sides."""
        flow = self._flow
        for item in flow.own.all():
            day = flow.path.calendar.position(item.day)
            if first <= day <= last and self._has_passed(item.day, item.time_ms):
                index, worth = flow.universe.by_code[item.code].index, item.size * item.price
                for shares in (found.bought, found.sold):
                    shares[index] += item.size
                for won in (found.bought_value, found.sold_value):
                    won[index] += worth

    # --- days -------------------------------------------------------------------------------

    def _span(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Return volume and value of past days: names x days."""
        today = self._position()
        back = range(today - first, today - last - 1, -1)
        volume = np.stack([self._book.volume(day) for day in back], axis=1)
        return volume, np.stack([self._book.value(day) for day in back], axis=1)

    def _has_passed(self, day: date, time_ms: int) -> bool:
        return day < self._flow.day or (day == self._flow.day and self._is_past(time_ms))

    def _is_past(self, time_ms: int) -> bool:
        return time_ms < self._flow.board.second * 1000

    def _position(self) -> int:
        return self._flow.path.calendar.position(self._flow.day)

    def _ordinals(self, first: int, last: int) -> Ints:
        return self._flow.path.calendar.ordinals[first : last + 1]

    def _rows(self) -> Ints:
        return np.arange(len(self._flow.universe.listings))


def _together(parts: Ints, totals: Ints, keys: Words, runs: Sequence[slice], word: int) -> Ints:
    """Split several totals by runs of parts, below one another: in one call, as wide as the widest."""
    blocks = np.zeros((len(runs), len(parts), _WIDE), np.int64)
    for place, some in enumerate(runs):
        blocks[place, :, : some.stop - some.start] = parts[:, some]
    inner = np.concatenate([keys + np.uint64(word + place) for place in range(len(runs))])
    return so_far(blocks.reshape(-1, _WIDE), totals.T.ravel(), inner, _BENT)


def _alone(parts: Ints, total: Ints, keys: Words, word: int) -> Ints:
    """Split one total by one run of parts, as `_together` does."""
    block = np.zeros((len(parts), _WIDE), np.int64)
    block[:, : parts.shape[1]] = parts
    return so_far(block, total, keys + np.uint64(word), _BENT)


def _columns(period: Period) -> tuple[Ints, ...]:
    sides = (period.bought, period.sold, period.bought_value, period.sold_value)
    return (*sides, period.volume, period.value)
