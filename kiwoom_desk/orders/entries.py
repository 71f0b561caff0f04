"""What the journal keeps, one Struct for each kind of entry; refuses entries without both clocks."""

from __future__ import annotations

import sys
from datetime import datetime

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    CREDIT_ORDERS,
    Action,
    FillRow,
    OrderEvent,
    OrderRow,
    OrderState,
    OrderType,
    RequestState,
    Side,
)


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """One moment on both clocks: Korean wall time and market time."""

    wall: datetime
    market: datetime

    @property
    def day(self) -> str:
        """Return the Korean order date as YYYYMMDD, of market time."""
        return sys.intern(self.market.strftime("%Y%m%d"))


class Intent(msgspec.Struct, frozen=True, kw_only=True, tag="intent", gc=False):
    """A request as it will be sent (S-2), with what the person saw: won, shares, age in seconds.

    `known` are the order numbers of that day known before the send that are not our own (S-8);
    ours stand in earlier entries.
    """

    at: Stamp
    request: str
    environment: str
    account: str
    action: Action
    code: str
    venue: Venue
    side: Side
    quantity: int
    order_type: OrderType | None = None
    price: int | None = None
    trigger: int | None = None
    original: str = ""
    api_id: str
    body: str
    fingerprint: str
    last_price: int | None = None
    last_age: float | None = None
    known: tuple[str, ...] = ()
    supersedes: str = ""
    reason: str = ""

    @property
    def on_credit(self) -> bool:
        """Tell whether the request is of an order on credit."""
        return self.api_id in CREDIT_ORDERS


class Sending(msgspec.Struct, frozen=True, tag="sending"):
    """From here on the exchange may have the request."""

    at: Stamp
    request: str


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """What became of the POST (S-6), or of a request found half-way after a crash."""

    at: Stamp
    request: str
    state: RequestState
    number: str = ""
    code: str = ""
    message: str = ""


class Matched(msgspec.Struct, frozen=True, tag="matched"):
    """An UNKNOWN or RELEASED request found at the exchange; `how` is exact, person, late or state."""

    at: Stamp
    request: str
    state: RequestState
    number: str
    how: str


class Released(msgspec.Struct, frozen=True, tag="released"):
    """A person gave up a request that was not found (S-9), with the word typed."""

    at: Stamp
    request: str
    word: str


class Disowned(msgspec.Struct, frozen=True, tag="disowned"):
    """A person said of orders that resemble an UNKNOWN request that none of them is it (S-8)."""

    at: Stamp
    request: str
    numbers: tuple[str, ...]
    word: str


class Reported(msgspec.Struct, frozen=True, tag="reported", gc=False):
    """A 00 event of that order date."""

    at: Stamp
    day: str
    event: OrderEvent


class RowListed(msgspec.Struct, frozen=True, tag="listed", gc=False):
    """A row of an order list of that date."""

    at: Stamp
    day: str
    row: OrderRow


class FillListed(msgspec.Struct, frozen=True, tag="fill", gc=False):
    """A row of the list of fills (kt00009) of that date."""

    at: Stamp
    day: str
    row: FillRow


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """Complete lists show nothing left of an order, and no amend or cancel that says why."""

    at: Stamp
    day: str
    number: str
    state: OrderState


class Halted(msgspec.Struct, frozen=True, tag="halted"):
    """HALT was pulled (S-20): by button, key, socket, command, or found as a file."""

    at: Stamp
    by: str


class Resumed(msgspec.Struct, frozen=True, tag="resumed"):
    """A person ended HALT with the word typed."""

    at: Stamp
    word: str


Entry = (
    Intent
    | Sending
    | Answered
    | Matched
    | Released
    | Disowned
    | Reported
    | RowListed
    | FillListed
    | Ended
    | Halted
    | Resumed
)
Observation = Reported | RowListed | FillListed | Ended


class Anomaly(msgspec.Struct, frozen=True):
    """Something that must not be: told to the person, never acted on; facts as text."""

    code: str
    instrument: str
    number: str = ""
    detail: str = ""
