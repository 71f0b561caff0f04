"""New orders, amends and cancels (kt10000-3, on credit kt10006-9): the exchange decides, this words it."""

from __future__ import annotations

from datetime import date

from kiwoom_desk.domain.instrument import Product, Venue, parse_code
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.spans import day_asked
from kiwoom_desk.practice.credit import deposit_rate
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused, refused
from kiwoom_desk.practice.options import Quota
from kiwoom_desk.practice.records import Credit
from kiwoom_desk.practice.refusals import Refusal, order_refusal, refusal

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
    "not_on_credit": "신용으로 살 수 없는 종목입니다",
    "credit_limit": "신용융자 한도를 넘었습니다. {}주까지 살 수 있습니다",
    "loan_missing": "대출일이 비었습니다",
    "unknown_loan": "대출일이 맞지 않습니다",
    "other_kind": "원주문의 매매 구분(현금, 신용)과 다릅니다",
}
# Cancels pass in a closed market; on demo nothing does outside the regular session.
_DEMO_CLOSED, _DEMO_VENUE = "RC4058", "RC9000"
_ALL_LOANS = "99"
_DEMO_PHASES = frozenset({Phase.CONTINUOUS, Phase.CLOSING_AUCTION})


def buy(asked: Asked) -> Answered:
    """Take a buy order (kt10000)."""
    return _place(asked, Side.BUY)


def sell(asked: Asked) -> Answered:
    """Take a sell order (kt10001)."""
    return _place(asked, Side.SELL)


def buy_on_credit(asked: Asked) -> Answered:
    """Take a buy with a loan (kt10006); the name's credit group tells what is put down."""
    code = code_asked(asked)
    listing = asked.exchange.universe.by_code.get(code)
    group = asked.house.standing.of(listing.index) if listing else None
    if group is not None and (not group.credit or group.over_limit):
        raise _refused(refused("not_on_credit"))
    return _place(asked, Side.BUY, Credit.LOAN, deposit_rate(group.credit) if group else 100)


def sell_on_credit(asked: Asked) -> Answered:
    """Take a sale of what was bought with one loan (33) or with all of a name's loans (99): kt10007."""
    if asked.body["crd_deal_tp"] == _ALL_LOANS:
        return _place(asked, Side.SELL, Credit.MERGED)
    if not asked.body["crd_loan_dt"]:
        raise _refused(refused("loan_missing"))
    return _place(asked, Side.SELL, Credit.LOAN, loan_date=day_asked(asked, "crd_loan_dt"))


def _place(
    asked: Asked,
    side: Side,
    credit: Credit = Credit.CASH,
    deposit: int = 100,
    loan_date: date | None = None,
) -> Answered:
    check_demo(asked)
    body = asked.body
    order = NewOrder(
        code=code_asked(asked),
        venue=Venue(body["dmst_stex_tp"]),
        side=side,
        order_type=OrderType(body["trde_tp"]),
        quantity=int(body["ord_qty"]),
        price=price_asked(body["ord_uv"]),
        trigger=price_asked(body["cond_uv"]),
        credit=credit,
        loan_date=loan_date,
        deposit=deposit,
    )
    taken = accepted(asked.exchange.place(order))
    values: dict[str, object] = {"ord_no": taken.order_number, "dmst_stex_tp": taken.venue.value}
    return Answered(values, order_number=taken.order_number)


def amend(asked: Asked) -> Answered:
    """Take an amend (kt10002); quantity 0 means all that is left."""
    return _amend(asked, on_credit=False)


def amend_on_credit(asked: Asked) -> Answered:
    """Take an amend of an order on credit (kt10008)."""
    return _amend(asked, on_credit=True)


def _amend(asked: Asked, on_credit: bool) -> Answered:
    check_demo(asked)
    body = asked.body
    price = price_asked(body["mdfy_uv"])
    if price is None:
        raise refusal("1511", "mdfy_uv")
    taken = accepted(
        asked.exchange.amend(
            body["orig_ord_no"].zfill(7),
            code_asked(asked),
            Venue(body["dmst_stex_tp"]),
            int(body["mdfy_qty"]),
            price,
            price_asked(body["mdfy_cond_uv"]),
            on_credit,
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
    return _cancel(asked, on_credit=False)


def cancel_on_credit(asked: Asked) -> Answered:
    """Take a cancel of an order on credit (kt10009)."""
    return _cancel(asked, on_credit=True)


def _cancel(asked: Asked, on_credit: bool) -> Answered:
    check_demo(asked)
    body = asked.body
    taken = accepted(
        asked.exchange.cancel(
            body["orig_ord_no"].zfill(7),
            code_asked(asked),
            Venue(body["dmst_stex_tp"]),
            int(body["cncl_qty"]),
            on_credit,
        )
    )
    values: dict[str, object] = {
        "ord_no": taken.order_number,
        "base_orig_ord_no": taken.root,
        "cncl_qty": f"{taken.quantity:012d}",
    }
    return Answered(values, order_number=taken.order_number)


def accepted(answer: Accepted | Refused) -> Accepted:
    """Return what was accepted; raise the refusal in our words."""
    if isinstance(answer, Refused):
        raise _refused(answer)
    return answer


def _refused(answer: Refused) -> Refusal:
    return order_refusal(answer.code, REASONS[answer.reason].format(answer.fits))


def check_demo(asked: Asked) -> None:
    """Refuse what a demo account may not do: outside the regular session, or beside KRX."""
    demo = asked.house.options.quota is Quota.DEMO
    if demo and asked.exchange.phase not in _DEMO_PHASES:
        raise order_refusal(_DEMO_CLOSED, "정규장에서만 주문할 수 있습니다")
    if demo and asked.body.get("dmst_stex_tp", Venue.KRX) != Venue.KRX:
        raise order_refusal(_DEMO_VENUE, "모의투자에서는 KRX만 주문할 수 있습니다")


def code_asked(asked: Asked) -> str:
    """Return the code of an order; gold has orders of its own and is refused (1902)."""
    code = parse_code(asked.body["stk_cd"]).code
    listing = asked.exchange.universe.by_code.get(code)
    if listing is not None and listing.product is Product.GOLD:
        raise refusal("1902", asked.body["stk_cd"][:20])
    return code


def price_asked(text: str) -> int | None:
    """Return a price, None when it is left empty; the broker's clients send 0 for none as well."""
    return int(text) or None if text else None


ANSWERS: dict[str, Answer] = {
    "kt10006": buy_on_credit,
    "kt10007": sell_on_credit,
    "kt10008": amend_on_credit,
    "kt10009": cancel_on_credit,
}
