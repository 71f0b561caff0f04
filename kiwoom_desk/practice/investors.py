"""What each kind of investor bought and sold, today so far and on past days; refuses wire forms."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

import numpy as np

from kiwoom_desk.practice.day_book import DAYS, TradedDays
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.foreign import ForeignHoldings
from kiwoom_desk.practice.investor_days import DayParts, InvestorDays
from kiwoom_desk.practice.kind_flows import Flows, Totals, running_minutes
from kiwoom_desk.practice.kinds import INSTITUTIONS, Kind
from kiwoom_desk.practice.minutes import MinuteColumns

# All flows of so many days are kept: at least these, and more days of a smaller universe.
_KEPT_DAYS, _KEPT_CELLS = 30, 60_000
# They are made ahead but for a few, which lists of older days may take.
_SPARE_DAYS = 8
_KEPT_NETS = 400
_KEPT_MINUTES = 16
STREAK_DAYS = 140
"""The days that streaks look back."""


POINT_MINUTES = 10
"""The minutes between two points at which the day so far is told again."""


class Investors:
    """Reads the flow of a house; caches whole days and the present second."""

    def __init__(
        self,
        flow: Flow,
        book: TradedDays,
        part: float = 1.0,
        arbitrage: tuple[Floats, Floats] | None = None,
    ) -> None:
        """`part` as ForeignHoldings and `arbitrage` as InvestorDays take them."""
        self._flow, self._book = flow, book
        self._rows: Ints = np.arange(len(flow.universe.listings))
        self.foreign = ForeignHoldings(flow.universe, flow.path, part)
        self.days = InvestorDays(flow.universe, flow.path, self.foreign, arbitrage)
        self._keep = max(_KEPT_DAYS, _KEPT_CELLS // max(len(self._rows), 1))
        self._today: tuple[tuple[date, int, int], Flows] | None = None
        self._before: tuple[date, Ints, DayParts] | None = None
        self._parts: tuple[date, DayParts] | None = None
        self._slots: OrderedDict[tuple[date, int], Flows] = OrderedDict()
        self._kept: OrderedDict[date, Flows] = OrderedDict()
        self._minutes: OrderedDict[tuple[int, int], MinuteColumns] = OrderedDict()
        self._nets: OrderedDict[date, Ints] = OrderedDict()

    # --- today -----------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """Return the position of the day that is played."""
        return self._flow.path.calendar.position(self._flow.day)

    def parts(self) -> DayParts:
        """Return who will have traded the plan of today at its end."""
        day = self._flow.day
        if self._parts is None or self._parts[0] != day:
            planned = self._flow.played.columns.volume[:, 0]
            self._parts = day, self.days.whole(self._rows, self._at(self.position), planned)
        return self._parts[1]

    def own_today(self) -> Ints:
        """Return our volume beyond today's plan, by listing index."""
        return self._own(self._flow.day)

    def today(self) -> Flows:
        """Return the flows of all names up to the board's second."""
        board = self._flow.board
        own = self.own_today()
        key = (self._flow.day, board.second, int(own.sum()))
        if self._today is None or self._today[0] != key:
            passed = self._passed_now(board.volume - own)
            self._today = key, Flows(board.volume.copy(), board.value.copy(), passed, own)
        return self._today[1]

    def _passed_now(self, volume: Ints) -> DayParts:
        """Return what is done of today's plan; only names that traded since are asked anew."""
        if self._before is None or self._before[0] != self._flow.day:
            passed = self._passed(self._rows, volume)
        else:
            _, then, passed = self._before
            rows = np.flatnonzero(then != volume)
            if len(rows):
                passed = passed.with_cells(rows, self._passed(rows, volume[rows]))
        self._before = self._flow.day, volume, passed
        return passed

    def one(self, index: int, volume: int, value: int) -> Flows:
        """Return one name's flows of today when it has traded that volume and value."""
        return self.several(index, np.array([volume]), np.array([value]))

    def several(self, index: int, volume: Ints, value: Ints) -> Flows:
        """Return one name's flows of today at each volume and value, ours included in all of them."""
        planned = self._planned_of(index, volume)
        rows = np.full(len(volume), index)
        return Flows(volume, value, self._passed(rows, planned), volume - planned)

    def programmes_at(self, index: int, volume: Ints) -> tuple[Ints, Ints]:
        """Return the programmes' buys and sells of one name today at each volume, ours included."""
        rows, whole = np.full(len(volume), index), self.parts()
        parts = DayParts(whole.buys.of(rows), whole.sells.of(rows))
        at = np.full(len(volume), self.position)
        return self.days.programmes_passed(parts, rows, at, self._planned_of(index, volume))

    def _planned_of(self, index: int, volume: Ints) -> Ints:
        """Return the planned part of volumes: watched names may be ahead of the board, not the plan."""
        return np.minimum(volume - self.own_of(index), self._planned(index))

    def own_of(self, index: int) -> int:
        """Return our volume of one name beyond today's plan."""
        code = self._flow.universe.listings[index].code
        return sum(item.size for item in self._flow.own.of(code, self._flow.day))

    def minute_ago(self, index: int) -> tuple[int, int]:
        """Return volume and value of one name's plan before the minute that runs began."""
        flow = self._flow
        over = flow.hours.slots_before(max(flow.board.second - 1, 0) // 60 * 60)
        volume, value = running_minutes(flow.minutes, np.array([index]))
        return int(volume[0, over]), int(value[0, over])

    def last_point(self) -> Flows:
        """Return the flows of all names up to the last whole ten minutes, without our own."""
        return self.after_slots(self._point_slots())

    def _point_slots(self) -> int:
        span = 60 * POINT_MINUTES
        second = min(self._flow.board.second - 1, self._flow.hours.end)
        return self._flow.hours.slots_before(second // span * span)

    def after_slots(self, slots: int) -> Flows:
        """Return the flows of all names of the first slots of today, without our own."""
        key = (self._flow.day, slots)
        if key not in self._slots:
            volume, value = self._summed(slots)
            self._slots[key] = Flows(volume, value, self._passed(self._rows, volume))
            while len(self._slots) > 2:
                self._slots.popitem(last=False)
        return self._slots[key]

    def _summed(self, slots: int) -> tuple[Ints, Ints]:
        """Return volume and value of the first slots, counted on from what was counted before."""
        minutes, day = self._flow.minutes, self._flow.day
        begun = max((n for at, n in self._slots if at == day and n <= slots), default=0)
        volume = minutes.volume[:, begun:slots].sum(axis=1, dtype=np.int64)
        value = minutes.values(slice(begun, slots)).sum(axis=1)
        before = self._slots.get((day, begun))
        return (volume + before.volume, value + before.value) if before else (volume, value)

    def course(self, index: int, slots: Ints, position: int | None = None) -> Flows:
        """Return one name's flows of a day after each number of slots, without our own.

        `position` is the day's, today without one; of today ask only for slots that are over.
        """
        place = self.position if position is None else position
        minutes, row = self.minutes_of(index, place)
        volume, value = running_minutes(minutes, np.array([row]))
        cells = volume[0, slots], value[0, slots]
        at = np.full(len(slots), place)
        whole = self.days.whole(np.array([index]), at[:1], volume[0, -1:])
        one = np.zeros(len(slots), np.int64)
        parts = DayParts(whole.buys.of(one), whole.sells.of(one))
        return Flows(*cells, self.days.passed(parts, np.full(len(slots), index), at, cells[0]))

    def minutes_of(self, index: int, position: int) -> tuple[MinuteColumns, int]:
        """Return the slots of one name on a day, and its row in them."""
        if position == self.position:
            return self._flow.minutes, index
        key = index, position
        if key not in self._minutes:
            self._minutes[key] = next(iter(self._flow.unfolded(index, [position]))).minutes
            while len(self._minutes) > _KEPT_MINUTES:
                self._minutes.popitem(last=False)
        return self._minutes[key], 0

    # --- days ------------------------------------------------------------------------------

    def day(self, position: int) -> Flows:
        """Return the flows of all names on a day; today's are those so far."""
        if position == self.position:
            return self.today()
        day = self._flow.path.calendar.day(position)
        if day not in self._kept:
            self._kept[day] = self._whole_day(day, position)
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        self._kept.move_to_end(day)
        return self._kept[day]

    def over(self, first: int, last: int) -> Totals:
        """Return the sums of all names over days, both ends included."""
        totals = Totals(len(self._rows))
        for position in range(first, last + 1):
            totals.add(self.day(position))
        return totals

    def grow(self) -> None:
        """Make the nets of one day more of those that streaks need; cheap when all stand."""
        if not self._book.whole:
            return
        if (self._flow.day, self._point_slots()) not in self._slots:
            self.last_point()
            return
        newest, calendar = self.position - 1, self._flow.path.calendar
        for position in range(newest, newest - STREAK_DAYS, -1):
            day = calendar.day(position)
            if newest - position < self._keep - _SPARE_DAYS and day not in self._kept:
                self.day(position)
                return
            if day not in self._nets:
                self.nets(position)
                return

    def nets(self, position: int) -> Ints:
        """Return institutions' and foreigners' net of a day: names x (shares, shares, won, won)."""
        if position == self.position:
            return _nets(self.today())
        day = self._flow.path.calendar.day(position)
        if day not in self._nets:
            kept = self._kept.get(day)
            self._nets[day] = _nets(kept or self._whole_day(day, position))
            while len(self._nets) > _KEPT_NETS:
                self._nets.popitem(last=False)
        return self._nets[day]

    def series(self, index: int, positions: Ints, volume: Ints, value: Ints) -> Flows:
        """Return one name's flows on past days that traded those volumes and values, ours included."""
        rows = np.full(len(positions), index)
        code = self._flow.universe.listings[index].code
        calendar = self._flow.path.calendar
        ours = [
            sum(p.size for p in self._flow.own.of(code, calendar.day(int(at)))) for at in positions
        ]
        own = np.array(ours, np.int64)
        return Flows(volume, value, self.days.whole(rows, positions, volume - own), own)

    def held(self) -> Ints:
        """Return what foreigners hold now, by listing index: yesterday's and today's net so far."""
        before = self.foreign.held(self._rows, self._at(self.position - 1))
        held: Ints = before + self.today().net[:, Kind.FOREIGNER]
        return held

    def held_one(self, index: int, volume: int) -> int:
        """Return what foreigners hold of one name when it has traded that volume today."""
        net = self.one(index, volume, volume).net[0, Kind.FOREIGNER]
        return int(self.foreign.held(np.array([index]), np.array([self.position - 1]))[0] + net)

    def foreign_net(self, first: int, last: int) -> Ints:
        """Return what foreigners bought net over days, both ends included, by listing index."""
        path = self._flow.path
        born = np.searchsorted(path.calendar.ordinals, path.traits.listed_on) - 1
        before = self.foreign.held(self._rows, np.maximum(self._at(first - 1), born))
        if last == self.position:
            return self.held() - before
        held: Ints = self.foreign.held(self._rows, np.maximum(self._at(last), born))
        return held - before

    # --- inside ----------------------------------------------------------------------------

    def _at(self, position: int) -> Ints:
        return np.full(len(self._rows), position)

    def _planned(self, index: int) -> Ints:
        planned: Ints = self._flow.played.columns.volume[index : index + 1, 0]
        return planned

    def _passed(self, rows: Ints, volume: Ints) -> DayParts:
        whole = self.parts()
        parts = DayParts(whole.buys.of(rows), whole.sells.of(rows))
        return self.days.passed(parts, rows, np.full(len(rows), self.position), volume)

    def _own(self, day: date) -> Ints:
        own = np.zeros(len(self._rows), np.int64)
        for item in self._flow.own.on(day):
            own[self._flow.universe.by_code[item.code].index] += item.size
        return own

    def _whole_day(self, day: date, position: int) -> Flows:
        own = self._own(day)
        volume, value = self._traded(position)
        planned = volume - own
        parts = self.days.whole(self._rows, self._at(position), planned)
        return Flows(volume, value, parts, own)

    def _traded(self, position: int) -> tuple[Ints, Ints]:
        """Return volume and value of all names on a past day, ours included."""
        back = self.position - position
        if back <= DAYS:
            return self._book.volume(back), self._book.value(back)
        bars = self._flow.path.columns(self._rows, position, position)
        listed = self._flow.path.traits.listed_on <= int(bars.ordinals[0])
        volume = np.where(listed, bars.volume[:, 0], 0)
        return volume, (bars.open + bars.high + bars.low + bars.close)[:, 0] * volume // 4


def _nets(flows: Flows) -> Ints:
    net, won = flows.net, flows.net_won
    columns = (
        net[:, INSTITUTIONS].sum(axis=1),
        net[:, Kind.FOREIGNER],
        won[:, INSTITUTIONS].sum(axis=1),
        won[:, Kind.FOREIGNER],
    )
    return np.stack(columns, axis=1)
