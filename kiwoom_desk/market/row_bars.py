"""Rows of any chart reply as bars, through the catalogue's own keys; refuses rows without time or price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kiwoom_desk.domain.bar import Bar
from kiwoom_desk.market.reply_tables import Cell, ReplyTable
from kiwoom_desk.market.sectors import bar_start

_TIMES = ("cntr_tm", "dt")
_CLOSES = ("cur_prc", "cntr_pric")
_VOLUMES = ("trde_qty", "acc_trde_qty")
_OPEN, _HIGH, _LOW = "open_pric", "high_pric", "low_pric"
_Row = Mapping[str, Cell]


def row_bars(table: ReplyTable) -> tuple[Bar, ...]:
    """Return the bars of rows given latest first, oldest first; prices in won, volume as told.

    Of bars that start in the same second the latest stays; a row without a time or a price is
    left out: it stays a row of the list.
    """
    keys = [column.key for column in table.columns]
    found: dict[int, Bar] = {}
    for row in table.rows:
        bar = _bar(dict(zip(keys, row.cells, strict=True)))
        if bar is not None:
            found.setdefault(bar.start, bar)
    return tuple(found[start] for start in sorted(found))


def _bar(row: _Row) -> Bar | None:
    start, close = _start(row), _number(row, _CLOSES)
    prices = [_number(row, (key,)) for key in (_OPEN, _HIGH, _LOW)]
    opened, high, low = (close if one is None else one for one in prices)
    if start is None or not close or not opened or not high or not low:
        return None
    return Bar(start, opened, high, low, close, _number(row, _VOLUMES) or 0)


def _start(row: _Row) -> int | None:
    for key in _TIMES:
        text = row[key].text.strip() if key in row else ""
        if text:
            try:
                return bar_start(text)
            except ValueError:
                return None
    return None


def _number(row: _Row, keys: tuple[str, ...]) -> int | None:
    for key in keys:
        value = row[key].value if key in row else None
        if isinstance(value, int | Decimal):
            return abs(int(value))
    return None
