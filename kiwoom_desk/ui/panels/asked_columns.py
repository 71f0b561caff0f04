"""How a trader reads the fields of an asked list: short heads, arrows, live figures; refuses to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import msgspec
from PySide6 import QtGui

from kiwoom_desk.base.sheets import Cell as SheetCell
from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Kind
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, asked_columns
from kiwoom_desk.market.reply_tables import Cell, Value
from kiwoom_desk.ui.kit import columns as kit
from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import DOWN, UP
from kiwoom_desk.ui.panels.explorer_columns import cell_text, cell_tone, head
from kiwoom_desk.ui.shell import theme

ReadQuote = Callable[[str], Quote | None]
# Words of this desk for what most lists tell; other fields keep the published label.
_TITLES = {
    "stk_nm": mark("Name"),
    "stk_cd": mark("Code"),
    "cur_prc": mark("Price"),
    "pred_pre": mark("Change"),
    "flu_rt": mark("Rate %"),
    "cntr_str": mark("Strength %"),
    "tm": mark("Time"),
    "cntr_tm": mark("Time"),
    "dt": mark("Date"),
    "date": mark("Date"),
    "pred_rt": mark("Change"),
    "pre": mark("Change"),
    "trde_qty": mark("Volume"),
    "now_trde_qty": mark("Volume"),
    "acc_trde_qty": mark("Volume so far"),
    "cntr_trde_qty": mark("Size"),
    "cntr_qty": mark("Size"),
    "cntr_pric": mark("Price"),
    "open_pric": mark("Open"),
    "high_pric": mark("High"),
    "low_pric": mark("Low"),
    "close_pric": mark("Close", "price"),
    "trde_prica": mark("Value mn", "scan"),
    "acc_trde_prica": mark("Value mn", "scan"),
    "for_poss": mark("Foreign holdings %"),
    "crd_remn_rt": mark("Credit balance %"),
    "ind_netprps": mark("Individuals"),
    "for_netprps": mark("Foreigners"),
    "orgn_netprps": mark("Institutions"),
    "prm": mark("Programmes"),
}
_SAMPLES = {
    Kind.NAME: "삼성바이오로직스",
    Kind.CODE: "005930",
    Kind.DATE: "2026-11-20",
    Kind.TIME: "10:23:11",
    Kind.RATE: "+100.00",
    Kind.COUNT: "1,234",
}
_SAMPLE = "12,345,678"
_HUNDREDTHS = frozenset({kit.Kind.RATE, kit.Kind.HUNDREDTHS})
_ROOM, _HEAD_ROOM = 18, 26
_LONGEST_UNIT = 8
_LEFT = frozenset({Kind.NAME, Kind.TEXT})


def list_columns(
    spec: AskedSpec, quote: ReadQuote, titles: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Return the columns of a list: those shown first, the rest waiting in the head's menu.

    `titles` are source strings that stand over the published labels, by key.
    """
    told = _TITLES | dict(titles or {})
    metrics = QtGui.QFontMetrics(theme.font(theme.look().density.text))
    return tuple(
        _column(described, spec, quote, told.get(described.key), metrics)
        for described in asked_columns(catalogue(), spec)
    )


