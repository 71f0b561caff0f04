"""The ticket over a real desk: one press is one order, fields that cannot be read, the question."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.ui.panels.confirm_order import ConfirmOrder
from kiwoom_desk.ui.panels.ticket import PANEL, Ticket
from kiwoom_desk.ui.shell.panel import TicketRequest
from kiwoom_desk.ui.shell.session_clock import SessionClock
from tests.support.order_desk import CODE, rules, until
from tests.support.order_panels import OTHER, OrderRig, order_rig
from tests.support.panels import apply_look

LEFT = QtCore.Qt.MouseButton.LeftButton
KEY = QtCore.Qt.Key


@pytest.fixture
async def rig(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path) as made:
        yield made


@pytest.fixture
async def asking(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path, "always") as made:
        yield made


async def ticket_of(rig: OrderRig, qtbot: QtBot) -> Ticket:
    made = PANEL.make(rig.context)
    assert isinstance(made, Ticket)
    made.resize(380, 520)
    qtbot.addWidget(made)
    made.show()
    rig.link.set(CODE)
    await rig.tasks.ended()
    return made


def asked(ticket: Ticket) -> ConfirmOrder | None:
    return ticket.findChild(ConfirmOrder)


async def test_a_press_sends_once_however_often_it_is_pressed(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.quantity.set_value(10)
    qtbot.mouseClick(ticket.send_button, LEFT)
    qtbot.mouseDClick(ticket.send_button, LEFT)
    ticket.press()
    await rig.tasks.ended()
    ticket.press()
    await rig.tasks.ended()
    assert len(rig.exchange.posts) == 1
    sent = msgspec.json.decode(rig.exchange.posts[0])["draft"]
    assert (sent["side"], sent["quantity"], sent["price"]) == (Side.BUY, 10, 61_000)
    assert "0000001" in ticket.told.text()
    await until(ticket.send_button.isEnabled)


@pytest.mark.parametrize("typed", ["", "1O", "1,00", "１0"])
async def test_a_quantity_that_is_no_number_is_not_sent(
    rig: OrderRig, qtbot: QtBot, typed: str
) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.quantity.entry.setText(typed)
    ticket.press()
    await rig.tasks.ended()
    assert rig.exchange.posts == []
    assert ticket.quantity.entry.property("wrong") is True
    assert "quantity" in ticket.told.text() and "quantity_field" not in ticket.told.text()


async def test_another_name_clears_price_and_quantity(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.quantity.set_value(10)
    assert ticket.price.number() == 61_000
    rig.link.set(OTHER)
    await rig.tasks.ended()
    assert ticket.price.entry.text() == "" and ticket.quantity.entry.text() == ""
    ticket.press()
    assert rig.exchange.posts == []


async def test_a_denial_says_why_and_nothing_is_sent(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.quantity.set_value(10)
    ticket.price.set_value(61_030)
    ticket.press()
    await rig.tasks.ended()
    assert rig.exchange.posts == []
    assert "61,030" in ticket.told.text() and "tick" in ticket.told.text()


async def test_a_name_that_is_not_listed_yet_is_told_and_not_sent(
    rig: OrderRig, qtbot: QtBot
) -> None:
    ticket = await ticket_of(rig, qtbot)
    rig.link.set("999999")
    ticket.quantity.set_value(1)
    ticket.price.set_value(1_000)
    ticket.press()
    await rig.tasks.ended()
    assert rig.exchange.posts == []
    assert "choose a name" in ticket.told.text()


async def test_types_that_practice_does_not_take_now_are_greyed(
    rig: OrderRig, qtbot: QtBot
) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.type_box.offer(ticket._venue(), CODE)
    model = ticket.type_box.model()
    assert isinstance(model, QtGui.QStandardItemModel)
    on = {
        OrderType(ticket.type_box.itemData(row))
        for row in range(model.rowCount())
        if model.item(row).isEnabled()
    }
    assert {OrderType.LIMIT, OrderType.MARKET} <= on
    assert on.isdisjoint({OrderType.PRE_FIXED, OrderType.AFTER_FIXED, OrderType.SINGLE_PRICE})


async def test_a_market_order_takes_no_price(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.type_box.choose(OrderType.MARKET)
    assert not ticket.price.isEnabled() and ticket.price.entry.text() == ""
    ticket.quantity.set_value(3)
    ticket.press()
    await rig.tasks.ended()
    assert msgspec.json.decode(rig.exchange.posts[0])["draft"]["price"] is None


async def test_a_click_elsewhere_fills_the_ticket_and_sends_nothing(
    rig: OrderRig, qtbot: QtBot
) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.take(TicketRequest(CODE, Side.SELL, 60_500, 7))
    await rig.tasks.ended()
    draft = ticket.draft()
    assert (draft.side, draft.price, draft.quantity) == (Side.SELL, 60_500, 7)  # type: ignore[union-attr]
    assert rig.exchange.posts == []


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Space, KEY.Key_Escape])
async def test_no_key_confirms_an_order(asking: OrderRig, qtbot: QtBot, key: QtCore.Qt.Key) -> None:
    ticket = await ticket_of(asking, qtbot)
    ticket.quantity.set_value(10)
    ticket.press()
    await until(lambda: asked(ticket) is not None)
    question = asked(ticket)
    assert question is not None and question.no.isDefault()
    assert not question.yes.isDefault() and not question.yes.autoDefault()
    qtbot.keyClick(question.focusWidget() or question, key)
    await asking.tasks.ended()
    assert asking.exchange.posts == []
    assert "did not confirm" in ticket.told.text()


async def test_the_order_button_of_the_question_sends(asking: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(asking, qtbot)
    ticket.quantity.set_value(10)
    ticket.press()
    await until(lambda: asked(ticket) is not None)
    assert asking.exchange.posts == []
    question = asked(ticket)
    assert question is not None
    qtbot.mouseClick(question.yes, LEFT)
    await asking.tasks.ended()
    assert len(asking.exchange.posts) == 1


async def test_the_share_of_a_sale_counts_what_is_sellable(rig: OrderRig, qtbot: QtBot) -> None:
    held = Holding(CODE, "삼성전자", 40, 40, 60_000, 2_400_000, 61_000, 2_440_000, 40_000, 166)
    rig.exchange.holdings = (held,)
    assert await rig.room.account.refresh()
    ticket = await ticket_of(rig, qtbot)
    qtbot.mouseClick(ticket.sell, LEFT)
    ticket._take_share(50)
    assert ticket.quantity.number() == 20


async def test_the_broker_s_word_decides_what_the_ticket_says_and_offers(
    rig: OrderRig, qtbot: QtBot
) -> None:
    ticket = await ticket_of(rig, qtbot)
    clock = SessionClock(Environment.PRACTICE, rig.room.clock, rules())
    qtbot.addWidget(clock)
    clock.follow(rig.room.desk.sessions)
    at_once = ticket.type_box.model().index(ticket.type_box.findData(OrderType.LIMIT_IOC), 0)
    ticket.type_box.offer(ticket._venue(), CODE)
    assert "DAY until 15:30" in ticket.life.text() and "Regular session" in clock.text()
    assert at_once.flags() & QtCore.Qt.ItemFlag.ItemIsEnabled
    rig.exchange.phases.emit(MarketPhase("2", "100000", ""))
    ticket._second()
    clock.show_now()
    assert "Closing auction" in ticket.life.text() and "announced" in ticket.life.text()
    assert "15:30" not in ticket.life.text()
    assert not at_once.flags() & QtCore.Qt.ItemFlag.ItemIsEnabled
    assert "Closing auction" in clock.text() and "broker" in clock.toolTip()
