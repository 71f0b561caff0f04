"""Won and shares as whole numbers, and what a trade costs; refuses floats."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import msgspec


class Costs(msgspec.Struct, frozen=True):
    """Fee and tax of one trade or one estimate, in won."""

    fee: int
    tax: int

    @property
    def total(self) -> int:
        """Return fee and tax together, in won."""
        return self.fee + self.tax


def percent_of(amount: int, percent: Decimal) -> int:
    """Return that percent of an amount in won, cut down to whole won."""
    part, whole = _ratio(percent)
    cut = abs(amount) * abs(part) // whole
    return cut if (amount < 0) == (part < 0) else -cut


@lru_cache(maxsize=64)
def _ratio(percent: Decimal) -> tuple[int, int]:
    """Return a percent as two whole numbers: an exact division is quicker than a decimal one."""
    part, whole = percent.as_integer_ratio()
    return part, whole * 100


def trade_costs(amount: int, fee_percent: Decimal, tax_percent: Decimal, selling: bool) -> Costs:
    """Return fee (each side) and tax (sales only) of an amount in won."""
    return Costs(percent_of(amount, fee_percent), percent_of(amount, tax_percent) if selling else 0)


def break_even(average_price: int, fee_percent: Decimal, tax_percent: Decimal) -> Decimal:
    """Return the sell price in won at which fees of both sides and tax are earned back."""
    kept = 1 - (fee_percent + tax_percent) / 100
    return Decimal(average_price) * (1 + fee_percent / 100) / kept
