"""The rates and item limits that the server plays; refuses to wait for anybody."""

from __future__ import annotations

from collections import deque

import msgspec

from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.practice.options import Quota
from kiwoom_desk.practice.refusals import Refusal, refusal

# A published client sends five a second evenly, and the broker takes it: the window is a tenth
# shorter than a second, or the jitter of such a client would be refused now and then.
_WINDOW = 0.9
_ORDERS = "orders"


class StreamLimits(msgspec.Struct, frozen=True):
    """Items a registration and a connection may have, running conditions, and books a second an item.

    None lifts a limit. With `books_a_second` None every change of a book is sent.
    """

    request_items: int | None = 100
    connection_items: int | None = 200
    conditions: int | None = 10
    books_a_second: float | None = 4.0


def stream_limits(quota: Quota) -> StreamLimits:
    """Return the limits of a stream; quota `none` has none, and books are not thinned there."""
    return StreamLimits(None, None, None, None) if quota is Quota.NONE else StreamLimits()


class Rates:
    """Counts calls of about the last wall second by API id; the order ids share one bucket."""

    def __init__(self, quota: Quota) -> None:
        self._allowed = {Quota.LIVE: 5, Quota.DEMO: 1, Quota.NONE: 0}[quota]
        self._calls: dict[str, deque[float]] = {}

    def take(self, api: Api, now: float) -> Refusal | None:
        """Count a call at monotonic `now`, or return its refusal (1700, for orders 1701)."""
        if not self._allowed:
            return None
        bucket = _ORDERS if api.is_order else api.id
        calls = self._calls.setdefault(bucket, deque())
        while calls and calls[0] <= now - _WINDOW:
            calls.popleft()
        if len(calls) < self._allowed:
            calls.append(now)
            return None
        if api.is_order:
            return refusal("1701", f"유량={self._allowed}")
        return refusal("1700", f"API ID={api.id}, 유량={self._allowed}")
