"""One hand for every list: what a person can do with a painted list and a table, by the same names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6 import QtCore, QtGui, QtTest, QtWidgets

from kiwoom_desk.ui.kit.columns import Column, sort_key
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.table import Table

Key = QtCore.Qt.Key
_Modifier = QtCore.Qt.KeyboardModifier
SHIFT, CONTROL, NONE = _Modifier.ShiftModifier, _Modifier.ControlModifier, _Modifier.NoModifier
_TWO_ROWS = 60
_Name = QtGui.QAccessible.Text.Name


class Hand:
    """Moves in one list; rows are told by their place in the order shown."""

    def __init__(self, one: Grid | Table) -> None:
        self.one = one

    @property
    def rows(self) -> Sequence[Any]:
        """Return the rows in the order shown."""
        if isinstance(self.one, Table):
            return self.one.rows.rows
        return [self.one._read(key) for key in self.one.keys]

    @property
    def current(self) -> int:
        """Return the place of the current row, -1 without one."""
        if isinstance(self.one, Table):
            return self.one.currentIndex().row()
        key = self.one.current
        return -1 if key is None else self.one.keys.index(key)

    @property
    def chosen(self) -> tuple[int, ...]:
        """Return the places of the selected rows."""
        if isinstance(self.one, Table):
            places = self.one.selectionModel().selectedRows()
            return tuple(sorted(index.row() for index in places))
        keys = self.one.selection.in_order(self.one.keys)
        return tuple(self.one.keys.index(key) for key in keys)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns in sight, in their order."""
        return self.one.shown_columns()

    def press(self, key: QtCore.Qt.Key, held: QtCore.Qt.KeyboardModifier = NONE) -> None:
        """Press a key in the list."""
        QtTest.QTest.keyClick(self.one, key, held)

    def click(self, place: int, held: QtCore.Qt.KeyboardModifier = NONE) -> None:
        """Click a row that is in sight."""
        if isinstance(self.one, Table):
            middle = self.one.visualRect(self.one.model().index(place, 0)).center().y()
        else:
            shown = self.one.screen_place(place)
            middle = self.one.viewport().mapFromGlobal(shown.center()).y()
        left = QtCore.Qt.MouseButton.LeftButton
        QtTest.QTest.mouseClick(self.one.viewport(), left, held, QtCore.QPoint(12, middle))

    def click_title(self, column: Column) -> None:
        """Click the title of a column in sight."""
        left = QtCore.Qt.MouseButton.LeftButton
        if isinstance(self.one, Table):
            head = self.one.horizontalHeader()
            section = self.one._columns.index(column)
            x = head.sectionViewportPosition(section) + head.sectionSize(section) // 2
            QtTest.QTest.mouseClick(head.viewport(), left, NONE, QtCore.QPoint(x, 8))
            return
        place = next(one for one in self.one._placement.places if one.column.id == column.id)
        x = place.x + place.width // 2 - self.one.horizontalScrollBar().value()
        QtTest.QTest.mouseClick(self.one.header, left, NONE, QtCore.QPoint(x, 8))

    def stretches(self, id_: str) -> bool:
        """Tell whether a column always takes the room that the others leave."""
        if isinstance(self.one, Table):
            section = [column.id for column in self.one._columns].index(id_)
            mode = self.one.horizontalHeader().sectionResizeMode(section)
            return mode is QtWidgets.QHeaderView.ResizeMode.Stretch
        return self.one.layout_now().widths.get(id_) is None

    def arrange(self, **changes: object) -> None:
        """Arrange the columns otherwise."""
        self.one.restore(msgspec.structs.replace(self.one.layout_now(), **changes))


def troubles(one: Grid | Table) -> list[str]:
    """Return what a list cannot do, in words; it is left as it was found."""
    hand = Hand(one)
    before = one.layout_now()
    found = [
        told
        for check in (_named, _focused, _moved, _selected, _copied, _arranged, _sorted, _heard)
        for told in check(hand)
    ]
    one.restore(before)
    return found


def _named(hand: Hand) -> list[str]:
    return [] if hand.one.accessibleName() else ["has no name"]


def _focused(hand: Hand) -> list[str]:
    tab = QtCore.Qt.FocusPolicy.TabFocus.value
    if not hand.one.focusPolicy().value & tab:
        return ["cannot be reached by Tab"]
    hand.one.setFocus(QtCore.Qt.FocusReason.TabFocusReason)
    return [] if hand.one.hasFocus() else ["does not take the keyboard"]


