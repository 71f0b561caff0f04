"""The chart panel on a real history: loading, failing, paging, following link and period, my marks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.settings import Settings
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Compared, Delayed, QueryError
from kiwoom_desk.catalogue.differences import Differences
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.age import Way
from kiwoom_desk.market.feed import Feed
from kiwoom_desk.market.history import BarHistory
from kiwoom_desk.market.state import MarketState
from kiwoom_desk.ui.charts.period_bar import PERIODS, PeriodBar
from kiwoom_desk.ui.charts.view import Paging
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.panels.chart import PANEL, ChartChoice, ChartPanel
from kiwoom_desk.ui.shell.links import Link, LinkGroups
from kiwoom_desk.ui.shell.panel import DeskContext, PanelContext, PanelMemory
from kiwoom_desk.ui.shell.search import InstrumentIndex
from tests.support.bars import minute_bars
from tests.support.loopback import until
from tests.support.panels import apply_look, make_instruments
from tests.unit.market.test_feed import ScriptedSource
from tests.unit.market.test_history import BarPage

CODE = "005930"
NOW = datetime(2026, 11, 20, 15, 19, 30, tzinfo=KST)
MINUTE = Period(Unit.MINUTE)


class PagedBars:
    """Serve minute bars in pages of 400, newest page first; fail while told to."""

    def __init__(self) -> None:
        self.bars_held = minute_bars(4)
        self.asked: list[tuple[str, Period, int | None]] = []
        self.failing = False
        self.code = "timeout"

    async def bars(self, code: str, period: Period, cursor: int | None = None) -> BarPage:
        self.asked.append((code, period, cursor))
        await asyncio.sleep(0)
        if self.failing:
            raise QueryError(self.code, "ka10080", "응답이 없습니다.", retry=True)
        stop = len(self.bars_held) if cursor is None else cursor
        start = max(stop - 400, 0)
        return BarPage(tuple(self.bars_held[start:stop]), start or None)


class Rig:
    """A panel's context: market rooms as they are; orders and account hold what a test puts there."""

    def __init__(self) -> None:
        self.clock, self.source = ManualClock(NOW), PagedBars()
        self.state = MarketState()
        self.delayed: Signal[Delayed] = Signal()
        self.compared: Signal[Compared] = Signal()
        self.gateway = SimpleNamespace(
            delayed=self.delayed, compared=self.compared, bars_api=lambda period: period.unit.value
        )
        self.history = BarHistory(self.source, self.clock)
        way = Way(True, 0.0, 1.0, True)
        self.feed = Feed(ScriptedSource(), self.state, self.clock, lambda: way)
        self.holdings: dict[str, Holding] = {}
        self.open_orders: list[Any] = []
        self.fills: list[Any] = []
        self.orders_changed: Signal[None] = Signal()
        self.account_changed: Signal[None] = Signal()
        self.link, self.tasks, self.memory = Link(LinkGroups()), TaskScope(), PanelMemory()
        self.frame = FrameClock(self.state.take_dirty)

    def context(self) -> PanelContext:
        desk = SimpleNamespace(
            settings=Settings(language="en"),
            clock=self.clock,
            feed=self.feed,
            state=self.state,
            gateway=self.gateway,
            history=self.history,
            instruments=InstrumentIndex(make_instruments()),
            orders=SimpleNamespace(changed=self.orders_changed),
            account=SimpleNamespace(changed=self.account_changed, holding=self.holdings.get),
            ledger=self,
        )
        nothing: Callable[[object], None] = lambda _one: None  # noqa: E731
        return PanelContext(
            desk=cast(DeskContext, desk),
            link=self.link,
            frame=self.frame,
            tasks=self.tasks,
            memory=self.memory,
            ask_ticket=nothing,
            say=nothing,
        )

    def panel(self, qtbot: QtBot) -> ChartPanel:
        made = cast(ChartPanel, PANEL.make(self.context()))
        made.resize(900, 520)
        qtbot.addWidget(made)
        made.show()
        return made


