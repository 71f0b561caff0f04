"""Open orders, fills, positions, account and the unknown line over a real desk and exchange."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import Compared, Delayed, LinkState, StreamLink
from kiwoom_desk.catalogue.differences import Differences
from kiwoom_desk.domain.order import OrderState, Outcome, RequestState, Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.orders.positions import Mismatch
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import account, fills, open_orders, positions
from kiwoom_desk.ui.panels.account import Account
from kiwoom_desk.ui.panels.age_mark import LinkMark
from kiwoom_desk.ui.panels.fills import Fills
from kiwoom_desk.ui.panels.open_orders import OpenOrders
from kiwoom_desk.ui.panels.positions import Positions
from kiwoom_desk.ui.panels.read_mark import ReadMark
from kiwoom_desk.ui.panels.unknown_orders import UnknownLine
from kiwoom_desk.ui.shell.panel import PanelSpec
from tests.support.order_desk import CODE, CONTEXT, buy, until
from tests.support.order_panels import OrderRig, order_rig
from tests.support.panels import apply_look

LEFT = QtCore.Qt.MouseButton.LeftButton
HELD = Holding(CODE, "삼성전자", 40, 30, 60_000, 2_400_000, 61_000, 2_440_000, 40_000, 166)


@pytest.fixture
async def rig(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path) as made:
        yield made


def opened(rig: OrderRig, qtbot: QtBot) -> OpenOrders:
    made = open_orders.PANEL.make(rig.context)
    assert isinstance(made, OpenOrders)
    made.resize(1100, 260)
    qtbot.addWidget(made)
    made.show()
    return made


async def placed(rig: OrderRig, quantity: int = 10) -> str:
    ticket = await rig.room.desk.submit(buy(quantity), CONTEXT)
    assert ticket.state is RequestState.ACKED
    await rig.seen()
    return ticket.order_number


async def test_an_order_shows_until_it_is_filled(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    assert panel.table.state.state is State.EMPTY
    number = await placed(rig)
    assert panel.table.state.state is None
    assert [order.number for order in panel.table.rows.rows] == [number]
    rig.exchange.fill(number, 4)
    await until(lambda: rig.room.desk.ledger.open_orders[0].open_quantity == 6)
    await rig.seen()
    assert panel.table.rows.rows[0].open_quantity == 6
    rig.exchange.fill(number, 6)
    await until(lambda: not rig.room.desk.ledger.open_orders)
    await rig.seen()
    assert panel.table.state.state is State.EMPTY


async def test_cancel_takes_the_chosen_order_out(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    number = await placed(rig)
    assert not panel.cancel_button.isEnabled()
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.cancel_button, LEFT)
    await rig.tasks.ended()
    await rig.seen()
    order = rig.room.desk.ledger.order("20261120", number)
    assert order is not None and order.state is OrderState.CANCELED
    assert panel.table.state.state is State.EMPTY


async def test_an_amend_moves_the_order_to_the_price_typed(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    await placed(rig)
    panel.table.selectRow(0)
    panel.price.setText("60,900")
    qtbot.mouseClick(panel.amend_button, LEFT)
    await rig.tasks.ended()
    await rig.seen()
    assert [o.price for o in panel.table.rows.rows] == [60_900]


@pytest.mark.parametrize("typed", ["", "60.9", "61,000"])
async def test_a_price_that_amends_nothing_is_not_sent(
    rig: OrderRig, qtbot: QtBot, typed: str
) -> None:
    panel = opened(rig, qtbot)
    await placed(rig)
    panel.table.selectRow(0)
    panel.price.setText(typed)
    panel.amend()
    await rig.tasks.ended()
    assert len(rig.exchange.posts) == 1
    assert panel.told.text() and "denied" not in panel.told.text()


async def test_a_lost_answer_stands_above_the_orders(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    assert panel.unknown.isHidden()
    rig.exchange.ghost = True
    rig.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
    ticket = await rig.room.desk.submit(buy(), CONTEXT)
    assert ticket.state is RequestState.UNKNOWN
    await rig.seen()
    assert panel.unknown.isVisible()
    line = panel.unknown.findChild(UnknownLine)
    assert line is not None and "may stand" in line.told.text()


async def test_an_order_of_somebody_else_is_disowned_and_the_lost_one_released(
    rig: OrderRig, qtbot: QtBot
) -> None:
    panel = opened(rig, qtbot)

    def line() -> UnknownLine:
        return panel.unknown.findChildren(UnknownLine)[-1]

    async def type_and_press(word: str) -> None:
        line().word.setText(word)
        line().done.click()
        await rig.tasks.ended()

    rig.exchange.ghost = rig.exchange.silent = True
    rig.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
    await rig.room.desk.submit(buy(), CONTEXT)
    foreign = {"code": CODE, "venue": "KRX", "side": "2", "quantity": 8, "price": 61_000}
    rig.exchange.take("kt10000", foreign)
    for seconds in (1.0, 2.0, 5.0, 7.0, 15.0):
        await rig.seen()
        rig.room.clock.advance(seconds)
        await rig.seen()
    assert "none of them" in line().told.text() and line().done.text() == "None of these"
    await type_and_press("no")
    assert "exactly" in line().told.text()
    await type_and_press("none")
    await rig.seen()
    assert line().done.text() == "Release"
    assert "Not found" in line().told.text()
    await type_and_press("release")
    await rig.seen()
    assert panel.unknown.isHidden()
    assert [r.state for r in rig.room.desk.requests] == [RequestState.RELEASED]


async def test_fills_show_the_newest_first(rig: OrderRig, qtbot: QtBot) -> None:
    panel = fills.PANEL.make(rig.context)
    assert isinstance(panel, Fills)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.table.state.state is State.EMPTY
    number = await placed(rig)
    rig.exchange.fill(number, 4)
    rig.exchange.fill(number, 3, 60_900)
    await until(lambda: len(rig.room.desk.ledger.fills) == 2)
    await rig.seen()
    assert [fill.price for fill in panel.table.rows.rows] == [60_900, 61_000]


async def test_a_position_is_valued_and_fills_the_ticket_to_sell(
    rig: OrderRig, qtbot: QtBot
) -> None:
    rig.exchange.holdings = (HELD,)
    assert await rig.room.account.refresh()
    panel = positions.PANEL.make(rig.context)
    assert isinstance(panel, Positions)
    qtbot.addWidget(panel)
    (row,) = panel.table.rows.rows
    assert row.price == 61_000 and 0 < row.live.profit < 40_000
    panel.table.activated_row.emit(row)
    (request,) = rig.asked
    assert (request.code, request.side, request.quantity) == (CODE, Side.SELL, 30)


async def test_the_account_shows_what_can_be_ordered(rig: OrderRig, qtbot: QtBot) -> None:
    assert await rig.room.account.refresh()
    panel = account.PANEL.make(rig.context)
    assert isinstance(panel, Account)
    qtbot.addWidget(panel)
    assert panel.figures["orderable"].text() == "10,000,000"
    assert panel.figures["unsettled"].text() == "0"
    while not panel.figures["today"].text():
        await asyncio.sleep(0)
    assert panel.figures["today"].text() == "-1,234"
    (sheet,) = panel.sheets()
    told = dict(sheet.rows)
    assert told["Orderable"] == 10_000_000 and told["Profit today"] == -1_234


async def test_the_account_says_that_it_waits_and_what_came_odd(
    rig: OrderRig, qtbot: QtBot
) -> None:
    panel = account.PANEL.make(rig.context)
    qtbot.addWidget(panel)
    panel.show()
    gateway = rig.context.desk.gateway
    line = panel.findChild(ReadMark)
    assert line is not None and not line.isVisible()
    gateway.delayed.emit(Delayed("ka10080", 2.0))
    assert not line.isVisible()
    gateway.delayed.emit(Delayed("kt00001", 2.0))
    assert "request limit: 2.0 s" in line.text() and line.isVisible()
    # The next answer ends the wait; what is odd in one stays until it comes as described.
    gateway.compared.emit(Compared("kt00018", Differences(extra=("surprise",))))
    gateway.compared.emit(Compared("kt00001", Differences(missing=("d1_entra",))))
    assert line.text().startswith("⚠ 2 fields")
    gateway.compared.emit(Compared("kt00018", Differences()))
    gateway.compared.emit(Compared("kt00001", Differences()))
    assert not line.isVisible()


async def test_the_break_even_is_in_sight_in_a_narrow_panel(rig: OrderRig, qtbot: QtBot) -> None:
    rig.exchange.holdings = (HELD,)
    assert await rig.room.account.refresh()
    panel = positions.PANEL.make(rig.context)
    assert isinstance(panel, Positions)
    qtbot.addWidget(panel)
    panel.resize(600, 260)
    panel.show()
    header = panel.table.horizontalHeader()
    place = [column.id for column in panel.table.rows.columns].index("even")
    right = header.sectionViewportPosition(place) + header.sectionSize(place)
    assert right <= panel.table.viewport().width()


async def test_what_is_held_open_and_filled_can_be_exported(
    rig: OrderRig, qtbot: QtBot, tmp_path: Path
) -> None:
    orders = opened(rig, qtbot)
    assert not orders.export.isEnabled()
    await placed(rig)
    rig.exchange.holdings = (HELD,)
    assert await rig.room.account.refresh()
    held = positions.PANEL.make(rig.context)
    assert isinstance(held, Positions)
    qtbot.addWidget(held)
    for panel in (orders, held):
        assert panel.export.isEnabled()
        panel.export.export_csv()
        dialog = panel.export.exporter.dialog
        assert dialog is not None
        path = tmp_path / "written.csv"
        dialog.fileSelected.emit(str(path))
        await rig.tasks.ended()
        dialog.close()
        header, row = path.read_text("utf-8-sig").splitlines()
        titles = [tr(column.title) for column in panel.table.shown_columns()]
        assert header.split(",") == titles
        assert len(row.split(",")) == len(titles)


async def test_a_mismatch_shows_both_figures_until_a_person_accepts(
    rig: OrderRig, qtbot: QtBot
) -> None:
    rig.exchange.holdings = (HELD,)
    assert await rig.room.account.refresh()
    panel = positions.PANEL.make(rig.context)
    assert isinstance(panel, Positions)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.mismatches.isVisible()
    check = rig.room.account.check
    check.mismatches[CODE] = Mismatch(CODE, 40, 33)
    rig.room.account.changed.emit(None)
    assert panel.mismatches.isVisible()
    (button,) = panel.mismatches.findChildren(QtWidgets.QPushButton)
    qtbot.mouseClick(button, LEFT)
    assert not panel.mismatches.isVisible()
    assert check.mismatches == {}


@pytest.mark.parametrize("spec", [open_orders.PANEL, fills.PANEL, positions.PANEL, account.PANEL])
async def test_a_lost_connection_is_told_beside_what_is_held(
    rig: OrderRig, qtbot: QtBot, spec: PanelSpec
) -> None:
    panel = spec.make(rig.context)
    qtbot.addWidget(panel)
    panel.show()
    (line,) = panel.findChildren(LinkMark)
    assert not line.isVisible()
    changed = rig.context.desk.gateway.link_changed
    changed.emit(LinkState(stream=StreamLink.CONNECTING))
    assert line.isVisible() and "No connection" in line.text()
    changed.emit(LinkState(stream=StreamLink.UP))
    assert not line.isVisible()


async def test_an_account_that_cannot_be_read_says_why_and_when_it_was(
    rig: OrderRig, qtbot: QtBot
) -> None:
    book = rig.room.account
    book.balance = book.balance_at = None
    book.failed = "connect"
    panel = positions.PANEL.make(rig.context)
    assert isinstance(panel, Positions)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.table.state.state is State.FAILED
    assert panel.table.state.sentence.startswith("The account could not be read. The server")
    assert await book.refresh()
    assert panel.table.state.state is not State.FAILED
    book.failed = "connect"
    book.changed.emit(None)
    told = panel._as_of.text()
    assert told.startswith("As of ") and "cannot be reached" in told
