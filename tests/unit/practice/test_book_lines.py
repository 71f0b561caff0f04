"""The rows of a book written one after another are the rows that are written anew each time."""

from __future__ import annotations

import random
from datetime import datetime

import msgspec
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.book_lines import BookLines
from kiwoom_desk.practice.engine import OrderBook
from kiwoom_desk.practice.frames import BOOK_CONSTANTS, Backdrop, book_values
from kiwoom_desk.practice.to_wire import ordered
from kiwoom_desk.practice.views import BookView, living_view

_BACK = Backdrop(10_000, 7_000, 13_000, 1_000_000, 50_000, 500_000_000, 230)
_NOW = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
_TICK = 10


def plain_row(
    view: BookView, back: Backdrop, volume: int, flag: str, earlier: BookView | None
) -> str:
    """Return the row as a whole, by the catalogue's order."""
    values = {**BOOK_CONSTANTS, **book_values(view, back, volume, flag, earlier)}
    return msgspec.json.encode(ordered(catalogue().type("0D").fields, values)).decode()


def _stir(book: OrderBook, draws: random.Random) -> None:
    buy = draws.random() < 0.5
    away = _TICK * draws.randrange(1, 14)
    price = _BACK.base - away if buy else _BACK.base + away
    if draws.random() < 0.6:
        book.add(buy, price, draws.randrange(1, 500))
    else:
        book.take(buy, _BACK.base + 200 if buy else _BACK.base - 200, draws.randrange(1, 900))


def _views(seed: int, count: int) -> list[BookView]:
    draws, book, views = random.Random(seed), OrderBook(), []
    for _ in range(count):
        for _ in range(draws.randrange(4)):
            _stir(book, draws)
        view = living_view(_NOW, book, counted=False)
        if draws.random() < 0.1:
            view = msgspec.structs.replace(view, expected_price=10_050, expected_size=700)
        views.append(view)
    return views


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_what_the_plain_ones_are(seed: int) -> None:
    lines, earlier = BookLines(), None
    for place, view in enumerate(_views(seed, 120)):
        assert lines.row(view, _BACK, place, "3") == plain_row(view, _BACK, place, "3", earlier)
        assert lines.best == (view.ask_prices[0], view.bid_prices[0])
        earlier = view


@pytest.mark.parametrize("seed", range(5))
def test_rows_of_a_living_book_are_those_of_its_views(seed: int) -> None:
    """Auctions come between, which are told by a view."""
    lines, earlier, book, draws = BookLines(), None, OrderBook(), random.Random(seed)
    for place in range(200):
        for _ in range(draws.randrange(4)):
            _stir(book, draws)
        view = living_view(_NOW, book, counted=False)
        if draws.random() < 0.1:
            found = lines.row(view, _BACK, place, "3")
        else:
            found = lines.living(book, _NOW, _BACK, place, "3")
        assert found == plain_row(view, _BACK, place, "3", earlier)
        earlier = view


def test_another_base_begins_anew() -> None:
    """A new day has a new base: nothing is compared with the day before."""
    lines, views = BookLines(), _views(7, 40)
    other = msgspec.structs.replace(_BACK, base=10_010)
    for one, two, three in zip(views, views[1:], views[2:], strict=False):
        lines.row(one, _BACK, 1, "3")
        assert lines.row(two, other, 1, "3") == plain_row(two, other, 1, "3", None)
        assert lines.row(three, other, 1, "3") == plain_row(three, other, 1, "3", two)


def test_counts_are_left_out_where_nobody_reads_them() -> None:
    book = OrderBook()
    book.add(True, 9_990, 5)
    counted, bare = living_view(_NOW, book), living_view(_NOW, book, counted=False)
    assert counted.bid_counts[0] == 1
    assert bare == msgspec.structs.replace(counted, ask_counts=(), bid_counts=())
