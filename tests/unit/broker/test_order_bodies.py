"""What is read back out of a body is what will stand on the wire."""

import msgspec
import pytest

from kiwoom_desk.broker.order_lane import WireFigures, read_back
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import encode


def body(api_id: str, **values: str) -> bytes:
    return msgspec.json.encode(encode(catalogue().api(api_id), values))


def test_every_kind_of_order_is_read_back() -> None:
    place = {"dmst_stex_tp": "KRX", "stk_cd": "005930"}
    new = body("kt10000", **place, ord_qty="10", ord_uv="61000", trde_tp="0", cond_uv="")
    market = body("kt10001", **place, ord_qty="7", ord_uv="", trde_tp="3", cond_uv="")
    original = {**place, "orig_ord_no": "0000001"}
    amend = body("kt10002", **original, mdfy_qty="0", mdfy_uv="60900", mdfy_cond_uv="")
    cancel = body("kt10003", **original, cncl_qty="0")
    assert read_back(new) == WireFigures(10, 61_000)
    assert read_back(market) == WireFigures(7, None)
    assert read_back(amend) == WireFigures(0, 60_900)
    assert read_back(cancel) == WireFigures(0, None)


def test_orders_for_gold_are_read_back() -> None:
    gold = {"stk_cd": "M04020000"}
    new = body("kt50000", **gold, ord_qty="10", ord_uv="200000", trde_tp="00")
    amend = body("kt50002", **gold, orig_ord_no="0000001", mdfy_qty="0", mdfy_uv="199990")
    cancel = body("kt50003", **gold, orig_ord_no="0000001", cncl_qty="3")
    assert read_back(new) == WireFigures(10, 200_000)
    assert read_back(amend) == WireFigures(0, 199_990)
    assert read_back(cancel) == WireFigures(3, None)


@pytest.mark.parametrize("wrong", [b"", b"[]", b"{}", b'{"ord_qty": 3}', b'{"ord_qty": "x"}'])
def test_other_bodies_are_no_orders(wrong: bytes) -> None:
    with pytest.raises(ValueError, match=r"body|literal"):
        read_back(wrong)
