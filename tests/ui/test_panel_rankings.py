"""The rankings: choices, links, more pages, refreshing in sight only, failures that leave old rows."""

from __future__ import annotations

import asyncio

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import Haste, QueryError
from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.rankings import PANEL, RankingChoice, Rankings
from tests.support.panel_desk import PanelDesk, Row
from tests.support.panels import apply_look

TOO_FAST = QueryError("1700", "ka10027", "허용된 요청 개수를 초과하였습니다.", retry=True)


def rows(*codes: str) -> list[Row]:
    return [
        {"stk_cd": code, "stk_nm": f"종목{code}", "cur_prc": "+71300", "flu_rt": "+4.21"}
        for code in codes
    ]


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> PanelDesk:
    apply_look(qapp)
    made = PanelDesk()
    made.gateway.pages = {
        "ka10027": [rows("000001", "000002"), rows("000003")],
        "ka10030": [rows("000004")],
        "ka10032": [rows("000005")],
    }
    return made


def opened(desk: PanelDesk, qtbot: QtBot) -> Rankings:
    panel = desk.make(PANEL, Rankings)
    qtbot.addWidget(panel)
    return panel


def keys(panel: Rankings) -> list[str]:
    return [row.key for row in panel.table.table.rows.rows]


def words(panel: Rankings) -> set[str]:
    return {label.text() for label in panel.findChildren(QtWidgets.QLabel)}


async def test_it_opens_with_the_gainers_of_all_markets(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert keys(panel) == ["000001", "000002"]
    api_id, values, _ = desk.gateway.asked[0]
    assert (api_id, values["mrkt_tp"], values["sort_tp"]) == ("ka10027", "000", "1")
    assert panel._age.text() == "As of 10:23:11"
    first = panel.table.table.copy_text().split("\n")[1]
    assert first == "1\t종목000001\t71,300\t+4.21\t"


async def test_each_ranking_and_market_can_be_chosen_and_is_kept(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    for place, api_id, code in ((2, "ka10030", "000004"), (3, "ka10032", "000005")):
        panel.scans.setCurrentIndex(place)
        await desk.tasks.ended()
        assert keys(panel) == [code] and desk.gateway.asked[-1][0] == api_id
    panel.markets.setCurrentIndex(2)
    await desk.tasks.ended()
    assert desk.gateway.asked[-1][1]["mrkt_tp"] == "101"
    assert desk.memory.read(RankingChoice) == RankingChoice("value", "101", 5)
    again = PanelDesk(memory=desk.memory)
    assert opened(again, qtbot).scans.currentData() == "value"
    again.tasks.close()


async def test_a_choice_during_the_reading_wins(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.gateway.hold = asyncio.Event()
    panel = opened(desk, qtbot)
    panel.scans.setCurrentIndex(2)
    panel.markets.setCurrentIndex(1)
    panel.markets.setCurrentIndex(2)
    desk.gateway.hold.set()
    await desk.tasks.ended()
    assert keys(panel) == ["000004"]
    assert desk.gateway.asked[-1][1]["mrkt_tp"] == "101"


async def test_a_click_shows_the_name_everywhere(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    table = panel.table.table
    point = table.visualRect(table.model().index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), QtCore.Qt.MouseButton.LeftButton, pos=point)
    assert desk.link.instrument == "000002"


async def test_more_reads_the_next_page_until_the_end(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    button = panel.table.more_button
    assert button.isVisible()
    qtbot.mouseClick(button, QtCore.Qt.MouseButton.LeftButton)
    await desk.tasks.ended()
    assert keys(panel) == ["000001", "000002", "000003"] and not button.isVisible()


async def test_it_refreshes_by_itself_and_keeps_the_chosen_row(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.table.table.select("000002")
    desk.gateway.pages["ka10027"] = [rows("000002", "000009")]
    timer = panel.table._timer
    assert timer.isActive() and timer.interval() == 5_000
    timer.timeout.emit()
    await desk.tasks.ended()
    assert desk.gateway.hastes[-1] is Haste.TIMED
    assert keys(panel) == ["000002", "000009"]
    qtbot.mouseClick(panel.refresh_button, QtCore.Qt.MouseButton.LeftButton)
    await desk.tasks.ended()
    assert desk.gateway.hastes[-1] is Haste.CLICKED
    assert panel.table.table.current_row().key == "000002"


async def test_a_hidden_list_asks_nothing(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.hide()
    asked = len(desk.gateway.asked)
    assert not panel.table._timer.isActive()
    panel.table.refresh()
    await desk.tasks.ended()
    assert len(desk.gateway.asked) == asked
    panel.show()
    await desk.tasks.ended()
    assert len(desk.gateway.asked) == asked + 1


async def test_by_hand_means_by_hand(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.every.setCurrentIndex(panel.every.findData(0))
    panel.table.refresh()
    await desk.tasks.ended()
    assert not panel.table._timer.isActive()
    asked = len(desk.gateway.asked)
    qtbot.mouseClick(panel.refresh_button, QtCore.Qt.MouseButton.LeftButton)
    await desk.tasks.ended()
    assert len(desk.gateway.asked) == asked + 1


async def test_a_first_failure_says_why_and_can_be_tried_again(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    desk.gateway.failing = TOO_FAST
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    state = panel.table.table.state
    assert state.state is State.FAILED and TOO_FAST.message in state.sentence
    desk.gateway.failing = None
    button = state.findChild(QtWidgets.QPushButton)
    assert button is not None
    qtbot.mouseClick(button, QtCore.Qt.MouseButton.LeftButton)
    await desk.tasks.ended()
    assert state.state is None and keys(panel)


async def test_a_later_failure_leaves_the_rows_and_says_so(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    desk.gateway.failing = TOO_FAST
    panel.table.refresh()
    await desk.tasks.ended()
    assert len(keys(panel)) == 2 and panel.table.failed
    assert TOO_FAST.message in panel._age.text()
    assert panel.table._timer.isActive()
    desk.gateway.failing = None
    panel.table.refresh()
    await desk.tasks.ended()
    assert not panel.table.failed and panel._age.text() == "As of 10:23:11"


async def test_an_empty_ranking_is_a_sentence(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.gateway.pages["ka10027"] = [[]]
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.table.table.state.state is State.EMPTY
    assert panel.table.table.state.sentence == "No name is in this ranking now."


async def test_columns_are_kept_for_each_ranking(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.table.table.horizontalHeader().resizeSection(2, 133)
    kept = desk.memory.read(ColumnLayout, "columns-gainers")
    assert kept is not None and kept.widths["cur_prc"] == 133
    assert desk.memory.read(ColumnLayout, "columns-volume") is None


async def test_names_get_the_room_left_and_never_less_than_their_width(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    table = panel.table.table
    panel.resize(700, 400)
    assert table.horizontalHeader().length() == table.viewport().width()
    assert table.columnWidth(1) > 300
    panel.resize(240, 400)
    assert table.columnWidth(1) == 80
