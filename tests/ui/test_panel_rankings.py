"""The rankings: tree, favourites, filters, links, pages, timers in sight, failures that leave old rows."""

from __future__ import annotations

import asyncio

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import Haste, QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.rankings import PANEL, VIEWS
from kiwoom_desk.ui.panels.view_board import BoardChoice, ViewBoard
from kiwoom_desk.ui.panels.view_filters import FilterChoice
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.explorer_desk import Body, ExplorerDesk
from tests.support.loopback import until
from tests.support.panels import apply_look

TOO_FAST = QueryError("1700", "ka10027", "허용된 요청 개수를 초과하였습니다.", retry=True)


def page(api_id: str, *codes: str) -> Body:
    key = catalogue().api(api_id).lists[0].key
    return {
        key: [
            {"stk_cd": code, "stk_nm": f"종목{code}", "cur_prc": "+71300", "flu_rt": "+4.21"}
            for code in codes
        ]
    }


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> ExplorerDesk:
    apply_look(qapp)
    return filled(ExplorerDesk())


def filled(desk: ExplorerDesk) -> ExplorerDesk:
    desk.replies.pages = {
        "ka10027": [page("ka10027", "000001", "000002"), page("ka10027", "000003")],
        "ka10030": [page("ka10030", "000004")],
        "ka10032": [page("ka10032", "000005")],
    }
    return desk


def opened(desk: ExplorerDesk, qtbot: QtBot, width: int = 400) -> ViewBoard:
    panel = desk.make(PANEL, ViewBoard, width)
    qtbot.addWidget(panel)
    return panel


def codes(panel: ViewBoard) -> list[str]:
    shown = panel.sheet.answer.shown
    assert shown is not None
    place = [column.key for column in shown.columns].index("stk_cd")
    return [row.cells[place].text for row in panel.sheet.answer.rows]


def titles(panel: ViewBoard) -> list[str]:
    tree = panel.tree
    tops = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return [item.text(0) for item in tops if item is not None]


