"""The two accounts of one holder, shares and gold, and which of them an order is in; refuses transfers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.records import OrderRecord

if TYPE_CHECKING:
    from kiwoom_desk.practice.intake import NewOrder
    from kiwoom_desk.practice.margins import Margins

# The gold account has money of its own: so much of what the account of shares begins with.
GOLD_PART = 4


def gold_account(number: str, cash: int, costs: CostBook, day: date) -> Account:
    """Open the account for gold of a holder whose account for shares begins with that cash."""
    return Account(number, cash // GOLD_PART, costs, day)


class Ledgers:
    """Accounts by code and by order number; numbers of orders and fills are common to both."""

    def __init__(self, shares: Account, gold: Account, markets: Mapping[str, Market]) -> None:
        self.shares, self.gold = shares, gold
        self.margins: Margins | None = None
        self._markets = markets

    def of_code(self, code: str) -> Account:
        """Return the account that a code is traded in."""
        return self.gold if self._markets[code] is Market.GOLD else self.shares

    def of_order(self, number: str) -> Account:
        """Return the account that an order was entered in; the one for shares where none was."""
        return self.gold if number in self.gold.orders else self.shares

    def order(self, number: str) -> OrderRecord | None:
        """Return an order by its number."""
        return self.of_order(number).orders.get(number)

    def open_orders(self) -> list[OrderRecord]:
        """Return the open orders of both."""
        return [*self.shares.open_orders(), *self.gold.open_orders()]

    def at_rate(self, order: NewOrder) -> NewOrder:
        """Return an order with what it puts down: all of its price where there are no margin rates."""
        return order if self.margins is None else self.margins.at_rate(order)

    def post(self, now: datetime) -> None:
        """Take the entries of both whose time has come; collect what the day before left owed."""
        self.shares.post(now)
        self.gold.post(now)
        if self.margins is not None:
            self.margins.collect()

    def open_day(self, day: date) -> None:
        """Begin a day in both."""
        self.shares.open_day(day)
        self.gold.open_day(day)
