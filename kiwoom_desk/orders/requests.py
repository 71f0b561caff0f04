"""One order request and what is known of it; refuses edges that the state table does not list."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderState, OrderType, RequestState, Side
from kiwoom_desk.orders.entries import Intent, Stamp


class Request(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A request as the journal knows it; of the intent and of `sent` only what is still needed.

    `sent` is when SENDING was recorded, `doubted` when it became UNKNOWN; `how` tells by what it
    was matched (exact, person, late, state), "" for the exchange's own reply; `disowned` are the
    order numbers of which a person said that they are not this request.
    """

    intent: Intent
    state: RequestState = RequestState.INTENT
    sent: Stamp | None = None
    doubted: Stamp | None = None
    number: str = ""
    code: str = ""
    message: str = ""
    how: str = ""
    disowned: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Return the request id (UUIDv7)."""
        return self.intent.request

    @property
    def action(self) -> Action:
        """Return what was asked for."""
        return self.intent.action

    @property
    def day(self) -> str:
        """Return the Korean order date under which the exchange would number it."""
        return (self.sent or self.intent.at).day

    @property
    def in_flight(self) -> bool:
        """Tell whether an answer is still being waited for."""
        return self.state in (RequestState.INTENT, RequestState.SENDING)


class Candidate(msgspec.Struct, frozen=True):
    """An order at the exchange that an UNKNOWN request may be (S-8); `exact` = quantity too."""

    number: str
    exact: bool
    quantity: int
    price: int | None
    time: str


class Doubt(msgspec.Struct, frozen=True):
    """What is known of an UNKNOWN request: candidates to pick from, and whether it may be released."""

    request: str
    passes: int = 0
    candidates: tuple[Candidate, ...] = ()
    not_found: bool = False


class Order(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One order at the exchange; won and shares.

    `amount` is the won filled for, None while no source tells (S-11); `pending` is amend, cancel
    or ""; `request` is the id of ours, "" for an order of another channel.
    """

    day: str
    number: str
    code: str
    venue: Venue
    side: Side
    order_type: OrderType | None
    type_text: str
    quantity: int
    price: int | None
    trigger: int | None
    filled: int
    amount: int | None
    open_quantity: int
    state: OrderState
    original: str = ""
    request: str = ""
    time: str = ""
    reason: str = ""
    pending: str = ""
    on_credit: bool = False


class OrderFill(msgspec.Struct, frozen=True):
    """One fill for display (S-12); won and shares, `time` HHMMSS of market time."""

    day: str
    order: str
    number: str
    code: str
    side: Side
    venue: str
    price: int
    quantity: int
    time: str


class RequestChanged(msgspec.Struct, frozen=True):
    """A request has another state, or more is known of it."""

    request: Request


class HaltChanged(msgspec.Struct, frozen=True):
    """HALT stands, or no longer does."""

    halted: bool


class OrderChanged(msgspec.Struct, frozen=True):
    """An order is not what it was: `filled_more` shares since, `late` = after it had ended."""

    order: Order
    filled_more: int = 0
    late: bool = False


_OVER = frozenset({RequestState.ACKED, RequestState.REFUSED, RequestState.NOT_SENT})


def lasting(request: Request) -> Request:
    """Return what stays of a request, so that a day of orders fits in memory: the journal has all.

    Once it is answered for, nobody looks for the order or for its like.
    """
    if request.state not in _OVER:
        return request
    intent = msgspec.structs.replace(
        request.intent, body="", fingerprint="", known=(), last_price=None, last_age=None
    )
    sent = None if request.day == intent.at.day else request.sent
    return msgspec.structs.replace(request, intent=intent, sent=sent)


def sent_on(requests: Sequence[Request], day: str, most: int) -> int:
    """Count the new orders of a market day (YYYYMMDD) that may have gone out.

    Below `most` requests in all, their number is enough: it is no less.
    """
    if len(requests) < most:
        return len(requests)
    return sum(
        one.action is Action.NEW and one.day == day and one.state is not RequestState.NOT_SENT
        for one in requests
    )
