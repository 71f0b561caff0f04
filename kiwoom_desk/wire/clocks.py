"""What replies tell of time: the practice exchange's market clock, the HTTP date; refuses to set a clock."""

from __future__ import annotations

import math
from datetime import datetime
from email.utils import parsedate_to_datetime

import msgspec

from kiwoom_desk.base.clock import KST

SKEW_WARNS = 2.0
SKEW_BLOCKS = 10.0
"""Seconds between the exchange's wall time and ours (S-22)."""


class MarketMoment(msgspec.Struct, frozen=True):
    """A market time and how many market seconds pass in a second."""

    market: datetime
    speed: float


def parse_market_clock(text: str) -> MarketMoment | None:
    """Read `<ISO time with zone>;<speed>` of `x-market-clock` or a CLOCK frame; None if unreadable."""
    moment, _, factor = text.strip().partition(";")
    try:
        market = datetime.fromisoformat(moment)
        speed = float(factor) if factor else 1.0
    except ValueError:
        return None
    if market.tzinfo is None or not math.isfinite(speed) or speed < 0:
        return None
    return MarketMoment(market.astimezone(KST), speed)


def skew(date_header: str, sent: datetime, received: datetime) -> float | None:
    """Return the seconds the exchange's clock is ahead of ours, None without a readable date.

    The header has whole seconds and was written between `sent` and `received`: only what cannot
    be explained by these counts.
    """
    try:
        date = parsedate_to_datetime(date_header)
    except ValueError:
        return None
    if date.tzinfo is None:
        return None
    ahead = (date - received).total_seconds()
    behind = (date - sent).total_seconds() + 1.0
    if ahead > 0:
        return ahead
    return behind if behind < 0 else 0.0


class StreamLag:
    """How late the newest prints come: the smallest lag seen in a window of ten seconds (S-22).

    One late name says nothing, because prints carry whole seconds and some come in bursts; when
    even the least late print of ten seconds is late, the stream or our clock is off.
    """

    WINDOW = 10.0

    def __init__(self) -> None:
        self._least: float | None = None
        self._began = 0.0

    def take(self, time: str, market: datetime, now: float) -> float | None:
        """Take a print's HHMMSS beside market time and monotonic seconds; a lag when a window ends.

        Positive: prints come late. Negative: they carry times that are still to come.
        """
        if len(time) != 6 or not time.isdecimal():
            return None
        told = int(time[:2]) * 3600 + int(time[2:4]) * 60 + int(time[4:])
        ours = market.hour * 3600 + market.minute * 60 + market.second + market.microsecond / 1e6
        late = ours - told
        # A print of 10:00:00 may be as young as nothing and as old as one second.
        lag = late - 1.0 if late > 1.0 else min(late, 0.0)
        if self._least is None:
            self._least, self._began = lag, now
        elif abs(lag) < abs(self._least):
            self._least = lag
        if now - self._began < self.WINDOW:
            return None
        found, self._least = self._least, None
        return found