@pytest.fixture
def rig(qapp: QtWidgets.QApplication) -> Iterator[Rig]:
    apply_look(qapp)
    made = Rig()
    yield made
    made.tasks.close()


async def test_it_opens_on_the_linked_name_and_moves_with_prints(rig: Rig, qtbot: QtBot) -> None:
    panel = rig.panel(qtbot)
    assert panel.state.state is State.EMPTY
    rig.link.set(CODE)
    assert panel.state.state is State.LOADING
    await rig.tasks.ended()
    assert panel.state.state is None
    rig.frame.step()
    quote = Quote(CODE, time="151930", price=61_700, direction=-1, size=5, volume=100)
    rig.state.apply_quote(quote, 0.0)
    rig.history.apply(quote)
    rig.frame.step()
    assert "61,700" in panel.view.readout.text()
    other = panel.view.plot.scene.series.changes
    rig.state.apply_quote(Quote("000660", price=5), 0.0)
    rig.frame.step()
    assert panel.view.plot.scene.series.changes == other


async def test_a_failed_load_says_so_and_can_be_tried_again(rig: Rig, qtbot: QtBot) -> None:
    panel = rig.panel(qtbot)
    rig.source.failing = True
    rig.link.set(CODE)
    await rig.tasks.ended()
    assert panel.state.state is State.FAILED and "응답이 없습니다." in panel.state.sentence
    rig.source.failing = False
    button = panel.state.findChild(QtWidgets.QPushButton)
    assert button is not None
    qtbot.mouseClick(button, QtCore.Qt.MouseButton.LeftButton)
    await rig.tasks.ended()
    assert panel.state.state is None and len(panel.view.plot.scene.series) == 400


async def test_it_says_that_it_waits_and_what_came_odd(rig: Rig, qtbot: QtBot) -> None:
    panel = rig.panel(qtbot)
    rig.link.set(CODE)
    rig.delayed.emit(Delayed("day", 2.0))
    assert not panel.read.isVisible()
    rig.delayed.emit(Delayed("minute", 2.0))
    assert panel.read.isVisible() and "request limit: 2.0 s" in panel.read.text()
    await rig.tasks.ended()
    rig.compared.emit(Compared("minute", Differences(missing=("cur_prc",), odd=("rows.dt",))))
    assert panel.read.text().startswith("⚠ 2 fields") and "cur_prc" in panel.read.toolTip()
    rig.compared.emit(Compared("minute", Differences()))
    assert not panel.read.isVisible()


async def test_what_the_rate_held_up_goes_on_by_itself(rig: Rig, qtbot: QtBot) -> None:
    panel = rig.panel(qtbot)
    panel.again.setInterval(50)
    rig.source.failing, rig.source.code = True, "1700"
    rig.link.set(CODE)
    await rig.tasks.ended()
    assert panel.state.state is State.FAILED
    rig.source.failing = False
    await until(lambda: panel.state.state is None)


async def test_the_view_reads_on_near_the_oldest_bar_until_the_end(rig: Rig, qtbot: QtBot) -> None:
    panel = rig.panel(qtbot)
    rig.link.set(CODE)
    await rig.tasks.ended()
    assert len(rig.source.asked) == 1
    rig.source.failing = True
    panel.view.plot.show_start()
    await rig.tasks.ended()
    assert panel.view.paging is Paging.FAILED
    rig.source.failing = False
    panel.view.set_paging(Paging.IDLE)
    for _ in range(6):
        panel.view.plot.show_start()
        await rig.tasks.ended()
    series = panel.view.plot.scene.series
    assert len(series) == len(rig.source.bars_held)
    assert series.start.tolist() == [bar.start for bar in rig.source.bars_held]
    assert panel.view.paging is Paging.COMPLETE


