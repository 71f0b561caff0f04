"""Numbers, directions and codes: published cases and properties over signs, padding and blanks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.catalogue.model import Field, Kind
from kiwoom_desk.catalogue.values import (
    BadNumber,
    CodeIdentity,
    direction,
    identity,
    signed_whole,
    text_number,
    whole,
)


def _field(kind: Kind, scale: str | None = None) -> Field:
    return Field(key="k", label="값", kind=kind, scale=scale)


_SIGNS = st.text(alphabet="+-", max_size=3)
_SPACE = st.sampled_from(["", " ", "  "])
_PADDING = st.integers(0, 12).map(lambda count: "0" * count)


@given(_SPACE, _SIGNS, _PADDING, st.integers(0, 10**15), _SPACE)
def test_the_last_sign_counts_and_padding_does_not(
    before: str, signs: str, padding: str, size: int, after: str
) -> None:
    text = f"{before}{signs}{padding}{size}{after}"
    expected = -size if signs.endswith("-") else size
    assert text_number(_field(Kind.AMOUNT), text) == expected
    assert isinstance(text_number(_field(Kind.AMOUNT), text), int)
    assert text_number(_field(Kind.SIGNED_PRICE), text) == size
    assert whole(text) == size
    assert signed_whole(text) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=10**9))
def test_a_decimal_stays_exact_with_and_without_percent(number: Decimal) -> None:
    assert text_number(_field(Kind.RATE), f"-{number:f}%") == -number
    assert text_number(_field(Kind.RATE), f"+{number:f}") == number


@given(st.integers(-(10**9), 10**9), st.sampled_from(["0.01", "0.001", "0.000001"]))
def test_a_scale_is_a_decimal_factor(number: int, scale: str) -> None:
    found = text_number(_field(Kind.RATE, scale), str(number))
    assert found == number * Decimal(scale)
    assert isinstance(found, Decimal)


@given(_SIGNS, st.integers(0, 10**9))
def test_a_direction_is_the_last_sign_of_a_price(signs: str, size: int) -> None:
    expected = {"": 0, "+": 1, "-": -1}[signs[-1:]] if size else 0
    assert direction(f"{signs}{size}") == expected


@given(st.text(max_size=12))
def test_any_text_is_a_number_a_blank_or_refused(text: str) -> None:
    try:
        number = text_number(_field(Kind.AMOUNT), text)
    except BadNumber:
        assert text.strip()
        return
    assert (number is None) == (not text.strip())


@pytest.mark.parametrize("text", ["", " ", "   "])
def test_a_blank_is_no_value(text: str) -> None:
    assert text_number(_field(Kind.PRICE), text) is None
    assert (whole(text), signed_whole(text), direction(text)) == (None, None, 0)


@pytest.mark.parametrize(
    "text", ["1,234", "５", "1_000", "12abc", "+-", "1e5", "0x10", "NaN", "1.2.3"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    for read in (whole, signed_whole, lambda t: text_number(_field(Kind.PRICE), t)):
        with pytest.raises(BadNumber) as caught:
            read(text)
        assert text not in str(caught.value)


def test_whole_numbers_take_an_empty_fraction_only() -> None:
    assert (whole("-71000.00"), signed_whole("-71000.00")) == (71000, -71000)
    with pytest.raises(BadNumber):
        whole("71000.5")


def test_a_negative_zero_has_no_sign() -> None:
    assert str(text_number(_field(Kind.RATE), "-0.00")) == "0.00"
    assert text_number(_field(Kind.AMOUNT), "-0") == 0
    assert direction("-0") == 0


@pytest.mark.parametrize(("value", "expected"), [(5, 5), (-3, -3), (0.25, Decimal("0.25"))])
def test_a_json_number_is_read_like_its_text(value: int | float, expected: int | Decimal) -> None:
    assert text_number(_field(Kind.AMOUNT), value) == expected
    assert text_number(_field(Kind.AMOUNT), None) is None
    with pytest.raises(BadNumber):
        text_number(_field(Kind.AMOUNT), True)


def test_a_field_that_is_no_number_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError):
        text_number(_field(Kind.DATE), "20260101")


@pytest.mark.parametrize(
    ("text", "code", "suffix"),
    [
        ("005930", "005930", ""),
        ("A005930", "005930", ""),
        ("A005930_NX", "005930", "NX"),
        ("0098K0_AL", "0098K0", "AL"),
        ("J57JBHH", "57JBHH", ""),
        ("Q500001", "500001", ""),
        ("M04020000", "M04020000", ""),
        ("J0059391P", "0059391P", ""),
        ("P101_AL02", "P101_AL02", ""),
        ("A00593", "A00593", ""),
        (" 001 ", "001", ""),
        ("", "", ""),
    ],
)
def test_prefix_and_venue_are_split_off(text: str, code: str, suffix: str) -> None:
    assert identity(text) == CodeIdentity(code, suffix)
