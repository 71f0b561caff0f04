"""The window: any set of panels, kept layouts, rescue, messages, search and menus."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base import resources
from kiwoom_desk.base.settings import Environment, Settings
from kiwoom_desk.domain.quote import IndexQuote
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.shell.actions import Action, Actions
from kiwoom_desk.ui.shell.links import Link, LinkGroups
from kiwoom_desk.ui.shell.panel import (
    Area,
    DeskContext,
    Message,
    PanelContext,
    PanelMemory,
    PanelSpec,
)
from kiwoom_desk.ui.shell.perspectives import NamePage
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.window import MainWindow
from kiwoom_desk.ui.shell.workspace import SavedLayout, Workspace, on_screen
from tests.support.panels import SPECS, apply_look, make_instruments
from tests.support.windows import plain_window

Key = QtCore.Qt.Key
Make = Callable[..., MainWindow]
# Panels of these tests do not look below the window.
NO_DESK = cast(DeskContext, None)


@pytest.fixture
def make(qtbot: QtBot, qapp: QtWidgets.QApplication, tmp_path: Path) -> Iterator[Make]:
    apply_look(qapp)
    made: list[MainWindow] = []

    def make_window(
        specs: tuple[PanelSpec, ...] = SPECS, environment: Environment = Environment.PRACTICE
    ) -> MainWindow:
        window = plain_window(
            tmp_path,
            specs,
            parse_rules(resources.read("market/rules.toml")),
            environment=environment,
            instruments=InstrumentIndex(make_instruments()),
        )
        made.append(window)
        qtbot.addWidget(window)
        return window

    yield make_window
    for window in made:
        window.close()


def test_the_opening_layout_has_every_panel_in_its_place(make: Make, qtbot: QtBot) -> None:
    window = make()
    window.resize(1920, 1080)
    window.show()
    window.fill(NO_DESK)
    qtbot.waitUntil(lambda: window.widgets["chart"].width() > 700)
    lefts = {
        id_: widget.mapTo(window, QtCore.QPoint(0, 0))
        for id_, widget in window.widgets.items()
        if widget.isVisible()
    }
    assert lefts["watch"].x() < lefts["chart"].x() < lefts["book"].x() < lefts["ticket"].x()
    assert lefts["watch"].y() < lefts["rankings"].y()
    assert lefts["chart"].y() < lefts["orders"].y()
    assert lefts["book"].y() < lefts["tape"].y()
    assert window.widgets["chart"].width() > window.widgets["book"].width()


def test_a_panel_that_waits_is_made_when_it_is_shown(make: Make, qtbot: QtBot) -> None:
    waiting = dataclasses.replace(SPECS[0], id="waiting", opens=False)
    window = make((*SPECS, waiting))
    window.show()
    window.fill(NO_DESK)
    assert window.docks.dock("waiting").isClosed()
    assert "waiting" not in window.widgets
    window.docks.raise_panel("waiting")
    qtbot.waitUntil(lambda: "waiting" in window.widgets, timeout=10_000)
    first = window.widgets["waiting"]
    qtbot.waitUntil(first.isVisible, timeout=10_000)
    window.docks.arrange()
    assert window.docks.dock("waiting").isClosed()
    window.docks.raise_panel("waiting")
    assert window.widgets["waiting"] is first


def test_the_environment_is_in_title_frame_and_bar(make: Make) -> None:
    window = make(environment=Environment.LIVE)
    assert window.windowTitle() == "[LIVE] kiwoom_desk"
    window.show()
    assert window.grab().toImage().pixelColor(1, 1).name() == "#c4163f"
    assert window.grab().toImage().pixelColor(1, window.height() // 2).name() == "#c4163f"


def test_phase_and_market_time_are_shown(make: Make) -> None:
    window = make()
    shown = [label.text() for label in window.top.findChildren(QtWidgets.QLabel)]
    assert "KRX Regular session 10:23:11" in shown


def test_a_layout_is_found_again(make: Make) -> None:
    window = make()
    window.fill(NO_DESK)
    window.docks.dock("themes").toggleView(False)
    window.link_of("chart").join("C")
    window.links.group("C").set("005930")
    window.panels.memories["watch"].write(ColumnLayout(order=("price", "name")))
    window.close()
    again = make()
    again.fill(NO_DESK)
    assert again.docks.dock("themes").isClosed()
    assert not again.docks.dock("chart").isClosed()
    assert again.link_of("chart").name == "C"
    assert again.link_of("chart").instrument == "005930"
    assert again.panels.memories["watch"].read(ColumnLayout) == ColumnLayout(
        order=("price", "name")
    )
    again.docks.arrange()
    assert not again.docks.dock("themes").isClosed()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": "1"}', b"x" * (1 << 20) + b"y"])
def test_a_broken_layout_is_set_aside_and_told(make: Make, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "layout.json").write_bytes(content)
    window = make()
    said: list[Message] = []
    window.said.connect(said.append)
    window.fill(NO_DESK)
    assert (tmp_path / "layout.json.broken-1").read_bytes() == content
    assert [one.code for one in said] == ["window.layout_set_aside"]
    assert not window.docks.dock("watch").isClosed()


def test_docks_that_qt_cannot_read_leave_the_opening_layout(make: Make, tmp_path: Path) -> None:
    Workspace(tmp_path).save(SavedLayout(docks=b"nonsense", geometry=b"nonsense"))
    window = make()
    assert not window.docks.dock("watch").isClosed()


def test_a_layout_file_is_plain_json(make: Make, tmp_path: Path) -> None:
    make().save()
    assert json.loads((tmp_path / "layout.json").read_bytes())["version"] == 1


def test_a_window_out_of_sight_is_brought_back() -> None:
    screen = QtCore.QRect(0, 0, 1920, 1080)
    seen = QtCore.QRect(100, 100, 800, 600)
    assert on_screen(seen, [screen]) == seen
    for lost in (QtCore.QRect(5000, 0, 800, 600), QtCore.QRect(0, -900, 4000, 3000)):
        found = on_screen(lost, [screen])
        assert screen.contains(found)
    second = QtCore.QRect(1920, 0, 1920, 1080)
    there = QtCore.QRect(2000, 50, 800, 600)
    assert on_screen(there, [screen, second]) == there


def test_a_panel_that_cannot_be_made_does_not_take_the_window_with_it(make: Make) -> None:
    def broken(_context: PanelContext) -> QtWidgets.QWidget:
        raise LookupError("no such row")

    bad = PanelSpec(id="bad", title="Bad", make=broken, area=Area.CENTRE)
    window = make((bad, SPECS[0]))
    said: list[Message] = []
    window.said.connect(said.append)
    window.fill(NO_DESK)
    assert said[0].text == "The panel Bad failed: LookupError: no such row"
    assert isinstance(window.widgets["watch"], Grid)
    assert window.status.texts()[-1] == said[0].text


async def test_tasks_of_panels_end_with_the_window(make: Make) -> None:
    import asyncio

    window = make()
    window.fill(NO_DESK)
    task = window.tasks["watch"].run(asyncio.Event().wait())
    window.close()
    await window.tasks["watch"].ended()
    assert task.cancelled()


def test_settings_of_the_menu_hold_at_once_and_are_told(
    make: Make, qapp: QtWidgets.QApplication
) -> None:
    window = make()
    chosen: list[Settings] = []
    window.settings_chosen.connect(chosen.append)
    window.actions_.shown("view.light").trigger()
    assert chosen[-1].theme == "light"
    assert qapp.palette().window().color().name() == "#f4f5f7"
    window.actions_.shown("view.dense").trigger()
    assert (chosen[-1].theme, chosen[-1].density) == ("light", "dense")


def test_the_status_line_tells_states_in_words(make: Make) -> None:
    status = make().status
    status.rest.show_state("up")
    status.stream.show_state("taken")
    status.set_budget(4, 5)
    status.set_delay(12.4)
    status.set_index(IndexQuote("001", "102311", 578_120, 1_788, 31, 0, 0))
    status.set_index(IndexQuote("999", "", 1, 1, 1, 0, 0))
    shown = status.texts()
    assert shown[:5] == [
        "REST ● up", "Stream ● taken elsewhere", "4/5", "Delay 12 ms", "KOSPI 5,781.20 ▲0.31%"
    ]  # fmt: skip


def test_a_panel_is_opened_by_its_action(make: Make) -> None:
    window = make()
    window.fill(NO_DESK)
    window.show()
    window.docks.dock("themes").toggleView(False)
    window.actions_.shown("panel.themes").trigger()
    assert window.docks.dock("themes").isCurrentTab()
    assert not window.docks.dock("themes").isClosed()


def test_the_menu_of_a_title_moves_the_link(make: Make) -> None:
    window = make()
    window.fill(NO_DESK)
    menu = window.docks.menu("watch")
    next(one for one in menu.actions() if one.text() == "Link group B").trigger()
    assert window.link_of("watch").name == "B"
    titles = [one.text() for one in window.docks.menu("orders").actions() if one.text()]
    assert titles == ["Float", "Close"]


def test_links_follow_their_group() -> None:
    groups = LinkGroups()
    one, other = Link(groups), Link(groups)
    seen: list[str] = []
    other.changed.connect(seen.append)
    one.set("005930")
    one.set("005930")
    other.join("")
    one.set("000660")
    assert seen == ["005930"]
    assert (one.instrument, other.instrument) == ("000660", "005930")
    assert groups.codes == {"000660"}
    other.set("035720")
    assert one.instrument == "000660"
    other.join("A")
    assert seen == ["005930", "035720", "000660"]
    with pytest.raises(KeyError):
        other.join("Z")


def test_two_actions_cannot_share_a_shortcut(qtbot: QtBot) -> None:
    widget = QtWidgets.QWidget()
    qtbot.addWidget(widget)
    actions = Actions(widget)
    actions.add(Action("one", "One", widget.update, ("Ctrl+1",)))
    with pytest.raises(ValueError, match="belongs to one"):
        actions.add(Action("two", "Two", widget.update, ("Ctrl+1",)))
    with pytest.raises(ValueError, match="there already"):
        actions.add(Action("one", "One", widget.update))


def test_memory_that_no_longer_fits_is_forgotten() -> None:
    memory = PanelMemory()
    memory.write(ColumnLayout(sorted_by="price"))
    kept = PanelMemory(memory.kept())
    assert kept.read(ColumnLayout) == ColumnLayout(sorted_by="price")
    assert kept.read(Settings) is None
    memory.write(Message("info", "x"), "ColumnLayout")
    assert memory.read(Settings, "ColumnLayout") == Settings()
    assert memory.read(list, "ColumnLayout") is None


def test_a_named_layout_is_kept_shown_and_removed(make: Make) -> None:
    window = make()
    window.fill(NO_DESK)
    assert window.perspectives.keep("아침 09-10")
    window.docks.dock("themes").toggleView(False)
    assert window.perspectives.show("아침 09-10")
    assert not window.docks.dock("themes").isClosed()
    window.close()
    again = make()
    again.fill(NO_DESK)
    again.docks.dock("book").toggleView(False)
    assert again.perspectives.show("아침 09-10")
    assert not again.docks.dock("book").isClosed()
    again.perspectives.drop("아침 09-10")
    assert not again.perspectives.show("아침 09-10")
    again.close()
    assert make().perspectives.kept == {}


@pytest.mark.parametrize("name", ["", "  ", "../layout", "a/b", "이름?"])
def test_a_name_that_is_no_files_name_is_told(make: Make, qtbot: QtBot, name: str) -> None:
    window = make()
    window.show()
    window.perspectives.ask_name()
    page = window.findChild(NamePage)
    assert page is not None
    page.name.setText(name)
    qtbot.mouseClick(page.button, QtCore.Qt.MouseButton.LeftButton)
    assert page.isVisible()
    assert page.told.text()
    assert window.perspectives.kept == {}
    page.name.setText("오후")
    qtbot.mouseClick(page.button, QtCore.Qt.MouseButton.LeftButton)
    assert list(window.perspectives.kept) == ["오후"]


def test_no_more_layouts_than_a_menu_can_show(make: Make) -> None:
    window = make()
    assert all(window.perspectives.keep(f"layout {number}") for number in range(20))
    assert not window.perspectives.keep("one more")
    assert window.perspectives.keep("layout 3")


def test_a_locked_window_leaves_nothing_but_the_stop_and_the_way_out(make: Make) -> None:
    window = make()
    asked: list[object] = []
    window.lock_asked.connect(asked.append)
    window.actions_.shown("lock").trigger()
    assert asked == [None]
    window.top.set_account("611")
    window.set_locked(True)
    shown = [one.text() for one in window.findChildren(QtWidgets.QLabel) if not one.isHidden()]
    assert not any("611" in text for text in shown)
    on = {one.id for one in window.actions_.all() if window.actions_.shown(one.id).isEnabled()}
    assert on == {"halt", "quit"}
    assert not window.menus.bar.isEnabled() and not window.box.isEnabled()
    window.set_locked(False)
    assert any("611" in one.text() for one in window.top.findChildren(QtWidgets.QLabel))
    assert all(window.actions_.shown(one.id).isEnabled() for one in window.actions_.all())
    assert window.menus.bar.isEnabled()


def test_settings_wait_for_the_rooms(make: Make) -> None:
    window = make()
    window.actions_.shown("settings").trigger()
    assert "starting" in window.status.texts()[-1].lower()


def test_settings_chosen_in_the_window_are_told_once(make: Make) -> None:
    window = make()
    told: list[Settings] = []
    window.settings_chosen.connect(told.append)
    window.chosen.choose(lock_minutes=3)
    window.choose(theme="light")
    window.choose(theme="dark")
    assert [one.lock_minutes for one in told] == [3, 3, 3]
    assert window.settings is told[-1]


class Viewed(QtWidgets.QWidget):
    """A panel that notes the views it is to show."""

    def __init__(self, _context: PanelContext) -> None:
        super().__init__()
        self.views: list[str] = []

    def show_view(self, view: str) -> None:
        """Note a view."""
        self.views.append(view)


def test_a_function_opens_its_panel_on_its_view_and_tells_what_is_missing(
    make: Make, qtbot: QtBot
) -> None:
    shorts = PanelSpec(id="shorts", title="Shorts", make=Viewed, area=Area.CENTRE, opens=False)
    window = make((*SPECS, shorts))
    said: list[str] = []
    window.said.connect(lambda message: said.append(message.code))
    window.show()
    window.box.open()
    qtbot.keyClicks(window.box, "reasons for short")
    qtbot.keyClick(window.box, Key.Key_Return)
    assert said == ["window.starting"]
    window.fill(NO_DESK)
    window.box.open()
    qtbot.keyClicks(window.box, "reasons for short")
    qtbot.keyClick(window.box, Key.Key_Return)
    qtbot.waitUntil(lambda: "shorts" in window.widgets, timeout=10_000)
    panel = window.widgets["shorts"]
    assert isinstance(panel, Viewed)
    assert panel.views == ["shorts-name"]
    assert window.docks.dock("shorts").isCurrentTab()
    assert said[1:] == ["functions.short_reason"]
