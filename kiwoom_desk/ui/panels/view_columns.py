"""How a view's list becomes columns of a table: which are seen, their order and room; refuses to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec

from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.catalogue.model import Kind
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.reply_tables import Cell, ReplyTable, TableRow
from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.columns import Column
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.explorer_columns import head, row_columns, sheet_value

_HEADS = {
    "stk_nm": mark("Name"),
    "stk_cd": mark("Code"),
    "cur_prc": mark("Price"),
    "pred_pre": mark("Change"),
    "flu_rt": mark("Rate %"),
}
_DECIDED, _NO_UNITS = "요청", frozenset({"지표", "배율"})
_NEVER_FIRST = frozenset({Kind.FLAG})


def view_columns(spec: ViewSpec, table: ReplyTable) -> tuple[Column, ...]:
    """Return the shown columns in their order and, hidden, the rest that the API tells."""
    place, *made = row_columns(table.columns, table.rows)
    by_key = {column.id: column for column in made}
    kinds = {column.key: column.kind for column in table.columns}
    units = {column.key: column.unit for column in table.columns}
    ranked = code_place(spec, table) is not None and not spec.across
    found = [msgspec.structs.replace(place, hidden=not ranked)]
    open_ = spec.shown or tuple(key for key in by_key if kinds[key] not in _NEVER_FIRST)
    for key in (*(key for key in open_ if key in by_key), *by_key):
        if key in by_key:
            column = by_key.pop(key)
            title = _HEADS.get(key, _title(units.get(key), column.title))
            bold = key in ("cur_prc", "value")
            found.append(
                msgspec.structs.replace(column, title=title, bold=bold, hidden=key not in open_)
            )
    return tuple(found)


def _title(unit: str | None, title: str) -> str:
    # Where the request decides over the unit, the filter above the list says it; an index has none.
    decided = unit is not None and (unit.startswith(_DECIDED) or unit in _NO_UNITS)
    return title.rpartition(" (")[0] if decided and title.endswith(")") else title


def code_place(spec: ViewSpec, table: ReplyTable) -> int | None:
    """Return which column holds the name that a click shows, None without one."""
    return next((n for n, one in enumerate(table.columns) if one.key == spec.code), None)


def code_of(row: TableRow, place: int | None) -> str:
    """Return the bare code of a row, "" where it has none."""
    text = "" if place is None else row.cells[place].text.strip()
    return identity(text).code if text else ""


def row_key(spec: ViewSpec, table: ReplyTable) -> Callable[[TableRow], str]:
    """Return what tells a row of this list again after a refresh."""
    keys = {column.key: place for place, column in enumerate(table.columns)}
    told = [keys[key] for key in (spec.code, spec.across) if key in keys]
    if not told:
        return lambda row: str(row.place)
    return lambda row: "/".join(row.cells[place].text for place in told)


def followed(table: ReplyTable, row: TableRow, quote: Quote) -> TableRow:
    """Return a row with price, change and rate of its quote."""
    if not quote.price:
        return row
    sign = "+" if quote.direction > 0 else "-" if quote.direction < 0 else ""
    told = {
        "cur_prc": Cell(quote.price, f"{sign}{quote.price}"),
        "pred_pre": Cell(quote.change, f"{quote.change:+d}"),
        "flu_rt": Cell(Decimal(quote.rate).scaleb(-2), f"{quote.rate:+d}"),
    }
    cells = tuple(
        told.get(column.key, cell) for column, cell in zip(table.columns, row.cells, strict=True)
    )
    return TableRow(row.place, cells)


def sheet(table: ReplyTable, rows: Sequence[TableRow], title: str) -> Sheet:
    """Return the rows in the order shown, every column that came, for an export."""
    heads = [head(column) for column in table.columns]
    cells = [
        [sheet_value(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)]
        for row in rows
    ]
    return Sheet(title, heads, cells)


def singles_line(columns: Sequence[tuple[Described, str]]) -> str:
    """Return fields that stand beside a list as one line of label and text."""
    return "   ".join(f"{head(column)} {told}" for column, told in columns if told)
