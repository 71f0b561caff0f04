"""An account's past before the first practice day, played from the seed; refuses to trade the present."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import msgspec
import numpy as np
from msgspec.structs import replace

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import draw, key_of
from kiwoom_desk.practice.earnings import Payout, interest_day, interest_of, payouts, withheld
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.fundamentals import Fundamentals
from kiwoom_desk.practice.habit import Intent, favourites, intents
from kiwoom_desk.practice.past_prices import PastPrices
from kiwoom_desk.practice.past_trader import PastTrader
from kiwoom_desk.practice.records import Closing, FillRecord, OrderRecord, Origin
from kiwoom_desk.practice.universe import Listing, Universe

_LEAST_MEANS, _MOST_MEANS = 10_000_000, 500_000_000
_BEGINS_WITH = 180
_TRANSFER_EVERY, _WITHDRAW_EVERY, _SHARES_EVERY = 17, 29, 45
_STEP = 10_000
_PAYS, _CREDITS, _MOVES = time(7, 30), time(7, 10), time(8, 12)
_ADJUSTS, _LEFT_OVER = time(16, 40), time(6)


class PastAccount(msgspec.Struct, frozen=True):
    """All that happened before `first_day`, and the account as it opens that morning.

    `entries` may end with one of that morning.
    """

    first_day: date
    account: Account
    orders: Mapping[date, tuple[OrderRecord, ...]]
    fills: Mapping[date, tuple[FillRecord, ...]]
    entries: tuple[AccountEntry, ...]
    closings: Mapping[date, Closing]
    order_counter: int
    fill_counter: int

    @property
    def mark(self) -> int:
        """Return a number that tells this past from any other."""
        held = sorted(self.account.positions)
        return key_of(self.order_counter, self.fill_counter, self.account.cash, *held) >> 2


def play_past(
    universe: Universe, rules: MarketRules, path: DayPath, seed: int, origin: Origin, number: str
) -> PastAccount:
    """Play the past of an account; equal arguments give an equal past."""
    return _Past(universe, rules, path, seed, origin, number).play()


def past_of(flow: Flow, origin: Origin, number: str) -> PastAccount:
    """Play the past of an account on the path of a flow, which is anchored there if nothing was."""
    flow.begin(origin.first_day)
    return play_past(flow.universe, flow.rules, flow.path, flow.seed, origin, number)


class _Past:
    def __init__(
        self, universe: Universe, rules: MarketRules, path: DayPath, seed: int, origin: Origin,
        number: str,
    ) -> None:  # fmt: skip
        self.rules, self.origin, self.seed = rules, origin, seed
        last = path.calendar.position(origin.first_day) - 1
        first = max(last + 1 - origin.days, 1)
        self.days = [path.calendar.day(place) for place in range(first, last + 1)]
        self.names = favourites(universe, seed, self.days[0].toordinal())
        rows = [item.index for item in self.names]
        self.prices = PastPrices(rules, path, rows, first, last)
        minutes = self.prices.minutes
        ordinals = [day.toordinal() for day in self.days]
        self.meant: dict[int, list[Intent]] = {}
        every = intents(self.names, seed, ordinals, minutes)
        self.prices.read(every)
        for intent in every:
            self.meant.setdefault(intent.day, []).append(intent)
        markets = {listing.code: listing.market for listing in universe.listings}
        self.account = Account(number, 0, CostBook(rules, markets), self.days[0])
        self.means = min(max(origin.cash, _LEAST_MEANS), _MOST_MEANS)
        self.trader = PastTrader(universe, self.account, self.prices, self.means)
        self.words: list[int] = draw(
            np.uint64(key_of(seed, "transfers")), np.array(ordinals, np.uint64)
        ).tolist()
        self.paid = self._payouts(universe)
        self.earned = Decimal(0)
        self.orders: dict[date, tuple[OrderRecord, ...]] = {}
        self.fills: dict[date, tuple[FillRecord, ...]] = {}

    def play(self) -> PastAccount:
        account = self.account
        for place, day in enumerate(self.days):
            if place:
                self.earned += interest_of(account.cash, self.days[place - 1], day)
                account.open_day(day)
            self._morning(place, day)
            for intent in self.meant.get(place, ()):
                self.trader.act(intent, modest=place == len(self.days) - 1)
            self.trader.end_day()
            if place == len(self.days) - 1:
                self._adjust_evening(day)
            self._close(day)
        account.open_day(self.origin.first_day)
        self._adjust_morning()
        entries, account.entries = tuple(account.entries), []
        closings, account.closings = account.closings, {}
        past = PastAccount(
            self.origin.first_day, account, self.orders, self.fills, entries, closings,
            self.trader.order_counter, self.trader.fill_counter,
        )  # fmt: skip
        account.origin = replace(self.origin, mark=past.mark)
        account.take_changes()
        return past

    def _close(self, day: date) -> None:
        """Put the day's records away, so that the account goes on with none."""
        account = self.account
        self.orders[day], self.fills[day] = tuple(account.orders.values()), tuple(account.fills)
        account.orders, account.fills = {}, []

    # --- without trades --------------------------------------------------------------------

    def _morning(self, place: int, day: date) -> None:
        if not place:
            self._enter(day, _MOVES, EntryKind.DEPOSIT, self.means * _BEGINS_WITH // 100)
        if place and interest_day(self.rules, day):
            self._earn(day, _CREDITS, EntryKind.INTEREST, int(self.earned))
            self.earned -= int(self.earned)
        for item, payout in self.paid.get(day, ()):
            held = self._counted(item.code, payout.counted_on)
            self._earn(day, _PAYS, EntryKind.DIVIDEND, held * payout.per_share, item.code, held)
        word = self.words[place]
        amount = self.means * (1 + word // 1000 % 4) // 100 // _STEP * _STEP
        if place and word % _TRANSFER_EVERY == 0:
            self._enter(day, _MOVES, EntryKind.DEPOSIT, amount)
        elif place and word % _WITHDRAW_EVERY == 1 and self._drawable() >= amount:
            self._enter(day, _MOVES, EntryKind.WITHDRAWAL, amount)
        elif place and word % _SHARES_EVERY == 2:
            self._move_shares(place, day, word)

    def _move_shares(self, place: int, day: date, word: int) -> None:
        """Let shares come from another broker, or some leave, at the close before."""
        item = self.names[word // 7 % len(self.names)]
        close = self.prices.day(item.index, place - 1).close
        held = self.account.position(item.code).quantity
        leaves = held > 1 and word >> 40 & 1
        quantity = held // 2 if leaves else self.means // 100 // close
        kind = EntryKind.SHARES_OUT if leaves else EntryKind.SHARES_IN
        if quantity:
            worth = quantity * close
            self._enter(day, _MOVES, kind, worth, code=item.code, quantity=quantity)

    def _earn(
        self, day: date, at: time, kind: EntryKind, amount: int, code: str = "", shares: int = 0
    ) -> None:
        tax = withheld(amount, day)
        self._enter(day, at, kind, amount, tax.income, tax.resident, code, shares)

    def _enter(
        self, day: date, at: time, kind: EntryKind, amount: int, income_tax: int = 0,
        resident_tax: int = 0, code: str = "", quantity: int = 0,
    ) -> None:  # fmt: skip
        moment = datetime.combine(day, at, KST)
        if amount:
            self.account.take(
                AccountEntry(moment, kind, amount, income_tax, resident_tax, code, quantity)
            )

    def _drawable(self) -> int:
        days = self.account.deposits
        return min(days.today, days.next_day, days.second_day)

    # --- the end ---------------------------------------------------------------------------

    def _missing(self) -> int:
        """Return what the account lacks to open the first day with the cash origined for."""
        coming = sum(due.amount for due in self.account.dues if due.day <= self.origin.first_day)
        return self.origin.cash - self.account.cash - coming

    def _adjust_evening(self, day: date) -> None:
        missing = self._missing()
        if missing >= 0:
            self._enter(day, _ADJUSTS, EntryKind.DEPOSIT, missing)
        else:
            gone = min(-missing, self.account.cash)
            self._enter(day, _ADJUSTS, EntryKind.WITHDRAWAL, gone)

    def _adjust_morning(self) -> None:
        """Take out in the morning what had not settled the evening before."""
        surplus = self.account.cash - self.origin.cash
        self._enter(self.origin.first_day, _LEFT_OVER, EntryKind.WITHDRAWAL, surplus)

    # --- dividends -------------------------------------------------------------------------

    def _payouts(self, universe: Universe) -> dict[date, list[tuple[Listing, Payout]]]:
        known = replace(
            universe, listings=tuple(replace(i, index=n) for n, i in enumerate(self.names))
        )
        figures = Fundamentals(known, self.seed)
        found: dict[date, list[tuple[Listing, Payout]]] = {}
        for number, item in enumerate(self.names):
            accounts = figures.of(number)
            worth = item.previous_close * item.shares
            dividend = accounts.dividend if accounts else 0
            span = self.days[0], self.days[-1]
            for one in payouts(self.rules, item.code, dividend, worth, *span):
                found.setdefault(one.paid_on, []).append((item, one))
        return found

    def _counted(self, code: str, day: date) -> int:
        """Return the shares that count for a dividend."""
        closing = self.account.closings.get(day)
        positions = closing.positions if closing else ()
        return next((held.quantity for held in positions if held.code == code), 0)
