"""The watch list: groups, adding, removing, moving rows, and 350 names on a stream of 200."""

from __future__ import annotations

import msgspec
import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.market.age import Age, AgeKind, Way
from kiwoom_desk.market.feed import Rank
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.watch import PANEL, WatchGroups, WatchList, age_text
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.panel_desk import NAMES, PanelDesk, quote
from tests.support.panels import apply_look

CODES = tuple(f"{place:06d}" for place in range(8))
Left = QtCore.Qt.MouseButton.LeftButton
Alt = QtCore.Qt.KeyboardModifier.AltModifier


def groups(*shown: str) -> PanelMemory:
    memory = PanelMemory()
    memory.write(WatchGroups((shown, (), (), (), ())))
    return memory


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> PanelDesk:
    apply_look(qapp)
    return PanelDesk(memory=groups(*CODES))


def opened(desk: PanelDesk, qtbot: QtBot) -> WatchList:
    panel = desk.make(PANEL, WatchList)
    qtbot.addWidget(panel)
    return panel


def middle(panel: WatchList, place: int) -> QtCore.QPoint:
    return QtCore.QPoint(30, place * 22 + 11)


def test_a_click_links_and_the_link_marks_the_row(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    qtbot.mouseClick(panel.grid.viewport(), Left, pos=middle(panel, 2))
    assert desk.link.instrument == CODES[2]
    desk.link.set(CODES[5])
    assert panel.grid.current == CODES[5]


def test_typed_names_are_added_and_unknown_ones_are_told(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    panel.entry.setFocus()
    panel.entry.setText("연습종목12")
    qtbot.keyClick(panel.entry, QtCore.Qt.Key.Key_Return)
    assert panel.codes[-1] == "000012" and panel.entry.text() == ""
    qtbot.keyClicks(panel.entry, "zzz")
    qtbot.keyClick(panel.entry, QtCore.Qt.Key.Key_Return)
    assert panel.codes[-1] == "000012" and panel.entry.text() == "zzz"
    assert "No such name." in {label.text() for label in panel.findChildren(QtWidgets.QLabel)}
    panel.add("000012")
    assert len(panel.codes) == len(CODES) + 1


def test_removed_names_give_their_lease_back(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    panel.grid.select(CODES[0])
    qtbot.keyClick(panel.grid, QtCore.Qt.Key.Key_Delete)
    assert panel.codes == CODES[1:]
    assert sorted(desk.feed.polled) == list(CODES[1:])
    panel.remove(panel.codes)
    assert panel.grid.state.state is State.EMPTY and desk.feed.polled == ()


def test_alt_and_arrows_move_the_current_row(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    panel.grid.select(CODES[1])
    qtbot.keyClick(panel.grid, QtCore.Qt.Key.Key_Up, Alt)
    assert panel.codes[:3] == (CODES[1], CODES[0], CODES[2])
    qtbot.keyClick(panel.grid, QtCore.Qt.Key.Key_Up, Alt)
    assert panel.codes[0] == CODES[1]
    qtbot.keyClick(panel.grid, QtCore.Qt.Key.Key_Down, Alt)
    assert panel.codes == CODES and panel.grid.current == CODES[1]


def test_a_dragged_row_goes_where_the_pointer_is(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    view = panel.grid.viewport()
    qtbot.mousePress(view, Left, pos=middle(panel, 0))
    drag(view, middle(panel, 0) + QtCore.QPoint(1, 1))
    assert panel.codes == CODES
    drag(view, middle(panel, 3))
    qtbot.mouseRelease(view, Left, pos=middle(panel, 3))
    assert panel.codes == (*CODES[1:4], CODES[0], *CODES[4:])
    kept = desk.memory.read(WatchGroups)
    assert kept is not None and kept.groups[0] == panel.codes


def test_rows_of_a_sorted_list_stay(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    panel.grid.sort_by("price", descending=True)
    view = panel.grid.viewport()
    qtbot.mousePress(view, Left, pos=middle(panel, 0))
    drag(view, middle(panel, 3))
    qtbot.mouseRelease(view, Left, pos=middle(panel, 3))
    assert panel.codes == CODES


def drag(view: QtWidgets.QWidget, point: QtCore.QPoint) -> None:
    """Move with the left button held, which QTest.mouseMove does not do."""
    moved = QtGui.QMouseEvent(
        QtCore.QEvent.Type.MouseMove,
        QtCore.QPointF(point),
        QtCore.QPointF(view.mapToGlobal(point)),
        QtCore.Qt.MouseButton.NoButton,
        Left,
        QtCore.Qt.KeyboardModifier.NoModifier,
    )
    QtCore.QCoreApplication.sendEvent(view, moved)


def test_groups_are_kept_apart_and_with_the_layout(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    panel.groups.setCurrentIndex(1)
    assert panel.codes == () and desk.feed.polled == ()
    panel.add("000031")
    panel.groups.setCurrentIndex(0)
    assert panel.codes == CODES
    panel.show_group(1)
    again = PanelDesk(memory=desk.memory)
    second = opened(again, qtbot)
    assert second.codes == ("000031",) and second.groups.currentIndex() == 1
    assert second.all_codes == {*CODES, "000031"}


def test_what_was_kept_in_another_form_is_not_taken(qapp: QtWidgets.QApplication) -> None:
    memory = PanelMemory()
    memory.write(msgspec.structs.replace(WatchGroups(), shown=9))
    desk = PanelDesk(memory=memory)
    panel = desk.make(PANEL, WatchList)
    assert panel.groups.currentIndex() == 0 and len(panel.codes) == 20
    panel.close()


def test_a_hidden_list_leaves_the_stream_to_others(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    assert desk.ranks() == dict.fromkeys(CODES, Rank.VISIBLE)
    panel.hide()
    assert desk.ranks() == dict.fromkeys(CODES, Rank.HIDDEN)
    panel.show()
    assert desk.ranks() == dict.fromkeys(CODES, Rank.VISIBLE)


def test_a_destroyed_list_gives_everything_back(desk: PanelDesk) -> None:
    panel = desk.make(PANEL, WatchList)
    panel.close()
    panel.deleteLater()
    QtCore.QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.DeferredDelete)
    assert desk.feed.polled == ()


async def test_350_names_on_a_stream_of_200_all_have_an_age(
    qapp: QtWidgets.QApplication, qtbot: QtBot
) -> None:
    apply_look(qapp)
    codes = tuple(f"{place:06d}" for place in range(350))
    desk = PanelDesk(item_limit=200, memory=groups(*codes))
    panel = opened(desk, qtbot)
    await desk.feed_turns(12)
    desk.stream(*(quote(code) for code in desk.feed.streamed))
    rows = [panel._row(code) for code in codes]
    assert all(row.quote.price for row in rows)
    assert {row.age.kind for row in rows} == {AgeKind.FRESH, AgeKind.POLLED}
    polled = [row for row in rows if row.age.kind is AgeKind.POLLED]
    assert len(polled) == 350 - len(desk.feed.streamed) >= 150
    assert all(age_text(row.age).startswith("↻") for row in polled)
    registered = {item.item for item in desk.source.wanted if item.type == "0B"}
    assert len(registered) <= 200 and set(panel.grid.visible_keys()) <= registered


async def test_scrolling_brings_the_rows_in_sight_onto_the_stream(
    qapp: QtWidgets.QApplication, qtbot: QtBot
) -> None:
    apply_look(qapp)
    codes = tuple(f"{place:06d}" for place in range(350))
    desk = PanelDesk(item_limit=200, memory=groups(*codes))
    panel = opened(desk, qtbot)
    await desk.feed_turns(2)
    assert codes[-1] not in desk.feed.streamed
    with qtbot.waitSignal(panel.grid.verticalScrollBar().valueChanged):
        panel.grid.verticalScrollBar().setValue(349)
    panel.grid.scope_changed.emit(panel.grid.visible_keys())
    await desk.feed_turns(2)
    assert set(panel.grid.visible_keys()) <= desk.feed.streamed


def test_rows_are_painted_with_price_and_age(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    desk.stream(quote(CODES[0], 71_300, -300))
    assert NAMES[0] in panel.grid.row_text(CODES[0]) and "71,300" in panel.grid.row_text(CODES[0])
    assert "▼300" in panel.grid.row_text(CODES[0])


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (Age(AgeKind.NONE, 0), ""),
        (Age(AgeKind.FRESH, 3), ""),
        (Age(AgeKind.QUIET, 14.9), "14s"),
        (Age(AgeKind.POLLED, 2), "↻2s"),
        (Age(AgeKind.STALE, 125), "2m"),
    ],
)
def test_ages_are_short(age: Age, text: str) -> None:
    assert age_text(age) == text


def test_old_rows_are_grey(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    desk.stream(quote(CODES[0]))
    desk.way = Way(False, 60.0, 1.0, True)
    assert panel._row(CODES[0]).age.kind is AgeKind.STALE
