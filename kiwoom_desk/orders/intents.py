"""From a checked draft to the entry that is journaled before it is sent; refuses to send."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from kiwoom_desk.domain.order import AmendDraft, CancelDraft, OrderDraft
from kiwoom_desk.orders.checks import OrderContext, Situation
from kiwoom_desk.orders.drafts import Draft, action_of, fingerprint, request_id
from kiwoom_desk.orders.entries import Intent, Stamp
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.requests import Order


class Why(msgspec.Struct, frozen=True):
    """Why a request was made, and the one it follows (S-3)."""

    reason: str = ""
    supersedes: str = ""


def why_of(draft: Draft, context: OrderContext | None) -> Why:
    """Return what a person's own press is journaled with."""
    if isinstance(draft, CancelDraft):
        return Why("cancel")
    return Why(context.reason, context.supersedes) if context else Why()


def amend_of(order: Order, quantity: int, price: int) -> AmendDraft:
    """Return an amend of an open order: `quantity` shares (0 = all left) to a price in won."""
    return AmendDraft(
        *(order.number, order.code, order.venue, order.side, quantity, price, order.trigger),
        order.on_credit,
    )


def cancel_of(order: Order, quantity: int = 0) -> CancelDraft:
    """Return a cancel of `quantity` shares (0 = all left) of an open order."""
    return CancelDraft(
        *(order.number, order.code, order.venue, order.side, quantity), order.on_credit
    )


def draft_price(now: Situation) -> int | None:
    """Return the price a buy is reckoned with: its own, else the last one."""
    return now.wish.price or (now.context.last_price if now.context else None)


def make_intent(
    gateway: OrderGateway,
    draft: Draft,
    body: bytes,
    *,
    at: Stamp,
    environment: str,
    context: OrderContext | None,
    why: Why,
    foreign: Callable[[str], tuple[str, ...]],
    random: Callable[[int], bytes],
) -> Intent:
    """Return the write-ahead entry of a draft with its final body (S-2)."""
    api_id = gateway.order_api(draft)
    return Intent(
        at=at,
        request=request_id(at.wall, random),
        environment=environment,
        account=gateway.account,
        action=action_of(draft),
        code=draft.code,
        venue=draft.venue,
        side=draft.side,
        quantity=draft.quantity,
        order_type=draft.order_type if isinstance(draft, OrderDraft) else None,
        price=None if isinstance(draft, CancelDraft) else draft.price,
        trigger=None if isinstance(draft, CancelDraft) else draft.trigger,
        original="" if isinstance(draft, OrderDraft) else draft.original,
        api_id=api_id,
        body=body.decode(),
        fingerprint=fingerprint(environment, gateway.account, api_id, body),
        last_price=context.last_price if context else None,
        last_age=context.last_age if context else None,
        known=foreign(at.day),
        supersedes=why.supersedes,
        reason=why.reason,
    )
