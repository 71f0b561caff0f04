"""What the server received, for whoever judges a client; refuses to be reached without its key."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime

import msgspec


class ReceivedOrder(msgspec.Struct):
    """One order request: `body` as text, `complete` when it arrived whole, `ord_no` when accepted."""

    n: int
    api_id: str
    connection: str
    body: str
    complete: bool
    wall: str
    ord_no: str = ""


class Received(msgspec.Struct, frozen=True):
    """The answer of GET /control/received."""

    orders: list[ReceivedOrder]
    reads: dict[str, int]
    logins: int


class ControlAddress(msgspec.Struct, frozen=True):
    """Where the control endpoints are, and their key."""

    url: str
    key: str


class Recorder:
    """Counts orders by their arrival, reads by API id, and accepted logins of the stream."""

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(32)
        self.orders: list[ReceivedOrder] = []
        self.reads: Counter[str] = Counter()
        self.logins = 0

    def order(
        self, api_id: str, connection: str, body: bytes, complete: bool, wall: datetime
    ) -> ReceivedOrder:
        """Record an order request once its body is there, whole or broken off."""
        text = body.decode("utf-8", "replace")
        made = ReceivedOrder(
            len(self.orders) + 1, api_id, connection, text, complete, wall.isoformat()
        )
        self.orders.append(made)
        return made

    def snapshot(self) -> Received:
        """Return everything received so far."""
        return Received(self.orders, dict(self.reads), self.logins)