async def test_it_opens_with_the_gainers_of_all_markets(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert codes(panel) == ["000001", "000002"]
    first = desk.replies.asked[0]
    assert (first.api_id, first.values["mrkt_tp"], first.values["sort_tp"]) == (
        "ka10027",
        "000",
        "1",
    )
    assert panel.said.text().startswith("As of 10:23:11 · 2 rows")
    assert panel.sheet.answer.table is not None
    lines = panel.sheet.answer.table.copy_text().split("\n")
    assert lines[1].startswith("1\t종목000001\t71,300\t+4.21")


def test_every_ranking_of_the_broker_is_in_the_tree() -> None:
    published = {api.id for api in catalogue().apis.values() if api.group == "순위정보"}
    assert published <= {view.api_id for view in VIEWS}
    assert len({view.id for view in VIEWS}) == len(VIEWS)


@pytest.mark.parametrize("view", VIEWS, ids=[view.id for view in VIEWS])
def test_every_key_of_a_ranking_is_one_of_its_api(view: object) -> None:
    spec = next(one for one in VIEWS if one is view)
    api = catalogue().api(spec.api_id)
    told = {field.key for one in api.lists for field in one.children}
    told |= {field.key for field in api.response} | set(spec.numbered)
    assert set(spec.shown) <= told and spec.code in told | {"stk_cd"}
    asked = {field.key for field in api.request}
    assert set(spec.values) <= asked
    assert set(spec.filters) - {"*", "span"} <= asked


async def test_a_ranking_of_the_tree_and_its_filters_are_kept(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    for view, api_id, code in (("volume", "ka10030", "000004"), ("value", "ka10032", "000005")):
        panel.choose(view)
        await desk.tasks.ended()
        assert codes(panel) == [code] and desk.replies.asked[-1].api_id == api_id
    panel.sheet.filters.take("mrkt_tp", "101")
    await desk.tasks.ended()
    assert desk.replies.asked[-1].values["mrkt_tp"] == "101"
    assert desk.replies.asked[-1].turn.haste is Haste.CLICKED
    again = filled(ExplorerDesk(memory=PanelMemory(desk.memory.kept())))
    board = opened(again, qtbot)
    await again.tasks.ended()
    assert board.sheet.spec.id == "value"
    assert again.replies.asked[-1].values["mrkt_tp"] == "101"
    kept = desk.memory.read(FilterChoice, "filters-value")
    assert kept is not None and kept.values["mrkt_tp"] == "101"
    again.tasks.close()


async def test_favourites_stand_first_and_are_kept(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot, 900)
    await desk.tasks.ended()
    assert titles(panel)[0] == "Favourites"
    above = panel.tree.topLevelItem(0)
    assert above is not None and above.childCount() == 3
    panel.choose("losers")
    qtbot.mouseClick(panel.star, QtCore.Qt.MouseButton.LeftButton)
    above = panel.tree.topLevelItem(0)
    assert above is not None and above.child(3).text(0) == "Top losers"
    kept = desk.memory.read(BoardChoice)
    assert kept is not None and kept.favourites == ("gainers", "volume", "value", "losers")
    await desk.tasks.ended()


async def test_a_narrow_panel_shows_its_tree_behind_the_button(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.tree.isHidden()
    qtbot.mouseClick(panel.list_button, QtCore.Qt.MouseButton.LeftButton)
    assert panel.tree.isVisible()
    above = panel.tree.topLevelItem(0)
    assert above is not None
    panel.tree.itemClicked.emit(above.child(1), 0)
    await desk.tasks.ended()
    assert panel.tree.isHidden() and codes(panel) == ["000004"]


async def test_a_choice_during_the_reading_wins(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.hold = asyncio.Event()
    panel = opened(desk, qtbot)
    panel.choose("volume")
    panel.sheet.filters.take("mrkt_tp", "001")
    panel.sheet.filters.take("mrkt_tp", "101")
    desk.replies.hold.set()
    await desk.tasks.ended()
    assert codes(panel) == ["000004"]
    assert desk.replies.asked[-1].values["mrkt_tp"] == "101"


async def test_a_click_shows_the_name_everywhere(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    table = panel.sheet.answer.table
    assert table is not None
    point = table.visualRect(table.model().index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), QtCore.Qt.MouseButton.LeftButton, pos=point)
    assert desk.link.instrument == "000002"


async def test_rows_follow_their_quotes(desk: ExplorerDesk, qtbot: QtBot) -> None:
    from tests.support.panel_desk import quote

    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert {"000001", "000002"} <= set(desk.ranks())
    desk.stream(quote("000002", price=72_500, change=-200))
    panel.sheet.answer._follow()
    table = panel.sheet.answer.table
    assert table is not None
    assert "72,500" in table.copy_text().split("\n")[2]
    panel.hide()
    assert not desk.ranks()


async def test_more_reads_the_next_page_and_a_refresh_keeps_it(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    qtbot.mouseClick(panel.more_button, QtCore.Qt.MouseButton.LeftButton)
    await desk.tasks.ended()
    assert codes(panel) == ["000001", "000002", "000003"] and panel.more_button.isHidden()
    panel._timer.timeout.emit()
    await desk.tasks.ended()
    assert desk.replies.asked[-1].turn.haste is Haste.TIMED
    assert codes(panel) == ["000001", "000002", "000003"]


async def test_the_list_is_searched_by_name_and_initials(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.entry.setText("목000002")
    assert codes(panel) == ["000002"]
    panel.entry.setText("ㅈㅁ")
    assert len(codes(panel)) == 2
    panel.entry.setText("없는")
    assert panel.sheet.state.state is State.EMPTY
    panel.entry.clear()
    assert len(codes(panel)) == 2 and panel.sheet.state.state is None


async def test_a_hidden_list_asks_nothing(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.hide()
    asked = len(desk.replies.asked)
    assert not panel._timer.isActive()
    panel.sheet.refresh()
    await desk.tasks.ended()
    assert len(desk.replies.asked) == asked
    panel.show()
    await desk.tasks.ended()
    assert len(desk.replies.asked) == asked + 1


async def test_failures_leave_the_old_rows_and_say_why(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.failing = TOO_FAST
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.sheet.state.state is State.FAILED
    assert TOO_FAST.message in panel.sheet.state.sentence
    desk.replies.failing = None
    panel.sheet.refresh()
    await desk.tasks.ended()
    assert panel.sheet.state.state is None and len(codes(panel)) == 2
    desk.replies.failing = TOO_FAST
    panel.sheet.refresh()
    await desk.tasks.ended()
    assert len(codes(panel)) == 2 and TOO_FAST.message in panel.said.text()


async def test_a_wait_for_the_limit_is_told(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.waits, desk.replies.hold = [1.25], asyncio.Event()
    panel = opened(desk, qtbot)
    while panel.said.text() == "":
        await asyncio.sleep(0)
    assert panel.said.text() == "Waiting for the request limit: 1.2 s"
    desk.replies.hold.set()
    await desk.tasks.ended()


async def test_nothing_found_is_a_sentence(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.pages["ka10027"] = [page("ka10027")]
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.sheet.state.state is State.EMPTY
    assert panel.sheet.state.sentence == "Nothing was found for these values."


async def test_columns_are_kept_for_each_ranking(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    table = panel.sheet.answer.table
    assert table is not None
    assert desk.memory.read(ColumnLayout, "columns-gainers") is None
    table._sort_clicked(2)
    kept = desk.memory.read(ColumnLayout, "columns-gainers")
    assert kept is not None and kept.sorted_by == "cur_prc"


async def test_a_narrow_list_keeps_its_first_figures_in_sight(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = desk.make(PANEL, ViewBoard)
    # A window of its own may not be narrower than what is in it; a panel of the desk may.
    window = QtWidgets.QWidget()
    qtbot.addWidget(window)
    panel.setParent(window)
    panel.resize(330, 420)
    panel.show()
    window.show()
    await desk.tasks.ended()
    table = panel.sheet.answer.table
    assert table is not None
    keys = [column.id for column in table.rows.columns]
    price = keys.index("cur_prc")
    assert table.columnViewportPosition(price) + table.columnWidth(price) <= panel.width()
    # Age and buttons have a line each, and no button is squeezed.
    assert panel.said.geometry().bottom() <= panel.refresh_button.geometry().top()
    for button in (panel.export_button, panel.refresh_button, panel.every):
        assert button.width() >= button.minimumSizeHint().width()


async def test_what_the_rate_held_up_is_asked_again_without_a_timer(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.every.setCurrentIndex(panel.every.findData(0))
    desk.replies.failing = QueryError("1700", "ka10027")
    panel.refresh_button.click()
    await desk.tasks.ended()
    before = len(desk.replies.asked)
    desk.replies.failing = None
    await until(lambda: len(desk.replies.asked) > before)
    await desk.tasks.ended()


async def test_what_is_refused_is_asked_ever_more_seldom(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    usual = panel._timer.interval()
    desk.replies.failing = QueryError("1511", "ka10027", "값이 없습니다")
    for slower in (2, 4):
        panel.refresh_button.click()
        await desk.tasks.ended()
        assert panel._timer.interval() == slower * usual
    desk.replies.failing = None
    panel.refresh_button.click()
    await desk.tasks.ended()
    assert panel._timer.interval() == usual
