"""What each member firm bought and sold of every name, today so far and on days past; refuses rankings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.attribution import drifting, so_far
from kiwoom_desk.practice.day_book import DayBook
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.members import HOME, MEMBERS, OWN_CODE, PLACES

Net = Callable[[Ints, Ints], Ints]
"""Given listing indices and positions of days: what foreigners bought net, in shares, broadcast."""

# A firm's weight is a line between draws so many days apart; running sums of lines are lines.
_NODE_DAYS = 5
_WHOLE = 65_536
# The share of foreign firms in the volume: the smallest and the largest names, and its bounds.
_SMALL_SHARE, _MORE_SHARE, _HALFWAY_WORTH = 0.05, 0.26, 8.0e12
_LEAST_SHARE, _MOST_SHARE = 0.01, 0.70
# Half of the foreigners' net shows on each side of the foreign firms, less what goes through others.
_LEANING = 0.4
# Uneven halvings of a day: so the five change in the first minutes and later too.
_BENT = 7
_HOME_COUNT, _COUNT = len(HOME), len(MEMBERS)
_SIZES = np.array([member.size for member in MEMBERS], np.int64)
_HOME, _ABROAD = slice(0, _HOME_COUNT), slice(_HOME_COUNT, _COUNT)
OWN_PLACE = PLACES[OWN_CODE]
SIDES = (Side.BUY, Side.SELL)


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


class NameDays(msgspec.Struct, frozen=True):
    """One name's trade by firm, days x firms, oldest day first, and the volume of each day."""

    ordinals: Ints
    bought: Ints
    sold: Ints
    volume: Ints


