"""Cursors and the cutting of lists."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.practice import cursors
from kiwoom_desk.practice.answers.asked import Asked, by_mark, by_place
from kiwoom_desk.practice.refusals import Refusal


def _asked(position: str) -> Asked:
    return cast(Asked, SimpleNamespace(position=position))


@given(st.integers(0, 500), st.integers(1, 40))
def test_places_cover_a_list_once(count: int, size: int) -> None:
    seen: list[int] = []
    position = ""
    while True:
        page = by_place(_asked(position), count, size)
        seen += range(page.first, page.last)
        position = page.following
        if not position:
            break
    assert seen == list(range(count))


@given(st.sets(st.integers(1, 9999), max_size=60), st.sets(st.integers(1, 9999)), st.booleans())
def test_marks_lose_nothing_that_stays(stays: set[int], leaves: set[int], falling: bool) -> None:
    """Entries that leave between two pages shift no other entry out of sight."""
    first = sorted({f"{n:07d}" for n in stays | leaves}, reverse=falling)
    later = sorted({f"{n:07d}" for n in stays}, reverse=falling)
    seen: list[str] = []
    marks, position = first, ""
    while True:
        page = by_mark(_asked(position), marks, falling, 7)
        seen += marks[page.first : page.last]
        marks, position = later, page.following
        if not position:
            break
    assert {f"{n:07d}" for n in stays} <= set(seen)
    assert len(seen) == len(set(seen))


def test_a_cursor_reads_back_for_its_call_only() -> None:
    body = {"stk_cd": "005930", "base_dt": "20261120"}
    key = cursors.make("ka10081", body, "20240101")
    assert len(key) <= 50
    assert cursors.read("ka10081", dict(reversed(body.items())), key) == "20240101"
    for api_id, other in (("ka10082", body), ("ka10081", {**body, "stk_cd": "000660"})):
        with pytest.raises(Refusal):
            cursors.read(api_id, other, key)
    with pytest.raises(Refusal):
        cursors.read("ka10081", body, "가나다")