async def test_a_period_is_kept_and_a_late_answer_of_another_is_not_shown(
    rig: Rig, qtbot: QtBot
) -> None:
    panel = rig.panel(qtbot)
    rig.link.set(CODE)
    panel.periods._buttons[Period(Unit.DAY)].click()
    await rig.tasks.ended()
    assert [one[1] for one in rig.source.asked] == [MINUTE, Period(Unit.DAY)]
    assert panel.view.plot.scene.period == Period(Unit.DAY)
    assert rig.memory.read(ChartChoice) == ChartChoice(Unit.DAY, 1)
    marked = [one for one, button in panel.periods._buttons.items() if button.isChecked()]
    assert marked == [Period(Unit.DAY)]
    panel.periods._actions[Period(Unit.TICK, 10)].trigger()
    await rig.tasks.ended()
    assert rig.source.asked[-1][1] == Period(Unit.TICK, 10)
    again = rig.panel(qtbot)
    await rig.tasks.ended()
    assert again.view.plot.scene.period == Period(Unit.TICK, 10)


async def test_my_average_orders_and_fills_of_this_name_are_shown(rig: Rig, qtbot: QtBot) -> None:
    panel = rig.panel(qtbot)
    rig.link.set(CODE)
    await rig.tasks.ended()
    overlay = panel.view.plot.scene.overlay
    assert (overlay.average_price, overlay.orders, overlay.fills) == (None, (), ())
    rig.holdings[CODE] = Holding(CODE, "삼성전자", 10, 10, 58_100, 0, 0, 0, 0, 0)
    rig.account_changed.emit(None)
    order = {"side": Side.BUY, "open_quantity": 7}
    rig.open_orders[:] = [
        SimpleNamespace(code=CODE, price=57_000, **order),
        SimpleNamespace(code="000660", price=9_000, **order),
        SimpleNamespace(code=CODE, price=None, **order),
    ]
    fill = {"day": "20261120", "time": "151800", "side": Side.SELL, "quantity": 3}
    rig.fills[:] = [SimpleNamespace(code=CODE, price=58_000, **fill)]
    rig.orders_changed.emit(None)
    rig.frame.step()
    scene = panel.view.plot.scene
    assert scene.overlay.average_price == 58_100
    assert [(one.side, one.price, one.quantity) for one in scene.overlay.orders] == [
        (Side.BUY, 57_000, 7)
    ]
    bar = scene.bar(scene.fills[0].index)
    assert isinstance(bar, Bar)
    assert datetime.fromtimestamp(bar.start, KST).strftime("%H:%M") == "15:18"


async def test_two_panels_of_one_chart_share_its_bars(rig: Rig, qtbot: QtBot) -> None:
    one, other = rig.panel(qtbot), rig.panel(qtbot)
    rig.link.set(CODE)
    await rig.tasks.ended()
    assert one.view.plot.scene.series is other.view.plot.scene.series
    assert one.state.state is None and other.state.state is None
    assert len(rig.source.asked) == 1


def test_periods_without_room_stand_in_the_menu(qtbot: QtBot) -> None:
    window = QtWidgets.QWidget()
    qtbot.addWidget(window)
    bar = PeriodBar(Period(Unit.MINUTE, 45), window)
    wide = bar.sizeHint().width()
    bar.resize(wide, 28)
    window.show()
    assert all(button.isVisible() for button in bar._buttons.values())
    assert not bar._actions[Period(Unit.MINUTE, 3)].isVisible()
    bar.resize(wide * 2 // 3, 28)
    hidden = {one for one, button in bar._buttons.items() if not button.isVisible()}
    assert hidden and hidden == {
        one for one in PERIODS if bar._actions[one].isVisible() and one.unit is not Unit.TICK
    }
    # The chosen period stays in sight, and none is squeezed.
    assert bar._buttons[Period(Unit.MINUTE, 45)].isVisible()
    shown = [one for one in bar._buttons.values() if one.isVisible()]
    qtbot.waitUntil(
        lambda: all(one.width() >= one.sizeHint().width() - 1 for one in shown), timeout=10_000
    )
    chosen: list[Period] = []
    bar.chosen.connect(chosen.append)
    bar._actions[Period(Unit.MINUTE, 3)].trigger()
    assert chosen == [Period(Unit.MINUTE, 3)]
    assert bar._buttons[Period(Unit.MINUTE, 3)].isVisible()
