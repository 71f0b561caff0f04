"""The explorer on the real wire: a practice exchange answers, goes on, refuses and streams."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import explorer
from tests.support.loopback import until
from tests.support.panel_desk import PanelDesk
from tests.support.panels import apply_look
from tests.ui.test_market_panels_practice import live_desk

WITHIN = 20.0
ASKED = ("ka10001", "ka10027", "ka10059", "ka40003", "ka20003", "kt00001", "ka50081", "ka10099")
WATCHED = ("0B", "0D", "0F", "0w", "0J", "0g")


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def opened(desk: PanelDesk, qtbot: QtBot) -> explorer.Explorer:
    panel = desk.make(explorer.PANEL, explorer.Explorer, 1100, 700)
    qtbot.addWidget(panel)
    return panel


async def answered(view: explorer.ExplorerView, api_id: str = "") -> None:
    if api_id:
        view.list.select(api_id)
    view.ask()
    await until(lambda: not view.answer.busy, WITHIN)


async def test_queries_are_answered_from_the_start_of_their_forms(qtbot: QtBot) -> None:
    async with live_desk() as desk:
        panel = opened(desk, qtbot)
        view = panel.view
        for api_id in ASKED:
            await answered(view, api_id)
            assert view.answer.reply.state.state is None, api_id
            assert view.answer.reply.sheets(), api_id
            assert not view.answer.marks.isVisible(), api_id
        await answered(view, "ka10171")
        table = view.answer.reply.current()
        assert table is not None
        assert len(table.rows.rows) >= 12
        await answered(view, "ka10172")
        assert view.answer.reply.state.state in (None, State.EMPTY)
        assert view.answer.question is not None
        assert view.answer.question.reply is not None
        panel.close()


async def test_a_long_answer_goes_on_and_bad_input_gets_a_sentence(qtbot: QtBot) -> None:
    async with live_desk() as desk:
        panel = opened(desk, qtbot)
        view = panel.view
        await answered(view, "ka10081")
        question = view.answer.question
        assert question is not None
        first = question.rows
        assert not question.complete
        view.answer.more()
        await until(lambda: not view.answer.busy, WITHIN)
        assert question.rows > first
        assert question.pages == 2
        view.form.cells["stk_cd"].editor.set_text("999999")
        await answered(view)
        assert view.answer.reply.state.state is State.FAILED
        assert "999999" in view.answer.reply.state.sentence
        view.list.select("ka10073")
        await answered(view)
        assert view.answer.reply.state.state is State.EMPTY
        view.list.select("kt10000")
        assert view.answer.reply.state.state is State.REFUSED
        panel.close()


async def test_types_are_watched_as_they_come(qtbot: QtBot) -> None:
    async with live_desk() as desk:
        panel = opened(desk, qtbot)
        view = panel.view
        for type_id in WATCHED:
            view.list.select(type_id)
            view.watch.start()
            await until(lambda: bool(view.watch.table.rows.rows), WITHIN)
            assert any(one.cell.text for one in view.watch.table.rows.rows), type_id
        view.list.select("04")
        view.watch.start()
        sentence = "Registered; nothing has come yet."
        await until(lambda: view.watch.table.state.sentence == sentence, WITHIN)
        panel.close()
        assert not view.watch.watching
