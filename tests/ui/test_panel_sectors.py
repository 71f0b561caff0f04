"""Sectors against a practice exchange: board, map, breadth, charts of every period; and refusals."""

from __future__ import annotations

import msgspec
import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.quote import IndexQuote
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import sectors
from kiwoom_desk.ui.panels.sectors import Sectors
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

CHART, MEMBERS, TODAY, DAYS, INVESTORS, PROGRAMMES = range(6)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def test_the_exchanges_sectors_live_from_every_side(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        desk.real.on_index = desk.state.apply_index
        await desk.link_name("005930")
        panel = desk.make(sectors.PANEL, Sectors, 1100, 600)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.board.rows) > 20)
        await until(lambda: panel._index("001") is not None)
        await until(lambda: bool(panel.bars["101"].text) and bool(panel.bars["001"].text))
        assert sum(tile.weight for tile in panel.map.tiles) == pytest.approx(10_000, abs=400)

        for unit in Unit:
            panel.chart.show_period(Period(unit))
            await until(lambda: panel.chart.chart is not None and len(panel.chart.chart.series) > 3)
        level = panel._index("001")
        assert level is not None and panel.chart.chart is not None
        assert abs(int(panel.chart.chart.series.close[-1]) - level.level) < level.level // 50

        panel.map.selected.emit("013")
        assert panel.choice.sector == "013"
        panel.right.setCurrentIndex(MEMBERS)
        await until(lambda: bool(panel.members.list.rows))
        panel.members.list.table.selectRow(1)
        assert desk.link.instrument == panel.members.list.rows[1].code

        for place, course in ((TODAY, panel.today), (DAYS, panel.days)):
            panel.right.setCurrentIndex(place)
            await until(lambda course=course: bool(course.list.rows))
            assert len(course.chart.labels) == len(course.list.rows)
            assert course.sheet.groups

        panel.right.setCurrentIndex(INVESTORS)
        await until(lambda: len(panel.investors.list.rows) > 10)
        panel.right.setCurrentIndex(PROGRAMMES)
        await until(lambda: len(panel.programmes.sheet.groups) == 3)
        panel.close()


async def test_the_stream_moves_levels_and_breadth(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    told = {"stk_cd": "001", "stk_nm": "종합(KOSPI)", "cur_prc": "+5833.67", "flu_rt": "+0.90"}
    counts = {"upl": "3", "rising": "85", "stdns": "10", "fall": "73", "lst": "0"}
    desk.replies.pages["ka20003"] = [{"all_inds_idex": [told | counts]}]
    panel = desk.make(sectors.PANEL, Sectors, 900, 500)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    (row,) = panel.board.rows
    assert panel.bars["001"].text == "▲85 (3) · 10 · ▼73 (0)"
    assert (panel._figure(row, "level", "cur_prc"), panel.name.text()) == (
        583_367,
        "종합(KOSPI)  001",
    )
    desk.state.apply_index(IndexQuote("001", "102312", 584_000, 5_880, 102, 1, 1))
    assert panel._figure(row, "level", "cur_prc") == 584_000
    fields = {field.key: "" for field in catalogue().types["0U"].fields}
    pushed = fields | {"251": "4", "252": "90", "253": "9", "255": "70", "254": "1"}
    desk.replies.push("0U", "101", row_type("0U").decode(msgspec.json.encode(pushed)))
    assert panel.bars["101"].text == "▲90 (4) · 9 · ▼70 (1)"


async def test_choices_are_kept_and_a_refusal_is_told(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    panel = desk.make(sectors.PANEL, Sectors, 900, 500)
    qtbot.addWidget(panel)
    panel.markets.setCurrentIndex(1)
    panel.right.setCurrentIndex(DAYS)
    panel.chart.show_period(Period(Unit.WEEK))
    await desk.tasks.ended()
    assert panel.board.table.state.state is State.EMPTY
    again = ExplorerDesk(PanelMemory(desk.memory.kept()))
    again.replies.failing = QueryError("1700", "ka20003", "요청 횟수를 넘었습니다")
    found = again.make(sectors.PANEL, Sectors, 900, 500)
    qtbot.addWidget(found)
    await again.tasks.ended()
    assert (found.choice.market, found.choice.sector) == ("101", "101")
    assert found.right.currentIndex() == DAYS
    assert found.chart.periods.period == Period(Unit.WEEK)
    assert "요청 횟수를 넘었습니다" in found.board.table.state.sentence
    assert "요청 횟수를 넘었습니다" in found.days.list.table.state.sentence
    found.right.setCurrentIndex(PROGRAMMES)
    assert found.programmes.state.state is State.EMPTY
    found.right.setCurrentIndex(CHART)
    await again.tasks.ended()
    assert "요청 횟수를 넘었습니다" in found.chart.state.sentence
