"""Carries out the intents of the past within the prices of their minutes; refuses to go short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.habit import Aim, Intent
from kiwoom_desk.practice.intake import credit_left
from kiwoom_desk.practice.past_prices import MinuteBar, PastPrices
from kiwoom_desk.practice.pit import amend_record, cancel_record, wire_number
from kiwoom_desk.practice.records import Credit, OrderRecord
from kiwoom_desk.practice.universe import Universe

_LOT = 1 << 16
# A buy takes between two and seven hundredths of what the trader has.
_LEAST_PART, _MORE_PART = 2, 5
_ROUND_FROM, _ROUND = 30, 10
# Beyond this part of the trader's means a name is sold rather than bought.
_MOST_IN_ONE = 12
# Below this part, in hundredths of the means, all of a name is sold.
_FEW = 2
_WAITS = timedelta(minutes=7)


_ON_CREDIT_EVERY, _GIVES_BACK_EVERY = 3, 2
# So few shares of a loan are sold together.
_LEFTOVER = 5


class Means(msgspec.Struct, frozen=True):
    """What an order of the past trades with; a buy on credit puts down `deposit` percent."""

    credit: Credit = Credit.CASH
    loan_date: date | None = None
    deposit: int = 100


_OWN = Means()


class PastTrader:
    """One trader's orders, with their numbers; `means` in won sets the size of the orders."""

    def __init__(
        self,
        universe: Universe,
        account: Account,
        prices: PastPrices,
        means: int,
        deposits: Mapping[str, int] | None = None,
    ) -> None:
        """Trade for an account; `deposits` tells what names on credit ask for, in percent."""
        self.account = account
        self._deposits = deposits or {}
        self.order_counter = 0
        self.fill_counter = 0
        self._universe, self._prices, self._means = universe, prices, means

    def act(self, intent: Intent, modest: bool) -> None:
        """Carry out one intent; a modest one buys no more than its day's sales brought."""
        bar = self._prices.bar(intent)
        if bar.volume < 2:
            return
        code = self._universe.listings[intent.row].code
        held = self.account.position(code)
        if intent.aim is Aim.WAIT:
            self._wait(intent, bar, code)
        elif intent.aim is Aim.TRADE and self._gives_back(intent, code, modest):
            self._give_back(intent, bar, code, modest)
        elif intent.aim is Aim.RETURN:
            self._sell(intent, bar, code, min(held.bought_today, held.sellable))
        elif self._buys(intent, bar, held.quantity, modest):
            self._buy(intent, bar, code, modest)
        else:
            few = held.sellable * bar.close * 100 < self._means * _FEW
            whole = not modest and (few or intent.lots[1] < _LOT // 3)
            self._sell(intent, bar, code, held.sellable if whole else (held.sellable + 1) // 2)

    def end_day(self) -> None:
        """Let the day's open orders expire."""
        for order in self.account.open_orders():
            self.account.withdraw(order.number, expired=True)

    # --- what to do ------------------------------------------------------------------------

    def _buys(self, intent: Intent, bar: MinuteBar, quantity: int, modest: bool) -> bool:
        if not quantity:
            return True
        if modest and not self._brought_today():
            return False
        if quantity * bar.close * 100 > self._means * _MOST_IN_ONE:
            return False
        return intent.lots[0] < _LOT * 2 // 5

    def _buy(self, intent: Intent, bar: MinuteBar, code: str, modest: bool) -> None:
        kind = _kind(intent)
        limit = max(bar.open, bar.close)
        upper = self._prices.day(intent.row, intent.day).upper
        held_price = upper if kind is OrderType.MARKET else limit
        budget = self._means * (_LEAST_PART * _LOT + _MORE_PART * intent.lots[2]) // (100 * _LOT)
        if modest:
            budget = min(budget, self._brought_today())
        means = self._with_loan(intent, code, budget) if not modest else _OWN
        most = self.account.affordable(code, held_price, means.deposit)
        quantity = _rounded(min(budget // held_price, most, bar.volume // 2))
        if quantity >= 1:
            self._trade(intent, bar, code, Side.BUY, quantity, limit, held_price, means)

    # --- on credit -------------------------------------------------------------------------

    def _with_loan(self, intent: Intent, code: str, budget: int) -> Means:
        """Return whether a buy is on credit: now and then, within a part of the limit."""
        deposit = self._deposits.get(code)
        wanted = intent.lots[0] % _ON_CREDIT_EVERY == 0
        if deposit is None or not wanted or budget * 2 > credit_left(self.account):
            return _OWN
        return Means(Credit.LOAN, None, deposit)

    def _gives_back(self, intent: Intent, code: str, modest: bool) -> bool:
        loans = self.account.loans_of(code)
        every = 2 * _GIVES_BACK_EVERY if modest else _GIVES_BACK_EVERY
        return bool(loans) and intent.lots[1] % every == 0

    def _give_back(self, intent: Intent, bar: MinuteBar, code: str, modest: bool) -> None:
        """Sell what was bought with the oldest loan, or with all of them; half when modest."""
        loans = self.account.loans_of(code)
        merged = len(loans) > 1 and bool(intent.lots[2] % 2)
        quantity = sum(held.sellable for held in loans) if merged else loans[0].sellable
        if quantity > _LEFTOVER and (modest or intent.lots[0] % 3 == 0):
            quantity = (quantity + 1) // 2
        quantity = min(quantity, bar.volume // 2)
        means = Means(Credit.MERGED) if merged else Means(Credit.LOAN, loans[0].loan_date)
        if quantity >= 1:
            limit = min(bar.open, bar.close)
            self._trade(intent, bar, code, Side.SELL, quantity, limit, limit, means)

    def _brought_today(self) -> int:
        """Return what the day's sales brought beyond its buys, with room for fees, in won."""
        net = 0
        for fill in self.account.fills_of(self.account.day):
            amount = fill.price * fill.quantity
            net += amount if fill.side is Side.SELL else -amount
            net += fill.loan if fill.side is Side.BUY else -fill.loan
            net -= fill.fee + fill.tax + fill.interest
        return max(net * 9 // 10, 0)

    def _sell(self, intent: Intent, bar: MinuteBar, code: str, quantity: int) -> None:
        quantity = min(quantity, self.account.position(code).sellable, bar.volume // 2)
        if quantity >= 1:
            limit = min(bar.open, bar.close)
            self._trade(intent, bar, code, Side.SELL, quantity, limit, limit)

    # --- orders ----------------------------------------------------------------------------

    def _trade(
        self, intent: Intent, bar: MinuteBar, code: str, side: Side, quantity: int, limit: int,
        held_price: int, means: Means = _OWN,
    ) -> None:  # fmt: skip
        """Place an order that fills at the minute's prices, some after an amend, some but partly."""
        at = bar.starts + timedelta(seconds=intent.second, milliseconds=intent.lots[3] % 1000)
        kind = _kind(intent)
        start = limit
        if kind is OrderType.LIMIT and intent.lots[3] % 9 == 0:
            start = self._away(intent, side, bar.low if side is Side.BUY else bar.high)
        order = self._order(intent, code, side, kind, quantity, start, held_price, at, means)
        if start != limit:
            at += timedelta(seconds=4)
            child = amend_record(self._number(), order, quantity, limit, held_price, at)
            self.account.amend(child)
            order = child
        filled = quantity - quantity // 4 if intent.lots[1] % 11 == 0 else quantity
        self._fill(order, bar, intent, filled, at)
        if filled < quantity:
            self._cancel(order.number, quantity - filled, at + timedelta(seconds=16))

    def _fill(
        self, order: OrderRecord, bar: MinuteBar, intent: Intent, quantity: int, at: datetime
    ) -> None:
        first = quantity * (1 + intent.lots[0] % 5) // 6 if quantity > 1 else 0
        for price, size in ((bar.open, first), (bar.close, quantity - first)):
            at += timedelta(seconds=2 + intent.lots[2] % 5)
            for offer in self.account.offers(order.number, size) if size else ():
                self.fill_counter += 1
                self.account.fill(
                    order.number, price, offer.quantity, wire_number(self.fill_counter), at,
                    loan_date=offer.loan_date,
                )  # fmt: skip

    def _wait(self, intent: Intent, bar: MinuteBar, code: str) -> None:
        """Place an order beyond the day's prices, which is cancelled or left to expire."""
        day, held = self._prices.day(intent.row, intent.day), self.account.position(code)
        side = Side.SELL if held.sellable and intent.lots[1] % 2 else Side.BUY
        price = self._away(intent, side, day.low if side is Side.BUY else day.high)
        quantity = held.sellable if side is Side.SELL else self._means // 50 // max(price, 1)
        if side is Side.BUY:
            quantity = min(quantity, self.account.affordable(code, max(price, 1)))
        if quantity < 1 or not day.lower <= price <= day.upper:
            return
        at = bar.starts + timedelta(seconds=intent.second)
        order = self._order(intent, code, side, OrderType.LIMIT, quantity, price, price, at)
        if intent.lots[2] % 2:
            self._cancel(order.number, quantity, at + _WAITS)

    def _away(self, intent: Intent, side: Side, price: int) -> int:
        """Return a price that none of the prices up to `price` reaches, one to three ticks away."""
        for _ in range(1 + intent.lots[2] % 3):
            below = side is Side.BUY
            price += (
                -self._prices.tick(intent.row, price - 1)
                if below
                else self._prices.tick(intent.row, price)
            )
        return price

    def _order(
        self, intent: Intent, code: str, side: Side, kind: OrderType, quantity: int, limit: int,
        held_price: int, at: datetime, means: Means = _OWN,
    ) -> OrderRecord:  # fmt: skip
        number = self._number()
        venue = Venue.SOR if intent.lots[0] % 5 == 0 else Venue.KRX
        price = limit if kind is OrderType.LIMIT else None
        order = OrderRecord(
            number, Action.NEW, "", number, code, venue, side, kind, quantity, price,
            0 if kind is OrderType.MARKET else limit, held_price, at, quantity, OrderState.OPEN,
            credit=means.credit, loan_date=means.loan_date, deposit=means.deposit,
        )  # fmt: skip
        self.account.enter(order)
        return order

    def _cancel(self, number: str, quantity: int, at: datetime) -> None:
        original = self.account.orders[number]
        self.account.cancel(cancel_record(self._number(), original, quantity, at))

    def _number(self) -> str:
        self.order_counter += 1
        return wire_number(self.order_counter)


def _kind(intent: Intent) -> OrderType:
    choice = intent.lots[3] % 8
    return {0: OrderType.MARKET, 1: OrderType.BEST_OPPOSITE}.get(choice, OrderType.LIMIT)


def _rounded(quantity: int) -> int:
    return quantity // _ROUND * _ROUND if quantity >= _ROUND_FROM else quantity
