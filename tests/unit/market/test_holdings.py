"""Holdings joined by code and loan: what belongs together, what stays blank."""

from __future__ import annotations

from kiwoom_desk.market.holdings import BALANCE, RETURNS, SETTLED, holding_lines
from tests.unit.market.test_profits import reply


def held(code: str, loan: str = "", **more: str) -> dict[str, str]:
    return {
        "stk_cd": f"A{code}",
        "stk_nm": f"종목{code}",
        "rmnd_qty": "000010",
        "pur_amt": "1000000",
        "evlt_amt": "1100000",
        "evltv_prft": "97000",
        "prft_rt": "+9.70",
        "crd_tp_nm": "융자" if loan else "현금",
        "crd_loan_dt": loan,
        **more,
    }


def test_each_loan_is_a_line_with_what_is_told_of_it() -> None:
    balance = reply(
        BALANCE,
        acnt_evlt_remn_indv_tot=[held("005930"), held("005930", "20261001")],
    )
    returns = reply(
        RETURNS,
        acnt_prft_rt=[
            {"stk_cd": "005930", "loan_dt": "20261001", "crd_int": "77", "expr_dt": "20270101"},
            {"stk_cd": "005930", "loan_dt": "", "dt": "20260901", "crd_int": "0"},
        ],
    )
    settled = reply(
        SETTLED, stk_cntr_remn=[{"stk_cd": "A005930", "loan_dt": "00000000", "setl_remn": "9"}]
    )
    told = {BALANCE: balance, RETURNS: returns, SETTLED: settled}
    cash, loan = holding_lines(told)
    assert (cash.id, cash.kind, cash.loan_date, cash.interest) == ("005930|", "현금", "", 0)
    assert (cash.opened, cash.settled, cash.expires) == ("20260901", 9, "")
    assert (loan.id, loan.interest, loan.expires) == ("005930|20261001", 77, "20270101")
    assert loan.settled is None


def test_profit_before_costs_is_worth_less_what_was_paid() -> None:
    line = holding_lines({BALANCE: reply(BALANCE, acnt_evlt_remn_indv_tot=[held("005930")])})[0]
    assert (line.profit, line.rate) == (97_000, 970)
    assert (line.gross, line.gross_rate) == (100_000, 1_000)


def test_a_blank_stays_blank() -> None:
    row = held("005930", evlt_amt="", prft_rt="x")
    line = holding_lines({BALANCE: reply(BALANCE, acnt_evlt_remn_indv_tot=[row])})[0]
    assert (line.gross, line.gross_rate, line.rate, line.interest) == (None, None, None, None)
    free = held("005930", pur_amt="0")
    line = holding_lines({BALANCE: reply(BALANCE, acnt_evlt_remn_indv_tot=[free])})[0]
    assert line.gross_rate is None


def test_nothing_without_the_balance() -> None:
    assert holding_lines({}) == ()
