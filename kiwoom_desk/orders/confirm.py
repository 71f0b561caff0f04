"""What a confirmation has to show (S-17), and what releases a doubt; refuses to draw it."""

from __future__ import annotations

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Credit, OrderDraft, OrderType, Side
from kiwoom_desk.orders.checks import OrderContext

# What a person types to say that no candidate is the request (S-8), and to give one up (S-9).
DISOWN_WORDS = frozenset({"아님", "none"})
RELEASE_WORDS = frozenset({"해제", "release"})


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one new order; won and shares.

    `distance` is the price against the last one in hundredths of a percent, None without both;
    `account_tail` the last three digits; `notional` uses the last price where there is no own one.
    """

    environment: str
    account_tail: str
    side: Side
    name: str
    code: str
    venue: Venue
    order_type: OrderType
    quantity: int
    price: int | None
    notional: int | None
    distance: int | None
    credit: Credit | None = None


def confirmation(
    draft: OrderDraft, context: OrderContext, environment: str, account: str
) -> Confirmation:
    """Return what the person has to see before the order goes out."""
    last = context.last_price
    price = draft.price or last
    distance = (draft.price - last) * 10_000 // last if draft.price and last else None
    return Confirmation(
        environment=environment,
        account_tail=account[-3:],
        side=draft.side,
        name=context.instrument.name,
        code=draft.code,
        venue=draft.venue,
        order_type=draft.order_type,
        quantity=draft.quantity,
        price=draft.price,
        notional=price * draft.quantity if price else None,
        distance=distance,
        credit=draft.credit,
    )
