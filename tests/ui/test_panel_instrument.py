"""The page of a name: every tab from a practice exchange, and what it says when nothing comes."""

from __future__ import annotations

import msgspec
import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import Haste, QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import instrument
from kiwoom_desk.ui.panels.instrument import InstrumentPage
from kiwoom_desk.ui.panels.instrument_prints import pressed
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panel_desk import quote
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

FIGURES, PRINTS, PACE, STRENGTH, DAYS = range(5)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def opened(desk: ExplorerDesk, qtbot: QtBot, code: str = "000001") -> InstrumentPage:
    panel = desk.make(instrument.PANEL, InstrumentPage, 800, 500)
    qtbot.addWidget(panel)
    if code:
        desk.link.set(code)
    return panel


def told(panel: InstrumentPage) -> dict[str, str]:
    return {
        figure.label: figure.text
        for group in panel.figures.sheet.groups
        for figure in group.figures
    }


async def test_every_tab_is_filled_by_the_exchange(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        await desk.link_name("005930")
        panel = desk.make(instrument.PANEL, InstrumentPage, 900, 600)
        qtbot.addWidget(panel)
        await until(lambda: all(asker.reply is not None for asker in panel.figures.askers))
        await until(lambda: told(panel).get("Volume", "") != "")
        figures = told(panel)
        for label in ("PER", "Market value (억원)", "All bids", "Sector", "Margin"):
            await until(lambda label=label: told(panel).get(label, "") != "")
        assert "%" not in figures["Price"]

        panel.tabs.setCurrentIndex(PRINTS)
        (now,) = panel.prints.lists
        await until(lambda: len(now.rows) > 50)
        bought, sold = pressed(now.rows, "cntr_trde_qty")
        assert panel.prints.pressed.text().startswith(f"Bought {bought:,} · sold {sold:,}")
        least = 100
        panel.prints.sizes.setCurrentIndex(panel.prints.sizes.findData(least))
        await until(lambda: bool(now.rows))
        assert all(abs(int(row.number("cntr_trde_qty") or 0)) >= least for row in now.rows)
        panel.prints.sources.setCurrentIndex(panel.prints.sources.findData("before"))
        (before,) = panel.prints.lists
        await until(lambda: bool(before.rows))

        panel.tabs.setCurrentIndex(PACE)
        await until(lambda: any(row.percent is not None for row in panel.pace.rows))
        assert len(panel.pace.chart.labels) > len(panel.pace.rows) > 50

        panel.tabs.setCurrentIndex(STRENGTH)
        for place in range(2):
            panel.strength.choice.setCurrentIndex(place)
            await until(lambda: bool(panel.strength.lists[0].rows))
            assert len(panel.strength.chart.lines) == 4

        panel.tabs.setCurrentIndex(DAYS)
        for place in range(3):
            panel.days.choice.setCurrentIndex(place)
            await until(lambda: bool(panel.days.lists[0].rows))
            assert len(panel.days.chart.labels) == len(panel.days.lists[0].rows)
        panel.close()


async def test_only_the_tab_in_front_asks_and_the_choice_is_kept(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert {one.api_id for one in desk.replies.asked} == {
        "ka10001",
        "ka10004",
        "ka10006",
        "ka10007",
        "ka10095",
        "ka10100",
    }
    assert all(one.turn.haste is Haste.CLICKED for one in desk.replies.asked)
    panel.tabs.setCurrentIndex(DAYS)
    panel.days.choice.setCurrentIndex(1)
    await desk.tasks.ended()
    assert desk.replies.asked[-1].api_id == "ka10015"
    assert desk.replies.asked[-1].values["strt_dt"] == "20261120"
    count = len(desk.replies.asked)
    desk.link.set("000002")
    await desk.tasks.ended()
    assert [one.values["stk_cd"] for one in desk.replies.asked[count:]] == ["000002"]
    again = ExplorerDesk(PanelMemory(desk.memory.kept()))
    found = opened(again, qtbot)
    await again.tasks.ended()
    assert (found.tabs.currentIndex(), found.days.choice.currentIndex()) == (DAYS, 1)
    assert {one.api_id for one in again.replies.asked} == {"ka10015"}


async def test_without_a_name_there_is_a_sentence(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    panel = opened(desk, qtbot, code="")
    assert panel.state.state is State.EMPTY
    assert desk.replies.asked == []
    desk.link.set("000001")
    assert panel.state.state is None
    await desk.tasks.ended()


async def test_a_refusal_is_told_in_the_brokers_words_and_asked_again(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    desk.replies.failing = QueryError("8005", "ka10003", "종목코드를 확인하세요")
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.figures.state.state is State.FAILED
    assert "종목코드를 확인하세요" in panel.figures.state.sentence
    panel.tabs.setCurrentIndex(PRINTS)
    await desk.tasks.ended()
    (prints,) = panel.prints.lists
    assert prints.table.state.state is State.FAILED
    assert "종목코드를 확인하세요" in prints.table.state.sentence
    desk.replies.failing = None
    desk.replies.pages["ka10003"] = [{"cntr_infr": [{"tm": "100000", "cntr_trde_qty": "+5"}]}]
    panel.foot.refresh_button.click()
    await desk.tasks.ended()
    assert prints.table.state.state is None
    assert len(prints.rows) == 1
    desk.replies.failing = QueryError("connect", "ka10003")
    panel.foot.refresh_button.click()
    await desk.tasks.ended()
    assert len(prints.rows) == 1
    assert panel.foot.said.text() == prints.told != ""


async def test_a_wait_for_the_rate_limit_and_an_empty_day_are_told(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    desk.replies.waits = [1.2]
    desk.replies.pages["ka10003"] = [{"cntr_infr": []}]
    panel = opened(desk, qtbot)
    panel.tabs.setCurrentIndex(PRINTS)
    (prints,) = panel.prints.lists
    heard: list[str] = []
    prints.said.connect(heard.append)
    panel.foot.refresh_button.click()
    await desk.tasks.ended()
    assert any("1.2 s" in line for line in heard)
    assert prints.table.state.state is State.EMPTY
    assert not panel.foot.export_button.isEnabled()


async def test_the_stream_tells_the_margin_and_the_price(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    fields = {field.key: "" for field in catalogue().types["0g"].fields}
    row = row_type("0g").decode(
        msgspec.json.encode(fields | {"382": "증거금40%", "370": "신용가능|대용"})
    )
    desk.replies.push("0g", "000001", row)
    desk.stream(quote("000001"))
    panel.figures.show_figures()
    assert told(panel)["Margin"] == "증거금40%"
    assert told(panel)["Price"] == "71,300"
    assert "대용" in told(panel).values()
    assert panel._price.text() == "71,300"
    panel.figures.sheet.setFocus()
    qtbot.keyClick(
        panel.figures.sheet, QtCore.Qt.Key.Key_C, QtCore.Qt.KeyboardModifier.ControlModifier
    )
    assert "증거금40%" in QtWidgets.QApplication.clipboard().text()
