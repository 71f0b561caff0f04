"""Which figures an answer reads when it is asked for a venue; refuses to make any of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.day_tapes import DayTapes
from kiwoom_desk.practice.depth_columns import DepthColumns
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.investors import Investors
from kiwoom_desk.practice.kinds import arbitrage_parts, baskets
from kiwoom_desk.practice.leaders import Leaders
from kiwoom_desk.practice.member_flow import MemberFlow
from kiwoom_desk.practice.moments import Moments
from kiwoom_desk.practice.past import Yesterday
from kiwoom_desk.practice.programme import Programmes
from kiwoom_desk.practice.rings import NXT
from kiwoom_desk.practice.side_book import SideBook
from kiwoom_desk.practice.side_flow import SideFlow
from kiwoom_desk.practice.side_history import SideHistory
from kiwoom_desk.practice.side_hours import LEAST_PART
from kiwoom_desk.practice.strengths import Strengths
from kiwoom_desk.practice.venue_bars import VenueBars
from kiwoom_desk.practice.venue_days import DayRoom, DepthRoom, VenueDays, VenueDepths
from kiwoom_desk.practice.venue_firms import FirmRoom, VenueFirms
from kiwoom_desk.practice.venue_investors import Room, VenueInvestors, slots_over
from kiwoom_desk.practice.venue_programmes import ProgrammeRoom, VenueProgrammes
from kiwoom_desk.practice.venue_tapes import TapeRoom, VenueTapes

if TYPE_CHECKING:
    from kiwoom_desk.practice.house import House

_COLUMNS = {Venue.KRX: "1", Venue.NXT: "2", Venue.SOR: "3"}


class VenueRoom:
    """Everything that one venue has of its own, made when it is first asked for."""

    def __init__(self, house: House, flow: Flow) -> None:
        self.house, self.flow = house, flow

    @property
    def names(self) -> Ints | None:
        """Return the listing indices of the rows, None where these are the rows."""
        return None

    def yesterday(self, index: int) -> Yesterday:
        """Return what a listing traded here on the trading day before today."""
        return self.house.past.yesterday(index)

    def yesterdays(self) -> tuple[Ints, Ints]:
        """Return shares and won of the trading day before today, by place here."""
        return self.house.past.yesterday_volumes(), self.house.past.yesterday_values()

    @cached_property
    def room(self) -> Room:
        """Return flow, bars and investors."""
        return Room(self.flow, self.house.past.history, self.house.investors)

    @cached_property
    def firms(self) -> FirmRoom:
        """Return the member firms."""
        return FirmRoom(self.room, self.house.members, self.house.leaders)

    @cached_property
    def programmes(self) -> ProgrammeRoom:
        """Return the programmes."""
        return ProgrammeRoom(self.flow, self.house.programmes)

    @cached_property
    def days(self) -> DayRoom:
        """Return past days and minutes."""
        return DayRoom(self.house.day_book, self.house.moments)

    @cached_property
    def depths(self) -> DepthRoom:
        """Return the books."""
        return DepthRoom(self.house.depths, self.house.moments)

    @cached_property
    def tapes(self) -> TapeRoom:
        """Return the prints of days."""
        return TapeRoom(self.room, self.house.day_tapes, self.house.strengths)


class NxtRoom(VenueRoom):
    """What NXT has: as KRX's, read from its own flow."""

    flow: SideFlow

    def __init__(self, house: House, flow: SideFlow) -> None:
        super().__init__(house, flow)
        self._book = SideBook(flow, house.day_book)

    @property
    def names(self) -> Ints | None:
        """Return the listing indices of NXT's names."""
        return self.flow.names

    def yesterday(self, index: int) -> Yesterday:
        """Return what a listing traded here on the trading day before today, nothing where it is not."""
        code = self.house.exchange.universe.listings[index].code
        found = self.flow.universe.by_code.get(code)
        if found is None:
            return Yesterday(0, 0)
        volume, value = self.flow.yesterday(np.array([found.index]))
        return Yesterday(int(volume[0]), int(value[0]))

    def yesterdays(self) -> tuple[Ints, Ints]:
        """Return shares and won of the trading day before today, by place here."""
        return self.flow.yesterday(np.arange(len(self.flow.names)))

    @cached_property
    def room(self) -> Room:
        """Return flow, bars and investors."""
        listings = self.house.exchange.universe.listings
        arbitrage, others = (part[self.flow.names] for part in arbitrage_parts(listings))
        investors = Investors(self.flow, self._book, LEAST_PART, (arbitrage, others))
        return Room(self.flow, SideHistory(self.flow), investors, self.flow.names)

    @cached_property
    def firms(self) -> FirmRoom:
        """Return the member firms."""
        members = MemberFlow(self.flow, self._book, self.room.investors.foreign.net)
        return FirmRoom(self.room, members, Leaders(self.flow, members))

    @cached_property
    def programmes(self) -> ProgrammeRoom:
        """Return the programmes: of the baskets' names that NXT trades."""
        rows = {
            market: np.searchsorted(self.flow.names, some[np.isin(some, self.flow.names)])
            for market, some in baskets(self.house.exchange.universe.listings).items()
        }
        return ProgrammeRoom(self.flow, Programmes(self.flow, self.room.investors, rows))

    @cached_property
    def days(self) -> DayRoom:
        """Return past days and minutes."""
        return DayRoom(self._book, Moments(self.flow), self.flow.names)

    @cached_property
    def depths(self) -> DepthRoom:
        """Return the books."""
        columns = DepthColumns(self.house.exchange, self.flow, NXT)
        return DepthRoom(columns, self.days.moments, self.flow.names)

    @cached_property
    def tapes(self) -> TapeRoom:
        """Return the prints of days."""
        return TapeRoom(self.room, DayTapes(self.flow), Strengths(self.flow))


