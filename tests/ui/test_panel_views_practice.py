"""The panels of views on the real wire: every view asks its API and shows what came."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.market.lookups import LOOKUPS
from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.panels import credits, elws, etfs, investors, members, programmes, shorts
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.panels.view_sheet import ViewSheet
from kiwoom_desk.ui.shell.panel import PanelSpec
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import PracticeDesk, practice_desk

BOARDS = (investors, members, programmes, shorts, credits, etfs, elws)
NAME = "005930"


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def opened(desk: PracticeDesk, spec: PanelSpec, qtbot: QtBot) -> ViewBoard:
    panel = desk.make(spec, ViewBoard, 900, 640)
    qtbot.addWidget(panel)
    panel.every.setCurrentIndex(panel.every.findData(0))
    return panel


def answered(sheet: ViewSheet) -> bool:
    return not sheet.busy and (sheet.question is not None or sheet._failed)


def record(desk: PracticeDesk, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    asked: set[str] = set()
    ask = desk.real.ask

    async def noted(api_id: str, *rest: Any) -> Any:
        asked.add(api_id)
        return await ask(api_id, *rest)

    monkeypatch.setattr(desk.real, "ask", noted)
    return asked


async def test_every_view_of_a_panel_shows_what_it_asks(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with practice_desk(speed=20.0) as desk:
        asked = record(desk, monkeypatch)
        desk.link.set(NAME)
        for board in BOARDS:
            asked.clear()
            panel = opened(desk, board.PANEL, qtbot)
            for view in board.VIEWS:
                panel.choose(view.id)
                await shown(panel, view)
            wanted = {view.api_id for view in board.VIEWS}
            wanted |= {view.before.api_id for view in board.VIEWS if view.before is not None}
            assert asked - {LOOKUPS["mmcm_cd"].api_id} == wanted
            panel.close()


async def shown(panel: ViewBoard, view: ViewSpec) -> None:
    sheet = panel.sheet
    await until(lambda: answered(sheet))
    assert sheet.state.state is None, (view.id, sheet.state.sentence)
    assert sheet.answer.table is not None and sheet.answer.table.rows.rows, view.id
    if view.follow is None or not view.follow.lines:
        assert sheet.answer.plot.isVisible() is bool(view.curves), view.id
    assert panel.said.text()
