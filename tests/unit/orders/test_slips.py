"""The rules against slips of S-16: what is refused, what is asked, what must be typed again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiwoom_desk.broker.order_lane import WireFigures
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.domain.order import Action, OrderType, RequestState, Side
from kiwoom_desk.orders.checks import OrderContext, PriceTrust, Situation
from kiwoom_desk.orders.limits import STRICTEST, Limits, first_limits
from kiwoom_desk.orders.slips import (
    Answers,
    Question,
    limit_denials,
    price_beside,
    questions,
    slip_of,
    ticks_from_last,
    trust_of,
    unanswered,
)
from tests.support.order_desk import CONTEXT, SHARE, buy, quiet, room
from tests.unit.orders.test_checks import AMEND, NOW, TARGET, WISH

LIVE = first_limits("live")
MARKET: dict[str, Any] = {"order_type": OrderType.MARKET, "price": None}


def at(
    now: Situation = NOW,
    *,
    limits: Limits = LIVE,
    context: OrderContext | None = CONTEXT,
    **wish: object,
) -> Situation:
    """Return the situation of a live desk with these fields of the wish."""
    changed = msgspec.structs.replace(now.wish, **wish)
    return msgspec.structs.replace(now, wish=changed, limits=limits, context=context)


def denied(now: Situation) -> list[str]:
    return [one.code for one in limit_denials(now)]


def asked(now: Situation) -> list[str]:
    return [one.code for one in questions(now)]


def seen(**changed: object) -> OrderContext:
    return msgspec.structs.replace(CONTEXT, **changed)


def test_a_plain_order_is_neither_refused_nor_asked_about() -> None:
    assert denied(at()) == [] == asked(at())


def test_the_strictest_limits_let_nothing_through() -> None:
    assert denied(at(limits=STRICTEST)) == [
        "quantity_cap", "notional_cap", "orders_a_day", "loss_unknown",
    ]  # fmt: skip
    assert denied(at(limits=Limits(quantity=-1, notional=-1, orders_a_day=-1))) == [
        "quantity_cap", "notional_cap", "orders_a_day", "loss_unknown",
    ]  # fmt: skip
    assert asked(at(limits=STRICTEST, price=61_100)) == ["far_from_last"]


def test_cancels_know_no_limit() -> None:
    wish = msgspec.structs.replace(AMEND, action=Action.CANCEL, price=None)
    now = msgspec.structs.replace(NOW, wish=wish, limits=STRICTEST, context=None)
    assert denied(now) == [] == asked(now)


@pytest.mark.parametrize(("quantity", "code"), [(10_000, []), (10_001, ["quantity_cap"])])
def test_more_shares_than_the_cap_are_refused(quantity: int, code: list[str]) -> None:
    limits = msgspec.structs.replace(LIVE, notional=3_000_000_000)
    assert denied(at(quantity=quantity, limits=limits)) == code


@pytest.mark.parametrize(
    ("quantity", "price", "cap", "codes"),
    [
        (163, 61_000, 10_000_000, []),
        (164, 61_000, 10_000_000, ["notional_cap"]),
        (50_000, 60_000, 3_000_000_000, []),
        (50_001, 60_000, 3_000_000_000, ["notional_cap"]),
        (50_001, 60_000, 9_000_000_000, ["notional_cap"]),
    ],
)
def test_a_larger_amount_than_the_cap_is_refused_and_three_billion_always(
    quantity: int, price: int, cap: int, codes: list[str]
) -> None:
    limits = msgspec.structs.replace(LIVE, notional=cap, quantity=100_000)
    assert denied(at(quantity=quantity, price=price, limits=limits)) == codes


@pytest.mark.parametrize(("quantity", "codes"), [(25_000, []), (25_010, ["large"])])
def test_above_one_and_a_half_billion_is_asked(quantity: int, codes: list[str]) -> None:
    limits = msgspec.structs.replace(LIVE, notional=3_000_000_000, quantity=100_000)
    assert asked(at(quantity=quantity, price=60_000, limits=limits)) == codes


def test_a_market_order_is_valued_at_the_last_price_and_refused_without_one() -> None:
    assert denied(at(quantity=164, **MARKET)) == ["notional_cap"]
    assert denied(at(context=OrderContext(SHARE), **MARKET)) == ["notional_unknown"]
    assert denied(at(context=None, **MARKET)) == ["notional_unknown"]
    assert asked(at(context=None, **MARKET)) == []
    assert asked(at(context=OrderContext(SHARE), **MARKET)) == []


@pytest.mark.parametrize(
    ("price", "codes"),
    [
        (62_800, []),
        (62_900, ["away_from_last"]),
        (59_100, ["away_from_last"]),
        (67_100, ["away_from_last"]),
        (67_200, ["far_from_last"]),
        (54_800, ["far_from_last"]),
    ],
)
def test_a_price_away_is_asked_and_one_far_is_typed_again(price: int, codes: list[str]) -> None:
    found = questions(at(price=price))
    assert [one.code for one in found] == codes
    assert [one.typed for one in found] == [code == "far_from_last" for code in codes]
    for one in found:
        assert set(one.facts) == {"price", "last", "percent"} and one.facts["last"] == "61,000"


def test_many_tick_sizes_away_are_asked() -> None:
    limits = msgspec.structs.replace(LIVE, ask_ticks=10)
    assert asked(at(price=62_000, limits=limits)) == []
    assert asked(at(price=62_100, limits=limits)) == ["ticks_from_last"]
    odd = msgspec.structs.replace(SHARE, product=Product.SHARE)
    unruled = msgspec.structs.replace(NOW, rules=msgspec.structs.replace(NOW.rules, ticks=()))
    question = ticks_from_last(at(unruled, context=seen(instrument=odd), price=61_100))
    assert question is not None and question.code == "no_tick_table"


@pytest.mark.parametrize(
    ("context", "codes"),
    [
        (None, ["stale_price"]),
        (OrderContext(SHARE), ["stale_price"]),
        (OrderContext(SHARE, last_price=61_000), ["stale_price"]),
        (OrderContext(SHARE, last_price=61_000, last_age=3.1), ["stale_price"]),
        (OrderContext(SHARE, last_price=61_000, last_age=3.0), []),
        (seen(trust=PriceTrust.STALE), ["stale_price"]),
        (seen(trust=PriceTrust.SUSPECT), []),
        (seen(trust=PriceTrust.FRESH, last_age=3_600.0), []),
        (seen(trust=PriceTrust.STALE, asked_age=3.0), []),
        (seen(trust=PriceTrust.STALE, asked_age=3.1), ["stale_price"]),
        (seen(trust=PriceTrust.STALE, asked_age=-1.0), ["stale_price"]),
        (seen(last_price=None, asked_age=0.0), ["stale_price"]),
    ],
)
def test_a_stale_price_refuses_and_a_reply_three_seconds_old_is_fresh(
    context: OrderContext | None, codes: list[str]
) -> None:
    assert denied(at(context=context)) == codes


def test_a_suspect_price_asks_and_an_order_without_a_price_does_not() -> None:
    context = seen(trust=PriceTrust.SUSPECT)
    assert trust_of(context) is PriceTrust.SUSPECT
    assert asked(at(context=context)) == ["suspect_price"]
    assert asked(at(context=context, **MARKET)) == []
    assert denied(at(context=seen(trust=PriceTrust.STALE), **MARKET)) == []


@pytest.mark.parametrize(
    ("quantity", "context", "codes"),
    [
        (997, {}, ["quantity_like_price"]),
        (950, {}, []),
        (951, {}, ["quantity_like_price"]),
        (949, {}, []),
        (1_049, {}, ["quantity_like_price"]),
        (1_050, {}, []),
        (997, {"quantity_chosen": True}, []),
        (500, {"ladder": (500, 501)}, ["quantity_like_price"]),
        (500, {"ladder": (500,), "quantity_chosen": True}, ["quantity_like_price"]),
        (502, {"ladder": (500, 501)}, []),
    ],
)
def test_quantity_and_price_that_may_be_mixed_up_are_asked(
    quantity: int, context: dict[str, Any], codes: list[str]
) -> None:
    shown = seen(last_price=1_000, **context)
    found = questions(at(quantity=quantity, price=1_000, context=shown))
    assert [one.code for one in found] == codes
    for one in found:
        assert one.facts == {"quantity": f"{quantity:,}", "price": "1,000"}


@pytest.mark.parametrize(
    ("phases", "context", "codes"),
    [
        (("continuous",), {}, []),
        (("opening_auction", "pre_fixed"), {}, ["market_in_auction"]),
        (("closing_auction",), {}, ["market_in_auction"]),
        (("single_price",), {}, ["market_in_auction"]),
        (("after_auction",), {}, ["market_in_auction"]),
        (("continuous",), {"interrupted": True}, ["market_in_interruption"]),
        (
            ("continuous",),
            {"instrument": msgspec.structs.replace(SHARE, halted=True)},
            ["market_in_halt"],
        ),
    ],
)
def test_an_order_without_a_price_is_asked_about_in_auctions_interruptions_and_halts(
    phases: tuple[str, ...], context: dict[str, Any], codes: list[str]
) -> None:
    now = msgspec.structs.replace(NOW, phases=phases)
    assert asked(at(now, context=seen(**context), **MARKET)) == codes
    assert asked(at(now, context=seen(**context))) == []


def test_days_beyond_the_dated_rules_are_asked_about() -> None:
    assert asked(at(msgspec.structs.replace(NOW, day=date(2031, 1, 2)))) == ["rules_out_of_date"]


def test_a_day_has_so_many_orders_and_amends_are_not_among_them() -> None:
    full = msgspec.structs.replace(NOW, sent_today=500)
    assert denied(at(full)) == ["orders_a_day"]
    assert denied(at(msgspec.structs.replace(NOW, sent_today=499))) == []
    assert denied(at(msgspec.structs.replace(full, wish=AMEND))) == []


@pytest.mark.parametrize(
    ("profit", "codes"),
    [(None, ["loss_unknown"]), (-999_999, []), (-1_000_000, ["loss_a_day"]), (5_000_000, [])],
)
def test_nothing_is_bought_after_the_loss_of_a_day(profit: int | None, codes: list[str]) -> None:
    limits = msgspec.structs.replace(LIVE, loss_a_day=1_000_000)
    lost = msgspec.structs.replace(NOW, profit_today=profit)
    assert denied(at(lost, limits=limits)) == codes
    assert denied(at(lost, limits=limits, side=Side.SELL)) == []
    assert denied(at(lost)) == []
    assert denied(at(msgspec.structs.replace(lost, wish=AMEND), limits=limits)) == []


async def test_the_profit_of_a_day_is_read_where_a_limit_needs_it(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        assert "kt00004" not in here.exchange.reads and here.account.profit_today is None
        here.desk.limits = msgspec.structs.replace(here.desk.limits, loss_a_day=1_000)
        assert [d.code for d in here.desk.denials(buy(), CONTEXT)] == ["loss_unknown"]
        assert await here.account.refresh()
        assert here.account.profit_today == -1_234
        assert [d.code for d in here.desk.denials(buy(), CONTEXT)] == ["loss_a_day"]
        here.exchange.broken.add("kt00004")
        assert not await here.account.refresh()
        assert here.account.profit_today is None and here.account.failed == "timeout"


def test_an_amend_of_all_that_is_left_counts_what_is_open() -> None:
    limits = msgspec.structs.replace(LIVE, quantity=5)
    now = msgspec.structs.replace(NOW, wish=AMEND)
    assert TARGET.open_quantity == 6 and denied(at(now, limits=limits)) == ["quantity_cap"]
    assert asked(at(now, price=66_000)) == ["away_from_last"]


def test_a_typed_question_is_answered_by_the_very_price() -> None:
    now = at(price=70_000)
    (question,) = questions(now)
    assert question.typed and isinstance(question, Question)
    for answers in (
        Answers(),
        Answers(frozenset({"far_from_last"})),
        Answers(frozenset({"far_from_last"}), 7_000),
        Answers(frozenset({"away_from_last"}), 70_000),
    ):
        assert unanswered(now, answers) == question
    assert unanswered(now, Answers(frozenset({"far_from_last"}), 70_000)) is None
    assert not Answers(frozenset({"far_from_last"}), None).settle(question, None)


@pytest.mark.parametrize(
    ("last", "ask", "bid", "price"),
    [
        (61_000, 61_100, 61_000, 61_000),
        (61_000, 60_000, 59_900, 60_000),
        (61_000, 62_100, 62_000, 62_000),
        (None, 62_100, 62_000, 62_100),
        (None, 0, 62_000, 62_000),
        (None, 0, 0, None),
        (61_000, 0, 0, 61_000),
    ],
)
def test_an_asked_book_corrects_an_old_price(
    last: int | None, ask: int, bid: int, price: int | None
) -> None:
    book = Book("005930", ask_prices=(ask,), bid_prices=(bid,))
    assert price_beside(last, book) == price
    if not ask and not bid:
        assert price_beside(last, Book("005930")) == price


def test_a_body_that_says_something_else_is_not_sent() -> None:
    def said(quantity: int, price: int | None) -> str:
        denied = slip_of(at(), lambda _body: WireFigures(quantity, price), b"", Answers())
        return "" if denied is None else denied.facts["fault"]

    def unreadable(_body: bytes) -> WireFigures:
        raise ValueError

    assert said(WISH.quantity, WISH.price) == ""
    assert said(100, WISH.price) == said(WISH.quantity, 6_100) == "changed"
    refused = slip_of(at(), unreadable, b"", Answers())
    assert refused is not None and refused.facts["fault"] == "unreadable"


async def test_the_money_room_asks_whoever_hands_in(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        far, near = buy(10, 70_000), buy(10, 63_000)
        first = await here.desk.submit(far, CONTEXT)
        assert isinstance(first.denied, Question) and first.denied.typed
        assert here.desk.questions(far, CONTEXT) == (first.denied,)
        wrong = Answers(frozenset({first.denied.code}), 63_000)
        assert (await here.desk.submit(far, CONTEXT, wrong)).denied == first.denied
        assert here.exchange.posts == []
        right = Answers(frozenset({first.denied.code}), 70_000)
        assert (await here.desk.submit(far, CONTEXT, right)).state is RequestState.ACKED
        second = await here.desk.submit(near, CONTEXT)
        assert second.denied is not None and second.denied.code == "away_from_last"
        await quiet(here)
        (order,) = here.desk.orders
        amended = await here.desk.amend(order, 0, 63_000, CONTEXT)
        assert amended.denied is not None and amended.denied.code == "away_from_last"
        yes = Answers(frozenset({"away_from_last"}))
        done = await here.desk.amend(order, 0, 63_000, CONTEXT, yes)
        assert done.state is RequestState.ACKED


async def test_the_day_ends_after_so_many_orders(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.desk.limits = msgspec.structs.replace(here.desk.limits, orders_a_day=2)
        for quantity in (1, 2):
            assert (await here.desk.submit(buy(quantity), CONTEXT)).state is RequestState.ACKED
        third = await here.desk.submit(buy(3), CONTEXT)
        assert third.denied is not None and third.denied.code == "orders_a_day"
        assert [d.code for d in here.desk.denials(buy(3), CONTEXT)] == ["orders_a_day"]
        here.clock.advance(24 * 3_600)
        assert here.desk.denials(buy(3), CONTEXT) == () or "orders_a_day" not in {
            d.code for d in here.desk.denials(buy(3), CONTEXT)
        }
        here.desk.limits = STRICTEST
        assert [d.code for d in here.desk.denials(buy(3), CONTEXT)] == [
            "order_type", "quantity_cap", "notional_cap", "orders_a_day", "loss_unknown",
        ]  # fmt: skip
        assert buy().side is Side.BUY