class VenueFigures:
    """The figures of one venue, or of KRX and NXT told as one, over listing indices."""

    def __init__(self, house: House, venue: Venue, rooms: tuple[VenueRoom, ...]) -> None:
        """KRX comes first where it is among the rooms."""
        self._house, self._rooms = house, rooms
        self._choice = _COLUMNS[venue]
        self._count = len(house.exchange.universe.listings)

    @property
    def krx(self) -> bool:
        """Tell whether these are the figures of KRX alone."""
        return len(self._rooms) == 1 and self._rooms[0].names is None

    @property
    def board(self) -> Board:
        """Return the columns of the venue."""
        return self._house.venues.of(self._choice)

    def has(self, index: int) -> bool:
        """Tell whether the venue trades a name at all."""
        return any(room.room.row(index) is not None for room in self._rooms)

    def yesterday(self, index: int) -> Yesterday:
        """Return what one name traded on the trading day before today, at all these venues."""
        found = [room.yesterday(index) for room in self._rooms]
        return Yesterday(sum(one.volume for one in found), sum(one.value for one in found))

    def yesterdays(self) -> tuple[Ints, Ints]:
        """Return shares and won of all names on the trading day before today, by listing index."""
        volume, value = np.zeros(self._count, np.int64), np.zeros(self._count, np.int64)
        for room in self._rooms:
            at = np.arange(self._count) if room.names is None else room.names
            shares, won = room.yesterdays()
            volume[at] += shares
            value[at] += won
        return volume, value

    def prices(self, index: int, position: int, seconds: Sequence[int]) -> list[int]:
        """Return a name's last prices of a day at moments that lists tell; KRX's count in its session."""
        found = [0] * len(seconds)
        rooms = [(one.room, one.room.row(index)) for one in self._rooms]
        for room, row in reversed([(room, row) for room, row in rooms if row is not None]):
            minutes, at = room.investors.minutes_of(row, position)
            day = room.flow.path.calendar.day(position)
            closes = minutes.close[at].tolist()
            hours = room.flow.hours_on(day)
            for place, second in enumerate(seconds):
                slots = slots_over(hours, second)
                late = room.names is None and second > hours.end and found[place]
                if slots and not late:
                    found[place] = closes[slots - 1]
        return found

    @property
    def end(self) -> int:
        """Return the second of today at which the venue's last session ends."""
        return max(room.flow.hours.end for room in self._rooms)

    def is_open(self, second: int) -> bool:
        """Tell whether the venue trades by itself, or runs to its last print, at a second of today."""
        hours = [room.flow.hours for room in self._rooms]
        return any(one.open < second < one.end for one in hours)

    @cached_property
    def bars(self) -> VenueBars:
        """Return bars and prints of single names."""
        rooms = [room.room for room in self._rooms]
        return VenueBars(rooms, lambda: self.board)

    @cached_property
    def investors(self) -> VenueInvestors:
        """Return the kinds of investors."""
        rooms = [room.room for room in self._rooms]
        return VenueInvestors(rooms, self._count)

    @cached_property
    def firms(self) -> VenueFirms:
        """Return the member firms."""
        return VenueFirms([room.firms for room in self._rooms], self._count)

    @cached_property
    def programmes(self) -> VenueProgrammes:
        """Return the programmes."""
        rooms = [room.programmes for room in self._rooms]
        krx = ProgrammeRoom(self._house.past.flow, self._house.programmes)
        return VenueProgrammes(rooms, krx)

    @cached_property
    def days(self) -> VenueDays:
        """Return past days and minutes of all names."""
        return VenueDays([room.days for room in self._rooms], self._house.day_book)

    @cached_property
    def depths(self) -> VenueDepths:
        """Return the books of all names."""
        return VenueDepths([room.depths for room in self._rooms], self._count)

    @cached_property
    def tapes(self) -> VenueTapes:
        """Return the prints of single names by day, and what buyers took of them."""
        return VenueTapes([room.tapes for room in self._rooms])


class Venues:
    """Gives the figures of a venue; where NXT does not trade today, everything is KRX's."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._krx = VenueRoom(house, house.past.flow)
        self._nxt: NxtRoom | None = None
        self._figures: dict[Venue, VenueFigures] = {}

    def at(self, venue: Venue) -> VenueFigures:
        """Return the figures of KRX, NXT or both (SOR)."""
        nxt = self._house.exchange.rings.nxt
        if nxt is None:
            venue = Venue.KRX
        elif self._nxt is None or self._nxt.flow is not nxt:
            self._nxt, self._figures = NxtRoom(self._house, nxt), {}
        if venue not in self._figures:
            rooms = (self._krx, self._nxt) if self._nxt else (self._krx,)
            chosen = {Venue.KRX: rooms[:1], Venue.NXT: rooms[1:]}.get(venue, rooms)
            self._figures[venue] = VenueFigures(self._house, venue, chosen)
        return self._figures[venue]
