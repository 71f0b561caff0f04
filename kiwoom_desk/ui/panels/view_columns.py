"""How a view's list becomes columns of a table: which are seen, their order and room; refuses to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec
from PySide6 import QtGui

from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.catalogue.model import Kind
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.reply_tables import Cell, ReplyTable, TableRow
from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.panels.explorer_columns import head, row_columns, sheet_value
from kiwoom_desk.ui.shell import theme

# Short words of this desk where the published label would leave no room for the neighbours.
_HEADS = {
    "stk_nm": mark("Name"),
    "stk_cd": mark("Code"),
    "cur_prc": mark("Price"),
    "pred_pre": mark("Change"),
    "flu_rt": mark("Rate %"),
    "cur_prc_n": mark("Price"),
    "pred_pre_n": mark("Change"),
    "flu_rt_n": mark("Rate %"),
    "tm_n": mark("Time"),
    "dt_n": mark("Date"),
    "ind_invsr": mark("Individuals"),
    "frgnr_invsr": mark("Foreigners"),
    "orgn": mark("Institutions"),
    "prid_stkpc_flu_rt": mark("Of the period %"),
    "orgn_nettrde_amt": mark("Institutions mn"),
    "frgnr_nettrde_amt": mark("Foreigners mn"),
    "nettrde_amt": mark("Both mn"),
    "orgn_cont_netprps_dys": mark("Institutions, days"),
    "frgnr_cont_netprps_dys": mark("Foreigners, days"),
    "tot_cont_netprps_dys": mark("Both, days"),
    "orgn_daly_nettrde_qty": mark("Institutions"),
    "orgn_dt_acc": mark("Institutions, sum"),
    "for_daly_nettrde_qty": mark("Foreigners"),
    "for_dt_acc": mark("Foreigners, sum"),
    "prm_netprps_qty": mark("Net bought"),
    "prm_netprps_qty_irds": mark("Net change"),
    "prm_buy_qty": mark("Bought", "shares"),
    "prm_sell_qty": mark("Sold", "shares"),
    "prm_netprps_amt": mark("Net bought mn"),
    "prm_buy_amt": mark("Bought mn"),
    "prm_sell_amt": mark("Sold mn"),
    "dfrt_trde_netprps": mark("Arbitrage mn"),
    "ndiffpro_trde_netprps": mark("Non-arbitrage mn"),
    "all_netprps": mark("Net bought mn"),
    "all_buy": mark("Bought mn"),
    "all_sel": mark("Sold mn"),
    "sel_trde_ori_nm": mark("Seller"),
    "sel_trde_ori": mark("Seller"),
    "sel_trde_qty": mark("Sold", "shares"),
    "sel_trde_ori_qty": mark("Sold", "shares"),
    "sel_trde_ori_irds": mark("Net change"),
    "buy_trde_ori_nm": mark("Buyer"),
    "buy_trde_ori": mark("Buyer"),
    "buy_trde_qty": mark("Bought", "shares"),
    "buy_trde_ori_qty": mark("Bought", "shares"),
    "buy_trde_ori_irds": mark("Net change"),
    "acc_netprps_qty": mark("Net bought"),
    "dbrt_trde_cntrcnt": mark("Lent"),
    "dbrt_trde_rpy": mark("Returned"),
    "dbrt_trde_irds": mark("Net change"),
}
_SOLD = frozenset({"sel_trde_qty", "sel_trde_ori_qty"})
_ROOM, _HEAD_ROOM, _NARROWEST, _WIDEST = 18, 34, 44, 260
_SAMPLE, _FEW = 60, 6
_DECIDED, _NO_UNITS = "요청", frozenset({"지표", "배율"})
_NEVER_FIRST = frozenset({Kind.FLAG})


def view_columns(spec: ViewSpec, table: ReplyTable) -> tuple[Column, ...]:
    """Return the shown columns in their order and, hidden, the rest that the API tells."""
    place, *made = row_columns(table.columns, ())
    metrics = QtGui.QFontMetrics(theme.font(theme.look().density.text))
    by_key = {column.id: column for column in made}
    kinds = {column.key: column.kind for column in table.columns}
    units = {column.key: column.unit for column in table.columns}
    ranked = code_place(spec, table) is not None and not spec.across
    found = [msgspec.structs.replace(place, hidden=not ranked)]
    open_ = spec.shown or tuple(key for key in by_key if kinds[key] not in _NEVER_FIRST)
    for key in (*(key for key in open_ if key in by_key), *by_key):
        if key in by_key:
            column = by_key.pop(key)
            named = spec.heads.get(key) or _HEADS.get(key)
            title = named or _title(units.get(key), column.title)
            found.append(
                msgspec.structs.replace(
                    column,
                    title=title,
                    bold=key in ("cur_prc", "value"),
                    tone=_sold if key in _SOLD else column.tone,
                    hidden=key not in open_,
                    width=_width(
                        metrics, tr(title), column, table.rows[: _SAMPLE if key in open_ else _FEW]
                    ),
                )
            )
    return tuple(found)


def _sold(_row: TableRow) -> Tone:
    # What a member sold comes with a plus, and is no rise.
    return Tone.DOWN


def _width(
    metrics: QtGui.QFontMetrics, title: str, column: Column, rows: Sequence[TableRow]
) -> int:
    # Only the longest text is measured: digits are equally wide, and names differ little.
    widest = metrics.horizontalAdvance(max((column.text(row) for row in rows), key=len, default=""))
    widest += _ROOM
    return min(max(widest, metrics.horizontalAdvance(title) + _HEAD_ROOM, _NARROWEST), _WIDEST)


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
    return Sheet(title, heads, rows, lambda row: map(sheet_value, table.columns, row.cells))


def singles_line(columns: Sequence[tuple[Described, str]]) -> str:
    """Return fields that stand beside a list as one line of label and text."""
    return "   ".join(f"{head(column)} {told}" for column, told in columns if told)
