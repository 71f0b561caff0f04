"""Every panel over a practice exchange that dies: filled, refused, asked in vain, marked, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk import texts
from kiwoom_desk.broker.gateway import StreamLink
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.market.conditions import RunState
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.age_mark import LinkMark
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

W = TypeVar("W", bound=QtWidgets.QWidget)
NAME = "005930"
WITHIN = 30.0
_TOLD_WITHIN = 10.0
_REFUSAL = "1511"
LANGUAGE = "en"
_ASKING = ("Refresh", "Query", "Read again", "Try again")
_LOST = ("dns", "connect", "timeout", "reset")
# It holds what the desk itself said, which does not grow old.
_OWN_WORDS = "messages"


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def seen(panel: QtWidgets.QWidget, kind: type[W]) -> Iterator[W]:
    """Return the widgets of a kind that can be seen in a panel."""
    return (one for one in panel.findChildren(kind) if one.isVisible())


def words(panel: QtWidgets.QWidget) -> str:
    """Return all sentences that can be seen in a panel."""
    told = [one.text() for one in seen(panel, QtWidgets.QLabel)]
    told += [one.text() for one in seen(panel, ElidedText)]
    return "\n".join(told)


def states(panel: QtWidgets.QWidget) -> list[State | None]:
    """Return the states that cover parts of a panel."""
    return [one.state for one in seen(panel, StateOverlay)]


def ask_again(panel: QtWidgets.QWidget) -> bool:
    """Press what asks anew; tell whether there was anything."""
    buttons = [one for one in seen(panel, QtWidgets.QPushButton) if one.isEnabled()]
    for title in _ASKING:
        # One way only: the explorer's second press takes the first one back.
        pressed = [one for one in buttons if one.text() == title]
        for one in pressed:
            one.click()
        if pressed:
            return True
    return False


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
    lost = any(True for _line in seen(panel, LinkMark))
    return lost or "Stale" in told or "Old price" in told


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


async def waited(desk: WholeDesk, id_: str, told: Callable[[], bool]) -> bool:
    """Wait until a panel asks nothing more and tells what is looked for; False when it does not."""
    await until(lambda: not desk.running(id_), WITHIN)
    try:
        await until(told, _TOLD_WITHIN)
    except TimeoutError:
        return False
    return True


def refused(panel: QtWidgets.QWidget) -> bool:
    """Tell whether a panel says why it was refused, in the broker's words or in ours."""
    told = words(panel)
    return _REFUSAL in told or texts.sentence(LANGUAGE, f"query.{_REFUSAL}") in told


async def refuse(desk: WholeDesk) -> dict[str, str]:
    """Ask again what is refused; return the panels that keep the broker's words to themselves."""
    silent = {}
    await desk.trouble(do="refuse", code=_REFUSAL)
    for spec in PANELS:
        desk.window.docks.raise_panel(spec.id)
        panel = desk.panel(spec.id)
        if ask_again(panel) and not await waited(desk, spec.id, lambda shown=panel: refused(shown)):
            silent[spec.id] = words(panel)
    await desk.trouble()
    return silent


async def fail(desk: WholeDesk) -> dict[str, str]:
    """Ask every panel again in vain; return what those show that say nothing of it."""
    silent = {}
    for spec in PANELS:
        desk.window.docks.raise_panel(spec.id)
        panel = desk.panel(spec.id)
        ask_again(panel)
        if spec.id != _OWN_WORDS and not await waited(
            desk, spec.id, lambda shown=panel: marked(desk, shown)
        ):
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
    for place in sorted(set(listing().places.values())):
        id_, _, view = place.partition("/")
        panel = desk.panel(id_)
        if view:
            assert isinstance(panel, ShowsViews), place
            panel.show_view(view)


@pytest.mark.timeout(240)
async def test_every_panel_tells_refusals_and_a_dead_exchange(qtbot: QtBot, tmp_path: Path) -> None:
    arguments = ("--history", "30", "--at", "2026-11-20T10:00")
    async with whole_desk(tmp_path, *arguments, language=LANGUAGE) as desk:
        desk.window.links.group("A").set(NAME)
        await fill(desk)
        typed_names(desk, qtbot)
        assert await refuse(desk) == {}
        desk.server.kill()
        await until(lambda: desk.rooms.gateway.link.stream is not StreamLink.UP, WITHIN)
        assert await fail(desk) == {}
        for spec in PANELS:
            desk.window.docks.dock(spec.id).toggleView(False)
        every_place(desk)
        assert [one for one in desk.said if one.level == "error"] == []
    assert not any(scope.running for scope in desk.window.tasks.values())
