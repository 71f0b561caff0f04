"""A venue beside KRX's regular session: its names, its day's path and its board; refuses auctions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import cast

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Market, Product, Venue
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.days import DayColumns, DayPath
from kiwoom_desk.practice.draws import Floats, Ints, key_of
from kiwoom_desk.practice.flow import Flow, Unfolded, days_at
from kiwoom_desk.practice.hours import Hours, second_of
from kiwoom_desk.practice.minutes import Flags, MinuteColumns
from kiwoom_desk.practice.pauses import Pause
from kiwoom_desk.practice.played import LEVEL_PRINTS, PlayedDay
from kiwoom_desk.practice.side_hours import Session, SideHours, side_hours
from kiwoom_desk.practice.side_path import SidePath
from kiwoom_desk.practice.side_slots import SideDay, SideMinutes
from kiwoom_desk.practice.tape import Tape
from kiwoom_desk.practice.universe import Listing, Universe

_LIQUID = 300_000_000
_SURE, _CANDIDATES = 0.25, 0.75


def nxt_members(universe: Universe) -> tuple[Listing, ...]:
    """Return the shares NXT trades: the most liquid quarter, and every other one of the next half."""
    liquid = [
        item
        for item in universe.listings
        if item.product is Product.SHARE
        and item.market is not Market.KONEX
        and not item.halted
        and not item.first_day
        and item.typical_volume * item.previous_close >= _LIQUID
    ]
    liquid.sort(key=lambda item: (-item.typical_volume * item.previous_close, item.code))
    sure, last = int(len(liquid) * _SURE), int(len(liquid) * _CANDIDATES)
    chosen = [*liquid[:sure], *(i for i in liquid[sure:last] if key_of("nxt", i.code) % 2)]
    return tuple(sorted(chosen, key=lambda item: item.index))


def evening_members(universe: Universe) -> tuple[Listing, ...]:
    """Return what KRX's after-market trades: every share that is not halted; funds are left out."""
    return tuple(i for i in universe.listings if i.product is Product.SHARE and not i.halted)


class SidePlayed:
    """One day of a venue, unfolded to slots; what a flow reads of a played day."""

    def __init__(self, main: PlayedDay, path: SidePath) -> None:
        self.path, self.day = path, main.day
        self.hours: SideHours = side_hours(path.sessions(main.day))
        rows, names = np.arange(len(path.names)), path.names
        self.columns: DayColumns = path.own(rows, _of_rows(main.columns, names))
        self.minutes = today_of(main, path, rows)
        self.silent: Flags = main.silent[names]
        traits = path.traits
        usual = traits.typical / np.maximum(traits.prints, 1.0)
        self.usual_level: Floats = np.maximum(LEVEL_PRINTS * usual / 2, 1.0)

    def auction_at(self, second: int) -> int | None:
        """Return None: no call auction runs here."""
        return None

    def pauses_at(self, second: int) -> tuple[Pause, ...]:
        """Return none: KRX announces the interruptions that stop this venue too."""
        return ()

    def expected(self, rows: Ints, second: int) -> tuple[Ints, Ints]:
        """Return zeros."""
        return np.zeros_like(rows), np.zeros_like(rows)


def today_of(main: PlayedDay, path: SidePath, rows: Ints) -> MinuteColumns:
    """Return the slots of some of a venue's names, one after another, on the day KRX plays."""
    names = path.names[rows]
    krx = _of_rows(main.columns, names)
    made = SideMinutes(path.traits.of(rows), path.grid, path.sessions(main.day), rows)
    day = _side_day(krx, _of_names(main.minutes, names), main.hours)
    volume = np.where(main.silent[names], 0, day.volume)
    return made.columns(dataclasses.replace(day, volume=volume))


