"""The book: rows hold still under the pointer, clicks tell what was shown, only changes are painted."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.ui.kit.ladder import Ladder, PriceClick
from kiwoom_desk.ui.kit.ladder_painter import round_rate
from kiwoom_desk.ui.kit.ladder_rows import (
    LadderMarks,
    LadderOrder,
    bar_scale,
    hidden_best,
    ladder_rows,
    row_prices,
)
from tests.support.likeness import alike
from tests.support.panels import apply_look, make_book, make_ladder
from tests.ui.test_grid import Painted

LEFT = QtCore.Qt.MouseButton.LeftButton
NO_MODIFIER = QtCore.Qt.KeyboardModifier.NoModifier


@pytest.fixture
def ladder(qtbot: QtBot, qapp: QtWidgets.QApplication) -> Iterator[Ladder]:
    apply_look(qapp)
    made = make_ladder()
    made.resize(380, 22 * 22)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.visibleRegion().isEmpty())
    yield made
    made.close()


def enter(ladder: Ladder) -> None:
    point = QtCore.QPointF(5, 5)
    QtWidgets.QApplication.sendEvent(ladder, QtGui.QEnterEvent(point, point, point))


def leave(ladder: Ladder) -> None:
    QtWidgets.QApplication.sendEvent(ladder, QtCore.QEvent(QtCore.QEvent.Type.Leave))


def test_asks_stand_above_bids_best_in_the_middle() -> None:
    prices = row_prices(make_book(best_ask=71_300))
    assert prices[9:11] == (71_300, 71_200)
    assert list(prices) == sorted(prices, reverse=True)
    assert row_prices(Book(code="", ask_prices=(100,), bid_prices=(99,)))[8:12] == (0, 100, 99, 0)


def test_rows_hold_sizes_marks_and_my_orders_at_their_price() -> None:
    book = make_book()
    marks = LadderMarks(base=71_000, high=71_900, average=71_000)
    orders = [
        LadderOrder(Side.BUY, 71_000, 10, "~5"),
        LadderOrder(Side.BUY, 71_000, 5),
        LadderOrder(Side.SELL, 71_300, 1),
    ]
    rows = {row.price: row for row in ladder_rows(row_prices(book), book, 71_300, marks, orders)}
    assert rows[71_000].marks == ("average", "base")
    assert (rows[71_000].my_bid, rows[71_000].ahead, rows[71_000].bid) == (
        15,
        "~5",
        book.bid_sizes[2],
    )
    assert rows[71_300].is_last
    assert rows[71_300].my_ask == 1
    assert rows[71_300].side is Side.SELL
    assert rows[71_200].side is Side.BUY


def test_held_rows_change_sides_when_the_market_moves_through() -> None:
    held = row_prices(make_book(best_ask=71_300))
    moved = make_book(best_ask=71_500)
    rows = ladder_rows(held, moved, 71_500, LadderMarks(), ())
    sides = {row.price: row.side for row in rows}
    assert sides[71_400] is Side.BUY
    assert sides[71_500] is Side.SELL
    assert hidden_best(held, moved) == 0
    assert hidden_best(held, make_book(best_ask=72_500)) == 72_500


def test_bars_keep_their_scale_until_it_is_far_off() -> None:
    def book(size: int) -> Book:
        return Book(code="", ask_sizes=(size,))

    assert bar_scale(book(34), 1) == 50
    assert bar_scale(book(20), 50) == 50
    assert bar_scale(book(51), 50) == 100
    assert bar_scale(book(10), 50) == 10
    assert bar_scale(Book(code=""), 1) == 1


@pytest.mark.parametrize(
    ("change", "base", "rate"), [(300, 71_000, 42), (-300, 71_000, -42), (0, 5, 0), (1, 3, 3333)]
)
def test_rates_are_rounded_to_hundredths(change: int, base: int, rate: int) -> None:
    assert round_rate(change, base) == rate


def test_rows_follow_the_market_without_the_pointer(ladder: Ladder) -> None:
    leave(ladder)
    ladder.set_book(make_book(best_ask=71_600))
    assert ladder.prices[9] == 71_600


def test_rows_hold_still_under_the_pointer_and_catch_up_after_it(ladder: Ladder) -> None:
    enter(ladder)
    before = ladder.prices
    ladder.set_book(make_book(best_ask=71_600))
    assert ladder.prices == before
    leave(ladder)
    assert ladder.prices[9] == 71_600


def test_another_instrument_lets_the_rows_go(ladder: Ladder) -> None:
    enter(ladder)
    ladder.set_book(make_book(code="000660", best_ask=200_500, step=500))
    assert ladder.prices[9] == 200_500


def test_a_press_tells_the_price_shown_and_its_column(ladder: Ladder, qtbot: QtBot) -> None:
    clicks: list[PriceClick] = []
    ladder.price_clicked.connect(clicks.append)
    enter(ladder)
    point = ladder.point_of(71_000, "bid")
    ladder.set_book(make_book(best_ask=71_600))
    qtbot.mousePress(ladder, LEFT, NO_MODIFIER, point)
    assert [(one.price, one.column, one.button) for one in clicks] == [(71_000, "bid", LEFT)]
    qtbot.mousePress(
        ladder, QtCore.Qt.MouseButton.RightButton, NO_MODIFIER, ladder.point_of(71_900, "ask")
    )
    assert (clicks[1].price, clicks[1].column) == (71_900, "ask")


def test_mirrored_columns_tell_the_right_side(ladder: Ladder, qtbot: QtBot) -> None:
    clicks: list[PriceClick] = []
    ladder.price_clicked.connect(clicks.append)
    ladder.set_mirrored(True)
    qtbot.mousePress(ladder, LEFT, NO_MODIFIER, QtCore.QPoint(10, ladder.point_of(71_000).y()))
    assert (clicks[0].price, clicks[0].column) == (71_000, "bid")


def test_an_empty_level_cannot_be_clicked(ladder: Ladder, qtbot: QtBot) -> None:
    clicks: list[PriceClick] = []
    ladder.price_clicked.connect(clicks.append)
    ladder.set_book(None)
    qtbot.mousePress(ladder, LEFT, NO_MODIFIER, QtCore.QPoint(190, 100))
    assert clicks == []


def test_keys_move_a_cursor_and_enter_clicks(ladder: Ladder, qtbot: QtBot) -> None:
    clicks: list[PriceClick] = []
    ladder.price_clicked.connect(clicks.append)
    for key in (QtCore.Qt.Key.Key_Down, QtCore.Qt.Key.Key_Right, QtCore.Qt.Key.Key_Return):
        qtbot.keyClick(ladder, key)
    assert (clicks[0].price, clicks[0].column) == (71_200, "bid")
    assert "71,200" in ladder.accessibleDescription()


def test_only_the_changed_row_is_painted(ladder: Ladder, qtbot: QtBot) -> None:
    qtbot.wait(0)
    painted = Painted(ladder)
    book = make_book()
    sizes = (book.ask_sizes[0], book.ask_sizes[1] + 7, *book.ask_sizes[2:])
    ladder.set_book(msgspec.structs.replace(book, ask_sizes=sizes))
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert {(rect.top(), rect.bottom()) for rect in painted.rects} == {(8 * 22, 9 * 22 - 1)}


def test_the_same_book_paints_nothing(ladder: Ladder, qtbot: QtBot) -> None:
    qtbot.wait(0)
    painted = Painted(ladder)
    ladder.set_book(make_book())
    ladder.set_quote(Quote(code="005930", price=71_300, volume=12_345_678, strength=10_412))
    ladder.set_stale(True)
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert painted.rects == [ladder.rect()]


def test_rows_painted_by_parts_look_as_painted_whole(ladder: Ladder, qtbot: QtBot) -> None:
    book = make_book(best_ask=71_300)
    ladder.set_book(book)
    painted = Painted(ladder)
    for number in range(1, 25):
        painted.rects.clear()
        asks = tuple(size + number * 37 for size in book.ask_sizes[:3]) + book.ask_sizes[3:]
        bids = book.bid_sizes[: number % 4] + tuple(
            size + number * 11 for size in book.bid_sizes[number % 4 :]
        )
        ladder.set_book(msgspec.structs.replace(book, ask_sizes=asks, bid_sizes=bids))
        qtbot.waitUntil(lambda: bool(painted.rects))
    assert any(rect.width() < ladder.width() for rect in painted.rects)
    on_screen = ladder.screen().grabWindow(ladder.winId()).toImage()
    assert not on_screen.isNull()
    assert alike(on_screen, ladder.grab().toImage())
