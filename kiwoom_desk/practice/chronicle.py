"""An account's whole story by days, the played past and what was traded since; refuses wire forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.earnings import interest_day, interest_of
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.past_account import PastAccount
from kiwoom_desk.practice.records import Closing, FillRecord, OrderRecord, PositionState
from kiwoom_desk.practice.sales import DayTrades, by_day_and_name

_QUARTER = timedelta(days=100)


class Channel(StrEnum):
    """Ways an order comes in."""

    API = "오픈API"
    PROGRAM = "HTS"
    TELEPHONE = "MTS"


class Worth(msgspec.Struct, frozen=True):
    """One holding and its price, in won."""

    held: PositionState
    price: int

    @property
    def value(self) -> int:
        """Return price times shares."""
        return self.held.quantity * self.price


class Assets(msgspec.Struct, frozen=True):
    """What an account was worth as a day ended, in won; `worths` are its holdings by their keys."""

    closing: Closing
    worths: tuple[Worth, ...]

    @property
    def shares(self) -> int:
        """Return what the holdings are worth."""
        return sum(worth.value for worth in self.worths)

    @property
    def total(self) -> int:
        """Return the cash once all has settled and the shares at their closes, less all loans."""
        return self.closing.second_day + self.shares - self.closing.loans


class Chronicle:
    """Reads orders, fills, entries and closings of any day; today's are those up to now."""

    def __init__(
        self,
        exchange: Exchange,
        path: DayPath,
        past: PastAccount | None,
        account: Account | None = None,
    ) -> None:
        """Read the exchange's account for shares, or the one named, with what was before."""
        self._exchange, self._path, self._past = exchange, path, past
        self._account = account or exchange.account
        # What days before today were worth and traded never changes.
        self._assets: dict[date, Assets] = {}
        self._trades: dict[date, list[DayTrades]] = {}

    @property
    def today(self) -> date:
        """Return the day the account stands on."""
        return self._account.day

    @property
    def first_day(self) -> date:
        """Return the day the account was opened."""
        if self._past is not None:
            return next(iter(self._past.closings))
        return self._account.origin.first_day

    def days(self, first: date, last: date) -> list[date]:
        """Return the trading days between two days, both included, on which the account stood.

        Today counts even when the market is closed all day.
        """
        first, last = max(first, self.first_day), min(last, self.today)
        ordinals = self._path.calendar.ordinals
        begin, end = np.searchsorted(ordinals, [first.toordinal(), last.toordinal() + 1])
        found = [date.fromordinal(number) for number in ordinals[begin:end].tolist()]
        if last == self.today >= first and self.today not in found:
            found.append(self.today)
        return found

    def orders_of(self, day: date) -> list[OrderRecord]:
        """Return every order request of a day, by number."""
        if self._past is not None and day in self._past.orders:
            return list(self._past.orders[day])
        return self._account.orders_of(day)

    def fills_of(self, day: date) -> list[FillRecord]:
        """Return the fills of a day, oldest first."""
        if self._past is not None and day in self._past.fills:
            return list(self._past.fills[day])
        return self._account.fills_of(day)

    def fills(self, first: date, last: date) -> list[FillRecord]:
        """Return the fills between two days, both included, oldest first."""
        before: Mapping[date, Sequence[FillRecord]] = self._past.fills if self._past else {}
        found = [fill for day, some in before.items() if first <= day <= last for fill in some]
        now = self._account.fills
        return found + [fill for fill in now if first <= fill.at.date() <= last]

    def trades(self, first: date, last: date) -> list[DayTrades]:
        """Return what was traded between two days, both included, by day and name, oldest first."""
        found: list[DayTrades] = []
        for day in self.days(first, last):
            some = self._trades.get(day)
            if some is None:
                some = by_day_and_name(self.fills_of(day))
                if day < self.today:
                    self._trades[day] = some
            found += some
        return found

    def bought_on(self) -> dict[str, date]:
        """Return when each name was bought last, or came in, by code."""
        found = {
            one.code: one.day
            for one in self.trades(self.first_day, self.today)
            if one.trades.bought
        }
        for entry in self.entries(self.first_day, self.today):
            if entry.shares > 0:
                found[entry.code] = max(entry.at.date(), found.get(entry.code, date.min))
        return found

    def channel(self, order: OrderRecord) -> Channel:
        """Return the way an order came in: over the API, in the past by program or telephone too."""
        if order.day >= self._account.origin.first_day:
            return Channel.API
        return tuple(Channel)[int(order.number) // 3 % len(Channel)]

    def entries(self, first: date, last: date) -> list[AccountEntry]:
        """Return what came and went without a trade between two days, both included, oldest first."""
        origin = self._account.origin
        if self._past is not None:
            every: Iterable[AccountEntry] = self._past.entries
        else:
            opened = datetime.combine(origin.first_day, time(), KST)
            every = [AccountEntry(opened, EntryKind.DEPOSIT, origin.cash)]
        now = self._account.entries
        return [one for one in (*every, *now) if first <= one.at.date() <= last and one.amount]

    def brought(self, first: date, last: date) -> int:
        """Return what the owner put in less what was taken out between two days, in won."""
        return sum(entry.brought for entry in self.entries(first, last))

    def accrued(self, day: date | None = None) -> int:
        """Return the interest earned since it was credited last, in won.

        Up to now, or up to the morning of a day, whose own credit does not count.
        """
        until = day or self.today
        days = [one for one in self.days(until - _QUARTER, until) if day is None or one < day]
        rules = self._exchange.rules
        credited = max((one for one in days if interest_day(rules, one)), default=self.first_day)
        since = [one for one in days if one >= credited]
        earned = (
            interest_of(self.closing(one).cash, one, following)
            for one, following in pairwise([*since, until])
        )
        return int(sum(earned))

    def closing(self, day: date) -> Closing:
        """Return the account as a day left it; for today as it stands, nothing before the first."""
        if day >= self.today:
            return self._account.closing()
        for source in (self._account.closings, self._past.closings if self._past else {}):
            if day in source:
                return source[day]
            known = [one for one in source if one <= day]
            if known:
                return source[max(known)]
        return Closing(day, 0)

    def closings(self, days: Sequence[date]) -> list[Closing]:
        """Return the account as each of some days left it."""
        return [self.closing(day) for day in days]

    def assets(self, days: Sequence[date]) -> list[Assets]:
        """Return what the account was worth on each of some trading days."""
        for day, assets in self._read(sorted({day for day in days if day not in self._assets})):
            self._assets[day] = assets
        found = [self._assets[day] for day in days]
        self._assets.pop(self.today, None)
        return found

    def _read(self, days: Sequence[date]) -> Iterable[tuple[date, Assets]]:
        found = self.closings(days)
        codes = sorted({held.code for one in found for held in one.positions if held.quantity})
        prices = self._prices(codes, days)
        at = {code: number for number, code in enumerate(codes)}
        for day, closing in zip(days, found, strict=True):
            some = (one for one in closing.positions if one.quantity)
            held = sorted(some, key=lambda one: one.key)
            worths = tuple(Worth(one, prices[day][at[one.code]]) for one in held)
            yield day, Assets(closing, worths)

    def _prices(self, codes: Sequence[str], days: Sequence[date]) -> dict[date, list[int]]:
        """Return the prices of names on days, by the order of the names."""
        past = [day for day in days if day < self.today]
        by_code, calendar = self._exchange.universe.by_code, self._path.calendar
        found: dict[date, list[int]] = {}
        if past and codes:
            rows = np.array([by_code[code].index for code in codes], np.int64)
            places = [calendar.on_or_before(day) for day in past]
            closes = self._path.closes(rows, min(places), max(places))
            for day, place in zip(past, places, strict=True):
                found[day] = closes[:, place - min(places)].tolist()
        now = [self._exchange.price(code) for code in codes]
        return {day: found.get(day, now) for day in days}
