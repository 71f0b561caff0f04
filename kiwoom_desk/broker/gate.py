"""Lines callers up before the client's own limits (S-5); refuses to let a panel pass the money room."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from itertools import count

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.wire.limits import Budget, Lane

_SHORTEST = 0.001


class Haste(IntEnum):
    """Who goes first through the gate: what a person has just clicked before any timer."""

    CLICKED = 1
    USUAL = 2
    TIMED = 5


class Turn(msgspec.Struct, frozen=True):
    """How a caller stands in line; `waits` is told the seconds still to wait, each time anew."""

    haste: Haste = Haste.USUAL
    waits: Callable[[float], None] | None = None


class Gate:
    """Let calls through in the order of their urgency, then of their coming."""

    def __init__(self, budget: Budget, clock: Clock) -> None:
        self._budget, self._clock = budget, clock
        self._numbers = count()
        self._waiting: dict[tuple[int, int], _Caller] = {}

    async def pass_(
        self,
        api_id: str,
        lane: Lane,
        urgency: int,
        waits: Callable[[float], None] | None = None,
    ) -> None:
        """Return when this call may be made; 0 is the most urgent."""
        place = (urgency, next(self._numbers))
        caller = _Caller(api_id, lane)
        self._waiting[place] = caller
        try:
            while True:
                self._let_through()
                if caller.passed:
                    return
                if waits is not None:
                    waits(caller.wait)
                await self._clock.sleep(max(caller.wait, _SHORTEST))
        finally:
            self._waiting.pop(place, None)

    def _let_through(self) -> None:
        now = self._clock.monotonic()
        for place in sorted(self._waiting):
            caller = self._waiting[place]
            caller.wait = self._budget.take(caller.api_id, caller.lane, now)
            if caller.wait <= 0:
                caller.passed = True
                del self._waiting[place]


class _Caller:
    __slots__ = ("api_id", "lane", "passed", "wait")

    def __init__(self, api_id: str, lane: Lane) -> None:
        self.api_id, self.lane = api_id, lane
        self.passed = False
        self.wait = 0.0
