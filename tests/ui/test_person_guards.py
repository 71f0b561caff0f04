"""What guards a person in the window: questions, one-click, settings, lock; over a real money room."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.orders.limits import first_limits, read_limits
from kiwoom_desk.orders.lock import Lock
from kiwoom_desk.ui.kit.ladder import PriceClick
from kiwoom_desk.ui.panels import book, ticket
from kiwoom_desk.ui.panels.book import OrderBook
from kiwoom_desk.ui.panels.confirm_order import ConfirmOrder
from kiwoom_desk.ui.panels.ticket import Ticket
from kiwoom_desk.ui.shell.lock_page import LockPage
from kiwoom_desk.ui.shell.presses import Presses
from kiwoom_desk.ui.shell.settings_page import SettingsPage
from tests.support.order_desk import ACCOUNT, CODE, START, until
from tests.support.order_panels import OTHER, OrderRig, order_rig
from tests.support.panels import apply_look

LEFT = QtCore.Qt.MouseButton.LeftButton
BOOK = Book(
    CODE,
    ask_prices=tuple(61_000 + 100 * n for n in range(10)),
    ask_sizes=(50,) * 10,
    bid_prices=tuple(60_900 - 100 * n for n in range(10)),
    bid_sizes=(50,) * 10,
)


@pytest.fixture
async def rig(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path) as made:
        made.state.apply_book(CODE, BOOK, 0.0)
        yield made


@pytest.fixture
async def risky(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path, "risky") as made:
        yield made


async def ticket_of(rig: OrderRig, qtbot: QtBot) -> Ticket:
    made = ticket.PANEL.make(rig.context)
    assert isinstance(made, Ticket)
    qtbot.addWidget(made)
    made.resize(390, 620)
    made.show()
    rig.link.set(CODE)
    await rig.tasks.ended()
    return made


async def book_of(rig: OrderRig, qtbot: QtBot) -> OrderBook:
    made = book.PANEL.make(rig.context)
    assert isinstance(made, OrderBook)
    qtbot.addWidget(made)
    made.resize(380, 600)
    made.show()
    rig.link.set(CODE)
    await rig.tasks.ended()
    return made


def page_of(widget: QtWidgets.QWidget) -> ConfirmOrder | None:
    return widget.findChild(ConfirmOrder)


async def asked(widget: QtWidgets.QWidget) -> ConfirmOrder:
    await until(lambda: page_of(widget) is not None)
    page = page_of(widget)
    assert page is not None
    return page


def sent(rig: OrderRig) -> list[dict[str, Any]]:
    return [msgspec.json.decode(body)["draft"] for body in rig.exchange.posts]


# --- the ticket ------------------------------------------------------------------------------


async def test_a_price_far_away_has_to_be_typed_again(rig: OrderRig, qtbot: QtBot) -> None:
    made = await ticket_of(rig, qtbot)
    made.quantity.set_value(10)
    made.price.set_value(70_000)
    made.press()
    page = await asked(made)
    assert not page.yes.isEnabled() and page.no.isDefault()
    page.typed.setText("7,000")
    assert not page.yes.isEnabled()
    page.typed.setText("70,000")
    assert page.yes.isEnabled() and sent(rig) == []
    qtbot.mouseClick(page.yes, LEFT)
    await rig.tasks.ended()
    assert [one["price"] for one in sent(rig)] == [70_000]


@pytest.mark.parametrize("key", [QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Space])
async def test_the_field_of_the_price_confirms_by_no_key(
    rig: OrderRig, qtbot: QtBot, key: QtCore.Qt.Key
) -> None:
    made = await ticket_of(rig, qtbot)
    made.quantity.set_value(10)
    made.price.set_value(70_000)
    made.press()
    page = await asked(made)
    page.typed.setText("70,000")
    qtbot.keyClick(page.typed, key)
    if page_of(made) is not None and page.isVisible():
        page.reject()
    await rig.tasks.ended()
    assert sent(rig) == []


async def test_risky_only_asks_about_market_and_large_orders(risky: OrderRig, qtbot: QtBot) -> None:
    made = await ticket_of(risky, qtbot)
    made.quantity.set_value(10)
    made.price.set_value(61_000)
    made.press()
    await risky.tasks.ended()
    assert len(sent(risky)) == 1
    await until(made.send_button.isEnabled)
    made.type_box.choose(OrderType.MARKET)
    made.press()
    page = await asked(made)
    page.reject()
    await risky.tasks.ended()
    assert len(sent(risky)) == 1 and "did not confirm" in made.told.text()


async def test_where_the_way_is_not_fresh_the_book_is_asked_for_this_one_order(
    rig: OrderRig, qtbot: QtBot
) -> None:
    made = await ticket_of(rig, qtbot)
    made.quantity.set_value(10)
    made.price.set_value(61_000)
    rig.exchange.reads.clear()
    made.press()
    await rig.tasks.ended()
    assert rig.exchange.reads.count("ka10004") == 1 and len(sent(rig)) == 1
    await until(made.send_button.isEnabled)
    rig.exchange.broken.add("ka10004")
    made.quantity.set_value(11)
    made.press()
    await rig.tasks.ended()
    assert len(sent(rig)) == 1 and "old" in made.told.text()


async def test_a_press_that_waited_makes_no_order(rig: OrderRig, qtbot: QtBot) -> None:
    made = await ticket_of(rig, qtbot)
    made.quantity.set_value(10)
    made.price.set_value(61_000)
    rig.context.desk.presses.late = 0.51  # type: ignore[misc]
    made.press()
    await rig.tasks.ended()
    assert sent(rig) == [] and "stood still" in made.told.text()


async def test_a_quantity_of_a_button_is_not_taken_for_a_slip(rig: OrderRig, qtbot: QtBot) -> None:
    made = await ticket_of(rig, qtbot)
    made.price.set_value(61_000)
    made.shares.won.setText("1,000,000")
    made.shares.won.editingFinished.emit()
    assert made.quantity.number() == 16 == made._chosen_quantity
    assert made.shares.won.text() == "1,000,000"


async def test_the_strip_tells_what_the_order_comes_to(rig: OrderRig, qtbot: QtBot) -> None:
    await rig.room.account.refresh()
    made = await ticket_of(rig, qtbot)
    rig.state.apply_quote(msgspec.structs.replace(rig.state.quote(CODE), open=60_000), 0.0)
    made.quantity.set_value(60)
    made.price.set_value(61_100)
    told = {name: figure.text() for name, figure in made.sums.figures.items()}
    assert told["notional"] == "3,666,000" and told["costs"] == "549"
    assert told["settled"] == "3,666,549" and told["after"] == "6,333,451"
    assert told["vi"].startswith("66,000 (49") and told["limit"].startswith("79,300 (")
    assert told["sweep"] == "average 61,017, worst 61,100"
    assert "DAY until 15:30" in made.life.text()
    made.price.set_value(60_000)
    assert "rest" in made.sums.figures["sweep"].text()
    made.type_box.choose(OrderType.MARKET_IOC)
    assert "at once" in made.life.text()


# --- one-click in the book -------------------------------------------------------------------


def press(made: OrderBook, qtbot: QtBot, price: int, column: str = "bid") -> None:
    point = made.ladder.point_of(price, column)  # type: ignore[arg-type]
    qtbot.mousePress(made.ladder, LEFT, pos=point)


def settle(made: OrderBook) -> None:
    """Let the rows have stood still since long, whatever the machine's load."""
    made.ladder._moved.invalidate()


