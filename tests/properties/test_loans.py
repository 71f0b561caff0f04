"""Any run of trades with cash and on credit: no won and no share appears, every loan is given back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side
from kiwoom_desk.domain.rules import MarketRules, credit_rule, parse_rules
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.loans import ends_on, interest, interest_for, put_down
from kiwoom_desk.practice.records import Credit, OrderRecord

# The sale of one loan's last share while another sale of all loans still waits for it.
_TWO_LOANS = (("loan", 2), ("day", 1), ("loan", 1), ("wait", 2), ("give all", 1))
CODE, CASH, FIRST = "005930", 1_000_000_000, date(2026, 9, 1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("cash", "loan", "give back", "give all", "wait", "day")),
        st.integers(1, 400),
        st.integers(10_000, 90_000),
    ),
    min_size=1,
    max_size=40,
)


@cache
def rules() -> MarketRules:
    return parse_rules(resources.read("market/rules.toml"))


class Run:
    """An account and what its fills say it must hold."""

    def __init__(self) -> None:
        self.account = Account("1", CASH, CostBook(rules(), {CODE: Market.KOSPI}), FIRST)
        self.number = 0

    @property
    def now(self) -> datetime:
        return datetime.combine(self.account.day, datetime.min.time(), KST) + timedelta(hours=10)

    def order(
        self, side: Side, quantity: int, price: int, credit: Credit, loan: date | None, deposit: int
    ) -> str:
        self.number += 1
        number = f"{self.number:07d}"
        self.account.enter(
            OrderRecord(
                number, Action.NEW, "", number, CODE, Venue.KRX, side, OrderType.LIMIT, quantity,
                price, price, price, self.now, quantity, OrderState.OPEN, credit=credit,
                loan_date=loan, deposit=deposit,
            )
        )  # fmt: skip
        return number

    def fill(self, number: str, price: int, size: int) -> None:
        for offer in self.account.offers(number, size):
            fill = f"{len(self.account.fills) + 1:07d}"
            self.account.fill(
                number, price, offer.quantity, fill, self.now, loan_date=offer.loan_date
            )

    def step(self, kind: str, quantity: int, price: int) -> None:
        account = self.account
        loans = account.loans_of(CODE)
        if kind == "day":
            for order in account.open_orders():
                account.withdraw(order.number, expired=True)
            account.open_day(shift_trading_days(rules(), account.day, 1 + quantity % 30))
        elif kind in ("cash", "loan"):
            credit = Credit.CASH if kind == "cash" else Credit.LOAN
            deposit = 100 if kind == "cash" else (30, 40, 50, 60)[price % 4]
            quantity = min(quantity, account.affordable(CODE, price, deposit))
            if quantity:
                number = self.order(Side.BUY, quantity, price, credit, None, deposit)
                self.fill(number, price - 1, (quantity + 1) // 2)
                if quantity > 1:
                    self.fill(number, price, quantity // 2)
        elif loans:
            merged = kind != "give back"
            able = sum(x.sellable for x in loans) if merged else loans[0].sellable
            quantity = min(quantity, able)
            if quantity:
                credit = Credit.MERGED if merged else Credit.LOAN
                loan = None if merged else loans[0].loan_date
                number = self.order(Side.SELL, quantity, price, credit, loan, 100)
                self.fill(number, price, quantity if kind != "wait" else (quantity + 1) // 2)


def check(run: Run) -> None:
    account = run.account
    fills = account.fills
    signs = {Side.BUY: -1, Side.SELL: 1}
    moved = sum(signs[f.side] * (f.amount - f.loan) - f.fee - f.tax - f.interest for f in fills)
    assert account.cash + sum(due.amount for due in account.dues) == CASH + moved
    for held in account.positions.values():
        own = [f for f in fills if f.loan_date == held.loan_date]
        assert held.quantity == -sum(signs[f.side] * f.quantity for f in own) >= 0
        assert held.loan == -sum(signs[f.side] * f.loan for f in own) >= 0
        assert (held.loan == 0) == (held.quantity == 0 or held.loan_date is None)
        assert 0 <= held.reserved <= held.quantity
    offered = sum(o.open for o in account.open_orders() if o.side is Side.SELL)
    assert sum(held.reserved for held in account.positions.values()) == offered
    for fill in fills:
        if fill.side is Side.SELL and fill.loan_date:
            wanted = interest(rules(), fill.loan, fill.loan_date, fill.at.date())
            assert fill.interest == wanted
            profit = fill.amount - fill.cost - fill.buy_fee - fill.fee - fill.tax - fill.interest
            assert fill.realised == profit
    for order in account.orders.values():
        if order.side is Side.BUY:
            assert order.lent == order.filled_amount - put_down(order.filled_amount, order.deposit)
    assert account.orderable >= 0


@settings(max_examples=60, deadline=None)
@given(STEPS)
@example([(kind, size, 10_000) for kind, size in _TWO_LOANS])
def test_won_shares_and_loans_are_conserved(steps: list[tuple[str, int, int]]) -> None:
    run = Run()
    for kind, quantity, price in steps:
        run.step(kind, quantity, price)
        check(run)
    kept = dict(run.account.orders)
    before = {key: held.reserved for key, held in run.account.positions.items()}
    run.account.restore(kept)
    assert {key: held.reserved for key, held in run.account.positions.items()} == before


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300_000_000), st.integers(0, 400))
def test_interest_is_the_sum_of_its_days(loan: int, days: int) -> None:
    """Day by day at the rate of the band that each day falls into, cut down once."""
    bands = credit_rule(rules(), FIRST).bands
    total = Fraction(0)
    for day in range(1, days + 1):
        band = next(band for band in bands if band.days == 0 or day <= band.days)
        total += loan * Fraction(str(band.percent)) / 36_500
    assert interest_for(rules(), loan, FIRST, days) == total.numerator // total.denominator


@given(st.integers(0, 700))
def test_a_loan_at_its_end_runs_for_another_term(days: int) -> None:
    today = FIRST + timedelta(days=days)
    ends = ends_on(rules(), FIRST, today)
    term = credit_rule(rules(), FIRST).days
    assert ends >= today
    assert (ends - FIRST).days % term == 0
    assert (ends - today).days < term or days == 0
