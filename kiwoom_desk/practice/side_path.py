"""The days of a venue beside KRX's regular session: KRX's bars, its own volumes; refuses its prices."""

from __future__ import annotations

import bisect
import dataclasses
from datetime import date

import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.calendar import TradingDays
from kiwoom_desk.practice.days import DayColumns, DayPath
from kiwoom_desk.practice.draws import Ints, key_of
from kiwoom_desk.practice.grid import PriceGrid
from kiwoom_desk.practice.side_hours import Session, session_total, sessions_of
from kiwoom_desk.practice.side_slots import SideTraits
from kiwoom_desk.practice.universe import Listing


class SidePath:
    """The names of a venue, each at a place of its own; what a flow reads of a daily path.

    Bars are KRX's with the volume of this venue: its own prices are those of its minutes.
    """

    def __init__(
        self,
        main: DayPath,
        rules: MarketRules,
        venue: Venue,
        members: tuple[Listing, ...],
        phases: frozenset[Phase],
    ) -> None:
        self._main, self._rules, self._venue, self._phases = main, rules, venue, phases
        self.names: Ints = np.array([item.index for item in members], np.int64)
        self._sessions: dict[int, tuple[Session, ...]] = {}
        self.calendar: TradingDays = main.calendar
        self.anchor: int = main.anchor
        day = self.calendar.day(main.anchor)
        products = [item.product for item in members]
        self.grid = PriceGrid(rules, day, products, [item.market for item in members])
        salt, traits, names = np.uint64(key_of(venue, *sorted(phases))), main.traits, self.names
        self.traits = SideTraits(
            traits.keys[names] + salt,
            traits.typical[names],
            traits.prints[names],
            traits.deviation[names],
            traits.previous_close[names],
            traits.shares[names],
            traits.halted[names],
            np.maximum(traits.listed_on[names], self._opened()),
        )

    def _opened(self) -> int:
        """Return the first day on which NXT trades; KRX was there before every name."""
        if self._venue is Venue.KRX:
            return 0
        ordinals = self.calendar.ordinals
        place = bisect.bisect_left(
            ordinals, True, key=lambda day: bool(self.sessions(date.fromordinal(int(day))))
        )
        return int(ordinals[min(place, len(ordinals) - 1)])

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Return the sessions of a day; none before the venue opened."""
        ordinal = day.toordinal()
        if ordinal not in self._sessions:
            self._sessions[ordinal] = sessions_of(self._rules, self._venue, day, self._phases)
        return self._sessions[ordinal]

    def volumes(self, rows: Ints, ordinals: Ints, krx: Ints) -> Ints:
        """Return what the venue trades of names on days on which KRX trades `krx` (names x days)."""
        found, keys = np.zeros_like(krx), self.traits.keys[rows][:, None]
        by_sessions: dict[tuple[Session, ...], list[int]] = {}
        for place, ordinal in enumerate(ordinals.tolist()):
            sessions = self.sessions(date.fromordinal(ordinal))
            by_sessions.setdefault(sessions, []).append(place)
        for sessions, places in by_sessions.items():
            for at, session in enumerate(sessions):
                days = ordinals[places][None, :]
                found[:, places] += session_total(keys, days, krx[:, places], at, session)
        return found

    def columns(self, rows: Ints, first: int, last: int) -> DayColumns:
        """Return KRX's bars of `rows` from position `first` to `last` with the volumes of the venue."""
        return self.own(rows, self._main.columns(self.names[rows], first, last))

    def own(self, rows: Ints, krx: DayColumns) -> DayColumns:
        """Return bars of KRX with the volumes of the venue."""
        volume = self.volumes(rows, krx.ordinals, krx.volume)
        prices = (np.where(volume > 0, price, 0) for price in (krx.open, krx.high, krx.low))
        opened, high, low = prices
        return dataclasses.replace(krx, open=opened, high=high, low=low, volume=volume)

    def closes(self, rows: Ints, first: int, last: int) -> Ints:
        """Return the closes of KRX."""
        return self._main.closes(self.names[rows], first, last)
