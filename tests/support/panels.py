"""Panels with made-up content for tests of the window; knows no feed and no exchange."""

from __future__ import annotations

from functools import cache

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.quote import Quote, Tick
from kiwoom_desk.ui.kit.columns import Column, Kind, by_sign
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.ladder import Ladder
from kiwoom_desk.ui.kit.ladder_rows import LadderMarks, LadderOrder
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

NAMES = (
    "삼성전자",
    "SK하이닉스",
    "현대차",
    "NAVER",
    "카카오",
    "셀트리온",
    "삼성바이오로직스",
    "기아",
)


class Row(msgspec.Struct, frozen=True):
    """A row of a list as the tests need it."""

    code: str
    name: str
    price: int
    change: int
    rate: int
    volume: int


def make_rows(count: int) -> dict[str, Row]:
    """Return that many rows by code, ups, downs and unchanged ones."""
    return {
        f"{place:06d}": Row(
            code=f"{place:06d}",
            name=NAMES[place % len(NAMES)],
            price=50_000 + 100 * (place * 37 % 400),
            change=(place % 5 - 2) * 350,
            rate=(place % 5 - 2) * 123,
            volume=1_234 * place,
        )
        for place in range(count)
    }


COLUMNS = (
    Column(id="name", title="Name", value=lambda row: row.name, kind=Kind.NAME, width=110),
    Column(
        id="price",
        title="Price",
        value=lambda row: row.price,
        kind=Kind.PRICE,
        width=72,
        tone=by_sign(lambda row: row.change),
        flash=True,
        bold=True,
    ),
    Column(
        id="change",
        title="Change",
        value=lambda row: row.change,
        kind=Kind.CHANGE,
        width=64,
        tone=by_sign(lambda row: row.change),
    ),
    Column(
        id="rate",
        title="%",
        value=lambda row: row.rate,
        kind=Kind.RATE,
        width=56,
        tone=by_sign(lambda row: row.change),
    ),
    Column(id="volume", title="Volume", value=lambda row: row.volume, kind=Kind.SIZE, width=84),
)


def make_book(code: str = "005930", best_ask: int = 71_300, step: int = 100) -> Book:
    """Return ten full levels a side around a best ask in won."""
    sizes = tuple(1_000 + 37_111 * (level * 7 % 10) for level in range(10))
    return Book(
        code=code,
        time="102311",
        ask_prices=tuple(best_ask + step * level for level in range(10)),
        ask_sizes=sizes,
        bid_prices=tuple(best_ask - step * (level + 1) for level in range(10)),
        bid_sizes=sizes[::-1],
        ask_total=sum(sizes),
        bid_total=sum(sizes),
    )


def make_ladder() -> Ladder:
    """Return a book with all that can stand in it."""
    ladder = Ladder()
    ladder.set_book(make_book())
    ladder.set_quote(Quote(code="005930", price=71_300, volume=12_345_678, strength=10_412))
    ladder.set_marks(
        LadderMarks(
            base=71_000,
            upper=92_300,
            lower=49_700,
            open=71_100,
            high=71_900,
            low=70_800,
            vi_up=78_100,
            vi_down=63_900,
            average=71_000,
        )
    )
    ladder.set_orders(
        [LadderOrder(Side.BUY, 71_000, 120, "~3,400"), LadderOrder(Side.SELL, 71_800, 50)]
    )
    ladder.set_prints(
        [Tick("102311", 71_300 - 100 * (i % 2), (-1) ** i * (i * 37 + 1), 1) for i in range(12)]
    )
    return ladder


def make_instruments() -> tuple[Instrument, ...]:
    """Return a few instruments for searching."""
    shares = [
        Instrument(code=f"00593{place}", name=name, market=Market.KOSPI, product=Product.SHARE)
        for place, name in enumerate(NAMES)
    ]
    fund = Instrument(code="069500", name="KODEX 200", market=Market.ETF, product=Product.ETF)
    return (*shares, fund)


def _grid(_context: PanelContext) -> QtWidgets.QWidget:
    rows = make_rows(40)
    grid = Grid(COLUMNS, rows.get)
    grid.set_keys(list(rows))
    grid.select("000002")
    return grid


def _table(_context: PanelContext) -> QtWidgets.QWidget:
    table = Table(COLUMNS, key=lambda row: row.code)
    table.set_rows(list(make_rows(9).values()))
    return table


def _book(_context: PanelContext) -> QtWidgets.QWidget:
    return make_ladder()


def _empty(_context: PanelContext) -> QtWidgets.QWidget:
    widget = QtWidgets.QWidget()
    StateOverlay(widget).show_state(
        State.EMPTY, "관심 종목이 없습니다.", "종목 찾기", widget.update
    )
    return widget


def _ticket(_context: PanelContext) -> QtWidgets.QWidget:
    widget = QtWidgets.QWidget()
    form = QtWidgets.QFormLayout(widget)
    form.setContentsMargins(12, 12, 12, 12)
    form.setSpacing(8)
    kinds = QtWidgets.QComboBox()
    kinds.addItems(["보통", "시장가", "조건부지정가"])
    form.addRow("종류", kinds)
    form.addRow("수량", QtWidgets.QLineEdit("10"))
    form.addRow("가격", QtWidgets.QLineEdit("71,300"))
    form.addRow("", QtWidgets.QCheckBox("가격 고정"))
    for title, role in (("매수", "buy"), ("매도", "sell"), ("취소", "danger"), ("초기화", "")):
        button = QtWidgets.QPushButton(title)
        button.setProperty("role", role)
        form.addRow("", button)
    return widget


SPECS = (
    PanelSpec(id="watch", title="Watch list", make=_grid, area=Area.LEFT),
    PanelSpec(id="rankings", title="Rankings", make=_grid, area=Area.LEFT_BELOW),
    PanelSpec(id="themes", title="Themes", make=_empty, area=Area.LEFT_BELOW),
    PanelSpec(id="chart", title="Chart", make=_empty, area=Area.CENTRE),
    PanelSpec(id="orders", title="Open orders", make=_table, area=Area.CENTRE_BELOW, linked=False),
    PanelSpec(id="positions", title="Positions", make=_table, area=Area.CENTRE_BELOW, linked=False),
    PanelSpec(id="book", title="Order book", make=_book, area=Area.BOOK),
    PanelSpec(id="tape", title="Tape", make=_grid, area=Area.BOOK_BELOW),
    PanelSpec(id="ticket", title="Order ticket", make=_ticket, area=Area.RIGHT),
    PanelSpec(id="account", title="Account", make=_table, area=Area.RIGHT_BELOW, linked=False),
)


@cache
def _fonts() -> None:
    theme.load_fonts()


def apply_look(app: QtWidgets.QApplication, mode: str = "dark", density: str = "normal") -> None:
    """Put the program's fonts and a look in force for a test."""
    _fonts()
    theme.apply(app, mode, "red-blue", density)