async def test_a_press_orders_only_where_it_is_armed(rig: OrderRig, qtbot: QtBot) -> None:
    made = await book_of(rig, qtbot)
    press(made, qtbot, 60_900)
    await rig.tasks.ended()
    assert sent(rig) == [] and [one.price for one in rig.asked] == [60_900]
    made.one_click.quantity.setText("3")
    made.one_click.switch.click()
    assert made.one_click.standing.text().startswith("KRX · Armed")
    settle(made)
    press(made, qtbot, 60_900)
    press(made, qtbot, 60_900)
    await rig.tasks.ended()
    assert [(o["price"], o["quantity"], o["side"]) for o in sent(rig)] == [(60_900, 3, Side.BUY)]
    assert rig.context.desk.settings.click_quantity == 3
    press(made, qtbot, 61_000, "price")
    assert len(rig.asked) == 2


async def test_moved_rows_late_presses_and_keys_make_no_order(rig: OrderRig, qtbot: QtBot) -> None:
    made = await book_of(rig, qtbot)
    made.one_click.switch.click()
    plain = QtCore.Qt.KeyboardModifier.NoModifier
    made.ladder.price_clicked.emit(PriceClick(60_900, "bid", LEFT, plain, moved=0.29))
    assert "moved" in made.one_click.told.text()
    settle(made)
    rig.room.clock.advance(1)
    rig.context.desk.presses.late = 0.6  # type: ignore[misc]
    press(made, qtbot, 60_900)
    assert "stood still" in made.one_click.told.text()
    rig.context.desk.presses.late = 0.0  # type: ignore[misc]
    rig.room.clock.advance(1)
    made.ladder.setFocus()
    qtbot.keyClick(made.ladder, QtCore.Qt.Key.Key_Down)
    qtbot.keyClick(made.ladder, QtCore.Qt.Key.Key_Right)
    qtbot.keyClick(made.ladder, QtCore.Qt.Key.Key_Return)
    await rig.tasks.ended()
    assert sent(rig) == [] and len(rig.asked) == 1


