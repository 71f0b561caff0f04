"""Our own count of shares beside the broker's (S-13); refuses to overwrite one with the other silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.domain.order import GOLD_NAMES, Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.orders.requests import Order

ENOUGH_READS = 3

Shares = Mapping[str, int]


class Mismatch(msgspec.Struct, frozen=True):
    """Shares of one code as our orders say and as the broker says."""

    code: str
    ours: int
    brokers: int


class _Suspicion(msgspec.Struct, frozen=True):
    since: float
    reads: int


def net_filled(orders: Iterable[Order], gold: bool = False) -> dict[str, int]:
    """Return shares bought less shares sold by code, over every order known, of other channels too.

    With `gold` grams of gold instead: they are held in an account of their own.
    """
    net: dict[str, int] = {}
    for order in orders:
        if (order.code in GOLD_NAMES) is not gold:
            continue
        signed = order.filled if order.side is Side.BUY else -order.filled
        net[order.code] = net.get(order.code, 0) + signed
    return net


class PositionCheck:
    """Opening snapshot plus fills since, held against each reading of kt00018."""

    def __init__(self, clock: Clock, net: Callable[[], Shares], wait: float) -> None:
        """Take `wait` seconds as the least time over which readings have to disagree."""
        self._clock, self.net, self._wait = clock, net, wait
        self._opening: dict[str, int] | None = None
        self._opening_net: Shares = {}
        self._suspicions: dict[str, _Suspicion] = {}
        self.mismatches: dict[str, Mismatch] = {}

    @property
    def suspects(self) -> bool:
        """Tell whether a reading disagrees that has not been read often enough yet."""
        return any(code not in self.mismatches for code in self._suspicions)

    def compare(self, before: Shares, holdings: Iterable[Holding]) -> tuple[Mismatch, ...]:
        """Take a complete reading, `before` being the net fills as it was asked for; return new mismatches.

        Fills that came while it was read may be in it or not: either is right.
        """
        after = self.net()
        read = _quantities(holdings)
        if self._opening is None:
            if dict(before) == dict(after):
                self._opening, self._opening_net = read, dict(after)
            return ()
        codes = {*read, *self._opening, *after}
        found = (self._judge(code, read.get(code, 0), before, after) for code in sorted(codes))
        return tuple(mismatch for mismatch in found if mismatch is not None)

    def accept(self, code: str) -> None:
        """Go on from the broker's figure, as the person says."""
        mismatch = self.mismatches.pop(code, None)
        if mismatch is None or self._opening is None:
            return
        drift = mismatch.brokers - mismatch.ours
        self._opening[code] = self._opening.get(code, 0) + drift
        self._suspicions.pop(code, None)

    def start_over(self) -> None:
        """Take the next reading as the opening one: another day, or everything read anew."""
        self._opening = None
        self._suspicions.clear()
        self.mismatches.clear()

    def ours(self, code: str, net: Shares) -> int:
        """Return our count of a code with these net fills."""
        assert self._opening is not None
        since = net.get(code, 0) - self._opening_net.get(code, 0)
        return self._opening.get(code, 0) + since

    def _judge(self, code: str, brokers: int, before: Shares, after: Shares) -> Mismatch | None:
        low, high = sorted((self.ours(code, before), self.ours(code, after)))
        if low <= brokers <= high:
            self._suspicions.pop(code, None)
            self.mismatches.pop(code, None)
            return None
        now, ours = self._clock.monotonic(), self.ours(code, after)
        known = self._suspicions.get(code)
        since, reads = (known.since, known.reads + 1) if known is not None else (now, 1)
        self._suspicions[code] = _Suspicion(since, reads)
        if reads < ENOUGH_READS or now - since < self._wait:
            return None
        mismatch = Mismatch(code, ours, brokers)
        if self.mismatches.get(code) == mismatch:
            return None
        self.mismatches[code] = mismatch
        return mismatch


def _quantities(holdings: Iterable[Holding]) -> dict[str, int]:
    # One name may be held once in cash and once for each loan.
    found: dict[str, int] = {}
    for holding in holdings:
        found[holding.code] = found.get(holding.code, 0) + holding.quantity
    return found
