"""Tick sizes over columns are those of single prices, however many names and kinds are asked."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.domain.instrument import Product
from tests.support.flows import at, started

EDGES = (1_999, 2_000, 4_995, 5_000, 20_000, 49_950, 50_000, 200_000, 499_500, 500_000)


@settings(max_examples=30, deadline=None)
@given(
    prices=st.lists(st.sampled_from(EDGES) | st.integers(1, 900_000), min_size=1, max_size=40),
    names=st.integers(1, 60),
    one_kind=st.booleans(),
)
def test_sizes_of_columns_are_those_of_single_prices(
    prices: list[int], names: int, one_kind: bool
) -> None:
    flow = started(at(10, 0))
    listings = flow.universe.listings
    wanted = [i.index for i in listings if i.product is Product.SHARE or not one_kind]
    rows = np.array(wanted[-names:], np.int64)
    columns = np.resize(np.array(prices, np.int64), (len(rows), max(len(prices), 40)))
    grid = flow.path.grid
    sizes = grid.size(rows, columns)
    for place, row in enumerate(rows.tolist()):
        for price, size in zip(columns[place].tolist(), sizes[place].tolist(), strict=True):
            assert size == grid.size_one(row, price)
