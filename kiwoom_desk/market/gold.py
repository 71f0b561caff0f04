"""Gold abroad in won a gram (0I) and how far the price here stands from it; refuses to watch by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

import msgspec

from kiwoom_desk.catalogue.values import signed_whole, whole

WORLD_ITEM = "MGD"
"""The wire item that gold abroad (0I) is registered under."""


class WorldRow(Protocol):
    """What is read of a push of 0I."""

    f10: str
    f11: str


class WorldGold(msgspec.Struct, frozen=True):
    """Gold abroad: won a gram, and its change against the day before in won."""

    price: int
    change: int

    @property
    def rate(self) -> int:
        """Return the change in hundredths of a percent, 0 where nothing stood before."""
        before = self.price - self.change
        return round(Decimal(self.change * 10_000) / before) if before > 0 else 0


def world_gold(row: WorldRow) -> WorldGold | None:
    """Read a push of 0I; None for one without a price. Raise BadNumber for what is no number."""
    price = whole(row.f10)
    return WorldGold(price, signed_whole(row.f11) or 0) if price else None


def premium(price: int, world: WorldGold) -> int | None:
    """Return how far a price here (won a gram) stands above gold abroad, in hundredths of a percent."""
    if price <= 0 or world.price <= 0:
        return None
    return round((Decimal(price) / world.price - 1) * 10_000)
