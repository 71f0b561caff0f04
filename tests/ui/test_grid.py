"""The live list: paints what was touched, and has all that a table has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.frame import EVERYTHING, Dirty
from kiwoom_desk.ui.kit.grid import CellPress, Grid
from tests.support.likeness import alike
from tests.support.panels import COLUMNS, Row, apply_look, make_rows

Key = QtCore.Qt.Key
NO_MODIFIER = QtCore.Qt.KeyboardModifier.NoModifier
LEFT = QtCore.Qt.MouseButton.LeftButton


class Painted(QtCore.QObject):
    """Note the regions that a widget is asked to paint."""

    def __init__(self, widget: QtWidgets.QWidget) -> None:
        super().__init__()
        self.rects: list[QtCore.QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if isinstance(event, QtGui.QPaintEvent):
            self.rects.extend(event.region())
        return False


@pytest.fixture
def rows() -> dict[str, Row]:
    return make_rows(100)


@pytest.fixture
def grid(qtbot: QtBot, qapp: QtWidgets.QApplication, rows: dict[str, Row]) -> Iterator[Grid]:
    apply_look(qapp)
    made = Grid(COLUMNS, rows.get)
    made.set_keys(list(rows))
    made.resize(460, 24 + 10 * 22)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.visibleRegion().isEmpty() is False)
    yield made
    made.close()


def change(rows: dict[str, Row], key: str, **values: Any) -> None:
    rows[key] = msgspec.structs.replace(rows[key], **values)


def middle_of(grid: Grid, place: int, x: int = 20) -> QtCore.QPoint:
    return QtCore.QPoint(x, place * 22 + 11)


def test_only_the_touched_row_is_painted(grid: Grid, rows: dict[str, Row], qtbot: QtBot) -> None:
    grid.flashing = False
    qtbot.wait(0)
    painted = Painted(grid.viewport())
    change(rows, "000003", price=1)
    grid.apply(Dirty(frozenset({"000003"})))
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert all(rect.top() >= 3 * 22 and rect.bottom() < 4 * 22 for rect in painted.rects)


def test_a_row_out_of_sight_is_not_painted(grid: Grid, rows: dict[str, Row], qtbot: QtBot) -> None:
    grid.flashing = False
    qtbot.wait(0)
    painted = Painted(grid.viewport())
    grid.apply(Dirty(frozenset({"000090", "unknown"})))
    grid.apply(Dirty(frozenset({"000001"})))
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert all(rect.top() >= 22 and rect.bottom() < 44 for rect in painted.rects)


def test_a_changed_figure_is_lit_and_goes_out(
    grid: Grid, rows: dict[str, Row], qtbot: QtBot
) -> None:
    x = grid.header._placement.places[1].x + 4

    def ground() -> QtGui.QColor:
        return grid.viewport().grab().toImage().pixelColor(x, 2 * 22 + 2)

    grid.touch(["000002"])
    before = ground()
    change(rows, "000002", price=rows["000002"].price + 100)
    grid.touch(["000002"])
    assert ground() != before
    qtbot.waitUntil(lambda: ground() == before, timeout=5000)


def test_keys_move_the_current_row_and_scroll(grid: Grid, qtbot: QtBot) -> None:
    seen: list[str] = []
    grid.selected.connect(seen.append)
    for key in (
        Key.Key_Down,
        Key.Key_Down,
        Key.Key_PageDown,
        Key.Key_End,
        Key.Key_Up,
        Key.Key_Home,
    ):
        qtbot.keyClick(grid, key)
    assert seen == ["000000", "000001", "000011", "000099", "000098", "000000"]
    assert "000000" in grid.visible_keys()


def test_shift_extends_and_copy_takes_the_selection(grid: Grid, qtbot: QtBot) -> None:
    qtbot.keyClick(grid, Key.Key_Home)
    qtbot.keyClick(grid, Key.Key_Down, QtCore.Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Key.Key_C, QtCore.Qt.KeyboardModifier.ControlModifier)
    lines = QtWidgets.QApplication.clipboard().text().split("\n")
    assert lines[0] == "Name\tPrice\tChange\t%\tVolume"
    assert lines[1] == "삼성전자\t50,000\t▼700\t-2.46\t"
    assert len(lines) == 3


def test_mouse_selects_activates_and_tells_the_cell(grid: Grid, qtbot: QtBot) -> None:
    pressed: list[CellPress] = []
    activated: list[str] = []
    grid.pressed.connect(pressed.append)
    grid.activated.connect(activated.append)
    point = middle_of(grid, 4, x=grid.header._placement.places[1].x + 5)
    qtbot.mouseClick(grid.viewport(), LEFT, NO_MODIFIER, point)
    qtbot.mouseDClick(grid.viewport(), LEFT, NO_MODIFIER, point)
    assert (pressed[0].key, pressed[0].column) == ("000004", "price")
    assert activated == ["000004"]
    assert grid.current == "000004"


def test_sorting_puts_missing_rows_last_and_keeps_the_selection(
    grid: Grid, rows: dict[str, Row]
) -> None:
    grid.select("000050")
    del rows["000001"]
    grid.sort_by("price", descending=True)
    prices = [rows[key].price for key in grid.keys[:-1]]
    assert prices == sorted(prices, reverse=True)
    assert grid.keys[-1] == "000001"
    assert grid.current == "000050"
    grid.sort_by("")
    assert grid.keys[0] == "000000"


def test_a_live_list_sorts_itself_a_second_later(
    grid: Grid, rows: dict[str, Row], qtbot: QtBot
) -> None:
    # The window may have come up under the pointer of an earlier test.
    leave = QtCore.QEvent(QtCore.QEvent.Type.Leave)
    QtWidgets.QApplication.sendEvent(grid.viewport(), leave)
    grid.sort_by("volume", descending=True)
    change(rows, "000005", volume=10**9)
    grid.apply(Dirty(frozenset({"000005"})))
    assert grid.keys[0] != "000005"
    qtbot.waitUntil(lambda: grid.keys[0] == "000005", timeout=5000)


def test_a_row_not_in_the_list_does_not_disturb(grid: Grid) -> None:
    before = grid.keys
    grid.apply(Dirty(frozenset({"other"})))
    grid.apply(EVERYTHING)
    assert grid.keys == before


def test_cut_names_have_a_tooltip_and_whole_ones_none(grid: Grid, rows: dict[str, Row]) -> None:
    change(rows, "000001", name="아주 긴 이름의 종목명으로 자리가 모자라는 우선주")
    assert grid.tooltip_at(middle_of(grid, 1)) == rows["000001"].name
    assert grid.tooltip_at(middle_of(grid, 0)) == ""


def test_columns_are_arranged_kept_and_restored(
    grid: Grid, rows: dict[str, Row], qtbot: QtBot
) -> None:
    kept: list[ColumnLayout] = []
    grid.arranged.connect(kept.append)
    placement = grid.header._placement
    placement.resize("price", 140)
    placement.move("rate", "price")
    placement.set_hidden("volume", True)
    grid.sort_by("name")
    stored = msgspec.json.decode(msgspec.json.encode(kept[-1]), type=ColumnLayout)
    other = Grid(COLUMNS, rows.get)
    qtbot.addWidget(other)
    other.restore(stored)
    shown = [place.column.id for place in other.header._placement.places]
    assert shown == ["name", "rate", "price", "change"]
    assert other.layout_now() == stored


def test_a_click_on_a_title_sorts_numbers_downwards_first(grid: Grid, qtbot: QtBot) -> None:
    x = grid.header._placement.places[1].x + 20
    for descending in (True, False):
        qtbot.mouseClick(grid.header, LEFT, NO_MODIFIER, QtCore.QPoint(x, 10))
        layout = grid.layout_now()
        assert (layout.sorted_by, layout.descending) == ("price", descending)
    qtbot.mouseClick(grid.header, LEFT, NO_MODIFIER, QtCore.QPoint(x, 10))
    assert grid.layout_now().sorted_by == ""


def test_an_edge_of_a_title_resizes_its_column(grid: Grid, qtbot: QtBot) -> None:
    place = grid.header._placement.places[1]
    edge = QtCore.QPoint(place.x + place.width, 10)
    qtbot.mousePress(grid.header, LEFT, NO_MODIFIER, edge)
    qtbot.mouseMove(grid.header, edge + QtCore.QPoint(30, 0))
    qtbot.mouseRelease(grid.header, LEFT, NO_MODIFIER, edge + QtCore.QPoint(30, 0))
    assert grid.layout_now().widths["price"] == place.width + 30


def test_who_hears_the_list_hears_the_current_row(grid: Grid, qtbot: QtBot) -> None:
    grid.set_accessible("Watch list")
    qtbot.keyClick(grid, Key.Key_End)
    heard = QtGui.QAccessible.queryAccessibleInterface(grid)
    assert heard.text(QtGui.QAccessible.Text.Name) == "Watch list"
    assert "Price 56,300" in heard.text(QtGui.QAccessible.Text.Description)


def test_the_rows_in_sight_are_told_for_leases(grid: Grid, qtbot: QtBot) -> None:
    seen: list[tuple[str, ...]] = []
    grid.scope_changed.connect(seen.append)
    grid.verticalScrollBar().setValue(40)
    qtbot.waitUntil(lambda: bool(seen) and seen[-1][0] == "000040", timeout=5000)
    assert len(seen[-1]) in (10, 11)


def test_numbers_are_never_cut(grid: Grid, rows: dict[str, Row], qtbot: QtBot) -> None:
    grid.header._placement.resize("price", 24)
    grid._rearranged()
    change(rows, "000000", price=1_234_567)
    column = grid.header._placement.column("price")
    assert column is not None
    assert not column.elides
    assert column.text(rows["000000"]) == "1,234,567"


def test_only_the_cells_that_differ_are_painted(
    grid: Grid, rows: dict[str, Row], qtbot: QtBot
) -> None:
    grid.flashing = False
    qtbot.wait(0)
    painted = Painted(grid.viewport())
    # The first touch of a row paints it whole, as nothing is known of what stands on the screen.
    grid.apply(Dirty(frozenset({"000003"})))
    qtbot.waitUntil(lambda: bool(painted.rects))
    painted.rects.clear()
    change(rows, "000003", price=1)
    grid.apply(Dirty(frozenset({"000003"})))
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert all(rect.width() < grid.viewport().width() for rect in painted.rects)
    painted.rects.clear()
    grid.apply(Dirty(frozenset({"000003"})))
    change(rows, "000004", price=1)
    grid.apply(Dirty(frozenset({"000004"})))
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert all(rect.top() >= 4 * 22 for rect in painted.rects)


def test_rows_painted_by_cells_look_as_painted_whole(
    grid: Grid, rows: dict[str, Row], qtbot: QtBot
) -> None:
    grid.flashing = False
    keys = list(rows)[:10]
    painted = Painted(grid.viewport())
    for number in range(1, 30):
        painted.rects.clear()
        for key in keys[:: 1 + number % 3]:
            change(rows, key, price=rows[key].price + 1_000 * (1 + number % 5))
        grid.apply(Dirty(frozenset(keys)))
        qtbot.waitUntil(lambda: bool(painted.rects))
    on_screen = grid.screen().grabWindow(grid.winId()).toImage()
    assert not on_screen.isNull()
    assert alike(on_screen, grid.grab().toImage())


def test_rows_that_come_above_move_the_others(
    grid: Grid, rows: dict[str, Row], qtbot: QtBot
) -> None:
    keys = list(rows)
    grid.set_keys(keys[20:])
    # With the focus a frame stands around the rows, which would move with them.
    grid.clearFocus()
    qtbot.waitUntil(lambda: not grid.hasFocus())
    painted = Painted(grid.viewport())
    grid.viewport().update()
    qtbot.waitUntil(lambda: bool(painted.rects))
    for first in range(19, 3, -3):
        painted.rects.clear()
        grid.prepend(keys[first - 2 :], 3)
        qtbot.waitUntil(lambda: bool(painted.rects))
        assert max(rect.bottom() for rect in painted.rects) < 3 * 22
    on_screen = grid.screen().grabWindow(grid.winId()).toImage()
    assert not on_screen.isNull()
    assert alike(on_screen, grid.grab().toImage())
