"""Any seed's past of an account: no won and no share appears or vanishes, and all of it was possible."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.money import percent_of
from kiwoom_desk.domain.order import Action, Side
from kiwoom_desk.domain.rules import MarketRules, fee_percent, parse_rules, tax_percent
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.entries import EntryKind
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import History
from kiwoom_desk.practice.past_account import PastAccount, past_of
from kiwoom_desk.practice.records import Closing, Origin, position_key
from kiwoom_desk.practice.universe import Universe, default_universe

FIRST_DAY = date(2026, 11, 20)
SEEDS, DAYS = st.integers(1, 40), st.integers(1, 70)
CASH = st.sampled_from((0, 1_000, 3_000_000, 100_000_000, 7_654_321_000))


@cache
def market() -> tuple[Universe, MarketRules]:
    return default_universe(), parse_rules(resources.read("market/rules.toml"))


def past(seed: int, days: int, cash: int, first_day: date = FIRST_DAY) -> PastAccount:
    universe, rules = market()
    return past_of(Flow(universe, rules, seed), Origin(first_day, days, cash), "5000000010")


def check_day(played: PastAccount, before: Closing | None, closing: Closing) -> None:
    """Check one day's cash and shares against its fills and entries."""
    day, fills = closing.day, played.fills[closing.day]
    entries = [entry for entry in played.entries if entry.at.date() == day]
    costs = sum(fill.fee + fill.tax + fill.interest for fill in fills)
    lent = sum(fill.loan if fill.side is Side.BUY else -fill.loan for fill in fills)
    bought = sum(fill.amount for fill in fills if fill.side is Side.BUY)
    sold = sum(fill.amount for fill in fills if fill.side is Side.SELL)
    came = sum(entry.cash for entry in entries)
    start = before.second_day if before else 0
    assert closing.second_day == start + came + sold - bought - costs + lent
    assert closing.loans == (before.loans if before else 0) + lent
    settled = sum(due.amount for due in before.dues if due.day <= day) if before else 0
    assert closing.cash == (before.cash if before else 0) + settled + came >= 0
    held = {one.key: one.quantity for one in before.positions} if before else {}
    for fill in fills:
        sign, key = 1 if fill.side is Side.BUY else -1, position_key(fill.code, fill.loan_date)
        held[key] = held.get(key, 0) + sign * fill.quantity
    for entry in entries:
        held[entry.code] = held.get(entry.code, 0) + entry.shares
    assert {code: count for code, count in held.items() if count} == {
        one.key: one.quantity for one in closing.positions if one.quantity
    }
    realised = sum(one.realised_today for one in closing.positions)
    assert realised == sum(fill.realised for fill in fills)


def check_orders(played: PastAccount, day: date) -> None:
    """Check that every order's shares are accounted for, and its fee and tax counted once."""
    universe, rules = market()
    fills = played.fills[day]
    for order in played.orders[day]:
        assert order.day == day
        own = [fill for fill in fills if fill.order_number == order.number]
        assert order.filled == sum(fill.quantity for fill in own)
        if order.action is Action.CANCEL:
            continue
        gone = order.filled + order.moved + order.cancelled + order.expired
        assert (order.open, gone) == (0, order.quantity)
        fee = percent_of(order.filled_amount, fee_percent(rules, "practice", day))
        assert order.fee == fee == sum(fill.fee for fill in own)
        tax = tax_percent(rules, universe.by_code[order.code].market, day)
        wanted = percent_of(order.filled_amount, tax) if order.side is Side.SELL else 0
        assert order.tax == wanted == sum(fill.tax for fill in own)


@settings(max_examples=12, deadline=None)
@given(SEEDS, DAYS, CASH)
def test_cash_and_shares_of_a_past_are_conserved(seed: int, days: int, cash: int) -> None:
    played = past(seed, days, cash)
    assert len(played.closings) == days
    before: Closing | None = None
    for closing in played.closings.values():
        check_day(played, before, closing)
        check_orders(played, closing.day)
        before = closing
    account = played.account
    account.post(datetime(2026, 11, 20, 9, 0, tzinfo=KST))
    assert (account.cash, account.pending) == (cash, [])
    assert account.orderable >= 0
    assert min(account.deposits.next_day, account.deposits.second_day) >= 0
    assert not account.orders
    assert not account.fills
    assert before is not None
    numbers = [order.number for some in played.orders.values() for order in some]
    assert numbers == sorted(set(numbers))
    assert played.order_counter == len(numbers)


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.integers(2, 40))
def test_equal_seeds_have_equal_pasts(seed: int, days: int) -> None:
    one, other = past(seed, days, 50_000_000), past(seed, days, 50_000_000)
    assert (one.orders, one.fills, one.entries) == (other.orders, other.fills, other.entries)
    assert one.closings == other.closings
    assert one.mark == other.mark != past(seed + 1, days, 50_000_000).mark


@settings(max_examples=3, deadline=None)
@given(SEEDS)
def test_fills_lie_within_the_prices_of_their_minute(seed: int) -> None:
    universe, rules = market()
    flow = Flow(universe, rules, seed)
    played = past_of(flow, Origin(FIRST_DAY, 12, 80_000_000), "5000000010")
    flow.start(datetime(2026, 11, 20, 10, 0, tzinfo=KST))
    history = History(flow)
    for fill in (fill for some in played.fills.values() for fill in some):
        minute = fill.at.replace(second=0, microsecond=0)
        bars = history.minutes(
            universe.by_code[fill.code].index, minute + timedelta(minutes=1), 1, 1
        )
        assert int(bars.starts[0]) == int(minute.timestamp())
        assert int(bars.low[0]) <= fill.price <= int(bars.high[0])


def test_a_year_has_every_kind_of_entry_and_dividends_of_settled_shares() -> None:
    played = past(1, 250, 100_000_000)
    kinds = {entry.kind for entry in played.entries}
    assert kinds == set(EntryKind)
    _, rules = market()
    days = list(played.closings)
    for entry in played.entries:
        if entry.kind in (EntryKind.DIVIDEND, EntryKind.INTEREST):
            assert entry.income_tax == entry.amount * 14 // 100 // 10 * 10
            assert entry.resident_tax == entry.income_tax // 10 // 10 * 10
        if entry.kind is EntryKind.DIVIDEND:
            assert entry.amount % entry.quantity == 0
    dues = {due.day for due in played.closings[days[-1]].dues}
    assert dues <= {shift_trading_days(rules, days[-1], n) for n in (1, 2)}


@pytest.mark.parametrize("first_day", [date(2026, 1, 5), date(2025, 3, 4)])
def test_taxes_of_the_past_are_those_of_their_days(first_day: date) -> None:
    played = past(3, 20, 60_000_000, first_day)
    for day in played.closings:
        check_orders(played, day)
    assert any(fill.tax for some in played.fills.values() for fill in some)
