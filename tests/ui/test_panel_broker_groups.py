"""The broker's watch-list groups, read into the watch list's own."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.ui.panels import watch
from kiwoom_desk.ui.panels.broker_groups import BrokerGroups
from kiwoom_desk.ui.panels.watch import WatchList
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

# Without a display a menu can take neither the front nor the keyboard.
MENUS = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


@MENUS
async def test_a_group_of_the_exchange_fills_an_empty_one_of_ours(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        panel = desk.make(watch.PANEL, WatchList)
        qtbot.addWidget(panel)
        before = panel.codes
        (button,) = panel.findChildren(BrokerGroups)
        button.click()
        await until(lambda: bool(button.menu_.actions()) and button.isEnabled())
        first = button.menu_.actions()[0]
        button.menu_.hide()
        first.trigger()
        await until(lambda: panel.codes != before and bool(panel.codes))
        assert panel.groups.currentIndex() == 1
        assert all(desk.index.get(code) is not None for code in panel.codes)
        assert first.text() in desk.said[-1].text
        panel.show_group(0)
        assert panel.codes == before
        panel.close()


@MENUS
async def test_unknown_names_are_left_out_and_said(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    desk.replies.pages["ka01300"] = [{"nofi": [{"gcod": "007", "name": "단타"}]}]
    desk.replies.pages["ka01301"] = [{"nofj": [{"cod2": "A000001"}, {"cod2": "999999"}]}]
    panel = desk.make(watch.PANEL, WatchList)
    qtbot.addWidget(panel)
    panel.set_codes(())
    (button,) = panel.findChildren(BrokerGroups)
    button.click()
    await desk.tasks.ended()
    button.menu_.hide()
    button.menu_.actions()[0].trigger()
    await desk.tasks.ended()
    assert panel.codes == ("000001",)
    assert [one.code for one in desk.said] == ["watch.left_out", "watch.group_read"]


@MENUS
async def test_a_refusal_and_no_group_are_said(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    desk.replies.failing = QueryError("8005", "ka01300", "권한이 없습니다")
    panel = desk.make(watch.PANEL, WatchList)
    qtbot.addWidget(panel)
    (button,) = panel.findChildren(BrokerGroups)
    button.click()
    await desk.tasks.ended()
    assert "권한이 없습니다" in desk.said[-1].text
    assert button.isEnabled()
    desk.replies.failing = None
    button.click()
    await desk.tasks.ended()
    (nothing,) = button.menu_.actions()
    button.menu_.hide()
    assert not nothing.isEnabled()
