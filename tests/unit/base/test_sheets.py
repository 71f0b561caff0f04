"""CSV for Korean Excel: a BOM, numbers as numbers, no cell that runs."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.base.sheets import cell, csv_bytes


def test_risky_texts_stand_behind_an_apostrophe_and_numbers_stay() -> None:
    for text in ("=1+1", "+1", "-1", "@cmd", "\tx", "\rx"):
        assert cell(text) == f"'{text}"
    assert [cell(value) for value in (-5, 1.5, None, "삼성전자", "")] == [
        -5,
        1.5,
        "",
        "삼성전자",
        "",
    ]
    assert csv_bytes(("이름", "=수량"), [("A", -5)]) == "\ufeff이름,'=수량\r\nA,-5\r\n".encode()


@given(st.lists(st.lists(st.text() | st.integers(), min_size=2, max_size=2), max_size=5))
def test_no_cell_of_any_text_begins_like_a_formula(rows: list[list[str | int]]) -> None:
    content = csv_bytes(("a", "b"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert len(read) == len(rows) + 1
    for given_row, row in zip(rows, read[1:], strict=True):
        for value, text in zip(given_row, row, strict=True):
            assert isinstance(value, int) or not text.startswith(("=", "+", "-", "@", "\t", "\r"))
