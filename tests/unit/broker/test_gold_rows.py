"""Gold's lists and its account as values: grams, won, and what a blank must not become."""

from __future__ import annotations

from typing import Any

import pytest

from kiwoom_desk.broker import gold_rows
from kiwoom_desk.broker.account_fields import BadRow
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, Side
from kiwoom_desk.domain.position import Deposit
from tests.unit.broker.test_account_rows import body

GOLD = "M04020000"


def row(api_id: str, key: str, **cells: str) -> Any:
    (made,) = getattr(body(api_id, **{key: [cells]}), key)
    return made


def day(**cells: str) -> Any:
    told = {
        "ord_no": "0000007", "ori_ord": "", "stk_cd": GOLD, "io_tp_nm": "매수",
        "trde_tp": "보통", "ord_qty": "0000000010", "ord_uv": "0000200000",
        "cntr_qty": "0000000004", "cntr_uv": "0000199990", "ord_remnq": "0000000006",
        "ord_tm": "10:00:07", "mdfy_cncl": "", "dmst_stex_tp": "KRX", "cond_uv": "0000000000",
    }  # fmt: skip
    return row("kt50031", "acnt_ord_cntr_prps_dtl", **(told | cells))


def still(**cells: str) -> Any:
    told = {
        "ord_no": "0000008", "orig_ord_no": "0000007", "stk_cd": GOLD, "io_tp_nm": "매도",
        "trde_tp": "보통", "ord_qty": "10", "ord_uv": "200000", "cntr_qty": "4",
        "ord_remnq": "6", "mdfy_cncl_tp": "정정", "dmst_stex_tp": "KRX", "cond_uv": "0",
    }  # fmt: skip
    return row("kt50075", "acnt_ord_oso_prst", **(told | cells))


def test_the_list_of_a_day_sums_the_fills_of_an_order() -> None:
    made = gold_rows.day_row(day())
    assert (made.source, made.number, made.original, made.code) == ("kt50031", "0000007", "", GOLD)
    assert (made.venue, made.side, made.action) == (Venue.KRX, Side.BUY, Action.NEW)
    assert (made.quantity, made.filled_quantity, made.open_quantity) == (10, 4, 6)
    assert (made.price, made.fill_price, made.filled_amount) == (200_000, 199_990, None)
    assert (made.time, made.trigger) == ("100007", None)
    assert gold_rows.day_row(day(mdfy_cncl="취소")).action is Action.CANCEL


def test_the_open_list_tells_no_time_and_no_sum() -> None:
    made = gold_rows.open_row(still())
    assert (made.source, made.number, made.original) == ("kt50075", "0000008", "0000007")
    assert (made.side, made.action, made.price) == (Side.SELL, Action.AMEND, 200_000)
    assert (made.quantity, made.open_quantity, made.filled_quantity) == (10, 6, None)
    assert made.time == ""


@pytest.mark.parametrize(
    "cells", [{"ord_no": "0000000"}, {"ord_qty": ""}, {"io_tp_nm": ""}, {"stk_cd": ""}]
)
def test_a_row_that_cannot_be_told_is_none(cells: dict[str, str]) -> None:
    for made, read in ((day(**cells), gold_rows.day_row), (still(**cells), gold_rows.open_row)):
        with pytest.raises(BadRow):
            read(made)


HELD = {
    "stk_cd": GOLD, "stk_nm": "금 99.99_1kg", "real_qty": "000000000012", "able_qty": "9",
    "avg_prc": "198000", "cur_prc": "200000", "est_amt": "2400000", "est_lspft": "-00000012000",
    "est_ratio": "-0.51", "cmsn": "7200", "vlad_tax": "720", "book_amt2": "2376000",
}  # fmt: skip


def test_the_balance_is_grams_and_won() -> None:
    first = body(
        "kt50020", tot_book_amt2="2376000", tot_est_amt="2400000", tot_dep_amt="5000000",
        gold_acnt_evlt_prst=[HELD],
    )  # fmt: skip
    made = gold_rows.balance((first,))
    assert (made.cost, made.value, made.assets) == (2_376_000, 2_400_000, 5_000_000)
    assert (made.profit, made.profit_rate) == (-12_000, -51)
    (held,) = made.holdings
    assert (held.code, held.quantity, held.sellable, held.cost) == (GOLD, 12, 9, 2_376_000)
    assert (held.average_price, held.price, held.profit) == (198_000, 200_000, -12_000)
    assert (held.fee, held.tax, held.profit_rate) == (7_200, 720, -51)
    empty = gold_rows.balance((body("kt50020", tot_book_amt2="0"),))
    assert (empty.holdings, empty.profit_rate) == ((), 0)
    blank = body("kt50020", gold_acnt_evlt_prst=[HELD | {"able_qty": ""}])
    with pytest.raises(QueryError, match="row"):
        gold_rows.balance((blank,))


def test_the_deposit_tells_what_may_be_ordered() -> None:
    told = {
        "entra": "000000012500000", "prsm_entra": "12000000", "pymn_alow_amt": "11000000",
        "ord_alow_amt": "10000000", "dly_amt": "000000000000000",
    }  # fmt: skip
    made = gold_rows.deposit(body("kt50021", **told))
    assert made == Deposit(12_500_000, 10_000_000, 11_000_000, 12_000_000, 12_000_000)
    with pytest.raises(QueryError, match="row"):
        gold_rows.deposit(body("kt50021", **(told | {"ord_alow_amt": ""})))
