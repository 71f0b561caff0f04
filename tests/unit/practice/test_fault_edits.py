"""Edits of JSON bodies by paths, and spoilt forms: what changes, and that nothing else does."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.practice.fault_bodies import spoilt
from kiwoom_desk.practice.fault_edits import edited, scaled, shifted, shifted_header, steps
from kiwoom_desk.practice.faults import Edit, Kind

BODY: dict[str, Any] = {
    "ord_no": "0000042",
    "oso": [{"stk_cd": "005930", "ord_qty": "0010"}, {"stk_cd": "000660", "ord_qty": "7"}],
    "return_code": 0,
}
FRAME: dict[str, Any] = {
    "trnm": "REAL",
    "data": [
        {"type": "00", "item": "005930", "values": {"9203": "2", "904": "1", "908": "095959"}}
    ],
}


def _edited(body: object, **changes: Any) -> Any:
    on = changes.pop("on", "request")
    return json.loads(edited(json.dumps(body).encode(), Edit(on=on, **changes)))


def test_fields_are_set_removed_and_formed() -> None:
    changed = _edited(BODY, set={"ord_no": "", "oso[0].x": [1]}, remove=["return_code"])
    assert changed["ord_no"] == ""
    assert changed["oso"][0]["x"] == [1]
    assert "x" not in changed["oso"][1]
    assert "return_code" not in changed
    formed = _edited(BODY, form={"oso[].stk_cd": "A{}_AL"})
    assert [row["stk_cd"] for row in formed["oso"]] == ["A005930_AL", "A000660_AL"]
    assert formed["ord_no"] == "0000042"


def test_numbers_shrink_and_lists_grow() -> None:
    assert [row["ord_qty"] for row in _edited(BODY, scale={"oso[].ord_qty": 0.5})["oso"]] == [
        "0005",
        "3",
    ]
    assert len(_edited(BODY, repeat={"oso": 10_000})["oso"]) == 10_000
    assert _edited(BODY, set={"oso": "text"})["oso"] == "text"
    assert _edited(BODY, set={"oso[1]": None})["oso"][1] is None
    assert len(_edited(BODY, remove=["oso[].ord_qty"])["oso"][0]) == 1


def test_a_fid_alone_is_a_value_of_every_row() -> None:
    assert steps("908") == ["data", None, "values", "908"]
    changed = _edited(
        FRAME, on="frame", shift={"908": 61}, copy={"9203": "904"}, form={"item": "{}_NX"}
    )
    values = changed["data"][0]["values"]
    assert (values["908"], values["9203"], values["904"]) == ("100100", "1", "1")
    assert changed["data"][0]["item"] == "005930_NX"


@pytest.mark.parametrize(
    ("text", "seconds", "moved"),
    [
        ("235959", 2, "000001"),
        ("000000", -1, "235959"),
        ("20261231", 86_400, "20270101"),
        ("20261231235959", 1, "20270101000000"),
        ("2026-11-20T10:00:00.500+09:00;5", -30, "2026-11-20T09:59:30.500+09:00;5"),
        ("888888", 5, "888888"),
        ("", 5, ""),
    ],
)
def test_moments_are_shifted_in_their_own_form(text: str, seconds: float, moved: str) -> None:
    assert shifted(text, seconds) == moved


def test_an_http_date_is_shifted() -> None:
    assert shifted_header("Fri, 20 Nov 2026 01:00:00 GMT", 3600) == "Fri, 20 Nov 2026 02:00:00 GMT"
    assert shifted_header("odd", 3600) == "odd"


def test_signs_and_zeros_stay() -> None:
    assert (scaled("-0100", 0.5), scaled("+7", 3), scaled("x", 2)) == ("-0050", "+21", "x")


@given(st.binary(max_size=60), st.sampled_from(get_args(Kind)))
def test_any_bytes_can_be_spoilt(raw: bytes, kind: Any) -> None:
    assert isinstance(spoilt(raw, kind), bytes)


_VALUES = st.recursive(
    st.none() | st.text(max_size=4),
    lambda of: st.lists(of) | st.dictionaries(st.text(max_size=2), of),
)
_BODIES = st.dictionaries(st.sampled_from(["a", "b", "data"]), _VALUES).map(
    lambda one: json.dumps(one).encode()
)


@given(
    st.binary(max_size=60) | _BODIES,
    st.text(max_size=12) | st.sampled_from(["a[].b", "a[0]", "[]", "5"]),
)
def test_any_bytes_and_any_path_can_be_edited(raw: bytes, path: str) -> None:
    assert isinstance(
        edited(
            raw,
            Edit(
                copy={path: path}, set={path: 1}, remove=[path], shift={path: 1.0}, repeat={path: 2}
            ),
        ),
        bytes,
    )


@pytest.mark.parametrize("kind", get_args(Kind))
def test_each_kind_spoils_in_its_own_way(kind: Any) -> None:
    raw = json.dumps({"return_code": 0, "return_msg": "정상", "ord_no": "7"}, ensure_ascii=False)
    made = spoilt(raw.encode(), kind)
    if kind == "binary":
        assert made == raw.encode()
        return
    assert made != raw.encode()
    unreadable = {"empty", "truncated", "html", "cp949", "invalid_utf8"}
    if kind in unreadable:
        with pytest.raises(ValueError):
            json.loads(made.decode("utf-8"))
    if kind == "no_code":
        assert "return_code" not in json.loads(made)
    if kind == "long_message":
        assert len(json.loads(made)["return_msg"]) >= 1 << 20
        assert json.loads(made)["ord_no"] == "7"
    if kind == "duplicate_keys":
        assert made.count(b'"return_code"') == 2
