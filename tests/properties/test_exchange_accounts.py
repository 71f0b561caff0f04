"""Random trading on the exchange: no won and no share appears or vanishes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.money import percent_of
from kiwoom_desk.domain.order import Action, OrderType, Side
from kiwoom_desk.domain.rules import fee_percent, tax_percent
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.intake import NewOrder
from tests.support.scripted_flow import OPEN, ScriptedPrint, open_scripted, scripted_flow

CASH = 300_000_000
TYPES = [
    OrderType.LIMIT,
    OrderType.MARKET,
    OrderType.BEST_OPPOSITE,
    OrderType.BEST_OWN,
    OrderType.LIMIT_IOC,
    OrderType.MARKET_IOC,
    OrderType.BEST_FOK,
]
STEP = st.one_of(
    st.tuples(
        st.just("place"),
        st.booleans(),
        st.sampled_from(TYPES),
        st.integers(1, 400),
        st.integers(-6, 6),
    ),
    st.tuples(
        st.just("amend"),
        st.booleans(),
        st.just(OrderType.LIMIT),
        st.integers(0, 60),
        st.integers(-6, 6),
    ),
    st.tuples(
        st.just("cancel"), st.booleans(), st.just(OrderType.LIMIT), st.integers(0, 60), st.just(0)
    ),
    st.tuples(
        st.just("wait"), st.booleans(), st.just(OrderType.LIMIT), st.integers(1, 60), st.just(0)
    ),
)
PRINTS = st.lists(
    st.tuples(st.integers(0, 19), st.integers(-8, 8), st.integers(1, 300), st.booleans()),
    max_size=12,
)


def check_books(exchange: Exchange) -> None:
    account, rules = exchange.account, exchange.rules
    fills = account.fills
    bought = sum(fill.price * fill.quantity for fill in fills if fill.side is Side.BUY)
    sold = sum(fill.price * fill.quantity for fill in fills if fill.side is Side.SELL)
    costs = sum(fill.fee + fill.tax for fill in fills)
    assert account.deposits.second_day == CASH - bought + sold - costs
    assert account.cash + sum(due.amount for due in account.dues) == account.deposits.second_day
    shares = sum(fill.quantity if fill.side is Side.BUY else -fill.quantity for fill in fills)
    position = account.position("005930")
    assert position.quantity == shares >= 0
    reserved = sum(order.open for order in account.open_orders() if order.side is Side.SELL)
    assert position.quantity - position.sellable == reserved <= position.quantity
    held = sum(
        account.margin(order.code, order.held_price, order.open)
        for order in account.open_orders()
        if order.side is Side.BUY
    )
    assert account.held == held
    assert account.orderable == account.deposits.second_day - held >= 0
    buy_fees = sum(fill.fee for fill in fills if fill.side is Side.BUY)
    assert account.realised_today == sold - costs + buy_fees - (bought - position.cost) - (
        buy_fees - position.buy_fee
    )
    for order in account.orders.values():
        if order.action is Action.CANCEL:
            continue
        gone = order.filled + order.moved + order.cancelled + order.expired
        assert order.open + gone == order.quantity
        own = [fill for fill in fills if fill.order_number == order.number]
        assert order.filled == sum(fill.quantity for fill in own)
        assert order.filled_amount == sum(fill.price * fill.quantity for fill in own)
        fee = percent_of(order.filled_amount, fee_percent(rules, "practice", order.day))
        assert order.fee == fee == sum(fill.fee for fill in own)
        market = exchange.universe.by_code[order.code].market
        tax = percent_of(order.filled_amount, tax_percent(rules, market, order.day))
        assert order.tax == (tax if order.side is Side.SELL else 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=14), st.lists(PRINTS, max_size=3))
def test_cash_and_shares_are_conserved(
    steps: list[tuple[str, bool, OrderType, int, int]],
    seconds: list[list[tuple[int, int, int, bool]]],
) -> None:
    flow = scripted_flow()
    for place, prints in enumerate(seconds):
        ordered = sorted(prints)
        flow.prints[0, OPEN + timedelta(seconds=place)] = [
            ScriptedPrint(50 * step, 70_000 + 100 * ticks, size, buy)
            for step, ticks, size, buy in ordered
        ]
    exchange = open_scripted(flow, cash=CASH)
    exchange.place(NewOrder("005930", Venue.KRX, Side.BUY, OrderType.MARKET, 500))
    planned = {key: sum(p.size for p in prints) for key, prints in flow.prints.items()}
    for what, buy, order_type, quantity, ticks in steps:
        price = 70_000 + 100 * ticks
        live = exchange.account.open_orders()
        if what == "place":
            needs = price if order_type.needs_price else None
            side = Side.BUY if buy else Side.SELL
            exchange.place(NewOrder("005930", Venue.KRX, side, order_type, quantity, needs))
        elif what == "wait":
            exchange.advance_to(exchange.now + timedelta(milliseconds=50 * quantity))
        elif live and what == "amend":
            exchange.amend(live[0].number, "005930", Venue.KRX, quantity, price)
        elif live:
            exchange.cancel(live[-1].number, "005930", Venue.KRX, quantity)
        check_books(exchange)
        view = exchange.book("005930")
        assert not view.ask_prices[0] or view.bid_prices[0] < view.ask_prices[0]
    exchange.advance_to(OPEN + timedelta(seconds=60))
    check_books(exchange)
    assert int(exchange.board.volume[0]) == sum(planned.values()) + sum(row[3] for row in flow.own)
