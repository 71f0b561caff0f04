"""How the fields of a scan become columns of a list: title, form and colour; refuses to ask anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Kind as Meaning
from kiwoom_desk.market.scans import ScanRow, ScanSpec, scan_columns
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark

# Words of this desk for the fields that lists open with; other fields keep the published label.
_TITLES = {
    "stk_nm": mark("Name"),
    "stk_cd": mark("Code"),
    "cur_prc": mark("Price"),
    "pred_pre": mark("Change"),
    "flu_rt": mark("Rate %"),
    "now_trde_qty": mark("Volume"),
    "trde_qty": mark("Volume"),
    "acc_trde_qty": mark("Volume"),
    "trde_amt": mark("Value mn", "scan"),
    "trde_prica": mark("Value mn", "scan"),
    "cntr_str": mark("Strength %"),
    "thema_nm": mark("Theme"),
    "dt_prft_rt": mark("Return %"),
    "dt_prft_rt_n": mark("Return %"),
    "stk_num": mark("Names", "count"),
    "rising_stk_num": mark("Up", "count"),
    "fall_stk_num": mark("Down", "count"),
}
_WIDTHS = {
    "stk_nm": 80,
    "thema_nm": 104,
    "cur_prc": 64,
    "pred_pre": 66,
    "flu_rt": 66,
    "dt_prft_rt": 76,
    "dt_prft_rt_n": 76,
    "stk_num": 56,
    "rising_stk_num": 40,
    "fall_stk_num": 40,
    "now_trde_qty": 74,
    "trde_qty": 74,
    "trde_amt": 74,
    "trde_prica": 74,
}
_LEFT_OUT = frozenset({"stk_cls", "pred_pre_sig", "flu_sig", "thema_grp_cd"})
_SIGNED = frozenset({"flu_rt", "dt_prft_rt", "dt_prft_rt_n", "pred_rt"})
_KINDS = {
    Meaning.NAME: Kind.NAME,
    Meaning.CODE: Kind.CODE,
    Meaning.TEXT: Kind.TEXT,
    Meaning.COUNT: Kind.WHOLE,
}
_PLACE = Column(
    id="place",
    title=mark("#", "rank"),
    value=lambda row: row.place,
    kind=Kind.WHOLE,
    width=38,
    tone=lambda _row: Tone.QUIET,
)


def table_columns(spec: ScanSpec, ranked: bool) -> tuple[Column, ...]:
    """Return the place (of a ranking), the shown columns and, hidden, the rest that the API tells."""
    described = [one for one in scan_columns(catalogue(), spec) if one.key not in _LEFT_OUT]
    told = tuple(_column(one, one.key not in spec.shown) for one in described)
    return (_PLACE, *told) if ranked else told


def direction(row: ScanRow) -> int:
    """Return the sign of a row's rate of change, 0 where it is not told."""
    rate = row.figures.get("flu_rt")
    return rate if isinstance(rate, int) else 0


def _column(described: Described, hidden: bool) -> Column:
    key = described.key
    return Column(
        id=key,
        title=_TITLES.get(key, label(described.label)),
        value=lambda row: row.figures.get(key),
        kind=_kind(described),
        width=_WIDTHS.get(key, 84),
        tone=_tone(key),
        bold=key == "cur_prc",
        hidden=hidden,
    )


def _kind(described: Described) -> Kind:
    if described.key == "pred_pre":
        return Kind.CHANGE
    if described.kind is Meaning.RATE:
        return Kind.RATE if described.key in _SIGNED else Kind.HUNDREDTHS
    return _KINDS.get(described.kind, Kind.WHOLE if described.field.numeric else Kind.TEXT)


def _tone(key: str) -> Callable[[Any], Tone] | None:
    if key in ("cur_prc", "pred_pre", "flu_rt"):
        return by_sign(direction)
    if key in _SIGNED:
        return by_sign(lambda row: row.figures.get(key))
    if key == "cntr_str":
        return by_sign(lambda row: (row.figures.get(key) or 10_000) - 10_000)
    if key == "rising_stk_num":
        return lambda _row: Tone.UP
    return (lambda _row: Tone.DOWN) if key == "fall_stk_num" else None
