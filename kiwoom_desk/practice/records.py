"""What the exchange keeps of an account: orders, fills, positions, dues; refuses to change in place."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side


class Credit(StrEnum):
    """What an order trades with: own cash, one loan (융자), or all loans of a name (융자합)."""

    CASH = "00"
    LOAN = "03"
    MERGED = "99"


class OrderRecord(msgspec.Struct, frozen=True):
    """One order request with a number of its own; won and shares, times of the market.

    `quantity` (FID 900) never changes; `open` (902) falls by fills and by what moved or was
    cancelled. `original` is the order an amend or cancel names, "" for a new order; `root` the
    first of the chain. `price` is None for orders without one. `limit` is the price it rests at
    (best opposite, best own), 0 for a market order. `held_price` is what a buy's margin is
    counted with. `fee` and `tax` are of all its fills together. A cancel has `open` 0. A buy on
    credit puts down `deposit` percent, `lent` is what its fills were lent; a sale of one loan names
    its date.
    """

    number: str
    action: Action
    original: str
    root: str
    code: str
    venue: Venue
    side: Side
    order_type: OrderType
    quantity: int
    price: int | None
    limit: int
    held_price: int
    placed: datetime
    open: int
    state: OrderState
    trigger: int | None = None
    filled: int = 0
    filled_amount: int = 0
    moved: int = 0
    cancelled: int = 0
    expired: int = 0
    fee: int = 0
    tax: int = 0
    last_fill: str = ""
    last_price: int = 0
    changed: datetime | None = None
    credit: Credit = Credit.CASH
    loan_date: date | None = None
    deposit: int = 100
    lent: int = 0

    @property
    def day(self) -> date:
        """Return the order date."""
        return self.placed.date()

    @property
    def average_fill(self) -> int:
        """Return the average price of its fills in won, cut down; 0 without fills."""
        return self.filled_amount // self.filled if self.filled else 0


class FillRecord(msgspec.Struct, frozen=True):
    """One fill of an own order (FIDs 909, 914, 915) with the fee and tax of this fill alone.

    `cost` is what the shares sold were bought for, without fees, and `realised` the profit after
    fees of both sides, tax and interest; both are 0 for a buy. Of a loan `loan` is what a buy was
    lent or a sale gave back, with `interest`.
    """

    number: str
    order_number: str
    code: str
    side: Side
    price: int
    quantity: int
    fee: int
    tax: int
    at: datetime
    realised: int = 0
    cost: int = 0
    venue: Venue = Venue.KRX
    loan_date: date | None = None
    loan: int = 0
    interest: int = 0

    @property
    def amount(self) -> int:
        """Return price times shares, in won."""
        return self.price * self.quantity

    @property
    def buy_fee(self) -> int:
        """Return the part of the fees paid when the shares sold were bought; 0 for a buy."""
        if self.side is Side.BUY:
            return 0
        return self.amount - self.cost - self.fee - self.tax - self.realised - self.interest


class PositionState(msgspec.Struct, frozen=True):
    """Shares held: won and shares; `cost` is what they were bought for, without fees.

    `reserved` shares wait in open sell orders. The figures `*_today` start at 0 each day;
    `opened_quantity` is what the day began with. A position sold out stays until the day ends.
    Shares bought on credit stand apart by the date of their loan; `loan` is what is not given back.
    """

    code: str
    quantity: int = 0
    reserved: int = 0
    cost: int = 0
    buy_fee: int = 0
    opened_quantity: int = 0
    bought_today: int = 0
    bought_amount_today: int = 0
    sold_today: int = 0
    sold_amount_today: int = 0
    sold_cost_today: int = 0
    realised_today: int = 0
    loan_date: date | None = None
    loan: int = 0

    @property
    def key(self) -> str:
        """Return what tells positions apart: the code, and behind it the date of a loan."""
        return position_key(self.code, self.loan_date)

    @property
    def sellable(self) -> int:
        """Return the shares not yet offered in open orders."""
        return self.quantity - self.reserved

    @property
    def average_price(self) -> int:
        """Return the average price paid in won, cut down; 0 when nothing is held."""
        return self.cost // self.quantity if self.quantity else 0


def position_key(code: str, loan_date: date | None = None) -> str:
    """Return the key of a position: the code for cash, with the date behind it for a loan."""
    return code if loan_date is None else f"{code}/{loan_date:%Y%m%d}"


class Due(msgspec.Struct, frozen=True):
    """Money that moves on a settlement day: won, below zero when it is owed."""

    day: date
    amount: int


class Closing(msgspec.Struct, frozen=True):
    """An account as a day left it: settled cash, what is due, positions with that day's counters."""

    day: date
    cash: int
    dues: tuple[Due, ...] = ()
    positions: tuple[PositionState, ...] = ()

    @property
    def second_day(self) -> int:
        """Return the cash once everything traded has settled, in won."""
        return self.cash + sum(due.amount for due in self.dues)

    def shares(self, code: str) -> int:
        """Return how many shares of a name were held."""
        return sum(held.quantity for held in self.positions if held.code == code)

    @property
    def loans(self) -> int:
        """Return what is lent and not given back, in won."""
        return sum(held.loan for held in self.positions)


class Origin(msgspec.Struct, frozen=True):
    """How an account began: `days` of a played past before `first_day`, and its cash that morning.

    `mark` tells the played past from any other.
    """

    first_day: date
    days: int
    cash: int
    mark: int = 0