class SideFlow(Flow):
    """Plays a venue's day beside the main flow, which must play the same day; indices are its own."""

    def __init__(
        self, main: Flow, venue: Venue, members: tuple[Listing, ...], phases: frozenset[Phase]
    ) -> None:
        own = tuple(msgspec.structs.replace(i, index=n) for n, i in enumerate(members))
        super().__init__(Universe(own, (), (), ()), main.rules, main.seed, main.anchor)
        self.main, self.venue = main, venue
        self._members, self._phases = members, phases
        self.names: Ints = np.array([item.index for item in members], np.int64)
        """The listing index of each name here."""

    @property
    def side(self) -> SidePath:
        """Return the daily path as what it is."""
        return cast(SidePath, self._path)

    def begin(self, first_day: date) -> None:
        """Make the daily path, unless there is one: enough to read days that are not played."""
        if self._path is None:
            rules, main = self.rules, self.main.path
            made = SidePath(main, rules, self.venue, self._members, self._phases)
            self._path = cast(DayPath, made)

    def start(self, moment: datetime) -> None:
        """Open the day of `moment`; raise ValueError where the venue does not trade on it."""
        self.begin(moment.date())
        if not self.side.sessions(moment.date()):
            raise ValueError(f"{self.venue} does not trade on {moment.date()}")
        self.played = cast(PlayedDay, SidePlayed(self.main.played, self.side))
        self.tape = Tape(self.universe, self.played, self.own)
        self._rows = np.arange(len(self.names))
        self._jump(second_of(moment))

    def _jump(self, target: int) -> None:
        super()._jump(target)
        if self.venue is Venue.KRX:
            self._carry()

    def _carry(self) -> None:
        """Go on from KRX's regular day: figures of the day count both."""
        board, main, names = self.board, self.main.board, self.names
        self._value += main.value[names]
        for mine, theirs in (
            (board.volume, main.volume),
            (board.value, main.value),
            (board.buy_volume, main.buy_volume),
            (board.sell_volume, main.sell_volume),
            (board.trades, main.trades),
        ):
            mine += theirs[names]
        opened, low = main.open[names], main.low[names]
        silent = board.open == 0
        board.high = np.maximum(board.high, main.high[names])
        board.low = np.where(silent, low, np.where(low > 0, np.minimum(board.low, low), board.low))
        board.open = np.where(opened > 0, opened, board.open)
        board.price = np.where(silent, main.price[names], board.price)
        board.quote(self.path.grid, self._rows)

    def hours_on(self, day: date) -> Hours:
        """Return the edges of a day here; those of KRX before the venue opened."""
        sessions = self.side.sessions(day)
        return side_hours(sessions) if sessions else self.main.hours_on(day)

    def unfolded(self, index: int, positions: Sequence[int]) -> Iterator[Unfolded]:
        """Yield the slots of a name here on days, as the main flow does; nothing where it is closed."""
        path, row = self.side, int(self.names[index])
        for krx in self.main.unfolded(row, positions):
            by_sessions: dict[tuple[Session, ...], list[int]] = {}
            for place, position in enumerate(krx.positions):
                by_sessions.setdefault(path.sessions(path.calendar.day(position)), []).append(place)
            for sessions, places in by_sessions.items():
                if sessions:
                    yield self._unfolded(index, sessions, krx, np.array(places, np.int64))

    def yesterday(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return shares and won of some names on the trading day before today, ours included.

        As on every past day a value is the volume at KRX's mean price.
        """
        place = self.side.calendar.position(self.day) - 1
        krx = self.main.path.columns(self.names[rows], place, place)
        volume = self.side.own(rows, krx).volume[:, 0]
        value = (krx.open + krx.high + krx.low + krx.close)[:, 0] * volume // 4
        at = {row: n for n, row in enumerate(rows.tolist())}
        for item in self.own.on(self.side.calendar.day(place)):
            row = self.universe.by_code[item.code].index
            if row in at:
                volume[at[row]] += item.size
                value[at[row]] += item.size * item.price
        return volume, value

    def slots_of(self, rows: Ints, position: int) -> tuple[MinuteColumns, Hours]:
        """Return the slots of names here, one after another, on a day on which the venue trades."""
        path, names = self.side, self.names[rows]
        minutes, hours = self.main.slots_of(names, position)
        days = self.main.path.columns(names, position, position)
        made = SideMinutes(
            path.traits.of(rows), path.grid, path.sessions(path.calendar.day(position)), rows
        )
        return made.columns(_side_day(days, minutes, hours)), made.hours

    def _unfolded(
        self, index: int, sessions: tuple[Session, ...], krx: Unfolded, places: Ints
    ) -> Unfolded:
        path, rows = self.side, np.full(len(places), index)
        made = SideMinutes(path.traits.of(rows), path.grid, sessions, rows)
        days = days_at(krx.days, places)
        row = DayColumns(*(getattr(days, one.name).T for one in dataclasses.fields(days)))
        day = _side_day(row, _of_names(krx.minutes, places), krx.hours)
        positions = tuple(krx.positions[place] for place in places.tolist())
        own = path.own(np.array([index]), days)
        return Unfolded(positions, own, made.columns(day), made.hours)


def _side_day(days: DayColumns, minutes: MinuteColumns, hours: Hours) -> SideDay:
    """Return rows of one column of KRX as a day of a venue begins with them."""
    base, opened = days.base[:, 0], days.open[:, 0]
    return SideDay(
        days.ordinals, base, np.where(opened > 0, opened, base), days.close[:, 0],
        days.lower[:, 0], days.upper[:, 0], days.volume[:, 0], minutes, hours,
    )  # fmt: skip


def _of_rows(columns: DayColumns, rows: Ints) -> DayColumns:
    """Return some names' bars."""
    found = {one.name: getattr(columns, one.name)[rows] for one in dataclasses.fields(columns)[1:]}
    return dataclasses.replace(columns, **found)


def _of_names(minutes: MinuteColumns, names: Ints) -> MinuteColumns:
    """Return the slots of some names only."""
    places = {int(name): place for place, name in enumerate(names.tolist())}
    windows = {
        slot: {places[name]: window for name, window in found.items() if name in places}
        for slot, found in minutes.windows.items()
    }
    return MinuteColumns(
        minutes.names[names], minutes.first_counter, minutes.open[names], minutes.high[names],
        minutes.low[names], minutes.close[names], minutes.volume[names], minutes.bought[names],
        minutes.prints[names], minutes.last_buy[names], (), windows,
    )  # fmt: skip
