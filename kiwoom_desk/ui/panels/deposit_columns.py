"""The columns of cash, margins and single figures; refuses to ask."""

from __future__ import annotations

from kiwoom_desk.market.deposits import CashLine, MarginLine
from kiwoom_desk.market.reply_tables import Single
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.panels.explorer_columns import cell_text, cell_tone, unit_of

CASH_TITLES: dict[str, Phrase] = {
    "deposit": mark("Deposit"),
    "sold": mark("From sales", "settlement"),
    "bought": mark("For purchases", "settlement"),
    "settled": mark("Settled", "settlement"),
    "unsettled": mark("Unsettled"),
    "withdrawable": mark("Withdrawable"),
    "orderable": mark("Orderable"),
}
_SIGNED = frozenset({"sold", "bought", "settled"})


def _won(line: CashLine, won: int | None) -> str:
    return text.signed(won) if line.id in _SIGNED else text.whole(won)


def _cash_tone(line: CashLine, won: int | None) -> Tone:
    if line.id == "unsettled" and won:
        return Tone.ATTENTION
    if line.id not in _SIGNED or not won:
        return Tone.PLAIN
    return Tone.UP if won > 0 else Tone.DOWN


CASH_COLUMNS = (
    Column(
        id="line",
        title=mark("Cash (won)"),
        value=lambda line: tr(CASH_TITLES[line.id]),
        kind=Kind.NAME,
        width=96,
    ),
    Column(
        id="today",
        title=mark("Today", "period"),
        value=lambda line: line.today,
        told=lambda line: _won(line, line.today),
        tone=lambda line: _cash_tone(line, line.today),
        kind=Kind.WHOLE,
        width=104,
        bold=True,
    ),
    Column(
        id="next_day",
        title=mark("D+1", "settlement"),
        value=lambda line: line.next_day,
        told=lambda line: _won(line, line.next_day),
        tone=lambda line: _cash_tone(line, line.next_day),
        kind=Kind.WHOLE,
        width=104,
    ),
    Column(
        id="second_day",
        title=mark("D+2", "settlement"),
        value=lambda line: line.second_day,
        told=lambda line: _won(line, line.second_day),
        tone=lambda line: _cash_tone(line, line.second_day),
        kind=Kind.WHOLE,
        width=104,
    ),
)


def _margin_title(line: MarginLine) -> str:
    return tr("Without debt", "margin") if line.id == "none" else f"{line.id}%"


def _margin_tone(line: MarginLine) -> Tone:
    return Tone.GOOD if line.applied else Tone.PLAIN


def _margin(id_: str, title: Phrase, width: int, hidden: bool = False) -> Column:
    return Column(
        id=id_,
        title=title,
        value=lambda line: getattr(line, id_),
        tone=_margin_tone,
        kind=Kind.WHOLE,
        width=width,
        hidden=hidden,
    )


MARGIN_COLUMNS = (
    Column(
        id="rate",
        title=mark("Margin rate"),
        value=_margin_title,
        tone=_margin_tone,
        kind=Kind.NAME,
        width=96,
    ),
    _margin("quantity", mark("Orderable shares"), 96),
    _margin("amount", mark("Orderable won"), 108),
    _margin("credit_quantity", mark("Shares on credit"), 96),
    _margin("credit", mark("Won on credit"), 108),
    _margin("before", mark("Reused of yesterday"), 108),
    _margin("today", mark("Reused of today"), 108),
    _margin("whole", mark("Whole account"), 108, hidden=True),
)


def _amount(single: Single) -> str:
    told, unit = cell_text(single.column, single.cell), unit_of(single)
    return told if unit in ("", "원") else f"{told} {label(unit)}"


AMOUNT_COLUMNS = (
    Column(
        id="label",
        title=mark("Field"),
        value=lambda single: label(single.column.label),
        kind=Kind.NAME,
        width=146,
        tone=lambda _single: Tone.QUIET,
    ),
    Column(
        id="value",
        title=mark("Amount (won)"),
        value=lambda single: single.cell.value,
        told=_amount,
        tone=lambda single: cell_tone(single.column, single.cell),
        kind=Kind.WHOLE,
        width=104,
        bold=True,
    ),
)