def fitted(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns wide enough for their heads in the language in force."""
    metrics = QtGui.QFontMetrics(theme.font(theme.look().density.text))
    return tuple(
        msgspec.structs.replace(
            column,
            width=max(column.width, metrics.horizontalAdvance(tr(column.title)) + _HEAD_ROOM),
        )
        for column in columns
    )


def figure_text(column: Described, cell: Cell) -> str:
    """Return a figure as a trader reads it: arrows for changes, two decimals for rates and levels."""
    value = cell.value
    if cell.unread or value is None or isinstance(value, str):
        return cell_text(column, cell)
    if column.kind is Kind.PRICE and column.signed:
        arrow = UP if value > 0 else DOWN if value < 0 else ""
        return f"{arrow}{_digits(value if value >= 0 else -value, column)}"
    sign = "+" if column.signed and value > 0 else ""
    return f"{sign}{_digits(value, column)}"


def sheet_of(name: str, table: Table) -> Sheet:
    """Return what a table shows as a sheet: numbers as numbers, the rest as it is read."""
    shown = table.shown_columns()

    def read(row: object) -> list[SheetCell]:
        return [_exported(column, row) for column in shown]

    return Sheet(name, [tr(column.title) for column in shown], table.rows.rows, read)


def _digits(value: int | Decimal, column: Described) -> str:
    if isinstance(value, Decimal) or column.kind is Kind.RATE:
        return f"{value:,.2f}"
    return f"{value:,}"


def _column(
    described: Described,
    spec: AskedSpec,
    quote: ReadQuote,
    named: str | None,
    metrics: QtGui.QFontMetrics,
) -> Column:
    key = described.key
    read = _LIVE.get(key) if key in spec.live else None
    value, told = _plain_value(key), _plain_text(described)
    tone = _plain_tone(described)
    if read is not None:
        value, told = _live_value(value, read, quote), _live_text(described, read, quote)
        tone = _live_tone(key, tone, read, quote)
    title = named or _title(described)
    sample = _SAMPLES.get(described.kind, _SAMPLE)
    return Column(
        id=key,
        title=title,
        value=value,
        told=told,
        tone=tone,
        align=described.align,
        kind=kit.Kind.NAME if described.kind in _LEFT else kit.Kind.CODE,
        width=max(
            metrics.horizontalAdvance(sample) + _ROOM,
            metrics.horizontalAdvance(tr(title)) + _HEAD_ROOM,
        ),
        bold=key == "cur_prc",
        hidden=key not in spec.shown,
    )


def _title(described: Described) -> str:
    # What the request decides over is said by the panel, not in each head.
    unit = described.unit
    return label(described.label) if unit and len(unit) > _LONGEST_UNIT else head(described)


def _plain_value(key: str) -> Callable[[AskedRow], Value]:
    return lambda row: row.value(key)


def _plain_text(described: Described) -> Callable[[AskedRow], str]:
    return lambda row: figure_text(described, row.cells[described.key])


def _plain_tone(described: Described) -> Callable[[AskedRow], Tone]:
    return lambda row: cell_tone(described, row.cells[described.key])


_Read = Callable[[Quote], int | Decimal]
# A quote's rate comes in hundredths of a percent.
_LIVE: dict[str, _Read] = {
    "cur_prc": lambda quote: quote.price,
    "pred_pre": lambda quote: quote.change,
    "flu_rt": lambda quote: Decimal(quote.rate) / 100,
    "trde_qty": lambda quote: quote.volume,
    "now_trde_qty": lambda quote: quote.volume,
    "acc_trde_qty": lambda quote: quote.volume,
    "cntr_str": lambda quote: Decimal(quote.strength) / 100,
    "sel_bid": lambda quote: quote.ask,
    "buy_bid": lambda quote: quote.bid,
    "fpr_sel_bid": lambda quote: quote.ask,
    "fpr_buy_bid": lambda quote: quote.bid,
    "high_pric": lambda quote: quote.high,
    "low_pric": lambda quote: quote.low,
}

_PRICES = frozenset(
    {"cur_prc", "sel_bid", "buy_bid", "fpr_sel_bid", "fpr_buy_bid", "high_pric", "low_pric"}
)
_DIRECTED = _PRICES | {"pred_pre", "flu_rt"}


def _live_value(
    plain: Callable[[AskedRow], Value], read: _Read, quote: ReadQuote
) -> Callable[[AskedRow], Value]:
    def value(row: AskedRow) -> Value:
        now = quote(row.code)
        return plain(row) if now is None or not now.price else read(now)

    return value


def _live_text(described: Described, read: _Read, quote: ReadQuote) -> Callable[[AskedRow], str]:
    def told(row: AskedRow) -> str:
        now = quote(row.code)
        cell = row.cells[described.key] if now is None or not now.price else Cell(read(now))
        return figure_text(described, cell)

    return told


def _live_tone(
    key: str, plain: Callable[[AskedRow], Tone], read: _Read, quote: ReadQuote
) -> Callable[[AskedRow], Tone]:
    if key not in _DIRECTED:
        return plain

    def tone(row: AskedRow) -> Tone:
        now = quote(row.code)
        if now is None or not now.price:
            return plain(row)
        figure = read(now)
        if key in _PRICES and figure:
            figure -= now.price - now.change
        return Tone.UP if figure > 0 else Tone.DOWN if figure < 0 else Tone.PLAIN

    return tone


def _exported(column: Column, row: object) -> SheetCell:
    value = column.value(row)
    if isinstance(value, int) and column.kind in _HUNDREDTHS and column.told is None:
        return Decimal(value) / 100
    return value if isinstance(value, int | Decimal) else column.text(row)
