"""Auctions and after hours: an exchange in its auctions, the stream's totals, and what is refused."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk import texts
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.domain.quote import Expected
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import auctions
from kiwoom_desk.ui.panels.auctions import Auctions
from kiwoom_desk.ui.shell.panel import PanelMemory
from tests.support.explorer_desk import ExplorerDesk
from tests.support.loopback import until
from tests.support.panel_desk import quote
from tests.support.panels import apply_look
from tests.support.practice_desk import practice_desk

# The last day with single prices after hours, which the levels and the second list tell.
SINGLE_PRICES = datetime(2026, 9, 11, 15, 22, tzinfo=KST)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def told(panel: Auctions, group: str) -> dict[str, str]:
    (found,) = (one for one in panel.figures.groups if one.title == group)
    return {figure.label: figure.text for figure in found.figures}


async def test_the_closing_auction_of_the_exchange(qtbot: QtBot) -> None:
    async with practice_desk(at=SINGLE_PRICES) as desk:
        desk.real.on_expected = lambda one: desk.state.apply_expected(one, 0.0)
        await desk.link_name("005930")
        panel = desk.make(auctions.PANEL, Auctions, 900, 600)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.levels.rows.rows) == 10)
        prices = [level.price for level in panel.levels.rows.rows]
        assert prices == sorted(prices, reverse=True)
        await until(lambda: told(panel, "Auction").get("Expected size", "") != "")
        first, second = panel.lists
        await until(lambda: bool(first.rows))
        await until(lambda: any(panel._expected_price(row) for row in first.rows))
        first.table.selectRow(0)
        assert desk.link.instrument == first.rows[0].code
        panel.tabs.setCurrentIndex(1)
        await until(lambda: bool(second.rows))
        panel.close()


async def test_the_stream_tells_what_waits_at_the_close(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    panel = desk.make(auctions.PANEL, Auctions, 800, 500)
    qtbot.addWidget(panel)
    assert panel.levels.state.state is State.EMPTY
    desk.link.set("000001")
    await desk.tasks.ended()
    assert panel.levels.state.state is State.EMPTY
    fields = {field.key: "" for field in catalogue().types["0E"].fields}
    pushed = fields | {"131": "1000", "132": "-20", "135": "1500", "136": "30"}
    desk.replies.push("0E", "000001", row_type("0E").decode(msgspec.json.encode(pushed)))
    desk.state.apply_expected(Expected("000001", "085500", 71_500, 1, 500, 70, 120), 0.0)
    desk.stream(quote("000001"))
    panel._show()
    assert told(panel, "At the closing price")["Bids to asks %"] == "150.00"
    assert told(panel, "At the closing price")["Change of asks"] == "-20"
    assert told(panel, "Auction")["Against the last price"] == "▲200"


async def test_the_list_and_its_order_are_kept_and_a_refusal_is_told(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    desk.clock = ManualClock(SINGLE_PRICES)
    panel = desk.make(auctions.PANEL, Auctions, 800, 500)
    qtbot.addWidget(panel)
    panel.tabs.setCurrentIndex(1)
    panel.sort.setCurrentIndex(1)
    await desk.tasks.ended()
    asked = desk.replies.asked[-1]
    assert (asked.api_id, asked.values["sort_base"]) == ("ka10098", "3")
    again = ExplorerDesk(PanelMemory(desk.memory.kept()))
    again.clock = ManualClock(SINGLE_PRICES)
    again.replies.failing = QueryError("1700", "ka10098", "요청 횟수를 넘었습니다")
    found = again.make(auctions.PANEL, Auctions, 800, 500)
    qtbot.addWidget(found)
    again.link.set("000001")
    await again.tasks.ended()
    assert (found.tabs.currentIndex(), found.sort.currentData()) == (1, "3")
    assert "요청 횟수를 넘었습니다" in found.lists[1].table.state.sentence
    assert "요청 횟수를 넘었습니다" in found.levels.state.sentence


async def test_without_single_prices_a_sentence_says_what_took_their_place(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    panel = desk.make(auctions.PANEL, Auctions, 800, 500)
    qtbot.addWidget(panel)
    desk.link.set("000001")
    panel.tabs.setCurrentIndex(1)
    await desk.tasks.ended()
    told = panel.lists[1].table.state
    assert told.state is State.EMPTY
    assert "2026-09-14" in told.sentence and "16:00 to 20:00" in told.sentence
    assert "ka10098" not in {one.api_id for one in desk.replies.asked}
    assert panel.levels.isHidden() and len(panel.figures.groups) == 2


async def test_what_the_rate_held_up_is_asked_again_by_itself(qtbot: QtBot) -> None:
    desk = ExplorerDesk()
    desk.replies.failing = QueryError("1700", "ka10029")
    panel = desk.make(auctions.PANEL, Auctions, 800, 500)
    qtbot.addWidget(panel)
    panel.lists[0].asker.set_interval(0)
    await desk.tasks.ended()
    assert texts.sentence("ko", "query.1700") in panel.lists[0].table.state.sentence
    before = len(desk.replies.asked)
    desk.replies.failing = None
    await until(lambda: len(desk.replies.asked) > before)
    await desk.tasks.ended()
    assert panel.lists[0].table.state.state is State.EMPTY
