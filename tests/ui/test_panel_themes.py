"""The themes: groups, their names, search by name and 초성, days of the return, failures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.heat_map import Box, boxes
from kiwoom_desk.ui.panels.themes import PANEL, ThemeChoice, Themes
from tests.support.panel_desk import PanelDesk, quote
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


async def test_a_tile_of_the_map_chooses_its_theme(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.map_button.setChecked(True)
    assert {tile.name for tile in panel.map.tiles} == {"2차전지", "반도체 장비", "로봇"}
    box = panel.map.box_of("150")
    assert box is not None
    point = QtCore.QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))
    qtbot.mouseClick(panel.map, QtCore.Qt.MouseButton.LeftButton, pos=point)
    await desk.tasks.ended()
    assert asked(desk, "ka90002")[-1]["thema_grp_cd"] == "150"
    assert panel.map.current == "150" and panel.groups.table.current_row().key == "150"
    kept = desk.memory.read(ThemeChoice)
    assert kept is not None and kept.map and kept.theme == "150"
    panel.groups.refresh()
    await desk.tasks.ended()
    assert len(asked(desk, "ka90001")) > 1


async def test_arrow_keys_walk_over_the_map(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.map_button.setChecked(True)
    qtbot.keyClick(panel.map, QtCore.Qt.Key.Key_Right)
    walked = panel.map.current
    assert walked != "140"
    qtbot.keyClick(panel.map, QtCore.Qt.Key.Key_Left)
    assert panel.map.current == "140"
    assert panel.map.accessibleDescription().startswith("2차전지")
    await desk.tasks.ended()


async def test_the_themes_of_the_linked_name_are_asked(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.link.set("000003")
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.of_button.setChecked(True)
    await desk.tasks.ended()
    assert panel.of_button.text() == "NAVER"
    last = asked(desk, "ka90001")[-1]
    assert (last["qry_tp"], last["stk_cd"]) == ("2", "000003")
    desk.link.set("000004")
    await desk.tasks.ended()
    assert asked(desk, "ka90001")[-1]["stk_cd"] == "000004"
    desk.link.set("000002")
    await desk.tasks.ended()
    assert asked(desk, "ka90001")[-1]["stk_cd"] == "000004", "a name of the list below"
    panel.of_button.setChecked(False)
    await desk.tasks.ended()
    assert asked(desk, "ka90001")[-1]["qry_tp"] == "0"


async def test_the_names_of_a_theme_follow_their_quotes(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert {"000001", "000002"} <= set(desk.ranks())
    desk.stream(quote("000002", price=72_500, change=-200))
    row = panel.members.table.rows.rows[1]
    assert (row.key, row.figures["cur_prc"], row.figures["pred_pre"]) == ("000002", 72_500, -200)
    panel.hide()
    assert not desk.ranks()


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=40),
    st.integers(50, 900),
    st.integers(50, 900),
)
def test_tiles_fill_the_map_by_their_weights(weights: list[int], width: int, height: int) -> None:
    ordered = sorted(weights, reverse=True)
    made = boxes(ordered, Box(0, 0, width, height))
    assert len(made) == len(ordered)
    for weight, box in zip(ordered, made, strict=True):
        wanted = weight / sum(ordered) * width * height
        assert box.width * box.height == pytest.approx(wanted, rel=1e-6)
        assert box.x >= -1e-6 and box.x + box.width <= width + 1e-6
        assert box.y >= -1e-6 and box.y + box.height <= height + 1e-6