async def test_leaving_the_name_locking_and_bad_caps_disarm(rig: OrderRig, qtbot: QtBot) -> None:
    made, arming = await book_of(rig, qtbot), rig.context.desk.orders.arming
    made.one_click.quantity.setText("0")
    made.one_click.switch.click()
    assert arming.armed is None and not made.one_click.switch.isChecked()
    assert made.one_click.told.text()
    made.one_click.quantity.setText("1")
    made.one_click.switch.click()
    rig.link.set(OTHER)
    await rig.tasks.ended()
    assert arming.reason == "left" and not made.one_click.switch.isChecked()
    made.one_click.switch.click()
    made.hide()
    assert arming.armed is None
    made.show()
    made.one_click.switch.click()
    rig.room.desk.lock.close("key")
    assert arming.reason == "lock" and "locked" in made.one_click.standing.text()
    made.one_click.switch.click()
    assert arming.armed is None and "locked" in made.one_click.told.text()


# --- settings and lock -----------------------------------------------------------------------


def field(page: SettingsPage, name: str, text: str) -> None:
    page.limits[name].setText(text)


async def test_bad_input_is_told_at_its_field_and_nothing_is_taken(
    rig: OrderRig, qtbot: QtBot
) -> None:
    parent = QtWidgets.QWidget()
    qtbot.addWidget(parent)
    page = SettingsPage(parent, rig.context.desk)
    assert not page.isModal()
    before = rig.room.desk.limits
    for name, text in (("quantity", "-5"), ("notional", ""), ("ask_away", "3%")):
        field(page, name, text)
    page.minutes.setText("9999")
    assert not page.apply()
    told = {name for name, fault in page.faults.items() if fault.text()}
    assert {"quantity", "notional", "ask_away", "lock_minutes"} <= told
    assert page.limits["quantity"].property("wrong") is True
    assert rig.room.desk.limits == before and bytes(rig.context.desk.settings.limits) == b"{}"


async def test_raised_limits_hold_now_and_lowered_ones_are_kept(
    rig: OrderRig, qtbot: QtBot
) -> None:
    parent = QtWidgets.QWidget()
    qtbot.addWidget(parent)
    page = SettingsPage(parent, rig.context.desk)
    field(page, "quantity", "500")
    field(page, "notional", "2,000,000,000")
    field(page, "ask_away", "2.5")
    page.policies["confirm_book"].setCurrentIndex(page.policies["confirm_book"].findData("always"))
    page.minutes.setText("15")
    assert page.apply()
    held, settings = rig.room.desk.limits, rig.context.desk.settings
    assert (held.quantity, held.notional, held.ask_away) == (500, 2_000_000_000, 250)
    kept = read_limits(bytes(settings.limits), "practice")
    assert (kept.quantity, kept.ask_away) == (500, 250)
    assert kept.notional == first_limits("practice").notional < held.notional
    assert (settings.confirm_book, settings.lock_minutes) == ("always", 15)
    page.reset_limits()
    assert rig.room.desk.limits == first_limits("practice")
    assert page.limits["quantity"].text() == f"{first_limits('practice').quantity:,}"


