"""The ticket for gold: over a scripted exchange, and beside the views on the real wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.order import OrderState, OrderType, Side
from kiwoom_desk.domain.position import Balance, Holding
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import gold
from kiwoom_desk.ui.panels.confirm_order import ConfirmOrder
from kiwoom_desk.ui.panels.gold import GoldBoard, GoldChoice
from kiwoom_desk.ui.panels.gold_ticket import KINDS, GoldTicket
from tests.support.loopback import until as soon
from tests.support.order_desk import SHARE, until
from tests.support.order_panels import OrderRig, order_rig
from tests.support.panels import apply_look
from tests.support.practice_desk import trading_desk

LEFT = QtCore.Qt.MouseButton.LeftButton
KILO, MINI = "M04020000", "M04020100"
NAMES = (
    SHARE,
    Instrument(KILO, "금 99.99_1kg", Market.GOLD, Product.GOLD),
    Instrument(MINI, "미니금 99.99_100g", Market.GOLD, Product.GOLD),
)
HELD = Holding(KILO, "금", 5, 4, 198_000, 990_000, 200_000, 1_000_000, 6_000, 60)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def book(code: str, _venue: Venue) -> Book:
    asks, bids = (200_000,), (199_990,)
    return Book(code, ask_prices=asks, ask_sizes=(100,), bid_prices=bids, bid_sizes=(100,))


def with_gold(rig: OrderRig, monkeypatch: pytest.MonkeyPatch) -> OrderRig:
    rig.exchange.gold_holdings = (HELD,)
    rig.context.desk.instruments.load(NAMES)
    rig.state.apply_quote(Quote(KILO, time="100000", price=200_000), 0.0)
    monkeypatch.setattr(rig.exchange, "book", book)
    return rig


@pytest.fixture
async def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OrderRig]:
    async with order_rig(tmp_path) as made:
        yield with_gold(made, monkeypatch)


async def ticket_of(rig: OrderRig, qtbot: QtBot) -> GoldTicket:
    made = GoldTicket(rig.context, KILO)
    made.resize(340, 640)
    qtbot.addWidget(made)
    made.show()
    await until(lambda: rig.room.desk.gold.read)
    await rig.seen()
    return made


async def settled(ticket: GoldTicket) -> None:
    """Wait for the outcome of a press: the button is on again."""
    await until(ticket.send_button.isEnabled)


def drafts(rig: OrderRig) -> list[dict[str, object]]:
    return [msgspec.json.decode(body) for body in rig.exchange.posts]


async def test_gold_is_read_once_its_ticket_is_seen(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = GoldTicket(rig.context, KILO)
    qtbot.addWidget(ticket)
    await rig.seen()
    assert not rig.room.desk.gold.wanted
    assert "Reading" in ticket.held.text()
    ticket.show()
    await until(lambda: rig.room.desk.gold.read)
    assert ticket.held.text() == "Held 5 g at 198,000 won, profit +6,000 won"
    ticket.show_gold(MINI)
    assert ticket.held.text() == "None of this gold is held."


async def test_an_account_that_cannot_be_read_is_said(rig: OrderRig, qtbot: QtBot) -> None:
    rig.exchange.broken.add("kt50021")
    ticket = GoldTicket(rig.context, KILO)
    qtbot.addWidget(ticket)
    ticket.show()
    await until(lambda: rig.room.desk.gold.reason != "")
    assert "could not be read" in ticket.held.text()


async def test_a_refused_account_is_read_again_by_hand(
    rig: OrderRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    balance, refusals = rig.exchange.gold_balance, ["800010"]

    async def refused() -> Balance:
        if refusals:
            raise QueryError(refusals[0], "kt50020", "계좌가 없습니다")
        return await balance()

    monkeypatch.setattr(rig.exchange, "gold_balance", refused)
    ticket = GoldTicket(rig.context, KILO)
    qtbot.addWidget(ticket)
    ticket.show()
    await until(lambda: rig.room.desk.gold.rests)
    await rig.seen()
    assert "Perhaps there is none" in ticket.held.text() and ticket.again.isVisible()
    assert ticket.orders.table.state.state is State.REFUSED
    refusals.clear()
    qtbot.mouseClick(ticket.again, LEFT)
    await until(lambda: rig.room.desk.gold.read)
    assert ticket.held.text().startswith("Held 5 g") and not ticket.again.isVisible()


async def test_a_press_sends_grams_once(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    assert ticket.price.number() == 200_000
    ticket.price.step_by(-1)
    ticket.quantity.set_value(3)
    qtbot.mouseClick(ticket.send_button, LEFT)
    qtbot.mouseDClick(ticket.send_button, LEFT)
    await settled(ticket)
    (sent,) = drafts(rig)
    draft = sent["draft"]
    assert isinstance(draft, dict)
    assert (sent["api"], draft["code"], draft["side"]) == ("kt50000", KILO, Side.BUY)
    assert (draft["quantity"], draft["price"], draft["venue"]) == (3, 199_990, "KRX")
    assert "0000001" in ticket.told.text()


async def test_a_sale_takes_from_what_is_held(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    qtbot.mouseClick(ticket.sell, LEFT)
    assert ticket.sums.figures["held"].text() == "4"
    ticket._take_share(50)
    assert ticket.quantity.number() == 2
    ticket.quantity.set_value(5)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await settled(ticket)
    assert "4" in ticket.told.text() and not rig.exchange.posts
    ticket.quantity.set_value(4)
    qtbot.mouseClick(ticket.send_button, LEFT)
    await settled(ticket)
    assert [sent["api"] for sent in drafts(rig)] == ["kt50001"]


async def test_what_it_comes_to_is_of_the_account_for_gold(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    figures = ticket.sums.figures
    assert figures["held"].text() == "2,000,000"
    ticket.quantity.set_value(2)
    assert figures["notional"].text() == "400,000"
    # Three in a thousand, and a tenth of that as value added tax.
    assert figures["costs"].text() == "1,320"
    assert figures["after"].text() == "1,598,680"
    ticket._take_share(100)
    assert ticket.quantity.number() == 9
    ticket._take_won(1_000_000)
    assert ticket.quantity.number() == 4
    assert not ticket.sums.figures["vi"].isVisible()


async def test_it_offers_the_three_types_of_gold(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    offered = [OrderType(ticket.type_box.itemData(n)) for n in range(ticket.type_box.count())]
    assert offered == [*KINDS]
    ticket.type_box.choose(OrderType.LIMIT_IOC)
    assert "at once" in ticket.life.text()


@pytest.mark.parametrize("field", ["quantity", "price"])
async def test_a_field_that_is_no_number_is_not_sent(
    rig: OrderRig, qtbot: QtBot, field: str
) -> None:
    ticket = await ticket_of(rig, qtbot)
    ticket.quantity.set_value(1)
    getattr(ticket, field).entry.setText("1O")
    qtbot.mouseClick(ticket.send_button, LEFT)
    await settled(ticket)
    assert not rig.exchange.posts and ticket.told.text()


async def test_an_order_is_seen_amended_and_cancelled(rig: OrderRig, qtbot: QtBot) -> None:
    ticket = await ticket_of(rig, qtbot)
    orders = ticket.orders
    assert orders.table.state.state is State.EMPTY
    assert not orders.cancel_button.isEnabled()
    ticket.quantity.set_value(3)
    ticket.press()
    await settled(ticket)
    await rig.seen()
    assert orders.table.state.state is None
    orders.table.selectRow(0)
    assert orders.price.text() == "200,000"
    orders.price.setText("two")
    orders.amend()
    assert orders.told.text() and len(rig.exchange.posts) == 1
    orders.price.setText("199,900")
    qtbot.mouseClick(orders.amend_button, LEFT)
    await until(lambda: "0000002" in orders.told.text())
    await rig.seen()
    (child,) = rig.room.desk.ledger.open_orders
    assert child.price == 199_900
    orders.table.selectRow(0)
    qtbot.mouseClick(orders.cancel_button, LEFT)
    await until(lambda: "0000003" in orders.told.text())
    await rig.seen()
    assert [sent["api"] for sent in drafts(rig)] == ["kt50000", "kt50002", "kt50003"]
    assert orders.table.state.state is State.EMPTY
    # Nothing is chosen any more.
    orders.amend()
    assert len(rig.exchange.posts) == 3


async def test_a_person_who_is_asked_may_say_no(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with order_rig(tmp_path, "always") as made:
        rig = with_gold(made, monkeypatch)
        ticket = await ticket_of(rig, qtbot)
        ticket.quantity.set_value(1)
        ticket.press()
        await until(lambda: ticket.findChild(ConfirmOrder) is not None)
        page = ticket.findChild(ConfirmOrder)
        assert page is not None
        page.reject()
        await settled(ticket)
        assert not rig.exchange.posts
        assert "did not confirm" in ticket.told.text()


async def test_the_ticket_beside_the_views_trades_on_the_real_wire(qtbot: QtBot) -> None:
    async with trading_desk(speed=0.001) as desk:
        assert desk.orders is not None
        ledger = desk.orders.ledger
        panel = desk.make(gold.PANEL, GoldBoard, 1100, 700)
        qtbot.addWidget(panel)
        panel.every.setCurrentIndex(panel.every.findData(0))
        assert panel.ticket.isVisible()
        await soon(lambda: desk.orders is not None and desk.orders.gold.read)
        await soon(lambda: desk.state.quote(KILO) is not None)
        ask = desk.server.exchange.book(KILO).ask_prices[0]
        panel.ticket.price.set_value(ask)
        panel.ticket.quantity.set_value(2)
        panel.ticket.press()
        asked: list[ConfirmOrder] = []

        def confirmed() -> bool:
            page = panel.findChild(ConfirmOrder)
            if page is not None and page not in asked:
                asked.append(page)
                page.yes.click()
            return [order.state for order in ledger.orders] == [OrderState.FILLED]

        await soon(confirmed)
        await soon(lambda: "2" in panel.ticket.held.text())
        # The limits of the day came with the figures of gold.
        await soon(lambda: panel.ticket._upper == desk.server.exchange.band(KILO).upper)
        panel.close()


async def test_the_ticket_is_shown_or_not_as_it_was_left(qtbot: QtBot) -> None:
    async with trading_desk(speed=0.001) as desk:
        panel = desk.make(gold.PANEL, GoldBoard, 1100, 700)
        qtbot.addWidget(panel)
        assert panel.order_button.isChecked() and not panel.tree.isHidden()
        panel.resize(760, 700)
        assert panel.tree.isHidden()
        qtbot.mouseClick(panel.order_button, LEFT)
        assert not panel.ticket.isVisible() and not panel.tree.isHidden()
        panel.head.look_at(MINI)
        assert panel.ticket._code == MINI
        assert desk.memory.read(GoldChoice) == GoldChoice(MINI, ticket=False)
        panel.close()
        again = desk.make(gold.PANEL, GoldBoard, 1100, 700)
        qtbot.addWidget(again)
        assert not again.ticket.isVisible()
        again.resize(560, 700)
        qtbot.mouseClick(again.order_button, LEFT)
        # Where there is no room for both the ticket takes the place of the views.
        assert again.ticket.isVisible() and not again.sheet.isVisible()
        qtbot.mouseClick(again.order_button, LEFT)
        assert again.sheet.isVisible() and not again.ticket.isVisible()
        again.close()
