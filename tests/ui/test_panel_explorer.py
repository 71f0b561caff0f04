"""The explorer: finding, filling in, reading, more, cancel, exports, bad input, refusals, watching."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.sheets import csv_bytes
from kiwoom_desk.base.workbooks import xlsx_bytes
from kiwoom_desk.broker.gateway import Haste, QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import explorer
from kiwoom_desk.ui.panels.explorer_chart import plot_points
from kiwoom_desk.ui.panels.explorer_export import file_name
from kiwoom_desk.ui.panels.explorer_fields import (
    ChoiceEditor,
    CodeEditor,
    DateEditor,
    LookupEditor,
)
from kiwoom_desk.ui.panels.explorer_words import call_line
from tests.support.explorer_desk import Body, ExplorerDesk
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.workbooks import read_workbook

RANKING = "ka10027"
LIST = catalogue().api(RANKING).lists[0].key
DAYS = "ka10081"


def whole_row(api_id: str, **told: str) -> Body:
    return {f.key: told.get(f.key, "") for f in catalogue().api(api_id).lists[0].children}


def ranking(*codes: str) -> Body:
    rows = [
        whole_row(
            RANKING, stk_cd=code, stk_nm=f"=종목{code}", cur_prc=f"-7{place}300", flu_rt="+4.21"
        )
        for place, code in enumerate(codes)
    ]
    return {LIST: rows}


@pytest.fixture
def desk(qapp: QtWidgets.QApplication) -> ExplorerDesk:
    apply_look(qapp)
    made = ExplorerDesk()
    made.link.set("000003")
    return made


def opened(desk: ExplorerDesk, qtbot: QtBot, api_id: str = RANKING) -> explorer.ExplorerView:
    panel = desk.make(explorer.PANEL, explorer.Explorer, 1100, 700)
    qtbot.addWidget(panel)
    desk.panels.append(panel)
    panel.view.list.search(api_id)
    panel.view.list.select(api_id)
    return panel.view


async def answered(desk: ExplorerDesk, view: explorer.ExplorerView) -> None:
    view.ask()
    await desk.tasks.ended()


def shown(view: explorer.ExplorerView) -> list[list[str]]:
    table = view.answer.reply.current()
    assert table is not None
    return [line.split("\t") for line in table.copy_text().splitlines()]


async def test_an_api_is_found_by_a_field_and_shown_with_its_form(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    view = opened(desk, qtbot, "ka10001")
    view.list.search("체결강도")
    assert any(hit.field for hit in view.list.found)
    assert "ka10046" in {hit.api.id for hit in view.list.found}
    view.list.select("ka10046")
    assert view.title.text().startswith("ka10046")
    assert view.form.values() == {"stk_cd": "000003"}
    view.list.search("nosuchapi")
    assert view.list.table.state.state is State.EMPTY
    assert view.api.id == "ka10046"


async def test_a_reply_is_a_table_with_published_heads(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.pages[RANKING] = [ranking("000001", "000002")]
    view = opened(desk, qtbot)
    await answered(desk, view)
    lines = shown(view)
    place = {head: number for number, head in enumerate(lines[0])}
    assert {"종목코드", "종목명", "현재가"} <= set(place)
    assert lines[1][place["현재가"]] == "70,300"
    assert lines[1][place["종목코드"]] == "000001"
    rate = next(number for head, number in place.items() if head.startswith("등락"))
    assert lines[1][rate] == "+4.21"
    assert view.answer.said.text() == "2 rows · As of 10:23:11"
    assert not view.answer.marks.isVisible()
    assert desk.replies.asked[0].turn.haste is Haste.CLICKED
    table = view.answer.reply.current()
    assert table is not None
    table.selectRow(1)
    assert desk.link.instrument == "000002"


async def test_single_fields_are_a_table_of_their_own(desk: ExplorerDesk, qtbot: QtBot) -> None:
    api = catalogue().api("ka10001")
    told = {"stk_cd": "000003", "stk_nm": "NAVER", "cur_prc": "+71300", "flo_stk": "5919637"}
    desk.replies.pages["ka10001"] = [{f.key: told.get(f.key, "") for f in api.response}]
    view = opened(desk, qtbot, "ka10001")
    await answered(desk, view)
    lines = {line[0]: line[1:] for line in shown(view)}
    assert lines["종목명"] == ["NAVER", ""]
    assert lines["상장주식"] == ["5,919,637", "천주"]
    assert len(lines) == 5
    assert not view.answer.reply.tabs.tabBar().isVisible()


async def test_errors_stand_at_their_fields_and_nothing_is_asked(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    view = opened(desk, qtbot, DAYS)
    cells = view.form.cells
    cells["stk_cd"].editor.set_text("")
    cells["base_dt"].editor.set_text("2026-13-40")
    view.ask()
    assert cells["stk_cd"].error.text() == "Needed"
    assert cells["base_dt"].error.text() == "Not a day (YYYY-MM-DD)"
    assert cells["stk_cd"].editor.entry().property("wrong") is True
    assert desk.replies.asked == []
    cells["stk_cd"].editor.set_text("000001")
    assert not cells["stk_cd"].error.isVisible()
    cells["base_dt"].editor.set_text("20261120")
    await answered(desk, view)
    assert desk.replies.asked[0].values["base_dt"] == "20261120"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
async def test_editors_take_names_days_and_choices(desk: ExplorerDesk, qtbot: QtBot) -> None:
    view = opened(desk, qtbot, DAYS)
    code, day = view.form.cells["stk_cd"].editor, view.form.cells["base_dt"].editor
    assert isinstance(code, CodeEditor)
    assert isinstance(day, DateEditor)
    qtbot.keyClicks(code.line, "NAV")
    code.line.setText("")
    code.line.textEdited.emit("NAVER")
    assert code.found()[0].endswith("000003")
    code.line.setText(code.found()[0])
    assert code.text() == "000003"
    assert code.venue is not None
    code.venue.setCurrentIndex(1)
    assert code.text() == "000003_NX"
    code.set_text("000005_AL")
    assert (code.line.text(), code.text()) == ("000005", "000005_AL")
    code.set_text("000001|000002")
    assert code.text().startswith("000001")
    calendar = day.open_calendar()
    calendar.clicked.emit(QtCore.QDate(2026, 11, 2))
    assert (day.line.text(), day.text()) == ("2026-11-02", "20261102")
    choice = view.form.cells["upd_stkpc_tp"].editor
    assert isinstance(choice, ChoiceEditor)
    choice.set_text("1")
    assert choice.text() == "1"
    assert not calendar.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
async def test_codes_that_a_query_lists_are_offered(desk: ExplorerDesk, qtbot: QtBot) -> None:
    members = [
        {"code": "001", "name": "교보", "gb": "0"},
        {"code": "050", "name": "키움", "gb": "0"},
    ]
    desk.replies.pages["ka10102"] = [{"list": members}]
    view = opened(desk, qtbot, "ka10078")
    member = view.form.cells["mmcm_cd"].editor
    assert isinstance(member, LookupEditor)
    assert member.text() == "050"
    member.button.click()
    await desk.tasks.ended()
    assert [member.box.itemData(place) for place in range(member.box.count())] == ["001", "050"]
    assert member.text() == "050"
    member.box.hidePopup()
    member.box.setCurrentIndex(0)
    assert (member.box.currentText(), member.text()) == ("교보  001", "001")
    desk.replies.failing = QueryError("timeout", "ka10102", retry=True)
    member.button.click()
    await desk.tasks.ended()
    assert view.form.cells["mmcm_cd"].error.text().startswith("The list could not be read.")


async def test_nothing_found_is_a_sentence(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.pages[DAYS] = [{"return_code": 20, "return_msg": "조회된 데이터가 없습니다"}]
    view = opened(desk, qtbot, DAYS)
    state = view.answer.reply.state
    await answered(desk, view)
    assert state.state is State.EMPTY
    assert state.sentence.startswith("Nothing was found for these values.")
    view.form.cells["base_dt"].editor.set_text("20261121")
    await answered(desk, view)
    assert state.sentence == "Nothing was found: 2026-11-21 (Saturday) is no trading day."
    view.form.cells["base_dt"].editor.set_text("20261225")
    await answered(desk, view)
    assert "2026-12-25 (" in state.sentence
    view.form.cells["stk_cd"].editor.set_text("999999")
    await answered(desk, view)
    assert state.sentence == "No instrument has the code 999999."
    assert view.answer.reply.sheet() is None
    assert not view.csv_button.isEnabled()


async def test_a_refusal_says_why_and_can_be_tried_again(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.failing = QueryError("1902", DAYS, "종목을 확인해 주십시오")
    view = opened(desk, qtbot, DAYS)
    view.form.cells["stk_cd"].editor.set_text("999999")
    await answered(desk, view)
    state = view.answer.reply.state
    assert state.state is State.FAILED
    assert "999999" in state.sentence
    assert "종목을 확인해 주십시오" in state.sentence
    assert not view.answer.busy
    desk.replies.failing = None
    desk.replies.pages[DAYS] = [
        {catalogue().api(DAYS).lists[0].key: [whole_row(DAYS, dt="20261120")]}
    ]
    state._act()
    await desk.tasks.ended()
    assert state.state is None


async def test_a_reply_that_differs_is_shown_with_a_mark_and_a_log_line(
    desk: ExplorerDesk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    body = ranking("000001")
    del body[LIST][0]["flu_rt"]
    body[LIST][0]["cur_prc"] = "n/a"
    body["surprise"] = "1"
    desk.replies.pages[RANKING] = [body]
    view = opened(desk, qtbot)
    with caplog.at_level(logging.INFO, "kiwoom_desk.market.reply_tables"):
        await answered(desk, view)
    assert view.answer.marks.isVisible()
    assert "3" in view.answer.marks.text()
    told = view.answer.marks.toolTip()
    assert all(key in told for key in (f"{LIST}.flu_rt", f"{LIST}.cur_prc", "surprise"))
    assert "n/a" in shown(view)[1]
    assert [record.message for record in caplog.records] == ["reply_differs"]


async def test_more_pages_come_with_progress_and_can_be_cancelled(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    desk.replies.pages[RANKING] = [ranking(f"00000{page}") for page in range(6)]
    view = opened(desk, qtbot)
    await answered(desk, view)
    assert view.answer.more_button.isVisible()
    view.answer.more()
    await desk.tasks.ended()
    assert len(shown(view)) == 3
    assert view.answer.said.text() == "2 pages · 2 rows · As of 10:23:11"
    told: list[str] = []
    progress = view.answer._progress

    def stop_at_four(now: Any) -> None:
        progress(now)
        told.append(view.answer.said.text())
        if now.pages == 4:
            desk.replies.hold = asyncio.Event()

    view.answer._progress = stop_at_four  # type: ignore[method-assign]
    view.answer.rest()
    assert view.answer.cancel_button.isVisible()
    await until(lambda: desk.replies.hold is not None)
    view.answer.cancel_button.click()
    await desk.tasks.ended()
    assert told == ["3 pages, 3 rows so far", "4 pages, 4 rows so far"]
    assert view.answer.said.text() == "Cancelled. · 4 pages · 4 rows · As of 10:23:11"
    assert len(shown(view)) == 5
    assert not view.answer.cancel_button.isVisible()
    desk.replies.hold = None
    view.answer.rest()
    await desk.tasks.ended()
    assert len(shown(view)) == 7
    assert not view.answer.more_button.isVisible()


async def test_a_first_page_can_be_cancelled(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.hold = asyncio.Event()
    view = opened(desk, qtbot)
    view.ask()
    await until(lambda: bool(desk.replies.asked))
    view.answer.cancel()
    await desk.tasks.ended()
    assert view.answer.reply.state.sentence == "Cancelled."
    assert not view.answer.busy


async def test_waiting_for_the_limit_is_said(desk: ExplorerDesk, qtbot: QtBot) -> None:
    desk.replies.hold = asyncio.Event()
    desk.replies.waits = [0.1, 1.25]
    view = opened(desk, qtbot)
    view.ask()
    await until(lambda: view.answer.said.text() == "Waiting for the request limit: 1.2 s")
    desk.replies.hold.set()
    await desk.tasks.ended()


@pytest.mark.parametrize("api_id", ["kt10000", "kt10009", "kt50003", "au10001"])
async def test_orders_and_tokens_are_shown_and_refused(
    api_id: str, desk: ExplorerDesk, qtbot: QtBot
) -> None:
    view = opened(desk, qtbot, api_id)
    assert view.form.cells
    assert not view.ask_button.isEnabled()
    assert not view.line_button.isEnabled()
    assert view.answer.reply.state.state is State.REFUSED
    view.ask()
    await desk.tasks.ended()
    assert desk.replies.asked == []
    assert call_line(view.api, {}, Environment.PRACTICE) == ""


async def test_exports_hold_what_is_shown(desk: ExplorerDesk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.replies.pages[RANKING] = [ranking("000002", "000001")]
    view = opened(desk, qtbot)
    await answered(desk, view)
    sheet = view.answer.reply.sheet()
    assert sheet is not None
    place = sheet.header.index("종목코드")
    name, price = sheet.header.index("종목명"), sheet.header.index("현재가")
    content = csv_bytes(sheet.header, sheet.rows)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row[place] for row in rows[1:]] == ["000002", "000001"]
    assert rows[1][name] == "'=종목000002"
    assert rows[1][price] == "70300"
    book = read_workbook(xlsx_bytes(view.answer.reply.sheets()))
    page = next(iter(book.values()))
    assert [row[place] for row in page[1:]] == ["000002", "000001"]
    assert (page[1][price], page[1][name]) == (70_300.0, "'=종목000002")
    view.export_csv()
    dialog = view.export.dialog
    assert dialog is not None
    dialog.close()
    path = tmp_path / file_name("ka10027 순위/표", "20261120-102311", ".csv")
    dialog.fileSelected.emit(str(path))
    await desk.tasks.ended()
    assert path.read_bytes() == content
    assert desk.said[-1].level == "good"
    # What was asked for is written, whatever the file is called.
    dialog.fileSelected.emit(str(tmp_path / "a.txt"))
    await desk.tasks.ended()
    assert (tmp_path / "a.txt").read_bytes() == content
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "a.csv"))
    await desk.tasks.ended()
    assert desk.said[-1].level == "error"
    view.copy()
    assert (
        QtGui.QGuiApplication.clipboard().text().splitlines()[1].split("\t")[place + 1] == "000002"
    )


async def test_the_request_is_a_line_of_the_command(desk: ExplorerDesk, qtbot: QtBot) -> None:
    view = opened(desk, qtbot, "ka10001")
    view.copy_line()
    assert QtGui.QGuiApplication.clipboard().text() == (
        "kiwoom-desk call ka10001 stk_cd=000003 --env demo"
    )
    api = catalogue().api("ka90001")
    line = call_line(api, {"thema_nm": "2차 전지; rm"}, Environment.PRACTICE)
    assert line == "kiwoom-desk call ka90001 'thema_nm=2차 전지; rm'"


async def test_any_number_is_plotted_against_time_or_rank(desk: ExplorerDesk, qtbot: QtBot) -> None:
    key = catalogue().api(DAYS).lists[0].key
    prices = {"20261120": "71300", "20261118": "70100", "20261119": ""}
    rows = [whole_row(DAYS, dt=day, cur_prc=price) for day, price in prices.items()]
    desk.replies.pages[DAYS] = [{key: rows}]
    view = opened(desk, qtbot, DAYS)
    await answered(desk, view)
    tabs, chart = view.answer.reply.tabs, view.answer.reply.chart
    tabs.setCurrentWidget(chart)
    assert chart.values.currentText() == "현재가"
    assert [(point.label, point.value) for point in chart.plot.points] == [
        ("2026-11-18", 70_100),
        ("2026-11-20", 71_300),
    ]
    chart.across.setCurrentIndex(chart.across.count() - 1)
    assert [point.label for point in chart.plot.points] == ["1", "2"]
    chart.plot.grab()
    qtbot.keyClick(chart.plot, QtCore.Qt.Key.Key_Left)
    assert chart.plot.hovered is not None
    assert chart.plot.hovered.value == 70_100
    chart.values.setCurrentIndex(chart.values.count() - 1)
    assert not chart.plot.points
    assert chart.state.state is State.EMPTY
    assert len(plot_points((), (), 0, -1)) == 0


async def test_what_is_plotted_is_kept_with_the_layout(desk: ExplorerDesk, qtbot: QtBot) -> None:
    key = catalogue().api(DAYS).lists[0].key
    rows = [whole_row(DAYS, dt="20261120", cur_prc="71300", trde_qty="5")]
    desk.replies.pages[DAYS] = [{key: rows}]
    view = opened(desk, qtbot, DAYS)
    await answered(desk, view)
    reply = view.answer.reply
    reply.tabs.tabBarClicked.emit(reply.tabs.indexOf(reply.chart))
    reply.tabs.setCurrentWidget(reply.chart)
    reply.chart.across.setCurrentIndex(reply.chart.across.count() - 1)
    reply.chart.values.setCurrentIndex(reply.chart.values.findText("거래량"))
    again = ExplorerDesk(desk.memory)
    again.replies.pages = desk.replies.pages
    other = opened(again, qtbot, DAYS)
    await answered(again, other)
    chart = other.answer.reply.chart
    assert other.answer.reply.tabs.currentWidget() is chart
    assert [(point.label, point.value) for point in chart.plot.points] == [("1", 5)]
    tabs = other.answer.reply.tabs
    tabs.tabBarClicked.emit(0)
    tabs.setCurrentIndex(0)
    await answered(again, other)
    assert other.answer.reply.tabs.currentWidget() is not chart


async def test_values_and_the_api_are_kept_with_the_layout(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    view = opened(desk, qtbot, DAYS)
    view.form.cells["upd_stkpc_tp"].editor.set_text("1")
    view.form.cells["base_dt"].editor.set_text("20261002")
    await answered(desk, view)
    again = ExplorerDesk(desk.memory)
    panel = again.make(explorer.PANEL, explorer.Explorer, 1100, 700)
    qtbot.addWidget(panel)
    assert panel.view.api.id == DAYS
    values = panel.view.form.values()
    assert (values["upd_stkpc_tp"], values["base_dt"]) == ("1", "20261002")
    assert again.replies.asked == []


async def test_the_form_follows_the_link(desk: ExplorerDesk, qtbot: QtBot) -> None:
    view = opened(desk, qtbot, DAYS)
    desk.link.set("000007")
    assert view.form.values()["stk_cd"] == "000007"
    view.list.select("ka40002")
    view.list.search("ka40002")
    view.list.select("ka40002")
    assert view.form.values()["stk_cd"] == "069500"
    desk.index.load([*desk.index.all(), Instrument("069660", "KOSEF 200", Market.ETF, Product.ETF)])
    desk.link.set("000008")
    assert view.form.values()["stk_cd"] == "069500"
    desk.link.set("069660")
    assert view.form.values()["stk_cd"] == "069660"


async def test_a_type_is_watched_field_by_field_in_sight_only(
    desk: ExplorerDesk, qtbot: QtBot
) -> None:
    view = opened(desk, qtbot, "0B")
    watch = view.watch
    assert view._below.currentWidget() is watch
    assert watch.table.state.state is State.EMPTY
    watch.start()
    await desk.feed_turns(1)
    assert ("000003", "0B") in {(one.item, one.type) for one in desk.source.wanted}
    row = row_type("0B").struct(f10="-71300", f20="102310")
    desk.replies.push("0B", "000009", row)
    desk.replies.push("0B", "000003", row)
    qtbot.waitUntil(lambda: bool(watch.table.rows.rows))
    told = {one.column.key: one for one in watch.table.rows.rows}
    assert told["10"].cell.value == 71_300
    assert told["10"].changed == "102311"
    assert watch.count == 1
    desk.clock.advance(5.0)
    desk.replies.push("0B", "000003", row_type("0B").struct(f10="-71300", f20="102315"))
    qtbot.waitUntil(lambda: watch.count == 2 and watch.told.text() == "2 received")
    told = {one.column.key: one for one in watch.table.rows.rows}
    assert (told["10"].changed, told["20"].changed) == ("102311", "102316")
    view.window().hide()
    assert not watch.watching
    assert desk.replies.watchers == []
    view.window().show()
    assert watch.watching
    view.list.search("0D")
    view.list.select("0D")
    assert not watch.watching


@pytest.mark.parametrize("type_id", sorted(set(catalogue().types) - {"02"}))
async def test_every_type_can_be_watched(type_id: str, desk: ExplorerDesk, qtbot: QtBot) -> None:
    elw = Instrument("57AB12", "연습1234삼성전자콜", Market.ELW, Product.ELW)
    desk.index.load([*desk.index.all(), elw])
    view = opened(desk, qtbot, type_id)
    view.watch.start()
    (wanted,) = view.watch._context.desk.feed._watches
    items = {"etf": "069500", "elw": "57AB12", "sector": "001", "gold": "MGD", "stock": "000003"}
    assert wanted.wanted.item == items.get(catalogue().type(type_id).item, "")
    assert wanted.wanted.type == type_id
    view.watch.stop()


def test_numbers_of_a_cell_are_exact() -> None:
    from kiwoom_desk.ui.panels.explorer_columns import number_text

    assert number_text(Decimal("1234.50"), False) == "1,234.50"
    assert number_text(Decimal("-0.31"), True) == "-0.31"
    assert number_text(5, True) == "+5"
    assert number_text(0, True) == "0"
