"""Pushes and replies about orders and holdings as domain values; refuses whatever would be a guess."""

from __future__ import annotations

import sys
from typing import Any

from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.numbers import clock_time, hundredths
from kiwoom_desk.catalogue.values import BadNumber, identity, signed_whole, whole
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Action,
    BalanceEvent,
    FillRow,
    OrderEvent,
    OrderRow,
    ReportKind,
    Side,
)
from kiwoom_desk.domain.position import AccountStatus, Balance, Deposit, Holding

_VENUES = {
    "0": Venue.SOR,
    "1": Venue.KRX,
    "2": Venue.NXT,
    "SOR": Venue.SOR,
    "KRX": Venue.KRX,
    "NXT": Venue.NXT,
    "통합": Venue.SOR,
    "": Venue.KRX,
}
# How lists call an order on credit: 신용매수, 융자매수, 대주 ….
_CREDIT_WORDS = ("신용", "융자", "대주")


class BadRow(ValueError):
    """A row whose meaning cannot be told; names the field, never its value."""


def order_event(row: Any) -> OrderEvent:
    """Make the report of a 00 row; raise BadRow, BadNumber."""
    number = _text(row.f9203)
    if not number.strip("0"):
        raise BadRow("9203")
    original = _text(row.f904)
    return OrderEvent(
        account=_text(row.f9201),
        number=number,
        original=original if original.strip("0") else "",
        code=_code(row.f9001, "9001"),
        venue=_venue(row.f2134, "2134"),
        smart=row.f2136.strip() == "Y",
        side=_side(row.f907, "907"),
        kind=_kind(row.f913),
        action=_action(row.f905),
        quantity=_quantity(row.f900),
        open_quantity=_quantity(row.f902),
        price=whole(row.f901),
        filled_amount=_quantity(row.f903),
        fill_number=_text(row.f909),
        fill_price=whole(row.f914),
        fill_quantity=_quantity(row.f915),
        type_text=_word(row.f906),
        time=clock_time(_text(row.f908)),
        reason=_text(row.f919),
        fee=signed_whole(row.f938),
        tax=signed_whole(row.f939),
        text_910=row.f910,
        text_911=row.f911,
        on_credit=bool(_text(row.f922).strip("0")),
    )


def balance_event(row: Any) -> BalanceEvent:
    """Make the holding of a 04 row; a blank quantity is a BadRow, never zero."""
    quantity, sellable = _quantity(row.f930), _quantity(row.f933)
    if quantity is None or sellable is None:
        raise BadRow("930" if quantity is None else "933")
    return BalanceEvent(
        account=row.f9201.strip(),
        code=_code(row.f9001, "9001"),
        quantity=quantity,
        average_price=whole(row.f931) or 0,
        cost=_quantity(row.f932) or 0,
        sellable=sellable,
        price=whole(row.f10) or 0,
        credit_kind=row.f917.strip(),
        loan_date=row.f916.strip(),
    )


def open_row(row: Any) -> OrderRow:
    """Make a row of ka10075; its 체결량 is not taken as cumulative (S-11)."""
    venue = _venue(_text(row.stex_tp), "stex_tp")
    return OrderRow(
        source="ka10075",
        number=_number(row.ord_no),
        original=_original(row.orig_ord_no),
        code=_code(_text(row.stk_cd), "stk_cd"),
        name=_word(row.stk_nm),
        venue=venue,
        smart=_text(row.sor_yn) == "Y" or venue is Venue.SOR,
        side=_side_text(row.io_tp_nm),
        state_text=_word(row.ord_stt),
        type_text=_word(row.trde_tp),
        quantity=_asked(row.ord_qty),
        price=_price(row.ord_pric),
        open_quantity=_quantity(_text(row.oso_qty)),
        filled_quantity=None,
        filled_amount=_quantity(_text(row.cntr_tot_amt)),
        fill_price=None,
        time=clock_time(_text(row.tm)),
        trigger=_price(row.stop_pric),
        action=_action(_text(row.io_tp_nm)),
        on_credit=_on_credit(_text(row.io_tp_nm)),
    )


