"""The only caller of the system's time: wall, market and monotonic; refuses naive datetimes."""

from __future__ import annotations

import heapq
import time
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio

KST = timezone(timedelta(hours=9), "KST")


_MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


def market_moment(text: str) -> datetime:
    """Read a Korean market time, YYYY-MM-DDTHH:MM, seconds or not; raise ValueError for any other."""
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=KST)
        except ValueError:
            continue
    raise ValueError("no market time")


class Clock(Protocol):
    """What every room may ask of time; all datetimes carry the Korean zone."""

    def wall(self) -> datetime:
        """Return Korean wall time: tokens, quotas, timeouts, HTTP dates."""
        ...

    def market(self) -> datetime:
        """Return market time: sessions, order dates, times inside replies and frames."""
        ...

    def monotonic(self) -> float:
        """Return seconds for measuring durations."""
        ...

    def rebase(self, market: datetime, speed: float) -> None:
        """Take `market` as the market time of now, running at `speed` market seconds a second."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many wall seconds."""
        ...


class SystemClock:
    """The machine's clock; market time equals wall time until it is re-based."""

    def __init__(self) -> None:
        self._base: datetime | None = None
        self._at = 0.0
        self._speed = 1.0

    def wall(self) -> datetime:
        """Return Korean wall time."""
        return datetime.now(KST)

    def market(self) -> datetime:
        """Return wall time, or the re-based market time."""
        if self._base is None:
            return self.wall()
        return self._base + timedelta(seconds=(time.monotonic() - self._at) * self._speed)

    def monotonic(self) -> float:
        """Return the monotonic clock in seconds."""
        return time.monotonic()

    def rebase(self, market: datetime, speed: float) -> None:
        """Re-base market time; raise ValueError on a naive datetime or a negative speed."""
        _check(market, speed)
        self._base, self._at, self._speed = market.astimezone(KST), time.monotonic(), speed

    async def sleep(self, seconds: float) -> None:
        """Wait on the running loop."""
        import asyncio

        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that moves only when told; sleepers wake in the order of their times."""

    def __init__(self, start: datetime, market: datetime | None = None) -> None:
        _check(start, 1.0)
        self._wall = start.astimezone(KST)
        self._market = (market or start).astimezone(KST)
        self._speed = 1.0
        self._elapsed = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def wall(self) -> datetime:
        """Return the wall time set."""
        return self._wall

    def market(self) -> datetime:
        """Return the market time set."""
        return self._market

    def monotonic(self) -> float:
        """Return the seconds advanced so far."""
        return self._elapsed

    def rebase(self, market: datetime, speed: float) -> None:
        """Re-base market time as the system's clock does."""
        _check(market, speed)
        self._market, self._speed = market.astimezone(KST), speed

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has passed that many seconds."""
        import asyncio

        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), future))
        await future

    @property
    def sleeping(self) -> int:
        """Count the sleepers still waiting."""
        return sum(not future.done() for _, _, future in self._sleepers)

    def advance(self, seconds: float) -> None:
        """Move all three clocks and wake every sleeper whose time has come."""
        self._elapsed += seconds
        self._wall += timedelta(seconds=seconds)
        self._market += timedelta(seconds=seconds * self._speed)
        while self._sleepers and self._sleepers[0][0] <= self._elapsed + 1e-9:
            future = heapq.heappop(self._sleepers)[2]
            if not future.done():
                future.set_result(None)


def _check(moment: datetime, speed: float) -> None:
    if moment.tzinfo is None:
        raise ValueError("a clock takes datetimes with a zone only")
    if speed < 0:
        raise ValueError("market time never runs backwards")
