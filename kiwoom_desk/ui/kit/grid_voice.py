"""What a painted list says to those who hear it: a table of rows, each of cells; refuses to paint.

Qt knows tables by their models; a list that paints itself has none, so it is told row by row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.language import tr

if TYPE_CHECKING:
    from kiwoom_desk.ui.kit.grid import Grid

_A = QtGui.QAccessible
_NOWHERE = QtCore.QRect()
# Qt takes "none" as an answer almost everywhere here, which the stubs do not know.
_MayBe: TypeAlias = Any


class _Part(QtGui.QAccessibleInterface):
    """A row or a cell: no widget of its own."""

    def object(self) -> _MayBe:
        return None

    def window(self) -> _MayBe:
        return self.parent().window()

    def setText(self, _kind: QtGui.QAccessible.Text, _text: str) -> None:
        """Refuse: figures are the broker's."""

    def childAt(self, x: int, y: int) -> _MayBe:
        found = (self.child(place) for place in range(self.childCount()))
        return next((one for one in found if one.rect().contains(x, y)), None)


class GridVoice(QtWidgets.QAccessibleWidget):
    """The list itself; its children are the rows in the order shown."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid, _A.Role.Table, grid.accessibleName())
        # Who listens holds parts for long: each is made once, and lives as long as the list.
        self._rows: dict[int, _Row] = {}

    @property
    def grid(self) -> Grid:
        """Return the list."""
        return cast("Grid", self.object())

    def childCount(self) -> int:
        """Return the number of rows."""
        return len(self.grid.keys)

    def child(self, index: int) -> _MayBe:
        """Return a row, None beyond the last."""
        if not 0 <= index < self.childCount():
            return None
        if index not in self._rows:
            self._rows[index] = _Row(self, index)
        return self._rows[index]

    def indexOfChild(self, child: QtGui.QAccessibleInterface) -> int:
        """Return the place of a row, -1 for what is none."""
        return child.place if isinstance(child, _Row) else -1

    def childAt(self, x: int, y: int) -> _MayBe:
        """Return the row at a point of the screen."""
        viewport = self.grid.viewport()
        key = self.grid.key_at(viewport.mapFromGlobal(QtCore.QPoint(x, y)))
        return None if key is None else self.child(self.grid.keys.index(key))

    def focusChild(self) -> _MayBe:
        """Return the current row while the keys go to the list."""
        current = self.grid.current
        if current is None or current not in self.grid.keys or not self.grid.hasFocus():
            return None
        return self.child(self.grid.keys.index(current))


class _Row(_Part):
    def __init__(self, table: GridVoice, place: int) -> None:
        super().__init__()
        self.table, self.place = table, place
        self._cells: dict[int, _Cell] = {}

    @property
    def key(self) -> str | None:
        keys = self.table.grid.keys
        return keys[self.place] if self.place < len(keys) else None

    def isValid(self) -> bool:
        return self.key is not None

    def parent(self) -> QtGui.QAccessibleInterface:
        return self.table

    def childCount(self) -> int:
        return len(self.table.grid.shown_columns())

    def child(self, index: int) -> _MayBe:
        if not 0 <= index < self.childCount():
            return None
        if index not in self._cells:
            self._cells[index] = _Cell(self, index)
        return self._cells[index]

    def indexOfChild(self, child: QtGui.QAccessibleInterface) -> int:
        return child.place if isinstance(child, _Cell) else -1

    def text(self, kind: QtGui.QAccessible.Text) -> str:
        key = self.key
        return self.table.grid.row_text(key) if key and kind == _A.Text.Name else ""

    def rect(self) -> QtCore.QRect:
        return self.table.grid.screen_place(self.place)

    def role(self) -> QtGui.QAccessible.Role:
        return _A.Role.Row

    def state(self) -> QtGui.QAccessible.State:
        grid, told = self.table.grid, _A.State()
        told.selectable = told.focusable = True  # type: ignore[assignment]  # bits in the stubs
        told.selected = self.key in grid.selection.chosen  # type: ignore[assignment]
        told.focused = grid.hasFocus() and self.key == grid.current  # type: ignore[assignment]
        return told


class _Cell(_Part):
    def __init__(self, row: _Row, place: int) -> None:
        super().__init__()
        self.row, self.place = row, place

    def isValid(self) -> bool:
        return self.row.isValid() and self.place < self.row.childCount()

    def parent(self) -> QtGui.QAccessibleInterface:
        return self.row

    def childCount(self) -> int:
        return 0

    def child(self, _index: int) -> _MayBe:
        return None

    def indexOfChild(self, _child: QtGui.QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QtGui.QAccessible.Text) -> str:
        key, grid = self.row.key, self.row.table.grid
        if key is None or not self.isValid():
            return ""
        column = grid.shown_columns()[self.place]
        if kind == _A.Text.Description:
            return tr(column.title)
        return grid.cell_text(key, column) if kind == _A.Text.Name else ""

    def rect(self) -> QtCore.QRect:
        return self.row.rect() if self.isValid() else _NOWHERE

    def role(self) -> QtGui.QAccessible.Role:
        return _A.Role.Cell

    def state(self) -> QtGui.QAccessible.State:
        return self.row.state()


def voice_of(_class_name: str, found: QtCore.QObject) -> QtGui.QAccessibleInterface | None:
    """Return the voice of a painted list, None for any other object: Qt has one for those."""
    from kiwoom_desk.ui.kit.grid import Grid

    if not isinstance(found, Grid):
        return None
    # The list keeps it: Qt holds no more than its address.
    voice = found.voice = GridVoice(found)
    return voice
