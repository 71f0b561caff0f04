"""How much of a product's book its liquidity provider stands for; refuses shares, which have none."""

from __future__ import annotations

from collections.abc import Sequence

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.draws import STEP, mix_one
from kiwoom_desk.practice.universe import Listing

# The least and the most part of a level that is the provider's, in 65,536ths.
PARTS = {
    Product.ETF: (20_000, 30_000),
    Product.ETN: (30_000, 28_000),
    Product.ELW: (45_000, 20_000),
}


def provided(listing: Listing, key: int, prices: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """Return the provider's shares of each level of one side; `key` is the name's own."""
    if listing.product not in PARTS:
        return [0] * len(sizes)
    least, more = PARTS[listing.product]
    found = []
    for price, size in zip(prices, sizes, strict=True):
        drawn = mix_one(key + price * STEP) & 0xFFFF
        found.append(size * (least + more * drawn // 65_536) // 65_536)
    return found
