"""The one timer that turns dirty sets into repaints; refuses to wake hidden panels and to emit per tick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Subscription
from kiwoom_desk.ui.kit.frame_meter import FrameMeter

_GIVEN_WAY = 2
"""Frames left out for an order: a press takes some 10 ms to the wire."""
_QUIET_AFTER = 60
"""Frames without anything to show after which they come slowly until something is touched."""
_QUIET_MS = 100


class Wakes(Protocol):
    """What says that something was touched for the first time since it was taken."""

    woken: Callable[[], None]


class Dirty:
    """The codes touched since a panel's last frame; `everything` after it was hidden.

    `code in dirty` is true for each code when `everything` is set; iterating gives the codes
    known to be touched.
    """

    __slots__ = ("codes", "everything")

    def __init__(self, codes: frozenset[str] = frozenset(), everything: bool = False) -> None:
        self.codes = codes
        self.everything = everything

    def __contains__(self, code: object) -> bool:
        return self.everything or code in self.codes

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __bool__(self) -> bool:
        return self.everything or bool(self.codes)


EVERYTHING = Dirty(everything=True)


class _Subscriber:
    __slots__ = ("callback", "missed", "widget")

    def __init__(self, widget: QtWidgets.QWidget, callback: Callable[[Dirty], None]) -> None:
        self.widget = widget
        self.callback = callback
        # A new panel has painted nothing yet, so its first frame tells it everything.
        self.missed = True


class FrameClock(QtCore.QObject):
    """Swap the dirty sets 60 (or 30) times a second and hand them to the visible panels.

    While nothing is touched the timer runs slowly: sixty wake-ups a second for nothing would be
    half of what a desk with a closed market costs.

    `take` returns and clears what was touched (MarketState.take_dirty); `meter` has the figures.
    """

    def __init__(self, take: Callable[[], frozenset[str]], rate: int = 60) -> None:
        super().__init__()
        self._take = take
        self._subscribers: dict[int, _Subscriber] = {}
        self._next = 0
        self._left_out = 0
        self._quiet = 0
        self.meter = FrameMeter(self)
        self._timer = QtCore.QTimer(self)
        self._timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._timed)
        self.set_rate(rate)

    def set_rate(self, rate: int) -> None:
        """Set the frames a second."""
        self._interval = max(1, 1000 // rate)
        self._pace(self._interval)

    def start(self, source: Wakes | None = None) -> None:
        """Start the frames; `source` wakes them when it has something after a quiet time."""
        if source is not None:
            source.woken = self.wake
        self._timer.start()

    @property
    def interval(self) -> int:
        """Return the milliseconds from frame to frame in force."""
        return self._timer.interval()

    def wake(self) -> None:
        """Run at full pace again, from one interval after this call on."""
        if self._quiet >= _QUIET_AFTER:
            self._pace(self._interval)
        self._quiet = 0

    def stop(self) -> None:
        """Stop the frames; nothing is lost, the sets keep gathering."""
        self._timer.stop()
        self.meter.forget_last()

    def subscribe(
        self, widget: QtWidgets.QWidget, callback: Callable[[Dirty], None]
    ) -> Subscription:
        """Call back once a frame with what was touched, while the widget is visible.

        The first frame, and the first one after the widget was hidden, says `everything`. The
        subscription also ends when the widget is destroyed.
        """
        self.wake()
        key = self._next
        self._next += 1
        self._subscribers[key] = _Subscriber(widget, callback)
        subscription = Subscription(lambda: self._drop(key))
        widget.destroyed.connect(lambda _object=None: subscription.close())
        return subscription

    def again(self, widget: QtWidgets.QWidget) -> None:
        """Say `everything` at the widget's next frame: many changes are read once, when seen."""
        for subscriber in self._subscribers.values():
            if subscriber.widget is widget:
                subscriber.missed = True
                self.wake()

    def give_way(self) -> None:
        """Leave out the next frames: an order on its way to the wire is not to wait for paint."""
        self._left_out = _GIVEN_WAY

    def _timed(self) -> None:
        self.meter.turned()
        if self._left_out:
            self._left_out -= 1
        else:
            self.step()
        self._quiet += 1
        if self._quiet == _QUIET_AFTER:
            self._pace(_QUIET_MS)

    def _pace(self, milliseconds: int) -> None:
        self._timer.setInterval(milliseconds)
        self.meter.set_interval(milliseconds)

    def step(self) -> None:
        """Run one frame now (the timer does; tests may)."""
        began = self.meter.now()
        codes = self._take()
        dirty = Dirty(codes) if codes else None
        if dirty is not None:
            self.wake()
        for subscriber in tuple(self._subscribers.values()):
            if not subscriber.widget.isVisible():
                subscriber.missed = True
            elif subscriber.missed:
                subscriber.missed = False
                self.wake()
                subscriber.callback(EVERYTHING)
            elif dirty is not None:
                subscriber.callback(dirty)
        self.meter.stepped(codes, began)

    def _drop(self, key: int) -> None:
        self._subscribers.pop(key, None)
