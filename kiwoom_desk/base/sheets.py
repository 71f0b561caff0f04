"""Tables as CSV that Korean Excel opens; refuses texts that a spreadsheet would run as formulas (V-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | int | float | Decimal | None

_BOM = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Cell) -> Cell:
    """Return a value as it may stand in a sheet: numbers as they are, risky texts behind an apostrophe."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return "" if value is None else value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as UTF-8 with a BOM, lines ended by CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(title) for title in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return (_BOM + text.getvalue()).encode()
