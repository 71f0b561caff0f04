"""What an account owes on shares bought on credit and what stands for it; refuses what was sold."""

from __future__ import annotations

from datetime import date

import msgspec

from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.answers.spans import day_text
from kiwoom_desk.practice.chronicle import Worth
from kiwoom_desk.practice.loans import accrued, ends_on
from kiwoom_desk.practice.records import Credit, FillRecord, OrderRecord, PositionState
from kiwoom_desk.practice.to_wire import percent, ratio

TRADES = {Credit.CASH: "보통매매", Credit.LOAN: "자기융자", Credit.MERGED: "자기융자합"}
"""How account lists name what an order trades with."""


class LoanFigures(msgspec.Struct, frozen=True):
    """Won: `loan` not given back, `put_down` beside it, `worth` of the shares, interest borne."""

    loan: int = 0
    put_down: int = 0
    worth: int = 0
    interest: int = 0

    @property
    def cover(self) -> str:
        """Return what the shares are worth in percent of their loans (신용담보비율)."""
        return percent(ratio(self.worth, self.loan))


def of_now(asked: Asked) -> LoanFigures:
    """Return the figures of the account as it stands."""
    account, exchange = asked.exchange.account, asked.exchange
    held = [one for one in account.positions.values() if one.loan_date and one.quantity]
    worths = [Worth(one, exchange.price(one.code)) for one in held]
    return of_worths(exchange.rules, worths, account.day)


def of_worths(rules: MarketRules, worths: list[Worth], day: date) -> LoanFigures:
    """Return the figures of holdings on a day; those paid for with cash do not count."""
    lent = [one for one in worths if one.held.loan_date]
    return LoanFigures(
        sum(one.held.loan for one in lent),
        sum(one.held.cost - one.held.loan for one in lent),
        sum(one.value for one in lent),
        sum(borne(rules, one.held, day) for one in lent),
    )


def borne(rules: MarketRules, held: PositionState, day: date) -> int:
    """Return the interest that a position's loan has borne up to a day, in won."""
    return accrued(rules, held.loan, held.loan_date, day) if held.loan_date else 0


def losses(fills: list[FillRecord]) -> int:
    """Return what sales of shares bought on credit lost, in won."""
    return sum(-one.realised for one in fills if one.loan_date and one.realised < 0)


def deposits_held(asked: Asked) -> int:
    """Return what open buys on credit hold, in won."""
    account = asked.exchange.account
    some = (one for one in account.open_orders() if one.side is Side.BUY)
    return sum(
        account.margin(one.code, one.held_price, one.open, one.deposit)
        for one in some
        if one.credit is not Credit.CASH
    )


def kind_of(held: PositionState) -> str:
    """Return the credit code of a position."""
    return constants.LOAN_KIND if held.loan_date else constants.CASH_KIND


def loan_text(day: date | None) -> str:
    """Return the date of a loan, empty without one."""
    return day_text(day) if day else constants.NO_LOAN_DATE


def end_text(asked: Asked, held: PositionState) -> str:
    """Return the day a position's loan ends, empty without one."""
    if held.loan_date is None:
        return constants.NO_LOAN_DATE
    return day_text(ends_on(asked.exchange.rules, held.loan_date, asked.exchange.account.day))


def order_loan_text(order: OrderRecord) -> str:
    """Return the date of the loan that an order takes up or gives back; empty without one."""
    bought = order.credit is Credit.LOAN and order.side is Side.BUY
    return loan_text(order.day if bought else order.loan_date)


def kind_name(order: OrderRecord) -> str:
    """Return 현금 or 신용 with the side of an order."""
    kind = "현금" if order.credit is Credit.CASH else "신용"
    return f"{kind}{'매수' if order.side is Side.BUY else '매도'}"
