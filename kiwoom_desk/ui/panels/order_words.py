"""Words of orders: sides, types, states and outcomes as source strings; refuses to decide anything."""

from __future__ import annotations

from kiwoom_desk import texts
from kiwoom_desk.domain.order import (
    Credit,
    CreditDeal,
    OrderState,
    OrderType,
    RequestState,
    Side,
)
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.drafts import Denied, read_whole
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.number_words import in_words

SIDES: dict[Side, Phrase] = {
    Side.BUY: mark("Buy", "side"),
    Side.SELL: mark("Sell", "side"),
}
TYPES: dict[OrderType, Phrase] = {
    OrderType.LIMIT: mark("Limit", "order type"),
    OrderType.MARKET: mark("Market", "order type"),
    OrderType.CONDITIONAL: mark("Conditional limit", "order type"),
    OrderType.BEST_OPPOSITE: mark("Best opposite", "order type"),
    OrderType.BEST_OWN: mark("Best own side", "order type"),
    OrderType.LIMIT_IOC: mark("Limit IOC", "order type"),
    OrderType.MARKET_IOC: mark("Market IOC", "order type"),
    OrderType.BEST_IOC: mark("Best IOC", "order type"),
    OrderType.LIMIT_FOK: mark("Limit FOK", "order type"),
    OrderType.MARKET_FOK: mark("Market FOK", "order type"),
    OrderType.BEST_FOK: mark("Best FOK", "order type"),
    OrderType.STOP_LIMIT: mark("Stop limit", "order type"),
    OrderType.MID: mark("Mid price", "order type"),
    OrderType.MID_IOC: mark("Mid IOC", "order type"),
    OrderType.MID_FOK: mark("Mid FOK", "order type"),
    OrderType.PRE_FIXED: mark("Before the opening", "order type"),
    OrderType.SINGLE_PRICE: mark("After-hours single price", "order type"),
    OrderType.AFTER_FIXED: mark("After the close", "order type"),
}
STATES: dict[OrderState, Phrase] = {
    OrderState.OPEN: mark("Open", "order state"),
    OrderState.PARTIAL: mark("Part filled", "order state"),
    OrderState.FILLED: mark("Filled", "order state"),
    OrderState.CANCELED: mark("Canceled", "order state"),
    OrderState.REPLACED: mark("Amended", "order state"),
    OrderState.REJECTED: mark("Rejected", "order state"),
    OrderState.EXPIRED: mark("Expired", "order state"),
}
OUTCOMES: dict[RequestState, Phrase] = {
    RequestState.DRAFT: mark("Draft", "request state"),
    RequestState.INTENT: mark("Being sent", "request state"),
    RequestState.SENDING: mark("Being sent", "request state"),
    RequestState.ACKED: mark("Accepted", "request state"),
    RequestState.REFUSED: mark("Refused", "request state"),
    RequestState.NOT_SENT: mark("Not sent", "request state"),
    RequestState.UNKNOWN: mark("Unknown", "request state"),
    RequestState.RELEASED: mark("Released", "request state"),
}
PENDING = {
    "amend": mark("Amend on its way", "order state"),
    "cancel": mark("Cancel on its way", "order state"),
}


def side_tone(side: Side) -> Tone:
    """Return the colour of a side: buying up, selling down."""
    return Tone.UP if side is Side.BUY else Tone.DOWN


def type_text(order: Order) -> str:
    """Return our word for an order's type, or the broker's own; credit goes first."""
    told = tr(TYPES[order.order_type]) if order.order_type else order.type_text
    return f"{tr('Credit', 'order')} {told}" if order.on_credit else told


def credit_lines(credit: Credit | None, side: Side) -> list[tuple[str, str]]:
    """Return what a confirmation tells of a loan: nothing for cash, the loan that a sale pays back."""
    if credit is None:
        return []
    title = tr("Credit", "order")
    if side is Side.BUY:
        return [(title, tr("A loan is taken up"))]
    if credit.deal is CreditDeal.ALL:
        return [(title, tr("All loans are paid back"))]
    day = credit.loan_date
    dashed = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return [(title, tr("The loan of {day} is paid back").format(day=dashed))]


def state_text(order: Order) -> str:
    """Return the word for an order's state; what is on its way goes first."""
    return tr(PENDING[order.pending]) if order.pending else tr(STATES[order.state])


def outcome_sentence(language: str, result: Ticket | Denied) -> str:
    """Return what became of a press, in words: our denial, or the outcome with the broker's text."""
    denied = result if isinstance(result, Denied) else result.denied
    if denied is not None:
        return texts.sentence(language, f"denied.{denied.code}", _spoken(language, denied))
    assert isinstance(result, Ticket)
    facts = {"number": result.order_number, "code": result.code}
    told = texts.sentence(language, f"orders.{result.state}", facts)
    if result.state is RequestState.NOT_SENT:
        told = f"{told} {texts.sentence(language, f'query.{result.code}', facts)}"
    return f"{told} {result.message}".strip()


def _spoken(language: str, denied: Denied) -> dict[str, str]:
    facts = dict(denied.facts)
    for name, told in denied.facts.items():
        number = read_whole(told)
        if isinstance(number, int):
            facts[f"{name}_words"] = in_words(language, number)
    if "type" in facts:
        facts["type"] = tr(TYPES[OrderType(facts["type"])])
    return facts
