"""A venue beside KRX's regular session: its names, its day's path and its board; refuses auctions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Market, Product, Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase, spans
from kiwoom_desk.practice.costs import ENVIRONMENT
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import Floats, Ints, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.minutes import Flags, MinuteColumns
from kiwoom_desk.practice.pauses import Pause
from kiwoom_desk.practice.played import LEVEL_PRINTS, PlayedDay
from kiwoom_desk.practice.side_slots import (
    Session,
    SideDay,
    SideHours,
    SideMinutes,
    SideTraits,
)
from kiwoom_desk.practice.tape import Tape
from kiwoom_desk.practice.universe import Listing, Universe

# What trades in a session, as a part of the day's volume on KRX.
_SHARES = {Phase.PRE_MARKET: 0.02, Phase.AFTER_MARKET: 0.04, Phase.CONTINUOUS: 0.0}
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


def sessions_of(
    rules: MarketRules, venue: Venue, day: date, phases: frozenset[Phase]
) -> tuple[Session, ...]:
    """Return the sessions in which a venue trades by itself on a day, out of the dated rules."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - only differences are used
    return tuple(
        Session(
            (span.start - midnight) // timedelta(seconds=1),
            (span.end - midnight) // timedelta(seconds=1),
            follows=span.phase is Phase.CONTINUOUS,
            share=_SHARES[span.phase],
        )
        for span in spans(rules, ENVIRONMENT, venue, midnight)
        if span.phase in phases
    )


@dataclass(frozen=True, slots=True)
class _Edges:
    """The three columns of a day that the board and the depth of a venue read (one day)."""

    base: Ints
    lower: Ints
    upper: Ints


@dataclass(frozen=True, slots=True)
class _Ground:
    """The grid and traits of a venue's names, where a daily path would have them."""

    grid: PriceGrid
    traits: SideTraits


class SidePlayed:
    """One day of a venue, unfolded to slots; what a flow reads of a played day."""

    def __init__(
        self, main: PlayedDay, names: Ints, ground: _Ground, sessions: tuple[Session, ...]
    ) -> None:
        self.path, self.day = ground, main.day
        columns = main.columns
        made = SideMinutes(ground.traits, ground.grid, sessions)
        self.hours: SideHours = made.hours
        base, lower, upper = (c[names] for c in (columns.base, columns.lower, columns.upper))
        self.columns = _Edges(base, lower, upper)
        opened = np.where(columns.open[names, 0] > 0, columns.open[names, 0], base[:, 0])
        volume = np.where(main.silent[names], 0, columns.volume[names, 0])
        self.minutes = made.columns(
            SideDay(
                int(columns.ordinals[0]), base[:, 0], opened, columns.close[names, 0],
                lower[:, 0], upper[:, 0], volume, _of_names(main.minutes, names), main.hours,
            )
        )  # fmt: skip
        self.silent: Flags = main.silent[names]
        traits = ground.traits
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


class SideFlow(Flow):
    """Plays a venue's day beside the main flow, which must play the same day; indices are its own."""

    def __init__(
        self, main: Flow, venue: Venue, members: tuple[Listing, ...], phases: frozenset[Phase]
    ) -> None:
        own = tuple(msgspec.structs.replace(i, index=n) for n, i in enumerate(members))
        super().__init__(Universe(own, (), (), ()), main.rules, main.seed, main.anchor)
        self.main, self.venue = main, venue
        self._names = np.array([item.index for item in members], np.int64)
        self._phases = phases

    @property
    def names(self) -> Ints:
        """Return the listing index of each name here."""
        return self._names

    def start(self, moment: datetime) -> None:
        """Open the day of `moment`; raise ValueError where the venue does not trade on it."""
        if self._path is None:
            self._path = cast(DayPath, self._make_ground())
        sessions = sessions_of(self.rules, self.venue, moment.date(), self._phases)
        if not sessions:
            raise ValueError(f"{self.venue} does not trade on {moment.date()}")
        ground = cast(_Ground, self._path)
        self.played = cast(PlayedDay, SidePlayed(self.main.played, self._names, ground, sessions))
        self.tape = Tape(self.universe, self.played, self.own)
        self._rows = np.arange(len(self._names))
        self._jump(second_of(moment))

    def _jump(self, target: int) -> None:
        super()._jump(target)
        if self.venue is Venue.KRX:
            self._carry()

    def _carry(self) -> None:
        """Go on from KRX's regular day: figures of the day count both."""
        board, main, names = self.board, self.main.board, self._names
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

    def _make_ground(self) -> _Ground:
        traits, names = self.main.path.traits, self._names
        salt = np.uint64(key_of(self.venue, *sorted(self._phases)))
        listings = self.universe.listings
        grid = PriceGrid(
            self.rules,
            self.main.anchor or self.main.day,
            [item.product for item in listings],
            [item.market for item in listings],
        )
        return _Ground(
            grid,
            SideTraits(
                traits.keys[names] + salt,
                traits.typical[names],
                traits.prints[names],
                traits.deviation[names],
            ),
        )


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
