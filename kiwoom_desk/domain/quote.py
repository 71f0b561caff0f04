"""Prices as they stand and as they were traded; refuses signs that are not directions."""

from __future__ import annotations

import msgspec


class Quote(msgspec.Struct, frozen=True, gc=False):
    """The latest state of one name, from 0B, ka10095 or ka10001.

    Prices in won and positive; `direction` -1, 0, +1 against the previous close; `change` in won,
    signed; `rate` in hundredths of a percent, signed; `value` in million won; `strength` (체결강도)
    in hundredths of a percent; `size` of the last print, positive when the buyer hit the ask;
    `time` HHMMSS of market time. Zero = not known yet.
    """

    code: str
    time: str = ""
    price: int = 0
    direction: int = 0
    change: int = 0
    rate: int = 0
    size: int = 0
    volume: int = 0
    value: int = 0
    open: int = 0
    high: int = 0
    low: int = 0
    ask: int = 0
    bid: int = 0
    strength: int = 0
    previous_close: int = 0


class Tick(msgspec.Struct, frozen=True, gc=False):
    """One print of the tape: `size` positive when the buyer was the aggressor, in shares."""

    time: str
    price: int
    size: int
    direction: int


class Expected(msgspec.Struct, frozen=True, gc=False):
    """Expected price and size of a running call auction (0H)."""

    code: str
    time: str
    price: int
    direction: int
    change: int
    rate: int
    size: int


class IndexQuote(msgspec.Struct, frozen=True, gc=False):
    """An index (0J): level and change in hundredths of a point, rate in hundredths of a percent."""

    code: str
    time: str
    level: int
    change: int
    rate: int
    volume: int
    value: int


class VolatilityInterruption(msgspec.Struct, frozen=True):
    """A VI (1h): started, or ended when `ended` is set; prices in won, times HHMMSS."""

    code: str
    name: str
    kind: str
    upward: bool
    trigger_price: int
    reference_price: int
    started_at: str
    ended: bool


class ConditionHit(msgspec.Struct, frozen=True):
    """A name entering or leaving a running condition search (02)."""

    sequence: str
    code: str
    entered: bool
    time: str


class MarketPhase(msgspec.Struct, frozen=True):
    """The broker's word on the session (0s): FID 215, its time and the time left, HHMMSS or blank."""

    code: str
    time: str
    remaining: str
