"""The exchange as a whole: refusals, fills, reports and phases over a scripted path."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderState, OrderType, ReportKind, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.events import (
    ExpectedChanged,
    InterruptionEnded,
    InterruptionStarted,
    OrderReported,
    PhaseChanged,
    Traded,
)
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused
from tests.support.scripted_flow import (
    OPEN,
    ScriptedAuction,
    ScriptedPrint,
    open_scripted,
    scripted_flow,
)

CODE = "005930"


def order(
    side: Side = Side.BUY,
    order_type: OrderType = OrderType.LIMIT,
    quantity: int = 10,
    price: int | None = 70_000,
    code: str = CODE,
    venue: Venue = Venue.KRX,
) -> NewOrder:
    return NewOrder(code, venue, side, order_type, quantity, price)


def accepted(answer: Accepted | Refused) -> Accepted:
    assert isinstance(answer, Accepted), answer
    return answer


def reports(exchange: Exchange) -> list[OrderReported]:
    return [event for event in exchange.drain() if isinstance(event, OrderReported)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{text}").replace(tzinfo=KST)


REFUSALS = [
    (order(code="999999"), "1902"),
    (order(venue=Venue.NXT), "407022"),
    (order(order_type=OrderType.PRE_FIXED, price=None), "521790"),
    (order(order_type=OrderType.STOP_LIMIT), "1511"),
    (order(order_type=OrderType.AFTER_FIXED, price=None), "521790"),
    (order(code="000040", price=500), "521790"),
    (order(quantity=0), "1517"),
    (order(quantity=-5), "1517"),
    (order(price=None), "1511"),
    (order(order_type=OrderType.MARKET), "1517"),
    (order(price=70_050), "RC4003"),
    (order(price=91_100), "RC4027"),
    (order(price=48_900), "RC4027"),
    (order(quantity=1000), "855056"),
    (order(side=Side.SELL), "800033"),
]


@pytest.mark.parametrize(("asked", "code"), REFUSALS)
def test_refused_orders_carry_the_brokers_code(asked: NewOrder, code: str) -> None:
    exchange = open_scripted()
    answer = exchange.place(asked)
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert not exchange.account.orders
    assert exchange.drain() == []


def test_margin_short_says_how_many_fit() -> None:
    exchange = open_scripted(cash=1_000_000)
    answer = exchange.place(order(quantity=20, price=70_000))
    assert isinstance(answer, Refused)
    assert answer.fits == 14
    assert isinstance(exchange.place(order(quantity=14, price=70_000)), Accepted)


@pytest.mark.parametrize(
    ("moment", "code"),
    [(at("08:00:00"), "505217"), (at("16:00:00"), "505217"), (OPEN + timedelta(days=1), "571489")],
)
def test_closed_market_refuses(moment: datetime, code: str) -> None:
    answer = open_scripted(start=moment).place(order())
    assert isinstance(answer, Refused)
    assert answer.code == code


def test_a_buy_through_two_levels_reports_receipt_then_fills() -> None:
    exchange = open_scripted(cash=100_000_000)
    number = accepted(exchange.place(order(quantity=150, price=70_200))).order_number
    events = exchange.drain()
    told = [event for event in events if isinstance(event, OrderReported)]
    assert told[0].kind is ReportKind.RECEIVED
    assert all(event.kind is ReportKind.FILLED for event in told[1:])
    assert sum(event.fill.quantity for event in told[1:] if event.fill) == 150
    final = exchange.account.orders[number]
    assert final.state is OrderState.FILLED
    assert final.filled_amount == 70_100 * 100 + 70_200 * 50
    assert final.fee == final.filled_amount * 15 // 100_000
    position = exchange.account.position(CODE)
    assert (position.quantity, position.sellable, position.cost) == (150, 150, final.filled_amount)
    traded = [event for event in events if isinstance(event, Traded)]
    assert traded[-1].volume == 150
    flow_volume = int(exchange.board.volume[0])
    assert flow_volume == 150


def test_planned_prints_come_out_exactly() -> None:
    flow = scripted_flow()
    plan = [
        ScriptedPrint(0, 70_100, 250, True),
        ScriptedPrint(50, 69_900, 40, False),
        ScriptedPrint(50, 70_300, 7, True),
        ScriptedPrint(950, 70_000, 1, False),
    ]
    flow.prints[0, OPEN + timedelta(seconds=1)] = plan
    exchange = open_scripted(flow)
    exchange.watch(CODE)
    exchange.advance_to(OPEN + timedelta(seconds=3))
    traded = [event for event in exchange.drain() if isinstance(event, Traded)]
    by_step: dict[int, list[tuple[int, bool]]] = {}
    for event in traded:
        offset = event.time.microsecond // 1000
        by_step.setdefault(offset, []).append((event.price, event.buyer_aggressor))
    assert sum(event.size for event in traded) == 298
    assert set(by_step[0]) == {(70_100, True)}
    assert set(by_step[50]) == {(69_900, False), (70_300, True)}
    assert traded[-1].volume == int(exchange.board.volume[0])
    assert flow.own == []


def test_resting_order_waits_its_turn_and_is_the_counterparty() -> None:
    flow = scripted_flow()
    second = OPEN + timedelta(seconds=1)
    flow.prints[0, second] = [ScriptedPrint(100, 69_900, 100, False)]
    flow.prints[0, second + timedelta(seconds=1)] = [ScriptedPrint(100, 69_900, 105, False)]
    exchange = open_scripted(flow)
    number = accepted(exchange.place(order(price=69_900, quantity=10))).order_number
    assert exchange.queue_ahead(number) == 100
    exchange.advance_to(second + timedelta(milliseconds=150))
    assert exchange.account.orders[number].filled == 0
    assert exchange.queue_ahead(number) == 0
    exchange.advance_to(second + timedelta(seconds=2))
    assert exchange.account.orders[number].filled == 10
    assert flow.own == []
    assert int(exchange.board.volume[0]) == 205


def test_order_inside_the_spread_is_hit_first_at_its_price() -> None:
    flow = scripted_flow()
    flow.prints[0, OPEN] = [ScriptedPrint(500, 69_900, 30, False)]
    exchange = open_scripted(flow)
    number = accepted(exchange.place(order(price=70_000, quantity=10))).order_number
    exchange.advance_to(OPEN + timedelta(seconds=1))
    record = exchange.account.orders[number]
    assert (record.filled, record.last_price) == (10, 70_000)
    traded = [event for event in exchange.drain() if isinstance(event, Traded)]
    assert (traded[0].price, traded[0].size) == (70_000, 10)
    assert sum(event.size for event in traded) == 30


def test_path_that_moves_through_an_order_fills_it_and_never_crosses() -> None:
    flow = scripted_flow()
    flow.centre[0, OPEN + timedelta(seconds=1)] = 69_000
    exchange = open_scripted(flow)
    exchange.watch(CODE)
    number = accepted(exchange.place(order(price=69_900, quantity=50))).order_number
    for step in range(60):
        exchange.advance_to(OPEN + timedelta(milliseconds=50 * step))
        view = exchange.book(CODE)
        assert view.bid_prices[0] < view.ask_prices[0]
    assert exchange.account.orders[number].state is OrderState.FILLED
    assert sum(row[3] for row in flow.own) == 50


@pytest.mark.parametrize(
    "order_type", [OrderType.LIMIT_IOC, OrderType.BEST_IOC, OrderType.MARKET_IOC]
)
def test_ioc_takes_what_is_there_and_cancels_the_rest(order_type: OrderType) -> None:
    exchange = open_scripted(cash=10**10)
    price = 70_100 if order_type is OrderType.LIMIT_IOC else None
    size = 1_500
    number = accepted(
        exchange.place(order(order_type=order_type, quantity=size, price=price))
    ).order_number
    told = reports(exchange)
    record = exchange.account.orders[number]
    assert told[-1].kind is ReportKind.CANCELED
    assert told[-1].reason == "ioc"
    assert record.filled == (1_000 if order_type is OrderType.MARKET_IOC else 100)
    assert record.filled + record.cancelled == size
    assert exchange.account.held == 0


@pytest.mark.parametrize(("size", "filled"), [(100, 100), (101, 0)])
def test_fok_is_all_or_nothing(size: int, filled: int) -> None:
    exchange = open_scripted(cash=100_000_000)
    placed = exchange.place(order(order_type=OrderType.BEST_FOK, quantity=size, price=None))
    record = exchange.account.orders[accepted(placed).order_number]
    assert record.filled == filled
    assert record.open == 0
    kinds = [event.kind for event in reports(exchange)]
    assert kinds[-1] is (ReportKind.FILLED if filled else ReportKind.CANCELED)


@pytest.mark.parametrize(
    ("order_type", "limit"), [(OrderType.BEST_OPPOSITE, 70_100), (OrderType.BEST_OWN, 69_900)]
)
def test_best_orders_take_their_price_from_the_book(order_type: OrderType, limit: int) -> None:
    exchange = open_scripted(cash=100_000_000)
    placed = accepted(exchange.place(order(order_type=order_type, quantity=130, price=None)))
    record = exchange.account.orders[placed.order_number]
    assert record.limit == limit
    assert record.filled == (100 if order_type is OrderType.BEST_OPPOSITE else 0)
    assert record.open == 130 - record.filled


def test_partial_amend_makes_a_child_and_parent_keeps_its_place() -> None:
    exchange = open_scripted()
    parent = accepted(exchange.place(order(price=69_900, quantity=10))).order_number
    exchange.drain()
    answer = accepted(exchange.amend(parent, CODE, Venue.KRX, 4, 69_800))
    told = reports(exchange)
    assert [event.kind for event in told] == [ReportKind.RECEIVED, ReportKind.CONFIRMED]
    assert told[1].parent is not None
    assert (told[1].parent.open, told[1].parent.quantity) == (6, 10)
    child = exchange.account.orders[answer.order_number]
    assert (child.original, child.root, child.open, child.limit) == (parent, parent, 4, 69_800)
    assert exchange.queue_ahead(parent) == 100
    assert exchange.queue_ahead(child.number) == 100
    whole = accepted(exchange.amend(parent, CODE, Venue.KRX, 0, 69_700))
    assert whole.quantity == 6
    assert exchange.account.orders[parent].state is OrderState.REPLACED


def test_amend_and_cancel_refusals() -> None:
    exchange = open_scripted()
    number = accepted(exchange.place(order(price=69_900, quantity=10))).order_number
    cases = [
        exchange.amend("9999999", CODE, Venue.KRX, 0, 69_800),
        exchange.amend(number, CODE, Venue.SOR, 0, 69_800),
        exchange.amend(number, "035720", Venue.KRX, 0, 69_800),
        exchange.amend(number, CODE, Venue.KRX, 11, 69_800),
        exchange.amend(number, CODE, Venue.KRX, 0, 69_900),
        exchange.amend(number, CODE, Venue.KRX, 0, 69_850),
        exchange.cancel(number, CODE, Venue.KRX, 11),
        exchange.cancel(number, CODE, Venue.NXT, 0),
    ]
    assert [case.reason for case in cases if isinstance(case, Refused)] == [
        "unknown_order",
        "other_venue",
        "other_code",
        "more_than_open",
        "same_price",
        "off_tick",
        "more_than_open",
        "other_venue",
    ]


def test_partial_cancel_keeps_number_and_place() -> None:
    exchange = open_scripted()
    number = accepted(exchange.place(order(price=69_900, quantity=10))).order_number
    exchange.drain()
    accepted(exchange.cancel(number, CODE, Venue.KRX, 3))
    record = exchange.account.orders[number]
    assert (record.open, record.cancelled, record.state) == (7, 3, OrderState.OPEN)
    assert exchange.queue_ahead(number) == 100
    accepted(exchange.cancel(number, CODE, Venue.KRX, 0))
    assert exchange.account.orders[number].state is OrderState.CANCELED
    assert exchange.account.held == 0
    assert [event.kind for event in reports(exchange)] == [
        ReportKind.RECEIVED,
        ReportKind.CONFIRMED,
    ] * 2


def test_opening_auction_trades_own_orders_at_one_price() -> None:
    flow = scripted_flow()
    flow.auctions[0] = ScriptedAuction(70_200, 500)
    exchange = open_scripted(flow, start=at("08:59:58"), cash=100_000_000)
    exchange.watch(CODE)
    own = accepted(exchange.place(order(order_type=OrderType.MARKET, quantity=20, price=None)))
    low = accepted(exchange.place(order(price=69_000, quantity=5)))
    assert exchange.book(CODE).expected_price == 70_200
    exchange.advance_to(at("09:00:00"))
    events = exchange.drain()
    assert any(isinstance(event, ExpectedChanged) for event in events)
    assert [event for event in events if isinstance(event, PhaseChanged)][
        -1
    ].phase is Phase.CONTINUOUS
    record = exchange.account.orders[own.order_number]
    assert (record.filled, record.filled_amount) == (20, 20 * 70_200)
    traded = [event for event in events if isinstance(event, Traded)]
    assert [(event.price, event.size) for event in traded] == [(70_200, 500)]
    assert exchange.account.orders[low.order_number].open == 5
    assert flow.own == []


def test_conditional_turns_market_in_the_closing_auction_and_rest_expires() -> None:
    flow = scripted_flow()
    flow.auctions[0] = ScriptedAuction(70_500, 300)
    exchange = open_scripted(flow, start=at("15:19:59"), cash=100_000_000)
    number = accepted(
        exchange.place(order(order_type=OrderType.CONDITIONAL, price=69_000, quantity=7))
    ).order_number
    far = accepted(exchange.place(order(price=60_000, quantity=3))).order_number
    exchange.advance_to(at("15:20:01"))
    assert exchange.account.orders[number].limit == 0
    exchange.advance_to(at("15:30:00"))
    record = exchange.account.orders[number]
    assert (record.filled, record.filled_amount) == (7, 7 * 70_500)
    assert exchange.account.orders[far].state is OrderState.EXPIRED
    assert reports(exchange)[-1].reason == "expired"
    assert exchange.phase is Phase.CLOSED
    assert exchange.account.held == 0


def test_interruption_holds_matching_for_two_minutes() -> None:
    flow = scripted_flow()
    flow.prints[0, OPEN] = [ScriptedPrint(0, 70_000, 10, True)]
    jump = OPEN + timedelta(seconds=2)
    flow.prints[0, jump] = [ScriptedPrint(0, 77_000, 10, True)]
    flow.centre[0, jump] = 77_000
    flow.prints[0, jump + timedelta(seconds=30)] = [ScriptedPrint(0, 77_200, 40, True)]
    exchange = open_scripted(flow)
    exchange.watch(CODE)
    exchange.advance_to(jump + timedelta(seconds=1))
    started = [event for event in exchange.drain() if isinstance(event, InterruptionStarted)]
    assert [(event.reference_price, event.trigger_price) for event in started] == [(70_000, 77_000)]
    assert isinstance(exchange.place(order(order_type=OrderType.BEST_IOC, price=None)), Refused)
    number = accepted(exchange.place(order(price=77_500, quantity=4))).order_number
    exchange.advance_to(jump + timedelta(seconds=60))
    assert not [event for event in exchange.drain() if isinstance(event, Traded)]
    assert exchange.expected(CODE) == (77_200, 40)
    exchange.advance_to(started[0].ends)
    events = exchange.drain()
    assert [(event.price, event.size) for event in events if isinstance(event, Traded)] == [
        (77_200, 40)
    ]
    assert [event.price for event in events if isinstance(event, InterruptionEnded)] == [77_200]
    assert exchange.account.orders[number].filled_amount == 4 * 77_200


def test_next_day_opens_and_settles() -> None:
    exchange = open_scripted(cash=10_000_000)
    accepted(exchange.place(order(order_type=OrderType.MARKET, quantity=10, price=None)))
    spent = 10 * 70_100 + 10 * 70_100 * 15 // 100_000
    assert exchange.account.cash == 10_000_000
    assert exchange.account.deposits.second_day == 10_000_000 - spent
    exchange.advance_to(at("15:31:00"))
    exchange.advance_to(datetime(2026, 11, 24, 9, 0, tzinfo=KST))
    assert exchange.account.cash == 10_000_000 - spent
    assert exchange.account.day == exchange.day
    assert exchange.account.position(CODE).opened_quantity == 10


def test_order_numbers_have_seven_digits_and_never_repeat() -> None:
    exchange = open_scripted()
    numbers = [
        accepted(exchange.place(order(price=69_900, quantity=1))).order_number for _ in range(5)
    ]
    numbers.append(accepted(exchange.cancel(numbers[0], CODE, Venue.KRX, 0)).order_number)
    assert len(set(numbers)) == 6
    assert all(len(number) == 7 and number.isdigit() for number in numbers)


def test_a_step_never_plays_more_than_a_quarter_second() -> None:
    exchange = open_scripted()
    exchange.watch(CODE)
    target = OPEN + timedelta(seconds=2)
    before, count = exchange.now, 0
    while not exchange.step(target):
        assert exchange.now - before <= timedelta(milliseconds=250)
        before, count = exchange.now, count + 1
    assert exchange.now == target
    assert count == 7
