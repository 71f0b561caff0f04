"""XLSX: numbers are numbers, codes stay texts, nothing runs, names of sheets are made to fit."""

from __future__ import annotations

from decimal import Decimal

from kiwoom_desk.base.workbooks import Sheet, xlsx_bytes
from tests.support.workbooks import read_workbook


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
