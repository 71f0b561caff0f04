"""Every panel over a practice exchange: filled, emptied, limited, refreshed, refused, cut off, closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import StreamLink
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.all import PANELS
from kiwoom_desk.ui.panels.deposits import Deposits
from kiwoom_desk.ui.panels.explorer import Explorer
from kiwoom_desk.ui.panels.instrument import InstrumentPage
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.functions import listing
from kiwoom_desk.ui.shell.panel import ShowsViews
from tests.support.panel_states import (
    LANGUAGE,
    ask_again,
    asks,
    bare,
    filled,
    marked,
    readable,
    says,
    states,
    words,
)
from tests.support.panels import apply_look
from tests.support.whole_desk import WholeDesk, whole_desk

NAME = "005930"
WITHIN = 30.0
_TOLD_WITHIN = 10.0
_EVERY = 0.02
_REFUSED, _LIMITED, _NOTHING_FOUND = "1511", "1700", "571758"
_WAITS = "Waiting for the request limit"
# It holds what the desk itself said, which does not grow old.
_OWN_WORDS = "messages"
# Lists of what the broker has; figures of one name, and the account, are never "nothing", and a
# chart without bars has one with the next print.
_FIGURES = frozenset({"account", "instrument", "chart"})
# They tell fields beside their lists too, which an answer with empty lists still has.
_BESIDE_LISTS = frozenset({"deposits", "members", "explorer"})


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def met(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for what can be seen; False when it does not come. Looking is dear: it is done now and then."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(_EVERY)
    except TimeoutError:
        return False
    return True


async def fill(desk: WholeDesk) -> dict[str, str]:
    """Show every panel until it is filled; return what those show that are not."""
    unfilled = {}
    for spec in PANELS:
        await desk.show(spec.id)
        if not await met(lambda id_=spec.id: filled(desk, id_), WITHIN):
            unfilled[spec.id] = words(desk.panel(spec.id))
    return unfilled


Told = Callable[[str, QtWidgets.QWidget], bool]


async def asked(desk: WholeDesk, told: Told, *, ends: bool = True) -> dict[str, str]:
    """Ask every panel again by its own buttons; return what those show that do not tell it.

    Without `ends` a panel has to tell it while it still waits.
    """
    silent = {}
    for spec in PANELS:
        panel = desk.panel(spec.id)
        if not asks(panel):
            continue
        await desk.show(spec.id)
        if not ask_again(panel):
            continue
        if ends and not await met(lambda id_=spec.id: not desk.running(id_), WITHIN):
            silent[spec.id] = "still running"
        elif not await met(lambda s=spec.id, one=panel: told(s, one), _TOLD_WITHIN):
            silent[spec.id] = words(panel)
    return silent


async def under(desk: WholeDesk, code: str, asking: Awaitable[dict[str, str]]) -> dict[str, str]:
    """Ask while the broker answers every query with a code."""
    return await while_it(desk, {"do": "refuse", "code": code}, asking)


async def while_it(
    desk: WholeDesk, fault: dict[str, object], asking: Awaitable[dict[str, str]]
) -> dict[str, str]:
    """Ask while a fault strikes every query."""
    await desk.trouble(apis=["reads"], **fault)
    silent = await asking
    await desk.trouble()
    return silent


def says_nothing_was_found(id_: str, panel: QtWidgets.QWidget) -> bool:
    """Tell whether a sentence stands where the rows were."""
    told = id_ in _FIGURES or State.EMPTY in states(panel)
    return told and not bare(panel) and readable(panel)


def empty_lists() -> dict[str, object]:
    """Return the fault that takes every row out of every answer, which stays an ordinary one."""
    apis = catalogue().apis.values()
    lists = {field.key for api in apis for field in api.response if field.type == "list"}
    return {"do": "edit", "repeat": dict.fromkeys(sorted(lists), 0)}


def says_that_lists_are_empty(id_: str, panel: QtWidgets.QWidget) -> bool:
    """Tell whether a sentence stands where the rows were, though something was answered."""
    if id_ in _BESIDE_LISTS:
        return not bare(panel) and readable(panel)
    return says_nothing_was_found(id_, panel)


def filled_and_marked(desk: WholeDesk, id_: str, panel: QtWidgets.QWidget) -> bool:
    """Tell whether an answer of another form is shown as far as it goes, and said to be one."""
    return filled(desk, id_) and "⚠" in words(panel)


def says_it_waits(_id: str, panel: QtWidgets.QWidget) -> bool:
    """Tell whether a panel says that the rate holds it up, or that it was held up."""
    return _WAITS in words(panel) or says(panel, _LIMITED)


def says_why_it_was_refused(_id: str, panel: QtWidgets.QWidget) -> bool:
    """Tell whether a panel says why, in the broker's words or in ours."""
    return _REFUSED in words(panel) or says(panel, _REFUSED)


async def fail(desk: WholeDesk) -> dict[str, str]:
    """Ask every panel again in vain; return what those show that say nothing of it."""
    silent = {}
    for spec in PANELS:
        panel = await desk.show(spec.id)
        ask_again(panel)
        ended = await met(lambda id_=spec.id: not desk.running(id_), WITHIN)
        told = ended and await met(lambda shown=panel: marked(desk, shown), _TOLD_WITHIN)
        if spec.id != _OWN_WORDS and not told:
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


@pytest.mark.timeout(420)
async def test_every_panel_tells_its_states(qtbot: QtBot, tmp_path: Path) -> None:
    # A market that hardly moves: what is looked at are states, not prices.
    arguments = ("--history", "30", "--at", "2026-11-20T10:00", "--speed", "0.02")
    async with whole_desk(tmp_path, *arguments, language=LANGUAGE) as desk:
        desk.window.links.group("A").set(NAME)
        assert await fill(desk) == {}
        assert await under(desk, _NOTHING_FOUND, asked(desk, says_nothing_was_found)) == {}
        assert await while_it(desk, empty_lists(), asked(desk, says_that_lists_are_empty)) == {}
        assert await under(desk, _LIMITED, asked(desk, says_it_waits, ends=False)) == {}
        # What waited goes on by itself; a panel that is asked again is filled again, however odd
        # the answer is.
        odd = {"do": "edit", "set": {"surprise": "1"}}
        assert (
            await while_it(desk, odd, asked(desk, lambda *one: filled_and_marked(desk, *one))) == {}
        )
        typed_names(desk, qtbot)
        assert await under(desk, _REFUSED, asked(desk, says_why_it_was_refused)) == {}
        desk.server.kill()
        assert await met(lambda: desk.rooms.gateway.link.stream is not StreamLink.UP, WITHIN)
        assert await fail(desk) == {}
        for spec in PANELS:
            desk.window.docks.dock(spec.id).toggleView(False)
        every_place(desk)
        assert [one for one in desk.said if one.level == "error"] == []
    assert not any(scope.running for scope in desk.window.tasks.values())
