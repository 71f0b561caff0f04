"""Kept state holds loans and the account for gold: orders, grams, and what was before the first day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderState, OrderType, Side
from kiwoom_desk.domain.rules import MarketRules, parse_rules
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.intake import Accepted, NewOrder
from kiwoom_desk.practice.opening import Opened, open_exchange
from kiwoom_desk.practice.past_gold import past_of_both
from kiwoom_desk.practice.records import Credit
from kiwoom_desk.practice.universe import Universe, default_universe

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
CODE, GOLD = "005930", "M04020000"


def reopen(folder: Path, wall: datetime = TEN, history: int = 15) -> Opened:
    flows: list[Flow] = []

    def make_flow(universe: Universe, rules: MarketRules, seed: int, anchor: date | None) -> Flow:
        flows.append(Flow(universe, rules, seed, anchor))
        return flows[-1]

    return open_exchange(
        default_universe(),
        parse_rules(resources.read("market/rules.toml")),
        make_flow,
        seed=5,
        wall=wall,
        at=None,
        cash=100_000_000,
        account_number="5000000010",
        state_dir=folder,
        history=history,
        make_past=lambda origin, number: past_of_both(flows[-1], origin, number),
    )


def place(opened: Opened, order: NewOrder) -> str:
    placed = opened.exchange.place(order)
    assert isinstance(placed, Accepted), placed
    return placed.order_number


def seen(account: Account) -> tuple[object, ...]:
    dues = sorted(account.dues, key=lambda due: due.day)
    held = dict(sorted(account.positions.items()))
    return (
        account.day, account.cash, dues, account.held, account.lent, held, account.orders,
        account.fills, account.entries,
    )  # fmt: skip


def trade(opened: Opened) -> list[str]:
    """Buy and sell on credit and gold, leaving one order of each open; return those."""
    exchange = opened.exchange
    low = exchange.band(CODE).lower
    cheap, dear = exchange.band(GOLD).lower, exchange.band(GOLD).upper
    loan = Credit.LOAN
    place(opened, NewOrder(CODE, Venue.KRX, Side.BUY, OrderType.MARKET, 9, credit=loan, deposit=30))
    place(opened, NewOrder(CODE, Venue.KRX, Side.SELL, OrderType.MARKET, 2, credit=Credit.MERGED))
    place(opened, NewOrder(GOLD, Venue.KRX, Side.BUY, OrderType.LIMIT, 4, dear))
    return [
        place(
            opened,
            NewOrder(CODE, Venue.KRX, Side.BUY, OrderType.LIMIT, 5, low, credit=loan, deposit=30),
        ),
        place(opened, NewOrder(GOLD, Venue.KRX, Side.BUY, OrderType.LIMIT, 2, cheap)),
        place(opened, NewOrder(GOLD, Venue.KRX, Side.SELL, OrderType.LIMIT, 1, dear)),
    ]


def test_loans_and_gold_come_back_after_a_kill_and_after_a_clean_end(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    numbers = trade(first)
    exchange = first.exchange
    accounts = (exchange.account, exchange.ledgers.gold)
    before = [seen(account) for account in accounts]
    assert all(exchange.pit.order(number).open for number in numbers)
    killed = reopen(tmp_path)
    again = (killed.exchange.account, killed.exchange.ledgers.gold)
    assert [seen(account) for account in again] == before
    assert killed.past is not None
    assert killed.past.gold is not None
    killed.exchange.close()
    ended = reopen(tmp_path).exchange
    assert [seen(account) for account in (ended.account, ended.ledgers.gold)] == before
    for number in numbers:
        order = ended.pit.order(number)
        on_credit = order.credit is not Credit.CASH
        gone = ended.cancel(number, order.code, Venue.KRX, 0, on_credit)
        assert isinstance(gone, Accepted)
    assert (ended.account.held, ended.ledgers.gold.held) == (0, 0)
    assert ended.ledgers.gold.position(GOLD).reserved == 0


def test_a_later_day_ends_the_orders_of_both_accounts_and_settles(tmp_path: Path) -> None:
    first = reopen(tmp_path, history=0)
    numbers = trade(first)
    gold = first.exchange.ledgers.gold
    second, grams = gold.deposits.second_day, gold.position(GOLD).quantity
    loans = first.exchange.account.closing().loans
    first.exchange.close()
    later = reopen(tmp_path, TEN + timedelta(days=6), history=0).exchange
    assert [later.pit.order(number).state for number in numbers] == [OrderState.EXPIRED] * 3
    gold = later.ledgers.gold
    assert (gold.cash, gold.dues, gold.position(GOLD).quantity) == (second, [], grams)
    assert later.account.closing().loans == loans > 0
    assert later.account.day == gold.day == date(2026, 11, 26)


def test_the_two_accounts_share_their_numbers(tmp_path: Path) -> None:
    opened = reopen(tmp_path)
    trade(opened)
    exchange, past = opened.exchange, opened.past
    assert past is not None
    assert past.gold is not None
    numbers = [
        order.number
        for source in (past, past.gold)
        for orders in source.orders.values()
        for order in orders
    ]
    numbers += [*exchange.account.orders, *exchange.ledgers.gold.orders]
    assert len(numbers) == len(set(numbers))
    assert int(max(numbers)) == exchange.pit.order_counter
    fills = [
        fill.number
        for source in (past, past.gold)
        for some in source.fills.values()
        for fill in some
    ]
    fills += [
        fill.number for one in (exchange.account, exchange.ledgers.gold) for fill in one.fills
    ]
    assert len(fills) == len(set(fills))
    assert int(max(fills)) == exchange.pit.fill_counter
