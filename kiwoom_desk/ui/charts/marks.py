"""What of mine a chart shows: average price, open orders, fills; refuses to know where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from kiwoom_desk.domain.order import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray


class OrderLine(msgspec.Struct, frozen=True):
    """An open order: its price in won and the shares still open."""

    side: Side
    price: int
    quantity: int


class FillMark(msgspec.Struct, frozen=True):
    """A fill: `at` epoch seconds, won, shares."""

    at: int
    side: Side
    price: int
    quantity: int


class Overlay(msgspec.Struct, frozen=True):
    """Everything of mine on one chart; no position = no average price."""

    average_price: int | None = None
    orders: tuple[OrderLine, ...] = ()
    fills: tuple[FillMark, ...] = ()


class BarFills(msgspec.Struct, frozen=True):
    """The fills of one side within one bar: its index, shares, and their mean price in won."""

    index: int
    side: Side
    quantity: int
    price: int


def fills_by_bar(fills: Sequence[FillMark], starts: NDArray[np.int64]) -> tuple[BarFills, ...]:
    """Join fills by bar and side; those older than the first bar read are left out."""
    if not fills or not len(starts):
        return ()
    places = np.searchsorted(starts, [fill.at for fill in fills], "right") - 1
    joined: dict[tuple[int, Side], list[FillMark]] = {}
    for place, fill in zip(places.tolist(), fills, strict=True):
        if place >= 0:
            joined.setdefault((place, fill.side), []).append(fill)
    return tuple(_join(index, side, part) for (index, side), part in sorted(joined.items()))


def _join(index: int, side: Side, fills: Sequence[FillMark]) -> BarFills:
    quantity = sum(fill.quantity for fill in fills)
    amount = sum(fill.quantity * fill.price for fill in fills)
    return BarFills(index, side, quantity, amount // quantity if quantity else fills[-1].price)
