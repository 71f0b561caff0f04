"""Option values against closed forms and limits of their own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.practice.warrant_values import DIGITAL_PAY, RATE, SPREAD_WIDTH, implied, worth

SPOT = 100.0
strikes = st.floats(60.0, 160.0)
sigmas = st.floats(0.08, 1.2)
spans = st.floats(0.05, 3.0)


def one(right: str, form: str, strike: float, years: float, sigma: float) -> float:
    columns = (np.array([SPOT]), strike, np.array([years]), np.array([sigma]))
    return float(worth(right, form, *columns)[0])


def normal(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def by_the_book(sign: int, strike: float, years: float, sigma: float) -> float:
    first = (math.log(SPOT / strike) + (RATE + sigma**2 / 2) * years) / (sigma * math.sqrt(years))
    second = first - sigma * math.sqrt(years)
    later = strike * math.exp(-RATE * years)
    return sign * (SPOT * normal(sign * first) - later * normal(sign * second))


@settings(max_examples=60, deadline=None)
@given(strikes, spans, sigmas)
def test_plain_values_are_black_and_scholes_and_hold_parity(
    strike: float, years: float, sigma: float
) -> None:
    call, put = one("call", "", strike, years, sigma), one("put", "", strike, years, sigma)
    assert call == pytest.approx(max(by_the_book(1, strike, years, sigma), 0), abs=1e-9)
    assert put == pytest.approx(max(by_the_book(-1, strike, years, sigma), 0), abs=1e-9)
    assert call - put == pytest.approx(SPOT - strike * math.exp(-RATE * years), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(strikes, spans, sigmas)
def test_digitals_of_both_sides_pay_for_sure(strike: float, years: float, sigma: float) -> None:
    both = one("call", "digital", strike, years, sigma) + one(
        "put", "digital", strike, years, sigma
    )
    assert both == pytest.approx(DIGITAL_PAY * strike * math.exp(-RATE * years))


@settings(max_examples=60, deadline=None)
@given(strikes, spans, sigmas)
def test_other_forms_are_worth_no_more_than_the_plain_one(
    strike: float, years: float, sigma: float
) -> None:
    for right, sign in (("call", 1), ("put", -1)):
        plain = one(right, "", strike, years, sigma)
        assert one(right, "knock_out", strike, years, sigma) <= plain + 1e-9
        further = one(right, "", strike * (1 + sign * SPREAD_WIDTH), years, sigma)
        assert one(right, "spread", strike, years, sigma) == pytest.approx(plain - further)
        if (SPOT - strike) * sign <= 0:
            assert one(right, "knock_out", strike, years, sigma) == 0


def test_a_knock_out_at_the_strike_is_the_underlying_less_the_strike_without_interest() -> None:
    # With the barrier at the strike and hardly any interest a warrant has almost no time value.
    value = one("call", "knock_out", 70.0, 0.001, 0.3)
    assert value == pytest.approx(30.0, abs=0.01)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["call", "put"]), st.floats(85.0, 115.0), st.floats(0.1, 2.0), sigmas)
def test_the_implied_volatility_gives_the_value_back(
    right: str, strike: float, years: float, sigma: float
) -> None:
    spot, span = np.array([SPOT]), np.array([years])
    value = worth(right, "", spot, strike, span, np.array([sigma]))
    found = implied(right, "", value, spot, strike, span)
    # Where no volatility moves the value, none can be told from it.
    again = worth(right, "", spot, strike, span, found)[0] if found[0] else value[0]
    assert again == pytest.approx(value[0], abs=1e-4)


@pytest.mark.parametrize("sigma", [0.1, 0.25, 0.6, 1.5])
def test_the_implied_volatility_at_the_money_is_exact(sigma: float) -> None:
    spot, span = np.array([SPOT]), np.array([0.5])
    value = worth("put", "", spot, SPOT, span, np.array([sigma]))
    assert implied("put", "", value, spot, SPOT, span)[0] == pytest.approx(sigma, rel=1e-6)


def test_a_price_no_volatility_gives_has_none() -> None:
    spot, span = np.array([SPOT, SPOT]), np.array([1.0, 1.0])
    found = implied("call", "", np.array([0.0, SPOT * 1.01]), spot, 100.0, span)
    assert found.tolist() == [0.0, 0.0]
