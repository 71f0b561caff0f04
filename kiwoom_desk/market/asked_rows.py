"""Rows of one list of a reply, read by key; refuses to ask, and to hide what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from kiwoom_desk.catalogue.columns import Column, columns
from kiwoom_desk.catalogue.model import Catalogue, Field
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.market.reply_tables import Cell, ReplyTables, Value

_BLANK = Cell()


class AskedSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One list of an API: the columns it opens with, what tells a row again, and where its code is.

    `keys` empty means the place; `code` empty means rows that are no instruments; `live` are the
    keys whose figures the stream keeps up while a row is in sight; `list_key` is needed where a
    reply has more than one list.
    """

    id: str
    api_id: str
    shown: tuple[str, ...]
    keys: tuple[str, ...] = ()
    code: str = ""
    live: tuple[str, ...] = ()
    list_key: str = ""


class AskedRow(msgspec.Struct, frozen=True):
    """One row: its place from 1, what tells it again, its bare code ("" without), its cells by key."""

    place: int
    key: str
    code: str
    cells: dict[str, Cell]

    def value(self, key: str) -> Value:
        """Return a figure in its column's unit, a text, or None."""
        return self.cells.get(key, _BLANK).value

    def number(self, key: str) -> int | Decimal | None:
        """Return a figure, None for a blank, a text and an unknown key."""
        value = self.value(key)
        return None if isinstance(value, str) else value

    def text(self, key: str) -> str:
        """Return the text as it came."""
        return self.cells.get(key, _BLANK).text.strip()


def asked_list(catalogue: Catalogue, spec: AskedSpec) -> Field:
    """Return the field of the list; raise ValueError where the API has no such list."""
    lists = catalogue.api(spec.api_id).lists
    found = [field for field in lists if not spec.list_key or field.key == spec.list_key]
    if len(found) != 1:
        raise ValueError(f"{spec.api_id} has {len(found)} lists called {spec.list_key!r}")
    return found[0]


def asked_columns(catalogue: Catalogue, spec: AskedSpec) -> tuple[Column, ...]:
    """Return the described columns, the shown ones first; raise ValueError for an unknown key."""
    found = {column.key: column for column in columns(asked_list(catalogue, spec).children)}
    named = (*spec.shown, *spec.keys, *spec.live, *((spec.code,) if spec.code else ()))
    unknown = [key for key in named if key not in found]
    if unknown:
        raise ValueError(f"{spec.api_id} has no {', '.join(unknown)}")
    return (*(found.pop(key) for key in spec.shown), *found.values())


def asked_rows(catalogue: Catalogue, spec: AskedSpec, reply: ReplyTables) -> tuple[AskedRow, ...]:
    """Return the rows in their order; of two with the same key the first stays."""
    wanted = asked_list(catalogue, spec).key
    table = next(one for one in reply.tables if one.key == wanted)
    keys = [column.key for column in table.columns]
    return _first_of_each(
        _row(spec, row.place, dict(zip(keys, row.cells, strict=True))) for row in table.rows
    )


def _row(spec: AskedSpec, place: int, cells: dict[str, Cell]) -> AskedRow:
    code = identity(cells[spec.code].text).code if spec.code else ""
    key = "|".join(cells[one].text.strip() for one in spec.keys) if spec.keys else str(place)
    return AskedRow(place, key, code, cells)


def _first_of_each(rows: Iterable[AskedRow]) -> tuple[AskedRow, ...]:
    found: dict[str, AskedRow] = {}
    for row in rows:
        found.setdefault(row.key, row)
    return tuple(found.values())


def total(rows: Sequence[AskedRow], key: str) -> int:
    """Return the sum of a column over rows, blanks left out."""
    return sum(int(number) for row in rows if (number := row.number(key)) is not None)