def _moved(hand: Hand) -> list[str]:
    last, found = len(hand.rows) - 1, []
    for key, place in ((Key.Key_Home, 0), (Key.Key_Down, 1), (Key.Key_Up, 0), (Key.Key_End, last)):
        held = (
            CONTROL if isinstance(hand.one, Table) and key in (Key.Key_Home, Key.Key_End) else NONE
        )
        hand.press(key, held)
        if hand.current != place:
            found.append(f"{key.name} goes to row {hand.current} of {last}")
    hand.press(Key.Key_PageUp)
    # A page of a list that is no higher than a row is none.
    if hand.one.viewport().height() > _TWO_ROWS and not 0 <= hand.current < last:
        found.append("PageUp does not move")
    return found


def _selected(hand: Hand) -> list[str]:
    found = []
    hand.press(Key.Key_Home, CONTROL if isinstance(hand.one, Table) else NONE)
    hand.click(0)
    if hand.chosen != (0,):
        found.append(f"a click selects {hand.chosen}")
    hand.press(Key.Key_Down, SHIFT)
    if hand.chosen != (0, 1):
        found.append(f"Shift and Down select {hand.chosen}")
    hand.click(0, CONTROL)
    if hand.chosen != (1,):
        found.append(f"Ctrl and a click leave {hand.chosen}")
    hand.press(Key.Key_A, CONTROL)
    if hand.chosen != tuple(range(len(hand.rows))):
        found.append(f"Ctrl+A selects {len(hand.chosen)} of {len(hand.rows)}")
    return found


def _copied(hand: Hand) -> list[str]:
    hand.click(0)
    hand.press(Key.Key_Down, SHIFT)
    clipboard = QtWidgets.QApplication.clipboard()
    clipboard.setText("")
    hand.press(Key.Key_C, CONTROL)
    lines = [line.split("\t") for line in clipboard.text().splitlines()]
    titles = [tr(column.title) for column in hand.columns]
    if len(lines) != 3 or lines[0] != titles:
        return [f"copies {lines[:1]} and {len(lines) - 1} rows"]
    return [] if {len(line) for line in lines} == {len(titles)} else ["copies ragged lines"]


def _arranged(hand: Hand) -> list[str]:
    order = hand.one.layout_now().order
    if len(hand.columns) < 2:
        return []
    first, second = (column.id for column in hand.columns[:2])
    moved = [second, first, *(id_ for id_ in order if id_ not in (first, second))]
    hand.arrange(order=tuple(moved))
    found = []
    if [column.id for column in hand.columns[:2]] != [second, first]:
        found.append("columns do not change places")
    hand.arrange(hidden=(*hand.one.layout_now().hidden, first))
    if first in [column.id for column in hand.columns]:
        found.append("a column cannot be hidden")
    if not hand.stretches(second):
        hand.arrange(widths={**hand.one.layout_now().widths, second: 133})
        if hand.one.layout_now().widths.get(second) != 133:
            found.append(f"a width of 133 becomes {hand.one.layout_now().widths.get(second)}")
    shown = tuple(id_ for id_ in hand.one.layout_now().hidden if id_ != first)
    hand.arrange(order=order, hidden=shown)
    return found


def _sorted(hand: Hand) -> list[str]:
    column = hand.columns[0]
    down = column.placed == "right"
    for descending in (down, not down):
        hand.click_title(column)
        keys = [sort_key(column.value(row)) for row in hand.rows]
        present = [key for key in keys if key[0] == 0]
        if keys[: len(present)] != present or present != sorted(present, reverse=descending):
            return [f"a click on {column.id} does not sort"]
        now = hand.one.layout_now()
        if (now.sorted_by, now.descending) != (column.id, descending):
            return [f"a click on {column.id} is told as {now.sorted_by}"]
    hand.click_title(column)
    return [] if hand.one.layout_now().sorted_by == "" else ["a third click does not undo sorting"]


def _heard(hand: Hand) -> list[str]:
    heard = QtGui.QAccessible.queryAccessibleInterface(hand.one)
    if heard is None or heard.role() != QtGui.QAccessible.Role.Table:
        return ["is not heard as a table"]
    if heard.text(_Name) != hand.one.accessibleName():
        return [f"is heard as {heard.text(_Name)!r}"]
    if isinstance(hand.one, Table):
        wide = len(hand.one._columns)
        # Qt counts the heads as cells too: a row of titles, a column of numbers beside each row.
        cells = [heard.child(place) for place in range(min(heard.childCount(), 3 * (wide + 1)))]
        told = [cell.text(_Name) for cell in cells if cell is not None]
    else:
        if heard.childCount() != len(hand.rows):
            return [f"has {len(hand.rows)} rows and is heard with {heard.childCount()}"]
        row = heard.child(0)
        told = [row.child(place).text(_Name) for place in range(row.childCount())]
        if len(told) != len(hand.columns):
            return ["is heard with other columns than are seen"]
    missing = [c.id for c in hand.columns if c.text(hand.rows[0]) not in told]
    return [f"cells are not heard: {missing}"] if missing else []
