"""Every pre-trade rule, allowed and denied."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, Side
from kiwoom_desk.orders import checks
from kiwoom_desk.orders.checks import (
    LARGEST_QUANTITY,
    DeskState,
    OrderContext,
    PriceTrust,
    Situation,
    Wish,
    denials,
)
from kiwoom_desk.orders.limits import STRICTEST
from kiwoom_desk.orders.requests import Order, Request
from tests.support.order_desk import CODE, CONTEXT, SHARE, rules
from tests.support.structs import defaults_of, structs_of
from tests.unit.orders.test_ledger import intent

RULES = rules()
WISH = Wish(
    action=Action.NEW, code=CODE, venue=Venue.KRX, side=Side.BUY, quantity=10,
    order_type=OrderType.LIMIT, price=61_000,
)  # fmt: skip
NOW = Situation(
    wish=WISH, rules=RULES, environment="practice", day=date(2026, 11, 20),
    phases=("continuous",), state=DeskState.READY, context=CONTEXT,
)  # fmt: skip
TARGET = Order(
    day="20261120", number="0000001", code=CODE, venue=Venue.KRX, side=Side.BUY,
    order_type=OrderType.LIMIT, type_text="보통", quantity=10, price=61_000, trigger=None,
    filled=4, amount=None, open_quantity=6, state=OrderState.PARTIAL,
)  # fmt: skip
AMEND = Wish(
    action=Action.AMEND, code=CODE, venue=Venue.KRX, side=Side.BUY, quantity=0, price=60_900,
    target=TARGET,
)  # fmt: skip


def codes(now: Situation = NOW, wish: Wish = WISH, **changed: object) -> list[str]:
    """Return the codes of all denials after changing fields of the wish."""
    wish = msgspec.structs.replace(wish, **changed)
    return [denied.code for denied in denials(msgspec.structs.replace(now, wish=wish))]


def situation(**changed: object) -> Situation:
    return msgspec.structs.replace(NOW, **changed)


def test_a_plain_order_passes() -> None:
    assert codes() == []
    assert codes(situation(sellable=10, orderable=10_000_000)) == []


@pytest.mark.parametrize("state", [DeskState.RECONCILING, DeskState.READ_ONLY])
def test_the_desk_has_to_be_ready(state: DeskState) -> None:
    assert codes(situation(state=state)) == ["desk_not_ready"]


@pytest.mark.parametrize("quantity", [0, -1, LARGEST_QUANTITY + 1])
def test_the_quantity_is_one_share_or_more(quantity: int) -> None:
    assert "quantity" in codes(quantity=quantity)
    assert codes(wish=AMEND, quantity=0) == []


@pytest.mark.parametrize(
    ("kind", "price", "trigger", "code"),
    [
        (OrderType.LIMIT, None, None, ["price_missing"]),
        (OrderType.MARKET, 61_000, None, ["price_not_taken"]),
        (OrderType.MARKET, None, None, []),
        (OrderType.LIMIT, 61_000, 60_900, ["trigger_not_taken"]),
        (OrderType.STOP_LIMIT, 61_000, None, ["trigger_missing"]),
        (OrderType.STOP_LIMIT, 61_000, 60_900, []),
    ],
)
def test_price_and_trigger_as_the_type_needs(
    kind: OrderType, price: int | None, trigger: int | None, code: list[str]
) -> None:
    assert codes(order_type=kind, price=price, trigger=trigger) == code


def test_prices_stand_on_the_grid() -> None:
    assert codes(price=61_050) == ["off_tick"]
    assert codes(price=0) == ["off_tick", "below_limit"]
    assert "off_tick" in codes(order_type=OrderType.STOP_LIMIT, trigger=60_950)
    etf = msgspec.structs.replace(SHARE, product=Product.ETF)
    assert codes(situation(context=OrderContext(etf)), price=61_005) == []
    assert codes(situation(context=None), price=61_050) == []


def test_prices_stay_inside_the_days_limits() -> None:
    assert codes(price=79_400) == ["above_limit"]
    assert codes(price=42_650) == ["below_limit"]
    assert codes(situation(context=OrderContext(SHARE)), price=99_000) == []


def test_a_halted_name_takes_no_order() -> None:
    halted = msgspec.structs.replace(SHARE, halted=True)
    assert codes(situation(context=OrderContext(halted))) == ["halted"]


@pytest.mark.parametrize("venue", [Venue.NXT, Venue.SOR])
@pytest.mark.parametrize("environment", ["practice", "live"])
def test_demo_has_no_other_venues(environment: str, venue: Venue) -> None:
    assert codes(situation(environment="demo"), venue=venue) == ["venue", "order_type"]
    assert codes(situation(environment=environment), venue=venue) == []


def test_the_order_table_decides_by_type_venue_and_phase() -> None:
    now = situation(phases=("after_market",))
    denied = denials(
        msgspec.structs.replace(
            now, wish=msgspec.structs.replace(WISH, order_type=OrderType.MARKET, price=None)
        )
    )
    assert [(d.code, d.facts["code"]) for d in denied] == [("order_type", "521790")]
    assert codes(situation(phases=("closed",))) == ["order_type"]
    assert codes(situation(phases=("closed", "continuous"))) == []
    unsure = situation(environment="live")
    assert codes(unsure, order_type=OrderType.MID, price=None) == []
    assert codes(wish=AMEND) == []


def test_a_doubt_blocks_the_same_instrument_and_side() -> None:
    doubt = Request(intent=intent())
    assert codes(situation(unknown=(doubt,))) == ["unknown_before"]
    assert codes(situation(unknown=(doubt,)), side=Side.SELL) == []
    assert codes(situation(unknown=(doubt,)), code="000660") == []


def test_a_frozen_instrument_takes_no_order() -> None:
    assert codes(situation(frozen=frozenset({CODE}))) == ["frozen"]
    assert codes(situation(frozen=frozenset({"000660"}))) == []


def test_selling_is_bounded_by_what_is_sellable() -> None:
    assert codes(situation(sellable=9), side=Side.SELL) == ["oversell"]
    assert codes(situation(sellable=10), side=Side.SELL) == []
    assert codes(situation(sellable=None), side=Side.SELL) == []


def test_buying_is_bounded_by_what_is_orderable_fee_included() -> None:
    assert codes(situation(orderable=610_000)) == ["overspend"]
    assert codes(situation(orderable=610_091)) == []
    market = {"order_type": OrderType.MARKET, "price": None}
    assert codes(situation(orderable=600_000), **market) == ["overspend"]
    assert codes(situation(orderable=0, context=OrderContext(SHARE)), **market) == []
    assert codes(situation(orderable=0, context=None), **market) == []


def test_amends_and_cancels_need_an_open_order_with_enough_left() -> None:
    cancel = msgspec.structs.replace(AMEND, action=Action.CANCEL, price=None)
    closed = msgspec.structs.replace(TARGET, state=OrderState.FILLED)
    busy = situation(state=DeskState.READ_ONLY, frozen=frozenset({CODE}))
    assert codes(busy, cancel, quantity=6) == []
    assert codes(busy, cancel, quantity=7) == ["more_than_open"]
    assert codes(busy, cancel, target=closed) == ["order_ended"]
    assert codes(NOW, AMEND, target=closed) == ["order_ended"]
    assert codes(NOW, cancel, target=None) == ["order_unknown"]


def test_an_amend_has_to_change_something() -> None:
    assert codes(NOW, AMEND, price=61_000) == ["same_price"]
    assert codes(NOW, AMEND, price=60_900) == []


def test_a_cancel_is_held_to_fewer_rules_but_to_those() -> None:
    cancel = msgspec.structs.replace(AMEND, action=Action.CANCEL, price=None)
    now = situation(locked=True, halted=True)
    assert codes(now, cancel, quantity=-1) == ["locked", "quantity"]


NOT_KNOWN = dict.fromkeys(
    ("last_price", "last_age", "lower", "upper", "trust", "asked_age", "lent", "lendable")
)
DEFAULTS = {
    "OrderContext": {
        **NOT_KNOWN,
        "supersedes": "",
        "reason": "",
        "ladder": (),
        "quantity_chosen": False,
        "interrupted": False,
    },
    "Wish": dict.fromkeys(("order_type", "price", "trigger", "target", "credit")),
    "Situation": {
        **dict.fromkeys(("context", "sellable", "orderable", "profit_today")),
        "unknown": (),
        "frozen": frozenset(),
        "halted": False,
        "locked": False,
        "connect_only": False,
        "limits": STRICTEST,
        "sent_today": 0,
        "gold_read": False,
    },
}


def test_what_is_not_said_is_not_known_and_the_limits_are_the_strictest() -> None:
    kinds = structs_of(checks)
    assert {kind.__name__: defaults_of(kind) for kind in kinds} == DEFAULTS
    assert all(kind.__struct_config__.frozen for kind in kinds)


@pytest.mark.parametrize("value", [WISH, NOW])
def test_what_the_rules_look_at_is_said_by_name(value: Wish | Situation) -> None:
    with pytest.raises(TypeError):
        type(value)(*msgspec.structs.astuple(value))


def test_the_words_of_the_desk_and_of_a_price() -> None:
    # Texts are looked up by them.
    assert [*DeskState] == ["ready", "reconciling", "read_only"]
    assert [*PriceTrust] == ["fresh", "suspect", "stale"]
