"""Beeps for orders, interruptions and hits, by the system's own bell; refuses to sound over itself."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.settings import Chosen, Environment
from kiwoom_desk.domain.order import OrderState, RequestState
from kiwoom_desk.orders.recorder import DeskEvent
from kiwoom_desk.orders.requests import OrderChanged, RequestChanged


class Beeps(msgspec.Struct, frozen=True):
    """What is heard: `worth` decides what gives way, `slowly` doubles the pauses between beeps."""

    worth: int
    count: int
    slowly: bool = False


PART, WHOLE, REFUSED, UNKNOWN = 1, 2, 3, 5
"""Beeps for a part of an order filled, all of it filled, a refusal, a lost answer."""
LEFT, ENTERED, INTERRUPTED = Beeps(-3, 3, True), Beeps(-2, 2, True), Beeps(-1, 4)
"""A name left a condition, came into one, was interrupted (VI); orders go before all of them."""
# The one bell there is has one tone, so that the environments differ by their pace (S-19).
GAPS_MS = {Environment.PRACTICE: 400, Environment.DEMO: 250, Environment.LIVE: 140}


def beeps_for(event: DeskEvent) -> int:
    """Return how many beeps an event is worth, 0 for silence."""
    if isinstance(event, RequestChanged):
        state = event.request.state
        return {RequestState.REFUSED: REFUSED, RequestState.UNKNOWN: UNKNOWN}.get(state, 0)
    if isinstance(event, OrderChanged):
        if event.order.state is OrderState.REJECTED:
            return REFUSED
        if event.filled_more:
            return WHOLE if event.order.state is OrderState.FILLED else PART
    return 0


class Sounds(QtCore.QObject):
    """Beep while the setting says so; what matters more takes the place of what still sounds."""

    def __init__(
        self,
        environment: Environment,
        chosen: Chosen,
        beep: Callable[[], None] = QtWidgets.QApplication.beep,
    ) -> None:
        super().__init__()
        self._chosen, self._beep = chosen, beep
        self._gap = GAPS_MS[environment]
        self._sounding: Beeps | None = None
        self._left = 0
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._next)

    def hear(self, event: DeskEvent) -> None:
        """Take one event of the money room."""
        count = beeps_for(event)
        if count:
            self.sound(Beeps(count, count))

    def sound(self, beeps: Beeps) -> None:
        """Beep, unless the setting says no or what sounds matters as much."""
        if not self._chosen.value.sounds:
            return
        if self._sounding is None or beeps.worth > self._sounding.worth:
            self._sounding, self._left = beeps, beeps.count
            self._next()
            self._timer.start(self._gap * (2 if beeps.slowly else 1))

    def _next(self) -> None:
        if self._left == 0:
            self._timer.stop()
            self._sounding = None
            return
        self._left -= 1
        self._beep()
