"""Beeps for what becomes of orders, by the system's own bell; refuses to sound while it still sounds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.settings import Chosen, Environment
from kiwoom_desk.domain.order import OrderState, RequestState
from kiwoom_desk.orders.recorder import DeskEvent
from kiwoom_desk.orders.requests import OrderChanged, RequestChanged

PART, WHOLE, REFUSED, UNKNOWN = 1, 2, 3, 5
"""Beeps for a part of an order filled, all of it filled, a refusal, a lost answer."""
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
        self._worth = self._left = 0
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(GAPS_MS[environment])
        self._timer.timeout.connect(self._next)

    def hear(self, event: DeskEvent) -> None:
        """Take one event of the money room."""
        worth = beeps_for(event) if self._chosen.value.sounds else 0
        if worth > self._worth:
            self._worth = self._left = worth
            self._next()
            self._timer.start()

    def _next(self) -> None:
        if self._left == 0:
            self._timer.stop()
            self._worth = 0
            return
        self._left -= 1
        self._beep()
