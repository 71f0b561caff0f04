"""The past of an account for gold, drawn from the seed and filled at the days' prices; refuses shares."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
from msgspec.structs import replace

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.draws import draw, key_of
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.ledgers import gold_account
from kiwoom_desk.practice.past_account import PastAccount, past_of
from kiwoom_desk.practice.pit import cancel_record, wire_number
from kiwoom_desk.practice.records import FillRecord, OrderRecord, Origin
from kiwoom_desk.practice.universe import Listing

_MOVES = time(8, 12)
_OPENS, _CLOSES = time(9, 0, 4), time(15, 30)
_TRADES_EVERY, _WAITS_EVERY, _MOVES_EVERY = 3, 5, 13
# A trade takes up to a fifth of what is there.
_PARTS = 5
_SALES = (OrderType.LIMIT_IOC, OrderType.LIMIT_FOK)


def gold_past(
    flow: Flow, origin: Origin, number: str, order_counter: int, fill_counter: int
) -> PastAccount:
    """Play the past of the account for gold; equal arguments give an equal past.

    Orders and fills are numbered from the counters on.
    """
    return _Gold(flow, origin, number, order_counter, fill_counter).play()


def past_of_both(flow: Flow, origin: Origin, number: str) -> PastAccount:
    """Play the past of an owner's account for shares, and of the one for gold where gold is listed."""
    past = past_of(flow, origin, number)
    if not any(item.product is Product.GOLD for item in flow.universe.listings):
        return past
    gold = gold_past(flow, origin, number, past.order_counter, past.fill_counter)
    return replace(past, gold=gold)


class _Gold:
    def __init__(
        self, flow: Flow, origin: Origin, number: str, order_counter: int, fill_counter: int
    ) -> None:
        calendar = flow.path.calendar
        last = calendar.position(origin.first_day) - 1
        first = max(last + 1 - origin.days, 1)
        self.origin, self.rules = origin, flow.rules
        self.days = [calendar.day(place) for place in range(first, last + 1)]
        self.names = [item for item in flow.universe.listings if item.product is Product.GOLD]
        rows = np.array([item.index for item in self.names], np.int64)
        self.columns = flow.path.columns(rows, first, last)
        markets = {item.code: item.market for item in flow.universe.listings}
        costs = CostBook(flow.rules, markets)
        self.means = gold_account(number, origin.cash, costs, self.days[0]).cash
        self.account = gold_account(number, 0, costs, self.days[0])
        ordinals = np.array([day.toordinal() for day in self.days], np.uint64)
        self.words: list[int] = draw(np.uint64(key_of(flow.seed, "gold past")), ordinals).tolist()
        self.order_counter, self.fill_counter = order_counter, fill_counter
        self.orders: dict[date, tuple[OrderRecord, ...]] = {}
        self.fills: dict[date, tuple[FillRecord, ...]] = {}

    def play(self) -> PastAccount:
        account = self.account
        for place, day in enumerate(self.days):
            if place:
                account.open_day(day)
            self._move(place, day)
            for at, name in enumerate(self.names):
                self._act(place, at, name, self.words[place] >> (20 * at))
            for order in account.open_orders():
                account.withdraw(order.number, expired=True)
            self.orders[day] = tuple(account.orders.values())
            self.fills[day] = tuple(account.fills)
            account.orders, account.fills = {}, []
        account.open_day(self.origin.first_day)
        entries, account.entries = tuple(account.entries), []
        closings, account.closings = account.closings, {}
        morning = datetime.combine(self.origin.first_day, _MOVES, KST)
        account.expect([AccountEntry(morning, EntryKind.DEPOSIT, self.means // 10)])
        account.origin = self.origin
        account.take_changes()
        return PastAccount(
            self.origin.first_day, account, self.orders, self.fills, entries, closings,
            self.order_counter, self.fill_counter,
        )  # fmt: skip

    def _move(self, place: int, day: date) -> None:
        """Let the owner bring money on the first day, and some or take some now and then."""
        word, at = self.words[place], datetime.combine(day, _MOVES, KST)
        part = self.means // 20
        days = self.account.deposits
        drawable = min(days.today, days.next_day, days.second_day)
        if not place:
            self.account.take(AccountEntry(at, EntryKind.DEPOSIT, self.means * 3 // 2))
        elif word % _MOVES_EVERY == 1 and drawable >= part:
            self.account.take(AccountEntry(at, EntryKind.WITHDRAWAL, part))
        elif word % _MOVES_EVERY == 2:
            self.account.take(AccountEntry(at, EntryKind.DEPOSIT, part))

    def _act(self, place: int, at: int, name: Listing, word: int) -> None:
        """Trade a name on a day, or wait in vain below its prices; the last days are busy."""
        late = place >= len(self.days) - 2
        opening = bool(word >> 8 & 1)
        column = self.columns.open if opening else self.columns.close
        price = int(column[at, place])
        clock = _OPENS if opening else _CLOSES
        moment = datetime.combine(self.days[place], clock, KST)
        if late or word % _TRADES_EVERY == 0:
            # On the last days one name is bought and the other sold, so that both still settle.
            meant = (place + at) % 2 == 0 if late else bool(word >> 9 & 1)
            self._trade(name, price, moment, word, meant)
        if late or word % _WAITS_EVERY == 1:
            self._wait(name, int(self.columns.lower[at, place]), moment, word)

    def _trade(self, name: Listing, price: int, at: datetime, word: int, buys: bool) -> None:
        account = self.account
        held = account.position(name.code).quantity
        buys = not held or (buys and held * price < self.means // 3)
        most = account.affordable(name.code, price) // _PARTS if buys else (held + 1) // 2
        quantity = min(most, 1 + (word >> 10) % 9)
        if quantity < 1:
            return
        kind = OrderType.LIMIT if buys else _SALES[word >> 13 & 1]
        order = self._order(name, Side.BUY if buys else Side.SELL, price, quantity, at, kind)
        first = quantity // 2
        for size in (first, quantity - first):
            at += timedelta(seconds=1 if at.time() < _CLOSES else 0)
            if size:
                self.fill_counter += 1
                account.fill(order.number, price, size, wire_number(self.fill_counter), at)

    def _wait(self, name: Listing, price: int, at: datetime, word: int) -> None:
        """Place a buy at the day's lowest possible price; cancel it, or let it end with the day."""
        if self.account.affordable(name.code, price) < 1:
            return
        order = self._order(name, Side.BUY, price, 1, at.replace(hour=10))
        if word >> 12 & 1:
            request = cancel_record(self._number(), order, 1, at.replace(hour=11))
            self.account.cancel(request)

    def _order(
        self, name: Listing, side: Side, price: int, quantity: int, at: datetime,
        kind: OrderType = OrderType.LIMIT,
    ) -> OrderRecord:  # fmt: skip
        number = self._number()
        order = OrderRecord(
            number, Action.NEW, "", number, name.code, Venue.KRX, side, kind, quantity,
            price, price, price, at, quantity, OrderState.OPEN,
        )  # fmt: skip
        self.account.enter(order)
        return order

    def _number(self) -> str:
        self.order_counter += 1
        return wire_number(self.order_counter)
