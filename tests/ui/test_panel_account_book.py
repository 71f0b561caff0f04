"""Profit, journal, transactions on the real wire: sums that agree, choices in a trader's words, states."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.market.asked_rows import total
from kiwoom_desk.market.periods import OWN
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels.days_choice import DaysChoice, DaysKept
from kiwoom_desk.ui.panels.profits import PANEL as PROFITS
from kiwoom_desk.ui.panels.profits import Profits
from kiwoom_desk.ui.panels.trading_journal import PANEL as JOURNAL
from kiwoom_desk.ui.panels.trading_journal import TradingJournal
from kiwoom_desk.ui.panels.transactions import PANEL as TRANSACTIONS
from kiwoom_desk.ui.panels.transactions import Transactions
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.loopback import until
from tests.support.panel_desk import NOW
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

_PAST = 60


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def test_days_and_names_come_to_the_same_profit(qtbot: QtBot) -> None:
    async with practice_desk(history=_PAST) as desk:
        panel = desk.make(PROFITS, Profits, 900, 560)
        qtbot.addWidget(panel)
        panel.choice.words.setCurrentIndex(panel.choice.words.findData("quarter"))
        await until(lambda: bool(panel.spans.rows) and not panel.spans.goes_on)
        days = panel.spans.rows
        assert panel.plot.spans == days[::-1]
        assert "the broker tells" not in panel.sums.text()
        assert f"{days[0].total:+,}" in panel.sums.text()
        panel.tabs.setCurrentIndex(1)
        await until(lambda: bool(panel.names.rows) and not panel.names.goes_on)
        assert sum(line.profit for line in panel.names.rows) == days[0].total
        panel.names.table.selectRow(0)
        assert desk.link.instrument == panel.names.rows[0].id
        panel.tabs.setCurrentIndex(0)
        panel.group.setCurrentIndex(panel.group.findData("month"))
        assert len(panel.spans.rows) < len(days)
        assert panel.spans.rows[0].total == days[0].total
        panel.close()


async def test_a_day_shows_its_names_and_the_worth_its_curve(qtbot: QtBot) -> None:
    async with practice_desk(history=_PAST) as desk:
        panel = desk.make(PROFITS, Profits, 900, 560)
        qtbot.addWidget(panel)
        await until(lambda: bool(panel.day_names.rows))
        sold = next(span for span in panel.spans.rows if span.days)
        assert total(panel.day_names.rows, "tdy_sel_pl") == sold.profit
        panel.tabs.setCurrentIndex(2)
        await until(lambda: bool(panel.held.rows) and bool(panel.told.text()))
        chart = panel.curves.shown
        assert chart is not None and len(chart.moments) == len(panel.worths.rows)
        assert chart.moments == tuple(sorted(chart.moments))
        assert [sheet.name for sheet in panel.foot.sheets()] == ["Worth by day", "Held on the day"]
        panel.close()


async def test_nothing_traded_is_a_sentence(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        panel = desk.make(PROFITS, Profits, 900, 560)
        qtbot.addWidget(panel)
        await until(lambda: panel.spans.table.state.state is State.EMPTY)
        assert panel.spans.table.state.sentence == "Nothing was traded on these days."
        assert not panel.foot.export_button.isEnabled()
        panel.close()


async def test_a_refusal_stands_in_the_brokers_words(qtbot: QtBot) -> None:
    async with practice_desk(history=0) as desk:
        desk.trouble(do="refuse", code="1511", message="점검 중입니다")
        profits = desk.make(PROFITS, Profits, 900, 560)
        journal = desk.make(JOURNAL, TradingJournal, 760, 420)
        moves = desk.make(TRANSACTIONS, Transactions, 760, 420)
        tables = (profits.spans.table, journal.names.table, moves.moves.table)
        for panel in (profits, journal, moves):
            qtbot.addWidget(panel)
        await until(lambda: all(table.state.state is State.FAILED for table in tables))
        assert all("점검 중입니다" in table.state.sentence for table in tables)
        for panel in (profits, journal, moves):
            panel.close()


async def test_the_journal_steps_by_trading_days_and_shows_sales(qtbot: QtBot) -> None:
    async with practice_desk(history=_PAST) as desk:
        panel = desk.make(JOURNAL, TradingJournal, 900, 420)
        qtbot.addWidget(panel)
        assert not panel.after.isEnabled()
        for _ in range(20):
            qtbot.mouseClick(panel.before, QtCore.Qt.MouseButton.LeftButton)
            await until(
                lambda: bool(panel.names.rows) or panel.names.table.state.state is State.EMPTY
            )
            if any(row.number("sell_qty") for row in panel.names.rows):
                break
        assert panel.day.date().dayOfWeek() < 6
        sold = next(row for row in panel.names.rows if row.number("sell_qty"))
        assert f"{total(panel.names.rows, 'pl_amt'):+,}" in panel.sums.text()
        panel.names.table.select(sold.key)
        await until(lambda: bool(panel.sold.rows))
        assert panel.sold is panel.day_sales
        assert total(panel.sold.rows, "cntr_qty") == sold.number("sell_qty")
        assert total(panel.sold.rows, "tdy_sel_pl") == sold.number("pl_amt")
        panel.close()


async def test_transactions_are_filtered_and_settlement_adds_up(qtbot: QtBot) -> None:
    async with practice_desk(history=_PAST) as desk:
        panel = desk.make(TRANSACTIONS, Transactions, 900, 420)
        qtbot.addWidget(panel)
        await until(lambda: bool(panel.moves.rows) or panel.moves.table.state.state is not None)
        await until(lambda: bool(panel.moves.rows))
        everything = len(panel.moves.rows)
        panel.kind.setCurrentIndex(panel.kind.findData("5"))
        await until(lambda: 0 < len(panel.moves.rows) < everything)
        sales = panel.moves.rows
        assert {row.text("rmrk_nm") for row in sales} == {"장내매도"}
        assert f"{total(sales, 'cmsn'):,}" in panel.move_sums.text()
        desk.link.set(sales[0].code)
        panel.linked.setChecked(True)
        await until(lambda: bool(panel.moves.rows) and len(panel.moves.rows) <= len(sales))
        await until(lambda: {row.code for row in panel.moves.rows} == {sales[0].code})
        panel.tabs.setCurrentIndex(1)
        await until(
            lambda: bool(panel.settlement.rows) or panel.settlement.table.state.state is State.EMPTY
        )
        for row in panel.settlement.rows:
            costs = sum(int(row.number(key) or 0) for key in ("cmsn", "trde_tax", "rstx"))
            sign = 1 if row.text("sell_tp") == "매수" else -1
            loan = row.text("loan_dt")
            exact = row.number("engg_amt") + sign * costs
            assert loan or row.number("exct_amt") == exact
        panel.close()


async def test_orders_of_a_day_with_their_sums(qtbot: QtBot) -> None:
    async with practice_desk(history=_PAST) as desk:
        panel = desk.make(TRANSACTIONS, Transactions, 900, 420)
        qtbot.addWidget(panel)
        panel.tabs.setCurrentIndex(2)
        await until(lambda: panel.orders.table.state.state is State.EMPTY)
        for days in range(1, 20):
            panel.day.setDate(panel.day.maximumDate().addDays(-days))
            await until(
                lambda: bool(panel.orders.rows) or panel.orders.table.state.state is State.EMPTY
            )
            if panel.orders.rows:
                break
        await until(lambda: bool(panel.order_sums.text()))
        filled = sum(
            int(row.number("cntr_qty") or 0) * int(row.number("cntr_uv") or 0)
            for row in panel.orders.rows
        )
        told = int(panel.order_sums.text().split()[-2].replace(",", ""))
        # The average price of an order is cut to whole won.
        slack = total(panel.orders.rows, "cntr_qty")
        assert filled <= told <= filled + slack
        panel.close()


def test_a_word_is_kept_and_days_of_ones_own_too(qtbot: QtBot) -> None:
    memory, today = PanelMemory(), NOW.date()
    choice = DaysChoice(memory, today)
    qtbot.addWidget(choice)
    choice.words.setCurrentIndex(choice.words.findData("week"))
    assert choice.days.first == today - timedelta(days=6)
    tomorrow = today + timedelta(days=1)
    later = DaysChoice(memory, tomorrow)
    qtbot.addWidget(later)
    assert later.words.currentData() == "week" and later.days.last == tomorrow
    heard = []
    later.chosen.connect(heard.append)
    later.words.setCurrentIndex(later.words.findData(OWN))
    assert later.first.isVisibleTo(later)
    later.first.setDate(QtCore.QDate(2026, 11, 2))
    later.last.setDate(QtCore.QDate(2026, 10, 5))
    assert later.days.texts == ("20261005", "20261102") == heard[-1].texts
    again = DaysChoice(memory, tomorrow)
    qtbot.addWidget(again)
    assert again.days.texts == ("20261005", "20261102")
    assert memory.read(DaysKept) == DaysKept(OWN, "2026-10-05", "2026-11-02")