class MemberFlow:
    """Splits every name's volume among the firms, each side for itself, exactly at every moment."""

    def __init__(self, flow: Flow, book: DayBook, net: Net | None = None) -> None:
        """`net` tells the foreigners' net; without it foreign firms lean for themselves."""
        self._flow, self._book, self._net = flow, book, net
        self._today: dict[tuple[date, Side], Ints] = {}
        traits = flow.path.traits
        worth = traits.previous_close * traits.shares.astype(np.float64)
        taste = field(draw(traits.keys, np.uint64(key_of("foreign share"))), 0)
        base = _SMALL_SHARE + _MORE_SHARE * worth / (worth + _HALFWAY_WORTH)
        self._base: Floats = base * (0.6 + 0.8 * taste)

    # --- today ------------------------------------------------------------------------------

    def own_extra(self, index: int, before_ms: int = 86_400_000) -> int:
        """Return the shares of today's fills of ours beyond the plan, up to a time."""
        flow = self._flow
        prints = flow.own.of(flow.universe.listings[index].code, flow.day)
        return sum(item.size for item in prints if item.time_ms < before_ms)

    def planned_now(self) -> Ints:
        """Return the volume so far without our own prints, by listing index."""
        volume = self._flow.board.volume.copy()
        for item in self._flow.own.on(self._flow.day):
            if item.time_ms < self._flow.board.second * 1000:
                volume[self._flow.universe.by_code[item.code].index] -= item.size
        return volume

    def at(self, rows: Ints, planned: Ints, side: Side) -> Ints:
        """Return each firm's shares when `planned` were traded of `rows` today: rows x firms.

        Our own prints are left out; they belong to the firm at OWN_PLACE, on both sides.
        """
        parts, keys = self._parts_today(side)[rows], self._course_keys(rows, side)
        groups = self._groups_at(parts, planned, keys)
        found = np.empty_like(parts)
        for place, columns in enumerate((_HOME, _ABROAD)):
            inner = keys + np.uint64(place + 1)
            found[:, columns] = so_far(parts[:, columns], groups[:, place], inner, _BENT)
        return found

    def foreign_at(self, rows: Ints, planned: Ints, side: Side) -> Ints:
        """Return what all foreign firms traded of `rows` when `planned` were, as `at` has it."""
        parts, keys = self._parts_today(side)[rows], self._course_keys(rows, side)
        return self._groups_at(parts, planned, keys)[:, 1]

    def firm_at(self, place: int, rows: Ints, planned: Ints, side: Side) -> Ints:
        """Return what one firm traded of `rows` when `planned` were, as `at` has it."""
        parts, keys = self._parts_today(side)[rows], self._course_keys(rows, side)
        group = int(place >= _HOME_COUNT)
        columns = _ABROAD if group else _HOME
        total = self._groups_at(parts, planned, keys)[:, group]
        inner = so_far(parts[:, columns], total, keys + np.uint64(group + 1), _BENT)
        return inner[:, place - columns.start]

    # --- one name over days -----------------------------------------------------------------

    def name_days(self, index: int, first: int, last: int) -> NameDays:
        """Return one name's days from position `first` to `last`; today's is as of now."""
        rows, ordinals = np.array([index]), self._ordinals(first, last)
        today = self._today_position()
        columns = self._flow.path.columns(rows, first, last)
        volume = columns.volume[0].copy()
        sides = []
        for side in SIDES:
            parts = self._parts(rows, ordinals, columns.volume, side)[0]
            if last == today:
                parts[-1] = self.at(rows, self.planned_now()[rows], side)[0]
            sides.append(parts)
        if last == today:
            volume[-1] = self.planned_now()[index]
        code = self._flow.universe.listings[index].code
        for place, ordinal in enumerate(ordinals.tolist()):
            for item in self._flow.own.of(code, date.fromordinal(ordinal)):
                if ordinal < int(self._ordinals(today, today)[0]) or self._is_past(item.time_ms):
                    volume[place] += item.size
                    for parts in sides:
                        parts[place, OWN_PLACE] += item.size
        return NameDays(ordinals, sides[0], sides[1], volume)

    # --- all names over days ----------------------------------------------------------------

    def foreign(self, first: int, last: int) -> Period:
        """Return what all foreign firms traded of every name from position `first` to `last`."""

        def past(rows: Ints, ordinals: Ints, volume: Ints, side: Side) -> Ints:
            return self._foreign_part(rows, ordinals, volume, side)

        return self._period(first, last, past, self.foreign_at, own=False)

    def firm(self, place: int, first: int, last: int) -> Period:
        """Return what one firm traded of every name from position `first` to `last`."""

        def past(rows: Ints, ordinals: Ints, volume: Ints, side: Side) -> Ints:
            return self._firm_part(place, rows, ordinals, volume, side)

        def now(rows: Ints, planned: Ints, side: Side) -> Ints:
            return self.firm_at(place, rows, planned, side)

        return self._period(first, last, past, now, own=place == OWN_PLACE)

    def _period(
        self,
        first: int,
        last: int,
        past: Callable[[Ints, Ints, Ints, Side], Ints],
        now: Callable[[Ints, Ints, Side], Ints],
        own: bool,
    ) -> Period:
        flow, rows = self._flow, self._rows()
        today = self._today_position()
        before = min(last, today - 1)
        sums = [np.zeros(len(rows), np.int64) for _ in range(6)]
        if before >= first:
            volume, value = self._span(first, before)
            ordinals, mean = self._ordinals(first, before), value / np.maximum(volume, 1)
            planned = self._without_own(volume, first)
            for place, side in enumerate(SIDES):
                parts = past(rows, ordinals, planned, side)
                sums[place] += parts.sum(axis=1)
                sums[2 + place] += np.floor(parts * mean).astype(np.int64).sum(axis=1)
            sums[4] += volume.sum(axis=1)
            sums[5] += value.sum(axis=1)
        if last >= today:
            board, planned = flow.board, self.planned_now()
            mean = board.value / np.maximum(board.volume, 1)
            for place, side in enumerate(SIDES):
                parts = now(rows, planned, side)
                sums[place] += parts
                sums[2 + place] += np.floor(parts * mean).astype(np.int64)
            sums[4] += board.volume
            sums[5] += board.value
        if own:
            self._add_own(sums, first, last)
        return Period(*sums)

    def _without_own(self, volume: Ints, first: int) -> Ints:
        """Return the volumes of past days (names x days) less our own prints beyond the plan."""
        planned, calendar = volume.copy(), self._flow.path.calendar
        for item in self._flow.own.all():
            place = calendar.position(item.day) - first
            if 0 <= place < volume.shape[1]:
                planned[self._flow.universe.by_code[item.code].index, place] -= item.size
        return planned

    def _add_own(self, sums: list[Ints], first: int, last: int) -> None:
        """Count our prints beyond the plan as trade of our firm, on both sides."""
        flow, today = self._flow, self._today_position()
        for item in flow.own.all():
            day = flow.path.calendar.position(item.day)
            if not first <= day <= last or (day == today and not self._is_past(item.time_ms)):
                continue
            index = flow.universe.by_code[item.code].index
            for place in (0, 1):
                sums[place][index] += item.size
                sums[2 + place][index] += item.size * item.price

    # --- the split of a day -----------------------------------------------------------------

    def _parts_today(self, side: Side) -> Ints:
        """Return the plan of today: names x firms."""
        key = (self._flow.day, side)
        if key not in self._today:
            volume = self._flow.played.columns.volume
            today = self._today_position()
            parts = self._parts(self._rows(), self._ordinals(today, today), volume, side)[:, 0]
            kept = {k: v for k, v in self._today.items() if k[0] == key[0]}
            self._today = {**kept, key: parts}
        return self._today[key]

    def _parts(self, rows: Ints, ordinals: Ints, volume: Ints, side: Side) -> Ints:
        """Return each firm's shares of whole days: rows x days x firms."""
        foreign = self._foreign_part(rows, ordinals, volume, side)
        found = np.empty((*volume.shape, _COUNT), np.int64)
        for columns, total in ((_HOME, volume - foreign), (_ABROAD, foreign)):
            ends = self._ends(rows, ordinals, side, columns)
            cut = np.floor(total[..., None] * (ends / ends[..., -1:])).astype(np.int64)
            found[..., columns] = np.diff(cut, axis=-1, prepend=0)
        return found

    def _firm_part(self, place: int, rows: Ints, ordinals: Ints, volume: Ints, side: Side) -> Ints:
        """Return one firm's column of `_parts`."""
        foreign = self._foreign_part(rows, ordinals, volume, side)
        group = _ABROAD if place >= _HOME_COUNT else _HOME
        total = foreign if place >= _HOME_COUNT else volume - foreign
        at = place - group.start
        ends = self._ends(rows, ordinals, side, group, [max(at - 1, 0), at, -1])
        cut = np.floor(total[..., None] * (ends / ends[..., -1:])).astype(np.int64)
        return cut[..., 1] - (cut[..., 0] if at else 0)

    def _foreign_part(self, rows: Ints, ordinals: Ints, volume: Ints, side: Side) -> Ints:
        """Return the shares of all foreign firms together: rows x days."""
        keys = self._flow.path.traits.keys[rows][:, None]
        slow = drifting(keys + _WORD["slow"], ordinals[None, :], 9)
        words = draw(keys + _WORD[side.name], ordinals.astype(np.uint64)[None, :])
        share = self._base[rows][:, None] * (0.6 + 0.8 * slow) * (0.8 + 0.4 * field(words, 0))
        lean = _LEANING * self._lean(rows, ordinals, volume)
        share += lean if side is Side.BUY else -lean
        whole = np.floor(np.clip(share, _LEAST_SHARE, _MOST_SHARE) * _WHOLE).astype(np.int64)
        return volume * whole // _WHOLE

    def _ends(
        self,
        rows: Ints,
        ordinals: Ints,
        side: Side,
        group: slice,
        columns: list[int] | None = None,
    ) -> Ints:
        """Return running sums of the firms' weights: rows x days x firms of a group (or columns)."""
        nodes = np.arange(ordinals[0] // _NODE_DAYS, ordinals[-1] // _NODE_DAYS + 2)
        firms = np.arange(group.start, group.stop, dtype=np.uint64)
        keys = self._flow.path.traits.keys[rows][:, None, None]
        taste = field(draw(keys + _WORD["taste"], firms[None, None, :]), 0)
        counters = nodes.astype(np.uint64)[None, :, None] * np.uint64(256) + firms[None, None, :]
        mood = field(draw(keys + _WORD[side.name + " firms"], counters), 1)
        weights = np.floor(64 * (0.6 + 0.8 * taste)) * np.floor(64 * (0.5 + mood))
        running: Ints = np.cumsum(weights.astype(np.int64) * _SIZES[group], axis=2)
        if columns is not None:
            running = running[:, :, columns]
        place, rest = ordinals // _NODE_DAYS - nodes[0], (ordinals % _NODE_DAYS)[None, :, None]
        begin, end = running[:, place], running[:, place + 1]
        ends: Ints = begin * (_NODE_DAYS - rest) + end * rest
        return ends

    def _groups_at(self, parts: Ints, planned: Ints, keys: Words) -> Ints:
        """Return what home and foreign firms traded of a planned volume: rows x two."""
        totals = np.stack([parts[:, _HOME].sum(axis=1), parts[:, _ABROAD].sum(axis=1)], axis=1)
        return so_far(totals, planned, keys)

    def _course_keys(self, rows: Ints, side: Side) -> Words:
        ordinal = np.uint64(self._flow.day.toordinal())
        return draw(self._flow.path.traits.keys[rows] + _WORD[side.name + " course"], ordinal)

    def _lean(self, rows: Ints, ordinals: Ints, volume: Ints) -> Floats:
        """Return the foreigners' net as a part of the volume: rows x days, -1 to 1."""
        if self._net is not None:
            places = np.searchsorted(self._flow.path.calendar.ordinals, ordinals)
            net = self._net(rows[:, None], places[None, :])
            return np.clip(net / np.maximum(volume, 1), -1.0, 1.0)
        keys = self._flow.path.traits.keys[rows][:, None]
        return 0.3 * (drifting(keys + _WORD["lean"], ordinals[None, :], 4) - 0.5)

    # --- days -------------------------------------------------------------------------------

    def _span(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Return volume and value of past days: names x days."""
        today = self._today_position()
        back = range(today - first, today - last - 1, -1)
        volume = np.stack([self._book.volume(day) for day in back], axis=1)
        return volume, np.stack([self._book.value(day) for day in back], axis=1)

    def _is_past(self, time_ms: int) -> bool:
        return time_ms < self._flow.board.second * 1000

    def _today_position(self) -> int:
        return self._flow.path.calendar.position(self._flow.day)

    def _ordinals(self, first: int, last: int) -> Ints:
        return self._flow.path.calendar.ordinals[first : last + 1]

    def _rows(self) -> Ints:
        return np.arange(len(self._flow.universe.listings))


_WORD: dict[str, np.uint64] = {
    name: np.uint64(key_of("members", name))
    for name in (
        *("slow", "taste", "lean", "BUY", "SELL", "BUY firms", "SELL firms"),
        *("BUY course", "SELL course"),
    )
}
