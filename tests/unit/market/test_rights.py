"""Rights beside their shares: parity, what is implied, and what nobody has said."""

from __future__ import annotations

from decimal import Decimal

from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.market.rights import Parity, share_of

SHARE = Instrument("005930", "삼성전자", Market.KOSPI, Product.SHARE)


def find(code: str) -> Instrument | None:
    return SHARE if code == SHARE.code else None


def test_with_an_issue_price_parity_worth_and_premium_follow() -> None:
    right = Parity(price=42_000, share=200_000, issue=160_000)
    assert right.worth == 40_000
    assert right.percent == Decimal(125)
    assert right.premium == Decimal(5)


def test_without_one_only_the_share_is_compared() -> None:
    right = Parity(price=40_000, share=200_000)
    assert (right.share_percent, right.implied) == (Decimal(20), 160_000)
    assert (right.worth, right.percent, right.premium) == (None, None, None)


def test_a_right_that_is_worth_nothing_has_no_premium_and_blanks_stay_blank() -> None:
    assert Parity(price=100, share=1_000, issue=2_000).worth == 0
    assert Parity(price=100, share=1_000, issue=2_000).premium is None
    nothing = Parity(price=0, share=0, issue=5)
    assert (nothing.share_percent, nothing.implied, nothing.percent) == (None, None, None)


def test_the_share_is_found_by_code_and_name() -> None:
    assert share_of("0059391P", "삼성전자 1WR(연습)", find) is SHARE
    assert share_of("0059391P", "다른회사 1WR", find) is None
    assert share_of("0006692P", "SK하이닉스 1WR", find) is None
