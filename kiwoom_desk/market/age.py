"""How old a figure is and whether its way still works (S-18); refuses a figure without an age."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from statistics import median

import msgspec

STALE_AFTER = 30.0
"""Seconds without any arrival after which a way is no longer fresh, unless the phase is slower."""
SPEAKS_OFTEN = 1.0
SILENT_FOR = 10.0
_GAPS = 50


class AgeKind(StrEnum):
    """What an age means for trust: fresh and quiet are good, stale is grey."""

    NONE = "none"
    FRESH = "fresh"
    QUIET = "quiet"
    SUSPECT = "suspect"
    STALE = "stale"
    POLLED = "polled"


class Age(msgspec.Struct, frozen=True):
    """Kind and seconds since the figure was last heard or asked."""

    kind: AgeKind
    seconds: float


class Way(msgspec.Struct, frozen=True):
    """The state of the stream that all names share.

    `up`: socket open and LOGIN acknowledged; `silence`: seconds since anything arrived;
    `longest_gap`: longest gap seen in this phase; `continuous`: the phase is continuous trading.
    """

    up: bool
    silence: float
    longest_gap: float
    continuous: bool

    @property
    def fresh(self) -> bool:
        """Tell whether the stream as a whole can be believed."""
        return self.up and self.silence <= max(STALE_AFTER, 3 * self.longest_gap)


class Heard:
    """When one name spoke: the last time and its last fifty gaps, in seconds."""

    __slots__ = ("_gaps", "last")

    def __init__(self, now: float) -> None:
        self.last = now
        self._gaps: deque[float] = deque(maxlen=_GAPS)

    def again(self, now: float) -> None:
        """Note that the name spoke."""
        self._gaps.append(now - self.last)
        self.last = now

    @property
    def gaps(self) -> Sequence[float]:
        """Return the last gaps, oldest first."""
        return self._gaps

    def often(self) -> bool:
        """Tell whether the name normally speaks every second or oftener."""
        return len(self._gaps) >= _GAPS and median(self._gaps) <= SPEAKS_OFTEN


def streamed_age(heard: Heard | None, way: Way, registered: bool, now: float) -> Age:
    """Judge a name on the stream: stale, suspect, quiet or fresh."""
    seconds = now - heard.last if heard else 0.0
    if not way.fresh or not registered:
        return Age(AgeKind.STALE if heard else AgeKind.NONE, seconds)
    if heard is None:
        return Age(AgeKind.QUIET, seconds)
    if way.continuous and seconds > SILENT_FOR and heard.often():
        return Age(AgeKind.SUSPECT, seconds)
    return Age(AgeKind.FRESH if seconds <= SILENT_FOR else AgeKind.QUIET, seconds)


def polled_age(asked: float | None, interval: float, now: float) -> Age:
    """Judge a polled name: grey only when older than twice the polling interval."""
    if asked is None:
        return Age(AgeKind.NONE, 0.0)
    seconds = now - asked
    return Age(AgeKind.POLLED if seconds <= 2 * interval else AgeKind.STALE, seconds)
