"""Buys on margin: what they put down, what is owed after two days, and the broker's sale of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.command import parse
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused
from kiwoom_desk.practice.options import MarginRule, ServerOptions
from kiwoom_desk.practice.records import Credit
from kiwoom_desk.practice.server import build_house
from tests.support.asking import ask

CASH = 10_000_000
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=KST)


def house_of(rule: MarginRule = MarginRule.NAMES, state: Path | None = None) -> House:
    options = ServerOptions(at=THURSDAY, seed=7, cash=CASH, margin=rule, state=state)
    return build_house(options, SystemClock())


def cheap(house: House, rate: int) -> str:
    """Return a liquid share of a margin rate whose price is small beside the cash."""
    standing = house.standing
    fitting = [
        one
        for one in house.exchange.universe.listings
        if one.product is Product.SHARE and int(standing.margin[one.index]) == rate
        and one.previous_close < 100_000
    ]  # fmt: skip
    return max(fitting, key=lambda one: one.typical_volume * one.previous_close).code


def order(house: House, code: str, side: Side, size: int) -> Accepted | Refused:
    placed = house.exchange.place(NewOrder(code, Venue.KRX, side, OrderType.MARKET, size))
    house.exchange.advance_to(house.exchange.now + timedelta(seconds=3))
    return placed


def bought_beyond_cash(house: House) -> tuple[str, int]:
    """Buy a share of the lowest rate for about twice the cash; return it and what it costs."""
    code = cheap(house, 20)
    size = 2 * CASH // house.exchange.price(code)
    assert isinstance(order(house, code, Side.BUY, size), Accepted)
    fills = house.exchange.account.fills
    assert sum(fill.quantity for fill in fills) == size
    return code, sum(fill.price * fill.quantity + fill.fee for fill in fills)


def number(house: House, api_id: str, key: str, **body: str) -> int:
    return int(str(ask(house, api_id, **body).values[key]))


def test_by_itself_a_buy_is_paid_in_full() -> None:
    house = house_of(MarginRule.WHOLE)
    code = cheap(house, 20)
    refused = order(house, code, Side.BUY, 2 * CASH // house.exchange.price(code))
    assert isinstance(refused, Refused) and refused.reason == "margin_short"
    assert parse([]).margin is MarginRule.WHOLE
    assert parse(["--margin", "names"]).margin is MarginRule.NAMES


@pytest.mark.parametrize("rate", [20, 40, 100])
def test_a_resting_buy_holds_the_rate_of_its_name(rate: int) -> None:
    house = house_of()
    account, code = house.exchange.account, cheap(house, rate)
    price = house.exchange.band(code).lower
    size = 1_000_000 // price
    placed = house.exchange.place(NewOrder(code, Venue.KRX, Side.BUY, OrderType.LIMIT, size, price))
    assert isinstance(placed, Accepted)
    fee = account.costs.of(code, price * size, Side.BUY, account.day).total
    assert account.held == -(-price * size * rate // 100) + fee
    assert account.orderable == CASH - account.held
    house.exchange.cancel(placed.order_number, code, Venue.KRX, 0)
    assert account.orderable == CASH


def test_answers_tell_what_each_rate_leaves() -> None:
    house = house_of()
    code = cheap(house, 40)
    body = {"stk_cd": code, "uv": str(house.exchange.price(code))}
    for rate in (20, 30, 40, 50, 60, 100):
        expected = CASH * 100 // rate
        assert number(house, "kt00011", f"profa_{rate}ord_alow_amt", **body) == expected
        assert number(house, "kt00001", f"{rate}stk_ord_alow_amt", qry_tp="3") == expected
    told = ask(house, "kt00011", **body).values
    assert (told["stk_profa_rt"], told["aplc_rt"]) == ("40.00", "40.00")
    size = number(house, "kt00011", "profa_40ord_alowq", **body)
    price = house.exchange.price(code)
    account = house.exchange.account
    assert account.margin(code, price, size, 40) <= CASH < account.margin(code, price, size + 1, 40)


def test_what_is_bought_counts_with_what_it_put_down_until_it_settles() -> None:
    house = house_of()
    account = house.exchange.account
    code, cost = bought_beyond_cash(house)
    worth = sum(fill.price * fill.quantity for fill in account.fills)
    fees = sum(fill.fee for fill in account.fills)
    assert account.deposits.second_day == CASH - cost < 0
    assert account.orderable == CASH + (worth - -(-worth * 20 // 100)) - worth - fees > 0
    held = account.position(code).quantity
    assert isinstance(order(house, code, Side.SELL, held), Accepted)
    # Sold again, nothing of it is left to be trusted with.
    assert account.orderable == account.deposits.second_day < CASH


def on(house: House, state: Path, day: int, hour: int, minute: int, month: int = 11) -> House:
    """End a house and go on with what it kept at a later moment."""
    house.exchange.close()
    at = datetime(2026, month, day, hour, minute, tzinfo=KST)
    options = ServerOptions(at=at, seed=7, margin=MarginRule.NAMES, state=state)
    return build_house(options, SystemClock())


def test_what_is_not_paid_is_owed_then_sold_at_the_opening_after(tmp_path: Path) -> None:
    house = house_of(state=tmp_path)
    code, cost = bought_beyond_cash(house)
    held = house.exchange.account.position(code).quantity
    house = on(house, tmp_path, 23, 19, 59)
    exchange, account = house.exchange, house.exchange.account
    assert account.cash == CASH - cost < 0
    assert number(house, "kt00001", "ch_uncla", qry_tp="3") == -account.cash
    assert account.position(code).quantity == held, "the day of the settlement is the owner's"
    assert exchange.ledgers.margins is not None and exchange.ledgers.margins.rate(code) == 100
    exchange.advance_to(datetime(2026, 11, 24, 8, 31, tzinfo=KST))
    sales = account.orders_of(exchange.day)
    assert [(one.code, one.side) for one in sales] == [(code, Side.SELL)]
    exchange.advance_to(datetime(2026, 11, 24, 9, 0, 5, tzinfo=KST))
    assert account.position(code).quantity == held - sales[0].quantity
    assert account.deposits.second_day >= 0
    assert len(account.orders_of(exchange.day)) == 1, "what is on its way is not sold for again"
    house = on(house, tmp_path, 25, 8, 40)
    house.exchange.advance_to(house.exchange.now + timedelta(seconds=5))
    assert not house.exchange.account.orders_of(house.exchange.day)
    house = on(house, tmp_path, 26, 10, 0)
    account, margins = house.exchange.account, house.exchange.ledgers.margins
    assert account.cash == account.deposits.second_day >= 0
    assert margins is not None and margins.frozen
    margins = on(house, tmp_path, 30, 10, 0, month=12).exchange.ledgers.margins
    assert margins is not None and not margins.frozen


def test_a_restart_finds_what_is_owed(tmp_path: Path) -> None:
    house = house_of(state=tmp_path)
    bought_beyond_cash(house)
    orderable, second = house.exchange.account.orderable, house.exchange.account.deposits.second_day
    house.exchange.close()
    again = build_house(
        ServerOptions(seed=7, state=tmp_path, margin=MarginRule.NAMES), SystemClock()
    )
    assert again.exchange.account.deposits.second_day == second
    assert again.exchange.account.orderable == orderable


def test_buys_on_credit_and_gold_keep_their_own_rules() -> None:
    house = house_of()
    gold = next(one for one in house.exchange.universe.listings if one.product is Product.GOLD)
    margins = house.exchange.ledgers.margins
    assert margins is not None and margins.rate(gold.code) == 100
    loan = NewOrder("005930", Venue.KRX, Side.BUY, OrderType.MARKET, 1, None, None, Credit.LOAN)
    assert margins.at_rate(loan) == loan
    sale = NewOrder("005930", Venue.KRX, Side.SELL, OrderType.MARKET, 1)
    assert margins.at_rate(sale) == sale
