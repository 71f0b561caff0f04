"""Which orders may be an UNKNOWN request: exact, near, or none of it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Action,
    OrderRow,
    OrderState,
    OrderType,
    RequestState,
    Side,
)
from kiwoom_desk.orders.entries import Answered, Ended, Intent, RowListed, Sending, Stamp
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.matching import candidates, judge, type_words, window_of
from kiwoom_desk.orders.requests import Request
from tests.support.order_desk import CODE, START
from tests.unit.orders.test_ledger import AT, DAY, intent

WORDS = type_words(catalogue())
LATER = Stamp(START + timedelta(seconds=10), START + timedelta(seconds=10))
ROW = OrderRow(
    source="kt00007", number="0000005", original="", code=CODE, name="삼성전자", venue=Venue.KRX,
    smart=False, side=Side.BUY, state_text="", type_text="보통", quantity=10, price=61_000,
    open_quantity=10, filled_quantity=0, filled_amount=None, fill_price=None, time="100002",
    action=Action.NEW,
)  # fmt: skip


def found(made: Intent, *rows: OrderRow) -> list[tuple[str, bool]]:
    """Return (number, exact) of each candidate for a request that became UNKNOWN."""
    ledger, request = doubted(made, *rows)
    return [(c.number, c.exact) for c in candidates(ledger, request, timedelta(), WORDS)]


def doubted(made: Intent, *rows: OrderRow) -> tuple[Ledger, Request]:
    ledger = Ledger(WORDS)
    ledger.apply(made)
    ledger.apply(Sending(AT, made.request))
    ledger.apply(Answered(LATER, made.request, RequestState.UNKNOWN, code="timeout"))
    for row in rows:
        ledger.apply(RowListed(LATER, DAY, row))
    return ledger, ledger.request(made.request)


def row(**more: object) -> OrderRow:
    return msgspec.structs.replace(ROW, **more)


def test_the_same_in_everything_is_exact() -> None:
    assert found(intent(), ROW) == [("0000005", True)]


@pytest.mark.parametrize(
    "more",
    [
        {"code": "000660"},
        {"side": Side.SELL},
        {"venue": Venue.NXT},
        {"smart": True},
        {"original": "0000001", "action": Action.AMEND},
        {"time": "095943"},
        {"time": "100041"},
        {"price": 60_900},
        {"type_text": "시장가"},
        {"quantity": 11, "open_quantity": 11},
    ],
)
def test_anything_else_is_no_candidate(more: dict[str, object]) -> None:
    assert found(intent(), row(**more)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"quantity": 9, "open_quantity": 9},
        {"price": None},
        {"type_text": "처음 보는 말"},
        {"time": ""},
    ],
)
def test_what_the_list_does_not_tell_makes_it_near(more: dict[str, object]) -> None:
    assert found(intent(), row(**more)) == [("0000005", False)]


@pytest.mark.parametrize("time", ["095945", "095944", "100040"])
def test_both_ends_of_the_window_count(time: str) -> None:
    assert found(intent(), row(time=time)) == [("0000005", True)]


def test_a_candidate_shows_what_the_person_needs_to_pick() -> None:
    ledger, request = doubted(intent(), row(price=None), row(number="0000006", quantity=9))
    first, second = candidates(ledger, request, timedelta(), WORDS)
    assert (first.price, first.quantity, first.time) == (None, 10, "100002")
    assert (second.price, second.quantity) == (61_000, 9)


def test_known_and_claimed_numbers_are_no_candidates() -> None:
    assert found(intent(known=("0000005",)), ROW) == []
    ledger, request = doubted(intent(), ROW)
    other = intent("r2")
    ledger.apply(other)
    ledger.apply(Sending(AT, "r2"))
    ledger.apply(Answered(AT, "r2", RequestState.ACKED, "0000005"))
    assert candidates(ledger, request, timedelta(), WORDS) == ()


@pytest.mark.parametrize("venue", Venue)
def test_an_order_sent_to_sor_matches_any_venue(venue: Venue) -> None:
    assert found(intent(venue=Venue.SOR), row(venue=venue)) == [("0000005", True)]


def test_no_price_matches_no_price_and_a_fixed_price_is_near() -> None:
    made = intent(order_type=OrderType.MARKET, price=None)
    assert found(made, row(type_text="시장가", price=None)) == [("0000005", True)]
    assert found(made, row(type_text="시장가")) == [("0000005", False)]


def test_amends_and_cancels_match_by_what_they_change() -> None:
    child = row(original="0000001", action=Action.AMEND, price=60_900, quantity=6)
    amend = intent(action=Action.AMEND, original="0000001", price=60_900, quantity=0)
    assert found(amend, child) == [("0000005", True)]
    assert found(amend, msgspec.structs.replace(child, original="0000002")) == []
    cancel = intent(action=Action.CANCEL, original="0000001", price=None, quantity=6)
    assert found(cancel, msgspec.structs.replace(child, action=Action.CANCEL)) == [
        ("0000005", True)
    ]
    assert found(cancel, child) == []


def test_an_unmeasured_clock_widens_the_window_and_a_measured_one_moves_it() -> None:
    _, request = doubted(intent())
    plain, wide = window_of(request, timedelta()), window_of(request, None)
    minute = timedelta(seconds=60)
    assert (wide.start, wide.end) == (plain.start - minute, plain.end + minute)
    moved = window_of(request, minute)
    assert (moved.start, moved.end) == (plain.start + minute, plain.end + minute)


def test_after_a_crash_the_window_ends_by_the_deadline() -> None:
    ledger = Ledger(WORDS)
    made = intent()
    ledger.apply(made)
    hours = timedelta(hours=3)
    before = window_of(ledger.request("r1"), timedelta())
    ledger.apply(Sending(AT, "r1"))
    late = Stamp(START + hours, START + hours)
    ledger.apply(Answered(late, "r1", RequestState.UNKNOWN, code="crash"))
    window = window_of(ledger.request("r1"), timedelta())
    assert window == before
    assert window.end == START + timedelta(seconds=40)


# --- what decides -----------------------------------------------------------------------------


def verdict(made: Intent, *rows: OrderRow, ended: OrderState | None = None) -> tuple[object, str]:
    ledger, request = doubted(made, *rows)
    if ended is not None:
        ledger.apply(Ended(LATER, DAY, "0000001", ended))
    said = judge(ledger, request, timedelta(), WORDS)
    return said.state, said.number


def test_one_exact_candidate_decides_and_any_other_does_not() -> None:
    assert verdict(intent(), ROW) == (RequestState.ACKED, "0000005")
    assert verdict(intent(), row(quantity=9)) == (None, "")
    assert verdict(intent(), ROW, row(number="0000006", quantity=9)) == (None, "")
    assert verdict(intent()) == (None, "")


@pytest.mark.parametrize(
    ("action", "ended", "state"),
    [
        (Action.CANCEL, OrderState.CANCELED, RequestState.ACKED),
        (Action.CANCEL, OrderState.EXPIRED, RequestState.REFUSED),
        (Action.CANCEL, OrderState.REPLACED, None),
        (Action.CANCEL, None, None),
        (Action.AMEND, OrderState.CANCELED, RequestState.REFUSED),
    ],
)
def test_the_orders_own_state_settles_a_cancel_or_amend(
    action: Action, ended: OrderState | None, state: RequestState | None
) -> None:
    made = intent(action=action, original="0000001", quantity=0, known=("0000001",))
    assert verdict(made, row(number="0000001"), ended=ended) == (state, "")


def test_an_order_never_seen_settles_nothing() -> None:
    made = intent(action=Action.CANCEL, original="0000001", quantity=0)
    assert verdict(made) == (None, "")
