"""Orders and holdings out of wire rows: nothing guessed, nothing lost silently."""

import msgspec
import pytest

from kiwoom_desk.broker import account_rows
from kiwoom_desk.broker.account_fields import BadRow
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderEvent, ReportKind, Side

ORDER = {
    "9201": "5123456711", "9203": "0000012", "9001": "A005930", "913": "접수", "905": "+매수정정",
    "907": "2", "900": "10", "902": "10", "901": "70000", "903": "", "904": "0000011",
    "908": "100001", "909": "", "914": "", "915": "", "2134": "0", "2136": "Y", "911": "3",
}  # fmt: skip


def order(**changes: str) -> OrderEvent:
    values = {**ORDER, **{key.removeprefix("f"): value for key, value in changes.items()}}
    return account_rows.order_event(row_type("00").decode(msgspec.json.encode(values)))


def rows(api_id: str, key: str, *found: dict[str, str]):  # type: ignore[no-untyped-def]
    reply = reply_type(catalogue().api(api_id)).decode(msgspec.json.encode({key: list(found)}))
    return getattr(reply, key)


def body(api_id: str, **fields: object):  # type: ignore[no-untyped-def]
    return reply_type(catalogue().api(api_id)).decode(msgspec.json.encode(fields))


def test_an_order_event() -> None:
    event = order()
    assert (event.kind, event.action, event.side) == (ReportKind.RECEIVED, Action.AMEND, Side.BUY)
    assert (event.code, event.venue, event.smart) == ("005930", Venue.SOR, True)
    assert (event.original, event.quantity, event.filled_amount) == ("0000011", 10, None)
    assert (event.fill_number, event.fill_price, event.text_911) == ("", None, "3")
    assert order(f905="-매도취소", f907="1").action is Action.CANCEL
    assert order(f904="0000000").original == ""
    assert order(f908="888888").time == ""
    assert order(f901="-61000").price == 61000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("913", "이상"), ("907", "3"), ("9203", ""), ("9203", "0000000"), ("9001", ""),
        ("2134", "9"), ("900", "-5"), ("900", "1,234"), ("902", "５"), ("915", "abc"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(field: str, value: str) -> None:
    with pytest.raises((BadRow, BadNumber)):
        order(**{f"f{field}": value})


def test_a_holding_pushed() -> None:
    values = {"9201": "5123456711", "9001": "A005930", "930": "10", "933": "4", "931": "70000"}
    make = row_type("04").decode
    event = account_rows.balance_event(make(msgspec.json.encode(values)))
    assert (event.quantity, event.sellable, event.average_price) == (10, 4, 70000)
    for blank in ("930", "933"):
        with pytest.raises(BadRow):
            account_rows.balance_event(make(msgspec.json.encode({**values, blank: ""})))


def test_rows_of_the_three_lists() -> None:
    opened = account_rows.open_row(
        rows("ka10075", "oso", {
            "ord_no": "0000007", "orig_ord_no": "0000000", "stk_cd": "005930", "io_tp_nm": "-매도",
            "ord_qty": "10", "ord_pric": "0", "oso_qty": "4", "cntr_tot_amt": "420000",
            "cntr_qty": "6", "stex_tp": "2", "tm": "100001", "sor_yn": "N", "stop_pric": "0",
        })[0]
    )  # fmt: skip
    assert (opened.side, opened.venue, opened.price, opened.open_quantity) == (
        Side.SELL, Venue.NXT, None, 4,
    )  # fmt: skip
    assert (opened.filled_quantity, opened.filled_amount, opened.trigger) == (None, 420000, None)
    filled = account_rows.filled_row(
        rows("ka10076", "cntr", {
            "ord_no": "0000007", "stk_cd": "005930", "io_tp_nm": "+매수", "ord_qty": "10",
            "cntr_qty": "6", "cntr_pric": "70000", "stex_tp": "1", "ord_tm": "100001",
        })[0]
    )  # fmt: skip
    assert (filled.filled_quantity, filled.fill_price, filled.side) == (6, 70000, Side.BUY)
    day = account_rows.day_row(
        rows("kt00007", "acnt_ord_cntr_prps_dtl", {
            "ord_no": "0000007", "ori_ord": "", "stk_cd": "A005930", "io_tp_nm": "현금매수",
            "ord_qty": "0000000010", "ord_uv": "0000070000", "cntr_qty": "0000000000",
            "ord_remnq": "0000000010", "dmst_stex_tp": "SOR", "ord_tm": "10:00:01",
        })[0]
    )  # fmt: skip
    assert (day.quantity, day.price, day.filled_quantity, day.open_quantity) == (10, 70000, 0, 10)
    assert (day.venue, day.smart, day.time) == (Venue.SOR, True, "100001")
    fill = {"ord_no": "7", "stk_cd": "A005930", "io_tp_nm": "매도", "cntr_uv": "1", "cntr_qty": "2"}
    one, no_price, no_size, no_number = rows(
        "kt00009", "acnt_ord_cntr_prst_array",
        fill, {**fill, "cntr_uv": ""}, {**fill, "cntr_qty": ""}, {**fill, "ord_no": "0"},
    )  # fmt: skip
    assert account_rows.fill_row(one).quantity == 2
    for bad in (no_price, no_size, no_number):
        with pytest.raises(BadRow):
            account_rows.fill_row(bad)


@pytest.mark.parametrize(
    "change",
    [{"io_tp_nm": ""}, {"io_tp_nm": "매도매수"}, {"ord_qty": ""}, {"stex_tp": "9"}, {"stk_cd": ""}],
)
def test_list_rows_that_cannot_be_told(change: dict[str, str]) -> None:
    good = {"ord_no": "1", "stk_cd": "005930", "io_tp_nm": "매수", "ord_qty": "1", "stex_tp": "1"}
    with pytest.raises(BadRow):
        account_rows.open_row(rows("ka10075", "oso", {**good, **change})[0])


def test_money() -> None:
    deposit = body(
        "kt00001", entr="000000000100", ord_alow_amt="90", pymn_alow_amt="80", d1_entra="70",
        d2_entra="-00000000060", ch_uncla="",
    )  # fmt: skip
    assert account_rows.deposit(deposit).second_day == -60
    with pytest.raises(QueryError):
        account_rows.deposit(body("kt00001", entr="100"))
    status = body("kt00004", acnt_nm="연습", entr="1", d2_entra="2", prsm_dpst_aset_amt="3",
                  tdy_lspft="-4", tdy_lspft_rt="-0.05")  # fmt: skip
    made = account_rows.account_status(status)
    assert (made.name, made.profit_today, made.profit_rate_today) == ("연습", -4, -5)
    with pytest.raises(QueryError):
        account_rows.account_status(body("kt00004", entr="x"))
    line = {"stk_cd": "A005930", "stk_nm": "삼성전자", "rmnd_qty": "000000000000010",
            "trde_able_qty": "4", "pur_pric": "70000", "evltv_prft": "-00000001234",
            "prft_rt": "-1.76"}  # fmt: skip
    pages = tuple(
        body("kt00018", tot_pur_amt="700000", acnt_evlt_remn_indv_tot=[{**line, "stk_cd": code}])
        for code in ("A005930", "A000660")
    )
    balance = account_rows.balance(pages)
    assert [(one.code, one.quantity, one.profit) for one in balance.holdings] == [
        ("005930", 10, -1234),
        ("000660", 10, -1234),
    ]
    assert balance.cost == 700000
    with pytest.raises(QueryError):
        account_rows.balance((body("kt00018", acnt_evlt_remn_indv_tot=[{**line, "rmnd_qty": ""}]),))
