"""Tables as XLSX: numbers as numbers, texts as texts; refuses formulas, links and macros (V-8)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import islice
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from kiwoom_desk.base.sheets import ROWS_A_STEP, Cell, cell
from kiwoom_desk.base.turns import at_once

_SHEET_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST = 40


class Sheet:
    """One sheet of a workbook: its name, a line of titles, and rows that `read` makes cells of.

    Thousands of rows are read in steps (`reading`) before `rows` are wanted; else they are read then.
    """

    def __init__(
        self,
        name: str,
        header: Sequence[str],
        rows: Iterable[Any],
        read: Callable[[Any], Iterable[Cell]] = tuple,
    ) -> None:
        self.name, self.header = name, tuple(header)
        self._left, self._read = iter(tuple(rows)), read
        self._rows: list[tuple[Cell, ...]] = []

    def reading(self) -> Generator[None, None, None]:
        """Read the cells of a hundred rows a step."""
        while some := tuple(islice(self._left, ROWS_A_STEP)):
            self._rows += [tuple(self._read(row)) for row in some]
            yield

    @property
    def rows(self) -> Sequence[tuple[Cell, ...]]:
        """Return the cells of all rows."""
        at_once(self.reading())
        return self._rows


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook; a text stays a text even where it looks like a number (codes)."""
    file = io.BytesIO()
    at_once(xlsx_steps(file, sheets))
    return file.getvalue()


def xlsx_steps(file: BinaryIO, sheets: Sequence[Sheet]) -> Generator[None, None, None]:
    """Write what `xlsx_bytes` returns, a hundred rows a step; the last packs it, in C."""
    # Only a person who exports pays for the import.
    import xlsxwriter

    # Rows are written when they come: making all of them at the end would be one long step.
    with (
        TemporaryDirectory() as folder,
        xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": folder}) as book,
    ):
        strong = book.add_format({"bold": True})
        for place, (sheet, name) in enumerate(zip(sheets, _names(sheets), strict=True)):
            page = book.add_worksheet(name)
            for column, title in enumerate(sheet.header):
                page.write_string(0, column, str(cell(title)), strong)
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    _write(page, number, column, value)
                if number % ROWS_A_STEP == 0:
                    yield
            page.freeze_panes(1, 0)
            _widen(page, sheet)
            if place == 0:
                page.activate()
        yield


def _write(page: object, row: int, column: int, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(row, column, str(cell(value)))  # type: ignore[attr-defined]
    else:
        page.write_number(row, column, value)  # type: ignore[attr-defined]


def _widen(page: object, sheet: Sheet) -> None:
    for column, title in enumerate(sheet.header):
        texts = [title, *(str(row[column]) for row in sheet.rows[:200] if row[column] is not None)]
        # A syllable is about as wide as two digits.
        width = max(sum(2 if ord(char) > 0x1100 else 1 for char in text) for text in texts)
        page.set_column(column, column, min(max(width + 2, 8), _WIDEST))  # type: ignore[attr-defined]


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names as a workbook takes them: short, without its own signs, each once."""
    found: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        name = _NO_NAME.sub(" ", sheet.name).strip()[:_SHEET_NAME] or f"Sheet{number}"
        if name.casefold() in (one.casefold() for one in found):
            name = f"{name[: _SHEET_NAME - 4]} {number}"
        found.append(name)
    return found
