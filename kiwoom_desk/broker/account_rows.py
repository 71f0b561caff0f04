"""Pushes and replies about orders and holdings as domain values; refuses whatever would be a guess."""

from __future__ import annotations

from typing import Any

from kiwoom_desk.broker import account_fields as read
from kiwoom_desk.broker.account_fields import BadRow
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.numbers import clock_time, hundredths
from kiwoom_desk.catalogue.values import BadNumber, signed_whole, whole
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    BalanceEvent,
    FillRow,
    OrderEvent,
    OrderRow,
)
from kiwoom_desk.domain.position import AccountStatus, Balance, Deposit, Holding


def order_event(row: Any) -> OrderEvent:
    """Make the report of a 00 row; raise BadRow, BadNumber."""
    number = read.text(row.f9203)
    if not number.strip("0"):
        raise BadRow("9203")
    original = read.text(row.f904)
    return OrderEvent(
        account=read.text(row.f9201),
        number=number,
        original=original if original.strip("0") else "",
        code=read.code(row.f9001, "9001"),
        venue=read.venue(row.f2134, "2134"),
        smart=row.f2136.strip() == "Y",
        side=read.side(row.f907, "907"),
        kind=read.kind(row.f913),
        action=read.action(row.f905),
        quantity=read.quantity(row.f900),
        open_quantity=read.quantity(row.f902),
        price=whole(row.f901),
        filled_amount=read.quantity(row.f903),
        fill_number=read.text(row.f909),
        fill_price=whole(row.f914),
        fill_quantity=read.quantity(row.f915),
        type_text=read.word(row.f906),
        time=clock_time(read.text(row.f908)),
        reason=read.text(row.f919),
        fee=signed_whole(row.f938),
        tax=signed_whole(row.f939),
        text_910=row.f910,
        text_911=row.f911,
        on_credit=bool(read.text(row.f922).strip("0")),
    )


def balance_event(row: Any) -> BalanceEvent:
    """Make the holding of a 04 row; a blank quantity is a BadRow, never zero."""
    quantity, sellable = read.quantity(row.f930), read.quantity(row.f933)
    if quantity is None or sellable is None:
        raise BadRow("930" if quantity is None else "933")
    return BalanceEvent(
        account=row.f9201.strip(),
        code=read.code(row.f9001, "9001"),
        quantity=quantity,
        average_price=whole(row.f931) or 0,
        cost=read.quantity(row.f932) or 0,
        sellable=sellable,
        price=whole(row.f10) or 0,
        credit_kind=row.f917.strip(),
        loan_date=row.f916.strip(),
    )


def open_row(row: Any) -> OrderRow:
    """Make a row of ka10075; its 체결량 is not taken as cumulative (S-11)."""
    venue = read.venue(read.text(row.stex_tp), "stex_tp")
    return OrderRow(
        source="ka10075",
        number=read.number(row.ord_no),
        original=read.original(row.orig_ord_no),
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        name=read.word(row.stk_nm),
        venue=venue,
        smart=read.text(row.sor_yn) == "Y" or venue is Venue.SOR,
        side=read.side_text(row.io_tp_nm),
        state_text=read.word(row.ord_stt),
        type_text=read.word(row.trde_tp),
        quantity=read.asked(row.ord_qty),
        price=read.price(row.ord_pric),
        open_quantity=read.quantity(read.text(row.oso_qty)),
        filled_quantity=None,
        filled_amount=read.quantity(read.text(row.cntr_tot_amt)),
        fill_price=None,
        time=clock_time(read.text(row.tm)),
        trigger=read.price(row.stop_pric),
        action=read.action(read.text(row.io_tp_nm)),
        on_credit=read.on_credit(read.text(row.io_tp_nm)),
    )


def filled_row(row: Any) -> OrderRow:
    """Make a row of ka10076; an order's rows are added up by the ledger."""
    venue = read.venue(read.text(row.stex_tp), "stex_tp")
    return OrderRow(
        source="ka10076",
        number=read.number(row.ord_no),
        original=read.original(row.orig_ord_no),
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        name=read.word(row.stk_nm),
        venue=venue,
        smart=read.text(row.sor_yn) == "Y" or venue is Venue.SOR,
        side=read.side_text(row.io_tp_nm),
        state_text=read.word(row.ord_stt),
        type_text=read.word(row.trde_tp),
        quantity=read.asked(row.ord_qty),
        price=read.price(row.ord_pric),
        open_quantity=read.quantity(read.text(row.oso_qty)),
        filled_quantity=read.quantity(read.text(row.cntr_qty)),
        filled_amount=None,
        fill_price=read.price(row.cntr_pric),
        time=clock_time(read.text(row.ord_tm)),
        trigger=read.price(row.stop_pric),
        action=read.action(read.text(row.io_tp_nm)),
        on_credit=read.on_credit(read.text(row.io_tp_nm)),
    )


