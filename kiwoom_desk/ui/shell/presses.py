"""When the person last touched the desk, and how late a press is handled; refuses to judge presses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.orders.arming import EventAge

_WATCHED = "pressesWatched"
_TOUCHES = frozenset(
    {
        QtCore.QEvent.Type.KeyPress,
        QtCore.QEvent.Type.MouseButtonPress,
        QtCore.QEvent.Type.MouseMove,
        QtCore.QEvent.Type.Wheel,
    }
)


class Presses(QtCore.QObject):
    """Listen on windows, before any widget; `touched` tells that a person is there.

    `behind` returns the seconds the loop has stood still.
    """

    def __init__(self, clock: Clock, behind: Callable[[], float]) -> None:
        super().__init__()
        self._clock, self._behind = clock, behind
        self._age = EventAge()
        self.touched: Signal[None] = Signal()

    @property
    def late(self) -> float:
        """Return the seconds that the input event now being handled has waited (O6)."""
        return self._age.late

    def watch(self, widget: QtWidgets.QWidget) -> None:
        """Listen on the window of a widget that is shown; again for the same one changes nothing."""
        handle = widget.window().windowHandle()
        if handle is not None and not handle.property(_WATCHED):
            handle.setProperty(_WATCHED, True)
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Take the stamp of an input event and let it pass."""
        if isinstance(event, QtGui.QInputEvent):
            stamp = event.timestamp() / 1_000
            self._age.saw(stamp, self._clock.monotonic(), self._behind())
            if event.type() in _TOUCHES:
                self.touched.emit(None)
        return False
