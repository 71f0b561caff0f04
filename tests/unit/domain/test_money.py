"""Fees, taxes and break-even prices in whole won."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kiwoom_desk.domain.money import Costs, break_even, percent_of, trade_costs

FEE, TAX = Decimal("0.015"), Decimal("0.20")


@pytest.mark.parametrize(
    ("amount", "percent", "won"),
    [(1_000_000, FEE, 150), (6_666, FEE, 0), (6_667, FEE, 1), (0, FEE, 0), (-9_999, FEE, -1)],
)
def test_a_percentage_is_cut_down_to_whole_won(amount: int, percent: Decimal, won: int) -> None:
    assert percent_of(amount, percent) == won


def test_only_a_sale_is_taxed() -> None:
    assert trade_costs(1_000_000, FEE, TAX, selling=True) == Costs(150, 2_000)
    assert trade_costs(1_000_000, FEE, TAX, selling=False) == Costs(150, 0)
    assert Costs(150, 2_000).total == 2_150


def test_selling_at_the_break_even_price_earns_every_cost_back() -> None:
    price = break_even(60_000, FEE, TAX)
    kept = price * (1 - (FEE + TAX) / 100)
    assert abs(kept - 60_000 * (1 + FEE / 100)) < Decimal("1e-9")
    assert break_even(60_000, Decimal(0), Decimal(0)) == 60_000
