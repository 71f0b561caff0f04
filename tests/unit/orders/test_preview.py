"""What an order would come to, what it would sweep, and how far it is from VI and limit."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import step_price, tick_size
from kiwoom_desk.orders.preview import Preview, Sweep, preview, static_trigger, sweep, ticks_between
from tests.support.order_desk import SHARE, rules

RULES, DAY = rules(), date(2026, 11, 20)
BOOK = Book(
    "005930",
    ask_prices=(61_100, 61_200, 61_300, 0),
    ask_sizes=(10, 20, 30, 0),
    bid_prices=(61_000, 60_900, 0),
    bid_sizes=(5, 5, 0),
)


def test_a_purchase_costs_its_fee_and_breaks_even_above_its_price() -> None:
    told = preview(RULES, "practice", SHARE, DAY, Side.BUY, 61_000, 100)
    assert (told.amount, told.fee, told.tax) == (6_100_000, 915, 0)
    assert told.settled == 6_100_915
    sold = preview(RULES, "practice", SHARE, DAY, Side.SELL, told.break_even, 100)
    assert sold.settled >= told.settled
    below = preview(RULES, "practice", SHARE, DAY, Side.SELL, told.break_even - 1, 100)
    assert below.settled < told.settled


def test_a_sale_pays_fee_and_tax() -> None:
    told = preview(RULES, "practice", SHARE, DAY, Side.SELL, 61_000, 100)
    assert isinstance(told, Preview) and told.tax > 0 and told.break_even == 0
    assert told.settled == told.amount - told.fee - told.tax


@pytest.mark.parametrize(
    ("side", "quantity", "found"),
    [
        (Side.BUY, 10, Sweep(10, 61_100, 61_100)),
        (Side.BUY, 30, Sweep(30, 61_167, 61_200)),
        (Side.BUY, 1_000, Sweep(60, 61_234, 61_300)),
        (Side.SELL, 7, Sweep(7, 60_972, 60_900)),
        (Side.SELL, 0, None),
    ],
)
def test_a_sweep_takes_level_after_level(side: Side, quantity: int, found: Sweep | None) -> None:
    assert sweep(BOOK, side, quantity) == found
    assert sweep(Book("005930"), side, quantity) is None


def test_a_limit_price_takes_no_worse_level() -> None:
    assert sweep(BOOK, Side.BUY, 1_000, 61_200) == Sweep(30, 61_167, 61_200)
    assert sweep(BOOK, Side.BUY, 10, 61_000) is None
    assert sweep(BOOK, Side.SELL, 1_000, 61_000) == Sweep(5, 61_000, 61_000)


@pytest.mark.parametrize("low", [1, 1_995, 4_990, 19_980, 49_900, 199_800, 499_000])
@pytest.mark.parametrize("steps", [0, 1, 7, 60])
def test_ticks_are_counted_across_bands(low: int, steps: int) -> None:
    low -= low % tick_size(RULES, Product.SHARE, low, DAY)
    high = step_price(RULES, Product.SHARE, low, steps, DAY)
    assert ticks_between(RULES, Product.SHARE, low, high, DAY) == steps
    assert ticks_between(RULES, Product.SHARE, high + 1, low, DAY) == 0


def test_an_etf_has_bands_of_its_own() -> None:
    assert ticks_between(RULES, Product.ETF, 1_990, 2_010, DAY) == 12


def test_the_trigger_of_a_static_interruption_is_ten_percent_off_the_opening() -> None:
    def trigger(opened: int, upward: bool, market: Market = Market.KOSPI) -> int | None:
        named = msgspec.structs.replace(SHARE, market=market)
        return static_trigger(RULES, named, opened, "continuous", upward, DAY)

    assert trigger(60_000, True) == 66_000
    assert trigger(60_000, False) == 54_000
    assert trigger(60_100, True) == 66_200
    assert trigger(60_100, False) == 54_000
    assert trigger(0, True) is None
    assert trigger(60_000, True, Market.ELW) is None
