"""The minutes of a day as bridges that hit its daily bar exactly; refuses to look inside a minute."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.practice.bridges import bridge
from kiwoom_desk.practice.cores import in_parts
from kiwoom_desk.practice.day_columns import SINGLE_PRINT_VOLUME, DayColumns
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, fat, field, key_of, mix_one
from kiwoom_desk.practice.grid import PriceGrid, RangeGrid
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.pauses import Arranger, Bounds, Pause, Slots, suspects
from kiwoom_desk.practice.traits import Traits

Column = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
_Bars = tuple[Ints, Ints, Ints, Ints]

_BLOCK_MINUTES = 15
_HOUR_BLOCKS = 5
_RESERVE = 8
_LATE = 0.15
# How much a factor adds to a name's walk: none, first market, second market, any sector.
FACTOR_WEIGHTS: Floats = np.array([0.0, 1.5, 1.05, 0.8])


@dataclass(frozen=True, slots=True)
class MinuteColumns:
    """Slots (second axis, see Hours) of names (first axis), in won and shares.

    A slot without a print has volume 0 and the last price in all four prices (the base before the
    first print). `names` and `first_counter` give the keys of the prints. `bought` is the volume
    whose buyer was the aggressor, `prints` the count of prints, `last_buy` the aggressor of the
    last print. `pauses` are the day's interruptions; `windows` tells by slot and place in which
    cells (50 ms) of it a name prints, where not in all.
    """

    names: Words
    first_counter: int
    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column
    bought: Column
    prints: Column
    last_buy: Flags
    pauses: tuple[Pause, ...] = ()
    windows: dict[int, dict[int, tuple[int, int]]] = dataclasses.field(default_factory=dict)

    def keys(self, places: Ints, slot: int) -> Words:
        """Return the keys from which the prints of one slot are drawn."""
        return draw(self.names[places], np.uint64(self.first_counter + slot))

    def values(self, slots: slice) -> Ints:
        """Return the value traded in won: volume at the mean of each slot's four prices."""
        total = self.open[:, slots].astype(np.int64) + self.high[:, slots]
        total += self.low[:, slots]
        total += self.close[:, slots]
        return total * self.volume[:, slots] // 4

    @classmethod
    def joined(cls, parts: list[MinuteColumns]) -> MinuteColumns:
        """Put the names of several parts of one day below one another."""
        return cls(
            names=np.concatenate([p.names for p in parts]),
            first_counter=parts[0].first_counter,
            open=np.concatenate([p.open for p in parts]),
            high=np.concatenate([p.high for p in parts]),
            low=np.concatenate([p.low for p in parts]),
            close=np.concatenate([p.close for p in parts]),
            volume=np.concatenate([p.volume for p in parts]),
            bought=np.concatenate([p.bought for p in parts]),
            prints=np.concatenate([p.prints for p in parts]),
            last_buy=np.concatenate([p.last_buy for p in parts]),
            pauses=tuple(pause for p in parts for pause in p.pauses),
            windows=_joined_windows(parts),
        )


def _joined_windows(parts: list[MinuteColumns]) -> dict[int, dict[int, tuple[int, int]]]:
    joined: dict[int, dict[int, tuple[int, int]]] = {}
    before = 0
    for part in parts:
        for slot, places in part.windows.items():
            found = joined.setdefault(slot, {})
            found.update({before + place: window for place, window in places.items()})
        before += len(part.names)
    return joined