def filled_row(row: Any) -> OrderRow:
    """Make a row of ka10076; an order's rows are added up by the ledger."""
    venue = _venue(_text(row.stex_tp), "stex_tp")
    return OrderRow(
        source="ka10076",
        number=_number(row.ord_no),
        original=_original(row.orig_ord_no),
        code=_code(_text(row.stk_cd), "stk_cd"),
        name=_word(row.stk_nm),
        venue=venue,
        smart=_text(row.sor_yn) == "Y" or venue is Venue.SOR,
        side=_side_text(row.io_tp_nm),
        state_text=_word(row.ord_stt),
        type_text=_word(row.trde_tp),
        quantity=_asked(row.ord_qty),
        price=_price(row.ord_pric),
        open_quantity=_quantity(_text(row.oso_qty)),
        filled_quantity=_quantity(_text(row.cntr_qty)),
        filled_amount=None,
        fill_price=_price(row.cntr_pric),
        time=clock_time(_text(row.ord_tm)),
        trigger=_price(row.stop_pric),
        action=_action(_text(row.io_tp_nm)),
        on_credit=_on_credit(_text(row.io_tp_nm)),
    )


def day_row(row: Any) -> OrderRow:
    """Make a row of kt00007."""
    venue = _venue(_text(row.dmst_stex_tp), "dmst_stex_tp")
    return OrderRow(
        source="kt00007",
        number=_number(row.ord_no),
        original=_original(row.ori_ord),
        code=_code(_text(row.stk_cd), "stk_cd"),
        name=_word(row.stk_nm),
        venue=venue,
        smart=venue is Venue.SOR,
        side=_side_text(row.io_tp_nm),
        state_text=_word(row.acpt_tp),
        type_text=_word(row.trde_tp),
        quantity=_asked(row.ord_qty),
        price=_price(row.ord_uv),
        open_quantity=_quantity(_text(row.ord_remnq)),
        filled_quantity=_quantity(_text(row.cntr_qty)),
        filled_amount=None,
        fill_price=_price(row.cntr_uv),
        time=clock_time(_text(row.ord_tm)),
        trigger=_price(row.cond_uv),
        action=_action(_text(row.io_tp_nm) + _text(row.mdfy_cncl)),
        on_credit=_on_credit(_text(row.io_tp_nm)),
    )


def fill_row(row: Any) -> FillRow:
    """Make a fill of kt00009; a blank price or quantity is a BadRow."""
    price, quantity = whole(_text(row.cntr_uv)), _quantity(_text(row.cntr_qty))
    if price is None or quantity is None:
        raise BadRow("cntr_uv" if price is None else "cntr_qty")
    return FillRow(
        number=_number(row.ord_no),
        fill_number=_text(row.cntr_no),
        code=_code(_text(row.stk_cd), "stk_cd"),
        side=_side_text(row.io_tp_nm),
        price=price,
        quantity=quantity,
        time=clock_time(_text(row.cntr_tm)),
    )


