"""Answers about one account at one moment: what they say of it agrees to the won."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.answers.statements import isin
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.intake import Accepted, NewOrder
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.server import build_house

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
TODAY = "20261120"


@pytest.fixture(scope="module")
def house() -> House:
    built = build_house(ServerOptions(history=120, at=TEN), ManualClock(TEN))
    exchange = built.exchange
    own = [one for one in exchange.account.positions.values() if one.loan_date is None]
    held = max(own, key=lambda one: one.quantity)
    for code, side, quantity in (
        ("005930", Side.BUY, 7), ("005930", Side.SELL, 3), (held.code, Side.SELL, 2),
    ):  # fmt: skip
        placed = exchange.place(NewOrder(code, Venue.KRX, side, OrderType.MARKET, quantity, None))
        assert isinstance(placed, Accepted)
    exchange.advance_to(TEN + timedelta(seconds=20))
    return built


def ask(house: House, api_id: str, **body: str) -> dict[str, Any]:
    api = catalogue().api(api_id)
    whole = {field.key: body.get(field.key, "") for field in api.request}
    return ANSWERS[api_id](Asked(house, api, whole)).values


def test_worth_and_profit_are_the_same_in_every_answer(house: House) -> None:
    status = ask(house, "kt00004", qry_tp="0", dmst_stex_tp="KRX")
    held = ask(house, "kt00005", dmst_stex_tp="KRX")
    balance = ask(house, "kt00018", qry_tp="1", dmst_stex_tp="KRX")
    day = ask(house, "ka01690", qry_dt=TODAY)
    today = ask(house, "kt00017")
    span = ask(house, "kt00016", fr_dt=TODAY, to_dt=TODAY)
    worth = {
        int(one)
        for one in (
            status["tot_est_amt"], held["evlt_amt_tot"], balance["tot_evlt_amt"],
            day["tot_evlt_amt"], span["scrt_evlt_amt_to"],
            int(today["gnrl_stk_evlt_amt_d2"]) + int(today["crd_loan_evlta_d2"]),
        )
    }  # fmt: skip
    exchange = house.exchange
    assert worth == {
        sum(one.quantity * exchange.price(one.code) for one in exchange.account.positions.values())
    }
    profit = {
        int(one) for one in (held["tot_pl_tot"], balance["tot_evlt_pl"], day["tot_evltv_prft"])
    }
    assert profit == {sum(int(row["pl_amt"]) for row in status["stk_acnt_evlt_prst"])}
    assets = {
        int(one)
        for one in (
            status["prsm_dpst_aset_amt"], balance["prsm_dpst_aset_amt"], day["day_stk_asst"],
            ask(house, "kt00003", qry_tp="0")["prsm_dpst_aset_amt"], span["tot_amt_to"],
        )
    }  # fmt: skip
    closing = exchange.account.closing()
    assert closing.loans > 0
    assert assets == {worth.pop() + closing.second_day - closing.loans}


def test_results_of_day_month_and_life_are_changes_of_assets(house: House) -> None:
    status = ask(house, "kt00004", qry_tp="0", dmst_stex_tp="KRX")
    month = ask(house, "kt00016", fr_dt="20261101", to_dt=TODAY)
    life = ask(house, "kt00016", fr_dt="20250101", to_dt=TODAY)
    today = ask(house, "kt00016", fr_dt=TODAY, to_dt=TODAY)
    assert int(status["tdy_lspft"]) == int(today["evltv_prft"])
    assert int(status["lspft2"]) == int(month["evltv_prft"])
    assert int(status["lspft"]) == int(life["evltv_prft"])
    brought = house.chronicle.brought(house.chronicle.first_day, TEN.date())
    assert int(status["lspft_amt"]) == brought


def test_accrued_interest_and_substitutes_follow_from_the_state(house: House) -> None:
    deposit = ask(house, "kt00001", qry_tp="3")
    detail = ask(house, "kt00013")
    assert int(deposit["repl_amt"]) == int(detail["repl_amt_amt"]) > 0
    closings = [house.chronicle.closing(day) for day in house.chronicle.days(
        datetime(2026, 10, 6, tzinfo=KST).date(), TEN.date()
    )]  # fmt: skip
    days = [(b.day - a.day).days for a, b in pairwise(closings)]
    earned = sum(one.cash * n for one, n in zip(closings, days, strict=False)) * 9 // 365_000
    assert abs(int(deposit["mdstrm_usfe"]) - earned) <= 1


@pytest.mark.parametrize(
    ("api_id", "key", "one", "other"),
    [
        ("ka10170", "ottks_tp", "1", "2"),
        ("ka10170", "ch_crd_tp", "1", "2"),
        ("kt00007", "sell_tp", "1", "2"),
        ("kt00007", "qry_tp", "1", "2"),
        ("kt00007", "dmst_stex_tp", "KRX", "NXT"),
        ("kt00009", "stk_bond_tp", "1", "2"),
        ("kt00010", "trde_tp", "1", "2"),
        ("kt00015", "gds_tp", "1", "3"),
        ("kt00015", "dmst_stex_tp", "%", "KRX"),
        ("kt00015", "tp", "6", "7"),
        ("kt00016", "fr_dt", "20261102", "20261001"),
    ],
)
def test_choices_change_the_answer(
    house: House, api_id: str, key: str, one: str, other: str
) -> None:
    body = {
        "base_dt": TODAY, "ottks_tp": "2", "ch_crd_tp": "0", "ord_dt": TODAY, "qry_tp": "1",
        "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%", "mrkt_tp": "0", "tp": "0",
        "gds_tp": "0", "strt_dt": "20250101", "end_dt": TODAY, "fr_dt": "20261001",
        "to_dt": TODAY, "stk_cd": "005930" if api_id == "kt00010" else "", "uv": "200000",
        "trde_qty": "3",
    }  # fmt: skip
    first = ask(house, api_id, **{**body, key: one})
    assert first != ask(house, api_id, **{**body, key: other})


@pytest.mark.parametrize(
    ("code", "wanted"), [("005930", "KR7005930003"), ("000660", "KR7000660001")]
)
def test_isin_has_its_check_digit(code: str, wanted: str) -> None:
    assert isin(code) == wanted


def test_asking_changes_nothing(house: House) -> None:
    first = [ask(house, api, qry_dt=TODAY, start_dt="20250101", end_dt=TODAY, strt_dt="20250101",
                 fr_dt="20250101", to_dt=TODAY, tp="0", gds_tp="0", dmst_stex_tp="%")
             for api in ("ka01690", "kt00002", "ka10073", "kt00015", "kt00016")]  # fmt: skip
    again = [ask(house, api, qry_dt=TODAY, start_dt="20250101", end_dt=TODAY, strt_dt="20250101",
                 fr_dt="20250101", to_dt=TODAY, tp="0", gds_tp="0", dmst_stex_tp="%")
             for api in ("ka01690", "kt00002", "ka10073", "kt00015", "kt00016")]  # fmt: skip
    assert first == again
