"""The margin rate of each buy, and the sale of what was not paid for in time; lends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.session import Phase, shift_trading_days
from kiwoom_desk.practice.intake import NewOrder
from kiwoom_desk.practice.records import Credit
from kiwoom_desk.practice.unpaid import WHOLE

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange

# Who owed cash after a settlement pays in full for so long.
_FROZEN = timedelta(days=30)


class Margins:
    """The rate of each buy, and the broker's sale of what was not paid for by the day after."""

    def __init__(self, exchange: Exchange, rate_of: Callable[[int], int]) -> None:
        """Take the function that gives a name's margin rate in percent by its listing index."""
        self._exchange, self._rate_of = exchange, rate_of

    def rate(self, code: str) -> int:
        """Return what a buy of a name puts down now, in percent."""
        listing = self._exchange.universe.by_code[code]
        if listing.product is Product.GOLD or self.frozen:
            return WHOLE
        return self._rate_of(listing.index)

    @property
    def frozen(self) -> bool:
        """Tell whether the account owes, or owed in the last thirty days."""
        account = self._exchange.account
        since = account.day - _FROZEN
        owed = (one.cash < 0 for day, one in account.closings.items() if day >= since)
        return account.cash < 0 or any(owed)

    def at_rate(self, order: NewOrder) -> NewOrder:
        """Return an order with what it puts down; sales and orders on credit stay as they are."""
        if order.side is Side.SELL or order.credit is not Credit.CASH:
            return order
        return msgspec.structs.replace(order, deposit=self.rate(order.code))

    def collect(self) -> None:
        """Sell at the opening what covers the cash that was owed when the day before ended."""
        exchange = self._exchange
        if exchange.phase is not Phase.OPENING_AUCTION or not self._overdue(exchange.day):
            return
        for order in self._sales(self._missing()):
            exchange.place(order)

    def _overdue(self, day: date) -> bool:
        before = self._exchange.account.closings.get(
            shift_trading_days(self._exchange.rules, day, -1)
        )
        return before is not None and before.cash < 0

    def _missing(self) -> int:
        """Return what is still owed once all has settled and all offered shares are sold at worst."""
        account = self._exchange.account
        offered = sum(
            self._exchange.band(one.code).lower * one.open
            for one in account.open_orders()
            if one.side is Side.SELL and one.credit is Credit.CASH
        )
        return -account.deposits.second_day - offered

    def _sales(self, missing: int) -> Iterator[NewOrder]:
        """Yield sales at the market of what was bought with cash, counted at the day's lowest price."""
        exchange = self._exchange
        for held in sorted(exchange.account.positions.values(), key=lambda one: one.key):
            if missing <= 0:
                return
            if held.loan_date is not None or not held.sellable:
                continue
            worst = exchange.band(held.code).lower
            size = min(-(-missing // worst), held.sellable)
            missing -= size * worst
            yield NewOrder(held.code, Venue.KRX, Side.SELL, OrderType.MARKET, size)
