"""The account's statement, line by line as money and shares settle; refuses what has not settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.chronicle import Chronicle
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.records import FillRecord, OrderRecord
from kiwoom_desk.practice.sales import Trades, added

_SETTLED_AT = time(5, 30)
_SETTLES = 2
_BEGINNING = date(1990, 1, 1)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line: won and shares. `cash` and `held` are what it leaves of cash and of its name.

    A trade stands on its settlement day with `traded` as the day of its order; `trades` adds up its
    fills. Everything else has an `entry`. `number` counts the lines of a day.
    """

    number: int
    at: datetime
    code: str
    net: int
    cash: int
    held: int
    order: OrderRecord | None = None
    trades: Trades | None = None
    entry: AccountEntry | None = None

    @property
    def day(self) -> date:
        """Return the day of the line."""
        return self.at.date()

    @property
    def traded(self) -> date | None:
        """Return the day of the trade; None for an entry."""
        return self.order.day if self.order else None

    @property
    def buys(self) -> bool:
        """Tell whether this is a buy."""
        return self.order is not None and self.order.side is Side.BUY

    @property
    def venue(self) -> Venue | None:
        """Return where the order went; None for an entry."""
        return self.order.venue if self.order else None


class Settlement(msgspec.Struct, frozen=True):
    """One order's fills of a day and what they move when they settle, in won."""

    order: OrderRecord
    trades: Trades

    @property
    def net(self) -> int:
        """Return what is got less what is paid."""
        return self.trades.got - self.trades.paid


def settlements(chronicle: Chronicle, day: date) -> list[Settlement]:
    """Return what one day traded, order by order, by number."""
    groups: dict[str, list[FillRecord]] = {}
    for fill in chronicle.fills_of(day):
        groups.setdefault(fill.order_number, []).append(fill)
    orders = {order.number: order for order in chronicle.orders_of(day)}
    known = sorted(number for number in groups if number in orders)
    return [Settlement(orders[number], added(groups[number])) for number in known]


class Statement:
    """All lines since the account was opened; they change only when a day or an entry comes."""

    def __init__(self, chronicle: Chronicle, rules: MarketRules) -> None:
        self._chronicle, self._rules = chronicle, rules
        self._known = (date.min, 0)
        self._lines: tuple[Line, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        """Return every line, oldest first."""
        entries = self._chronicle.entries(_BEGINNING, self._chronicle.today)
        known = (self._chronicle.today, len(entries))
        if known != self._known:
            self._lines, self._known = tuple(self._made(entries)), known
        return self._lines

    def _made(self, entries: Sequence[AccountEntry]) -> Iterator[Line]:
        chronicle, today = self._chronicle, self._chronicle.today
        due: dict[date, list[Settlement]] = {}
        for day in chronicle.days(chronicle.first_day, today):
            settles = shift_trading_days(self._rules, day, _SETTLES)
            if settles <= today:
                due.setdefault(settles, []).extend(settlements(chronicle, day))
        came: dict[date, list[AccountEntry]] = {}
        for entry in entries:
            came.setdefault(entry.at.date(), []).append(entry)
        running = _Running()
        for day in sorted(set(due) | set(came)):
            yield from running.day(day, due.get(day, ()), came.get(day, ()))


class _Running:
    """Cash and shares from line to line."""

    def __init__(self) -> None:
        self.cash = 0
        self.held: dict[str, int] = {}

    def day(
        self, day: date, settled: Sequence[Settlement], entries: Sequence[AccountEntry]
    ) -> list[Line]:
        found: list[Line] = []
        for one in settled:
            shares = one.trades.bought - one.trades.sold
            left = self._move(one.order.code, one.net, shares)
            at = datetime.combine(day, _SETTLED_AT, one.order.placed.tzinfo)
            found.append(
                Line(
                    number=len(found) + 1, at=at, code=one.order.code, net=one.net, cash=self.cash,
                    held=left, order=one.order, trades=one.trades,
                )
            )  # fmt: skip
        for entry in entries:
            left = self._move(entry.code, entry.cash, entry.shares)
            found.append(
                Line(
                    number=len(found) + 1, at=entry.at, code=entry.code, net=entry.cash,
                    cash=self.cash, held=left, entry=entry,
                )
            )  # fmt: skip
        return found

    def _move(self, code: str, cash: int, shares: int) -> int:
        self.cash += cash
        self.held[code] = self.held.get(code, 0) + shares
        return self.held[code]


OUTWARD = frozenset({EntryKind.WITHDRAWAL, EntryKind.SHARES_OUT})
"""Entries that take something out."""
SHARES = frozenset({EntryKind.SHARES_IN, EntryKind.SHARES_OUT})
"""Entries that move shares and no cash."""
