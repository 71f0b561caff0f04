"""The condition panel: running, names in and out with prices, reconnects, limits, what is kept."""

from __future__ import annotations

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.broker.gateway import (
    Gap,
    GapKind,
    LinkState,
    QueryError,
    SavedCondition,
    StreamLink,
)
from kiwoom_desk.domain.quote import ConditionHit
from kiwoom_desk.market.conditions import RunState
from kiwoom_desk.market.feed import Rank
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.conditions import (
    PANEL,
    Conditions,
    RingingConditions,
    RunningConditions,
)
from kiwoom_desk.ui.shell.panel import PanelMemory
from kiwoom_desk.ui.shell.sounds import ENTERED, LEFT
from tests.support.loopback import until
from tests.support.panel_desk import PanelDesk, quote
from tests.support.panels import apply_look

VOLUME, HIGH = SavedCondition("0", "거래량 급증"), SavedCondition("4", "52주 신고가")
Left = QtCore.Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> PanelDesk:
    apply_look(qapp)
    made = PanelDesk()
    made.gateway.saved = (VOLUME, HIGH)
    made.gateway.members = {"0": ("000001", "000002"), "4": ()}
    return made


async def opened(desk: PanelDesk, qtbot: QtBot) -> Conditions:
    panel = desk.make(PANEL, Conditions)
    qtbot.addWidget(panel)
    await desk.tasks.ended()
    return panel


async def running(desk: PanelDesk, qtbot: QtBot) -> Conditions:
    panel = await opened(desk, qtbot)
    qtbot.mouseClick(panel.run_button, Left)
    await desk.tasks.ended()
    return panel


def push(desk: PanelDesk, code: str, entered: bool, time: str = "102320") -> None:
    desk.gateway.condition_hits.emit(ConditionHit("0", code, entered, time))


def states(panel: Conditions) -> list[RunState | None]:
    return [row.state for row in panel.table.rows.rows]


