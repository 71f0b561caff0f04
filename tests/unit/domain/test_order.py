"""The two state tables, edge by edge, and the joins of S-11."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import pytest

from kiwoom_desk.domain import order
from kiwoom_desk.domain.order import (
    CREDIT_ORDERS,
    LIVE_STATES,
    ORDER_EDGES,
    REQUEST_EDGES,
    Cumulative,
    OrderState,
    OrderType,
    RequestState,
    Standing,
    join,
    order_may,
    request_may,
    state_of,
)
from tests.support.structs import defaults_of, structs_of

REQUESTS = """
draft intent | intent not_sent | intent sending | sending acked | sending refused | sending unknown
sending not_sent | unknown acked | unknown refused | unknown released | released acked
"""
ORDERS = """
- open | - partial | - filled | - rejected | - canceled
open partial | open filled | open canceled | open replaced | open rejected | open expired
partial partial | partial filled | partial canceled | partial replaced | partial expired
canceled canceled | replaced replaced | expired expired
canceled filled | replaced filled | expired filled
"""


def pairs(table: str) -> set[tuple[str, ...]]:
    return {tuple(pair.split()) for line in table.splitlines() for pair in line.split("|") if pair}


def test_the_request_table_is_the_written_one() -> None:
    assert {(old.value, new.value) for old, new in REQUEST_EDGES} == pairs(REQUESTS) - {()}


def test_the_order_table_is_the_written_one() -> None:
    found = {(old.value if old else "-", new.value) for old, new in ORDER_EDGES}
    assert found == pairs(ORDERS) - {()}


@pytest.mark.parametrize(("old", "new"), list(product(RequestState, RequestState)))
def test_a_request_goes_along_listed_edges_only(old: RequestState, new: RequestState) -> None:
    assert request_may(old, new) is ((old, new) in REQUEST_EDGES)


@pytest.mark.parametrize("new", RequestState)
@pytest.mark.parametrize("end", [RequestState.ACKED, RequestState.REFUSED, RequestState.NOT_SENT])
def test_no_edge_leaves_an_end(end: RequestState, new: RequestState) -> None:
    assert not request_may(end, new)


def test_only_an_intent_is_sent() -> None:
    assert [old for old in RequestState if request_may(old, RequestState.SENDING)] == [
        RequestState.INTENT
    ]


@pytest.mark.parametrize("new", OrderState)
def test_any_first_sight_is_allowed(new: OrderState) -> None:
    assert order_may(None, new)


@pytest.mark.parametrize(("old", "new"), list(product(OrderState, OrderState)))
def test_an_order_goes_along_listed_edges_or_stays(old: OrderState, new: OrderState) -> None:
    assert order_may(old, new) is (old is new or (old, new) in ORDER_EDGES)


def test_filled_and_rejected_are_final() -> None:
    for end in (OrderState.FILLED, OrderState.REJECTED):
        assert [new for new in OrderState if order_may(end, new)] == [end]


def test_the_join_takes_the_larger_and_ignores_order_and_repetition() -> None:
    low, high = Cumulative(3, 300), Cumulative(4)
    assert join(low, high) == join(high, low) == join(join(low, high), low) == high
    assert join(Cumulative(3, -1), low) == low


@pytest.mark.parametrize(
    ("standing", "state", "left"),
    [
        (Standing(quantity=10, filled=0), OrderState.OPEN, 10),
        (Standing(quantity=10, filled=4), OrderState.PARTIAL, 6),
        (Standing(quantity=10, filled=10), OrderState.FILLED, 0),
        (Standing(quantity=10, filled=0, rejected=True), OrderState.REJECTED, 0),
        (Standing(quantity=10, filled=4, canceled=5), OrderState.PARTIAL, 1),
        (Standing(quantity=10, filled=4, canceled=6), OrderState.CANCELED, 0),
        (Standing(quantity=10, filled=4, canceled=8), OrderState.CANCELED, 0),
        (Standing(quantity=10, filled=4, moved=6), OrderState.REPLACED, 0),
        (Standing(quantity=10, filled=4, moved=3, canceled=3), OrderState.CANCELED, 0),
        (Standing(quantity=10, filled=4, ended=True), OrderState.CANCELED, 0),
        (Standing(quantity=10, filled=10, ended=True), OrderState.FILLED, 0),
        (Standing(quantity=10, filled=4, replaced=True), OrderState.REPLACED, 0),
        (Standing(quantity=10, filled=4, expired=True), OrderState.EXPIRED, 0),
        (Standing(quantity=10, filled=4, replaced=True, ended=True), OrderState.CANCELED, 0),
    ],
)
def test_a_standing_means_one_state(standing: Standing, state: OrderState, left: int) -> None:
    assert state_of(standing) is state
    assert standing.open_quantity == left
    assert (state in LIVE_STATES) is (left > 0)


def test_a_standing_says_in_words_what_each_figure_is() -> None:
    with pytest.raises(TypeError):
        Standing(10, 4)  # type: ignore[misc]


# The wire says these words, and the journal keeps them for years.
KEPT = {
    "Side": "SELL=1 BUY=2",
    "OrderType": "LIMIT=0 MARKET=3 CONDITIONAL=5 BEST_OPPOSITE=6 BEST_OWN=7 LIMIT_IOC=10 MARKET_IOC=13"
    " BEST_IOC=16 LIMIT_FOK=20 MARKET_FOK=23 BEST_FOK=26 STOP_LIMIT=28 MID=29 MID_IOC=30 MID_FOK=31"
    " PRE_FIXED=61 SINGLE_PRICE=62 AFTER_FIXED=81",
    "Action": "NEW=new AMEND=amend CANCEL=cancel",
    "CreditDeal": "LOAN=33 ALL=99",
    "RequestState": "DRAFT=draft INTENT=intent SENDING=sending ACKED=acked REFUSED=refused"
    " NOT_SENT=not_sent UNKNOWN=unknown RELEASED=released",
    "OrderState": "OPEN=open PARTIAL=partial FILLED=filled CANCELED=canceled REPLACED=replaced"
    " REJECTED=rejected EXPIRED=expired",
    "ReportKind": "RECEIVED=접수 FILLED=체결 CONFIRMED=확인 CANCELED=취소 REJECTED=거부",
}


def test_the_words_that_are_sent_and_kept() -> None:
    found = {
        name: " ".join(f"{word.name}={word.value}" for word in kind)
        for name, kind in vars(order).items()
        if isinstance(kind, type)
        and issubclass(kind, StrEnum)
        and kind.__module__ == order.__name__
    }
    assert found == KEPT


DEFAULTS = {
    "Credit": {"deal": "33", "loan_date": ""},
    "OrderDraft": {"price": None, "trigger": None, "credit": None},
    "AmendDraft": {"trigger": None, "on_credit": False},
    "CancelDraft": {"quantity": 0, "on_credit": False},
    "Outcome": {"order_number": "", "code": "", "message": ""},
    "Cumulative": {"quantity": 0, "amount": -1},
    "Standing": {
        "canceled": 0,
        "moved": 0,
        **dict.fromkeys(("ended", "rejected", "expired", "replaced"), False),
    },
    "OrderEvent": {"text_910": "", "text_911": "", "on_credit": False},
    "BalanceEvent": {},
    "OrderRow": {"trigger": None, "action": None, "on_credit": False},
    "FillRow": {},
    "Listing": {"reason": ""},
}


def test_values_are_fixed_and_what_is_not_said_means_nothing() -> None:
    kinds = structs_of(order)
    assert {kind.__name__: defaults_of(kind) for kind in kinds} == DEFAULTS
    assert all(kind.__struct_config__.frozen for kind in kinds)
    # A collection does not look at what a long day has thousands of.
    counted = {kind.__name__ for kind in kinds if not kind.__struct_config__.gc}
    assert counted == {"Cumulative", "OrderEvent", "OrderRow", "FillRow"}


def test_orders_on_credit_have_ids_of_their_own() -> None:
    assert {f"kt1000{last}" for last in (6, 7, 8, 9)} == CREDIT_ORDERS


def test_which_types_need_a_price_and_a_trigger() -> None:
    assert sorted(kind.value for kind in OrderType if kind.needs_price) == [
        *("0", "10", "20", "28", "5", "62")
    ]
    assert [kind for kind in OrderType if kind.needs_trigger] == [OrderType.STOP_LIMIT]
