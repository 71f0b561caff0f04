"""Limits as kept and as typed: nothing that cannot be read is ever unlimited, raised ones fall back."""

from __future__ import annotations

import msgspec
import pytest

from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.limits import (
    HIGHEST,
    NAMES,
    STRICTEST,
    Limits,
    first_limits,
    lasting,
    read_limits,
    shown_limit,
    typed_limit,
)


def test_a_live_desk_starts_at_ten_million_won() -> None:
    assert first_limits("live").notional == 10_000_000
    assert first_limits("practice").notional > 10_000_000
    for environment in ("practice", "demo", "live"):
        first = first_limits(environment)
        assert read_limits(b"{}", environment) == first
        assert all(0 < getattr(first, name) <= getattr(HIGHEST, name) for name in NAMES)


@pytest.mark.parametrize(
    "kept",
    [
        b'""',
        b'"x"',
        b"null",
        b"-1",
        b"-5000",
        b"1.5",
        b"true",
        b"[]",
        b"{}",
        b'" "',
        b'"unlimited"',
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_limit_that_is_no_number_is_as_strict_as_can_be(name: str, kept: bytes) -> None:
    read = read_limits(b'{"' + name.encode() + b'": ' + kept + b"}", "live")
    assert read == msgspec.structs.replace(first_limits("live"), **{name: 0})


@pytest.mark.parametrize("kept", [b"", b"[]", b"{", b"null", b"\xff", b'"x"', b"3"])
def test_limits_that_cannot_be_read_at_all_let_nothing_through(kept: bytes) -> None:
    assert read_limits(kept, "practice") == STRICTEST == Limits()


def test_what_was_kept_is_read_and_never_above_the_highest() -> None:
    chosen = Limits(
        quantity=1, notional=2, ask_away=3, type_away=4, ask_ticks=5, orders_a_day=6, loss_a_day=7
    )
    assert read_limits(msgspec.json.encode(chosen), "live") == chosen
    far = b'{"notional": 99999999999999}'
    assert read_limits(far, "live").notional == HIGHEST.notional == 3_000_000_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "limit_blank"),
        (" ", "limit_blank"),
        ("-5", "limit_not_a_number"),
        ("1_000", "limit_not_a_number"),
        ("１００", "limit_not_a_number"),
        ("=10", "limit_not_a_number"),
        ("7만", "limit_not_a_number"),
        ("9" * 13, "limit_too_long"),
        ("1,000,001", "limit_too_high"),
    ],
)
def test_a_limit_typed_wrongly_is_denied(text: str, code: str) -> None:
    denied = typed_limit("quantity", text)
    assert isinstance(denied, Denied) and denied.code == code


def test_a_limit_is_typed_with_or_without_commas() -> None:
    assert typed_limit("quantity", "1,000\n") == 1_000
    assert typed_limit("notional", "0") == 0


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("3", 300), ("3.5", 350), ("2.05", 205), ("0.5", 50), ("0", 0), (" 30.00 ", 3_000)],
)
def test_distances_are_typed_in_percent(text: str, hundredths: int) -> None:
    assert typed_limit("ask_away", text) == hundredths
    assert typed_limit("type_away", shown_limit("type_away", hundredths)) == hundredths


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "limit_blank"),
        ("3.", "limit_not_a_number"),
        (".5", "limit_not_a_number"),
        ("3,5", "limit_not_a_number"),
        ("1.234", "limit_not_a_number"),
        ("3%", "limit_not_a_number"),
        ("30.01", "limit_too_high"),
    ],
)
def test_a_percentage_typed_wrongly_is_denied(text: str, code: str) -> None:
    denied = typed_limit("ask_away", text)
    assert isinstance(denied, Denied) and denied.code == code


def test_limits_are_shown_as_they_are_typed() -> None:
    assert shown_limit("notional", 10_000_000) == "10,000,000"
    assert shown_limit("ask_away", 305) == "3.05"


def test_lowered_limits_last_and_raised_ones_fall_back() -> None:
    before = first_limits("live")
    chosen = msgspec.structs.replace(before, notional=20_000_000, quantity=5)
    assert lasting(before, chosen) == msgspec.structs.replace(before, quantity=5)
