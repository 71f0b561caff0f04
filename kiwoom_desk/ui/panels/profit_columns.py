"""The columns of realised profit by span and by name; refuses to ask."""

from __future__ import annotations

from kiwoom_desk.market.profits import NameProfit, Span
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.language import Phrase, mark


def _won(id_: str, title: Phrase, width: int = 88, hidden: bool = False) -> Column:
    return Column(
        id=id_,
        title=title,
        value=lambda line: getattr(line, id_),
        kind=Kind.WHOLE,
        width=width,
        hidden=hidden,
    )


def _gain(id_: str, title: Phrase, kind: Kind = Kind.SIGNED, width: int = 92) -> Column:
    return Column(
        id=id_,
        title=title,
        value=lambda line: getattr(line, id_),
        kind=kind,
        width=width,
        tone=by_sign(lambda line: getattr(line, id_)),
        bold=id_ == "profit",
    )


def _won_of(line: Span | NameProfit) -> str:
    return f"{line.won_days}/{line.days}"


_WON_DAYS = Column(
    id="won_days",
    title=mark("Days won"),
    value=lambda line: line.won_days * 10_000 // line.days if line.days else None,
    told=lambda line: _won_of(line) if line.days else "",
    align="right",
    width=64,
)

SOLD_TITLES: dict[str, str] = {
    "tdy_sel_pl": mark("Profit after costs"),
    "pl_rt": mark("Return %"),
    "cntr_qty": mark("Shares sold"),
    "buy_uv": mark("Bought at"),
    "cntr_pric": mark("Sold at"),
    "tdy_trde_cmsn": mark("Fee"),
    "tdy_trde_tax": mark("Tax"),
}
"""The words of lists of sales (ka10072, ka10077)."""

SPAN_COLUMNS = (
    Column(
        id="id",
        title=mark("Day"),
        value=lambda span: span.id,
        kind=Kind.CODE,
        width=92,
        tone=lambda span: Tone.PLAIN if span.days else Tone.QUIET,
        tooltip=lambda span: f"{span.id} – {span.last}",
    ),
    _gain("profit", mark("Profit after costs")),
    _gain("gross", mark("Before costs")),
    _won("fee", mark("Fee"), 66),
    _won("tax", mark("Tax"), 70),
    _gain("total", mark("Running sum")),
    _won("sold", mark("Sold won")),
    _won("bought", mark("Bought won")),
    _WON_DAYS,
)

NAME_COLUMNS = (
    Column(id="name", title=mark("Name"), value=lambda line: line.name, kind=Kind.NAME, width=160),
    _gain("profit", mark("Profit after costs")),
    _gain("rate", mark("Return %"), Kind.RATE, 74),
    Column(
        id="share",
        title=mark("Share of gains %"),
        value=lambda line: line.share,
        kind=Kind.HUNDREDTHS,
        width=84,
    ),
    _won("fee", mark("Fee"), 66),
    _won("tax", mark("Tax"), 70),
    _won("quantity", mark("Shares sold"), 74),
    _WON_DAYS,
    Column(id="id", title=mark("Code"), value=lambda line: line.id, kind=Kind.CODE, hidden=True),
)