class MinutePath:
    """Makes the minutes of any names on any day."""

    def __init__(self, traits: Traits, grid: PriceGrid, hours: Hours) -> None:
        self._traits, self._grid, self._hours = traits, grid, hours
        self._move_key, self._trade_key, self._print_key, self._block_key = (
            np.uint64(key_of(name)) for name in ("move", "trade", "print", "block")
        )
        self._news_key = np.uint64(key_of("news"))
        place = np.arange(hours.slots, dtype=np.float64)
        left = hours.slots - 1 - place
        self._shape: Floats = 0.6 + 3.2 / (1.0 + place / 7.0) + 1.7 / (1.0 + left / 11.0)
        self._auctions = np.array([0, hours.slots - 1])

    def columns(self, rows: Ints, days: DayColumns, place: int = 0) -> MinuteColumns:
        """Return the slots of `rows` on the day at `place` of `days`."""
        ordinal = int(days.ordinals[place])
        factors = np.arange(self._traits.factors)
        common = self._factors(factors, np.array([ordinal]))

        def chunk(part: slice) -> MinuteColumns:
            lead = self._traits.lead[rows[part]]
            moves = (
                common[self._traits.market_factor[lead]],
                common[self._traits.sector_factor[lead]],
            )
            return self._chunk(rows[part], _cut(days, (part, place)), np.array([ordinal]), moves)

        parts = in_parts(len(rows), chunk)
        return parts[0] if len(parts) == 1 else MinuteColumns.joined(parts)

    def of_days(self, row: int, days: DayColumns) -> MinuteColumns:
        """Return the slots of one name on several days, a day a row; only bars can be read from it."""
        rows = np.full(len(days.ordinals), row)
        return self._on_days(rows, _cut(days, (0, slice(None))), days.ordinals)

    def of_pairs(self, rows: Ints, days: DayColumns) -> MinuteColumns:
        """Return the slots of names on a day each; only bars can be read from it.

        `days` holds one column, and as many ordinals as rows.
        """
        day, ordinals = _cut(days, (slice(None), 0)), days.ordinals

        def chunk(part: slice) -> MinuteColumns:
            return self._on_days(rows[part], day.part(part), ordinals[part])

        return MinuteColumns.joined(in_parts(len(rows), chunk))

    def _on_days(self, rows: Ints, day: _Day, ordinals: Ints) -> MinuteColumns:
        lead = self._traits.lead[rows]
        market = self._factors(self._traits.market_factor[lead], ordinals)
        sector = self._factors(self._traits.sector_factor[lead], ordinals)
        return self._chunk(rows, day, ordinals, (market, sector))

    def ends(self, rows: Ints, days: DayColumns) -> Floats:
        """Return the last price of each slot of `rows`, before rounding, on the only day of `days`."""
        common = self._factors(np.arange(self._traits.factors), days.ordinals)
        counters = self._counters(days.ordinals)

        def chunk(part: slice) -> Floats:
            some, lead = rows[part], self._traits.lead[rows[part]]
            busy = self._activity(self._traits.keys[some], days.ordinals)
            moves = (
                common[self._traits.market_factor[lead]],
                common[self._traits.sector_factor[lead]],
            )
            return self._path(some, _cut(days, (part, 0)), busy, counters, moves)

        return np.concatenate(in_parts(len(rows), chunk))

    def _counters(self, ordinals: Ints) -> Words:
        return (ordinals[:, None] * 4096 + np.arange(self._hours.slots)).astype(np.uint64)

    def _factors(self, factors: Ints, ordinals: Ints) -> Floats:
        """Return the common movement of factors on days (or one day), slot by slot, added up."""
        keys = self._traits.factor_keys + self._move_key
        counters = self._counters(ordinals)
        steps = fat(draw(keys[factors][:, None], counters))
        steps *= FACTOR_WEIGHTS[np.minimum(factors, 3)][:, None]
        second = factors == 2
        if second.any():
            # The second market follows the first for the larger part.
            first = fat(draw(keys[1], counters))
            steps[second] += 0.7 * (first[second] if len(first) > 1 else first)
        return np.add.accumulate(steps, axis=1)

    def _activity(self, keys: Words, ordinals: Ints) -> Floats:
        """Return how busy each quarter of an hour is, within calm and lively hours, by slot."""
        slots = self._hours.slots
        blocks = ordinals[:, None] * 256 + np.arange(slots // _BLOCK_MINUTES + 1)
        words = draw(keys[:, None] + self._block_key, blocks.astype(np.uint64))
        busy = 0.45 + 0.35 / (0.25 + field(words, 0))
        hours = np.arange(busy.shape[1]) // _HOUR_BLOCKS
        busy *= 0.5 + 0.4 / (0.3 + field(words[:, hours * _HOUR_BLOCKS], 1))
        return np.repeat(busy, _BLOCK_MINUTES, axis=1)[:, :slots]

    def _chunk(
        self, rows: Ints, day: _Day, ordinals: Ints, moves: tuple[Floats, Floats]
    ) -> MinuteColumns:
        traits = self._traits
        keys = traits.keys[rows]
        counters = self._counters(ordinals)
        busy = self._activity(keys, ordinals)
        words = draw(keys[:, None] + self._trade_key, counters)
        volume, prints = self._trades(rows, day, busy, words)
        path = self._path(rows, day, busy, counters, moves)
        traits.put_courses(rows, ordinals, path)
        bars = self._bars(rows, day, path, volume, prints, words)
        pauses, windows = self._pause(rows, ordinals, bars, volume, prints)
        names = keys + self._print_key
        slot_keys = draw(names[:, None], counters)
        bought, last_buy = aggressors(slot_keys, bars[0], bars[3], volume, prints)
        opened, high, low, close = (price.astype(np.int32) for price in bars)
        volumes, boughts, counts = (n.astype(np.int32) for n in (volume, bought, prints))
        first = int(counters[0, 0])
        return MinuteColumns(
            names, first, opened, high, low, close, volumes, boughts, counts, last_buy,
            pauses, windows,
        )  # fmt: skip

    def _pause(
        self, rows: Ints, ordinals: Ints, bars: _Bars, volume: Ints, prints: Ints
    ) -> tuple[tuple[Pause, ...], dict[int, dict[int, tuple[int, int]]]]:
        """Put interruptions into the slots of the few names that have some, in place."""
        pauses: list[Pause] = []
        windows: dict[int, dict[int, tuple[int, int]]] = {}
        bounds = self._traits.bounds[rows]
        columns = (*bars, volume, prints)
        for place in suspects(bounds, *bars, volume, prints):
            slots = Slots(*(column[place].tolist() for column in columns))
            day = int(ordinals[place if len(ordinals) > 1 else 0])
            key = int(self._traits.keys[rows[place]]) ^ mix_one(day)
            limits = Bounds(*bounds[place].tolist())
            found = Arranger(slots, limits, self._grid, self._hours, int(rows[place]), key).run()
            for column, changed in zip(columns, msgspec.structs.astuple(slots), strict=True):
                column[place] = changed
            pauses += found.pauses
            for slot, window in found.windows.items():
                windows.setdefault(slot, {})[place] = window
        return tuple(pauses), windows

    def _trades(self, rows: Ints, day: _Day, busy: Floats, words: Words) -> tuple[Ints, Ints]:
        """Share the day's volume over the slots; return volumes and counts of prints."""
        traits = self._traits
        typical = np.maximum(traits.typical[rows], 1).astype(np.float64)
        count = traits.prints[rows] * np.sqrt(day.volume / typical)
        weight = self._shape * busy
        weight /= np.add.accumulate(weight, axis=1)[:, -1:]
        expected = count[:, None] * weight * (0.35 + 0.55 / (0.35 + field(words, 0)))
        prints = np.floor(np.minimum(expected + field(words, 1), traits.most_prints)).astype(
            np.int64
        )
        # An auction is one print, large where the name is liquid.
        chance = count[:, None] > 150.0 + 400.0 * field(words[:, self._auctions], 1)
        prints[:, self._auctions] = chance
        special = self._special(words)
        ordinary = np.arange(len(rows))
        single = day.volume < SINGLE_PRINT_VOLUME
        prints[single] = 0
        prints[single, special[single, 1]] = day.volume[single] > 0
        size = np.floor(1024.0 * (0.4 + 0.5 / (0.25 + field(words, 2)))).astype(np.int64)
        weights = prints * size
        weights[:, self._auctions] *= np.maximum(count * np.array([[0.025], [0.045]]), 1).T.astype(
            np.int64
        )
        reserve = np.where(single, 0, _RESERVE)[:, None]
        for side in (0, 1):
            weights[ordinary, special[:, side]] += (~single).astype(np.int64)
        volume = shared(day.volume - 2 * reserve[:, 0] * ~single, weights)
        for side in (0, 1):
            volume[ordinary, special[:, side]] += reserve[:, 0]
            least = np.where(single, 0, 4)
            prints[ordinary, special[:, side]] = np.maximum(
                prints[ordinary, special[:, side]], least
            )
        prints = np.where(volume > 0, np.clip(prints, 1, np.maximum(volume // 2, 1)), 0)
        return volume, prints

    def _special(self, words: Words) -> Ints:
        """Return two slots that always trade, one in each half of the day."""
        half = self._hours.minutes // 2
        early = 1 + (words[:, :1] >> np.uint64(40)).astype(np.int64) % half
        late = 1 + half + (words[:, 1:2] >> np.uint64(40)).astype(np.int64) % half
        return np.concatenate([early, late], axis=1)

    def _path(
        self, rows: Ints, day: _Day, busy: Floats, counters: Words, moves: tuple[Floats, Floats]
    ) -> Floats:
        """Return the last price of each slot before rounding, from open to close inside high and low."""
        traits = self._traits
        lead = traits.lead[rows]
        keys = draw(traits.keys[rows] + self._news_key, counters[:, 0])
        steps = fat(draw(traits.keys[lead][:, None] + self._move_key, counters))
        steps *= busy * np.sqrt(self._shape)
        # Part of a move comes a minute late; without it rounding to ticks would turn moves back.
        steps[:, 1:] += _LATE * steps[:, :-1]
        walk = np.add.accumulate(steps, axis=1)
        walk *= (traits.deviation[lead] / 0.013)[:, None]
        walk += traits.beta[lead][:, None] * moves[0]
        walk += moves[1]
        walk *= traits.gear[rows][:, None]
        bar = (day.open, day.high, day.low, day.close)
        return bridge(walk, day.base, bar, keys)

    def _bars(
        self, rows: Ints, day: _Day, path: Floats, volume: Ints, prints: Ints, words: Words
    ) -> _Bars:
        """Return open, high, low and close of the slots, exactly within the day's bar."""
        grid = RangeGrid(self._grid, rows, day.low, day.high)
        count, slots = path.shape
        lowest, highest = day.low[:, None], day.high[:, None]
        every = np.arange(count)
        traded = volume > 0
        first = traded.argmax(axis=1)
        last = slots - 1 - traded[:, ::-1].argmax(axis=1)
        close = np.clip(grid.near(path), lowest, highest)
        close[every, last] = day.close
        opening = prints[every, first] == 1
        close[every[opening], first[opening]] = day.open[opening]
        places = np.maximum.accumulate(np.where(traded, np.arange(slots), -1), axis=1)
        carried = np.take_along_axis(close, np.maximum(places, 0), axis=1)
        close = np.where(places < 0, day.base[:, None], carried)
        size = grid.size(close)
        before = np.concatenate([day.open[:, None], close[:, :-1]], axis=1)
        drift = (field(words, 3) * 4.0).astype(np.int64) - 1
        drift = np.where(drift > 1, 0, drift) * size
        opened = np.clip(grid.onto(before + drift), lowest, highest)
        opened[every, first] = day.open
        opened = np.where(prints > 1, opened, close)
        wide = prints >= 4
        reach = np.floor(4.0 * field(words, 3) * field(words, 0)).astype(np.int64) * size
        reach_down = np.floor(4.0 * field(words, 2) * field(words, 1)).astype(np.int64) * size
        high = np.maximum(opened, close)
        low = np.minimum(opened, close)
        high = np.where(wide, np.minimum(grid.onto(high + reach), highest), high)
        low = np.where(wide, np.maximum(grid.onto(low - reach_down), lowest), low)
        high = np.maximum(high, np.maximum(opened, close))
        low = np.minimum(low, np.minimum(opened, close))
        self._reach_extremes(day, high, low, traded, wide)
        return opened, high, low, close

    def _reach_extremes(self, day: _Day, high: Ints, low: Ints, traded: Flags, wide: Flags) -> None:
        """Let one wide slot reach the day's high and one its low where none did."""
        every = np.arange(len(high))
        short = np.where(traded, high, 0).max(axis=1) < day.high
        top = np.where(wide, high, 0).argmax(axis=1)
        high[every[short], top[short]] = day.high[short]
        far = np.iinfo(np.int64).max
        tall = (np.where(traded, low, far).min(axis=1) > day.low) & traded.any(axis=1)
        bottom = np.where(wide, low, far).argmin(axis=1)
        low[every[tall], bottom[tall]] = day.low[tall]


@dataclass(frozen=True, slots=True)
class _Day:
    """The daily bar of some names; silent names stand at their base."""

    base: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints

    def part(self, rows: slice) -> _Day:
        """Return some of the names."""
        columns = (self.base, self.open, self.high, self.low, self.close, self.volume)
        return _Day(*(column[rows] for column in columns))


def _cut(days: DayColumns, cut: tuple[slice | int, slice | int]) -> _Day:
    base, volume = days.base[cut], days.volume[cut]
    opened, high, low, close = (
        np.where(volume > 0, price[cut], base)
        for price in (days.open, days.high, days.low, days.close)
    )
    return _Day(base, opened, high, low, close, volume)


def shared(totals: Ints, weights: Ints) -> Ints:
    """Split each total over its row by the weights, exactly."""
    run = np.add.accumulate(weights, axis=1)
    whole = np.maximum(run[:, -1:], 1)
    # In floats the last quotient is exactly 1, so nothing is lost or made.
    bounds = np.floor(totals[:, None] * (run / whole)).astype(np.int64)
    return np.diff(bounds, axis=1, prepend=0)


def aggressors(
    keys: Words, opened: Ints, close: Ints, volume: Ints, prints: Ints
) -> tuple[Ints, Flags]:
    """Return the volume bought by aggressors and the aggressor of the last print of each slot."""
    last_buy = (keys & np.uint64(1)).astype(bool)
    lean = 0.5 + 0.16 * np.sign(close - opened) + 0.7 * (field(keys, 1) - 0.5)
    wanted = np.floor(volume * np.clip(lean, 0.03, 0.97)).astype(np.int64)
    several = np.clip(wanted, prints, np.maximum(volume - prints, prints))
    return np.where(prints > 1, several, np.where(last_buy, volume, 0)), last_buy
