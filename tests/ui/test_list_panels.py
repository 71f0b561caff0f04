"""One test over every list of every panel: keys, selection, copy, columns, sorting, focus, hearing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6 import QtWidgets

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderDraft, OrderType, RequestState, Side
from kiwoom_desk.orders.checks import DeskState, OrderContext
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.all import PANELS
from tests.support.list_hand import troubles
from tests.support.loopback import until
from tests.support.panel_states import LANGUAGE, filled, seen
from tests.support.panels import apply_look
from tests.support.whole_desk import WholeDesk, whole_desk

NAMES = ("005930", "000660")
# No list stands in them: figures, a drawing, a form.
NO_LIST = frozenset({"chart", "book", "ticket", "account"})
# What they open with is no list.
VIEWS = {"instrument": "days"}
WITHIN = 90.0
_EVERY = 0.05


async def buy(desk: WholeDesk, code: str) -> None:
    """Buy one share at the market, and leave an order ten levels below it."""
    rooms = desk.rooms
    instrument = desk.window.box._instruments.get(code)
    assert instrument is not None
    book = await rooms.gateway.book(code, Venue.KRX)
    asked = OrderContext(
        instrument=instrument, last_price=book.bid_prices[0], asked_age=0.0, quantity_chosen=True
    )
    for kind, price in ((OrderType.MARKET, None), (OrderType.LIMIT, book.bid_prices[-1])):
        draft = OrderDraft(code, Venue.KRX, Side.BUY, kind, 1, price)
        ticket = await rooms.orders.submit(draft, asked)
        assert ticket.state is RequestState.ACKED, ticket


def lists(panel: QtWidgets.QWidget) -> list[Grid | Table]:
    """Return the lists of a panel that can be seen and have rows to move in."""
    found: list[Grid | Table] = [*seen(panel, Grid), *seen(panel, Table)]
    return [one for one in found if len(one.keys if isinstance(one, Grid) else one.rows.rows) > 1]


def ready(desk: WholeDesk, id_: str) -> bool:
    """Tell whether a panel waits for nothing and has a list to move in, where it is to have one."""
    return filled(desk, id_) and (id_ in NO_LIST or bool(lists(desk.panel(id_))))


async def filling(desk: WholeDesk, id_: str) -> None:
    """Wait until a panel is ready; looking is dear, so it is done now and then."""
    async with asyncio.timeout(WITHIN):
        while not (desk.window.isActiveWindow() and ready(desk, id_)):
            await asyncio.sleep(_EVERY)


@pytest.mark.timeout(500)
async def test_every_list_can_do_what_a_table_can(
    qapp: QtWidgets.QApplication, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    apply_look(qapp)
    arguments = ("--history", "30", "--at", "2026-11-20T10:00")
    async with whole_desk(tmp_path, *arguments, language=LANGUAGE) as desk:
        # What is looked at here is not how fast it moves.
        desk.window.frame.set_rate(5)
        await until(lambda: desk.rooms.orders.state is DeskState.READY, WITHIN)
        for code in NAMES:
            await buy(desk, code)
        desk.window.said.connect(desk.panel("messages").add)  # type: ignore[attr-defined]
        for text in ("one", "two"):
            desk.window.say_code("info", text)
        for spec in PANELS:
            # A row chosen in the last panel may be a name of which nothing is told in this one.
            desk.window.links.group("A").set(NAMES[0])
            await desk.show(spec.id)
            desk.window.activateWindow()
            with subtests.test(panel=spec.id):
                show = VIEWS.get(spec.id)
                if show is not None:
                    desk.panel(spec.id).show_view(show)  # type: ignore[attr-defined]
                await filling(desk, spec.id)
                found = {one.accessibleName(): troubles(one) for one in lists(desk.panel(spec.id))}
                assert {name: told for name, told in found.items() if told} == {}
