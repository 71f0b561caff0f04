"""The message panel: newest first, equal lines counted, nothing lost in between, levels in words."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.messages import PANEL, Messages
from kiwoom_desk.ui.shell.panel import Message
from tests.support.panel_desk import PanelDesk
from tests.support.panels import apply_look


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> PanelDesk:
    apply_look(qapp)
    return PanelDesk()


@pytest.fixture
def panel(desk: PanelDesk, qtbot: QtBot) -> Messages:
    made = desk.make(PANEL, Messages, 700, 200)
    qtbot.addWidget(made)
    return made


def lines(panel: Messages) -> list[str]:
    return panel.table.copy_text().split("\n")[1:]


def test_it_says_that_there_is_nothing_yet(panel: Messages) -> None:
    assert panel.table.state.state is State.EMPTY
    panel.add(Message("info", "장이 시작되었습니다."))
    assert panel.table.state.state is None


def test_lines_stand_newest_first_with_time_and_level(desk: PanelDesk, panel: Messages) -> None:
    panel.add(Message("good", "연결되었습니다.", "up"))
    desk.clock.advance(2)
    panel.add(Message("error", "거부되었습니다.", "refused"))
    assert lines(panel) == [
        "10:23:13\tError\t거부되었습니다.\t",
        "10:23:11\tDone\t연결되었습니다.\t",
    ]


def test_the_same_line_is_counted_and_moves_to_the_top(desk: PanelDesk, panel: Messages) -> None:
    for _ in range(10):
        panel.add(Message("attention", "연결이 끊겼습니다.", "down"))
        panel.add(Message("info", "다시 연결합니다.", "again"))
        desk.clock.advance(1)
    assert lines(panel) == [
        "10:23:20\tInfo\t다시 연결합니다.\t10",
        "10:23:20\tCaution\t연결이 끊겼습니다.\t10",
    ]


def test_the_oldest_lines_go_first(panel: Messages) -> None:
    for number in range(520):
        panel.add(Message("info", f"{number}번", "line"))
    told = lines(panel)
    assert len(told) == 500 and "519번" in told[0] and "20번" in told[-1]


def test_text_is_shown_as_it_stands(panel: Messages) -> None:
    panel.add(Message("info", "<b>굵게</b>\n두 줄\u202e"))
    assert "<b>굵게</b> 두 줄\t" in lines(panel)[0]
