"""What a denial tells besides its code: the figures of its sentence; and a draft as the rules see it."""

from __future__ import annotations

import msgspec
import pytest

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Action,
    AmendDraft,
    CancelDraft,
    Credit,
    OrderDraft,
    OrderState,
    OrderType,
    Side,
)
from kiwoom_desk.orders.checks import (
    LARGEST_QUANTITY,
    DeskState,
    Situation,
    Wish,
    denials,
    desk_ready,
    no_halt,
    not_locked,
    orders_wanted,
    wish_of,
)
from kiwoom_desk.orders.requests import Request
from tests.support.order_desk import CODE
from tests.unit.orders.test_checks import AMEND, NOW, TARGET, WISH, situation
from tests.unit.orders.test_ledger import intent


def facts(now: Situation = NOW, wish: Wish = WISH, **changed: object) -> dict[str, dict[str, str]]:
    """Return the facts of every denial by its code."""
    wish = msgspec.structs.replace(wish, **changed)
    return {d.code: d.facts for d in denials(msgspec.structs.replace(now, wish=wish))}


def test_the_desks_own_states() -> None:
    waiting = situation(state=DeskState.RECONCILING)
    assert facts(waiting) == {"desk_not_ready": {"state": "reconciling"}}
    assert desk_ready(NOW) is no_halt(NOW) is not_locked(NOW) is orders_wanted(NOW) is None
    assert facts(situation(halted=True)) == {"halt": {}}
    assert facts(situation(locked=True)) == {"locked": {}}
    assert facts(situation(connect_only=True)) == {"connect_only": {}}


def test_a_desk_that_only_looks_still_cancels() -> None:
    looking = situation(connect_only=True)
    assert facts(looking, AMEND) == {"connect_only": {}}
    assert facts(looking, AMEND, action=Action.CANCEL, price=None) == {}


@pytest.mark.parametrize("quantity", [0, -1, LARGEST_QUANTITY + 1])
def test_a_quantity_and_the_largest(quantity: int) -> None:
    assert facts(quantity=quantity)["quantity"] == {
        "quantity": str(quantity),
        "largest": "999,999,999",
    }
    assert "quantity" not in facts(quantity=1)
    assert "quantity" not in facts(quantity=LARGEST_QUANTITY)
    assert "quantity" not in facts(wish=AMEND, quantity=0)
    assert facts(wish=AMEND, quantity=-1)["quantity"]["quantity"] == "-1"


def test_prices_off_the_grid_and_beyond_the_day() -> None:
    assert facts(price=61_050) == {"off_tick": {"price": "61,050", "size": "100"}}
    assert facts(price=79_400) == {"above_limit": {"price": "79,400", "limit": "79,300"}}
    assert facts(price=42_650) == {"below_limit": {"price": "42,650", "limit": "42,700"}}
    assert facts(price=79_300) == facts(price=42_700) == {}


def test_where_and_how() -> None:
    assert facts(situation(environment="demo"), venue=Venue.NXT)["venue"] == {"venue": "NXT"}
    found = facts(order_type=OrderType.AFTER_FIXED, price=None)["order_type"]
    assert (found["type"], found["venue"], found["phase"]) == ("81", "KRX", "continuous")
    assert set(found) == {"type", "venue", "phase", "code"}
    # No row of the table speaks of a closed market, so that there is no broker's code to tell.
    closed = {"type": "0", "venue": "KRX", "phase": "closed", "code": ""}
    assert facts(situation(phases=("closed",))) == {"order_type": closed}


def test_a_doubt_names_its_request() -> None:
    doubt = Request(intent=intent("r7"))
    assert facts(situation(unknown=(doubt,))) == {"unknown_before": {"request": "r7"}}


def test_what_can_be_sold_and_bought() -> None:
    oversold = facts(situation(sellable=1_009), side=Side.SELL, quantity=1_010)
    assert oversold == {"oversell": {"quantity": "1,010", "sellable": "1,009"}}
    overspent = facts(situation(orderable=610_000))
    assert overspent == {"overspend": {"need": "610,091", "orderable": "610,000"}}
    # Neither bounds the other side, an amend or a cancel.
    assert facts(situation(sellable=0)) == facts(situation(orderable=0), side=Side.SELL) == {}
    assert facts(situation(sellable=0, orderable=0), AMEND) == {}
    assert facts(situation(sellable=0), AMEND, side=Side.SELL) == {}


def test_what_can_be_bought_on_credit() -> None:
    assert NOW.context is not None
    lending = msgspec.structs.replace(NOW.context, lent=True, lendable=1_009)
    denied = facts(situation(context=lending), quantity=1_010, credit=Credit())
    assert denied == {"over_credit": {"quantity": "1,010", "lendable": "1,009"}}
    nothing = msgspec.structs.replace(lending, lent=False)
    assert facts(situation(context=nothing), credit=Credit()) == {"not_on_credit": {}}
    assert facts(credit=Credit(), side=Side.SELL) == {"loan_missing": {}}
    assert facts(credit=Credit(loan_date="20260901")) == {"loan_not_taken": {}}


def test_an_order_that_cannot_be_changed() -> None:
    closed = msgspec.structs.replace(TARGET, state=OrderState.FILLED)
    ended = facts(wish=AMEND, target=closed)["order_ended"]
    assert ended == {"number": "0000001", "state": "filled"}
    assert facts(wish=AMEND, quantity=7) == {"more_than_open": {"open": "6"}}
    assert facts(wish=AMEND, target=None) == {"order_unknown": {}}


def test_drafts_as_wishes() -> None:
    new = OrderDraft(CODE, Venue.SOR, Side.SELL, OrderType.STOP_LIMIT, 7, 61_000, 60_000)
    assert wish_of(new, None) == Wish(
        action=Action.NEW, code=CODE, venue=Venue.SOR, side=Side.SELL, quantity=7,
        order_type=OrderType.STOP_LIMIT, price=61_000, trigger=60_000, target=None,
    )  # fmt: skip
    amend = AmendDraft("0000001", CODE, Venue.KRX, Side.BUY, 3, 60_900, 60_000)
    assert wish_of(amend, TARGET) == Wish(
        action=Action.AMEND, code=CODE, venue=Venue.KRX, side=Side.BUY, quantity=3,
        order_type=None, price=60_900, trigger=60_000, target=TARGET,
    )  # fmt: skip
    cancel = CancelDraft("0000001", CODE, Venue.KRX, Side.BUY, 2)
    assert wish_of(cancel, TARGET) == Wish(
        action=Action.CANCEL, code=CODE, venue=Venue.KRX, side=Side.BUY, quantity=2, target=TARGET
    )
