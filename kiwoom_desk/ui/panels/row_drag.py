"""Rows of a grid moved by mouse or Alt+Up and Alt+Down; refuses to move the rows of a sorted list."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.shell import theme

_Event = QtCore.QEvent.Type
_Modifier = QtCore.Qt.KeyboardModifier
_Left = QtCore.Qt.MouseButton.LeftButton


class RowMove(msgspec.Struct, frozen=True):
    """A row is to stand at another place, counted from 0."""

    key: str
    place: int


class RowDrag(QtCore.QObject):
    """Tell `moved` while a row is dragged over others, so that they make room as it goes."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._start = QtCore.QPoint()
        self._key: str | None = None
        self._dragging = False
        self.moved: Signal[RowMove] = Signal()
        grid.viewport().installEventFilter(self)
        grid.installEventFilter(self)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Follow a press that becomes a drag, and the keys; leave everything else to the grid."""
        if isinstance(event, QtGui.QKeyEvent) and event.type() is _Event.KeyPress:
            return self._key_pressed(event)
        if isinstance(event, QtGui.QMouseEvent) and watched is self._grid.viewport():
            point = event.position().toPoint()
            if event.type() is _Event.MouseButtonPress:
                self._press(event, point)
            elif event.type() is _Event.MouseMove and event.buttons() & _Left:
                return self._drag(point)
            elif event.type() is _Event.MouseButtonRelease:
                return self._release()
        return False

    def _press(self, event: QtGui.QMouseEvent, point: QtCore.QPoint) -> None:
        plain = event.modifiers() == QtCore.Qt.KeyboardModifier.NoModifier
        takes = event.button() == _Left and plain and not self._sorted
        self._key = self._key_at(point) if takes else None
        self._start, self._dragging = point, False

    def _drag(self, point: QtCore.QPoint) -> bool:
        if self._key is None or self._key not in self._grid.keys:
            return False
        far = (point - self._start).manhattanLength()
        if not self._dragging and far < QtWidgets.QApplication.startDragDistance():
            return False
        if not self._dragging:
            self._dragging = True
            self._grid.viewport().setCursor(QtCore.Qt.CursorShape.ClosedHandCursor)
        place = min(max(self._place(point), 0), len(self._grid.keys) - 1)
        if self._grid.keys[place] != self._key:
            self.moved.emit(RowMove(self._key, place))
        return True

    def _release(self) -> bool:
        dragged, self._dragging, self._key = self._dragging, False, None
        self._grid.viewport().unsetCursor()
        return dragged

    def _key_pressed(self, event: QtGui.QKeyEvent) -> bool:
        # The keypad's arrows carry a modifier of their own.
        alt = event.modifiers() & ~_Modifier.KeypadModifier == _Modifier.AltModifier
        by = {QtCore.Qt.Key.Key_Up: -1, QtCore.Qt.Key.Key_Down: 1}.get(
            QtCore.Qt.Key(event.key()), 0
        )
        if alt and by:
            self._step(by)
        return bool(alt and by)

    def _step(self, by: int) -> None:
        key = self._grid.current
        if key is None or self._sorted:
            return
        place = self._grid.keys.index(key) + by
        if 0 <= place < len(self._grid.keys):
            self.moved.emit(RowMove(key, place))

    @property
    def _sorted(self) -> bool:
        return bool(self._grid.layout_now().sorted_by)

    def _place(self, point: QtCore.QPoint) -> int:
        return self._grid.verticalScrollBar().value() + point.y() // theme.look().density.row

    def _key_at(self, point: QtCore.QPoint) -> str | None:
        place = self._place(point)
        return self._grid.keys[place] if 0 <= place < len(self._grid.keys) else None
