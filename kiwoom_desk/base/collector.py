"""Measures how long the collector of garbage holds everything; refuses to tell it when to run."""

from __future__ import annotations

import gc

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.histogram import Histogram

_monotonic = SystemClock().monotonic


class CollectorWatch:
    """Count the pauses of the collector in ms while it is `open`."""

    def __init__(self) -> None:
        self.pauses = Histogram()
        self._began = 0.0
        gc.callbacks.append(self._called)

    def close(self) -> None:
        """Stop counting; closing twice is harmless."""
        if self._called in gc.callbacks:
            gc.callbacks.remove(self._called)

    def _called(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._began = _monotonic()
        elif self._began:
            self.pauses.add((_monotonic() - self._began) * 1000)
