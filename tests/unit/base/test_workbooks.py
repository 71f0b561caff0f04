"""XLSX: numbers are numbers, codes stay texts, nothing runs, names of sheets are made to fit."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest

from kiwoom_desk.base.sheets import ROWS_A_STEP, csv_bytes, csv_steps
from kiwoom_desk.base.workbooks import Sheet, xlsx_bytes, xlsx_steps
from tests.support.workbooks import read_workbook

Patch = pytest.MonkeyPatch


def test_numbers_are_numbers_and_codes_stay_texts() -> None:
    rows = [("005930", 71_300, Decimal("-0.31")), ("000660", None, 1.5)]
    found = read_workbook(xlsx_bytes([Sheet("주식", ("코드", "현재가", "등락율"), rows)]))
    assert found == {
        "주식": [
            ["코드", "현재가", "등락율"],
            ["005930", 71_300.0, -0.31],
            ["000660", None, 1.5],
        ]
    }


def test_no_text_becomes_a_formula_or_a_link() -> None:
    texts = ("=1+1", "+1", "-1", "@cmd", "https://example.com", "00012")
    content = xlsx_bytes([Sheet("a", ("=b",), [(text,) for text in texts])])
    found = read_workbook(content)["a"]
    told = ["'=b", "'=1+1", "'+1", "'-1", "'@cmd", "https://example.com", "00012"]
    assert [row[0] for row in found] == told


def test_names_of_sheets_fit_and_are_told_apart() -> None:
    long = "가" * 40
    sheets = [Sheet(name, ("a",), [(1,)]) for name in (long, long, "a/b:c", "", "A B C")]
    names = list(read_workbook(xlsx_bytes(sheets)))
    assert len(names) == len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_many_rows_are_read_and_written_in_steps_and_are_the_same() -> None:
    many = 3 * ROWS_A_STEP + 1
    read: list[int] = []

    def cells(number: int) -> tuple[int, str]:
        read.append(number)
        return number, f"name {number}"

    def sheet() -> Sheet:
        return Sheet("many", ("number", "name"), range(many), cells)

    first = sheet()
    assert len(list(first.reading())) == 4
    assert read == list(range(many))
    assert len(first.rows) == len(read) == many
    expected = [["number", "name"], *([float(n), f"name {n}"] for n in range(many))]
    file = io.BytesIO()
    assert sum(1 for _ in xlsx_steps(file, [first, sheet()])) == 2 * 3 + 1
    assert read_workbook(file.getvalue()) == {"many": expected, "many 2": expected}
    text = io.BytesIO()
    assert sum(1 for _ in csv_steps(text, first.header, first.rows)) == 4
    assert text.getvalue() == csv_bytes(first.header, first.rows)
    assert text.getvalue().decode("utf-8-sig").count("\r\n") == many + 1


def test_a_workbook_that_is_given_up_leaves_no_file(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    steps = xlsx_steps(io.BytesIO(), [Sheet("a", ("n",), range(500), lambda n: (n,))])
    next(steps)
    assert list(tmp_path.iterdir())
    steps.close()
    assert not list(tmp_path.iterdir())
