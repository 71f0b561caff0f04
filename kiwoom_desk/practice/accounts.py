"""One account: cash, margin held, positions, fees, tax and settlement; refuses to go short of anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.money import Costs
from kiwoom_desk.domain.order import OrderState, Side
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice import loans, unpaid
from kiwoom_desk.practice.changes import Changes, Deposits
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.entries import AccountEntry
from kiwoom_desk.practice.positions import LoanPart, booked, delivered, next_morning
from kiwoom_desk.practice.records import (
    Closing,
    Credit,
    Due,
    FillRecord,
    OrderRecord,
    Origin,
    PositionState,
    position_key,
)

LIVE = frozenset({OrderState.OPEN, OrderState.PARTIAL})
Paydays = Callable[[date], Iterable[AccountEntry]]
"""Tells what is paid up to a day and was not told before."""


class Account:
    """The money and the shares behind the orders; every figure in whole won and shares."""

    def __init__(self, number: str, cash: int, costs: CostBook, day: date) -> None:
        """Open an account with settled cash; `costs` tells fee, tax and settlement days."""
        self.number = number
        self.cash = cash
        self.costs = costs
        self.day = day
        self.dues: list[Due] = []
        self.positions: dict[str, PositionState] = {}
        self.orders: dict[str, OrderRecord] = {}
        self.fills: list[FillRecord] = []
        self.entries: list[AccountEntry] = []
        self.pending: list[AccountEntry] = []
        self.paydays: Paydays | None = None
        self.closings: dict[date, Closing] = {}
        self.origin = Origin(day, 0, cash)
        self.paid_until = day - timedelta(days=1)
        self.changes = Changes()
        self._live: dict[str, None] = {}
        self._held, self._trusts = 0, False

    # --- figures ---------------------------------------------------------------------------

    @property
    def held(self) -> int:
        """Return the margin held for open buys, fees included."""
        return self._held

    @property
    def orderable(self) -> int:
        """Return what may be put down: cash to come and not yet owed, less the margin held."""
        owed = unpaid.trusted(self) if self._trusts else 0
        return self.cash + sum(due.amount for due in self.dues) + owed - self._held

    @property
    def deposits(self) -> Deposits:
        """Return the cash of today, of the next trading day and of the one after."""
        first = shift_trading_days(self.costs.rules, self.day, 1)
        at_first = self.cash + sum(due.amount for due in self.dues if due.day <= first)
        return Deposits(self.cash, at_first, self.cash + sum(due.amount for due in self.dues))

    @property
    def fees_today(self) -> int:
        """Return the fees of today's fills."""
        return sum(fill.fee for fill in self.fills_of(self.day))

    @property
    def taxes_today(self) -> int:
        """Return the sell tax of today's fills."""
        return sum(fill.tax for fill in self.fills_of(self.day))

    @property
    def realised_today(self) -> int:
        """Return today's realised profit after fees of both sides and tax."""
        return sum(position.realised_today for position in self.positions.values())

    def open_orders(self) -> list[OrderRecord]:
        """Return the orders that still have shares open, by number."""
        return [self.orders[number] for number in self._live]

    def orders_of(self, day: date) -> list[OrderRecord]:
        """Return every order request of that day, by number."""
        return [order for order in self.orders.values() if order.day == day]

    def fills_of(self, day: date) -> list[FillRecord]:
        """Return the fills of that day, oldest first."""
        return [fill for fill in self.fills if fill.at.date() == day]

    def position(self, code: str) -> PositionState:
        """Return the position of a code, empty when nothing is or was held today."""
        return self.positions.get(code) or PositionState(code)

    def loans_of(self, code: str) -> list[PositionState]:
        """Return what was bought of a code on credit and is held, the oldest loan first."""
        found = [held for held in self.positions.values() if held.code == code and held.loan_date]
        return sorted((held for held in found if held.quantity), key=lambda held: held.key)

    @property
    def lent(self) -> int:
        """Return all loans, and what open buys on credit would be lent, in won."""
        open_buys = (one for one in self.open_orders() if one.side is Side.BUY)
        meant = sum(loans.lendable(one, one.open) for one in open_buys)
        return meant + sum(held.loan for held in self.positions.values())

    def affordable(self, code: str, price: int, deposit: int = 100) -> int:
        """Return how many shares the orderable cash buys at that price, fee included."""
        quantity = max(self.orderable, 0) * 100 // (price * deposit)
        while quantity and self.margin(code, price, quantity, deposit) > self.orderable:
            quantity -= 1
        return quantity

    def offers(self, number: str, size: int) -> list[loans.Offer]:
        """Return from which loans so many shares of an order are bought or sold."""
        order = self.orders[number]
        return loans.offers(order, size, self.loans_of(order.code), self._credit_sales(order.code))

    # --- orders ----------------------------------------------------------------------------

    def enter(self, order: OrderRecord) -> None:
        """Record a new request; hold its margin or reserve its shares when it has shares open."""
        if order.number in self.orders:
            raise ValueError(f"order number {order.number} is taken")
        self._put(order)
        self._claim(order, order.open)
        if order.open:
            self._live[order.number] = None

    def amend(self, child: OrderRecord) -> OrderRecord:
        """Move the child's quantity out of its original, enter the child and return the parent."""
        parent = self._shrink(child.original, child.quantity, "moved")
        self.enter(child)
        return parent

    def cancel(self, request: OrderRecord) -> OrderRecord:
        """Take a cancel's quantity out of its original, record the request and return the parent."""
        parent = self._shrink(request.original, request.quantity, "cancelled")
        self.enter(request)
        return parent

    def withdraw(self, number: str, expired: bool = False) -> OrderRecord:
        """Take all that is left out of an order: rest of IOC/FOK, or the end of its day."""
        return self._shrink(number, self.orders[number].open, "expired" if expired else "cancelled")

    def fill(
        self,
        number: str,
        price: int,
        size: int,
        fill_number: str,
        at: datetime,
        venue: Venue = Venue.KRX,
        loan_date: date | None = None,
    ) -> FillRecord:
        """Book one fill: money due at D+2, shares at once, fee and tax counted over the whole order.

        A sale of all loans names the `loan_date` it is from; one `offers` entry makes one fill.
        """
        order = self.orders[number]
        if not 0 < size <= order.open:
            raise ValueError(f"order {number} has {order.open} open, not {size}")
        amount = order.filled_amount + price * size
        so_far = self.costs.of(order.code, amount, order.side, order.day)
        costs = Costs(so_far.fee - order.fee, so_far.tax - order.tax)
        if order.credit is not Credit.CASH:
            loan_date = at.date() if order.side is Side.BUY else loan_date or order.loan_date
        loan = self._loan(order, amount, size, at.date(), loan_date)
        self._release(order)
        open_left = order.open - size
        changed = replace(
            order,
            open=open_left,
            filled=order.filled + size,
            filled_amount=amount,
            fee=so_far.fee,
            tax=so_far.tax,
            state=OrderState.PARTIAL if open_left else OrderState.FILLED,
            last_fill=fill_number,
            last_price=price,
            changed=at,
            lent=order.lent + (loan.amount if order.side is Side.BUY else 0),
        )
        self._put(changed)
        held = self.positions.get(position_key(order.code, loan_date))
        held = held or PositionState(order.code, loan_date=loan_date)
        sold = booked(held, order.side, price * size, size, costs, loan)
        self._set(sold.position)
        self._claim(changed, open_left)
        self._forget_if_done(changed)
        self._owe(at.date(), order.side, price * size, costs, loan)
        record = FillRecord(
            fill_number,
            number,
            order.code,
            order.side,
            price,
            size,
            costs.fee,
            costs.tax,
            at,
            sold.realised,
            sold.cost,
            venue,
            loan_date,
            loan.amount,
            loan.interest,
        )
        self.fills.append(record)
        self.changes.fills.append(record)
        return record

    def reprice(self, number: str, limit: int, held_price: int) -> OrderRecord:
        """Change the price an order rests at (conditional orders turn market in the last auction)."""
        order = self.orders[number]
        self._release(order)
        changed = replace(order, limit=limit, held_price=held_price)
        self._put(changed)
        self._claim(changed, changed.open)
        return changed

    # --- days ------------------------------------------------------------------------------

    def set_paydays(self, paydays: Paydays) -> None:
        """Take what tells the payments of each day, from today on; `post` takes the payments."""
        self.paydays = paydays
        self.expect(paydays(self.day))

    def expect(self, entries: Iterable[AccountEntry]) -> None:
        """Let entries come at their times; `post` takes them."""
        self.pending = sorted([*self.pending, *entries], key=lambda entry: entry.at)
        self.changes.money = True

    def post(self, now: datetime) -> None:
        """Take the entries whose time has come."""
        while self.pending and self.pending[0].at <= now:
            self.take(self.pending.pop(0))

    def closing(self) -> Closing:
        """Return the account as it stands, or as the day leaves it when that is over."""
        positions = sorted(self.positions.values(), key=lambda held: held.code)
        return Closing(self.day, self.cash, tuple(self.dues), tuple(positions))

    def open_day(self, day: date) -> None:
        """Settle what is due by that day and start its counters at zero; orders must be closed."""
        if self._live:
            raise ValueError("a day ends only after its orders did")
        for entry in self.pending:
            self.take(entry)
        self.pending.clear()
        closing = self.closing()
        self.closings[self.day] = closing
        self.changes.closings.append(closing)
        self.day = day
        self.cash += sum(due.amount for due in self.dues if due.day <= day)
        self.dues = [due for due in self.dues if due.day > day]
        self.changes.money = True
        for key, position in list(self.positions.items()):
            self.changes.codes[key] = None
            fresh = next_morning(position)
            if fresh is not None:
                self.positions[key] = fresh
            else:
                del self.positions[key]
        if self.paydays is not None:
            self.expect(self.paydays(day))

    def take(self, entry: AccountEntry) -> None:
        """Book money or shares that came or went without a trade; raise ValueError where it runs short."""
        if entry.cash < 0 and self.cash + entry.cash < 0:
            raise ValueError(f"{-entry.cash} won leave an account that has {self.cash}")
        self.cash += entry.cash
        if entry.shares:
            self._set(delivered(self.position(entry.code), entry.shares, entry.amount))
        self.entries.append(entry)
        self.changes.entries.append(entry)
        self.changes.money = True

    def restore(self, orders: dict[str, OrderRecord]) -> None:
        """Take over kept orders; margins and reserved shares follow from what is open."""
        self.orders = dict(orders)
        self._trusts = any(map(unpaid.counts, orders.values()))
        self._live = {n: None for n, order in orders.items() if order.open and order.state in LIVE}
        self.positions = {c: replace(p, reserved=0) for c, p in self.positions.items()}
        self._held = 0
        for order in self.open_orders():
            self._claim(order, order.open)
        self.take_changes()

    def take_changes(self) -> Changes:
        """Return what changed since the last call and start anew."""
        changes, self.changes = self.changes, Changes()
        return changes

    # --- inside ----------------------------------------------------------------------------

    def margin(self, code: str, price: int, quantity: int, deposit: int = 100) -> int:
        """Return what a buy of that many shares holds, fee included, at a deposit in percent."""
        amount = price * quantity
        costs = self.costs.of(code, amount, Side.BUY, self.day)
        return loans.put_down(amount, deposit) + costs.total

    def _put(self, order: OrderRecord) -> None:
        self._trusts |= unpaid.counts(order)
        self.orders[order.number] = order
        self.changes.orders[order.number] = None

    def _claim(self, order: OrderRecord, quantity: int, sign: int = 1) -> None:
        if order.side is Side.SELL and order.credit is not Credit.CASH:
            self._offer(order.code, left_out="" if sign > 0 else order.number)
        elif not quantity:
            return
        elif order.side is Side.BUY:
            self._held += sign * self.margin(order.code, order.held_price, quantity, order.deposit)
        else:
            held = self.position(order.code)
            self._set(replace(held, reserved=held.reserved + sign * quantity))

    def _credit_sales(self, code: str) -> list[OrderRecord]:
        return [
            order
            for order in self.orders.values()
            if order.code == code and order.credit is not Credit.CASH
            if order.side is Side.SELL and order.open and order.state in LIVE
        ]

    def _offer(self, code: str, left_out: str) -> None:
        """Reserve the shares of loans for what is offered of them."""
        held = self.loans_of(code)
        orders = [order for order in self._credit_sales(code) if order.number != left_out]
        # A loan that the last fill gave back is no longer among them.
        over = {p.key: 0 for p in self.positions.values() if p.code == code and p.loan_date}
        for key, reserved in {**over, **loans.offered(held, orders)}.items():
            if self.positions[key].reserved != reserved:
                self._set(replace(self.positions[key], reserved=reserved))

    def _release(self, order: OrderRecord) -> None:
        self._claim(order, order.open, -1)

    def _set(self, position: PositionState) -> None:
        if position.reserved < 0 or position.quantity < 0:
            raise ValueError(f"{position.code}: more offered than held")
        self.positions[position.key] = position
        self.changes.codes[position.key] = None

    def _shrink(self, number: str, size: int, into: str) -> OrderRecord:
        order = self.orders[number]
        if not 0 < size <= order.open:
            raise ValueError(f"order {number} has {order.open} open, not {size}")
        self._release(order)
        left = order.open - size
        gone = OrderState.REPLACED if into == "moved" else OrderState.CANCELED
        if into == "expired":
            gone = OrderState.EXPIRED
        state = order.state if left else gone
        counted = {into: getattr(order, into) + size}
        changed = replace(order, open=left, state=state, **counted)
        self._put(changed)
        self._claim(changed, left)
        self._forget_if_done(changed)
        return changed

    def _forget_if_done(self, order: OrderRecord) -> None:
        if not order.open:
            self._live.pop(order.number, None)

    def _loan(
        self, order: OrderRecord, amount: int, size: int, day: date, loan_date: date | None
    ) -> LoanPart:
        """Return what a fill is lent, by all fills of its order, or what it gives back."""
        if loan_date is None:
            return LoanPart()
        if order.side is Side.BUY:
            return LoanPart(amount - loans.put_down(amount, order.deposit) - order.lent)
        back = loans.given_back(self.positions[position_key(order.code, loan_date)], size)
        return LoanPart(back, loans.interest(self.costs.rules, back, loan_date, day))

    def _owe(self, day: date, side: Side, amount: int, costs: Costs, loan: LoanPart) -> None:
        settles = shift_trading_days(self.costs.rules, day, loans.SETTLES)
        own = amount - loan.amount
        net = -own - costs.total if side is Side.BUY else own - loan.interest - costs.total
        self.dues = [due for due in self.dues if due.day != settles] + [
            Due(settles, net + sum(due.amount for due in self.dues if due.day == settles))
        ]
        self.changes.money = True
