"""A reply of any API as tables: columns, values and the texts they came as; refuses to guess a number."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from kiwoom_desk.base.logs import facts, mask_account
from kiwoom_desk.base.turns import at_once
from kiwoom_desk.catalogue.columns import Column, columns
from kiwoom_desk.catalogue.differences import Differences, differences
from kiwoom_desk.catalogue.model import Api, Field
from kiwoom_desk.catalogue.names import attribute
from kiwoom_desk.catalogue.values import BadNumber, Scalar, text_number

log = logging.getLogger(__name__)

Value = int | Decimal | str | None
"""A cell: a number in its column's unit, a text, or None for a blank and for what is no number."""

_ENVELOPE = frozenset({"return_code", "return_msg"})
# Of an account only the tail is shown, copied and exported.
_ACCOUNTS = frozenset({"9201", "acctNo", "acnt_no", "acnt_print"})
# Two to three milliseconds of the loop.
_CELLS_A_STEP = 1_000


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One value and the text it came as; `unread` where the text is no number but should be one."""

    value: Value = None
    text: str = ""
    unread: bool = False


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """One row of a list: its place from 1 and a cell for every column."""

    place: int
    cells: tuple[Cell, ...]


class Single(msgspec.Struct, frozen=True):
    """One field that stands beside the lists."""

    column: Column
    cell: Cell


class ReplyTable(msgspec.Struct, frozen=True):
    """One list of a reply."""

    key: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


class ReplyTables(msgspec.Struct, frozen=True):
    """One reply: what stands alone, the lists, and how it differs from its description.

    `code` is the return code (0, or 20 for nothing found), `message` the broker's own words.
    """

    singles: tuple[Single, ...]
    tables: tuple[ReplyTable, ...]
    marks: Differences
    code: int
    message: str

    @property
    def empty(self) -> bool:
        """Tell whether nothing was found: no row, and no single field that says anything."""
        return not any(table.rows for table in self.tables) and all(
            _says_nothing(single.cell) for single in self.singles
        )

    def with_page(self, page: ReplyTables) -> ReplyTables:
        """Return this reply with the rows of a following page; single fields stay the first ones."""
        joined = tuple(
            msgspec.structs.replace(mine, rows=(*mine.rows, *_moved(theirs, len(mine.rows))))
            for mine, theirs in zip(self.tables, page.tables, strict=True)
        )
        return msgspec.structs.replace(self, tables=joined, marks=self.marks.joined(page.marks))


def reply_tables(api: Api, body: Any, raw: bytes) -> ReplyTables:
    """Read a decoded reply; what differs from the description is marked and logged, never raised."""
    return at_once(reading(api, body, raw))


def reading(api: Api, body: Any, raw: bytes) -> Generator[None, None, ReplyTables]:
    """Read as `reply_tables` does, a thousand cells from one step to the next; the end returns it."""
    unread: dict[str, None] = {}
    leaves = columns(field for field in api.response if field.key not in _ENVELOPE)
    singles = tuple(
        Single(column, _cell(column, getattr(body, column.attribute), unread, column.key))
        for column in leaves
        if column.field.type != "list"
    )
    tables = []
    for field in _lists(api):
        tables.append((yield from _table(field, body, unread)))
    marks = differences(api, raw).joined(Differences((), (), tuple(unread)))
    if marks:
        log.info(
            "reply_differs",
            extra=facts(
                api_id=api.id,
                missing=" ".join(marks.missing),
                extra=" ".join(marks.extra),
                odd=" ".join(marks.odd),
            ),
        )
    if any(table.rows for table in tables):
        yield
    message = body.return_msg
    return ReplyTables(singles, tuple(tables), marks, _code(body), message if message else "")


def row_cells(shown: Iterable[Column], row: Any) -> tuple[Cell, ...]:
    """Return the cells of a made row, e.g. one that the stream pushed."""
    return tuple(_cell(column, getattr(row, column.attribute), {}, "") for column in shown)


def _table(field: Field, body: Any, unread: dict[str, None]) -> Generator[None, None, ReplyTable]:
    shown = columns(field.children)
    rows = getattr(body, attribute(field.key)) or ()
    places = tuple((column, f"{field.key}.{column.key}") for column in shown)
    made: list[TableRow] = []
    step = max(_CELLS_A_STEP // max(len(shown), 1), 1)
    for first in range(0, len(rows), step):
        for number, row in enumerate(rows[first : first + step], first + 1):
            cells = (_cell(c, getattr(row, c.attribute), unread, place) for c, place in places)
            made.append(TableRow(number, tuple(cells)))
        yield
    return ReplyTable(field.key, field.label, shown, tuple(made))


def _lists(api: Api) -> Iterator[Field]:
    return (field for field in api.response if field.type in ("list", "object"))


def _cell(column: Column, came: Scalar, unread: dict[str, None], place: str) -> Cell:
    if came is None:
        return Cell()
    text = came if isinstance(came, str) else str(came)
    if column.key in _ACCOUNTS:
        text = mask_account(text.strip())
    if not column.field.numeric:
        return Cell(text.strip(), text)
    try:
        return Cell(text_number(column.field, came), text)
    except BadNumber:
        unread[place] = None
        return Cell(None, text, True)


def _moved(table: ReplyTable, by: int) -> Iterator[TableRow]:
    return (TableRow(row.place + by, row.cells) for row in table.rows)


def _says_nothing(cell: Cell) -> bool:
    return cell.value in (None, "", 0) and not cell.unread


def _code(body: Any) -> int:
    code = body.return_code
    if isinstance(code, str):
        return int(code) if code.isdecimal() else 0
    return int(code) if code is not None else 0
