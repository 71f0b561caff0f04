"""What investors of one venue, or of both, bought and sold, by listing index; refuses days not played yet."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import Bars, History, day_starts
from kiwoom_desk.practice.hours import Hours
from kiwoom_desk.practice.investors import Investors
from kiwoom_desk.practice.joined import JoinedFlows, Part, summed
from kiwoom_desk.practice.kind_flows import Flows, Totals
from kiwoom_desk.practice.side_hours import SideHours

_DAY_SECONDS, _MINUTE = 86_400, 60


class Room(msgspec.Struct, frozen=True):
    """One venue: its flow, bars and investors; `names` are the listing indices of its rows.

    KRX's rows are the listing indices themselves.
    """

    flow: Flow
    history: History
    investors: Investors
    names: Ints | None = None

    def row(self, index: int) -> int | None:
        """Return the row of a name, None where the venue does not trade it."""
        if self.names is None:
            return index
        place = int(np.searchsorted(self.names, index))
        return place if place < len(self.names) and int(self.names[place]) == index else None


class VenueInvestors:
    """Adds up the investors of the rooms of a venue."""

    def __init__(self, rooms: Sequence[Room], count: int) -> None:
        self._rooms, self._count = rooms, count

    @property
    def position(self) -> int:
        """Return the position of the day that is played."""
        return self._rooms[0].investors.position

    # --- all names -------------------------------------------------------------------------

    def today(self) -> Flows:
        """Return the flows of all names up to the board's second."""
        return self._all([room.investors.today() for room in self._rooms])

    def last_point(self) -> Flows:
        """Return the flows of all names up to the last whole ten minutes, without our own."""
        return self._all([room.investors.last_point() for room in self._rooms])

    def day(self, position: int) -> Flows:
        """Return the flows of all names on a day; today's are those so far."""
        return self._all([room.investors.day(position) for room in self._rooms])

    def over(self, first: int, last: int) -> Totals:
        """Return the sums of all names over days, both ends included."""
        totals = Totals(self._count)
        for position in range(first, last + 1):
            totals.add(self.day(position))
        return totals

    def nets(self, position: int) -> Ints:
        """Return institutions' and foreigners' net of a day: names x (shares, shares, won, won)."""
        return summed(
            [(room.investors.nets(position), room.names) for room in self._rooms], self._count
        )

    def foreign_net(self, first: int, last: int) -> Ints:
        """Return what foreigners bought net over days, both ends included, by listing index."""
        return summed(
            [(room.investors.foreign_net(first, last), room.names) for room in self._rooms],
            self._count,
        )

    # --- one name --------------------------------------------------------------------------

    def one(self, index: int, volume: int, value: int) -> Flows:
        """Return one name's flows of today; KRX alone may be ahead of the board with what it traded."""
        rows = self._rows(index)
        if len(rows) == 1 and rows[0][0].names is None:
            return rows[0][0].investors.one(index, volume, value)
        parts: list[Part] = []
        for room, row in rows:
            board = room.flow.board
            now = room.investors.one(row, int(board.volume[row]), int(board.value[row]))
            parts.append((now, None))
        return JoinedFlows(parts, 1)

    def series(self, index: int, positions: Ints, bars: Bars) -> Flows:
        """Return one name's flows on past days, whose bars of this venue are known."""
        parts: list[Part] = []
        rows = self._rows(index)
        if len(rows) == 1:
            room, row = rows[0]
            return room.investors.series(row, positions, bars.volume, bars.value)
        for room, row in rows:
            volume, value = _traded(room, row, positions)
            some = np.flatnonzero(volume > 0)
            flows = room.investors.series(row, positions[some], volume[some], value[some])
            parts.append((flows, some))
        return JoinedFlows(parts, len(positions))

    def seconds(self, position: int) -> list[int]:
        """Return the moments of a day that lists tell, up to now."""
        told = (told_seconds(room.flow, position) for room in self._rooms)
        return sorted(set[int]().union(*told))

    def course(self, index: int, seconds: Sequence[int], position: int | None = None) -> Flows:
        """Return one name's flows of a day up to moments, without our own.

        Moments are the ends of minutes; `position` is the day's, today without one.
        """
        at = self.position if position is None else position
        parts: list[Part] = []
        for room, row in self._rows(index):
            hours = room.flow.hours_on(room.flow.path.calendar.day(at))
            slots = np.array([slots_over(hours, second) for second in seconds], np.int64)
            parts.append((room.investors.course(row, slots, at), None))
        return JoinedFlows(parts, len(seconds))

    def _rows(self, index: int) -> list[tuple[Room, int]]:
        found = [(room, room.row(index)) for room in self._rooms]
        return [(room, row) for room, row in found if row is not None]

    def _all(self, flows: Sequence[Flows]) -> Flows:
        if len(flows) == 1 and self._rooms[0].names is None:
            return flows[0]
        names = (room.names for room in self._rooms)
        return JoinedFlows(list(zip(flows, names, strict=True)), self._count)


def slots_over(hours: Hours, second: int) -> int:
    """Count the slots that are over at the end of a minute; the opening print is over at the open."""
    if second < hours.open:
        return 0
    return hours.slots if second >= hours.end else hours.slots_before(second + 1)


def told_seconds(flow: Flow, position: int) -> set[int]:
    """Return the moments of a day that lists tell, up to now: the auctions' prints and minutes' ends."""
    day = flow.path.calendar.day(position)
    hours, today = flow.hours_on(day), day == flow.day
    now = flow.board.second if today else _DAY_SECONDS
    found = {hours.slot_start(slot) + _MINUTE for slot in range(1, hours.slots - 1)}
    told = {second for second in found if second <= now}
    if not isinstance(hours, SideHours):
        told |= {second for second in (hours.open, hours.end) if second < now}
    return told


def _traded(room: Room, row: int, positions: Ints) -> tuple[Ints, Ints]:
    """Return volume and value of days in the order of their positions; zeros for a silent day."""
    calendar = room.flow.path.calendar
    found: tuple[Ints, Ints] = np.zeros_like(positions), np.zeros_like(positions)
    if not len(positions):
        return found
    newest, oldest = int(positions.max()), int(positions.min())
    bars = room.history.daily(row, calendar.day(newest), newest - oldest + 1)
    starts = day_starts(calendar.ordinals[positions])
    there = np.flatnonzero(np.isin(starts, bars.starts))
    places = np.searchsorted(bars.starts, starts[there])
    found[0][there], found[1][there] = bars.volume[places], bars.value[places]
    return found