async def test_the_list_is_read_and_the_first_one_chosen(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await opened(desk, qtbot)
    assert [row.condition for row in panel.table.rows.rows] == [VOLUME, HIGH]
    assert panel.table.current_row().condition == VOLUME
    assert panel.grid.state.sentence == "Run the condition to see its names."
    assert desk.gateway.started == []


async def test_a_run_shows_names_with_price_and_change_since(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    assert desk.gateway.started == ["0"] and states(panel) == [RunState.RUNNING, None]
    assert sorted(panel.grid.keys) == ["000001", "000002"]
    await desk.feed_turns(1)
    desk.stream(quote("000001", 70_000, 500))
    desk.stream(quote("000001", 70_700, 1_200))
    row = panel._hit_row("000001")
    assert row is not None and row.hit.first_price == 1_000
    desk.clock.advance(72)
    text = panel.grid.row_text("000001")
    assert "SK하이닉스" in text and "Price 70,700" in text and "Stayed 01:12" in text


async def test_the_first_price_is_the_one_heard_after_coming_in(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    desk.stream(quote("000003", 50_000))
    desk.clock.advance(600)
    panel = await running(desk, qtbot)
    push(desk, "000003", True)
    desk.frame.step()
    row = panel._hit_row("000003")
    assert row is not None and row.hit.first_price == 0 and row.since is None
    await desk.feed_turns(1)
    desk.clock.advance(1)
    desk.stream(quote("000003", 55_000))
    desk.stream(quote("000003", 56_100))
    row = panel._hit_row("000003")
    assert row is not None and row.hit.first_price == 55_000 and row.since == 200


async def test_names_that_leave_stay_with_their_time(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    push(desk, "000002", False, "102359")
    assert "Out 10:23:59" in panel.grid.row_text("000002")
    assert panel.table.rows.rows[0].inside == 1
    push(desk, "000005", True)
    await until(lambda: panel.grid.keys[0] == "000005")


async def test_only_names_in_sight_lease_the_stream_first(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.gateway.members["0"] = tuple(f"{place:06d}" for place in range(60))
    panel = await running(desk, qtbot)

    def shown() -> set[str]:
        return {code for code, one in desk.ranks().items() if one is Rank.VISIBLE}

    assert len(desk.ranks()) == 60
    # The list finds its height when its scroll bars come.
    await until(lambda: shown() == set(panel.grid.visible_keys()))
    panel.hide()
    assert set(desk.ranks().values()) == {Rank.HIDDEN}
    panel.table.select("4")
    assert desk.ranks() == {}


async def test_a_click_on_a_name_links_it(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    qtbot.mouseClick(panel.grid.viewport(), Left, pos=QtCore.QPoint(20, 11))
    assert desk.link.instrument == panel.grid.keys[0]


async def test_a_condition_without_names_says_so(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await opened(desk, qtbot)
    panel.table.select("4")
    panel.toggle(HIGH)
    await desk.tasks.ended()
    assert panel.grid.state.sentence == "No name meets this condition now."


async def test_it_is_ended_and_what_runs_is_kept(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    assert desk.memory.read(RunningConditions) == RunningConditions((VOLUME,))
    assert panel.run_button.text() == "End"
    qtbot.mouseClick(panel.run_button, Left)
    await desk.tasks.ended()
    assert desk.gateway.stopped == ["0"] and states(panel)[0] is RunState.STOPPED
    assert desk.memory.read(RunningConditions) == RunningConditions(())
    assert panel.run_button.text() == "Run" and len(panel.grid.keys) == 2


async def test_what_ran_runs_again_if_it_is_still_the_same(desk: PanelDesk, qtbot: QtBot) -> None:
    gone = SavedCondition("9", "지운 조건")
    desk.memory.write(RunningConditions((HIGH, gone)))
    panel = await opened(desk, qtbot)
    assert desk.gateway.started == ["4"] and states(panel) == [None, RunState.RUNNING]


async def test_a_new_practice_desk_opens_with_searches_that_move(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    desk.environment = Environment.PRACTICE
    desk.gateway.members = {"0": (), "4": ("000003",)}
    panel = await opened(desk, qtbot)
    assert states(panel) == [RunState.RUNNING, RunState.RUNNING]
    assert panel.table.current_row().condition == HIGH and panel.grid.keys == ("000003",)
    desk.memory.write(RunningConditions(()))
    again = PanelDesk(memory=desk.memory)
    again.environment = Environment.PRACTICE
    again.gateway.saved = (VOLUME, HIGH)
    await opened(again, qtbot)
    assert again.gateway.started == []


async def test_after_a_reconnect_everything_runs_again(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    desk.gateway.gaps.emit(Gap(GapKind.LOST, "reset"))
    assert states(panel)[0] is RunState.LOST
    desk.gateway.members["0"] = ("000002", "000006")
    desk.gateway.gaps.emit(Gap(GapKind.RESTORED))
    await desk.tasks.ended()
    assert desk.gateway.started == ["0", "0"] and states(panel)[0] is RunState.RUNNING
    inside = {code for code in panel.grid.keys if panel._hit_row(code).hit.inside}  # type: ignore[union-attr]
    assert inside == {"000002", "000006"}


async def test_a_refused_run_is_told(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await opened(desk, qtbot)
    desk.gateway.failing = QueryError("conditions_full", "ka10173")
    qtbot.mouseClick(panel.run_button, Left)
    await desk.tasks.ended()
    (told,) = desk.said
    assert told.level == "attention" and "실시간 조건검색은 더 켤 수 없습니다." in told.text
    assert states(panel) == [None, None]


async def test_a_list_that_failed_is_read_when_the_stream_is_up(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    desk.gateway.failing = QueryError("stream_down", "ka10171", retry=True)
    panel = await opened(desk, qtbot)
    assert panel.table.state.state is State.FAILED
    assert panel.grid.state.sentence == "Choose a condition above."
    desk.gateway.failing = None
    desk.gateway.link_changed.emit(LinkState(stream=StreamLink.UP))
    await desk.tasks.ended()
    assert panel.table.state.state is None and len(panel.table.rows.rows) == 2


async def test_no_saved_condition_is_a_sentence(desk: PanelDesk, qtbot: QtBot) -> None:
    desk.gateway.saved = ()
    panel = await opened(desk, qtbot)
    assert panel.table.state.state is State.EMPTY and not panel.run_button.isEnabled()


async def test_a_destroyed_panel_hears_nothing(desk: PanelDesk) -> None:
    panel = desk.make(PANEL, Conditions)
    await desk.tasks.ended()
    panel.toggle(VOLUME)
    await desk.tasks.ended()
    runs = panel.runs
    panel.close()
    panel.deleteLater()
    QtCore.QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.DeferredDelete)
    push(desk, "000007", True)
    assert runs.run("0").hit("000007") is None  # type: ignore[union-attr]
    assert desk.ranks() == {}


async def test_a_burst_of_names_is_shown_at_once_and_then_as_one(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = await running(desk, qtbot)
    before = len(panel.grid.keys)
    for place in range(200):
        push(desk, f"{100 + place:06d}", entered=True)
    # The first is there, the rest waits: two hundred lists a second help nobody.
    assert len(panel.grid.keys) == before + 1
    await until(lambda: len(panel.grid.keys) == before + 200)
    assert panel.table.rows.rows[0].inside == before + 200
    run = panel.runs.run("0")
    assert run is not None and run.inside == sum(hit.inside for hit in run.hits)


async def test_names_are_heard_where_the_sound_is_on(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    push(desk, "000005", entered=True)
    assert desk.beeps == [] and not panel.sound_button.isChecked()
    qtbot.mouseClick(panel.sound_button, Left)
    assert [row.rings for row in panel.table.rows.rows] == [True, False]
    push(desk, "000005", entered=True)
    assert desk.beeps == []
    push(desk, "000006", entered=True)
    push(desk, "000005", entered=False)
    assert desk.beeps == [ENTERED, LEFT]
    # A push of another condition, and one of a run that has ended, are not heard.
    desk.gateway.condition_hits.emit(ConditionHit("4", "000006", True, "102320"))
    qtbot.mouseClick(panel.run_button, Left)
    await desk.tasks.ended()
    push(desk, "000007", entered=True)
    assert desk.beeps == [ENTERED, LEFT]


async def test_the_sound_is_kept_and_can_be_taken_away(desk: PanelDesk, qtbot: QtBot) -> None:
    panel = await running(desk, qtbot)
    qtbot.mouseClick(panel.sound_button, Left)
    assert desk.memory.read(RingingConditions) == RingingConditions((VOLUME,))
    again = PanelDesk(memory=PanelMemory(desk.memory.kept()))
    again.gateway.saved, again.gateway.members = desk.gateway.saved, desk.gateway.members
    panel = await opened(again, qtbot)
    assert panel.sound_button.isChecked()
    push(again, "000005", entered=True)
    assert again.beeps == [ENTERED]
    qtbot.mouseClick(panel.sound_button, Left)
    assert not panel.sound_button.isChecked()
    assert again.memory.read(RingingConditions) == RingingConditions()


async def test_a_condition_is_searched_once_beside_those_that_run(
    desk: PanelDesk, qtbot: QtBot
) -> None:
    panel = await opened(desk, qtbot)
    qtbot.mouseClick(panel.once_button, Left)
    await desk.tasks.ended()
    assert desk.gateway.started == [] and states(panel) == [RunState.ONCE, None]
    assert sorted(panel.grid.keys) == ["000001", "000002"]
    assert desk.memory.read(RunningConditions) is None
    qtbot.mouseClick(panel.run_button, Left)
    await desk.tasks.ended()
    assert states(panel) == [RunState.RUNNING, None] and not panel.once_button.isEnabled()
