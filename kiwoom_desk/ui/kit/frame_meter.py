"""Measures the frames of a window: how many, how late, what they cost; refuses to change them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.histogram import Histogram

LATE = 1.5
"""Intervals after which a frame is late: 24 ms at 60 frames a second."""
VERY_LATE_MS = 50.0
_UPDATE = QtCore.QEvent.Type.UpdateRequest
_monotonic = SystemClock().monotonic


class FrameMeter(QtCore.QObject):
    """Figures of one FrameClock and of the window it feeds, all in milliseconds, since the start.

    `gaps` between two turns of the frame's timer; `lags` by how much a turn came late, which is
    how long something else held the loop; `steps` what the panels took to note what changed;
    `paints` what the window took to paint it. `late` and `very_late` count gaps.

    `painted`, where set, is called at the return of each paint with the codes touched by the
    frames it drew and the monotonic second (`time.monotonic`) of that return. It sees all codes:
    which of them were in sight is the caller's to know.
    """

    def __init__(self, parent: QtCore.QObject | None = None) -> None:
        super().__init__(parent)
        self.turns = 0
        self.late = 0
        self.very_late = 0
        self.gaps, self.lags = Histogram(), Histogram()
        self.steps, self.paints = Histogram(), Histogram()
        self.painted: Callable[[frozenset[str], float], None] | None = None
        self._codes: set[str] = set()
        self._interval_ms = 1000.0 / 60
        self._last: float | None = None
        self._inside = False

    def watch(self, window: QtWidgets.QWidget) -> None:
        """Measure the paints of a window made by us, with all that stands in it."""
        window.installEventFilter(self)

    def set_interval(self, milliseconds: float) -> None:
        """Take the timer's interval; the gap across the change is not judged."""
        self._interval_ms, self._last = milliseconds, None

    def forget_last(self) -> None:
        """Leave out the gap across a stop of the timer."""
        self._last = None

    def turned(self) -> None:
        """Note a turn of the frame's timer."""
        now = _monotonic()
        last, self._last = self._last, now
        self.turns += 1
        if last is None:
            return
        gap = (now - last) * 1000
        self.gaps.add(gap)
        self.lags.add(gap - self._interval_ms)
        if gap > LATE * self._interval_ms:
            self.late += 1
            if gap > VERY_LATE_MS:
                self.very_late += 1

    def stepped(self, codes: frozenset[str], began: float) -> None:
        """Note that the panels have taken these codes, from monotonic `began` to now."""
        self.steps.add((_monotonic() - began) * 1000)
        if self.painted is not None:
            self._codes |= codes

    def now(self) -> float:
        """Return the second that all figures are measured by."""
        return _monotonic()

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Run the window's update request between two looks at the clock."""
        if (
            event.type() is not _UPDATE
            or self._inside
            or not isinstance(watched, QtWidgets.QWidget)
        ):
            return False
        self._inside = True
        began = _monotonic()
        try:
            watched.event(event)
        finally:
            self._inside = False
        ended = _monotonic()
        self.paints.add((ended - began) * 1000)
        if self.painted is not None:
            codes, self._codes = frozenset(self._codes), set()
            self.painted(codes, ended)
        return True
