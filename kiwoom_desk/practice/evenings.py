"""What KRX's after-market trades of all names, today and on days before; refuses prices and orders."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.batch import Batch
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.minutes import MinuteColumns
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.past import Yesterday
from kiwoom_desk.practice.played import PlayedDay
from kiwoom_desk.practice.prints import unfold
from kiwoom_desk.practice.rings import EVENING, split
from kiwoom_desk.practice.side_flow import SideFlow, evening_members, today_of
from kiwoom_desk.practice.side_hours import SideHours, side_hours

_PHASES = frozenset({Phase.AFTER_MARKET})
# Names whose evening is unfolded at once, and evenings of single names that are kept.
_PART, _KEPT_DAYS = 192, 4_096


class Totals(msgspec.Struct, frozen=True):
    """Shares and won, by listing index or by day."""

    volume: Ints
    value: Ints


class Evenings:
    """Reads the paths that the after-market's floors play, of every name; looking changes nothing."""

    def __init__(self, exchange: Exchange, main: Flow) -> None:
        self._exchange, self._main = exchange, main
        self._members = evening_members(exchange.universe)
        self._row = {item.index: row for row, item in enumerate(self._members)}
        self._played: PlayedDay | None = None
        self._parts: list[MinuteColumns] = []
        self._batch: Batch | None = None
        self._whole: tuple[int, Totals] | None = None
        self._known: dict[tuple[int, int], tuple[int, int]] = {}

    @cached_property
    def _flow(self) -> SideFlow:
        """Return the after-market of every name, of which only the path is read."""
        found = SideFlow(self._main, Venue.KRX, self._members, _PHASES)
        found.begin(self._main.day)
        return found

    def begun(self, second: int) -> bool:
        """Tell whether today's after-market has begun at a second since midnight."""
        sessions = self._flow.side.sessions(self._main.day)
        return bool(sessions) and second >= sessions[0].begin

    # --- today -----------------------------------------------------------------------------

    def grow(self, second: int) -> bool:
        """Make a part of today's evening where it has begun; tell whether there was one left."""
        if not self.begun(second):
            return False
        self._roll()
        done = sum(len(part.volume) for part in self._parts)
        if done >= len(self._members):
            return False
        rows = np.arange(done, min(done + _PART, len(self._members)))
        self._parts.append(today_of(self._main.played, self._flow.side, rows))
        if done + len(rows) == len(self._members):
            self._parts = [MinuteColumns.joined(self._parts)]
        return True

    def _roll(self) -> None:
        """Begin anew with a day."""
        if self._played is not self._main.played:
            self._played, self._parts = self._main.played, []
            self._batch = self._whole = None

    def now(self, second: int) -> Totals:
        """Return what every name has traded just before a second of today, by listing index."""
        count = len(self._exchange.universe.listings)
        found = Totals(np.zeros(count, np.int64), np.zeros(count, np.int64))
        while self.grow(second):
            continue
        if not self.begun(second) or not self._members:
            return found
        hours, minutes = self._hours(), self._parts[0]
        slot = hours.slots_before(second)
        if self._whole is None or self._whole[0] != slot:
            self._whole = slot, _before(minutes, slot)
        running = self._running(minutes, hours, second)
        until = _with(self._whole[1], minutes, slot, running)
        found.volume[self._flow.names] = until.volume
        found.value[self._flow.names] = until.value
        for item in self._own():
            index = self._exchange.universe.by_code[split(item.code)[0]].index
            found.volume[index] += item.size
            found.value[index] += item.size * item.price
        return found

    def name_now(self, index: int, second: int) -> tuple[int, int]:
        """Return shares and won of one name, as `now` does of all."""
        row = self._row.get(index)
        if row is None or not self.begun(second):
            return 0, 0
        hours, rows = self._hours(), np.array([row])
        minutes = today_of(self._main.played, self._flow.side, rows)
        slot, sizes = hours.slots_before(second), np.zeros(0, np.int64)
        if _runs(hours, slot):
            found = unfold(self._flow.side.grid, rows, minutes, np.zeros(1, np.int64), slot)
            sizes = found.sizes[found.seconds() < second - hours.slot_start(slot)]
        until = _with(_before(minutes, slot), minutes, slot, (np.zeros_like(sizes), sizes))
        own = [item for item in self._own() if split(item.code)[0] == self._members[row].code]
        volume = int(until.volume[0]) + sum(item.size for item in own)
        return volume, int(until.value[0]) + sum(item.size * item.price for item in own)

    def _running(self, minutes: MinuteColumns, hours: SideHours, second: int) -> tuple[Ints, Ints]:
        """Return rows and sizes of the prints of the minute that runs, before a second."""
        slot = hours.slots_before(second)
        if not _runs(hours, slot):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        if self._batch is None or self._batch.slot != slot:
            self._batch = Batch(self._flow.side.grid, minutes, slot)
        columns = self._batch.columns()
        places = self._batch.second(0, max(second - hours.slot_start(slot), 0))
        return columns.rows[places], columns.sizes[places]

    def _hours(self) -> SideHours:
        return side_hours(self._flow.side.sessions(self._main.day))

    def _own(self) -> list[OwnPrint]:
        """Return our fills of today's evening."""
        found = self._exchange.pit.own_prints
        today = self._main.day
        return [item for item in found if item.day == today and split(item.code)[1] == EVENING]

    # --- days before -----------------------------------------------------------------------

    def volumes_before(self, krx: Ints) -> Ints:
        """Return what every name traded on the trading day before, of which KRX's volumes are given."""
        calendar, found = self._main.path.calendar, np.zeros_like(krx)
        day = calendar.day(calendar.position(self._main.day) - 1)
        side, rows = self._flow.side, np.arange(len(self._members))
        if len(rows) and side.sessions(day):
            ordinals = np.array([day.toordinal()], np.int64)
            names = self._flow.names
            found[names] = side.volumes(rows, ordinals, krx[names][:, None])[:, 0]
        return found

    def yesterday(self, index: int) -> Yesterday:
        """Return what one name traded in the after-market of the trading day before today."""
        place = self._main.path.calendar.position(self._main.day) - 1
        found = self.days(index, [place])
        return Yesterday(int(found.volume[0]), int(found.value[0]))

    def days(self, index: int, positions: list[int]) -> Totals:
        """Return what one name traded on days before today at which it was listed, ours included."""
        found = Totals(*(np.zeros(len(positions), np.int64) for _ in range(2)))
        row, calendar = self._row.get(index), self._main.path.calendar
        places = {
            position: place
            for place, position in enumerate(positions)
            if row is not None and self._flow.side.sessions(calendar.day(position))
        }
        if row is None or not places:
            return found
        if len(self._known) > _KEPT_DAYS:
            self._known.clear()
        self._make(index, row, [one for one in sorted(places) if (index, one) not in self._known])
        for position, place in places.items():
            found.volume[place], found.value[place] = self._known[index, position]
        key = self._members[row].code + EVENING
        for item in self._exchange.pit.own_prints:
            at = places.get(calendar.position(item.day)) if item.code == key else None
            if at is not None:
                found.volume[at] += item.size
                found.value[at] += item.size * item.price
        return found

    def _make(self, index: int, row: int, positions: list[int]) -> None:
        """Unfold the evenings of one name on some days and keep what they traded."""
        for part in self._flow.unfolded(row, positions) if positions else ():
            volumes = part.minutes.volume.sum(axis=1, dtype=np.int64).tolist()
            values = part.minutes.values(slice(None)).sum(axis=1).tolist()
            for position, volume, value in zip(part.positions, volumes, values, strict=True):
                self._known[index, position] = volume, value


def _runs(hours: SideHours, slot: int) -> bool:
    return 0 < slot < hours.slots - 1


def _before(minutes: MinuteColumns, slot: int) -> Totals:
    """Return what names traded in the slots before one."""
    volume = minutes.volume[:, :slot].sum(axis=1, dtype=np.int64)
    return Totals(volume, minutes.values(slice(slot)).sum(axis=1))


def _with(whole: Totals, minutes: MinuteColumns, slot: int, running: tuple[Ints, Ints]) -> Totals:
    """Return the totals with some prints (rows and sizes) of the slot that runs."""
    rows, sizes = running
    if not len(rows):
        return whole
    done = np.zeros_like(whole.volume)
    np.add.at(done, rows, sizes)
    worth = minutes.values(slice(slot, slot + 1))[:, 0]
    part = worth * done // np.maximum(minutes.volume[:, slot], 1)
    return Totals(whole.volume + done, whole.value + part)
