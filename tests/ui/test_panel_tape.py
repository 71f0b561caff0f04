"""The tape: prints of the linked name, waiting under the pointer, sizes, changes from the close."""

from __future__ import annotations

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.market.age import Way
from kiwoom_desk.market.feed import Rank
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.tape import PANEL, Tape, TapeFilter
from tests.support.panel_desk import PanelDesk, quote, tick
from tests.support.panels import apply_look

CODE = "000001"


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> PanelDesk:
    apply_look(qapp)
    return PanelDesk()


@pytest.fixture
def panel(desk: PanelDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Tape:
    made = desk.make(PANEL, Tape)
    qtbot.addWidget(made)
    # The pointer stands wherever the test before this one left it.
    monkeypatch.setattr(made.grid.viewport(), "underMouse", lambda: False)
    return made


def words(panel: Tape) -> set[str]:
    return {label.text() for label in panel.findChildren(QtWidgets.QLabel)}


def test_without_a_name_it_says_what_to_do(panel: Tape) -> None:
    assert panel.grid.state.state is State.EMPTY
    assert panel.grid.state.sentence == "Choose a name to see its trades."


def test_prints_come_newest_first_with_their_change(desk: PanelDesk, panel: Tape) -> None:
    desk.link.set(CODE)
    assert panel.grid.state.sentence == "No trade of this name yet."
    desk.state.apply_tick(CODE, tick(71_300, 10))
    desk.state.apply_tick(CODE, tick(71_200, -25))
    desk.stream(quote(CODE, 71_200, 200))
    first, second = (panel.grid.row_text(key) for key in panel.grid.keys)
    assert "71,200" in first and "▲200" in first and "Size 25" in first
    assert "71,300" in second and "▲300" in second
    assert panel.grid.state.state is None and "Strength 104.12%" in words(panel)


def test_a_change_is_not_made_up_before_the_quote(desk: PanelDesk, panel: Tape) -> None:
    desk.link.set(CODE)
    desk.state.apply_tick(CODE, tick(71_300))
    desk.state.touch(CODE)
    desk.frame.step()
    (key,) = panel.grid.keys
    assert "▲" not in panel.grid.row_text(key) and "Change ," in panel.grid.row_text(key)
    desk.stream(quote(CODE, 71_300, 300))
    assert "▲300" in panel.grid.row_text(panel.grid.keys[0])


def test_prints_wait_while_the_pointer_is_on_the_list(
    desk: PanelDesk, panel: Tape, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.link.set(CODE)
    desk.state.apply_tick(CODE, tick(71_300))
    desk.stream(quote(CODE))
    view = panel.grid.viewport()
    monkeypatch.setattr(view, "underMouse", lambda: True)
    desk.state.apply_tick(CODE, tick(71_400))
    desk.state.apply_tick(CODE, tick(71_500))
    desk.stream(quote(CODE))
    assert len(panel.grid.keys) == 1 and "+2 waiting" in words(panel)
    monkeypatch.setattr(view, "underMouse", lambda: False)
    QtCore.QCoreApplication.sendEvent(view, QtCore.QEvent(QtCore.QEvent.Type.Leave))
    assert len(panel.grid.keys) == 3 and "+2 waiting" not in words(panel)


def test_small_prints_can_be_left_out_and_the_choice_is_kept(desk: PanelDesk, panel: Tape) -> None:
    desk.link.set(CODE)
    for size in (5, 150, -2_000):
        desk.state.apply_tick(CODE, tick(71_300, size))
    desk.stream(quote(CODE))
    box = panel.findChild(QtWidgets.QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findData(100))
    assert len(panel.grid.keys) == 2
    box.setCurrentIndex(box.findData(10_000))
    assert panel.grid.state.sentence == "No trade of this size yet."
    assert desk.memory.read(TapeFilter) == TapeFilter(10_000)


def test_another_name_starts_anew_and_holds_one_lease(desk: PanelDesk, panel: Tape) -> None:
    desk.link.set(CODE)
    desk.state.apply_tick(CODE, tick(71_300))
    desk.stream(quote(CODE))
    desk.link.set("000002")
    assert panel.grid.keys == () and "Strength 104.12%" not in words(panel)
    assert desk.ranks() == {"000002": Rank.LINKED}


async def test_the_prints_so_far_are_asked_for(desk: PanelDesk, panel: Tape) -> None:
    desk.link.set(CODE)
    await desk.feed_turns(2)
    assert len(panel.grid.keys) == 1 and "1,000" in panel.grid.row_text(panel.grid.keys[0])


async def test_an_old_price_is_told_in_words(desk: PanelDesk, panel: Tape) -> None:
    desk.link.set(CODE)
    await desk.feed_turns(2)
    desk.stream(quote(CODE))
    panel.age.show_age()
    assert panel.age.text() == ""
    desk.way = Way(False, 0.0, 1.0, True)
    desk.clock.advance(7)
    panel.age.show_age()
    assert panel.age.text() == "Stale 7 s"
