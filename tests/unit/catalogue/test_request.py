"""The request encoder: constants, blanks and each refusal."""

import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import RequestError, encode

_BUY = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "1", "trde_tp": "3"}


def _refusal(api_id: str, values: dict[str, str]) -> RequestError:
    with pytest.raises(RequestError) as caught:
        encode(catalogue().api(api_id), values)
    return caught.value


def test_a_market_order_sends_empty_prices() -> None:
    body = encode(catalogue().api("kt10000"), _BUY)
    assert body == {
        "dmst_stex_tp": "KRX",
        "stk_cd": "005930",
        "ord_qty": "1",
        "ord_uv": "",
        "trde_tp": "3",
        "cond_uv": "",
    }


def test_outside_orders_an_optional_choice_is_left_out_but_an_optional_text_is_blank() -> None:
    body = encode(catalogue().api("ka10172"), {"seq": "4", "stex_tp": "K"})
    assert body == {
        "trnm": "CNSRREQ",
        "seq": "4",
        "search_type": "0",
        "stex_tp": "K",
        "next_key": "",
    }


def test_a_required_price_may_be_blank_where_the_description_says_so() -> None:
    values = {
        "dmst_stex_tp": "KRX",
        "orig_ord_no": "0000001",
        "stk_cd": "005930",
        "mdfy_qty": "1",
    }
    assert encode(catalogue().api("kt10002"), {**values, "mdfy_uv": ""})["mdfy_uv"] == ""
    assert _refusal("kt10002", values).code == "missing"


@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"stk_cd": ""}, "stk_cd", "missing"),
        ({"colour": "red"}, "colour", "unknown"),
        ({"stk_cd": "0" * 13}, "stk_cd", "too_long"),
        ({"dmst_stex_tp": "NYS"}, "dmst_stex_tp", "choice"),
        ({"ord_qty": "-5"}, "ord_qty", "digits"),
        ({"ord_qty": "1,234"}, "ord_qty", "digits"),
        ({"ord_qty": "５"}, "ord_qty", "digits"),
        ({"ord_uv": "71000.5"}, "ord_uv", "digits"),
    ],
)
def test_an_order_field_is_refused(changes: dict[str, str], key: str, code: str) -> None:
    refusal = _refusal("kt10000", {**_BUY, **changes})
    assert (refusal.api_id, refusal.key, refusal.code) == ("kt10000", key, code)


@pytest.mark.parametrize(
    "text", ["20260230", "2026-1-1", "00000000", "2026010", "２０２６０１０１"]
)
def test_a_date_has_to_exist(text: str) -> None:
    values = {"stk_cd": "005930", "base_dt": text, "upd_stkpc_tp": "1"}
    assert _refusal("ka10081", values).code == "date"


def test_facts_tell_limits_and_choices_but_never_a_secret() -> None:
    assert _refusal("kt10000", {**_BUY, "stk_cd": "0" * 13}).facts == {
        "label": "종목코드",
        "length": "13",
        "limit": "12",
    }
    assert _refusal("kt10000", {**_BUY, "dmst_stex_tp": "x"}).facts["allowed"] == "KRX, NXT, SOR"
    refusal = _refusal("au10001", {"appkey": "hidden-key"})
    assert "hidden-key" not in f"{refusal!r} {refusal.facts}"


def test_a_constant_is_filled_in_and_cannot_be_changed() -> None:
    keys = {"appkey": "a", "secretkey": "b"}
    assert encode(catalogue().api("au10001"), keys)["grant_type"] == "client_credentials"
    assert _refusal("au10001", {**keys, "grant_type": "x"}).code == "choice"


def test_an_open_list_takes_other_codes_within_its_length() -> None:
    values = {"inds_cd": "999"}
    api = next(a for a in catalogue().apis.values() if a.id == "ka20009")
    rest = {f.key: next(iter(f.choices)) for f in api.request if f.choices and f.key != "inds_cd"}
    assert encode(api, {**rest, **values})["inds_cd"] == "999"
    assert _refusal("ka20009", {**rest, "inds_cd": "9999"}).code == "too_long"
