"""Panels come in turns: those in sight at once, those behind after them, those of the menu when opened."""

from __future__ import annotations

import dataclasses
import linecache
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import cast

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.domain.rules import market_rules
from kiwoom_desk.ui.imports import leave_sources_unread
from kiwoom_desk.ui.shell.panel import (
    Area,
    DeskContext,
    Message,
    OpenedPanel,
    PanelContext,
    PanelSpec,
)
from kiwoom_desk.ui.shell.window import MainWindow
from tests.support.panels import SPECS, apply_look
from tests.support.windows import plain_window

NO_DESK = cast(DeskContext, None)
PATIENCE = 10_000
Make = Callable[..., MainWindow]


class Halves(QtWidgets.QWidget):
    """A panel whose second half is made by `complete`."""

    def __init__(self, done: list[str], broken: bool = False) -> None:
        super().__init__()
        self._done, self._broken = done, broken
        done.append("made")
        line = QtWidgets.QLineEdit(self)
        line.setObjectName("line")

    def complete(self) -> None:
        if self._broken:
            raise LookupError("no half")
        self._done.append("completed")

    def showEvent(self, event: QtCore.QEvent) -> None:
        self._done.append("shown")


@pytest.fixture
def make(qtbot: QtBot, qapp: QtWidgets.QApplication, tmp_path: Path) -> Iterator[Make]:
    apply_look(qapp)
    made: list[MainWindow] = []

    def make_window(*more: PanelSpec) -> MainWindow:
        window = plain_window(tmp_path, (*SPECS, *more), market_rules())
        made.append(window)
        qtbot.addWidget(window)
        return window

    yield make_window
    for window in made:
        window.close()


def menu_spec(make: Callable[[PanelContext], QtWidgets.QWidget]) -> PanelSpec:
    return PanelSpec(id="halves", title="Halves", make=make, area=Area.CENTRE, opens=False)


def test_those_in_sight_are_there_and_those_behind_follow(make: Make, qtbot: QtBot) -> None:
    window = make()
    window.show()
    window.fill(NO_DESK)
    docks = window.docks
    front = {spec.id for spec in SPECS if docks.in_front(spec.id)}
    behind = {spec.id for spec in SPECS if spec.opens} - front
    assert front
    assert behind
    assert set(window.widgets) == front
    qtbot.waitUntil(lambda: set(window.widgets) == front | behind, timeout=PATIENCE)
    assert all(docks.in_front(id_) for id_ in front)


def test_one_of_the_menu_shows_its_title_first_and_gets_the_keyboard(
    make: Make, qtbot: QtBot
) -> None:
    done: list[str] = []
    window = make(menu_spec(lambda _context: Halves(done)))
    window.show()
    window.fill(NO_DESK)
    seen: list[QtWidgets.QWidget] = []
    window.docks.raise_panel("halves")
    window.panels.when_made("halves", seen.append)
    assert window.docks.dock("halves").isCurrentTab()
    assert done == []
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE)
    assert done[:2] == ["made", "completed"]
    qtbot.waitUntil(lambda: "shown" in done and seen[0].updatesEnabled(), timeout=PATIENCE)
    assert seen == [window.widgets["halves"]]
    line = seen[0].findChild(QtWidgets.QLineEdit, "line")
    assert isinstance(line, QtWidgets.QLineEdit)
    assert window.focusWidget() is line
    window.panels.when_made("halves", seen.append)
    assert len(seen) == 2


def test_a_second_half_that_breaks_is_told_and_takes_nothing_with_it(
    make: Make, qtbot: QtBot
) -> None:
    window = make(menu_spec(lambda _context: Halves([], broken=True)))
    said: list[Message] = []
    window.said.connect(said.append)
    window.show()
    window.fill(NO_DESK)
    window.docks.raise_panel("halves")
    qtbot.waitUntil(lambda: "halves" in window.widgets, timeout=PATIENCE)
    assert said[0].text == "The panel Halves failed: LookupError: no half"
    assert not isinstance(window.widgets["halves"], Halves)


def test_a_window_that_closes_meanwhile_makes_no_panel(make: Make, qtbot: QtBot) -> None:
    done: list[str] = []
    window = make(menu_spec(lambda _context: Halves(done)))
    window.show()
    window.fill(NO_DESK)
    window.docks.raise_panel("halves")
    window.close()
    front = set(window.widgets)
    ended: list[bool] = []
    # Everything that was to come in these turns would have come before it.
    QtCore.QTimer.singleShot(100, lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE)
    assert done == []
    assert set(window.widgets) == front


def test_one_that_is_closed_before_it_was_made_is_forgotten(make: Make, qtbot: QtBot) -> None:
    done: list[str] = []
    window = make()
    window.show()
    window.fill(NO_DESK)
    extra = dataclasses.replace(menu_spec(lambda _context: Halves(done)), id="pin-1")
    opened = OpenedPanel("pin-", lambda _id: extra, None)
    window.panels.open(opened, SPECS[0].id, NO_DESK)
    window.panels.when_made("pin-1", lambda _widget: done.append("wanted"))
    window.panels.close("pin-1")
    assert "pin-1" not in window.docks.specs
    qtbot.waitUntil(lambda: len(window.widgets) == len(SPECS), timeout=PATIENCE)
    assert done == []


def test_one_that_is_gone_before_its_turn_keeps_no_other_waiting(make: Make, qtbot: QtBot) -> None:
    done: list[str] = []
    extra = dataclasses.replace(menu_spec(lambda _context: Halves(done)), id="pin-1", opens=True)
    window = make(extra)
    window.show()
    window.docks.raise_panel(SPECS[3].id)
    window.fill(NO_DESK)
    assert "pin-1" not in window.widgets
    window.panels.close("pin-1")
    qtbot.waitUntil(lambda: len(window.widgets) == len(SPECS), timeout=PATIENCE)
    assert done == []


def test_no_source_is_read_for_pyside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "kiwoom_desk_unread_probe"
    (tmp_path / f"{name}.py").write_text('WORD = "PySide6"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    leave_sources_unread()
    assert import_module(name).WORD == "PySide6"
    assert not [one for one in linecache.cache if name in one]
