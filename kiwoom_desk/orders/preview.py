"""What an order would come to, before it is pressed; refuses to judge it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING

import msgspec

from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Instrument, Product
from kiwoom_desk.domain.money import break_even, trade_costs
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import (
    MarketRules,
    fee_percent,
    interruption_rule,
    tax_percent,
    tick_size,
)


class Preview(msgspec.Struct, frozen=True):
    """Won of one order: amount, fee, tax, what is settled, and the sell price that earns it back.

    `break_even` is of a purchase at this price; of a sale it is 0.
    """

    amount: int
    fee: int
    tax: int
    settled: int
    break_even: int = 0


class Sweep(msgspec.Struct, frozen=True):
    """What a quantity would take from ten levels: shares, average price rounded up, worst price."""

    shares: int
    average: int
    worst: int


def preview(
    rules: MarketRules,
    environment: str,
    instrument: Instrument,
    day: date,
    side: Side,
    price: int,
    quantity: int,
) -> Preview:
    """Return what `quantity` shares at `price` won come to."""
    fee = fee_percent(rules, environment, day, instrument.market)
    tax = tax_percent(rules, instrument.market, day)
    amount, selling = price * quantity, side is Side.SELL
    costs = trade_costs(amount, fee, tax, selling)
    if selling:
        return Preview(amount, costs.fee, costs.tax, amount - costs.total)
    even = break_even(price, fee, tax).to_integral_value(ROUND_CEILING)
    return Preview(amount, costs.fee, costs.tax, amount + costs.total, int(even))


def sweep(book: Book, side: Side, quantity: int, limit: int | None = None) -> Sweep | None:
    """Return what an order of this size would take from the other side's levels now; None for nothing.

    `limit` is its price in won, None for an order that takes any.
    """
    buying = side is Side.BUY
    prices = book.ask_prices if buying else book.bid_prices
    sizes = book.ask_sizes if buying else book.bid_sizes
    taken = paid = worst = 0
    for price, size in zip(prices, sizes, strict=False):
        part = min(size, quantity - taken)
        beyond = limit is not None and (price > limit if buying else price < limit)
        if price and part > 0 and not beyond:
            taken, paid, worst = taken + part, paid + part * price, price
    return Sweep(taken, -(-paid // taken), worst) if taken else None


def ticks_between(rules: MarketRules, product: Product, low: int, high: int, day: date) -> int:
    """Return the whole tick sizes from the lower to the higher price, across bands."""
    steps = 0
    while low < high:
        size = tick_size(rules, product, low, day)
        edge = min(_band_end(rules, product, low, day), high)
        here = max((edge - low) // size, 1)
        steps, low = steps + here, low + here * size
    return steps


def _band_end(rules: MarketRules, product: Product, price: int, day: date) -> int:
    bands = next(t.bands for t in rules.ticks if product in t.products and t.holds(day))
    return min((band.below for band in bands if band.below > price), default=1 << 62)


def static_trigger(
    rules: MarketRules, instrument: Instrument, opened: int, phase: str, upward: bool, day: date
) -> int | None:
    """Return the price of a static VI from the last auction's price; None where there is none.

    No API tells it; `opened` is the price of the opening auction, 0 while that is not known.
    """
    rule = interruption_rule(rules, "static", instrument.market, "", phase, day)
    if not opened or rule is None:
        return None
    exact = opened * (100 + (rule.percent if upward else -rule.percent))
    size = tick_size(rules, instrument.product, exact // 100, day)
    return (-(-exact // (100 * size)) if upward else exact // (100 * size)) * size
