"""What a trade makes of a position, by the average cost; refuses to sell more than is held."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from kiwoom_desk.domain.money import Costs
from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.records import PositionState


class LoanPart(msgspec.Struct, frozen=True):
    """Won lent by a buy or given back by a sale, and the interest that a sale pays."""

    amount: int = 0
    interest: int = 0


NO_LOAN = LoanPart()


class Booked(msgspec.Struct, frozen=True):
    """A position after a trade and, for a sale, what it realised and the cost of the shares.

    Won; `realised` is after fees of both sides, tax and interest, `cost` without fees.
    """

    position: PositionState
    realised: int = 0
    cost: int = 0


def booked(
    held: PositionState, side: Side, amount: int, size: int, costs: Costs, loan: LoanPart = NO_LOAN
) -> Booked:
    """Book a trade of `size` shares for `amount` won; raise ValueError when more is sold than held.

    `loan` is what a buy was lent, or what a sale gives back with its interest.
    """
    book = _bought if side is Side.BUY else _sold
    return book(held, amount, size, costs, loan)


def next_morning(held: PositionState) -> PositionState | None:
    """Return the position with its day's counters at zero; None when nothing is left."""
    if not held.quantity:
        return None
    return PositionState(
        held.code,
        held.quantity,
        cost=held.cost,
        buy_fee=held.buy_fee,
        opened_quantity=held.quantity,
        loan_date=held.loan_date,
        loan=held.loan,
    )


def delivered(held: PositionState, quantity: int, worth: int) -> PositionState:
    """Put shares in at what they are worth in won, or take some out (below zero) at their cost."""
    if quantity >= 0:
        return replace(held, quantity=held.quantity + quantity, cost=held.cost + worth)
    if -quantity > held.quantity:
        raise ValueError(f"{held.code}: {-quantity} leave of {held.quantity}")
    cost = held.cost * -quantity // held.quantity
    buy_fee = held.buy_fee * -quantity // held.quantity
    return replace(
        held,
        quantity=held.quantity + quantity,
        cost=held.cost - cost,
        buy_fee=held.buy_fee - buy_fee,
    )


def _bought(held: PositionState, amount: int, size: int, costs: Costs, loan: LoanPart) -> Booked:
    return Booked(
        replace(
            held,
            quantity=held.quantity + size,
            cost=held.cost + amount,
            buy_fee=held.buy_fee + costs.total,
            loan=held.loan + loan.amount,
            bought_today=held.bought_today + size,
            bought_amount_today=held.bought_amount_today + amount,
        )
    )


def _sold(held: PositionState, amount: int, size: int, costs: Costs, loan: LoanPart) -> Booked:
    if size > held.quantity:
        raise ValueError(f"{held.code}: {size} sold of {held.quantity}")
    cost = held.cost * size // held.quantity
    buy_fee = held.buy_fee * size // held.quantity
    realised = amount - cost - buy_fee - costs.total - loan.interest
    return Booked(
        replace(
            held,
            quantity=held.quantity - size,
            cost=held.cost - cost,
            buy_fee=held.buy_fee - buy_fee,
            sold_today=held.sold_today + size,
            sold_amount_today=held.sold_amount_today + amount,
            sold_cost_today=held.sold_cost_today + cost,
            realised_today=held.realised_today + realised,
            loan=held.loan - loan.amount,
        ),
        realised,
        cost,
    )
