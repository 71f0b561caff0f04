"""Orders for gold on the spot (kt50000 to kt50003): grams at a price a gram; refuses every other name."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.orders import accepted, check_demo, price_asked
from kiwoom_desk.practice.answers.spans import code_asked
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import Row

# The three ways of trading gold; each names a price.
_TYPES = {"00": OrderType.LIMIT, "10": OrderType.LIMIT_IOC, "20": OrderType.LIMIT_FOK}


def buy(asked: Asked) -> Answered:
    """Take a buy (kt50000)."""
    return _place(asked, Side.BUY)


def sell(asked: Asked) -> Answered:
    """Take a sale (kt50001)."""
    return _place(asked, Side.SELL)


def _place(asked: Asked, side: Side) -> Answered:
    check_demo(asked)
    body = asked.body
    kind = _TYPES.get(body["trde_tp"])
    if kind is None:
        raise refusal("1517", "trde_tp")
    order = NewOrder(
        code=_gold(asked),
        venue=Venue.KRX,
        side=side,
        order_type=kind,
        quantity=int(body["ord_qty"]),
        price=price_asked(body["ord_uv"]),
    )
    taken = accepted(asked.exchange.place(order))
    return Answered({"ord_no": taken.order_number}, order_number=taken.order_number)


def amend(asked: Asked) -> Answered:
    """Take an amend (kt50002); quantity 0 means all that is left."""
    check_demo(asked)
    body = asked.body
    price = price_asked(body["mdfy_uv"])
    if price is None:
        raise refusal("1511", "mdfy_uv")
    code, quantity = _gold(asked), int(body["mdfy_qty"])
    return _changed(
        asked.exchange.amend(body["orig_ord_no"].zfill(7), code, Venue.KRX, quantity, price),
        "mdfy_qty",
    )


def cancel(asked: Asked) -> Answered:
    """Take a cancel (kt50003); quantity 0 means all that is left."""
    check_demo(asked)
    body = asked.body
    number, code, quantity = body["orig_ord_no"].zfill(7), _gold(asked), int(body["cncl_qty"])
    return _changed(asked.exchange.cancel(number, code, Venue.KRX, quantity), "cncl_qty")


def _changed(answer: Accepted | Refused, key: str) -> Answered:
    taken = accepted(answer)
    values: Row = {
        "ord_no": taken.order_number,
        "base_orig_ord_no": taken.root,
        key: f"{taken.quantity:012d}",
    }
    return Answered(values, order_number=taken.order_number)


def _gold(asked: Asked) -> str:
    code = code_asked(asked)
    listing = asked.exchange.universe.by_code.get(code)
    if listing is None or listing.product is not Product.GOLD:
        raise refusal("1902", code[:20])
    return code


ANSWERS: dict[str, Answer] = {
    "kt50000": buy,
    "kt50001": sell,
    "kt50002": amend,
    "kt50003": cancel,
}
