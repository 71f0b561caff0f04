"""Credit in the ticket: which loan, what a loan allows, and that the order goes the credit's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import Page
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.domain.order import Credit, CreditDeal, Side
from kiwoom_desk.ui.panels.confirm_order import ConfirmOrder
from kiwoom_desk.ui.panels.credit_box import CreditBox
from kiwoom_desk.ui.panels.ticket import PANEL, Ticket
from kiwoom_desk.ui.shell.panel import TicketRequest
from tests.support.loopback import until as arrived
from tests.support.order_desk import CODE, until
from tests.support.order_panels import OTHER, OrderRig, order_rig
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk
from tests.unit.orders.test_credit import ALL, FIRST, HELD, SECOND

LEFT = QtCore.Qt.MouseButton.LeftButton


class Lender:
    """Answers kt20017 and kt00012 as they are set."""

    def __init__(self) -> None:
        self.allowed, self.shares = "Y", "12"
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def ask(self, api_id: str, values: dict[str, str], *_more: Any) -> Page:
        self.asked.append((api_id, dict(values)))
        told = {
            "kt20017": {"crd_alow_yn": self.allowed},
            "kt00012": {"stk_assr_rt_nm": "40%", "assr_40ord_alowq": self.shares},
        }[api_id]
        raw = msgspec.json.encode({"return_code": 0, "return_msg": "", **told})
        return Page(api_id, reply_type(catalogue().api(api_id)).decode(raw), None, raw)


@pytest.fixture
async def rig(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path) as made:
        made.exchange.holdings = HELD
        assert await made.room.account.refresh()
        yield made


async def ticket_of(rig: OrderRig, qtbot: QtBot) -> tuple[Ticket, Lender]:
    lender = Lender()
    cast(Any, rig.exchange).ask = lender.ask
    made = PANEL.make(rig.context)
    assert isinstance(made, Ticket)
    made.resize(380, 560)
    qtbot.addWidget(made)
    made.show()
    rig.link.set(CODE)
    await rig.tasks.ended()
    return made, lender


def choose_credit(ticket: Ticket) -> None:
    ticket.credit.kind.setCurrentIndex(1)


def sent(rig: OrderRig) -> dict[str, Any]:
    return cast(dict[str, Any], msgspec.json.decode(rig.exchange.posts[-1]))


async def test_a_buy_on_credit_knows_what_a_loan_allows(rig: OrderRig, qtbot: QtBot) -> None:
    ticket, lender = await ticket_of(rig, qtbot)
    choose_credit(ticket)
    await until(lambda: ticket.credit.told.text() == "A loan allows 12 shares")
    assert ("kt00012", {"stk_cd": CODE, "uv": "61000"}) in lender.asked
    ticket.quantity.set_value(13)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await rig.tasks.ended()
    assert rig.exchange.posts == [] and "12" in ticket.told.text()
    await until(ticket.send_button.isEnabled)
    ticket.quantity.set_value(12)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await rig.tasks.ended()
    assert sent(rig)["api"] == "kt10006"
    assert rig.room.desk.ledger.open_orders[0].on_credit


async def test_a_name_without_credit_is_told_and_not_bought(rig: OrderRig, qtbot: QtBot) -> None:
    ticket, lender = await ticket_of(rig, qtbot)
    lender.allowed = "불가"
    choose_credit(ticket)
    await until(lambda: ticket.credit.told.text() == "No credit for this instrument")
    ticket.quantity.set_value(1)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await rig.tasks.ended()
    assert rig.exchange.posts == []


async def test_a_sale_on_credit_pays_back_the_chosen_loan(rig: OrderRig, qtbot: QtBot) -> None:
    ticket, _lender = await ticket_of(rig, qtbot)
    qtbot.mouseClick(ticket.sell, LEFT)
    choose_credit(ticket)
    box = ticket.credit
    assert box.loan.isVisible()
    assert [box.loan.itemData(n) for n in range(box.loan.count())] == [FIRST, SECOND, ALL]
    assert "2026-09-01" in box.loan.itemText(0) and "5 shares" in box.loan.itemText(0)
    assert box.credit == FIRST
    box.loan.setCurrentIndex(1)
    assert ticket.sums.figures["held"].text() == "7"
    assert ticket.send_button.text().startswith("Credit")
    assert ticket.sums.figures["after"].text() == "–"
    ticket.quantity.set_value(7)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await rig.tasks.ended()
    assert sent(rig)["api"] == "kt10007"
    assert sent(rig)["draft"]["credit"] == {"deal": CreditDeal.LOAN, "loan_date": "20261102"}


async def test_without_a_loan_no_sale_on_credit_goes_out(rig: OrderRig, qtbot: QtBot) -> None:
    rig.exchange.holdings = HELD[:1]
    assert await rig.room.account.refresh()
    ticket, _lender = await ticket_of(rig, qtbot)
    qtbot.mouseClick(ticket.sell, LEFT)
    choose_credit(ticket)
    assert ticket.credit.told.text() == "No loan of this instrument"
    ticket.quantity.set_value(1)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await rig.tasks.ended()
    assert rig.exchange.posts == []


async def test_another_name_starts_in_cash_and_clicks_choose(rig: OrderRig, qtbot: QtBot) -> None:
    ticket, _lender = await ticket_of(rig, qtbot)
    choose_credit(ticket)
    # A price clicked in the book asks for neither cash nor credit.
    ticket.take(TicketRequest(CODE, Side.BUY, 60_900))
    assert ticket.credit.on_credit
    ticket.take(TicketRequest(CODE, Side.SELL, None, 7, SECOND))
    assert ticket.credit.credit == SECOND
    ticket.take(TicketRequest(CODE, Side.SELL, None, 10, in_cash=True))
    assert ticket.credit.credit is None
    choose_credit(ticket)
    rig.link.set(OTHER)
    await rig.tasks.ended()
    assert not ticket.credit.on_credit


async def test_the_question_names_the_loan(
    qapp: QtWidgets.QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    apply_look(qapp)
    async with order_rig(tmp_path, "always") as rig:
        rig.exchange.holdings = HELD
        assert await rig.room.account.refresh()
        ticket, _lender = await ticket_of(rig, qtbot)
        ticket.take(TicketRequest(CODE, Side.SELL, 61_000, 2, FIRST))
        ticket.press()
        await until(lambda: ticket.findChild(ConfirmOrder) is not None)
        question = ticket.findChild(ConfirmOrder)
        assert question is not None
        told = [label.text() for label in question.findChildren(QtWidgets.QLabel)]
        assert "The loan of 2026-09-01 is paid back" in told
        question.no.click()
        await rig.tasks.ended()
        assert rig.exchange.posts == []


async def test_the_practice_exchange_tells_what_it_lends(
    qapp: QtWidgets.QApplication, qtbot: QtBot
) -> None:
    apply_look(qapp)
    async with practice_desk(history=0) as desk:
        box = CreditBox(desk.context())
        qtbot.addWidget(box)
        box.show()
        box.show_name(CODE)
        box.show_price(60_000)
        box.kind.setCurrentIndex(1)
        await arrived(lambda: box.lent is not None and box.lendable is not None)
        assert box.lent is True and box.lendable is not None and box.lendable > 0
        assert box.credit == Credit()
        box.close()
