"""Holdings on the real wire: joined lists, costs on and off, cash and credit, the day's orders."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.domain.order import Credit, Side
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.holdings import BALANCE, PANEL, HoldingChoice, Holdings
from kiwoom_desk.ui.shell.panel import TicketRequest
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice import plain_client
from tests.support.practice_desk import practice_desk


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def test_lines_add_up_and_credit_is_told_apart(qtbot: QtBot) -> None:
    async with practice_desk(history=120) as desk:
        panel = desk.make(PANEL, Holdings, 1000, 420)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.holdings.replies) == 4)
        told = Figures(panel.holdings.replies[BALANCE])
        lines = panel.holdings.rows
        assert sum(line.cost for line in lines) == told.won("tot_pur_amt")
        assert sum(line.loan for line in lines) == told.won("tot_crd_loan_amt")
        loans = [line for line in lines if line.loan_date]
        assert loans and all(line.expires > line.loan_date for line in loans)
        column = next(c for c in panel.holdings.table.rows.columns if c.id == "profit")
        line = lines[0]
        assert column.value(line) == line.profit
        panel.costs.setChecked(False)
        assert column.value(line) == line.value - line.cost > line.profit
        panel.kind.setCurrentIndex(panel.kind.findData("credit"))
        assert panel.holdings.rows == tuple(loans)
        assert desk.memory.read(HoldingChoice) == HoldingChoice("credit", False)
        panel.holdings.table.selectRow(0)
        assert desk.link.instrument == loans[0].code
        panel.holdings.table.activated_row.emit(loans[0])
        credit = Credit(loan_date=loans[0].loan_date)
        sale = TicketRequest(loans[0].code, Side.SELL, None, loans[0].sellable, credit)
        assert desk.tickets == [sale]
        cash = next(line for line in lines if not line.loan_date)
        panel.holdings.table.activated_row.emit(cash)
        assert desk.tickets[-1].in_cash and desk.tickets[-1].credit is None
        panel.close()


async def test_orders_of_the_day_with_their_costs(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        async with plain_client(desk.server) as client:
            await client.login()
            await client.order("buy", "005930", 2, 0, kind="3")
            low = desk.server.exchange.board.lower[
                desk.server.exchange.universe.by_code["000660"].index
            ]
            reply = await client.order("buy", "000660", 1, int(low))
            assert reply.code == 0, reply.message
        panel = desk.make(PANEL, Holdings, 1000, 420)
        qtbot.addWidget(panel)
        panel.tabs.setCurrentIndex(1)
        await until(lambda: bool(panel.open.rows) and bool(panel.filled.rows))
        assert [row.code for row in panel.open.rows] == ["000660"]
        assert "Fees of today" in panel.costs_today.text()
        panel.open.table.selectRow(0)
        await until(lambda: bool(panel.parts.rows) or panel.parts.table.state.state is State.EMPTY)
        panel.close()


async def test_nothing_held_is_a_sentence_and_a_refusal_the_brokers(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        panel = desk.make(PANEL, Holdings, 1000, 420)
        qtbot.addWidget(panel)
        state = panel.holdings.table.state
        await until(lambda: state.state is State.EMPTY)
        assert state.sentence == "Nothing is held."
        desk.trouble(do="refuse", code="1511", message="점검 중입니다")
        panel.foot.refresh_button.click()
        await until(lambda: state.state is State.FAILED)
        assert "점검 중입니다" in state.sentence
        panel.close()
