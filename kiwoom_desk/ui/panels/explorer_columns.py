"""How the fields of any reply become columns: head with unit, form, place and colour; refuses to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6 import QtGui

from kiwoom_desk.base.sheets import Cell as SheetCell
from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.catalogue.model import Kind
from kiwoom_desk.catalogue.values import BadNumber, direction
from kiwoom_desk.market.reply_tables import Cell, Single, TableRow
from kiwoom_desk.market.views import LABEL
from kiwoom_desk.ui.kit import columns as kit
from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.kit.text import clean, clock_time, whole

_PRICES = frozenset({Kind.PRICE, Kind.SIGNED_PRICE})
_SAMPLE = 60
_ROOM = 18
_HEAD_ROOM = 34
_NARROWEST, _WIDEST = 44, 280
_LONGEST_UNIT = 14
_LEFT = frozenset({Kind.NAME, Kind.TEXT})
PLACE = Column(
    id="place",
    title=mark("#", "rank"),
    value=lambda row: row.place,
    kind=kit.Kind.WHOLE,
    width=46,
    tone=lambda _row: Tone.QUIET,
)


def head(column: Described) -> str:
    """Return the title of a column: its published label, with the unit where it is no price in won."""
    unit = column.unit
    if unit is None and column.kind is Kind.RATE:
        unit = "%"
    if unit is None or (unit == "원" and column.kind in _PRICES) or unit in column.label:
        return label(column.label)
    # Where the request decides over the unit, its last word names what may stand here.
    told = label(unit) if len(unit) <= _LONGEST_UNIT else label(unit).split()[-1]
    return f"{label(column.label)} ({told})"


def cell_text(column: Described, cell: Cell) -> str:
    """Return a cell as a person reads it; what could not be read stands as it came."""
    if cell.unread:
        return clean(cell.text)
    value = cell.value
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _word(column, value)
    return number_text(value, column.signed)


def number_text(value: int | Decimal, signed: bool) -> str:
    """Return 1,234 or 1,234.50 with as many decimals as came; signed ones with their plus."""
    if isinstance(value, Decimal):
        return f"{value:+,f}" if signed and value else f"{value:,f}"
    return f"{value:+,}" if signed and value else whole(value)


def cell_tone(column: Described, cell: Cell) -> Tone:
    """Return the colour of a cell: by the sign that came with it, attention for what is unread."""
    if cell.unread:
        return Tone.ATTENTION
    if column.kind is Kind.SIGNED_PRICE:
        try:
            sign = direction(cell.text)
        except BadNumber:
            return Tone.PLAIN
    elif column.signed and isinstance(cell.value, int | Decimal):
        sign = (cell.value > 0) - (cell.value < 0)
    else:
        return Tone.PLAIN
    return Tone.UP if sign > 0 else Tone.DOWN if sign < 0 else Tone.PLAIN


def sheet_value(column: Described, cell: Cell) -> SheetCell:
    """Return a cell for an export: numbers as numbers, codes and words as texts."""
    if cell.unread:
        return clean(cell.text)
    if isinstance(cell.value, str):
        return _word(column, cell.value)
    return cell.value


def row_columns(described: Sequence[Described], rows: Sequence[TableRow]) -> tuple[Column, ...]:
    """Return the place and a column for every field of a list, as wide as its first rows need."""
    metrics = QtGui.QFontMetrics(_font())
    made = [
        Column(
            id=column.key,
            title=head(column),
            value=_value(place),
            told=_told(column, place),
            tone=_tone(column, place),
            align=column.align,
            kind=_form(column),
            width=_width(metrics, column, place, rows),
            tooltip=_tooltip(column, place),
        )
        for place, column in enumerate(described)
    ]
    return (PLACE, *made)


SINGLE_COLUMNS = (
    Column(
        id="label",
        title=mark("Field"),
        value=lambda single: label(single.column.label),
        kind=kit.Kind.NAME,
        width=190,
        tone=lambda _single: Tone.QUIET,
    ),
    Column(
        id="value",
        title=mark("Value"),
        value=lambda single: single.cell.value,
        told=lambda single: cell_text(single.column, single.cell),
        tone=lambda single: cell_tone(single.column, single.cell),
        align="right",
        width=190,
        bold=True,
    ),
    Column(
        id="unit",
        title=mark("Unit"),
        value=lambda single: label(unit_of(single)),
        kind=kit.Kind.NAME,
        width=90,
        tone=lambda _single: Tone.QUIET,
    ),
    Column(
        id="key",
        title=mark("Key"),
        value=lambda single: single.column.key,
        kind=kit.Kind.NAME,
        width=150,
        tone=lambda _single: Tone.QUIET,
        hidden=True,
    ),
)


def unit_of(single: Single) -> str:
    """Return the published unit of a single field, "" where it has none."""
    if single.column.unit is None and single.column.kind is Kind.RATE:
        return "%"
    return single.column.unit or ""


def _word(column: Described, text: str) -> str:
    if column.kind is Kind.DATE and len(text) == 8 and text.isdecimal():
        return "" if text == "00000000" else f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if column.kind is Kind.TIME:
        return _time(text)
    if column.key == LABEL:
        return clean(_label(text))
    told = column.choices.get(text)
    # The published word for a choice that says nothing.
    if told == "공란":
        return ""
    # A name that happens to be a published word stays the name it is.
    return clean(text if not told and column.kind is Kind.NAME else label(told or text))


def _label(text: str) -> str:
    stem, unit, _ = text.partition(" (%)")
    return f"{label(stem)}{unit}"


def _time(text: str) -> str:
    if len(text) == 14 and text.isdecimal():
        day = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
        # Bars of weeks and months are told as moments at midnight: those are days.
        return day if text.endswith("000000") else f"{day} {clock_time(text[8:])}"
    if len(text) == 4 and text.isdecimal():
        return f"{text[:2]}:{text[2:]}"
    return clock_time(text)


def _value(place: int) -> Callable[[TableRow], object]:
    return lambda row: row.cells[place].value


def _told(column: Described, place: int) -> Callable[[TableRow], str]:
    return lambda row: cell_text(column, row.cells[place])


def _tone(column: Described, place: int) -> Callable[[TableRow], Tone] | None:
    return lambda row: cell_tone(column, row.cells[place])


def _tooltip(column: Described, place: int) -> Callable[[TableRow], str] | None:
    if not column.choices:
        return None
    return lambda row: row.cells[place].text


def _form(column: Described) -> kit.Kind:
    return kit.Kind.NAME if column.kind in _LEFT else kit.Kind.CODE


def _width(
    metrics: QtGui.QFontMetrics, column: Described, place: int, rows: Sequence[TableRow]
) -> int:
    title = metrics.horizontalAdvance(head(column)) + _HEAD_ROOM
    texts = (cell_text(column, row.cells[place]) for row in rows[:_SAMPLE])
    widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + _ROOM
    return min(max(widest, title, _NARROWEST), _WIDEST)


def _font() -> QtGui.QFont:
    from kiwoom_desk.ui.shell import theme

    return theme.font(theme.look().density.text)
