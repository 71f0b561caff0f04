"""The after-hours single-price book out of ka10087."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.market.reply_tables import reply_tables
from kiwoom_desk.market.single_price import SinglePrice, single_price


def read(**told: str) -> SinglePrice:
    api = catalogue().api("ka10087")
    raw = msgspec.json.encode({**told, "return_code": 0, "return_msg": ""})
    return single_price(reply_tables(api, reply_type(api).decode(raw), raw))


def test_levels_stand_from_the_dearest_ask_to_the_cheapest_bid() -> None:
    book = read(
        bid_req_base_tm="164200",
        ovt_sigpric_sel_bid_1="+71400",
        ovt_sigpric_sel_bid_2="+71500",
        ovt_sigpric_sel_bid_qty_1="30",
        ovt_sigpric_buy_bid_1="-71200",
        ovt_sigpric_buy_bid_qty_1="50",
        ovt_sigpric_buy_bid_jub_pre_1="-5",
        ovt_sigpric_cur_prc="-71300",
        ovt_sigpric_pred_pre="-100",
        ovt_sigpric_flu_rt="-0.14",
    )
    assert [(one.is_ask, one.price) for one in book.levels] == [
        (True, 71_500),
        (True, 71_400),
        (False, 71_200),
    ]
    assert [one.key for one in book.levels] == ["ask-2", "ask-1", "bid-1"]
    assert (book.levels[-1].size, book.levels[-1].change) == (50, -5)
    assert (book.time, book.price, book.change) == ("164200", 71_300, -100)
    assert book.rate == Decimal("-0.14")


def test_an_empty_book_has_no_level() -> None:
    assert read().levels == ()
