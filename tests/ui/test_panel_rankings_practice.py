"""Every ranking of the tree on the real wire: it asks its API, and what comes is shown or said."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.market.lookups import LOOKUPS
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.rankings import PANEL, VIEWS
from kiwoom_desk.ui.panels.view_board import ViewBoard
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

# At ten in the morning some lists may have nobody in them, but never many of them.
MOST_EMPTY = 4


async def test_every_ranking_asks_and_shows(
    qapp: QtWidgets.QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_look(qapp)
    async with practice_desk() as desk:
        asked: set[str] = set()
        ask = desk.real.ask

        async def noted(api_id: str, *rest: Any) -> Any:
            asked.add(api_id)
            return await ask(api_id, *rest)

        monkeypatch.setattr(desk.real, "ask", noted)
        desk.link.set("005930")
        panel = desk.make(PANEL, ViewBoard, 900, 500)
        qtbot.addWidget(panel)
        panel.every.setCurrentIndex(panel.every.findData(0))
        empty = []
        for view in VIEWS:
            panel.choose(view.id)
            sheet = panel.sheet
            await until(lambda sheet=sheet: sheet.question is not None and not sheet.busy)
            if not sheet.answer.rows:
                assert sheet.state.state is State.EMPTY and sheet.state.sentence
                empty.append(view.id)
        assert asked - {LOOKUPS["mmcm_cd"].api_id} == {view.api_id for view in VIEWS}
        assert len(empty) <= MOST_EMPTY, empty
        panel.close()
