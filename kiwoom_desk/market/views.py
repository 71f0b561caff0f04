"""Answers as a trader looks at them: which fields, which lines, what is joined; refuses to ask by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from kiwoom_desk.catalogue.columns import Column, columns
from kiwoom_desk.catalogue.model import Api, Field, Kind
from kiwoom_desk.domain.bar import Unit
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.market.reply_tables import (
    Cell,
    ReplyTable,
    ReplyTables,
    Single,
    TableRow,
    Value,
)

Figures = Mapping[str, Value]
"""The values of one row by their wire keys."""


class Follow(msgspec.Struct, frozen=True, kw_only=True):
    """Pushes of a real-time type that become rows: a column's key and the FID it is filled from.

    `at` is the column by which a push is told from the one before, e.g. the time of day, or the
    day's volume where prints of one second are rows of their own. Without
    `at` a push replaces the values that stand alone. Of `lines` (FIDs) every push is gathered
    into a chart, from the first look on.
    """

    type: str
    cells: dict[str, str]
    at: str = ""
    lines: tuple[str, ...] = ()


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A value that another answer has to bring first: `key` there becomes `into` here."""

    api_id: str
    key: str
    into: str


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """A column that no answer has: worked out of a row, None where it cannot be."""

    key: str
    label: str
    of: Callable[[Figures], Decimal | None]
    unit: str | None = "%"
    signed: bool = True


class Sieve(msgspec.Struct, frozen=True, kw_only=True):
    """A filter in a trader's words, over the rows that came; `title` is a source string."""

    title: str
    keeps: Callable[[Figures], bool]


class ViewSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One way to look at one API.

    `title` and `group` are source strings; `values` stand over the usual ones; `filters` are the
    request keys that a person may choose; `spans` are days to look back, the first one usual, for
    requests from a day to a day, and trading days for requests of one day's orders; `shown` are
    the columns a list opens with, in order; `curves` are drawn against `across`, as running sums
    where `sums`, and `price` on a scale of its own;
    `code` is the column whose name a click shows; `live` rows follow their quotes; `turned`
    makes the fields of the only row its rows; `numbered` are stems of fields ending in _1, _2 …;
    of a `whole` list every page is read at once; `settled` are days of a request that are known
    on the trading day after only; against the first row's `worth` the best prices are held;
    `heads` are source strings that stand over columns instead of their labels; rows of a view of
    `candles` are bars of that unit, and are drawn as such.
    """

    id: str
    api_id: str
    title: str
    group: str = ""
    values: dict[str, str] = {}
    filters: tuple[str, ...] = ()
    spans: tuple[int, ...] = ()
    counts: dict[str, tuple[str, ...]] = {}
    shown: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    sums: bool = False
    price: str = ""
    across: str = ""
    code: str = "stk_cd"
    live: bool = False
    turned: bool = False
    numbered: tuple[str, ...] = ()
    follow: Follow | None = None
    before: Before | None = None
    derived: tuple[Derived, ...] = ()
    sieves: tuple[Sieve, ...] = ()
    whole: bool = False
    settled: tuple[str, ...] = ()
    worth: str = ""
    heads: Mapping[str, str] = {}
    candles: Unit | None = None


class Line(msgspec.Struct, frozen=True):
    """One line of a chart, oldest value first; None where a row has no number."""

    key: str
    label: str
    values: tuple[Decimal | int | None, ...]
    alone: bool = False
    """Drawn on a scale of its own, e.g. a price among quantities."""
    signed: bool = False
    """A plus belongs to the value, as of net buying."""


class Chart(msgspec.Struct, frozen=True):
    """Lines over the same moments, oldest first."""

    moments: tuple[str, ...]
    lines: tuple[Line, ...]


EVERY = ("*",)
"""Filters: every published choice of the request, in its order."""
MOST_GATHERED = 1_200
SPAN = "span"
"""The filter that stands for the first and the last day of a request."""
LABEL = "label"
"""The key of the column that holds labels where fields were turned into rows."""
TURNED_LABEL, TURNED_VALUE = "구분", "값"
"""Heads of such a list, as published heads are: in Korean."""
_AMOUNT = Field(key="value", label=TURNED_VALUE, kind=Kind.SIGNED_QTY)
_LABEL = Field(key=LABEL, label=TURNED_LABEL, kind=Kind.NAME)
_FIRST_DAYS, _LAST_DAYS = ("strt_dt",), ("end_dt",)
ONE_DAY = "ord_dt"
"""The key of a request about the orders of one day."""


class Gathered:
    """What a type said at each push since somebody looks; the oldest are dropped."""

    def __init__(self, described: Sequence[Column], lines: Sequence[str]) -> None:
        self._lines = [one for one in described if one.key in lines]
        self._said: deque[tuple[str, tuple[Decimal | int | None, ...]]] = deque(
            maxlen=MOST_GATHERED
        )

    def take(self, moment: str, told: Mapping[str, Cell]) -> None:
        """Take a push, its cells by FID; a second one of a moment replaces the first."""
        values = tuple(told[one.key].value for one in self._lines)
        numbers = tuple(one if isinstance(one, int | Decimal) else None for one in values)
        if self._said and self._said[-1][0] == moment:
            self._said.pop()
        self._said.append((moment, numbers))

    def clear(self) -> None:
        """Begin anew, e.g. with another name."""
        self._said.clear()

    def chart(self) -> Chart | None:
        """Return the lines so far, None before there are two moments."""
        if not self._lines or len(self._said) < 2:
            return None
        made = tuple(
            Line(
                one.key,
                one.label,
                tuple(numbers[place] for _, numbers in self._said),
                False,
                one.signed,
            )
            for place, one in enumerate(self._lines)
        )
        return Chart(tuple(moment for moment, _ in self._said), made)


def span_values(api: Api, days: int, today: date) -> dict[str, str]:
    """Return the first and the last day of a request, `days` back from today."""
    keys = {field.key for field in api.request}
    found = {key: f"{today - timedelta(days=days):%Y%m%d}" for key in _FIRST_DAYS if key in keys}
    return found | {key: f"{today:%Y%m%d}" for key in _LAST_DAYS if key in keys}


def day_values(api: Api, days: int, today: date, rules: MarketRules) -> dict[str, str]:
    """Return the day of a request about one day, trading days back from a trading day."""
    if not asks_one_day(api):
        return {}
    return {ONE_DAY: f"{shift_trading_days(rules, today, -days):%Y%m%d}"}


def asks_one_day(api: Api) -> bool:
    """Tell whether a request is about the orders of one day."""
    return any(field.key == ONE_DAY for field in api.request)


def numbered(reply: ReplyTables, stems: Sequence[str]) -> ReplyTable | None:
    """Return fields that end in _1, _2 … as rows, a column a stem; None where there is none."""
    told = {single.column.key: single for single in reply.singles}
    shown = [told[f"{stem}_1"].column for stem in stems if f"{stem}_1" in told]
    if len(shown) < len(stems):
        return None
    rows: list[TableRow] = []
    while all(f"{stem}_{len(rows) + 1}" in told for stem in stems):
        place = len(rows) + 1
        rows.append(TableRow(place, tuple(told[f"{stem}_{place}"].cell for stem in stems)))
    named = tuple(_renamed(column, stem) for column, stem in zip(shown, stems, strict=True))
    return ReplyTable("numbered", "", named, tuple(rows))


def turned(table: ReplyTable) -> ReplyTable:
    """Return the only row of a list as rows of label and value."""
    values = [column for column in table.columns if column.field.numeric]
    if not table.rows or not values:
        return msgspec.structs.replace(table, columns=(), rows=())
    cells = {c.key: cell for c, cell in zip(table.columns, table.rows[0].cells, strict=True)}
    rows = tuple(
        TableRow(place, (Cell(_named(column, values), _named(column, values)), cells[column.key]))
        for place, column in enumerate(values, 1)
    )
    first = values[0].field if _alike(values) else _AMOUNT
    amount = columns([msgspec.structs.replace(first, key="value", label=TURNED_VALUE)])
    return ReplyTable(table.key, table.label, (*columns([_LABEL]), *amount), rows)


def figures(table: ReplyTable, row: TableRow) -> dict[str, Value]:
    """Return the values of a row by key."""
    return {column.key: cell.value for column, cell in zip(table.columns, row.cells, strict=True)}


def with_derived(table: ReplyTable, derived: Sequence[Derived]) -> ReplyTable:
    """Return the list with the columns that are worked out of each row."""
    if not derived:
        return table
    added = columns(
        Field(key=one.key, label=one.label, kind=Kind.RATE, unit=one.unit, signed=one.signed)
        for one in derived
    )
    rows = tuple(
        TableRow(row.place, (*row.cells, *(_worked(one, figures(table, row)) for one in derived)))
        for row in table.rows
    )
    return msgspec.structs.replace(table, columns=(*table.columns, *added), rows=rows)


def chart(table: ReplyTable, spec: ViewSpec) -> Chart | None:
    """Return the lines of a view, None where it has none or fewer than two moments."""
    places = {column.key: place for place, column in enumerate(table.columns)}
    across = places.get(spec.across)
    if across is None or not spec.curves or len(table.rows) < 2:
        return None
    rows = sorted(table.rows, key=lambda row: row.cells[across].text)
    found = []
    for key in (*spec.curves, spec.price):
        if key in places:
            told = [row.cells[places[key]].value for row in rows]
            numbers = [one if isinstance(one, int | Decimal) else None for one in told]
            alone = key == spec.price
            if spec.sums and not alone:
                numbers = _running(numbers)
            column = table.columns[places[key]]
            found.append(Line(key, column.label, tuple(numbers), alone, column.signed))
    return Chart(tuple(row.cells[across].text.strip() for row in rows), tuple(found))


def pushed_row(table: ReplyTable, follow: Follow, told: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """Return a push (its cells by FID) as a row; a column that it does not fill stays blank."""
    return tuple(told.get(follow.cells.get(column.key, ""), Cell()) for column in table.columns)


def with_push(table: ReplyTable, follow: Follow, cells: tuple[Cell, ...], most: int) -> ReplyTable:
    """Return the list with a push on top; one of the same moment replaces the row before it."""
    at = next(place for place, one in enumerate(table.columns) if one.key == follow.at)
    rows = table.rows
    if rows and rows[0].cells[at].text.strip() == cells[at].text.strip():
        kept = tuple(
            new if column.key in follow.cells else old
            for column, new, old in zip(table.columns, cells, rows[0].cells, strict=True)
        )
        return msgspec.structs.replace(table, rows=(TableRow(1, kept), *rows[1:]))
    moved = (TableRow(row.place + 1, row.cells) for row in rows[: most - 1])
    return msgspec.structs.replace(table, rows=(TableRow(1, cells), *moved))


def with_singles(
    singles: Sequence[Single], follow: Follow, told: Mapping[str, Cell]
) -> tuple[Single, ...]:
    """Return what stands alone with the values of a push, its cells by FID."""
    return tuple(
        Single(single.column, told.get(follow.cells.get(single.column.key, ""), single.cell))
        for single in singles
    )


def _worked(derived: Derived, row: Figures) -> Cell:
    value = derived.of(row)
    return Cell() if value is None else Cell(value, f"{value:+f}")


def _running(values: Sequence[Decimal | int | None]) -> list[Decimal | int | None]:
    total: Decimal | int = 0
    found: list[Decimal | int | None] = []
    for value in values:
        total += value or 0
        found.append(total)
    return found


def _alike(values: Sequence[Column]) -> bool:
    return len({(one.kind, one.unit) for one in values}) == 1


def _named(column: Column, values: Sequence[Column]) -> str:
    """Return a label, with its unit where the fields beside it have another."""
    if _alike(values) or column.kind is not Kind.RATE:
        return column.label
    return f"{column.label} (%)"


def _renamed(column: Column, stem: str) -> Column:
    return msgspec.structs.replace(column, key=stem, label=column.label.rstrip("1"))
