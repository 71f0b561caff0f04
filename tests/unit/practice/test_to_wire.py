"""Texts of the wire: signs, padding, order; and the hot frames against the plain encoding."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.values import direction, signed_whole, whole
from kiwoom_desk.practice import frames, to_wire
from kiwoom_desk.practice.book_lines import BookLines
from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.frames import BOOK_CONSTANTS, TRADE_CONSTANTS, Backdrop, Strokes
from kiwoom_desk.practice.views import BookView

AT = datetime(2026, 11, 20, 10, 0, 5, tzinfo=KST)
BACK = Backdrop(70_000, 49_000, 91_000, 5_969_782_550, 12_345_678, 900_000_000_000)


@given(st.integers(1, 5_000_000), st.integers(1, 5_000_000))
def test_a_directed_price_keeps_its_size_and_tells_its_direction(price: int, base: int) -> None:
    text = to_wire.directed(price, base)
    assert whole(text) == price
    assert direction(text) == (price > base) - (price < base)


@given(st.integers(-(10**11), 10**11))
def test_signed_and_padded_numbers_read_back(number: int) -> None:
    assert signed_whole(to_wire.signed(number)) == number
    padded = to_wire.padded(number, 15)
    assert len(padded) == 15
    assert signed_whole(padded) == number


@pytest.mark.parametrize(
    ("hundredths", "text", "signed"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "+0.05"),
        (-5, "-0.05", "-0.05"),
        (-1234, "-12.34", "-12.34"),
    ],
)
def test_percents_have_two_decimals(hundredths: int, text: str, signed: str) -> None:
    assert to_wire.percent(hundredths) == text
    assert to_wire.signed_percent(hundredths) == signed


def test_ratios_are_cut_towards_zero_and_nothing_is_divided_by_nothing() -> None:
    assert to_wire.ratio(1, 3) == 3_333
    assert to_wire.ratio(-1, 3) == -3_333
    assert to_wire.ratio(5, 0) == 0


@pytest.mark.parametrize(
    ("price", "flag"), [(91_000, "1"), (70_100, "2"), (70_000, "3"), (49_000, "4"), (69_900, "5")]
)
def test_the_flag_tells_limits_and_direction(price: int, flag: str) -> None:
    assert to_wire.flag_of(price, BACK.base, BACK.lower, BACK.upper) == flag


def test_a_row_with_a_missing_or_an_undocumented_field_is_refused() -> None:
    fields = catalogue().type("0C").fields
    with pytest.raises(KeyError):
        to_wire.ordered(fields, {"27": "1"})
    with pytest.raises(KeyError, match="99"):
        to_wire.ordered(fields, {"27": "1", "28": "1", "99": "1"})


def _traded(buying: bool) -> Traded:
    figures = (1_000_000, 70_100_000_000, 600_000, 400_000, 70_000, 70_900, 69_500)
    return Traded("005930", AT, 70_100, 15, buying, *figures, 70_100, 70_000)


@pytest.mark.parametrize("buying", [True, False])
def test_the_fast_print_equals_the_plain_one(buying: bool) -> None:
    strokes = Strokes(10, 12, "090000", "093000", "090500")
    traded = _traded(buying)
    values = {**TRADE_CONSTANTS, **frames.trade_values(traded, BACK, strokes)}
    plain = to_wire.ordered(catalogue().type("0B").fields, values)
    fast = frames.frame([frames.entry("0B", "005930", frames.trade_row(traded, BACK, strokes))])
    expected = {
        "type": "0B",
        "name": catalogue().type("0B").name,
        "item": "005930",
        "values": plain,
    }
    assert fast == msgspec.json.encode({"trnm": "REAL", "data": [expected]})


def _book(shift: int = 0) -> BookView:
    asks = tuple(70_100 + 100 * place for place in range(10))
    bids = tuple(70_000 - 100 * place for place in range(10))
    sizes = tuple(range(100 + shift, 110 + shift))
    return BookView(AT, asks, sizes, (1,) * 10, bids, sizes, (1,) * 10, sum(sizes), sum(sizes))


@pytest.mark.parametrize("earlier", [None, _book(3)])
def test_the_fast_book_equals_the_plain_one(earlier: BookView | None) -> None:
    values = {
        **BOOK_CONSTANTS, **frames.book_values(_book(), BACK, 1_000_000, "3", earlier)
    }  # fmt: skip
    plain = to_wire.ordered(catalogue().type("0D").fields, values)
    lines = BookLines()
    if earlier is not None:
        lines.row(earlier, BACK, 1_000_000, "3")
    fast = lines.row(_book(), BACK, 1_000_000, "3")
    assert fast.encode() == msgspec.json.encode(plain)
    assert plain["81"] == ("0" if earlier is None else "-3")
