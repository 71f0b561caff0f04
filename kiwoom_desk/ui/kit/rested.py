"""Calls something no oftener than it can be read; refuses to leave out the last wish."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore


class Rested(QtCore.QTimer):
    """`wish` calls at once, then not again for some ms; what is wished meanwhile is done once after."""

    def __init__(
        self, owner: QtCore.QObject, call: Callable[[], None], milliseconds: int = 100
    ) -> None:
        super().__init__(owner)
        self._call, self._again = call, False
        self.setSingleShot(True)
        self.setInterval(milliseconds)
        self.timeout.connect(self._rested)

    def wish(self) -> None:
        """Call now, or when the rest is over."""
        if self.isActive():
            self._again = True
            return
        self.start()
        self._call()

    def _rested(self) -> None:
        if self._again:
            self._again = False
            self.wish()
