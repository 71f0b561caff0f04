"""The window's first moment: frames and titles alone, docks only of what opens, a paint without a loop."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.domain.rules import market_rules
from kiwoom_desk.ui.run import show_painted
from kiwoom_desk.ui.shell.docks import Docks
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.window import MainWindow
from tests.support.panels import SPECS, apply_look
from tests.support.windows import plain_window

NO_DESK = cast(DeskContext, None)
WAITING = dataclasses.replace(SPECS[0], id="waiting", opens=False)
Make = Callable[[], MainWindow]


@pytest.fixture
def make(qtbot: QtBot, qapp: QtWidgets.QApplication, tmp_path: Path) -> Iterator[Make]:
    apply_look(qapp)
    made: list[MainWindow] = []

    def make_window() -> MainWindow:
        window = plain_window(tmp_path, (*SPECS, WAITING))
        made.append(window)
        qtbot.addWidget(window)
        return window

    yield make_window
    for window in made:
        window.close()


def made_docks(docks: Docks) -> set[str]:
    return set(docks.manager.dockWidgetsMap())


def texts(window: MainWindow) -> list[str]:
    return [label.text() for label in window.top.findChildren(QtWidgets.QLabel)]


def test_keys_menus_and_session_come_with_the_rules(make: Make) -> None:
    window = make()
    titles = [action.text() for action in window.menus.bar.actions()]
    assert titles == ["Desk", "Panels", "View"]
    assert window.actions_.all() == ()
    assert not any(text.startswith("KRX") for text in texts(window))
    window.complete(market_rules())
    assert [action.text() for action in window.menus.bar.actions()] == titles
    assert window.actions_.shown("panel.waiting").text()
    assert "KRX Regular session 10:23:11" in texts(window)


def test_a_panel_that_waits_has_no_dock_until_it_is_opened(make: Make, qtbot: QtBot) -> None:
    window = make()
    opening = {spec.id for spec in SPECS}
    assert made_docks(window.docks) == opening
    window.fill(NO_DESK)
    assert made_docks(window.docks) == opening
    window.show()
    window.docks.raise_panel("waiting")
    beside, dock = window.docks.dock(SPECS[0].id), window.docks.dock("waiting")
    assert dock.dockAreaWidget() is beside.dockAreaWidget()
    assert dock.isCurrentTab()
    qtbot.waitUntil(lambda: "waiting" in window.widgets, timeout=10_000)


def test_a_kept_layout_finds_the_docks_it_names(make: Make) -> None:
    window = make()
    window.fill(NO_DESK)
    window.docks.raise_panel("waiting")
    window.docks.dock("chart").toggleView(False)
    window.close()
    again = make()
    assert "waiting" in made_docks(again.docks)
    assert not again.docks.dock("waiting").isClosed()
    assert again.docks.dock("chart").isClosed()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_title_answers_the_menu_button_with_its_menu(make: Make, qtbot: QtBot) -> None:
    window = make()
    window.fill(NO_DESK)
    window.show()
    dock = window.docks.dock("chart")
    tab, at = dock.tabWidget(), QtCore.QPoint(4, 4)
    reason = QtGui.QContextMenuEvent.Reason.Mouse
    asked = QtGui.QContextMenuEvent(reason, at, tab.mapToGlobal(at))
    QtWidgets.QApplication.sendEvent(tab, asked)
    (menu,) = dock.findChildren(QtWidgets.QMenu)
    qtbot.waitUntil(menu.isVisible, timeout=10_000)
    assert {"Float", "Close"} <= {action.text() for action in menu.actions()}
    menu.close()


class Painting(QtWidgets.QWidget):
    """Counts its paints; made of one part that does so too."""

    def __init__(self) -> None:
        super().__init__()
        self.paints = 0

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        self.paints += 1


def test_a_window_stands_painted_with_its_parts(qtbot: QtBot) -> None:
    window, part = Painting(), Painting()
    qtbot.addWidget(window)
    part.setParent(window)
    window.resize(200, 100)
    show_painted(window)
    assert window.isVisible() and window.paints and part.paints


def test_a_window_that_is_never_painted_is_not_waited_for_long(qtbot: QtBot) -> None:
    window = Painting()
    qtbot.addWidget(window)
    window.setUpdatesEnabled(False)
    show_painted(window)
    assert window.isVisible() and not window.paints
