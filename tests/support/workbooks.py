"""Reads a workbook with the standard library alone, to see what a spreadsheet would."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

Value = str | float | None
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_workbook(content: bytes) -> dict[str, list[list[Value]]]:
    """Return the cells of each sheet by its name; raise AssertionError for a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        strings: list[str] = []
        if "xl/sharedStrings.xml" in names:
            table = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            strings = ["".join(one.itertext()) for one in table.iter(f"{_MAIN}si")]
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        titles = [one.attrib["name"] for one in book.iter(f"{_MAIN}sheet")]
        pages = [archive.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, len(titles) + 1)]
    return {title: _rows(page, strings) for title, page in zip(titles, pages, strict=True)}


def _rows(page: bytes, strings: list[str]) -> list[list[Value]]:
    tree = ElementTree.fromstring(page)
    assert not list(tree.iter(f"{_MAIN}f"))
    assert not list(tree.iter(f"{_MAIN}hyperlink"))
    found: dict[tuple[int, int], Value] = {}
    for cell in tree.iter(f"{_MAIN}c"):
        value, kind = cell.findtext(f"{_MAIN}v"), cell.attrib.get("t")
        inline = cell.find(f"{_MAIN}is")
        if inline is not None:
            found[_place(cell.attrib["r"])] = "".join(inline.itertext())
        elif value is not None:
            found[_place(cell.attrib["r"])] = strings[int(value)] if kind == "s" else float(value)
    rows = max((row for row, _ in found), default=-1) + 1
    columns = max((column for _, column in found), default=-1) + 1
    return [[found.get((row, column)) for column in range(columns)] for row in range(rows)]


def _place(reference: str) -> tuple[int, int]:
    match = re.fullmatch("([A-Z]+)([0-9]+)", reference)
    assert match is not None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
