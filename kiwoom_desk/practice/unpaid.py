"""What buys on margin leave unpaid until they settle, and what is owed after that; changes no account."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.loans import SETTLES, put_down
from kiwoom_desk.practice.records import Credit, OrderRecord

if TYPE_CHECKING:
    from kiwoom_desk.practice.accounts import Account

WHOLE = 100
"""The margin rate in percent at which nothing is left unpaid."""


def counts(order: OrderRecord) -> bool:
    """Tell whether an order leaves a part of its price unpaid without being lent it."""
    return order.deposit < WHOLE and order.credit is Credit.CASH


def trusted(account: Account) -> int:
    """Return what unsettled buys have not put down, in won; shares that were sold since do not count.

    It is owed at the settlement and may be ordered with until then.
    """
    sold: Counter[str] = Counter()
    owed = 0
    oldest = shift_trading_days(account.costs.rules, account.day, -SETTLES)
    for fill in reversed(account.fills):
        if fill.at.date() <= oldest:
            break
        if fill.loan_date is not None:
            continue
        if fill.side is Side.SELL:
            sold[fill.code] += fill.quantity
            continue
        left = max(fill.quantity - sold[fill.code], 0)
        sold[fill.code] -= fill.quantity - left
        order = account.orders.get(fill.order_number)
        worth = fill.price * left
        owed += worth - put_down(worth, order.deposit if order else WHOLE)
    return owed


def arrears(account: Account) -> int:
    """Return the cash that is owed after a settlement (미수), in won."""
    return max(-account.cash, 0)
