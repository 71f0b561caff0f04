"""The board of subscription rights: live beside the shares, parity from a typed issue price."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import rights
from kiwoom_desk.ui.panels.rights import Rights
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def test_rights_stand_beside_their_live_shares(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        panel = desk.make(rights.PANEL, Rights, 900, 400)
        qtbot.addWidget(panel)
        await until(lambda: bool(panel.list.rows))
        await until(lambda: all(panel.parity(row).share for row in panel.list.rows))
        row = panel.list.rows[0]
        share = panel._share_code(row)
        assert desk.index.name(share) in row.text("stk_nm")
        found = panel.parity(row)
        assert found.implied == found.share - found.price > 0
        panel.list.table.selectRow(0)
        assert desk.link.instrument == row.code
        panel.issue.setValue(1_000)
        assert panel.parity(row).worth == panel.parity(row).share - 1_000
        everything = len(panel.list.rows)
        panel.kinds.setCurrentIndex(1)
        await until(lambda: 0 < len(panel.list.rows) < everything)
        again = desk.make(rights.PANEL, Rights, 900, 400)
        qtbot.addWidget(again)
        assert again.kinds.currentData() == "05"
        assert again._choice.issues == {row.code: 1_000}
        panel.close()
        again.close()


async def test_an_empty_board_and_a_refusal_say_why(qtbot: QtBot) -> None:
    desk = ExplorerDesk(PanelMemory())
    desk.replies.pages["ka10011"] = [{"newstk_recvrht_mrpr": []}]
    panel = desk.make(rights.PANEL, Rights, 600, 300)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    assert panel.list.table.state.state is State.EMPTY
    assert not panel.issue.isEnabled()
    desk.replies.failing = QueryError("1700", "ka10011", "요청 횟수를 넘었습니다")
    panel.foot.refresh_button.click()
    await desk.tasks.ended()
    assert panel.list.table.state.state is State.FAILED
    assert "요청 횟수를 넘었습니다" in panel.list.table.state.sentence
