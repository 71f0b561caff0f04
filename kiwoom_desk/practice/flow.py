"""The market's day as it passes: board, planned prints, depth and auctions; refuses to match orders."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.auctions import AuctionState
from kiwoom_desk.practice.batch import Batch
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.days import DayColumns, DayPath
from kiwoom_desk.practice.depth import Depth
from kiwoom_desk.practice.draws import Ints, distinct
from kiwoom_desk.practice.hours import Hours, hours_of, second_of
from kiwoom_desk.practice.minutes import MinuteColumns, MinutePath
from kiwoom_desk.practice.own import OwnPrint, OwnPrints
from kiwoom_desk.practice.pauses import Pause
from kiwoom_desk.practice.played import PlayedDay
from kiwoom_desk.practice.prints import Print, unfold
from kiwoom_desk.practice.tape import Tape, TapePrint
from kiwoom_desk.practice.universe import Universe

# Beyond this many seconds whole slots are added up instead of second by second.
_JUMP_SECONDS = 150
_SLICES = 48


@dataclass(frozen=True, slots=True)
class Unfolded:
    """Days of one name that have equal hours, a day a row of `minutes`; only bars can be read from it.

    `days` holds one name; its days are those at `positions`.
    """

    positions: tuple[int, ...]
    days: DayColumns
    minutes: MinuteColumns
    hours: Hours


class Flow:
    """Plays one trading day at a time; everything follows from universe, rules, seed and anchor."""

    board: Board
    played: PlayedDay
    tape: Tape

    def __init__(
        self,
        universe: Universe,
        rules: MarketRules,
        seed: int,
        anchor: date | None = None,
        busy: float = 1.0,
    ) -> None:
        """Take the first practice day as `anchor`: its base prices are the previous closes.

        Without one the first day started is the anchor. Keep it: later days follow from it. `busy`
        is how many times as many prints as usual a day has, of as many shares in all.
        """
        self.universe, self.rules, self.seed = universe, rules, seed
        self.anchor, self._busy = anchor, busy
        self.own = OwnPrints()
        self._path: DayPath | None = None
        self._planned: tuple[int, datetime, tuple[Print, ...]] | None = None

    @property
    def path(self) -> DayPath:
        """Return the daily path; raise RuntimeError before the first start."""
        if self._path is None:
            raise RuntimeError("the flow has not started")
        return self._path

    @property
    def day(self) -> date:
        """Return the day that is played."""
        return self.played.day

    @property
    def hours(self) -> Hours:
        """Return the edges of the day that is played."""
        return self.played.hours

    @property
    def minutes(self) -> MinuteColumns:
        """Return all slots of the day, those to come included."""
        return self.played.minutes

    def begin(self, first_day: date) -> None:
        """Take the first practice day, unless there is one; `start` takes its own day so."""
        if self._path is None:
            self.anchor = self.anchor or first_day
            self._path = DayPath(self.universe, self.rules, self.seed, self.anchor, self._busy)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Return the interruptions of the day, those to come included."""
        return self.minutes.pauses

    def start(self, moment: datetime) -> None:
        """Open the day of `moment` at that moment; raise ValueError where it is no trading day."""
        self.begin(moment.date())
        self._planned = None
        self.played = PlayedDay(self.rules, self.path, moment.date())
        self.tape = Tape(self.universe, self.played, self.own)
        self._rows: Ints = np.arange(len(self.universe.listings))
        self._jump(second_of(moment))

    def advance(self, moment: datetime) -> None:
        """Move the board to just before the second of `moment`; another day starts anew.

        Raise ValueError for a moment before the board.
        """
        if moment.date() != self.day:
            if moment.date() < self.day:
                raise ValueError(f"the market never goes back: {moment.isoformat()}")
            self.start(moment)
            return
        target = second_of(moment)
        if target < self.board.second:
            raise ValueError(f"the market never goes back: {moment.isoformat()}")
        if target - self.board.second > _JUMP_SECONDS:
            self._jump(target)
        while self.board.second < target:
            self._step()

    def record_own(
        self, index: int, moment: datetime, price: int, size: int, buyer_aggressor: bool
    ) -> None:
        """Add a fill of ours beyond the plan to board, bars and tape from that moment on."""
        self.tape.second_today(moment)
        time_ms = second_of(moment) * 1000 + moment.microsecond // 1000
        code = self.universe.listings[index].code
        item = OwnPrint(code, self.day, time_ms, price, size, buyer_aggressor)
        self.own.add(item)
        self._add_own(item)

    def restore_own(self, prints: tuple[OwnPrint, ...]) -> None:
        """Take kept own fills (`own.all()`) before `start`."""
        for item in prints:
            self.own.add(item)

    def plan(self, index: int, second: datetime) -> tuple[Print, ...]:
        """Return the prints planned for one name in the second of `second`, oldest first.

        They add up to what the board takes. Raise ValueError for another day than the board's.
        """
        kept = self._planned
        if kept is not None and kept[0] == index and kept[1] == second:
            return kept[2]
        batches = [b for b in (self._batch, self._coming) if b is not None and b.complete]
        found = self.tape.plan(index, self.tape.second_today(second), batches)
        # A floor asks for its second's plan and for the depth after it, one after the other.
        self._planned = index, second, found
        return found

    def depth(self, index: int, second: datetime) -> Depth:
        """Return the target levels of one name at the end of a second; none for halted names."""
        at = self.tape.second_today(second)
        code = self.universe.listings[index].code
        price, buy = int(self.board.price[index]), bool(self.board.last_buy[index])
        if at == self.board.second and not self.own.of(code, self.day):
            # The second that runs: the board has not taken its prints yet.
            for last in self.plan(index, second)[-1:]:
                price, buy = last.price, last.buyer_aggressor
        elif at + 1 != self.board.second:
            return self.tape.depth(index, at)
        return self.tape.depth_around(index, at, price, buy)

    def depth_from(self, index: int, second: datetime, price: int, buy: bool) -> Depth:
        """Return levels whose bids (`buy`) or asks begin at a price: what stands behind it."""
        # A buyer's print stood on the ask, a seller's on the bid.
        return self.tape.depth_around(index, self.tape.second_today(second), price, not buy)

    def auction(self, index: int, moment: datetime) -> AuctionState:
        """Return the expected figures of one name; zeros outside call auctions and interruptions."""
        second = self.tape.second_today(moment)
        for pause in self.played.pauses_at(second):
            if pause.row == index:
                size = self.tape.pause_size(pause)
                return AuctionState(*self.played.expected_in(pause, second, size))
        prices, sizes = self.played.expected(np.array([index]), second)
        return AuctionState(int(prices[0]), int(sizes[0]))

    def auction_print(self, index: int, closing: bool) -> TapePrint | None:
        """Return the planned print of the opening or the closing auction, if there is one."""
        return self.tape.auction_print(index, closing)

    def running(self, index: int, slot: int) -> tuple[TapePrint, ...]:
        """Return the prints of a slot up to the board's second, oldest first; ours included."""
        begin, end = self.hours.slot_start(slot) * 1000, self.board.second * 1000
        return self.tape.between(index, begin, end)

    def count(self, index: int, until: datetime) -> int:
        """Count the day's prints before `until`, ours included."""
        second = self.tape.second_today(until)
        return self.tape.count(index, second * 1000 + until.microsecond // 1000)

    def prints(self, index: int, until: datetime, limit: int) -> tuple[TapePrint, ...]:
        """Return the day's prints before `until`, newest first, at most `limit`; ours included."""
        second = self.tape.second_today(until)
        return self.tape.prints(index, second * 1000 + until.microsecond // 1000, limit)

    # --- other days ----------------------------------------------------------------------

    def hours_on(self, day: date) -> Hours:
        """Return the edges of a trading day."""
        return hours_of(self.rules, day)

    def unfolded(self, index: int, positions: Sequence[int]) -> Iterator[Unfolded]:
        """Yield the slots of one name on days, in the order of time where their hours are equal."""
        path = self.path
        by_hours: dict[Hours, list[int]] = {}
        for position in positions:
            by_hours.setdefault(self.hours_on(path.calendar.day(position)), []).append(position)
        for hours, some in by_hours.items():
            whole = path.columns(np.array([index]), some[0], some[-1])
            days = days_at(whole, np.array(some, np.int64) - some[0])
            made = MinutePath(path.traits, path.grid, hours).of_days(index, days)
            yield Unfolded(tuple(some), days, made, hours)

    def slots_of(self, rows: Ints, position: int) -> tuple[MinuteColumns, Hours]:
        """Return the slots of names, one after another, on a day other than the one played."""
        path = self.path
        hours = self.hours_on(path.calendar.day(position))
        days = path.columns(rows, position, position)
        return MinutePath(path.traits, path.grid, hours).columns(rows, days), hours

    # --- the board ------------------------------------------------------------------------

    def _jump(self, target: int) -> None:
        """Build the board anew at a second, from whole slots and a part of one."""
        day = self.played.columns
        board = Board(day.base[:, 0], day.lower[:, 0], day.upper[:, 0], self.played.silent)
        self.board = board
        self._own_value = np.zeros(len(self._rows), np.int64)
        self._value = np.zeros(len(self._rows), np.int64)
        self._done = np.zeros(len(self._rows), np.int64)
        self._batch: Batch | None = None
        self._coming: Batch | None = None
        whole = self.hours.slots_before(target)
        self._take_slots(whole)
        board.second = target
        start = self.hours.slot_start(whole) if whole < self.hours.slots else target
        if start < target and whole:
            self._enter(whole)
            self._take(self._current().second(0, target - start))
        elif 0 < whole < self.hours.slots and start == target:
            # Unfolded at once, so that the first second after a start costs no more than others.
            self._coming = Batch(self.path.grid, self.minutes, whole)
            self._coming.finish()
        for item in self.own.on(self.day):
            self._add_own(item)
        board.quote(self.path.grid, self._rows)
        self._expect(target)

    def _take_slots(self, whole: int) -> None:
        """Add the first `whole` slots to an empty board."""
        if not whole:
            return
        minutes, board, every = self.minutes, self.board, self._rows
        volume = minutes.volume[:, :whole]
        traded = volume > 0
        some = traded.any(axis=1)
        first, last = traded.argmax(axis=1), whole - 1 - traded[:, ::-1].argmax(axis=1)
        board.price = minutes.close[:, whole - 1].astype(np.int64)
        board.open = np.where(some, minutes.open[every, first], 0).astype(np.int64)
        board.high = np.where(traded, minutes.high[:, :whole], 0).max(axis=1).astype(np.int64)
        far = np.iinfo(np.int32).max
        low = np.where(traded, minutes.low[:, :whole], far).min(axis=1)
        board.low = np.where(some, low, 0).astype(np.int64)
        board.volume = volume.sum(axis=1, dtype=np.int64)
        board.buy_volume = minutes.bought[:, :whole].sum(axis=1, dtype=np.int64)
        board.sell_volume = board.volume - board.buy_volume
        board.trades = minutes.prints[:, :whole].sum(axis=1, dtype=np.int64)
        board.last_buy = np.where(some, minutes.last_buy[every, last], False)
        self._value = minutes.values(slice(whole)).sum(axis=1)
        board.value = self._value.copy()
        for slot in distinct(last[some]).tolist():
            self._last_sizes(np.flatnonzero(some & (last == slot)), slot)

    def _last_sizes(self, names: Ints, slot: int) -> None:
        columns = unfold(self.path.grid, names, self.minutes, names, slot)
        self.board.last_size[names] = columns.sizes[columns.starts[1:] - 1]

    def _step(self) -> None:
        """Pass one second."""
        second = self.board.second
        if second == self.hours.open:
            self._enter(0)
            self._take(self._current().second(0, 1))
            self._leave()
        slot = self.hours.slot_of(second)
        if slot > 0:
            start = self.hours.slot_start(slot)
            if second == start:
                self._enter(slot)
            self._take(self._current().second(second - start, second - start + 1))
            if second - start == 59 or slot == self.hours.slots - 1:
                self._leave()
        self.board.second = second + 1
        self._prepare(slot)
        self._expect(second + 1)

    def _current(self) -> Batch:
        if self._batch is None:
            raise RuntimeError("no slot is running")
        return self._batch

    def _enter(self, slot: int) -> None:
        coming = self._coming if self._coming and self._coming.slot == slot else None
        self._batch = coming or Batch(self.path.grid, self.minutes, slot)
        if coming is not None:
            self._coming = None
        self._done[:] = 0
        self._slot_value = self.minutes.values(slice(slot, slot + 1))[:, 0]

    def _leave(self) -> None:
        self._value += self._slot_value
        self._batch = None

    def _prepare(self, slot: int) -> None:
        """Unfold a slice of the next slot, so that no second carries all of it."""
        following = 1 if self.board.second <= self.hours.open else slot + 1
        if self.board.second < self.hours.auction or not 0 < following < self.hours.slots:
            return
        if self._coming is None or self._coming.slot != following:
            self._coming = Batch(self.path.grid, self.minutes, following)
        self._coming.grow(-(-len(self._rows) // _SLICES))

    def _take(self, places: Ints) -> None:
        if not len(places):
            return
        columns, board = self._current().columns(), self.board
        slot = self._current().slot
        rows, sizes = columns.rows[places], columns.sizes[places]
        board.take(rows, columns.prices[places], sizes, columns.buys[places])
        np.add.at(self._done, rows, sizes)
        part = self._slot_value[rows] * self._done[rows] // self.minutes.volume[rows, slot]
        board.value[rows] = self._value[rows] + part + self._own_value[rows]
        board.quote(self.path.grid, rows)

    def _expect(self, second: int) -> None:
        """Set the expected figures while an auction runs, clear them after."""
        board = self.board
        if self.played.auction_at(second) is not None:
            board.expected_price, board.expected_size = self.played.expected(self._rows, second)
            return
        if board.expected_size.any():
            board.expected_price[:] = 0
            board.expected_size[:] = 0
        for pause in self.played.pauses_at(second):
            if second < pause.end:
                size = self.tape.pause_size(pause)
                price, shares = self.played.expected_in(pause, second, size)
                board.expected_price[pause.row], board.expected_size[pause.row] = price, shares

    def _add_own(self, item: OwnPrint) -> None:
        """Put a fill of ours on the board; the newest print of all names its price."""
        board = self.board
        row = self.universe.by_code[item.code].index
        rows, buys = np.array([row]), np.array([item.buyer_aggressor])
        before = int(board.price[row]), int(board.last_size[row]), bool(board.last_buy[row])
        board.take(rows, np.array([item.price]), np.array([item.size]), buys)
        worth = item.price * item.size
        board.value[row] += worth
        self._own_value[row] += worth
        newest = self.tape.newest(row, board.second * 1000)
        if newest is not None and newest.time_ms > item.time_ms:
            board.price[row], board.last_size[row], board.last_buy[row] = before
        board.quote(self.path.grid, rows)


def days_at(columns: DayColumns, places: Ints) -> DayColumns:
    """Return some days of bars."""
    found = {
        one.name: getattr(columns, one.name)[..., places] for one in dataclasses.fields(columns)
    }
    return dataclasses.replace(columns, **found)
