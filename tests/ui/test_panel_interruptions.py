"""VI: the list against a practice exchange, the countdown, and the marks in the book."""

from __future__ import annotations

from typing import Any, cast

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.domain.quote import VolatilityInterruption
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import interruptions
from kiwoom_desk.ui.panels.interruption_watch import InterruptionWatch
from kiwoom_desk.ui.panels.interruptions import Interruptions
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

LIST = "motn_stk"
OPENS_WITH = 396
"""Pixels that the opening layout leaves for the panel."""


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def desk_with(memory: PanelMemory | None = None) -> ExplorerDesk:
    desk = ExplorerDesk(memory)
    cast(Any, desk.replies).interruptions = Signal()
    return desk


def row(code: str, start: str, end: str = "000000") -> dict[str, str]:
    return {
        "stk_cd": code,
        "stk_nm": code,
        "motn_pric": "78400",
        "static_stdpc": "71300",
        "viaplc_tp": "정적",
        "trde_cntr_proc_time": start,
        "virelis_time": end,
        "vimotn_cnt": "1",
    }


def running(code: str, start: str, ended: bool = False) -> VolatilityInterruption:
    return VolatilityInterruption(code, code, "1", True, 78_400, 71_300, start, ended)


async def test_the_list_is_the_exchanges_and_its_rows_are_live(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        panel = desk.make(interruptions.PANEL, Interruptions, 800, 400)
        qtbot.addWidget(panel)
        await until(lambda: bool(panel.list.rows))
        codes = {one.code for one in panel.list.rows}
        assert all(desk.index.get(code) is not None for code in codes)
        await until(lambda: all(panel._price(one) for one in panel.list.rows))
        panel.list.table.selectRow(0)
        assert desk.link.instrument == panel.list.rows[0].code
        panel.boxes["motn_drc"].setCurrentIndex(2)
        await until(lambda: bool(panel.list.asker.reply) and not panel.list.asker.busy)
        assert all(not interruptions.upward(one) for one in panel.list.rows)
        panel.close()


async def test_a_running_one_counts_down_and_stands_first(qtbot: QtBot) -> None:
    desk = desk_with()
    desk.replies.pages["ka10054"] = [
        {LIST: [row("000001", "101500", "101700"), row("000002", "102230")]}
    ]
    desk.state.apply_interruption(running("000002", "102230"))
    panel = desk.make(interruptions.PANEL, Interruptions, 800, 300)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    first, second = panel.list.rows
    left = next(one for one in panel.list.table.rows.columns if one.id == "left")
    assert (first.code, left.text(first), left.text(second)) == ("000002", "1:19", "released")
    assert panel.count.text() == "1 now"
    desk.clock.advance(100)
    assert left.text(first) == "due"
    panel.running.setChecked(True)
    assert [one.code for one in panel.list.rows] == ["000002"]
    again = desk_with(PanelMemory(desk.memory.kept()))
    found = again.make(interruptions.PANEL, Interruptions, 800, 300)
    qtbot.addWidget(found)
    assert found.running.isChecked()
    await again.tasks.ended()


async def test_the_choices_fit_at_the_width_the_panel_opens_with(qtbot: QtBot) -> None:
    desk = desk_with()
    for place in range(12):
        code = f"{place:06d}"
        desk.state.apply_interruption(running(code, "102230"))
    panel = desk.make(interruptions.PANEL, Interruptions, OPENS_WITH, 300)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    assert panel.count.text() == "12 now"
    for widget in (*panel.boxes.values(), panel.running, panel.count):
        assert widget.width() >= widget.sizeHint().width(), widget.accessibleName()


async def test_a_push_asks_the_list_anew(qtbot: QtBot) -> None:
    desk = desk_with()
    panel = desk.make(interruptions.PANEL, Interruptions, 800, 300)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    assert panel.list.table.state.state is State.EMPTY
    desk.replies.pages["ka10054"] = [{LIST: [row("000002", "102230")]}]
    cast(Any, desk.replies).interruptions.emit(running("000002", "102230"))
    await until(lambda: len(panel.list.rows) == 1)


async def test_a_refusal_is_told(qtbot: QtBot) -> None:
    desk = desk_with()
    desk.replies.failing = QueryError("1700", "ka10054", "요청 횟수를 넘었습니다")
    panel = desk.make(interruptions.PANEL, Interruptions, 800, 300)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    assert "요청 횟수를 넘었습니다" in panel.list.table.state.sentence


async def test_after_a_release_the_book_counts_from_its_auction(qtbot: QtBot) -> None:
    desk = desk_with()
    told: list[int] = []
    desk.state.apply_interruption(running("000002", "102230"))
    watch = InterruptionWatch(desk.context(), lambda: told.append(1))
    qtbot.addWidget(watch.word)
    watch.show_instrument("000002")
    assert watch.word.text() == "VI 1:19"
    await desk.tasks.ended()
    assert (watch.reference, told) == (0, [])
    desk.replies.pages["ka10054"] = [{LIST: [row("000002", "102230", "102430")]}]
    prints = [("102440", "78900"), ("102431", "78500"), ("102229", "78400")]
    rows = [{"tm": time, "cur_prc": f"+{price}"} for time, price in prints]
    desk.replies.pages["ka10084"] = [{"tdy_pred_cntr": rows[:1]}, {"tdy_pred_cntr": rows[1:]}]
    desk.state.apply_interruption(running("000002", "102230", ended=True))
    watch.show_left()
    await desk.tasks.ended()
    assert (watch.word.text(), watch.reference, told) == ("", 78_500, [1])
    assert desk.replies.asked[-1].values["tm"] == "1024"
    watch.show_instrument("000003")
    assert watch.reference == 0
    desk.replies.failing = QueryError("connect", "ka10054")
    await desk.tasks.ended()
    assert watch.reference == 0