def lock_page(stage: QtWidgets.QWidget, lock: Lock, account: str) -> LockPage:
    covered = QtWidgets.QWidget(stage)
    stage.resize(600, 400)
    page = LockPage(covered, "en")
    page.follow(lock, lambda: account)
    stage.show()
    covered.setGeometry(0, 40, 600, 320)
    return page


def test_a_live_desk_opens_by_the_digits_of_its_account(
    qapp: QtWidgets.QApplication, qtbot: QtBot
) -> None:
    apply_look(qapp)
    lock, stage = Lock(ManualClock(START), "live"), QtWidgets.QWidget()
    qtbot.addWidget(stage)
    page = lock_page(stage, lock, ACCOUNT)
    assert page.isVisible() and page.digits.isVisible()
    assert page.geometry() == QtCore.QRect(0, 40, 600, 320)
    page.digits.setText("999")
    qtbot.mouseClick(page.button, LEFT)
    assert lock.locked and page.told.text() and page.digits.text() == ""
    page.digits.setText(ACCOUNT[-3:])
    qtbot.keyClick(page.digits, QtCore.Qt.Key.Key_Return)
    assert not lock.locked and not page.isVisible()


def test_a_practice_desk_opens_by_a_press(qapp: QtWidgets.QApplication, qtbot: QtBot) -> None:
    apply_look(qapp)
    lock, stage = Lock(ManualClock(START), "practice"), QtWidgets.QWidget()
    qtbot.addWidget(stage)
    page = lock_page(stage, lock, "")
    assert not page.isVisible()
    lock.close("key")
    assert page.isVisible() and not page.digits.isVisible()
    qtbot.mouseClick(page.button, LEFT)
    assert not lock.locked and not page.isVisible()


def test_events_of_a_window_tell_touches_and_how_late_they_are(
    qapp: QtWidgets.QApplication, qtbot: QtBot
) -> None:
    clock, still = ManualClock(START), SimpleNamespace(seconds=0.0)
    presses, touches = Presses(clock, lambda: still.seconds), []
    presses.touched.connect(touches.append)
    window = QtWidgets.QWidget()
    qtbot.addWidget(window)
    presses.watch(window)
    window.show()
    presses.watch(window)
    presses.watch(window)

    def move(stamp: int) -> None:
        at = QtCore.QPointF(5, 5)
        none = QtCore.Qt.MouseButton.NoButton
        plain = QtCore.Qt.KeyboardModifier.NoModifier
        event = QtGui.QMouseEvent(QtCore.QEvent.Type.MouseMove, at, at, none, none, plain)
        event.setTimestamp(stamp)
        QtWidgets.QApplication.sendEvent(window.windowHandle(), event)

    move(10_000)
    assert presses.late == 0.0 and len(touches) == 1
    clock.advance(3)
    still.seconds = 2.5
    move(10_500)
    assert presses.late == 2.5 and len(touches) == 2


async def test_sounds_are_chosen_on_the_page(rig: OrderRig, qtbot: QtBot) -> None:
    parent = QtWidgets.QWidget()
    qtbot.addWidget(parent)
    page = SettingsPage(parent, rig.context.desk)
    assert page.sounds.isChecked() and page.interruptions.isChecked()
    page.interruptions.setChecked(False)
    assert page.apply()
    settings = rig.context.desk.settings
    assert (settings.sounds, settings.sound_interruptions) == (True, False)
    page.sounds.setChecked(False)
    assert not page.interruptions.isEnabled()
    assert page.apply() and not rig.context.desk.settings.sounds
