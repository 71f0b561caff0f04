"""Watches the loop and the machine's sleep: how late, who held it, how long it was away; refuses to act."""

from __future__ import annotations

import logging
import sys
import threading
import traceback

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.signals import Signal

log = logging.getLogger(__name__)

STEP = 0.1
LAG_SHOWN = 0.5
LAG_DISARMS = 2.0
SLEPT = 5.0
"""Seconds by which wall and monotonic time part when the machine slept (S-22)."""
_STACK_LINES = 12


class LoopWatch:
    """Stamp the loop's pulse and judge it; `lag` is the last delay in seconds.

    `lagged` tells delays from LAG_SHOWN on, `slept` the seconds the machine was away (negative:
    the wall clock was set back). A thread names in the log what holds the loop, once each time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.lag = 0.0
        self.lagged: Signal[float] = Signal()
        self.slept: Signal[float] = Signal()
        self._pulse = clock.monotonic()
        self._stop = threading.Event()
        self._named = False

    @property
    def behind(self) -> float:
        """Return the seconds the loop has stood still, by this moment's pulse or the last one."""
        return max(self._clock.monotonic() - self._pulse - STEP, self.lag)

    async def run(self) -> None:
        """Beat until cancelled."""
        self._pulse = self._clock.monotonic()
        thread = threading.Thread(
            target=self._stand_by, args=(threading.get_ident(),), name="loop-watch", daemon=True
        )
        thread.start()
        try:
            await self._beat()
        finally:
            self._stop.set()

    async def _beat(self) -> None:
        wall, monotonic = self._clock.wall(), self._clock.monotonic()
        while True:
            await self._clock.sleep(STEP)
            now = self._clock.monotonic()
            self.lag = max(now - self._pulse - STEP, 0.0)
            self._pulse, self._named = now, False
            if self.lag >= LAG_SHOWN:
                self.lagged.emit(self.lag)
            away = (self._clock.wall() - wall).total_seconds() - (now - monotonic)
            if abs(away) > SLEPT:
                wall, monotonic = self._clock.wall(), now
                self.slept.emit(away)

    def _stand_by(self, watched: int) -> None:
        while not self._stop.wait(STEP):
            late = self._clock.monotonic() - self._pulse
            if late >= LAG_SHOWN + STEP and not self._named:
                self._named = True
                log.warning("loop_held\n%s", culprit(watched), extra=facts(seconds=round(late, 2)))


def culprit(thread: int) -> str:
    """Return the innermost calls of a thread, without any value."""
    frame = sys._current_frames().get(thread)
    if frame is None:
        return ""
    return "".join(traceback.format_stack(frame)[-_STACK_LINES:])
