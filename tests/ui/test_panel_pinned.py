"""Pinned questions: asked by a timer in sight only, behind clicks; kept with the layout; ended by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.settings import Environment, Settings
from kiwoom_desk.broker.gateway import Haste, QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import explorer, pinned
from kiwoom_desk.ui.panels.explorer_chart import PlotChoice
from kiwoom_desk.ui.panels.pinned import Pinned, PinnedQuery, kept_panels, pin
from kiwoom_desk.ui.shell.panel import DeskContext, PanelMemory
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.window import MainWindow
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panel_desk import instruments
from tests.support.panels import apply_look

DAYS = "ka10081"
LIST = catalogue().api(DAYS).lists[0].key
QUERY = PinnedQuery(
    DAYS, "일봉", {"stk_cd": "000001", "base_dt": "20261120", "upd_stkpc_tp": "1"}, ("base_dt",)
)


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> ExplorerDesk:
    apply_look(qapp)
    made = ExplorerDesk()
    row = {field.key: "1" for field in catalogue().api(DAYS).lists[0].children}
    made.replies.pages[DAYS] = [{LIST: [row], "stk_cd": "000001"}]
    return made


def opened(desk: ExplorerDesk, qtbot: QtBot, query: PinnedQuery = QUERY) -> Pinned:
    desk.memory.write(query)
    (spec,) = kept_panels({"pin-1": desk.memory.kept()})
    panel = desk.make(spec, Pinned, 700, 400)
    qtbot.addWidget(panel)
    return panel


def test_a_question_is_pinned_with_its_name_and_the_day_that_is_today() -> None:
    api, index = catalogue().api(DAYS), InstrumentIndex(instruments())
    values = {"stk_cd": "000003", "base_dt": "20261120", "upd_stkpc_tp": "1"}
    made = pin(api, values, date(2026, 11, 20), index, english=True)
    assert (made.title, made.todays) == ("Day chart · NAVER", ("base_dt",))
    earlier = pin(api, values, date(2026, 11, 21), index, english=False)
    assert earlier.todays == ()
    assert earlier.title.startswith("주식일봉차트조회 · ")


async def test_it_asks_when_seen_and_again_by_its_timer(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    (first,) = desk.replies.asked
    assert first.turn.haste is Haste.TIMED
    assert panel.answer.reply.current() is not None
    assert panel._timer.isActive()
    assert panel._timer.interval() == 30_000
    panel._timer.timeout.emit()
    await desk.tasks.ended()
    assert len(desk.replies.asked) == 2
    panel.refresh_button.click()
    await desk.tasks.ended()
    assert desk.replies.asked[-1].turn.haste is Haste.CLICKED
    panel.hide()
    assert not panel._timer.isActive()
    panel.refresh()
    assert len(desk.replies.asked) == 3
    panel.close()


async def test_what_was_plotted_is_plotted_by_the_pin(desk: ExplorerDesk, qtbot: QtBot) -> None:
    plot = PlotChoice("trde_qty", "dt", True)
    panel = opened(desk, qtbot, msgspec.structs.replace(QUERY, plot=plot))
    await desk.tasks.ended()
    reply = panel.answer.reply
    assert reply.tabs.currentWidget() is reply.chart
    assert reply.chart.values.currentText() == "거래량"
    assert panel.answer.reply.plotted == plot
    panel.close()


async def test_its_day_goes_along_with_the_days(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.clock.advance(3 * 86_400)
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert desk.replies.asked[0].values["base_dt"] == "20261123"
    assert panel.told.text() == f"{DAYS} · 종목코드 000001 · 기준일자 Today · 수정주가구분 적용"
    panel.close()


async def test_old_rows_stay_while_it_asks_and_where_it_fails(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    desk.replies.hold = asyncio.Event()
    desk.replies.waits = [2.0]
    panel.refresh()
    await until(lambda: panel.answer.said.text().startswith("Waiting for the request limit"))
    table = panel.answer.reply.current()
    assert table is not None
    assert len(table.rows.rows) == 1
    panel.refresh()
    desk.replies.failing = QueryError("timeout", DAYS, retry=True)
    desk.replies.hold.set()
    await desk.tasks.ended()
    assert len(desk.replies.asked) == 2
    assert len(table.rows.rows) == 1
    assert panel.answer.reply.state.state is None
    assert panel.answer.said.text().startswith("The query failed.")
    assert panel._timer.isActive()
    panel.close()


async def test_a_first_failure_is_a_sentence_and_the_timer_goes_on(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    desk.replies.failing = QueryError("timeout", DAYS, retry=True)
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    assert panel.answer.reply.state.state is State.FAILED
    assert panel._timer.isActive()
    panel.close()


async def test_how_often_is_kept_and_by_hand_stops_the_timer(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    panel = opened(desk, qtbot)
    await desk.tasks.ended()
    panel.every.setCurrentIndex(0)
    assert not panel._timer.isActive()
    kept = desk.memory.read(PinnedQuery)
    assert kept is not None
    assert kept.every == 0
    panel.unpin_button.click()
    assert desk.closed == ["pin-1"]
    panel.close()


async def test_the_explorer_opens_it(desk: ExplorerDesk, qtbot: QtBot) -> None:
    panel = desk.make(explorer.PANEL, explorer.Explorer, 1100, 700)
    qtbot.addWidget(panel)
    panel.view.list.select(DAYS)
    assert not panel.view.pin_button.isEnabled()
    panel.view.ask()
    await desk.tasks.ended()
    panel.view.pin_button.click()
    (made,) = desk.opened
    assert (made.prefix, cast(Any, made.kept).api_id) == ("pin", DAYS)


def test_what_cannot_be_read_is_left_out() -> None:
    memory = PanelMemory()
    memory.write(PinnedQuery("ka99999", "gone"))
    assert kept_panels({"pin-1": {}, "pin-2": memory.kept(), "watch": {}}) == []


class Desk:
    """Windows one after another over one folder of layouts."""

    def __init__(self, folder: Path, context: DeskContext, qtbot: QtBot) -> None:
        self.folder, self.context, self._qtbot = folder, context, qtbot
        self.windows: list[MainWindow] = []

    def open(self) -> MainWindow:
        window = MainWindow(
            environment=Environment.PRACTICE,
            settings=Settings(language="en"),
            clock=ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST)),
            rules=parse_rules(resources.read("market/rules.toml")),
            instruments=InstrumentIndex(instruments()),
            specs=(explorer.PANEL,),
            frame=FrameClock(frozenset),
            layouts=self.folder,
            kept_panels=pinned.kept_panels,
        )
        self._qtbot.addWidget(window)
        self.windows.append(window)
        window.resize(1100, 700)
        window.show()
        window.fill(self.context)
        return window


@pytest.fixture
def windows(desk: ExplorerDesk, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(tmp_path, desk.context().desk, qtbot)
    yield made
    for window in made.windows:
        window.close()


async def test_pins_survive_a_restart_until_they_are_taken_off(windows: Desk) -> None:
    window = windows.open()
    for _ in range(2):
        window.panels.open(pinned.opened(QUERY), "explorer", windows.context)
    assert set(window.docks.specs) == {"explorer", "pin-1", "pin-2"}
    assert window.docks.dock("pin-2").isCurrentTab()
    assert "panel.pin-1" in {action.id for action in window.actions_.find("일봉")}
    window.close()
    again = windows.open()
    assert set(again.docks.specs) == {"explorer", "pin-1", "pin-2"}
    assert isinstance(again.widgets["pin-2"], Pinned)
    assert again.docks.dock("pin-2").windowTitle() == "일봉"
    again.panels.close("pin-1")
    assert set(again.docks.specs) == {"explorer", "pin-2"}
    assert again.actions_.find("일봉")[0].id == "panel.pin-2"
    again.panels.open(pinned.opened(QUERY), "explorer", windows.context)
    assert "pin-1" in again.docks.specs
    again.panels.close("pin-1")
    again.panels.close("pin-2")
    again.close()
    last = windows.open()
    assert set(last.docks.specs) == {"explorer"}
