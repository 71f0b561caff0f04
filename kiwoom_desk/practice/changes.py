"""What changed in an account, and its cash by settlement days; refuses to change anything."""

from __future__ import annotations

import msgspec

from kiwoom_desk.practice.entries import AccountEntry
from kiwoom_desk.practice.records import Closing, FillRecord


class Deposits(msgspec.Struct, frozen=True):
    """Cash on the settlement days D+0, D+1 and D+2, in won, counting what has been traded."""

    today: int
    next_day: int
    second_day: int


class Changes(msgspec.Struct):
    """What changed since it was last taken: order numbers, codes, new fills, and whether cash did."""

    orders: dict[str, None] = {}
    codes: dict[str, None] = {}
    fills: list[FillRecord] = []
    entries: list[AccountEntry] = []
    closings: list[Closing] = []
    money: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.orders or self.codes or self.fills or self.money)
