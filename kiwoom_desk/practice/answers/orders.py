"""New orders, amends and cancels (kt10000 to kt10003): the exchange decides, this words it."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Venue, parse_code
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.answers.asked import Answered, Asked
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused
from kiwoom_desk.practice.options import Quota
from kiwoom_desk.practice.refusals import order_refusal, refusal

# Why the exchange refused, in our own words; `{}` takes the number of shares that would do.
REASONS = {
    "unknown_code": "종목을 찾을 수 없습니다",
    "not_a_trading_day": "거래일이 아닙니다",
    "venue": "이 거래소로는 주문할 수 없습니다. KRX만 됩니다",
    "market_closed": "장이 끝나 취소만 할 수 있습니다",
    "type_not_possible": "지금은 이 매매구분으로 주문할 수 없습니다",
    "halted": "거래가 정지된 종목입니다",
    "no_price_to_take": "받을 호가가 없어 주문할 수 없습니다",
    "quantity": "주문수량이 맞지 않습니다",
    "price_missing": "주문단가가 비었습니다",
    "price_unexpected": "이 매매구분에는 주문단가를 넣지 않습니다",
    "trigger_unexpected": "이 주문에는 조건단가를 넣지 않습니다",
    "off_tick": "호가단위에 맞지 않는 가격입니다",
    "beyond_limit": "상한가와 하한가를 벗어난 가격입니다",
    "margin_short": "매수증거금이 모자랍니다. {}주까지 살 수 있습니다",
    "sellable_short": "매도할 수 있는 수량이 모자랍니다. {}주까지 팔 수 있습니다",
    "trigger_missing": "조건단가가 비었습니다",
    "not_on_venue": "NXT에서 거래되지 않는 종목입니다",
    "unknown_order": "정정하거나 취소할 미체결 주문이 없습니다",
    "other_venue": "원주문의 거래소와 다릅니다",
    "other_code": "원주문의 종목과 다릅니다",
    "more_than_open": "미체결 수량을 넘었습니다. {}주까지 됩니다",
    "same_price": "정정단가가 원주문과 같습니다",
}
# Cancels pass in a closed market; on demo nothing does outside the regular session.
_DEMO_CLOSED, _DEMO_VENUE = "RC4058", "RC9000"
_DEMO_PHASES = frozenset({Phase.CONTINUOUS, Phase.CLOSING_AUCTION})


def buy(asked: Asked) -> Answered:
    """Take a buy order (kt10000)."""
    return _place(asked, Side.BUY)


def sell(asked: Asked) -> Answered:
    """Take a sell order (kt10001)."""
    return _place(asked, Side.SELL)


def _place(asked: Asked, side: Side) -> Answered:
    _check_demo(asked)
    body = asked.body
    order = NewOrder(
        code=_code(body["stk_cd"]),
        venue=Venue(body["dmst_stex_tp"]),
        side=side,
        order_type=OrderType(body["trde_tp"]),
        quantity=int(body["ord_qty"]),
        price=_price(body["ord_uv"]),
        trigger=_price(body["cond_uv"]),
    )
    taken = _taken(asked.exchange.place(order))
    values: dict[str, object] = {"ord_no": taken.order_number, "dmst_stex_tp": taken.venue.value}
    return Answered(values, order_number=taken.order_number)


def amend(asked: Asked) -> Answered:
    """Take an amend (kt10002); quantity 0 means all that is left."""
    _check_demo(asked)
    body = asked.body
    price = _price(body["mdfy_uv"])
    if price is None:
        raise refusal("1511", "mdfy_uv")
    taken = _taken(
        asked.exchange.amend(
            body["orig_ord_no"].zfill(7),
            _code(body["stk_cd"]),
            Venue(body["dmst_stex_tp"]),
            int(body["mdfy_qty"]),
            price,
            _price(body["mdfy_cond_uv"]),
        )
    )
    values: dict[str, object] = {
        "ord_no": taken.order_number,
        "base_orig_ord_no": taken.root,
        "mdfy_qty": f"{taken.quantity:012d}",
        "dmst_stex_tp": taken.venue.value,
    }
    return Answered(values, order_number=taken.order_number)


def cancel(asked: Asked) -> Answered:
    """Take a cancel (kt10003); quantity 0 means all that is left."""
    _check_demo(asked)
    body = asked.body
    taken = _taken(
        asked.exchange.cancel(
            body["orig_ord_no"].zfill(7),
            _code(body["stk_cd"]),
            Venue(body["dmst_stex_tp"]),
            int(body["cncl_qty"]),
        )
    )
    values: dict[str, object] = {
        "ord_no": taken.order_number,
        "base_orig_ord_no": taken.root,
        "cncl_qty": f"{taken.quantity:012d}",
    }
    return Answered(values, order_number=taken.order_number)


def _taken(answer: Accepted | Refused) -> Accepted:
    if isinstance(answer, Refused):
        raise order_refusal(answer.code, REASONS[answer.reason].format(answer.fits))
    return answer


def _check_demo(asked: Asked) -> None:
    demo = asked.house.options.quota is Quota.DEMO
    if demo and asked.exchange.phase not in _DEMO_PHASES:
        raise order_refusal(_DEMO_CLOSED, "정규장에서만 주문할 수 있습니다")
    if demo and asked.body["dmst_stex_tp"] != Venue.KRX:
        raise order_refusal(_DEMO_VENUE, "모의투자에서는 KRX만 주문할 수 있습니다")


def _code(text: str) -> str:
    return parse_code(text).code


def _price(text: str) -> int | None:
    """Return a price, None when it is left empty; the broker's clients send 0 for none as well."""
    return int(text) or None if text else None
