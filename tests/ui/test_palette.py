"""The box at the top finds instruments and commands by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.shell.actions import Action, Actions
from kiwoom_desk.ui.shell.palette import CommandBox
from kiwoom_desk.ui.shell.search import InstrumentIndex
from tests.support.panels import apply_look, make_instruments

Key = QtCore.Qt.Key


class Stage:
    """A window with the box in it, and what came out of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QtWidgets.QWidget()
        self.window.resize(800, 500)
        qtbot.addWidget(self.window)
        self.done: list[str] = []
        self.chosen: list[str] = []
        actions = Actions(self.window)
        actions.add(Action("dark", "Dark theme", lambda: self.done.append("dark"), ("Ctrl+D",)))
        actions.add(Action("light", "Light theme", lambda: self.done.append("light")))
        self.instruments = InstrumentIndex(make_instruments())
        self.box = CommandBox(actions, self.instruments, self.window)
        self.box.setParent(self.window)
        self.box.chosen.connect(self.chosen.append)
        self.window.show()

    def compose(self, text: str) -> None:
        """Type as an input method does: first composing, then committed."""
        composing = QtGui.QInputMethodEvent(text, [])
        QtWidgets.QApplication.sendEvent(self.box, composing)
        committed = QtGui.QInputMethodEvent()
        committed.setCommitString(text)
        QtWidgets.QApplication.sendEvent(self.box, committed)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QtWidgets.QApplication) -> Iterator[Stage]:
    apply_look(qapp)
    made = Stage(qtbot)
    made.window.activateWindow()
    made.box.open()
    yield made
    made.window.close()


def test_enter_takes_the_best_match(stage: Stage, qtbot: QtBot) -> None:
    stage.compose("ㅅㅅㅈㅈ")
    assert stage.box.found[0].title == "삼성전자"
    qtbot.keyClick(stage.box, Key.Key_Return)
    assert stage.chosen == ["005930"]
    assert stage.box.text() == ""
    assert stage.instruments.recent == ("005930",)


def test_arrows_choose_another(stage: Stage, qtbot: QtBot) -> None:
    stage.compose("삼성")
    qtbot.keyClick(stage.box, Key.Key_Down)
    qtbot.keyClick(stage.box, Key.Key_Return)
    assert stage.chosen == [make_instruments()[6].code]


def test_commands_are_found_by_their_words(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.box, "theme light")
    assert [one.title for one in stage.box.found] == ["Light theme"]
    qtbot.keyClick(stage.box, Key.Key_Return)
    assert stage.done == ["light"]
    assert stage.chosen == []


def test_a_syllable_still_being_composed_is_searched(stage: Stage) -> None:
    QtWidgets.QApplication.sendEvent(stage.box, QtGui.QInputMethodEvent("삼", []))
    assert stage.box.found[0].title == "삼성전자"


def test_escape_leaves_without_doing_anything(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.box, "dark")
    qtbot.keyClick(stage.box, Key.Key_Escape)
    assert (stage.done, stage.chosen, stage.box.text()) == ([], [], "")


def test_nothing_found_takes_nothing(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.box, "zzzz")
    assert stage.box.found == ()
    qtbot.keyClick(stage.box, Key.Key_Return)
    assert stage.chosen == []


def test_an_empty_box_offers_commands_until_something_was_used(stage: Stage) -> None:
    stage.box.open()
    assert [one.kind for one in stage.box.found] == ["Command", "Command"]
    stage.instruments.used("005930")
    stage.box.open()
    assert [one.key for one in stage.box.found] == ["005930"]


def test_a_click_takes_a_line(stage: Stage, qtbot: QtBot) -> None:
    stage.compose("현대")
    point = QtCore.QPoint(20, 10)
    qtbot.mouseClick(
        stage.box._list.viewport(),
        QtCore.Qt.MouseButton.LeftButton,
        QtCore.Qt.KeyboardModifier.NoModifier,
        point,
    )
    assert stage.chosen == ["005932"]


def test_a_function_is_found_by_its_name(stage: Stage, qtbot: QtBot) -> None:
    chosen: list[str] = []
    stage.box.function_chosen.connect(lambda one: chosen.append(one.api_id))
    stage.compose("공매도 추이 요청")
    assert (stage.box.found[0].title, stage.box.found[0].detail) == ("공매도추이요청", "ka10014")
    qtbot.keyClick(stage.box, Key.Key_Return)
    assert (chosen, stage.chosen, stage.done) == (["ka10014"], [], [])


def test_names_come_before_functions_unless_one_is_meant_exactly(stage: Stage) -> None:
    stage.compose("현대")
    assert stage.box.found[0].key == "005932"
    stage.box.clear()
    stage.compose("뉴스")
    assert (stage.box.found[0].title, stage.box.found[0].kind) == ("뉴스", "Not offered")
