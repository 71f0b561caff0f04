"""Realised profit by span and by name, out of replies as the broker writes them."""

from __future__ import annotations

from typing import Any

import msgspec

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.market.profits import BY_DAY, BY_NAME, name_profits, spans, summary
from kiwoom_desk.market.reply_tables import ReplyTables, reply_tables


def reply(api_id: str, **values: Any) -> ReplyTables:
    api = catalogue().api(api_id)
    raw = msgspec.json.encode({"return_code": 0, "return_msg": "", **values})
    return reply_tables(api, reply_type(api).decode(raw), raw)


def day(text: str, profit: int, sold: int = 1_000_000, fee: int = 30, tax: int = 200) -> dict:
    return {
        "dt": text,
        "buy_amt": "500000",
        "sell_amt": str(sold),
        "tdy_sel_pl": str(profit),
        "tdy_trde_cmsn": str(fee),
        "tdy_trde_tax": str(tax),
    }


DAYS = [
    day("20261119", 178_157),
    day("20261118", 0, sold=0, fee=0, tax=0),
    day("20261116", -376_818),
    day("20261113", -213_275),
    day("20261030", 90_000),
]


def by_day(total: str = "-321936") -> ReplyTables:
    return reply(BY_DAY, rlzt_pl=total, dt_rlzt_pl=DAYS)


def test_days_run_on_from_the_oldest() -> None:
    found = spans(by_day())
    assert [span.id for span in found] == [
        "2026-10-30",
        "2026-11-13",
        "2026-11-16",
        "2026-11-18",
        "2026-11-19",
    ]
    assert [span.total for span in found] == [90_000, -123_275, -500_093, -500_093, -321_936]
    assert found[0].gross == 90_000 + 30 + 200
    assert [span.days for span in found] == [1, 1, 1, 0, 1]


def test_weeks_and_months_hold_their_days() -> None:
    weeks = spans(by_day(), "week")
    assert [(span.id, span.last) for span in weeks] == [
        ("2026-10-30", "2026-10-30"),
        ("2026-11-13", "2026-11-13"),
        ("2026-11-16", "2026-11-19"),
    ]
    assert weeks[-1].profit == -376_818 + 178_157
    assert (weeks[-1].days, weeks[-1].won_days) == (2, 1)
    months = spans(by_day(), "month")
    assert [span.id for span in months] == ["2026-10-30", "2026-11-01"]
    assert months[-1].total == spans(by_day())[-1].total


def test_the_summary_is_held_against_the_broker() -> None:
    told = summary(by_day())
    assert told.agrees and told.profit == -321_936
    assert (told.days, told.won_days, told.best, told.worst) == (4, 2, 178_157, -376_818)
    assert told.deepest == 90_000 + 500_093
    assert not summary(by_day("-321935")).agrees
    assert summary(by_day("")).agrees


def test_nothing_traded_is_nothing() -> None:
    told = summary(reply(BY_DAY, rlzt_pl="0", dt_rlzt_pl=[]))
    assert told.agrees and (told.days, told.best, told.worst, told.deepest) == (0, 0, 0, 0)
    assert spans(reply(BY_DAY, dt_rlzt_pl=[])) == ()


def sale(code: str, text: str, profit: int, quantity: int = 10, cost: int = 10_000) -> dict:
    return {
        "dt": text,
        "stk_cd": f"A{code}",
        "stk_nm": f"종목{code}",
        "cntr_qty": str(quantity),
        "buy_uv": str(cost),
        "tdy_sel_pl": str(profit),
        "tdy_trde_cmsn": "5",
        "tdy_trde_tax": "7",
    }


def test_names_are_added_up_with_their_share() -> None:
    rows = [
        sale("005930", "20261119", 3_000),
        sale("005930", "20261119", -1_000),
        sale("005930", "20261118", -500),
        sale("000660", "20261118", 4_500),
        sale("035720", "20261118", -2_000),
    ]
    found = name_profits(reply(BY_NAME, dt_stk_rlzt_pl=rows))
    assert [one.id for one in found] == ["000660", "005930", "035720"]
    samsung = found[1]
    assert (samsung.profit, samsung.days, samsung.won_days) == (1_500, 2, 1)
    assert samsung.rate == 1_500 * 10_000 // 300_000
    assert (samsung.fee, samsung.tax, samsung.quantity) == (15, 21, 30)
    assert [one.share for one in found] == [7_500, 2_500, 10_000]


def test_a_free_share_has_no_rate() -> None:
    found = name_profits(reply(BY_NAME, dt_stk_rlzt_pl=[sale("005930", "20261119", 0, cost=0)]))
    assert (found[0].rate, found[0].share) == (0, 0)
