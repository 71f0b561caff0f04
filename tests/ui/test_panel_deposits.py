"""Deposits and margins on the real wire: what each page tells, what follows the link, what fails."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.deposits import COST, PANEL, Deposits
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

SAMSUNG = "005930"


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def test_cash_by_day_adds_up_and_agrees_with_the_account(qtbot: QtBot) -> None:
    async with practice_desk(history=30) as desk:
        panel = desk.make(PANEL, Deposits, 760, 420)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.cash.replies) == 3 and bool(panel.today.rows))
        lines = {line.id: line for line in panel.cash.rows}
        deposit, settled = lines["deposit"], lines["settled"]
        assert deposit.today + settled.next_day == deposit.next_day
        assert deposit.next_day + settled.second_day == deposit.second_day
        assert settled.next_day == lines["sold"].next_day + lines["bought"].next_day
        known = desk.account.deposit
        assert known is not None and deposit.today == known.cash
        assert panel.debt.text() == "Nothing is unsettled"
        assert desk.real.account_tail in panel.assets.text()
        assert desk.real.account not in panel.assets.text()
        # The day after tomorrow is in sight where the panel is narrow.
        panel.resize(600, 420)
        header = panel.cash.table.horizontalHeader()
        assert header.length() <= panel.cash.table.viewport().width()
        panel.close()


async def test_margins_follow_the_link_and_the_typed_price(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        panel = desk.make(PANEL, Deposits, 760, 420)
        qtbot.addWidget(panel)
        panel.tabs.setCurrentIndex(1)
        table = panel.margin.table
        assert table.table.state.sentence == "Choose an instrument."
        await desk.link_name(SAMSUNG)
        panel.margin._take()
        await until(lambda: len(table.replies) == 4)
        lines = {line.id: line for line in table.rows}
        assert [line.id for line in table.rows if line.applied] == ["100"]
        price = panel.margin.price.value()
        assert lines["none"].quantity * price <= lines["none"].amount
        assert (lines["none"].quantity + 1) * price > lines["none"].amount * 0.999
        assert lines["40"].credit_quantity > lines["60"].credit_quantity > lines["100"].quantity
        panel.margin.price.setValue(price * 2)
        await until(lambda: COST in table.replies and f"{price * 2:,}" <= panel.margin.cost.text())
        await until(
            lambda: bool(table.rows) and table.rows[-1].quantity in (lines["none"].quantity // 2,)
        )
        panel.close()


async def test_an_order_changes_what_is_shown(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        panel = desk.make(PANEL, Deposits, 760, 420)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.cash.replies) == 3)
        before = {line.id: line for line in panel.cash.rows}
        desk.server.exchange.account.cash -= 1_000_000
        assert await desk.account.refresh()
        await until(lambda: panel.cash.rows[0].today == before["deposit"].today - 1_000_000)
        panel.close()


async def test_a_lost_exchange_leaves_the_figures_and_says_so(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        panel = desk.make(PANEL, Deposits, 760, 420)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.cash.replies) == 3)
        desk.trouble(do="refuse", code="1511", message="점검 중입니다")
        panel.foot.refresh_button.click()
        await until(lambda: "점검 중입니다" in panel.foot.said.text())
        assert len(panel.cash.rows) == 7
        fresh = desk.make(PANEL, Deposits, 760, 420)
        qtbot.addWidget(fresh)
        await until(lambda: fresh.cash.table.state.state is State.FAILED)
        assert not fresh.foot.export_button.isEnabled()
        panel.close()
        fresh.close()


async def test_both_lists_in_front_are_exported(qtbot: QtBot) -> None:
    async with practice_desk(history=30) as desk:
        panel = desk.make(PANEL, Deposits, 760, 420)
        qtbot.addWidget(panel)
        panel.tabs.setCurrentIndex(2)
        await until(lambda: bool(panel.details.rows) and bool(panel.state.rows))
        names = [sheet.name for sheet in panel.foot.sheets()]
        assert names == ["Margin in detail", "Cash and loans"]
        assert all(sheet.rows for sheet in panel.foot.sheets())
        panel.close()
