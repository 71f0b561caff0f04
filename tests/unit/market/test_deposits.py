"""Cash by day and margins: what was told, nothing guessed."""

from __future__ import annotations

from kiwoom_desk.market.deposits import (
    BY_CREDIT,
    BY_MARGIN,
    DEPOSIT,
    cash_lines,
    lendable,
    margin_lines,
    unsettled,
)
from kiwoom_desk.market.reply_figures import Figures
from tests.unit.market.test_profits import reply


def deposit(**values: str) -> Figures:
    return Figures(reply(DEPOSIT, stk_entr_prst=[], **values))


def test_what_is_paid_for_buying_is_below_zero() -> None:
    lines = {line.id: line for line in cash_lines(deposit(d1_buy_exct_amt="0000700"))}
    assert lines["bought"].next_day == -700
    assert lines["bought"].second_day is None
    assert lines["deposit"].today is None


def test_the_most_that_is_owed_counts() -> None:
    assert unsettled(deposit()) is None
    assert unsettled(deposit(ch_uncla_tot="0")) == 0
    assert unsettled(deposit(ch_uncla_tot="5", d1_out_rep_mor="9", d2_out_rep_mor="7")) == 9


def test_each_margin_takes_its_own_fields() -> None:
    rates = ("20", "30", "40", "50", "60", "100")
    told = {
        DEPOSIT: deposit(**{f"{rate}stk_ord_alow_amt": rate for rate in rates}),
        BY_MARGIN: Figures(
            reply(
                BY_MARGIN,
                aplc_rt="40.00",
                min_ord_alowq="3",
                **{f"profa_{rate}ord_alowq": rate for rate in rates},
            )
        ),
        BY_CREDIT: Figures(
            reply(BY_CREDIT, **{f"assr_{rate}ord_alowq": f"{rate}0" for rate in rates[1:5]})
        ),
    }
    lines = margin_lines(told)
    assert [line.id for line in lines] == [*rates, "none"]
    assert [line.whole for line in lines[:-1]] == [int(rate) for rate in rates]
    assert [line.quantity for line in lines] == [*(int(rate) for rate in rates), 3]
    assert [line.credit_quantity for line in lines] == [None, 300, 400, 500, 600, None, None]
    assert [line.id for line in lines if line.applied] == ["40"]


def test_what_did_not_come_stays_blank() -> None:
    lines = margin_lines({DEPOSIT: deposit(min_ord_alow_yn="7")})
    assert [line.whole for line in lines] == [None] * 6 + [7]
    assert all(line.quantity is None for line in lines)
    assert not any(line.applied for line in lines)


def test_an_answer_that_tells_nothing_has_no_line() -> None:
    assert cash_lines(deposit()) == ()
    assert margin_lines({}) == margin_lines({DEPOSIT: deposit()}) == ()


def test_a_loan_is_bounded_at_the_names_own_rate() -> None:
    def told(rate: str) -> int | None:
        return lendable(Figures(reply(BY_CREDIT, stk_assr_rt_nm=rate, assr_40ord_alowq="7")))

    assert (told("40%"), told(" 40 "), told("30%"), told("불가"), told("")) == (
        7,
        7,
        None,
        None,
        None,
    )
