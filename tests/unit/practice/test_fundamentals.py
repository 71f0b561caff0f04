"""Business figures agree with one another, with the price and with the shares; funds have none."""

from __future__ import annotations

import pytest

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.fundamentals import EOK, Fundamentals, substitute_price
from kiwoom_desk.practice.universe import default_universe

UNIVERSE = default_universe()
MADE = Fundamentals(UNIVERSE, 7)
SHARES = [item for item in UNIVERSE.listings if item.product is Product.SHARE]


def test_only_shares_have_accounts() -> None:
    for item in UNIVERSE.listings:
        assert (MADE.of(item.index) is not None) == (item.product is Product.SHARE)
        if item.product is not Product.SHARE:
            assert MADE.book[item.index] == MADE.earnings[item.index] == 0


@pytest.mark.parametrize("place", range(0, len(SHARES), 7))
def test_figures_of_a_share_agree(place: int) -> None:
    item = SHARES[place]
    found = MADE.of(item.index)
    assert found is not None
    price = item.previous_close
    assert found.capital == found.face * item.shares // EOK
    assert found.earnings == MADE.earnings[item.index]
    assert found.book == MADE.book[item.index] > 0
    earned = found.price_earnings(price)
    assert (earned is None) == (found.earnings <= 0)
    if earned is not None:
        assert earned <= price * 100 / found.earnings < earned + 1
    assert found.price_book(price) <= price * 100 / found.book < found.price_book(price) + 1
    assert abs(found.return_on_equity - found.earnings * 10_000 / found.book) < 1
    assert abs(found.net - found.earnings * item.shares / EOK) < 1
    assert 0 <= found.dividend <= max(found.earnings, 0)
    assert 0 < found.floating < item.shares
    assert found.sales >= abs(found.net)
    assert found.operating <= found.gross


def test_figures_are_plausible_over_all_shares() -> None:
    made = [MADE.of(item.index) for item in SHARES]
    losses = sum(1 for found in made if found is not None and found.earnings <= 0)
    assert 0.05 < losses / len(made) < 0.35
    over = [
        found.price_book(x.previous_close) for found, x in zip(made, SHARES, strict=True) if found
    ]
    assert 60 < sorted(over)[len(over) // 2] < 200
    assert len({found.face for found in made if found is not None}) >= 4


def test_another_seed_gives_other_figures_and_the_same_seed_the_same() -> None:
    again, other = Fundamentals(UNIVERSE, 7), Fundamentals(UNIVERSE, 8)
    every = range(len(UNIVERSE.listings))
    assert [again.of(n) for n in every] == [MADE.of(n) for n in every]
    assert [other.of(n) for n in every] != [MADE.of(n) for n in every]


def test_substitute_prices_stay_below_the_base_price() -> None:
    assert substitute_price(200_000, 6_000_000_000) == 160_000
    assert substitute_price(1_234, 1_000_000) == 740
