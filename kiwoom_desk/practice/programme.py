"""What programmes trade of a market, minute by minute and day by day; refuses names outside the baskets."""

from __future__ import annotations

from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.investor_days import DayParts
from kiwoom_desk.practice.investors import Investors
from kiwoom_desk.practice.kind_flows import programme_worth, running_minutes
from kiwoom_desk.practice.kinds import baskets
from kiwoom_desk.practice.universe import IndexSpec

_INDICES = {Market.KOSPI: "201", Market.KOSDAQ: "150"}
# An arbitrage position is closed evenly over so many days.
UNWIND_DAYS = 20
_KEPT_MARKET_DAYS = 4
_BASIS_DAYS = 9
# The first pages of the lists by day, and what their balances look back on.
_WARM_DAYS = 60


class Tally(msgspec.Struct, frozen=True):
    """What programmes of a market traded: pairs of (arbitrage, others) in shares and in won.

    `level` is the index of the basket in hundredths of a point.
    """

    bought: tuple[int, int]
    sold: tuple[int, int]
    bought_won: tuple[int, int]
    sold_won: tuple[int, int]
    level: int


class Balance(msgspec.Struct, frozen=True):
    """Open arbitrage positions of a day, bought and sold stock, in shares and won."""

    bought: int
    bought_won: int
    sold: int
    sold_won: int


class _Minutes(msgspec.Struct, frozen=True):
    """Running figures (names x slots) and closes of a basket on one day, with its day's parts."""

    volume: Ints
    value: Ints
    close: Ints
    parts: DayParts


