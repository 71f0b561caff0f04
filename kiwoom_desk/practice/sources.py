"""What the exchange needs of a price path, as protocols; refuses to know how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.pauses import Pause

Column = npt.NDArray[np.integer[Any]]


class PlannedPrint(Protocol):
    """A print of the plan: `offset_ms` into its second, a multiple of 50; won and shares."""

    @property
    def offset_ms(self) -> int: ...
    @property
    def price(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def buyer_aggressor(self) -> bool: ...


class TargetDepth(Protocol):
    """Ten target levels a side, best first; won and shares."""

    @property
    def ask_prices(self) -> Sequence[int]: ...
    @property
    def ask_sizes(self) -> Sequence[int]: ...
    @property
    def bid_prices(self) -> Sequence[int]: ...
    @property
    def bid_sizes(self) -> Sequence[int]: ...


class PlannedAuction(Protocol):
    """Expected price and size of a call auction; 0 when nothing would match."""

    @property
    def expected_price(self) -> int: ...
    @property
    def expected_size(self) -> int: ...


class BoardColumns(Protocol):
    """Columns over all names by listing index, true at the last second advanced to."""

    @property
    def price(self) -> Column: ...
    @property
    def open(self) -> Column: ...
    @property
    def high(self) -> Column: ...
    @property
    def low(self) -> Column: ...
    @property
    def base(self) -> Column: ...
    @property
    def upper(self) -> Column: ...
    @property
    def lower(self) -> Column: ...
    @property
    def volume(self) -> Column: ...
    @property
    def value(self) -> Column: ...
    @property
    def buy_volume(self) -> Column: ...
    @property
    def sell_volume(self) -> Column: ...


class PricePath(Protocol):
    """The planned path of every name; our own extra prints are told to it as they happen."""

    @property
    def anchor(self) -> date | None:
        """Return the first practice day, from which all others follow."""
        ...

    @property
    def board(self) -> BoardColumns: ...

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Return the interruptions planned for the day."""
        ...

    def restore_own(self, prints: tuple[OwnPrint, ...]) -> None:
        """Take kept prints of ours before `start`."""
        ...

    def start(self, moment: datetime) -> None:
        """Stand at that moment, with the board of the day so far."""
        ...

    def advance(self, moment: datetime) -> None:
        """Step to that whole second: the board counts everything before it."""
        ...

    def plan(self, index: int, second: datetime) -> Sequence[PlannedPrint]:
        """Return the prints of the second that begins then."""
        ...

    def depth(self, index: int, second: datetime) -> TargetDepth:
        """Return the levels around the last price of the second that begins then."""
        ...

    def depth_from(self, index: int, second: datetime, price: int, buy: bool) -> TargetDepth:
        """Return levels whose bids (`buy`) or asks begin at a price, which deeper ones follow."""
        ...

    def auction(self, index: int, moment: datetime) -> PlannedAuction:
        """Return what the running auction expects, or at its end what it trades."""
        ...

    def record_own(
        self, index: int, moment: datetime, price: int, size: int, buyer_aggressor: bool
    ) -> None:
        """Add a print of ours to the path, from that second on."""
        ...
