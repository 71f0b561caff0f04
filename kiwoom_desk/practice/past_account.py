"""An account's past before the first practice day, played from the seed; refuses to trade the present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal

import msgspec
import numpy as np
from msgspec.structs import replace

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.credit import deposit_rate
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import draw, key_of
from kiwoom_desk.practice.earnings import NamedPayout, dividends, earned, interest_day, interest_of
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.habit import Intent, favourites, intents
from kiwoom_desk.practice.past_prices import PastPrices
from kiwoom_desk.practice.past_trader import PastTrader
from kiwoom_desk.practice.records import Closing, FillRecord, OrderRecord, Origin
from kiwoom_desk.practice.standing import Standing
from kiwoom_desk.practice.universe import Universe

_LEAST_MEANS, _MOST_MEANS = 10_000_000, 500_000_000
_BEGINS_WITH = 180
_TRANSFER_EVERY, _WITHDRAW_EVERY, _SHARES_EVERY = 17, 29, 45
_STEP = 10_000
_MOVES = time(8, 12)
_ADJUSTS = time(16, 40)
# When the owner moves cash and shares on the first practice morning: before any market opens, as
# a desk that watches the account would rightly ask where its shares went.
_MORNING = (time(7, 49), time(7, 32), time(7, 40), time(7, 44), time(7, 48))


class PastAccount(msgspec.Struct, frozen=True):
    """All that happened before `first_day`, and the account as it opens that morning.

    What its owner moves before the market opens is still pending then. `gold` is the past of the
    owner's account for gold, whose orders and fills are numbered after these.
    """

    first_day: date
    account: Account
    orders: Mapping[date, tuple[OrderRecord, ...]]
    fills: Mapping[date, tuple[FillRecord, ...]]
    entries: tuple[AccountEntry, ...]
    closings: Mapping[date, Closing]
    order_counter: int
    fill_counter: int
    gold: PastAccount | None = None

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
        deposits = self._deposits(universe)
        self.trader = PastTrader(universe, self.account, self.prices, self.means, deposits)
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
                self._open(self.days[place - 1], day)
            self._morning(place, day)
            for intent in self.meant.get(place, ()):
                self.trader.act(intent, modest=place == len(self.days) - 1)
            self.trader.end_day()
            if place == len(self.days) - 1:
                self._adjust_evening(day)
            self._close(day)
        self._open(self.days[-1], self.origin.first_day)
        account.expect(entry for entry in self._first_morning() if entry.amount)
        entries, account.entries = tuple(account.entries), []
        closings, account.closings = account.closings, {}
        past = PastAccount(
            self.origin.first_day, account, self.orders, self.fills, entries, closings,
            self.trader.order_counter, self.trader.fill_counter,
        )  # fmt: skip
        account.paid_until = self.origin.first_day
        account.origin = replace(self.origin, mark=past.mark)
        account.take_changes()
        return past

    def _open(self, before: date, day: date) -> None:
        self.earned += interest_of(self.account.cash, before, day)
        self.account.open_day(day)

    def _close(self, day: date) -> None:
        """Put the day's records away, so that the account goes on with none."""
        account = self.account
        self.orders[day], self.fills[day] = tuple(account.orders.values()), tuple(account.fills)
        account.orders, account.fills = {}, []

    # --- without trades --------------------------------------------------------------------

    def _morning(self, place: int, day: date) -> None:
        if not place:
            self._enter(day, _MOVES, EntryKind.DEPOSIT, self.means * _BEGINS_WITH // 100)
        for entry in self._payments(day):
            self._take(entry)
        word = self.words[place]
        amount = self.means * (1 + word // 1000 % 4) // 100 // _STEP * _STEP
        if place and word % _TRANSFER_EVERY == 0:
            self._enter(day, _MOVES, EntryKind.DEPOSIT, amount)
        elif place and word % _WITHDRAW_EVERY == 1 and self._drawable() >= amount:
            self._enter(day, _MOVES, EntryKind.WITHDRAWAL, amount)
        elif place and word % _SHARES_EVERY == 2:
            self._move_shares(place, day, word)

    def _payments(self, day: date) -> list[AccountEntry]:
        """Return the interest and dividends paid on a day."""
        found = []
        if interest_day(self.rules, day) and self.days[0] < day:
            found.append(earned(day, EntryKind.INTEREST, int(self.earned)))
            self.earned -= int(self.earned)
        for one in self.paid.get(day, ()):
            held = self._counted(one.code, one.payout.counted_on)
            amount = held * one.payout.per_share
            found.append(earned(day, EntryKind.DIVIDEND, amount, one.code, held))
        return [entry for entry in found if entry.amount]

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

    def _enter(
        self, day: date, at: time, kind: EntryKind, amount: int, code: str = "", quantity: int = 0
    ) -> None:
        moment = datetime.combine(day, at, KST)
        self._take(AccountEntry(moment, kind, amount, code=code, quantity=quantity))

    def _take(self, entry: AccountEntry) -> None:
        if entry.amount:
            self.account.take(entry)

    def _drawable(self) -> int:
        days = self.account.deposits
        return min(days.today, days.next_day, days.second_day)

    # --- the end ---------------------------------------------------------------------------

    def _adjust_evening(self, day: date) -> None:
        """Bring the cash to where the next morning's transfers lead it to the cash wished for."""
        coming = sum(due.amount for due in self.account.dues if due.day <= self.origin.first_day)
        # What the first morning pays is not sure before the evening; its last transfer makes up for it.
        missing = self.origin.cash - self._transfers() - self.account.cash - coming
        if missing >= 0:
            self._enter(day, _ADJUSTS, EntryKind.DEPOSIT, missing)
        else:
            gone = min(-missing, self.account.cash)
            self._enter(day, _ADJUSTS, EntryKind.WITHDRAWAL, gone)

    def _transfers(self) -> int:
        """Return what the owner's transfers of the first practice morning bring, in won."""
        return min(self.means // 25, self.origin.cash) // _STEP * _STEP

    def _first_morning(self) -> Iterator[AccountEntry]:
        """Return what the owner moves before the first practice day opens."""
        first, brings = self.origin.first_day, self._transfers()
        kinds, moments = EntryKind, [datetime.combine(first, at, KST) for at in _MORNING]
        paid = self._payments(first)
        yield from paid
        surplus = self.account.cash + brings - self.origin.cash + sum(one.cash for one in paid)
        yield AccountEntry(moments[0], kinds.WITHDRAWAL, surplus)
        back = brings // 3 // _STEP * _STEP
        yield AccountEntry(moments[1], kinds.DEPOSIT, brings + back)
        yield AccountEntry(moments[2], kinds.WITHDRAWAL, back)
        own = [one for one in self.account.positions.values() if one.loan_date is None]
        held = max(own, key=lambda one: one.quantity, default=None)
        if held is not None and held.quantity > 1:
            index = next(item.index for item in self.names if item.code == held.code)
            close = self.prices.day(index, len(self.days) - 1).close
            yield AccountEntry(moments[3], kinds.SHARES_OUT, close, code=held.code, quantity=1)
            few = self.names[0]
            worth = 2 * self.prices.day(few.index, len(self.days) - 1).close
            yield AccountEntry(moments[4], kinds.SHARES_IN, worth, code=few.code, quantity=2)

    # --- names -----------------------------------------------------------------------------

    def _deposits(self, universe: Universe) -> dict[str, int]:
        """Return what the names that are bought on credit ask for, in percent."""
        standing = Standing(universe, self.seed)
        found = {item.code: standing.of(item.index) for item in self.names}
        able = {code: one.credit for code, one in found.items() if one.credit}
        return {code: deposit_rate(letter) for code, letter in able.items()}

    # --- dividends -------------------------------------------------------------------------

    def _payouts(self, universe: Universe) -> dict[date, list[NamedPayout]]:
        codes = [item.code for item in self.names]
        found: dict[date, list[NamedPayout]] = {}
        span = self.days[0], self.origin.first_day
        for one in dividends(universe, self.rules, self.seed, codes, *span):
            found.setdefault(one.payout.paid_on, []).append(one)
        return found

    def _counted(self, code: str, day: date) -> int:
        """Return the shares that count for a dividend."""
        closing = self.account.closings.get(day)
        return closing.shares(code) if closing else 0
