"""Rows and replies about the account for gold as domain values, grams for shares; refuses guesses."""

from __future__ import annotations

from typing import Any

from kiwoom_desk.broker import account_fields as read
from kiwoom_desk.broker import account_rows
from kiwoom_desk.broker.account_fields import BadRow
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.numbers import hundredths
from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.domain.order import OrderRow
from kiwoom_desk.domain.position import Balance, Deposit, Holding


def day_row(row: Any) -> OrderRow:
    """Make a row of kt50031, which tells the orders for gold in the fields of kt00007."""
    return account_rows.day_row(row, "kt50031")


def open_row(row: Any) -> OrderRow:
    """Make a row of kt50075, which tells no time; its 체결수량 is not taken as cumulative (S-11)."""
    return OrderRow(
        source="kt50075",
        number=read.number(row.ord_no),
        original=read.original(row.orig_ord_no),
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        name=read.word(row.stk_nm),
        venue=read.venue(read.text(row.dmst_stex_tp), "dmst_stex_tp"),
        smart=False,
        side=read.side_text(row.io_tp_nm),
        state_text=read.word(row.data_send_end_tp),
        type_text=read.word(row.trde_tp),
        quantity=read.asked(row.ord_qty),
        price=read.price(row.ord_uv),
        open_quantity=read.quantity(read.text(row.ord_remnq)),
        filled_quantity=None,
        filled_amount=None,
        fill_price=None,
        time="",
        action=read.action(read.text(row.io_tp_nm) + read.text(row.mdfy_cncl_tp)),
    )


def balance(bodies: tuple[Any, ...]) -> Balance:
    """Make kt50020 of all its pages, grams for shares; raise QueryError where a line does not read."""
    first = bodies[0]
    try:
        held = [_holding(row) for body in bodies for row in body.gold_acnt_evlt_prst or ()]
        cost, profit = read.amount(first.tot_book_amt2), sum(one.profit for one in held)
        return Balance(
            cost=cost,
            value=read.amount(first.tot_est_amt),
            profit=profit,
            profit_rate=profit * 10_000 // cost if cost else 0,
            assets=read.amount(first.tot_dep_amt),
            holdings=tuple(held),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt50020") from None


def deposit(body: Any) -> Deposit:
    """Make kt50021, which tells one estimate for the days to come; raise QueryError as deposit."""
    try:
        later = read.given(body.prsm_entra, "prsm_entra")
        return Deposit(
            cash=read.given(body.entra, "entra"),
            orderable=read.given(body.ord_alow_amt, "ord_alow_amt"),
            withdrawable=read.given(body.pymn_alow_amt, "pymn_alow_amt"),
            next_day=later,
            second_day=later,
            unsettled=read.amount(body.dly_amt),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt50021") from None


def _holding(row: Any) -> Holding:
    return Holding(
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        name=read.word(row.stk_nm),
        quantity=read.given(row.real_qty, "real_qty"),
        sellable=read.given(row.able_qty, "able_qty"),
        average_price=read.price(row.avg_prc) or 0,
        cost=read.amount(row.book_amt2),
        price=read.price(row.cur_prc) or 0,
        value=read.amount(row.est_amt),
        profit=read.amount(row.est_lspft),
        profit_rate=hundredths(read.text(row.est_ratio)),
        fee=read.amount(row.cmsn),
        tax=read.amount(row.vlad_tax),
    )
