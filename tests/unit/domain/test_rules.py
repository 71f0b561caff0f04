"""The dated market rules as shipped: ticks, limits, costs, order rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Product, Venue
from kiwoom_desk.domain.rules import (
    MarketRules,
    RulesError,
    fee_percent,
    on_tick,
    order_rule,
    parse_rules,
    price_limits,
    step_price,
    tax_percent,
    tick_size,
)
from kiwoom_desk.domain.session import Phase

SHIPPED = resources.read("market/rules.toml")
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def rules() -> MarketRules:
    return parse_rules(SHIPPED)


@pytest.mark.parametrize(
    ("product", "price", "size"),
    [
        (Product.SHARE, 1, 1),
        (Product.SHARE, 1_999, 1),
        (Product.SHARE, 2_000, 5),
        (Product.SHARE, 5_000, 10),
        (Product.SHARE, 20_000, 50),
        (Product.SHARE, 50_000, 100),
        (Product.SHARE, 200_000, 500),
        (Product.SHARE, 499_500, 500),
        (Product.SHARE, 500_000, 1_000),
        (Product.ETF, 1_999, 1),
        (Product.ETF, 2_000, 5),
        (Product.ETN, 10_000, 5),
        (Product.ELW, 100, 5),
        (Product.GOLD, 150_000, 10),
    ],
)
def test_tick_sizes(rules: MarketRules, product: Product, price: int, size: int) -> None:
    assert tick_size(rules, product, price, DAY) == size


def test_a_price_of_nothing_is_on_no_grid(rules: MarketRules) -> None:
    assert not on_tick(rules, Product.SHARE, 0, DAY)
    assert not on_tick(rules, Product.SHARE, -100, DAY)
    assert not on_tick(rules, Product.SHARE, 61_050, DAY)


def test_before_the_table_there_is_no_tick_size(rules: MarketRules) -> None:
    with pytest.raises(RulesError, match="tick table"):
        tick_size(rules, Product.SHARE, 1_000, date(2019, 1, 2))


@given(price=st.integers(1, 900_000), steps=st.integers(-50, 50))
def test_steps_stay_on_the_grid_and_come_back(price: int, steps: int) -> None:
    known = parse_rules(SHIPPED)
    start = price - price % tick_size(known, Product.SHARE, price, DAY) or 1
    moved = step_price(known, Product.SHARE, start, steps, DAY)
    assert on_tick(known, Product.SHARE, moved, DAY)
    assert (moved > start) == (steps > 0) or (steps <= 0 and moved <= start)
    if steps > 0:
        assert step_price(known, Product.SHARE, moved, -steps, DAY) == start


@pytest.mark.parametrize(("start", "down"), [(2_000, 1_999), (5_000, 4_995), (1, 1)])
def test_a_step_down_uses_the_lower_band(rules: MarketRules, start: int, down: int) -> None:
    assert step_price(rules, Product.SHARE, start, -1, DAY) == down


@pytest.mark.parametrize(
    ("market", "base", "lower", "upper"),
    [
        (Market.KOSPI, 61_000, 42_700, 79_300),
        (Market.KOSDAQ, 1_000, 700, 1_300),
        (Market.KONEX, 10_000, 8_500, 11_500),
        (Market.KOSPI, 1_555, 1_089, 2_020),
    ],
)
def test_daily_limits(
    rules: MarketRules, market: Market, base: int, lower: int, upper: int
) -> None:
    limits = price_limits(rules, market, Product.SHARE, base, DAY)
    assert (limits.lower, limits.upper) == (lower, upper)


@given(base=st.integers(1, 900_000))
def test_limits_stand_on_the_grid_inside_the_percentage(base: int) -> None:
    known = parse_rules(SHIPPED)
    limits = price_limits(known, Market.KOSPI, Product.SHARE, base, DAY)
    assert on_tick(known, Product.SHARE, limits.lower, DAY)
    assert on_tick(known, Product.SHARE, limits.upper, DAY) or limits.upper == base
    assert base * 0.7 - 1 <= limits.lower <= limits.upper <= base * 1.3


def test_a_market_without_a_limit_is_an_error() -> None:
    none = parse_rules(SHIPPED.replace(b"[[limits]]", b"[[limits]]\nvalid_to = 2021-01-01"))
    with pytest.raises(RulesError, match="no price limit"):
        price_limits(none, Market.KOSPI, Product.SHARE, 1_000, DAY)


def test_fees_and_taxes_by_environment_market_and_year(rules: MarketRules) -> None:
    assert fee_percent(rules, "practice", DAY) == Decimal("0.015")
    assert fee_percent(rules, "demo", DAY) == Decimal("0.35")
    assert fee_percent(rules, "elsewhere", DAY) == 0
    assert tax_percent(rules, Market.KOSPI, DAY) == Decimal("0.20")
    assert tax_percent(rules, Market.KOSDAQ, date(2025, 12, 31)) == Decimal("0.15")
    assert tax_percent(rules, Market.KONEX, DAY) == Decimal("0.10")
    assert tax_percent(rules, Market.ETF, DAY) == 0


@pytest.mark.parametrize("kind", ["61", "62", "81"])
def test_types_of_other_hours_are_not_taken_in_regular_ones(rules: MarketRules, kind: str) -> None:
    for venue in Venue:
        assert order_rule(rules, "practice", kind, venue, Phase.CONTINUOUS, DAY) is None


def test_what_no_rule_names_is_not_allowed(rules: MarketRules) -> None:
    assert order_rule(rules, "demo", "0", Venue.NXT, Phase.CONTINUOUS, DAY) is None
    assert order_rule(rules, "demo", "0", Venue.KRX, Phase.CLOSED, DAY) is None


def test_order_rules_end_on_their_day(rules: MarketRules) -> None:
    def asked(day: date) -> object:
        return order_rule(rules, "live", "62", Venue.KRX, Phase.SINGLE_PRICE, day)

    assert asked(date(2026, 9, 13)) is not None
    assert asked(date(2026, 9, 14)) is None


def test_every_environment_takes_a_limit_order_in_continuous_trading(rules: MarketRules) -> None:
    for environment in ("practice", "demo", "live"):
        rule = order_rule(rules, environment, "0", Venue.KRX, Phase.CONTINUOUS, DAY)
        assert rule is not None
        assert rule.allowed == "yes"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"covered_from", b"covered_since"),
        (b'products = ["etf", "etn"]', b'products = ["bond"]'),
        (b'"2024-01-01" =', b'"first of January" ='),
        (b"[[ticks]]", b"[[ticks"),
        (b"percent = 30", b'percent = "many"'),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(old: bytes, new: bytes) -> None:
    assert old in SHIPPED
    with pytest.raises(RulesError, match="market rules"):
        parse_rules(SHIPPED.replace(old, new, 1))
