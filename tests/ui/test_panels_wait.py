"""Every panel that asks over REST says in sight that the rate limit holds it up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from PySide6 import QtWidgets

from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.all import PANELS
from kiwoom_desk.ui.panels.book import OrderBook
from kiwoom_desk.ui.shell.functions import listing
from kiwoom_desk.ui.shell.panel import ShowsViews
from kiwoom_desk.wire.limits import BLOCK_FOR, UNLIMITED
from tests.support.panel_states import LANGUAGE, ask_again, words
from tests.support.panels import apply_look
from tests.support.whole_desk import WholeDesk, whole_desk

NAME = "005930"
# Names that no list of the opening layout shows: their quotes are still to be asked.
UNSEEN = ("000020", "000040", "000050", "000070", "000080")
_WITHIN = 20.0
_EVERY = 0.02
_WAITS = "Waiting for the request limit"
# What they show is pushed, or their own.
_ASK_NOTHING = frozenset({"conditions", "requests", "messages"})
# A refusal for rate holds reads up for so long that none slips through on a slow machine.
LONG = msgspec.structs.replace(UNLIMITED, second=30.0 / BLOCK_FOR)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def met(condition: Callable[[], bool]) -> bool:
    try:
        async with asyncio.timeout(_WITHIN):
            while not condition():
                await asyncio.sleep(_EVERY)
    except TimeoutError:
        return False
    return True


def hold_up(desk: WholeDesk) -> None:
    """Let the broker have refused a query for rate in a way that every read waits (1701)."""
    desk.rooms.gateway.budget.refused("ka10001", "1701", desk.rooms.clock.monotonic())


def says_it_waits(panel: QtWidgets.QWidget) -> bool:
    return _WAITS in words(panel)


async def silent(desk: WholeDesk) -> dict[str, str]:
    """Show and ask every panel while every read waits; return what those show that do not say so."""
    found = {}
    for spec in PANELS:
        panel = await desk.show(spec.id)
        hold_up(desk)
        if spec.id not in _ASK_NOTHING and not says_it_waits(panel):
            ask_again(panel)
            if not await met(lambda shown=panel: says_it_waits(shown)):
                found[spec.id] = words(panel)
    return found


async def silent_views(desk: WholeDesk) -> dict[str, str]:
    """Show every view of every panel while every read waits; return what is silent."""
    found = {}
    for place in sorted(set(listing().places.values())):
        id_, _, view = place.partition("/")
        panel = desk.panel(id_)
        if not view:
            continue
        assert isinstance(panel, ShowsViews), place
        await desk.show(id_)
        hold_up(desk)
        panel.show_view(view)
        if not await met(lambda shown=panel: says_it_waits(shown)):
            found[place] = words(panel)
    return found


@asynccontextmanager
async def read_by_the_rooms(desk: WholeDesk) -> AsyncIterator[None]:
    """Let the money room read account and orders meanwhile: their panels do not ask themselves."""
    rooms = desk.rooms
    asked = rooms.account.refresh(), rooms.orders.reconcile()
    reading = [asyncio.ensure_future(one) for one in asked]
    try:
        yield
    finally:
        for one in reading:
            one.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


async def test_every_panel_says_that_it_waits(tmp_path: Path) -> None:
    # No market is open: what a name shows is asked, not pushed.
    arguments = ("--history", "30", "--at", "2026-11-20T21:00")
    async with whole_desk(tmp_path, *arguments, language=LANGUAGE, limits=LONG) as desk:
        link, state = desk.window.links.group("A"), desk.rooms.state
        link.set(NAME)
        book = desk.panel("book")
        assert isinstance(book, OrderBook)
        tape = state.tape(NAME)
        assert await met(lambda: book.ladder.state.state is None and tape.replaced > 0)
        place = book.ladder.geometry().topLeft()
        hold_up(desk)
        link.set(next(code for code in UNSEEN if state.quote(code) is None))
        async with read_by_the_rooms(desk):
            assert await silent(desk) == {}
            assert (
                book.ladder.state.state is State.LOADING
                and book.ladder.geometry().topLeft() == place
            )
            assert await silent_views(desk) == {}
