"""Every panel over a practice exchange that dies: filled, asked again in vain, marked, closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk import texts
from kiwoom_desk.broker.gateway import StreamLink
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.market.conditions import RunState
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.age_mark import AgeMark, LinkMark
from kiwoom_desk.ui.panels.all import PANELS
from kiwoom_desk.ui.panels.conditions import Conditions
from kiwoom_desk.ui.panels.deposits import Deposits
from kiwoom_desk.ui.panels.explorer import Explorer
from kiwoom_desk.ui.panels.instrument import InstrumentPage
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.panels.watch import WatchList
from kiwoom_desk.ui.shell.functions import listing
from kiwoom_desk.ui.shell.panel import ShowsViews
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.whole_desk import WholeDesk, whole_desk

NAME = "005930"
WITHIN = 30.0
_MARKED_WITHIN = 10.0
LANGUAGE = "en"
_ASKING = ("Refresh", "Query", "Read again", "Try again")
_LOST = ("dns", "connect", "timeout", "reset")
# It holds what the desk itself said, which does not grow old.
_OWN_WORDS = "messages"


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def seen(panel: QtWidgets.QWidget, kind: type[QtWidgets.QWidget]) -> Iterator[QtWidgets.QWidget]:
    """Return the widgets of a kind that can be seen in a panel."""
    return (one for one in panel.findChildren(kind) if one.isVisible())


def words(panel: QtWidgets.QWidget) -> str:
    """Return all sentences that can be seen in a panel."""
    told = [
        one.text() for one in seen(panel, QtWidgets.QLabel) if isinstance(one, QtWidgets.QLabel)
    ]
    told += [one.text() for one in seen(panel, ElidedText) if isinstance(one, ElidedText)]
    return "\n".join(told)


def states(panel: QtWidgets.QWidget) -> list[State | None]:
    """Return the states that cover parts of a panel."""
    return [one.state for one in seen(panel, StateOverlay) if isinstance(one, StateOverlay)]


def ask_again(panel: QtWidgets.QWidget) -> None:
    """Press whatever asks anew."""
    for one in seen(panel, QtWidgets.QPushButton):
        if isinstance(one, QtWidgets.QPushButton) and one.isEnabled() and one.text() in _ASKING:
            one.click()


def marked(desk: WholeDesk, panel: QtWidgets.QWidget) -> bool:
    """Tell whether a panel says that what it shows is not current, in words."""
    if isinstance(panel, Conditions):
        states_of_runs = [row.state for row in panel.table.rows.rows if row.state is not None]
        return bool(states_of_runs) and set(states_of_runs) == {RunState.LOST}
    if isinstance(panel, WatchList):
        ages = {desk.rooms.feed.age(code).kind for code in panel.codes}
        return ages <= {AgeKind.STALE, AgeKind.POLLED, AgeKind.NONE}
    told = words(panel)
    if any(texts.sentence(LANGUAGE, f"query.{code}") in told for code in _LOST):
        return True
    if any(isinstance(one, AgeMark) and "Stale" in one.text() for one in seen(panel, AgeMark)):
        return True
    return any(seen(panel, LinkMark)) or "Stale" in told or "Old price" in told


def filled(desk: WholeDesk, id_: str) -> bool:
    """Tell whether a panel waits for nothing and nothing went wrong in it."""
    unfit = {State.FAILED, State.LOADING, State.REFUSED}
    return not desk.running(id_) and not unfit & set(states(desk.panel(id_)))


async def fill(desk: WholeDesk) -> None:
    """Show every panel until it is filled."""
    for spec in PANELS:
        desk.window.docks.raise_panel(spec.id)
        try:
            await until(lambda id_=spec.id: filled(desk, id_), WITHIN)
        except TimeoutError:
            pytest.fail(f"{spec.id} is not filled: {words(desk.panel(spec.id))}")


async def fail(desk: WholeDesk) -> dict[str, str]:
    """Ask every panel again in vain; return what those show that say nothing of it."""
    silent = {}
    for spec in PANELS:
        desk.window.docks.raise_panel(spec.id)
        panel = desk.panel(spec.id)
        ask_again(panel)
        await until(lambda id_=spec.id: not desk.running(id_), WITHIN)
        if spec.id == _OWN_WORDS:
            continue
        try:
            await until(lambda shown=panel: marked(desk, shown), _MARKED_WITHIN)
        except TimeoutError:
            silent[spec.id] = words(panel)
    return silent


def find(desk: WholeDesk, qtbot: QtBot, typed: str) -> None:
    """Type into the search box and take the first line."""
    desk.window.box.open()
    qtbot.keyClicks(desk.window.box, typed)
    qtbot.keyClick(desk.window.box, QtCore.Qt.Key.Key_Return)


def typed_names(desk: WholeDesk, qtbot: QtBot) -> None:
    """Open panels by the names of functions."""
    front = desk.window.docks.dock
    find(desk, qtbot, "short selling trend")
    board = desk.panel("shorts")
    assert isinstance(board, ViewBoard) and board.sheet.spec.id == "shorts-name"
    assert front("shorts").isCurrentTab()
    find(desk, qtbot, "ka10047")
    page = desk.panel("instrument")
    assert isinstance(page, InstrumentPage) and page.tabs.currentWidget() is page.strength
    assert page.strength.choice.currentData() == "strength-days"
    find(desk, qtbot, "kt00013")
    deposits = desk.panel("deposits")
    assert isinstance(deposits, Deposits) and deposits.tabs.currentIndex() == 2
    find(desk, qtbot, "list of members")
    explorer = desk.panel("explorer")
    assert isinstance(explorer, Explorer) and explorer.view.api.id == "ka10102"
    find(desk, qtbot, "news")
    assert desk.said[-1].code == "functions.news"
    rankings = desk.panel("rankings")
    assert isinstance(rankings, ViewBoard) and rankings.sheet.spec.id == "looked_up"


def every_place(desk: WholeDesk) -> None:
    """Show every view that a function or an API is found in."""
    for place in listing().places.values():
        id_, _, view = place.partition("/")
        panel = desk.panel(id_)
        if view:
            assert isinstance(panel, ShowsViews), place
            panel.show_view(view)


@pytest.mark.timeout(240)
async def test_every_panel_says_that_the_exchange_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    arguments = ("--history", "30", "--at", "2026-11-20T10:00")
    async with whole_desk(tmp_path, *arguments, language=LANGUAGE) as desk:
        desk.window.links.group("A").set(NAME)
        await fill(desk)
        typed_names(desk, qtbot)
        desk.server.kill()
        await until(lambda: desk.rooms.gateway.link.stream is not StreamLink.UP, WITHIN)
        assert await fail(desk) == {}
        for spec in PANELS:
            desk.window.docks.dock(spec.id).toggleView(False)
        every_place(desk)
        assert [one for one in desk.said if one.level == "error"] == []
    assert not any(scope.running for scope in desk.window.tasks.values())
