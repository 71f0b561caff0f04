"""What a loan to buy shares is, what it costs and when it ends; refuses to change an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

import msgspec

from kiwoom_desk.domain.rules import MarketRules, credit_rule
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.records import Credit, OrderRecord, PositionState

SETTLES = 2
_YEAR = Decimal(36_500)


class Offer(msgspec.Struct, frozen=True):
    """Shares offered of one loan; no date for shares that were bought with cash."""

    quantity: int
    loan_date: date | None


def put_down(amount: int, deposit: int) -> int:
    """Return what a buy of that many won puts down at a deposit in percent, rounded up."""
    return -(-amount * deposit // 100)


def lendable(order: OrderRecord, quantity: int, price: int = 0) -> int:
    """Return what a buy of so many shares of an order is lent, at the price its margin counts with.

    Another `price` may be named; a buy with cash is lent nothing.
    """
    if order.credit is Credit.CASH:
        return 0
    amount = (price or order.held_price) * quantity
    return amount - put_down(amount, order.deposit)


def given_back(held: PositionState, quantity: int) -> int:
    """Return the part of a loan in won that a sale of so many of its shares gives back."""
    return held.loan * quantity // held.quantity


def interest(rules: MarketRules, loan: int, loan_date: date, until: date) -> int:
    """Return the interest in won of a loan given back by a sale on a day.

    It runs from the settlement of the buy to that of the sale; every day bears the rate of its band.
    """
    starts = shift_trading_days(rules, loan_date, SETTLES)
    ends = shift_trading_days(rules, until, SETTLES)
    return interest_for(rules, loan, loan_date, (ends - starts).days)


def accrued(rules: MarketRules, loan: int, loan_date: date, today: date) -> int:
    """Return the interest in won that a loan has borne up to a day."""
    starts = shift_trading_days(rules, loan_date, SETTLES)
    return interest_for(rules, loan, loan_date, max((today - starts).days, 0))


def interest_for(rules: MarketRules, loan: int, loan_date: date, days: int) -> int:
    """Return the interest in won of a loan for so many days, cut down."""
    total, passed = Decimal(0), 0
    for band in credit_rule(rules, loan_date).bands:
        until = min(days, band.days or days)
        total += loan * band.percent * max(until - passed, 0) / _YEAR
        passed = max(passed, until)
    return int(total.to_integral_value(rounding=ROUND_DOWN))


def ends_on(rules: MarketRules, loan_date: date, today: date) -> date:
    """Return the day a loan ends; one that has come to its end runs for another term."""
    term = timedelta(days=credit_rule(rules, loan_date).days)
    ends = loan_date + term
    while ends < today:
        ends += term
    return ends


def offered(loans: Sequence[PositionState], orders: Iterable[OrderRecord]) -> dict[str, int]:
    """Return how many shares of each loan are offered, by position key.

    Orders that name a loan come first; those of all loans take from the oldest on.
    """
    some = list(orders)
    found = {one.key: _named(one, some) for one in loans}
    left = sum(order.open for order in some if order.credit is Credit.MERGED)
    for one in loans:
        taken = min(left, one.quantity - found[one.key])
        found[one.key] += taken
        left -= taken
    return found


def offers(
    order: OrderRecord, size: int, loans: Sequence[PositionState], orders: Iterable[OrderRecord]
) -> list[Offer]:
    """Return from which loans so many shares of an order are sold."""
    if order.credit is not Credit.MERGED:
        return [Offer(size, order.loan_date)]
    some, found = list(orders), []
    for one in loans:
        taken = min(size, one.quantity - _named(one, some))
        if taken:
            found.append(Offer(taken, one.loan_date))
            size -= taken
    return found


def _named(held: PositionState, orders: Iterable[OrderRecord]) -> int:
    return sum(o.open for o in orders if o.credit is Credit.LOAN and o.loan_date == held.loan_date)
