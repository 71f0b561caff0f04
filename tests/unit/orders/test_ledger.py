"""The fold: linking, amends, cumulative figures by the ways of S-11, anomalies instead of guesses."""

from __future__ import annotations

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Action,
    FillRow,
    OrderState,
    OrderType,
    ReportKind,
    RequestState,
    Side,
)
from kiwoom_desk.orders.entries import (
    Answered,
    Ended,
    FillListed,
    Intent,
    Matched,
    Released,
    Reported,
    RowListed,
    Sending,
    Stamp,
)
from kiwoom_desk.orders.facts import Facts, terminal_guess
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.requests import OrderChanged
from tests.support.order_desk import CODE, START, Exchange, Held

AT = Stamp(START, START)
DAY = "20261120"


def intent(name: str = "r1", quantity: int = 10, **more: object) -> Intent:
    made = Intent(
        at=AT, request=name, environment="practice", account="1", action=Action.NEW, code=CODE,
        venue=Venue.KRX, side=Side.BUY, quantity=quantity, order_type=OrderType.LIMIT,
        price=61_000, api_id="kt10000", body="{}", fingerprint=name,
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


class Case:
    """A ledger beside an exchange whose reports are applied by hand."""

    def __init__(self) -> None:
        self.ledger = Ledger({"보통": "0", "시장가": "3"})
        self.exchange = Exchange(ManualClock(START))

    def send(self, made: Intent, number: str = "0000001") -> None:
        self.ledger.apply(made)
        self.ledger.apply(Sending(AT, made.request))
        self.ledger.apply(Answered(AT, made.request, RequestState.ACKED, number))

    def take(self, api_id: str = "kt10000", **more: object) -> str:
        draft = {"code": CODE, "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
        return self.exchange.take(api_id, {**draft, **more})

    def reports(self) -> None:
        for event in self.exchange.events:
            self.ledger.apply(Reported(AT, DAY, event))

    def lists(self, *sources: str) -> None:
        for source in sources:
            for row in self.exchange.rows(source):
                self.ledger.apply(RowListed(AT, DAY, row))


def test_a_report_before_the_reply_and_the_reply_are_one_order() -> None:
    case = Case()
    case.ledger.apply(intent())
    case.ledger.apply(Sending(AT, "r1"))
    case.exchange.fill(case.take(), 4)
    case.reports()
    assert case.ledger.orders[0].request == ""
    case.ledger.apply(Answered(AT, "r1", RequestState.ACKED, "0000001"))
    assert len(case.ledger.orders) == 1
    assert (case.ledger.orders[0].request, case.ledger.orders[0].filled) == ("r1", 4)


def test_a_report_twice_changes_nothing() -> None:
    case = Case()
    case.exchange.fill(case.take(), 4)
    case.reports()
    before = case.ledger.orders
    for event in case.exchange.events:
        assert case.ledger.apply(Reported(AT, DAY, event)) == ()
    assert case.ledger.orders == before


def test_the_order_of_another_channel_is_kept_as_well() -> None:
    case = Case()
    case.take()
    case.reports()
    order = case.ledger.orders[0]
    assert (order.request, order.order_type, order.state) == ("", OrderType.LIMIT, OrderState.OPEN)
    assert case.ledger.foreign(DAY) == ("0000001",)
    assert not case.ledger.claimed(DAY, "0000001")
    case.send(intent(), "0000001")
    assert case.ledger.foreign(DAY) == ()


def test_a_shrunken_quantity_in_a_list_is_an_anomaly_and_the_journal_rules() -> None:
    case = Case()
    case.send(intent(quantity=10))
    number = case.take()
    held = case.exchange.held[number]
    case.exchange.held[number] = Held(**{**vars(held), "quantity": 3, "left": 0, "filled": 3})
    case.lists("kt00007")
    order = case.ledger.orders[0]
    assert (order.quantity, order.filled, order.state) == (10, 3, OrderState.PARTIAL)
    assert [anomaly.code for anomaly in case.ledger.anomalies] == ["quantity_shrunk"]


def test_more_filled_than_asked_is_an_anomaly() -> None:
    case = Case()
    case.send(intent(quantity=10))
    number = case.take(quantity=12)
    case.exchange.fill(number, 12)
    case.reports()
    assert (case.ledger.orders[0].filled, case.ledger.orders[0].state) == (10, OrderState.FILLED)
    assert {anomaly.code for anomaly in case.ledger.anomalies} == {"overfill"}


def test_a_blank_fill_number_makes_no_fill_row() -> None:
    case = Case()
    number = case.take()
    case.exchange.fill(number, 4, blank=True)
    case.reports()
    assert case.ledger.fills == ()
    assert (case.ledger.orders[0].filled, case.ledger.orders[0].amount) == (4, 4 * 61_000)


def test_what_was_cancelled_is_not_taken_for_filled() -> None:
    case = Case()
    number = case.take()
    case.take("kt10003", original=number, quantity=4)
    case.exchange.fill(number, 3, blank=True)
    case.reports()
    order = case.ledger.orders[0]
    assert (order.filled, order.open_quantity, order.amount) == (0, 6, 0)
    case.lists("kt00007")
    assert (case.ledger.orders[0].filled, case.ledger.orders[0].amount) == (3, None)


def test_a_list_gives_count_and_another_the_amount() -> None:
    case = Case()
    case.exchange.fill(case.take(), 4)
    case.lists("kt00007")
    assert (case.ledger.orders[0].filled, case.ledger.orders[0].amount) == (4, None)
    case.lists("ka10075")
    assert case.ledger.orders[0].amount == 4 * 61_000


def test_fills_of_a_list_and_of_a_push_are_the_same() -> None:
    case = Case()
    case.exchange.fill(case.take(), 4)
    case.lists("kt00007")
    case.ledger.apply(FillListed(AT, DAY, case.exchange.fills[0]))
    assert [fill.venue for fill in case.ledger.fills] == [""]
    assert case.ledger.orders[0].amount == 4 * 61_000
    case.reports()
    assert [fill.venue for fill in case.ledger.fills] == ["KRX"]
    assert case.ledger.orders[0].filled == 4
    blank = FillRow("0000001", "", CODE, Side.BUY, 61_000, 4, "100000")
    assert case.ledger.apply(FillListed(AT, DAY, blank)) == ()


def test_a_late_fill_of_a_cancelled_order_is_flagged() -> None:
    case = Case()
    number = case.take()
    case.take("kt10003", original=number, quantity=0)
    case.reports()
    assert case.ledger.orders[0].state is OrderState.CANCELED
    told = case.exchange.events[0]
    fill = msgspec.structs.replace(
        told, kind=ReportKind.FILLED, fill_number="77", fill_price=61_000, fill_quantity=3
    )
    change = case.ledger.apply(Reported(AT, DAY, fill))[0]
    assert isinstance(change, OrderChanged) and change.late and change.filled_more == 3
    assert (change.order.state, change.order.filled) == (OrderState.CANCELED, 3)


def test_parent_and_child_never_exceed_what_was_asked() -> None:
    case = Case()
    case.send(intent())
    number = case.take()
    case.ledger.apply(intent("r2", 0, action=Action.AMEND, original=number, price=60_900))
    assert case.ledger.orders[0].pending == "amend"
    case.ledger.apply(Sending(AT, "r2"))
    child = case.take("kt10002", original=number, quantity=0, price=60_900)
    case.reports()
    case.ledger.apply(Answered(AT, "r2", RequestState.ACKED, child))
    assert [order.pending for order in case.ledger.orders] == ["", ""]
    told = case.exchange.events[0]
    crossed = msgspec.structs.replace(
        told, kind=ReportKind.FILLED, fill_number="77", fill_price=61_000, fill_quantity=3
    )
    case.ledger.apply(Reported(AT, DAY, crossed))
    parent, lowered = case.ledger.orders
    assert (parent.filled, parent.state) == (3, OrderState.REPLACED)
    assert (lowered.quantity, lowered.open_quantity) == (7, 7)
    assert case.ledger.anomalies == ()


def test_an_amend_on_its_way_is_no_order_yet() -> None:
    case = Case()
    number = case.take()
    case.take("kt10002", original=number, quantity=4, price=60_900)
    received, confirmed = case.exchange.events[1:]
    case.ledger.apply(Reported(AT, DAY, case.exchange.events[0]))
    case.ledger.apply(Reported(AT, DAY, received))
    assert [order.number for order in case.ledger.orders] == [number]
    case.ledger.apply(Reported(AT, DAY, confirmed))
    assert [order.quantity for order in case.ledger.open_orders] == [10, 4]


def test_a_refused_cancel_leaves_the_order_alone() -> None:
    case = Case()
    number = case.take()
    case.reports()
    case.ledger.apply(intent("r2", 0, action=Action.CANCEL, original=number))
    case.ledger.apply(Sending(AT, "r2"))
    case.ledger.apply(Answered(AT, "r2", RequestState.ACKED, "0000002"))
    assert case.ledger.orders[0].pending == "cancel"
    told = msgspec.structs.replace(
        case.exchange.events[0], number="0000002", original=number, action=Action.CANCEL,
        kind=ReportKind.REJECTED, reason="5",
    )  # fmt: skip
    case.ledger.apply(Reported(AT, DAY, told))
    assert (case.ledger.orders[0].pending, case.ledger.orders[0].state) == ("", OrderState.OPEN)
    case.ledger.apply(intent("r3", 0, action=Action.CANCEL, original=number))
    case.ledger.apply(Answered(AT, "r3", RequestState.NOT_SENT))
    assert case.ledger.orders[0].pending == ""


def test_a_partial_cancel_seen_in_a_list_only_is_no_longer_pending() -> None:
    case = Case()
    number = case.take()
    case.reports()
    case.send(intent("r2", 4, action=Action.CANCEL, original=number), "0000002")
    assert case.ledger.orders[0].pending == "cancel"
    case.take("kt10003", original=number, quantity=4)
    case.lists("kt00007")
    assert (case.ledger.orders[0].pending, case.ledger.orders[0].open_quantity) == ("", 6)


def test_a_cancel_before_its_order_is_seen_counts_when_it_is() -> None:
    case = Case()
    number = case.take()
    case.take("kt10003", original=number, quantity=0)
    for event in reversed(case.exchange.events):
        case.ledger.apply(Reported(AT, DAY, event))
    assert [o.state for o in case.ledger.orders] == [OrderState.CANCELED]


def test_a_smart_order_is_amended_at_sor() -> None:
    case = Case()
    number = case.take()
    event = msgspec.structs.replace(case.exchange.events[0], smart=True)
    case.ledger.apply(Reported(AT, DAY, event))
    order = case.ledger.order(DAY, number)
    assert order is not None and order.venue is Venue.SOR
    case.send(intent("r2", venue=Venue.SOR), "0000009")
    assert case.ledger.orders[1].venue is Venue.SOR


def test_an_illegal_edge_of_a_request_is_inert_and_an_anomaly() -> None:
    case = Case()
    case.send(intent())
    before = case.ledger.request("r1")
    case.ledger.apply(Answered(AT, "r1", RequestState.UNKNOWN))
    case.ledger.apply(Released(AT, "r1", "release"))
    case.ledger.apply(Matched(AT, "r1", RequestState.REFUSED, "0000009", "exact"))
    assert case.ledger.request("r1") == before
    assert {a.code for a in case.ledger.anomalies} == {"request_edge"}
    assert case.ledger.knows("r1") and not case.ledger.knows("r2")


@pytest.mark.parametrize("first", [ReportKind.FILLED, ReportKind.REJECTED])
def test_an_illegal_edge_of_an_order_is_inert_and_an_anomaly(first: ReportKind) -> None:
    case = Case()
    number = case.take()
    case.exchange.fill(number, 10)
    filled = case.exchange.events[-1]
    rejected = msgspec.structs.replace(
        filled, kind=ReportKind.REJECTED, fill_number="", filled_amount=0, open_quantity=10
    )
    pair = (filled, rejected) if first is ReportKind.FILLED else (rejected, filled)
    case.ledger.apply(Reported(AT, DAY, pair[0]))
    before = case.ledger.orders
    case.ledger.apply(Reported(AT, DAY, pair[1]))
    assert case.ledger.orders == before
    assert [a.code for a in case.ledger.anomalies] == ["order_edge"]


def test_numbers_that_run_in_circles_are_not_followed() -> None:
    case = Case()
    case.take()
    event = msgspec.structs.replace(
        case.exchange.events[0], kind=ReportKind.CONFIRMED, action=Action.AMEND
    )
    for one, other in (("0000001", "0000002"), ("0000002", "0000001")):
        told = msgspec.structs.replace(event, number=one, original=other)
        case.ledger.apply(Reported(AT, DAY, told))
    assert len(case.ledger.orders) == 2


def test_an_ending_by_complete_lists() -> None:
    case = Case()
    case.take()
    case.reports()
    case.ledger.apply(Ended(AT, DAY, "0000001", OrderState.EXPIRED))
    assert case.ledger.orders[0].state is OrderState.EXPIRED
    assert case.ledger.facts("20261121") == ()


@pytest.mark.parametrize(
    ("closings", "past", "state"),
    [
        (("amend", "cancel"), False, OrderState.CANCELED),
        (("amend",), True, OrderState.REPLACED),
        ((), True, OrderState.EXPIRED),
        ((), False, OrderState.CANCELED),
    ],
)
def test_what_an_unexplained_end_means(
    closings: tuple[str, ...], past: bool, state: OrderState
) -> None:
    from kiwoom_desk.orders.facts import Closing

    facts = Facts(closings=tuple(Closing(str(i), name, 0) for i, name in enumerate(closings)))
    assert terminal_guess(facts, past) is state


def test_a_type_in_other_words_is_no_type() -> None:
    case = Case()
    case.take()
    event = msgspec.structs.replace(case.exchange.events[0], type_text="처음 보는 말")
    case.ledger.apply(Reported(AT, DAY, event))
    assert case.ledger.orders[0].order_type is None
