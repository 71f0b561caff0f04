"""Rows of one list of a reply: keys, codes, figures and what cannot be read."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.market.asked_rows import (
    AskedRow,
    AskedSpec,
    asked_columns,
    asked_rows,
    total,
)
from kiwoom_desk.market.reply_tables import reply_tables

SPEC = AskedSpec(
    id="limits",
    api_id="ka10017",
    shown=("stk_nm", "cur_prc"),
    keys=("stk_cd",),
    code="stk_cd",
    live=("cur_prc",),
)


def rows(spec: AskedSpec, *given: dict[str, str]) -> tuple[AskedRow, ...]:
    api = catalogue().api(spec.api_id)
    raw = msgspec.json.encode({api.lists[0].key: given, "return_code": 0, "return_msg": ""})
    return asked_rows(catalogue(), spec, reply_tables(api, reply_type(api).decode(raw), raw))


def test_a_row_has_its_bare_code_and_figures_by_key() -> None:
    (row,) = rows(
        SPEC, {"stk_cd": "A005930_AL", "stk_nm": "삼성전자", "cur_prc": "-71300", "flu_rt": "-1.20"}
    )
    assert (row.code, row.key, row.place) == ("005930", "A005930_AL", 1)
    assert row.number("cur_prc") == 71_300
    assert row.text("cur_prc") == "-71300"
    assert row.number("flu_rt") == Decimal("-1.20")
    assert row.value("stk_nm") == "삼성전자"
    assert row.number("stk_nm") is None
    assert row.number("no such key") is None


def test_of_two_rows_with_one_key_the_first_stays() -> None:
    found = rows(SPEC, {"stk_cd": "005930", "cnt": "1"}, {"stk_cd": "005930", "cnt": "2"})
    assert [row.number("cnt") for row in found] == [1]


def test_without_keys_the_place_tells_rows_apart() -> None:
    spec = AskedSpec(id="prints", api_id="ka10003", shown=("tm", "cntr_trde_qty"))
    found = rows(spec, {"tm": "100000", "cntr_trde_qty": "+3"}, {"tm": "100000"})
    assert [row.key for row in found] == ["1", "2"]
    assert [row.code for row in found] == ["", ""]
    assert total(found, "cntr_trde_qty") == 3


def test_what_is_no_number_is_kept_as_it_came() -> None:
    (row,) = rows(SPEC, {"stk_cd": "005930", "cur_prc": "?"})
    assert row.number("cur_prc") is None
    assert row.cells["cur_prc"].unread


def test_shown_columns_come_first_and_unknown_keys_are_refused() -> None:
    found = asked_columns(catalogue(), SPEC)
    assert [column.key for column in found][:2] == ["stk_nm", "cur_prc"]
    for wrong in ({"shown": ("nothing",)}, {"code": "nothing"}, {"live": ("nothing",)}):
        with pytest.raises(ValueError, match="ka10017 has no nothing"):
            asked_columns(catalogue(), msgspec.structs.replace(SPEC, **wrong))
    with pytest.raises(ValueError, match="0 lists"):
        asked_columns(catalogue(), msgspec.structs.replace(SPEC, list_key="nothing"))
