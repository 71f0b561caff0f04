"""Closing over orders asks first; an error shows its report; a late loop is said in the status line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.settings import Environment, Settings
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.shell.farewell import ClosePage, CrashPage, LeftBehind
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.window import MainWindow
from tests.support.panels import SPECS, apply_look

LEFT = QtCore.Qt.MouseButton.LeftButton
ORDERS = LeftBehind(("삼성전자 매수 10 × 61,000",), ("카카오 매도 5",))


@pytest.fixture
def window(qtbot: QtBot, qapp: QtWidgets.QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    apply_look(qapp)
    made = MainWindow(
        environment=Environment.PRACTICE,
        settings=Settings(),
        clock=ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST)),
        rules=parse_rules(resources.read("market/rules.toml")),
        instruments=InstrumentIndex(),
        specs=SPECS,
        frame=FrameClock(frozenset),
        layouts=tmp_path,
    )
    qtbot.addWidget(made)
    made.show()
    yield made
    made.leaves_behind = LeftBehind
    made.close()


def asked(window: MainWindow) -> ClosePage:
    page = window.findChild(ClosePage)
    assert page is not None
    return page


def test_enter_and_escape_stay(window: MainWindow, qtbot: QtBot) -> None:
    window.leaves_behind = lambda: ORDERS
    for key in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Space, QtCore.Qt.Key.Key_Escape):
        window.close()
        assert window.isVisible()
        page = asked(window)
        said = " ".join(label.text() for label in page.findChildren(QtWidgets.QLabel))
        assert "61,000" in said
        assert "카카오" in said
        with qtbot.waitSignal(page.destroyed):
            qtbot.keyClick(page.stay, key)
        assert window.isVisible()


def test_leaving_them_is_a_choice_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    window.leaves_behind = lambda: ORDERS
    closed: list[None] = []
    window.closing.connect(closed.append)
    window.close()
    qtbot.mouseClick(asked(window).leave, LEFT)
    qtbot.waitUntil(lambda: len(closed) == 1)


def test_the_emergency_stop_cancels_and_the_desk_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.leaves_behind = lambda: ORDERS
    pulled: list[str] = []
    window.halt_asked.connect(pulled.append)
    window.close()
    qtbot.mouseClick(asked(window).cancel, LEFT)
    assert pulled == ["close"]
    assert window.isVisible()


def test_without_orders_it_just_closes(window: MainWindow) -> None:
    window.close()
    assert not window.isVisible()


def test_an_error_shows_its_report_once(window: MainWindow, tmp_path: Path) -> None:
    report = tmp_path / "crash-1.txt"
    report.write_text("ValueError: <b>x</b>", "utf-8")
    said: list[str] = []
    window.said.connect(lambda message: said.append(message.code))
    window.show_crash(report)
    window.show_crash(report)
    pages = window.findChildren(CrashPage)
    assert len(pages) == 1
    assert pages[0].text.toPlainText() == "ValueError: <b>x</b>"
    assert said == ["window.crashed", "window.crashed"]


def test_a_late_loop_is_said_for_a_while(window: MainWindow) -> None:
    window.status.set_lag(1.26)
    assert "1.3" in window.status._lag.text()
    window.status._lag_shown.timeout.emit()
    assert window.status._lag.text() == ""
