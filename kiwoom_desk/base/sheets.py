"""Tables as CSV that Korean Excel opens; refuses texts that a spreadsheet would run as formulas (V-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

from kiwoom_desk.base.turns import at_once

Cell = str | int | float | Decimal | None

ROWS_A_STEP = 100
"""Rows that are written in a millisecond or two."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Cell) -> Cell:
    """Return a value as it may stand in a sheet: numbers as they are, risky texts behind an apostrophe."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return "" if value is None else value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as UTF-8 with a BOM, lines ended by CR LF."""
    file = io.BytesIO()
    at_once(csv_steps(file, header, rows))
    return file.getvalue()


def csv_steps(
    file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Generator[None, None, None]:
    """Write what `csv_bytes` returns, a hundred rows a step."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(title) for title in header])
    left = iter(rows)
    while some := tuple(islice(left, ROWS_A_STEP)):
        writer.writerows([cell(value) for value in row] for row in some)
        yield
    text.detach()
