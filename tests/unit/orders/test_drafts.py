"""Numbers as typed, ids, fingerprints, and what a confirmation shows."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, AmendDraft, CancelDraft, Side
from kiwoom_desk.orders.checks import OrderContext
from kiwoom_desk.orders.confirm import confirmation
from kiwoom_desk.orders.drafts import Denied, action_of, fingerprint, read_whole, request_id
from tests.support.order_desk import ACCOUNT, CONTEXT, SHARE, START, buy, sell


@pytest.mark.parametrize(
    ("text", "value"),
    [("10", 10), (" 61,000 ", 61_000), ("1,234,567", 1_234_567), ("0", 0), ("007", 7)],
)
def test_whole_numbers_are_read(text: str, value: int) -> None:
    assert read_whole(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        ("  ", "blank"),
        ("１０", "not_a_number"),
        ("٣", "not_a_number"),
        ("ten", "not_a_number"),
        ("1.5", "not_a_number"),
        ("-1", "not_a_number"),
        ("+1", "not_a_number"),
        ("61,00", "not_a_number"),
        ("1e5", "not_a_number"),
        ("1 000", "not_a_number"),
        ("1" * 13, "too_long"),
    ],
)
def test_anything_else_is_denied_and_never_zero(text: str, code: str) -> None:
    read = read_whole(text)
    assert isinstance(read, Denied) and read.code == code


def test_what_a_draft_asks_for() -> None:
    drafts = (
        buy(),
        AmendDraft("1", "005930", Venue.KRX, Side.BUY, 0, 100),
        CancelDraft("1", "005930", Venue.KRX, Side.BUY),
    )
    assert [action_of(draft) for draft in drafts] == list(Action)


def test_a_fingerprint_tells_place_and_body_apart() -> None:
    one = ("practice", "1", "kt10000", b"{}")
    marks = {
        fingerprint(*one),
        fingerprint("live", *one[1:]),
        fingerprint("practice", "2", *one[2:]),
        fingerprint("practice", "1", "kt10001", b"{}"),
        fingerprint("practice", "1", "kt10000", b"{ }"),
    }
    assert len(marks) == 5
    assert fingerprint(*one) in marks


def test_request_ids_are_uuid7_and_sort_by_time() -> None:
    first = request_id(START, lambda count: b"\xff" * count)
    second = request_id(START + timedelta(milliseconds=1), lambda count: b"\x00" * count)
    assert first < second
    for text in (first, second):
        parsed = UUID(text)
        assert (parsed.version, parsed.variant) == (7, "specified in RFC 4122")
        assert parsed.int >> 80 in range(
            int(START.timestamp() * 1000), int(START.timestamp() * 1000) + 2
        )


def test_a_confirmation_shows_every_figure() -> None:
    shown = confirmation(buy(10, 62_220), CONTEXT, "live", ACCOUNT)
    assert (shown.environment, shown.account_tail, shown.side) == ("live", "611", Side.BUY)
    assert (shown.name, shown.code, shown.venue) == ("삼성전자", "005930", Venue.KRX)
    assert (shown.quantity, shown.price, shown.notional, shown.distance) == (
        *(10, 62_220, 622_200, 200),
    )


def test_a_confirmation_without_price_reckons_with_the_last_one() -> None:
    shown = confirmation(sell(10, None), CONTEXT, "live", ACCOUNT)
    assert (shown.price, shown.notional, shown.distance) == (None, 610_000, None)
    blind = confirmation(sell(10, None), OrderContext(SHARE), "live", ACCOUNT)
    assert (blind.notional, blind.distance) == (None, None)
