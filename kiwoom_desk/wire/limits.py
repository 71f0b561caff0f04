"""What the client allows itself (S-5); refuses to hold anything: it tells how long to wait."""

from __future__ import annotations

from collections import deque
from enum import StrEnum

import msgspec

SLOW_FOR = 60.0
"""Seconds at the slow rate after any refusal for rate."""
BLOCK_FOR = 1.0
"""Seconds in which a refused API is not asked again."""


class Lane(StrEnum):
    """Why a call is made; orders and amends share one lane."""

    READ = "read"
    PAGING = "paging"
    ORDER = "order"
    CANCEL = "cancel"


class LimitProfile(msgspec.Struct, frozen=True, kw_only=True):
    """Calls a second that one environment is asked for; None = no limit.

    `read` and `paging` hold for each API id, `reads` for all reads together, `orders` for new
    orders and amends, `order_calls` for these and cancels together. `second` is the width of the
    window in which calls are counted, a little above 1 because the exchange measures arrivals.
    """

    name: str
    read: float | None
    burst: int
    paging: float | None
    reads: int | None
    orders: int | None
    order_calls: int | None
    second: float = 1.05

    def scaled(self, factor: float) -> LimitProfile:
        """Return the profile for a table of waits divided by `factor`."""
        return msgspec.structs.replace(
            self,
            second=self.second / factor,
            read=None if self.read is None else self.read * factor,
            paging=None if self.paging is None else self.paging * factor,
        )


LIVE = LimitProfile(name="live", read=1.0, burst=2, paging=4.0, reads=5, orders=4, order_calls=5)
PRACTICE = msgspec.structs.replace(LIVE, name="practice")
DEMO = LimitProfile(name="demo", read=1.0, burst=1, paging=1.0, reads=1, orders=1, order_calls=1)
UNLIMITED = LimitProfile(
    name="none", read=None, burst=1, paging=None, reads=None, orders=None, order_calls=None
)


class Budget:
    """Count calls against a profile; `halted` gives cancels the whole order bucket (S-20)."""

    def __init__(self, profile: LimitProfile) -> None:
        self.profile = profile
        self.halted = False
        self._apis: dict[str, _Drip] = {}
        self._blocked: dict[str, float] = {}
        self._all_blocked = 0.0
        self._slow_until = 0.0
        self._reads = _Window(profile.reads, profile.second)
        self._orders = _Window(profile.orders, profile.second)
        self._order_calls = _Window(profile.order_calls, profile.second)

    def take(self, api_id: str, lane: Lane, now: float) -> float:
        """Return 0.0 and count the call, or the seconds after which to ask again.

        A new order while halted gets infinity: the whole bucket belongs to cancels.
        """
        if lane is Lane.ORDER or lane is Lane.CANCEL:
            return self._take_order(lane, now)
        drip = self._apis.setdefault(api_id, _Drip())
        rate = self._read_rate(lane, now)
        wait = max(
            drip.wait(rate, self._burst(lane), now),
            self._reads.wait(now),
            self._blocked.get(api_id, 0.0) - now,
            self._all_blocked - now,
        )
        if wait > 0:
            return wait
        drip.take(rate, now)
        self._reads.take(now)
        return 0.0

    def refused(self, api_id: str, code: str, now: float) -> None:
        """Note a refusal for rate: 1700 stops this API for a moment, 1701 and 1702 all reads."""
        self._slow_until = now + SLOW_FOR * self.profile.second
        until = now + BLOCK_FOR * self.profile.second
        self._blocked[api_id] = until
        if code in ("1701", "1702"):
            self._all_blocked = until

    def used(self, now: float) -> int:
        """Return the reads of the last second."""
        return self._reads.used(now)

    @property
    def capacity(self) -> int | None:
        """Return the reads allowed a second, None without a limit."""
        return self.profile.reads

    def _take_order(self, lane: Lane, now: float) -> float:
        if lane is Lane.ORDER and self.halted:
            return float("inf")
        wait = self._order_calls.wait(now)
        if lane is Lane.ORDER:
            wait = max(wait, self._orders.wait(now))
        if wait > 0:
            return wait
        self._order_calls.take(now)
        if lane is Lane.ORDER:
            self._orders.take(now)
        return 0.0

    def _read_rate(self, lane: Lane, now: float) -> float | None:
        if lane is Lane.PAGING and now >= self._slow_until:
            return self.profile.paging
        return self.profile.read

    def _burst(self, lane: Lane) -> int:
        # A burst on top of the paging rate would pass the broker's own five a second.
        return 1 if lane is Lane.PAGING else self.profile.burst


class _Drip:
    """One call every 1/rate seconds, with `burst` calls saved up at most."""

    __slots__ = ("_full_at",)

    def __init__(self) -> None:
        self._full_at = float("-inf")

    def wait(self, rate: float | None, burst: int, now: float) -> float:
        if rate is None:
            return 0.0
        return max(self._full_at - (burst - 1) / rate - now, 0.0)

    def take(self, rate: float | None, now: float) -> None:
        if rate is not None:
            self._full_at = max(self._full_at, now) + 1 / rate


class _Window:
    """At most `count` calls in any stretch of `seconds`."""

    __slots__ = ("_count", "_seconds", "_times")

    def __init__(self, count: int | None, seconds: float) -> None:
        self._count, self._seconds = count, seconds
        self._times: deque[float] = deque(maxlen=count or 64)

    def wait(self, now: float) -> float:
        if self._count is None or len(self._times) < self._count:
            return 0.0
        return max(self._times[0] + self._seconds - now, 0.0)

    def take(self, now: float) -> None:
        self._times.append(now)

    def used(self, now: float) -> int:
        return sum(now - at < self._seconds for at in self._times)
