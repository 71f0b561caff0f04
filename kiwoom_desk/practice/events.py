"""What happened at the exchange since one last asked; refuses wire forms."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kiwoom_desk.domain.order import ReportKind
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.records import FillRecord, OrderRecord, PositionState


class Traded(msgspec.Struct, frozen=True, gc=False):
    """One print of a watched name; cumulative figures include it, `value` in won.

    `buy_volume` and `sell_volume` are the day's shares by aggressor.
    """

    code: str
    time: datetime
    price: int
    size: int
    buyer_aggressor: bool
    volume: int
    value: int
    buy_volume: int
    sell_volume: int
    open: int
    high: int
    low: int
    ask: int
    bid: int


class BookChanged(msgspec.Struct, frozen=True, gc=False):
    """The ten levels of a watched name are not what they were."""

    code: str
    time: datetime


class ExpectedChanged(msgspec.Struct, frozen=True, gc=False):
    """Expected price and size of a watched name's call auction; 0 when nothing would match."""

    code: str
    time: datetime
    price: int
    size: int


class OrderReported(msgspec.Struct, frozen=True):
    """One report of an own order (00): `order` as it stands after it.

    `parent` is the order that an amend or cancel changed; `fill` is set for 체결 only; `reason`
    is a code (ioc, fok, expired) for 취소.
    """

    kind: ReportKind
    order: OrderRecord
    time: datetime
    fill: FillRecord | None = None
    parent: OrderRecord | None = None
    reason: str = ""


class PositionChanged(msgspec.Struct, frozen=True):
    """A position after a fill (04)."""

    position: PositionState
    time: datetime


class InterruptionStarted(msgspec.Struct, frozen=True):
    """A VI began: prices in won; `reference_price` is the last auction's, dynamic: the last print's.

    A dynamic one that is far from the last auction's price as well is both, and names that price.
    """

    code: str
    time: datetime
    trigger_price: int
    reference_price: int
    upward: bool
    ends: datetime
    count: int
    dynamic: bool = False
    auction_price: int = 0


class InterruptionEnded(msgspec.Struct, frozen=True):
    """A VI ended with its auction; `price` 0 when nothing matched."""

    code: str
    time: datetime
    price: int
    size: int
    started: InterruptionStarted


class PhaseChanged(msgspec.Struct, frozen=True):
    """The market entered another phase."""

    phase: Phase
    before: Phase
    time: datetime


class SessionChanged(msgspec.Struct, frozen=True):
    """A session beside KRX's regular one began or ended: `flag` is FID 215."""

    flag: str
    time: datetime


class SecondPassed(msgspec.Struct, frozen=True, gc=False):
    """The board is valid up to this market second."""

    time: datetime


class ClockJumped(msgspec.Struct, frozen=True):
    """Market time leapt over hours that nobody could trade in, faster than at its pace."""

    before: datetime
    time: datetime


Event = (
    Traded
    | BookChanged
    | ExpectedChanged
    | OrderReported
    | PositionChanged
    | InterruptionStarted
    | InterruptionEnded
    | PhaseChanged
    | SessionChanged
    | SecondPassed
    | ClockJumped
)
