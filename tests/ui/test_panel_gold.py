"""Gold on the real wire: every view answers, one gold in all views, gold abroad live, an empty account."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.model import Field, Kind
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.gold import WORLD_ITEM
from kiwoom_desk.market.reply_tables import Cell
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import gold
from kiwoom_desk.ui.panels.explorer_columns import cell_text
from kiwoom_desk.ui.panels.gold import GoldBoard, GoldChoice
from kiwoom_desk.ui.panels.view_curves import moment_text
from kiwoom_desk.ui.panels.view_sheet import ViewSheet
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice import plain_client
from tests.support.practice_desk import PracticeDesk, trading_desk

KILO, MINI, SHARE = "M04020000", "M04020100", "005930"


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def opened(desk: PracticeDesk, qtbot: QtBot) -> GoldBoard:
    panel = desk.make(gold.PANEL, GoldBoard, 900, 640)
    qtbot.addWidget(panel)
    panel.every.setCurrentIndex(panel.every.findData(0))
    return panel


def answered(sheet: ViewSheet) -> bool:
    return not sheet.busy and (sheet.question is not None or sheet._failed)


async def chosen(panel: GoldBoard, view: str) -> ViewSheet:
    panel.choose(view)
    sheet = panel.sheet
    await until(lambda: answered(sheet))
    return sheet


def told(sheet: ViewSheet) -> dict[str, str]:
    assert sheet.question is not None
    return sheet.question.values


def record(desk: PracticeDesk, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    asked: list[tuple[str, dict[str, str]]] = []
    ask = desk.real.ask

    async def noted(api_id: str, values: Any, *rest: Any) -> Any:
        asked.append((api_id, dict(values)))
        return await ask(api_id, values, *rest)

    monkeypatch.setattr(desk.real, "ask", noted)
    return asked


async def buy(desk: PracticeDesk, code: str, grams: int, price: int) -> None:
    async with plain_client(desk.server) as client:
        body = {"stk_cd": code, "ord_qty": str(grams), "ord_uv": str(price), "trde_tp": "00"}
        reply = await client.call("kt50000", **body)
        assert reply.code == 0, reply.message


def test_a_moment_at_midnight_is_a_day() -> None:
    (day,) = columns([Field(key="dt", label="일자", kind=Kind.TIME)])
    assert cell_text(day, Cell("20261116000000", "20261116000000")) == "2026-11-16"
    assert cell_text(day, Cell("20261116100014", "20261116100014")) == "2026-11-16 10:00:14"
    assert moment_text("20261116000000") == "2026-11-16"
    assert moment_text("20261116100014") == "11-16 10:00:14"
    assert moment_text("100014") == "10:00:14"


async def test_every_view_shows_what_it_asks(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    async with trading_desk(speed=20.0, history=20) as desk:
        band = desk.server.exchange.band
        await buy(desk, KILO, 7, band(KILO).upper)
        await buy(desk, MINI, 3, band(MINI).lower)
        asked = record(desk, monkeypatch)
        panel = opened(desk, qtbot)
        for view in gold.VIEWS:
            sheet = await chosen(panel, view.id)
            assert sheet.state.state is None, (view.id, sheet.state.sentence)
            table = sheet.answer.table
            assert table is not None and table.rows.rows, view.id
            if view.follow is None or not view.follow.lines:
                assert sheet.answer.plot.isVisible() is bool(view.curves), view.id
            if view.candles is not None:
                candles = sheet.answer.candles
                assert candles is not None and candles.chart is not None, view.id
                assert len(candles.chart.series) > 1 and candles.isVisible(), view.id
            assert panel.said.text()
        assert {api_id for api_id, _ in asked} == {view.api_id for view in gold.VIEWS}
        panel.close()


async def test_one_gold_stands_in_every_view_and_in_the_link(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with trading_desk() as desk:
        desk.link.set(SHARE)
        asked = record(desk, monkeypatch)
        panel = opened(desk, qtbot)
        sheet = await chosen(panel, "gold-days")
        assert told(sheet)["stk_cd"] == KILO and desk.link.instrument == SHARE
        panel.head.names.setCurrentIndex(panel.head.names.findData(MINI))
        await until(lambda: answered(sheet) and told(sheet)["stk_cd"] == MINI)
        assert desk.link.instrument == MINI
        for view in ("gold-now", "gold-prints", "gold-day-bars"):
            assert told(await chosen(panel, view))["stk_cd"] == MINI
        # Of the account all gold is told, whichever is looked at.
        await chosen(panel, "gold-open-orders")
        assert "stk_cd" not in asked[-1][1]
        sheet = await chosen(panel, "gold-days")
        desk.link.set(SHARE)
        assert panel.head.code == MINI
        desk.link.set(KILO)
        await until(lambda: answered(sheet) and told(sheet)["stk_cd"] == KILO)
        assert panel.head.names.currentData() == KILO
        panel.close()


async def test_the_gold_looked_at_last_is_kept(qtbot: QtBot) -> None:
    async with trading_desk() as desk:
        context = desk.context()
        context.memory.write(GoldChoice(MINI))
        panel = gold.make(context)
        panel.complete()
        qtbot.addWidget(panel)
        assert panel.head.code == MINI
        panel.head.look_at(SHARE)
        assert panel.head.code == MINI
        panel.head.look_at(KILO)
        assert context.memory.read(GoldChoice) == GoldChoice(KILO)


async def test_price_and_gold_abroad_are_live_in_sight_only(qtbot: QtBot) -> None:
    async with trading_desk(speed=20.0) as desk:
        panel = opened(desk, qtbot)
        sheet = await chosen(panel, "gold-prints")
        before = len(sheet.answer.rows)
        watched = {(one.wanted.item, one.wanted.type) for one in desk.feed._watches}
        assert watched == {(WORLD_ITEM, "0I"), (KILO, "0B")}
        head = panel.head
        await until(lambda: head.world is not None and "%" in head.premium.text())
        assert head.world is not None and f"{head.world.price:,}" in head.abroad.text()
        quote = desk.state.quote(KILO)
        assert quote is not None and head.price.text().replace(",", "").isdigit()
        await until(lambda: panel.said.text().startswith("Live"))
        await until(lambda: len(sheet.answer.rows) > before)
        panel.hide()
        assert not desk.feed._watches and not desk.feed._leases
        panel.close()


async def test_an_account_without_gold_tells_its_cash(qtbot: QtBot) -> None:
    async with trading_desk(speed=0.001) as desk:
        panel = opened(desk, qtbot)
        sheet = await chosen(panel, "gold-balance")
        assert sheet.state.state is None and sheet.answer.shown is None
        table = sheet.answer.table
        assert table is not None
        cash = {one.column.key: one.cell.value for one in table.rows.rows}
        assert cash["tot_entr"] == desk.server.exchange.ledgers.gold.deposits.today
        empty = await chosen(panel, "gold-open-orders")
        assert empty.state.state is State.EMPTY and empty.state.sentence
        await buy(desk, KILO, 5, desk.server.exchange.band(KILO).upper)
        sheet = await chosen(panel, "gold-balance")
        sheet.refresh()
        await until(lambda: answered(sheet) and bool(sheet.answer.rows))
        assert sheet.answer.beside.isVisible() and sheet.answer.shown is not None
        panel.close()


async def test_orders_of_an_earlier_day_are_asked_by_trading_days(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with trading_desk(history=20) as desk:
        asked = record(desk, monkeypatch)
        panel = opened(desk, qtbot)
        sheet = await chosen(panel, "gold-every-order")
        assert asked[-1][1]["ord_dt"] == "20261120"
        sheet.filters.take("span", "5")
        await until(lambda: answered(sheet) and asked[-1][1]["ord_dt"] == "20261113")
        panel.close()


async def test_large_prints_alone_are_left(qtbot: QtBot) -> None:
    async with trading_desk(speed=0.001) as desk:
        panel = opened(desk, qtbot)
        sheet = await chosen(panel, "gold-prints")
        whole = sheet.answer.rows
        assert sheet.filters.sieve is not None and sheet.answer.shown is not None
        sheet.filters.sieve.setCurrentIndex(1)
        place = [one.key for one in sheet.answer.shown.columns].index("cntr_trde_qty")
        large = [row for row in whole if abs(int(str(row.cells[place].value))) >= 100]
        assert len(sheet.answer.rows) == len(large) < len(whole)
        panel.close()


async def test_candles_keep_their_place_and_follow_the_price(qtbot: QtBot) -> None:
    async with trading_desk(speed=20.0, history=20) as desk:
        panel = opened(desk, qtbot)
        sheet = await chosen(panel, "gold-minutes")
        candles = sheet.answer.candles
        assert candles is not None and candles.chart is not None
        chart = candles.chart
        assert (chart.code, chart.period) == (KILO, Period(Unit.MINUTE, 5))
        bar = chart.series.last()
        assert bar is not None
        sheet.refresh()
        await until(lambda: answered(sheet))
        assert candles.chart is chart
        quote = Quote(KILO, "153000", bar.close + 10, 1, 10, 0, 900_000, 0, 10_000, bar.close)
        desk.stream(quote)
        last = chart.series.last()
        assert last is not None and last.close == bar.close + 10
        before = len(chart.series)
        assert sheet.goes_on
        candles.view.wanted_older.emit(None)
        await until(lambda: len(chart.series) > before and not sheet.busy)
        assert candles.chart is chart
        minutes = sheet.filters.boxes["tic_scope"]
        minutes.setCurrentIndex(minutes.findData("10"))
        await until(lambda: answered(sheet) and candles.chart is not None)
        assert candles.chart.period == Period(Unit.MINUTE, 10)
        panel.close()