def balance(bodies: tuple[Any, ...]) -> Balance:
    """Make kt00018 of all its pages; raise QueryError where a line does not read."""
    first = bodies[0]
    try:
        holdings = [_holding(row) for body in bodies for row in body.acnt_evlt_remn_indv_tot or ()]
        return Balance(
            cost=_amount(first.tot_pur_amt),
            value=_amount(first.tot_evlt_amt),
            profit=_amount(first.tot_evlt_pl),
            profit_rate=hundredths(_text(first.tot_prft_rt)),
            assets=_amount(first.prsm_dpst_aset_amt),
            holdings=tuple(holdings),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt00018") from None


def deposit(body: Any) -> Deposit:
    """Make kt00001; raise QueryError where a figure is blank or does not read."""
    try:
        return Deposit(
            cash=_given(body.entr, "entr"),
            orderable=_given(body.ord_alow_amt, "ord_alow_amt"),
            withdrawable=_given(body.pymn_alow_amt, "pymn_alow_amt"),
            next_day=_given(body.d1_entra, "d1_entra"),
            second_day=_given(body.d2_entra, "d2_entra"),
            unsettled=_amount(body.ch_uncla),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt00001") from None


def account_status(body: Any) -> AccountStatus:
    """Make kt00004; raise QueryError where a figure is blank or does not read."""
    try:
        return AccountStatus(
            name=_text(body.acnt_nm),
            deposit=_given(body.entr, "entr"),
            second_day_deposit=_given(body.d2_entra, "d2_entra"),
            assets=_given(body.prsm_dpst_aset_amt, "prsm_dpst_aset_amt"),
            holdings_value=_amount(body.tot_est_amt),
            holdings_cost=_amount(body.tot_pur_amt),
            profit_today=_amount(body.tdy_lspft),
            profit_rate_today=hundredths(_text(body.tdy_lspft_rt)),
        )
    except (BadRow, BadNumber):
        raise QueryError("row", "kt00004") from None


def _holding(row: Any) -> Holding:
    return Holding(
        code=_code(_text(row.stk_cd), "stk_cd"),
        name=_word(row.stk_nm),
        quantity=_given(row.rmnd_qty, "rmnd_qty"),
        sellable=_given(row.trde_able_qty, "trde_able_qty"),
        average_price=_price(row.pur_pric) or 0,
        cost=_amount(row.pur_amt),
        price=_price(row.cur_prc) or 0,
        value=_amount(row.evlt_amt),
        profit=_amount(row.evltv_prft),
        profit_rate=hundredths(_text(row.prft_rt)),
        fee=_amount(row.sum_cmsn),
        tax=_amount(row.tax),
        credit_kind=_text(row.crd_tp),
        loan_date=_text(row.crd_loan_dt),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _word(value: object) -> str:
    # Few in all, they stay for the day and come again with every list and report.
    return sys.intern(_text(value))


def _amount(value: object) -> int:
    return signed_whole(_text(value)) or 0


def _given(value: object, name: str) -> int:
    number = signed_whole(_text(value))
    if number is None:
        raise BadRow(name)
    return number


def _price(value: object) -> int | None:
    # A list says 0 where an order has no price.
    return whole(_text(value)) or None


def _quantity(text: str) -> int | None:
    number = signed_whole(text)
    if number is not None and number < 0:
        raise BadNumber("a quantity is not negative")
    return number


def _asked(value: object) -> int:
    number = _quantity(_text(value))
    if number is None:
        raise BadRow("ord_qty")
    return number


def _number(value: object) -> str:
    text = _text(value)
    if not text.strip("0"):
        raise BadRow("ord_no")
    return text


def _original(value: object) -> str:
    text = _text(value)
    return text if text.strip("0") else ""


def _code(text: str, name: str) -> str:
    code = identity(text).code
    if not code:
        raise BadRow(name)
    return sys.intern(code)


def _venue(text: str, name: str) -> Venue:
    venue = _VENUES.get(text.strip())
    if venue is None:
        raise BadRow(name)
    return venue


def _side(text: str, name: str) -> Side:
    try:
        return Side(text.strip())
    except ValueError:
        raise BadRow(name) from None


def _side_text(value: object) -> Side:
    text = _text(value)
    sell, buy = "매도" in text, "매수" in text
    if sell == buy:
        raise BadRow("io_tp_nm")
    return Side.SELL if sell else Side.BUY


def _on_credit(text: str) -> bool:
    return any(word in text for word in _CREDIT_WORDS)


def _kind(text: str) -> ReportKind:
    try:
        return ReportKind(text.strip())
    except ValueError:
        raise BadRow("913") from None


def _action(text: str) -> Action:
    if "정정" in text:
        return Action.AMEND
    return Action.CANCEL if "취소" in text else Action.NEW
