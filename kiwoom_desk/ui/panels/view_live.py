"""Pushes of one type for one name, gathered a moment and handed on; refuses a place on the stream unseen."""

from __future__ import annotations

from PySide6 import QtCore

from kiwoom_desk.base.signals import Signal, Subscription
from kiwoom_desk.broker.gateway import Pushed
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.market.feed import Watch
from kiwoom_desk.ui.shell.panel import PanelContext

_EVERY = 250


class PushLine:
    """Hold a place on the stream from `claim` to `release`; `came` carries what was pushed since."""

    def __init__(self, context: PanelContext, type_id: str, owner: QtCore.QObject) -> None:
        self._context, self._type = context, type_id
        self.code = ""
        self.came: Signal[tuple[Pushed, ...]] = Signal()
        self._pushes: list[Pushed] = []
        self._watch: Watch | None = None
        self._subscription: Subscription | None = None
        self._timer = QtCore.QTimer(owner)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._hand_on)

    def claim(self, code: str) -> None:
        """Watch a name; the one watched before is given back."""
        if self._watch is not None and code == self.code:
            return
        self.release()
        if code:
            self.code = code
            desk = self._context.desk
            self._subscription = desk.gateway.watch(self._type, self._take)
            self._watch = desk.feed.watch(code, self._type)
            self._timer.start()

    def release(self) -> None:
        """Give the place back; what was not handed on yet is dropped."""
        if self._watch is None:
            return
        self._timer.stop()
        self.close()

    def close(self) -> None:
        """Give the place back when the panel is gone, its timer with it."""
        for claim in (self._subscription, self._watch):
            if claim is not None:
                claim.close()
        self._subscription = self._watch = None
        self._pushes.clear()

    def _take(self, pushed: Pushed) -> None:
        if identity(pushed.item).code == identity(self.code).code:
            self._pushes.append(pushed)

    def _hand_on(self) -> None:
        pushes, self._pushes = tuple(self._pushes), []
        if pushes:
            self.came.emit(pushes)
