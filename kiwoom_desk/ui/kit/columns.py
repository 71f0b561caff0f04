"""What a column of any list is: title, value, form and colour; refuses to know widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Literal

import msgspec

from kiwoom_desk.ui.kit import text

Align = Literal["left", "right", "center"]


class Tone(Enum):
    """Colour of a cell's text by its role; the value is the role in `Colours`."""

    PLAIN = "text"
    QUIET = "quiet"
    UP = "up"
    DOWN = "down"
    ATTENTION = "attention"
    GOOD = "good"

    # An ink is looked up by its tone for each cell painted, and Enum's own hash is made in Python.
    __hash__ = object.__hash__


class Kind(Enum):
    """What a column holds; decides alignment and form unless the column says otherwise.

    PRICE and SIZE show nothing for 0; CHANGE is ▲▼, RATE +1.23 (hundredths of a percent),
    HUNDREDTHS 5,781.20, EOK won in 억, TIME HHMMSS.
    """

    NAME = "name"
    TEXT = "text"
    CODE = "code"
    TIME = "time"
    PRICE = "price"
    SIZE = "size"
    WHOLE = "whole"
    SIGNED = "signed"
    CHANGE = "change"
    RATE = "rate"
    HUNDREDTHS = "hundredths"
    EOK = "eok"


def _said(value: object) -> str:
    return "" if value is None else text.clean(str(value))


_FORMS: dict[Kind, Callable[[Any], str]] = {
    Kind.NAME: _said,
    Kind.TEXT: _said,
    Kind.CODE: _said,
    Kind.TIME: text.clock_time,
    Kind.PRICE: text.known,
    Kind.SIZE: text.known,
    Kind.WHOLE: text.whole,
    Kind.SIGNED: text.signed,
    Kind.CHANGE: text.change,
    Kind.RATE: text.rate,
    Kind.HUNDREDTHS: text.hundredths,
    Kind.EOK: text.eok,
}
_LEFT = frozenset({Kind.NAME, Kind.TEXT})
_CENTRED = frozenset({Kind.CODE, Kind.TIME})
_WORDS = _LEFT | _CENTRED


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a grid or a table over rows of any type.

    `title` is a source string (`mark("Price")`); `value` reads the row and is what sorting
    compares; `form` turns a value into text and `align` places it (default: by `kind`); `told`
    gives the text out of the row where the value alone does not tell it; `tone`
    colours by the row; `flash` lights the cell for 250 ms when its value changes; a `hidden`
    column waits in the header's menu. Widths in pixels.
    """

    id: str
    title: str
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: int = 80
    align: Align | None = None
    form: Callable[[Any], str] | None = None
    told: Callable[[Any], str] | None = None
    tone: Callable[[Any], Tone] | None = None
    bold: bool = False
    flash: bool = False
    hidden: bool = False
    tooltip: Callable[[Any], str] | None = None

    @property
    def placed(self) -> Align:
        """Return the alignment: numbers right, names left, codes and times centred."""
        if self.align is not None:
            return self.align
        return "left" if self.kind in _LEFT else "center" if self.kind in _CENTRED else "right"

    @property
    def elides(self) -> bool:
        """Tell whether a text that does not fit may be cut; numbers never."""
        return self.kind in _LEFT

    @property
    def formed(self) -> Callable[[Any], str]:
        """Return the function from value to text."""
        return self.form or _FORMS[self.kind]

    def text(self, row: Any) -> str:
        """Return the text of a row's cell."""
        if self.told is not None:
            return self.told(row)
        return self.formed(self.value(row))


def by_sign(value: Callable[[Any], int | None]) -> Callable[[Any], Tone]:
    """Return a colour rule: up above zero, down below, plain at zero and for None."""

    def tone(row: Any) -> Tone:
        number = value(row)
        if not number:
            return Tone.PLAIN
        return Tone.UP if number > 0 else Tone.DOWN

    return tone


def sort_key(value: Any) -> tuple[int, Any]:
    """Return what sorting compares: missing values after all others, texts without case."""
    if value is None or value == "":
        return (1, 0)
    return (0, value.casefold() if isinstance(value, str) else value)


class ColumnLayout(msgspec.Struct, frozen=True):
    """How a person arranged a list: ids in order, hidden ids, widths, sorting; JSON-safe."""

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    sorted_by: str = ""
    descending: bool = False


def arrange(columns: Sequence[Column], layout: ColumnLayout) -> tuple[Column, ...]:
    """Return all columns in the order of a layout; unknown ids are dropped, new columns appended."""
    known = {column.id: column for column in columns}
    chosen = [known.pop(id_) for id_ in dict.fromkeys(layout.order) if id_ in known]
    return (*chosen, *known.values())


def tab_separated(columns: Sequence[Column], titles: Sequence[str], rows: Sequence[Any]) -> str:
    """Return rows as tab-separated text with a line of titles, for the clipboard."""
    lines = ["\t".join(titles)]
    lines += ["\t".join(column.text(row) for column in columns) for row in rows]
    return "\n".join(lines)
