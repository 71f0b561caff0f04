"""What the ledger keeps of a day: nothing twice, nothing that nobody looks at, and no row again."""

from __future__ import annotations

import msgspec
import pytest

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.entries import (
    Answered,
    FillListed,
    Matched,
    Reported,
    RowListed,
    Sending,
    Stamp,
)
from kiwoom_desk.orders.ledger import Ledger
from tests.support.order_desk import START
from tests.unit.orders.test_ledger import AT, DAY, Case, intent


def test_a_fill_of_two_venues_and_one_of_a_list_are_the_two() -> None:
    case = Case()
    case.exchange.fill(case.take(), 4)
    event = case.exchange.events[-1]
    case.ledger.apply(Reported(AT, DAY, event))
    other = msgspec.structs.replace(event, venue=Venue.NXT, fill_price=60_900, time="100500")
    case.ledger.apply(Reported(AT, DAY, other))
    case.ledger.apply(FillListed(AT, DAY, case.exchange.fills[0]))
    told = [(fill.venue, fill.price, fill.time) for fill in case.ledger.fills]
    assert told == [("KRX", 61_000, "100000"), ("NXT", 60_900, "100500")]


def test_what_is_over_keeps_only_what_is_looked_at_and_a_doubt_keeps_all() -> None:
    case = Case()
    made = intent(known=("0000009",), last_price=61_000, last_age=0.5)
    case.ledger.apply(made)
    case.ledger.apply(Sending(AT, "r1"))
    case.ledger.apply(Answered(AT, "r1", RequestState.UNKNOWN))
    doubted = case.ledger.request("r1")
    assert (doubted.intent, doubted.sent, doubted.doubted) == (made, AT, AT)
    case.ledger.apply(Matched(AT, "r1", RequestState.ACKED, "0000001", "exact"))
    over = case.ledger.request("r1")
    less = {"body": "", "fingerprint": "", "known": (), "last_price": None, "last_age": None}
    assert over.intent == msgspec.structs.replace(made, **less)
    assert (over.sent, over.day, over.number) == (None, DAY, "0000001")


@pytest.mark.parametrize("state", [RequestState.REFUSED, RequestState.NOT_SENT])
def test_a_request_sent_after_midnight_stays_one_of_that_day(state: RequestState) -> None:
    ledger = Ledger({})
    ledger.apply(intent())
    late = Stamp(START, START.replace(day=21))
    ledger.apply(Sending(late, "r1"))
    ledger.apply(Answered(late, "r1", state))
    assert (ledger.request("r1").sent, ledger.request("r1").day) == (late, "20261121")


def test_a_row_tells_something_until_it_is_applied() -> None:
    case = Case()
    case.exchange.fill(case.take(), 4)
    rows = [RowListed(AT, DAY, one) for one in case.exchange.rows("kt00007")]
    fill = FillListed(AT, DAY, case.exchange.fills[0])
    assert case.ledger.tells(rows[0]) and case.ledger.tells(fill)
    case.ledger.apply(rows[0])
    assert not case.ledger.tells(rows[0]) and case.ledger.tells(fill)
    case.ledger.apply(fill)
    assert not case.ledger.tells(rows[0]) and not case.ledger.tells(fill)


def test_what_an_amend_took_from_its_original_is_told_too() -> None:
    case = Case()
    number = case.take()
    case.take("kt10002", original=number, quantity=4, price=60_900)
    _, amend = (RowListed(AT, DAY, one) for one in case.exchange.rows("kt00007"))
    bare = msgspec.structs.replace(amend.row, original="")
    case.ledger.apply(RowListed(AT, DAY, bare))
    assert not case.ledger.tells(RowListed(AT, DAY, bare))
    assert case.ledger.tells(amend)


def test_a_row_that_shrank_is_told_as_long_as_it_does() -> None:
    case = Case()
    number = case.take()
    case.exchange.fill(number, 4)
    case.lists("kt00007")
    (entry,) = (RowListed(AT, DAY, one) for one in case.exchange.rows("kt00007"))
    assert not case.ledger.tells(entry)
    case.send(intent(quantity=11), number)
    assert case.ledger.anomalies == () and case.ledger.tells(entry)
    case.ledger.apply(entry)
    assert [anomaly.code for anomaly in case.ledger.anomalies] == ["quantity_shrunk"]
    assert case.ledger.tells(entry)


def test_of_an_instrument_with_an_anomaly_every_row_is_told() -> None:
    case = Case()
    number = case.take()
    case.lists("kt00007")
    (entry,) = (RowListed(AT, DAY, one) for one in case.exchange.rows("kt00007"))
    case.ledger.apply(intent())
    assert not case.ledger.tells(entry)
    case.ledger.apply(Matched(AT, "r1", RequestState.ACKED, number, "exact"))
    assert [anomaly.code for anomaly in case.ledger.anomalies] == ["request_edge"]
    assert case.ledger.tells(entry)


def test_equal_reports_leave_the_facts_that_are_kept() -> None:
    case = Case()
    case.exchange.fill(case.take(), 4)
    case.reports()
    (before,) = case.ledger.facts(DAY)
    case.reports()
    (after,) = case.ledger.facts(DAY)
    assert after[1] is before[1]
    assert before[1].fills[0].time is before[1].time