class Programmes:
    """Reads the flow over the baskets; keeps the tallies it made."""

    def __init__(
        self, flow: Flow, investors: Investors, rows: dict[Market, Ints] | None = None
    ) -> None:
        """`rows` are the baskets' names where not all of them trade: levels are not told of them."""
        self._flow, self._investors = flow, investors
        self._calendar = flow.path.calendar
        self._partly = rows is not None
        self.rows = rows or baskets(flow.universe.listings)
        """The rows of the baskets, by market."""
        self._specs = {
            market: next((s for s in flow.universe.indices if s.code == code), None)
            for market, code in _INDICES.items()
        }
        shares = flow.path.traits.shares
        self._shares = {market: shares[rows] for market, rows in self.rows.items()}
        closes = flow.path.traits.previous_close
        self._worth_then = {m: int((closes[r] * shares[r]).sum()) for m, r in self.rows.items()}
        self._minutes: dict[tuple[date, Market], _Minutes] = {}
        self._slots: dict[tuple[date, Market], dict[int, Tally]] = {}
        self._days: dict[tuple[int, Market], Tally] = {}
        self._basis_key = np.array([key_of(flow.seed, "basis")], np.uint64)

    # --- inside a day ----------------------------------------------------------------------

    def now(self, market: Market) -> Tally:
        """Return the tally of today up to the board's second."""
        flows, rows, board = self._investors.today(), self.rows[market], self._flow.board
        bought, sold = flows.programme_buys[rows], flows.programme_sells[rows]
        level = self._level(market, board.price[rows])
        return _tally(board.value[rows], board.volume[rows], bought, sold, level)

    def after_slots(self, market: Market, position: int, slots: tuple[int, ...]) -> list[Tally]:
        """Return the tallies of a day after each number of slots; of today only those that are over."""
        day = self._calendar.day(position)
        made = self._slots.setdefault((day, market), {})
        missing = np.array([slot for slot in slots if slot not in made], np.int64)
        if len(missing):
            for slot, tally in zip(
                missing.tolist(), self._tallies(market, position, missing), strict=True
            ):
                made[slot] = tally
        while len(self._slots) > _KEPT_MARKET_DAYS:
            del self._slots[next(iter(self._slots))]
        return [made[slot] for slot in slots]

    def grow(self) -> None:
        """Make one day more of those that lists begin with; cheap when all stand."""
        newest = self._investors.position - 1
        for position in range(newest, newest - _WARM_DAYS, -1):
            for market in self.rows:
                if (position, market) not in self._days:
                    self._make_days(market, position, position)
                    return
        for market in self.rows:
            self._day_minutes(market, newest + 1)

    # --- days ------------------------------------------------------------------------------

    def days(self, market: Market, positions: tuple[int, ...]) -> list[Tally]:
        """Return the tallies of whole days; today's is the one so far."""
        today = self._investors.position
        missing = [p for p in positions if p != today and (p, market) not in self._days]
        if missing:
            self._make_days(market, min(missing), max(missing))
        return [self.now(market) if p == today else self._days[p, market] for p in positions]

    def before(self, market: Market, position: int) -> int:
        """Return the index at the close of the day before, in hundredths."""
        return self.days(market, (position - 1,))[0].level

    def commission(self, rows: Ints, position: int) -> Floats:
        """Return the part of names' programmes that is traded for others, not the firms' own."""
        keys = draw(self._flow.path.traits.keys[rows], np.uint64(key_of("commission")))
        day = self._calendar.ordinals[position : position + 1].astype(np.uint64)
        return 0.7 + 0.28 * field(draw(keys, day), 0)

    def balances(self, market: Market, positions: tuple[int, ...]) -> list[Balance]:
        """Return the open arbitrage positions at the end of days: each is closed evenly in 20 days."""
        first = min(positions) - UNWIND_DAYS + 1
        tallies = self.days(market, tuple(range(first, max(positions) + 1)))
        columns = np.array(
            [(t.bought[0], t.bought_won[0], t.sold[0], t.sold_won[0]) for t in tallies], np.int64
        )
        left = np.arange(1, UNWIND_DAYS + 1, dtype=np.int64)[:, None]
        found = []
        for position in positions:
            end = position - first + 1
            sums = (columns[end - UNWIND_DAYS : end] * left).sum(axis=0) // UNWIND_DAYS
            found.append(Balance(*(int(value) for value in sums)))
        return found

    def basis(self, market: Market, positions: Ints, slots: Ints) -> list[int]:
        """Return what the nearest future stands above its index, in hundredths of a point.

        Days and slots are of one length. No future is listed here; this is a course of its own.
        """
        keys = draw(self._basis_key, np.uint64(1 if market is Market.KOSPI else 2))
        days = self._calendar.ordinals[positions]
        slow = drifting(keys, days, _BASIS_DAYS)
        quick = field(draw(keys + np.uint64(7), (days * 512 + slots).astype(np.uint64)), 0)
        found: list[int] = np.rint(240 * slow - 90 + 60 * quick).astype(np.int64).tolist()
        return found

    # --- inside ----------------------------------------------------------------------------

    def _level(self, market: Market, prices: Ints) -> int:
        spec: IndexSpec | None = self._specs[market]
        then = self._worth_then[market]
        if spec is None or not then or self._partly:
            return 0
        return spec.base * int((prices * self._shares[market]).sum()) // then

    def _tallies(self, market: Market, position: int, slots: Ints) -> list[Tally]:
        rows, day = self.rows[market], self._day_minutes(market, position)
        names, count = len(rows), len(slots)
        cells = np.repeat(np.arange(names), count)
        volume, value = day.volume[:, slots].ravel(), day.value[:, slots].ravel()
        parts = DayParts(day.parts.buys.of(cells), day.parts.sells.of(cells))
        at = np.full(names * count, position)
        bought, sold = self._investors.days.programmes_passed(parts, rows[cells], at, volume)
        split = [column.reshape(names, count, -1) for column in (value, volume, bought, sold)]
        found = []
        for place, slot in enumerate(slots.tolist()):
            level = self._level(market, day.close[:, slot])
            one = [column[:, place] for column in split]
            found.append(_tally(one[0][:, 0], one[1][:, 0], one[2], one[3], level))
        return found

    def _day_minutes(self, market: Market, position: int) -> _Minutes:
        day = self._calendar.day(position)
        if (day, market) not in self._minutes:
            while len(self._minutes) >= _KEPT_MARKET_DAYS:
                del self._minutes[next(iter(self._minutes))]
            self._minutes[day, market] = self._read(market, position, day)
        return self._minutes[day, market]

    def _read(self, market: Market, position: int, day: date) -> _Minutes:
        rows, path = self.rows[market], self._flow.path
        columns = path.columns(rows, position, position)
        if day == self._flow.day:
            minutes, places = self._flow.minutes, rows
        else:
            minutes, _ = self._flow.slots_of(rows, position)
            places = np.arange(len(rows))
        volume, value = running_minutes(minutes, places)
        closes = minutes.close[places].astype(np.int64)
        close = np.concatenate([columns.base[:, :1], closes], axis=1)
        parts = self._investors.days.whole(rows, np.full(len(rows), position), columns.volume[:, 0])
        return _Minutes(volume, value, close, parts)

    def _make_days(self, market: Market, first: int, last: int) -> None:
        rows = self.rows[market]
        bars = self._flow.path.columns(rows, first, last)
        count = last - first + 1
        cells = np.repeat(rows, count)
        at = np.tile(np.arange(first, last + 1), len(rows))
        parts = self._investors.days.whole(cells, at, bars.volume.ravel())
        value = (bars.open + bars.high + bars.low + bars.close) * bars.volume // 4
        bought = parts.buys.programme.reshape(len(rows), count, 2)
        sold = parts.sells.programme.reshape(len(rows), count, 2)
        for place, position in enumerate(range(first, last + 1)):
            level = self._level(market, bars.close[:, place])
            self._days[position, market] = _tally(
                value[:, place], bars.volume[:, place], bought[:, place], sold[:, place], level
            )


def _tally(value: Ints, volume: Ints, bought: Ints, sold: Ints, level: int) -> Tally:
    sums = (
        bought, sold, programme_worth(value, volume, bought), programme_worth(value, volume, sold)
    )  # fmt: skip
    pairs = [(int(x[:, 0].sum()), int(x[:, 1].sum())) for x in sums]
    return Tally(pairs[0], pairs[1], pairs[2], pairs[3], level)
