"""What an exchange begins with, and who keeps it across runs; refuses files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.own import OwnPrint

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange


class Keeping(Protocol):
    """Who keeps the exchange across runs."""

    def save(self, exchange: Exchange) -> None:
        """Write what changed in the account; called before a request is answered."""
        ...

    def tick(self, exchange: Exchange) -> None:
        """Write the market clock; called once a market second."""
        ...

    def close(self, exchange: Exchange) -> None:
        """Write everything."""
        ...


class Beginning(msgspec.Struct, frozen=True):
    """What an exchange begins with: fresh, or as it was kept."""

    account: Account
    start: datetime
    order_counter: int = 0
    fill_counter: int = 0
    own_prints: tuple[OwnPrint, ...] = ()
    gold: Account | None = None
