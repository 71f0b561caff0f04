"""A live list with all that a table has: keys, mouse, copy, sorting, tooltips; refuses model and delegate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.canvas import RowCanvas
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, tab_separated
from kiwoom_desk.ui.kit.grid_voice import GridVoice, voice_of
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.placement import Place
from kiwoom_desk.ui.kit.states import StateOverlay
from kiwoom_desk.ui.kit.text import plain

_Key = QtCore.Qt.Key
_Button = QtCore.Qt.MouseButton
_Modifier = QtCore.Qt.KeyboardModifier


class CellPress(msgspec.Struct, frozen=True):
    """A mouse button went down on a cell; `position` in screen pixels, for menus."""

    key: str
    column: str
    button: QtCore.Qt.MouseButton
    position: QtCore.QPoint


class Grid(RowCanvas):
    """Rows by key: `read(key)` gives the row to paint, or None for one not known yet.

    `set_keys` sets rows and order, `apply(dirty)` repaints what a frame touched. Signals carry
    keys: `selected` (current row changed by the person), `activated` (double click, Enter),
    `pressed` and `menu_asked` (CellPress), `arranged` (ColumnLayout), `removed` (Delete: the
    selected keys). `dull(row)` greys a row of old data; `state` is the overlay of designed states.
    """

    def __init__(
        self,
        columns: Iterable[Column],
        read: Callable[[str], Any],
        *,
        dull: Callable[[Any], bool] | None = None,
        parent: QtWidgets.QWidget | None = None,
    ) -> None:
        super().__init__(columns, read, dull, parent)
        self.selected: Signal[str] = Signal()
        self.activated: Signal[str] = Signal()
        self.pressed: Signal[CellPress] = Signal()
        self.menu_asked: Signal[CellPress] = Signal()
        self.removed: Signal[tuple[str, ...]] = Signal()
        self.arranged: Signal[ColumnLayout] = Signal()
        self.header.sort_asked.connect(self._sort_asked)
        self.header.arranged.connect(lambda _none: self._rearranged())
        self.state = StateOverlay(self)
        self.voice: GridVoice | None = None

    def copy_text(self) -> str:
        """Return the selected rows, or all, as tab-separated text with titles."""
        keys = self.selection.in_order(self.keys) or self.keys
        columns = [place.column for place in self._placement.places]
        rows = [row for row in map(self._read, keys) if row is not None]
        return tab_separated(columns, [tr(column.title) for column in columns], rows)

    def row_text(self, key: str) -> str:
        """Return a row as words: title and text of each shown column."""
        row = self._read(key)
        if row is None:
            return key
        columns = (place.column for place in self._placement.places)
        return ", ".join(f"{tr(column.title)} {column.text(row)}" for column in columns)

    def shown_columns(self) -> tuple[Column, ...]:
        """Return the columns as a person sees them, in their order."""
        return tuple(place.column for place in self._placement.places)

    def cell_text(self, key: str, column: Column) -> str:
        """Return what a cell says, "" for a row not known yet."""
        row = self._read(key)
        return "" if row is None else column.text(row)

    def screen_place(self, place: int) -> QtCore.QRect:
        """Return where a row stands on the screen, in pixels; empty while it is scrolled away."""
        viewport, height = self.viewport(), self._painter.height
        row = QtCore.QRect(0, (place - self._top()) * height, viewport.width(), height)
        seen = row & viewport.rect()
        return QtCore.QRect(viewport.mapToGlobal(seen.topLeft()), seen.size())

    def restore(self, layout: ColumnLayout | None) -> None:
        """Take over how a person arranged this list; None leaves it as it is."""
        if layout is not None:
            self._placement.restore(layout)
            self._sort_by(layout.sorted_by, layout.descending)
            self._rebuild()

    def sort_by(self, id_: str, descending: bool = False) -> None:
        """Sort by a column; "" returns to the order given."""
        self._sort_by(id_, descending)
        self.arranged.emit(self.layout_now())

    def layout_now(self) -> ColumnLayout:
        """Return how the list is arranged."""
        column = self._ordering.column
        return self._placement.layout(column.id if column else "", self._ordering.descending)

    def set_accessible(self, name: str) -> None:
        """Name the list for those who hear it."""
        self.setAccessibleName(name)
        self.viewport().setAccessibleName(name)

    def _sort_by(self, id_: str, descending: bool) -> None:
        self._ordering.sort_by(self._placement.column(id_), descending)
        self.header.set_sorted(id_, descending)
        self.viewport().update()

    def _sort_asked(self, id_: str) -> None:
        column = self._ordering.column
        if column is None or column.id != id_:
            first = self._placement.column(id_)
            # Numbers are sorted to see the largest, words to find one.
            self.sort_by(id_, descending=first is not None and first.placed == "right")
        elif self._ordering.descending is (column.placed == "right"):
            self.sort_by(id_, not self._ordering.descending)
        else:
            self.sort_by("")

    def _rearranged(self) -> None:
        self._rebuild()
        self.arranged.emit(self.layout_now())

    # --- mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Select, and tell which cell was pressed."""
        key = self.key_at(event.position().toPoint())
        if key is None:
            return
        held = event.modifiers()
        if event.button() is _Button.RightButton and key in self.selection.chosen:
            self.selection.current = key
        elif held & _Modifier.ShiftModifier:
            self.selection.range_to(key, self.keys)
        elif held & _Modifier.ControlModifier:
            self.selection.toggle(key)
        else:
            self.selection.only(key)
        self._say_current(key)
        place = self._place_at(event.position().toPoint())
        column = place.column.id if place else ""
        self.pressed.emit(CellPress(key, column, event.button(), event.globalPosition().toPoint()))

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        """End a press; everything happened when it went down."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QtGui.QMouseEvent) -> None:
        """Activate the row."""
        key = self.key_at(event.position().toPoint())
        if key is not None and event.button() is _Button.LeftButton:
            self.activated.emit(key)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Light the row under the pointer."""
        self._hover(self.key_at(event.position().toPoint()))

    def viewportEvent(self, event: QtCore.QEvent) -> bool:
        """Show cut texts in a tooltip; put the light out when the pointer leaves."""
        if event.type() is QtCore.QEvent.Type.Leave:
            self._hover(None)
        if event.type() is QtCore.QEvent.Type.ToolTip and isinstance(event, QtGui.QHelpEvent):
            told = self.tooltip_at(event.pos())
            QtWidgets.QToolTip.showText(event.globalPos(), plain(told), self.viewport())
            return True
        return super().viewportEvent(event)

    def tooltip_at(self, point: QtCore.QPoint) -> str:
        """Return the column's own tooltip, or the whole text of a cell that does not fit."""
        key, place = self.key_at(point), self._place_at(point)
        row = self._read(key) if key is not None else None
        if row is None or place is None:
            return ""
        if place.column.tooltip is not None:
            return place.column.tooltip(row)
        return place.column.text(row) if self._painter.is_cut(place, row) else ""

    def contextMenuEvent(self, event: QtGui.QContextMenuEvent) -> None:
        """Ask for the menu of a row, by mouse or by key."""
        key = self.key_at(event.pos())
        if event.reason() is QtGui.QContextMenuEvent.Reason.Keyboard:
            key = self.current
        if key is not None:
            place = self._place_at(event.pos())
            column = place.column.id if place else ""
            self.menu_asked.emit(CellPress(key, column, _Button.RightButton, event.globalPos()))

    # --- keys ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Move, select, copy, activate; leave all other keys to the window."""
        if event.matches(QtGui.QKeySequence.StandardKey.Copy):
            QtWidgets.QApplication.clipboard().setText(self.copy_text())
        elif event.matches(QtGui.QKeySequence.StandardKey.SelectAll):
            self.selection.all(self.keys)
            self.viewport().update()
        elif event.key() in (_Key.Key_Return, _Key.Key_Enter) and self.current:
            self.activated.emit(self.current)
        elif event.key() == _Key.Key_Delete and self.selection.chosen:
            self.removed.emit(self.selection.in_order(self.keys))
        elif event.key() in (_Key.Key_Left, _Key.Key_Right):
            bar = self.horizontalScrollBar()
            step = bar.singleStep() * (1 if event.key() == _Key.Key_Right else -1)
            bar.setValue(bar.value() + step)
        elif not self._moved(event):
            super().keyPressEvent(event)

    def _moved(self, event: QtGui.QKeyEvent) -> bool:
        here = self._ordering.places.get(self.current or "", -1)
        last, page = len(self.keys) - 1, self._page()
        goals = {
            _Key.Key_Up: here - 1 if here >= 0 else last,
            _Key.Key_Down: here + 1,
            _Key.Key_PageUp: here - page,
            _Key.Key_PageDown: here + page,
            _Key.Key_Home: 0,
            _Key.Key_End: last,
        }
        goal = goals.get(_Key(event.key()))
        if goal is None or last < 0:
            return False
        goal = min(max(goal, 0), last)
        key = self.keys[goal]
        if event.modifiers() & _Modifier.ShiftModifier:
            self.selection.range_to(key, self.keys)
        else:
            self.selection.only(key)
        self._show(goal)
        self._say_current(key)
        return True

    def focusInEvent(self, event: QtGui.QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _say_current(self, key: str) -> None:
        self.viewport().update()
        self.setAccessibleDescription(self.row_text(key))
        changed = QtGui.QAccessible.Event.DescriptionChanged
        QtGui.QAccessible.updateAccessibility(QtGui.QAccessibleEvent(self, changed))
        self.selected.emit(key)

    def _hover(self, key: str | None) -> None:
        if key != self._hovered:
            self._hovered = key
            self.viewport().update()

    def key_at(self, point: QtCore.QPoint) -> str | None:
        """Return the row at a point of the viewport."""
        place = self._top() + point.y() // self._painter.height
        return self.keys[place] if 0 <= place < len(self.keys) and point.y() >= 0 else None

    def _place_at(self, point: QtCore.QPoint) -> Place | None:
        return self._placement.place_at(point.x() + self.horizontalScrollBar().value())


QtGui.QAccessible.installFactory(voice_of)
