"""The columns of the after-hours single-price book; refuses to ask."""

from __future__ import annotations

from kiwoom_desk.ui.kit.columns import Column, Kind, by_sign
from kiwoom_desk.ui.kit.language import mark, tr

_SIDE = by_sign(lambda row: -1 if row.is_ask else 1)
LEVELS = (
    Column(
        id="side",
        title=mark("Side"),
        value=lambda row: row.is_ask,
        told=lambda row: tr("Sell") if row.is_ask else tr("Buy"),
        kind=Kind.CODE,
        width=52,
        tone=_SIDE,
    ),
    Column(
        id="price",
        title=mark("Price", "level"),
        value=lambda row: row.price,
        kind=Kind.PRICE,
        bold=True,
    ),
    Column(
        id="size",
        title=mark("Size", "waiting"),
        value=lambda row: row.size,
        kind=Kind.WHOLE,
        tone=_SIDE,
    ),
    Column(
        id="change",
        title=mark("Change of size"),
        value=lambda row: row.change,
        kind=Kind.SIGNED,
        tone=by_sign(lambda row: row.change),
    ),
)