def day_row(row: Any, source: str = "kt00007") -> OrderRow:
    """Make a row of kt00007, or of a list with the same fields."""
    venue = read.venue(read.text(row.dmst_stex_tp), "dmst_stex_tp")
    return OrderRow(
        source=source,
        number=read.number(row.ord_no),
        original=read.original(row.ori_ord),
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        name=read.word(row.stk_nm),
        venue=venue,
        smart=venue is Venue.SOR,
        side=read.side_text(row.io_tp_nm),
        state_text=read.word(row.acpt_tp),
        type_text=read.word(row.trde_tp),
        quantity=read.asked(row.ord_qty),
        price=read.price(row.ord_uv),
        open_quantity=read.quantity(read.text(row.ord_remnq)),
        filled_quantity=read.quantity(read.text(row.cntr_qty)),
        filled_amount=None,
        fill_price=read.price(row.cntr_uv),
        time=clock_time(read.text(row.ord_tm)),
        trigger=read.price(row.cond_uv),
        action=read.action(read.text(row.io_tp_nm) + read.text(row.mdfy_cncl)),
        on_credit=read.on_credit(read.text(row.io_tp_nm)),
    )


def fill_row(row: Any) -> FillRow:
    """Make a fill of kt00009; a blank price or quantity is a BadRow."""
    price, quantity = whole(read.text(row.cntr_uv)), read.quantity(read.text(row.cntr_qty))
    if price is None or quantity is None:
        raise BadRow("cntr_uv" if price is None else "cntr_qty")
    return FillRow(
        number=read.number(row.ord_no),
        fill_number=read.text(row.cntr_no),
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        side=read.side_text(row.io_tp_nm),
        price=price,
        quantity=quantity,
        time=clock_time(read.text(row.cntr_tm)),
    )


def balance(bodies: tuple[Any, ...]) -> Balance:
    """Make kt00018 of all its pages; raise QueryError where a line does not read."""
    first = bodies[0]
    try:
        holdings = [_holding(row) for body in bodies for row in body.acnt_evlt_remn_indv_tot or ()]
        return Balance(
            cost=read.amount(first.tot_pur_amt),
            value=read.amount(first.tot_evlt_amt),
            profit=read.amount(first.tot_evlt_pl),
            profit_rate=hundredths(read.text(first.tot_prft_rt)),
            assets=read.amount(first.prsm_dpst_aset_amt),
            holdings=tuple(holdings),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt00018") from None


def deposit(body: Any) -> Deposit:
    """Make kt00001; raise QueryError where a figure is blank or does not read."""
    try:
        return Deposit(
            cash=read.given(body.entr, "entr"),
            orderable=read.given(body.ord_alow_amt, "ord_alow_amt"),
            withdrawable=read.given(body.pymn_alow_amt, "pymn_alow_amt"),
            next_day=read.given(body.d1_entra, "d1_entra"),
            second_day=read.given(body.d2_entra, "d2_entra"),
            unsettled=read.amount(body.ch_uncla),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt00001") from None


def account_status(body: Any) -> AccountStatus:
    """Make kt00004; raise QueryError where a figure is blank or does not read."""
    try:
        return AccountStatus(
            name=read.text(body.acnt_nm),
            deposit=read.given(body.entr, "entr"),
            second_day_deposit=read.given(body.d2_entra, "d2_entra"),
            assets=read.given(body.prsm_dpst_aset_amt, "prsm_dpst_aset_amt"),
            holdings_value=read.amount(body.tot_est_amt),
            holdings_cost=read.amount(body.tot_pur_amt),
            profit_today=read.amount(body.tdy_lspft),
            profit_rate_today=hundredths(read.text(body.tdy_lspft_rt)),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt00004") from None


def _holding(row: Any) -> Holding:
    return Holding(
        code=read.code(read.text(row.stk_cd), "stk_cd"),
        name=read.word(row.stk_nm),
        quantity=read.given(row.rmnd_qty, "rmnd_qty"),
        sellable=read.given(row.trde_able_qty, "trde_able_qty"),
        average_price=read.price(row.pur_pric) or 0,
        cost=read.amount(row.pur_amt),
        price=read.price(row.cur_prc) or 0,
        value=read.amount(row.evlt_amt),
        profit=read.amount(row.evltv_prft),
        profit_rate=hundredths(read.text(row.prft_rt)),
        fee=read.amount(row.sum_cmsn),
        tax=read.amount(row.tax),
        credit_kind=read.text(row.crd_tp),
        loan_date=read.text(row.crd_loan_dt),
    )
