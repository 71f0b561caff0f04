"""The themes: groups, their names, search by name and 초성, days of the return, failures."""

from __future__ import annotations

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.themes import PANEL, ThemeChoice, Themes
from tests.support.panel_desk import PanelDesk
from tests.support.panels import apply_look

THEMES = (("140", "2차전지"), ("141", "반도체 장비"), ("150", "로봇"))
MEMBERS = [{"stk_cd": "000001", "stk_nm": "SK하이닉스"}, {"stk_cd": "000002", "stk_nm": "현대차"}]


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> PanelDesk:
    apply_look(qapp)
    made = PanelDesk()
    groups = [
        {"thema_grp_cd": code, "thema_nm": name, "stk_num": "5", "dt_prft_rt": "+12.34"}
        for code, name in THEMES
    ]
    made.gateway.pages = {"ka90001": [groups[:2], groups[2:]], "ka90002": [MEMBERS]}
    return made


def opened(desk: PanelDesk, qtbot: QtBot) -> Themes:
    panel = desk.make(PANEL, Themes)
    qtbot.addWidget(panel)
    return panel


def names(panel: Themes) -> list[object]:
    return [row.figures["thema_nm"] for row in panel.groups.table.rows.rows]


def asked(desk: PanelDesk, api_id: str) -> list[dict[str, str]]:
    return [values for one, values, _ in desk.gateway.asked if one == api_id]


async def test_all_pages_are_read_and_the_first_theme_is_shown(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert names(panel) == ["2차전지", "반도체 장비", "로봇"]
    assert [values["thema_grp_cd"] for values in asked(desk, "ka90002")] == ["140"]
    assert [row.key for row in panel.members.table.rows.rows] == ["000001", "000002"]
    assert panel.groups.table.current_row().key == "140"
    assert "+12.34" in panel.groups.table.copy_text()


async def test_a_chosen_theme_shows_its_names_and_a_name_is_linked(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.groups.table.select("150")
    await desk.tasks.ended()
    assert asked(desk, "ka90002")[-1]["thema_grp_cd"] == "150"
    table = panel.members.table
    point = table.visualRect(table.model().index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), QtCore.Qt.MouseButton.LeftButton, pos=point)
    assert desk.link.instrument == "000002"
    assert desk.memory.read(ThemeChoice) == ThemeChoice(10, "150")


async def test_the_kept_theme_is_shown_again(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.memory.write(ThemeChoice(20, "141"))
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert asked(desk, "ka90001")[0]["date_tp"] == "20"
    assert {values["thema_grp_cd"] for values in asked(desk, "ka90002")} == {"141"}
    assert panel.groups.table.current_row().key == "141"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("반도체", ["반도체 장비"]),
        ("체장", ["반도체 장비"]),
        ("ㄹㅂ", ["로봇"]),
        ("2차", ["2차전지"]),
    ],
)
async def test_themes_are_found_by_name_and_initials(
    desk: PanelDesk, qtbot: QtBot, typed: str, found: list[str]
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.entry.setText(typed)
    assert names(panel) == found
    panel.entry.clear()
    assert len(names(panel)) == 3


async def test_a_search_without_a_match_says_so(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.entry.setText("조선")
    state = panel.groups.table.state
    assert state.state is State.EMPTY and state.sentence == "No theme has this name."
    panel.groups.refresh()
    await desk.tasks.ended()
    assert state.state is State.EMPTY and panel.entry.text() == "조선"
    button = state.findChild(QtWidgets.QPushButton)
    assert button is not None
    qtbot.mouseClick(button, QtCore.Qt.MouseButton.LeftButton)
    assert len(names(panel)) == 3 and state.state is None


async def test_other_days_ask_both_lists_anew(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.days.setCurrentIndex(panel.days.findData(60))
    await desk.tasks.ended()
    assert asked(desk, "ka90001")[-1]["date_tp"] == "60"
    assert asked(desk, "ka90002")[-1]["date_tp"] == "60"


async def test_failures_stand_where_they_arose(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.gateway.failing = QueryError("timeout", "ka90001", retry=True)
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.groups.table.state.state is State.FAILED
    assert "서버가 제때 응답하지 않았습니다." in panel.groups.table.state.sentence
    assert panel.members.table.state.state is State.EMPTY
    desk.gateway.failing = None
    qtbot.mouseClick(panel.refresh_button, QtCore.Qt.MouseButton.LeftButton)
    await desk.tasks.ended()
    assert len(names(panel)) == 3 and panel.members.table.rows.rows
