"""What an order is and what may happen to it: drafts, reports, states and their legal transitions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kiwoom_desk.domain.instrument import Venue


class Side(StrEnum):
    """Side of an order; the wire says 1 sell, 2 buy (FID 907)."""

    SELL = "1"
    BUY = "2"


class OrderType(StrEnum):
    """The eighteen order types by their wire code `trde_tp` (protocol.md §8)."""

    LIMIT = "0"
    MARKET = "3"
    CONDITIONAL = "5"
    BEST_OPPOSITE = "6"
    BEST_OWN = "7"
    LIMIT_IOC = "10"
    MARKET_IOC = "13"
    BEST_IOC = "16"
    LIMIT_FOK = "20"
    MARKET_FOK = "23"
    BEST_FOK = "26"
    STOP_LIMIT = "28"
    MID = "29"
    MID_IOC = "30"
    MID_FOK = "31"
    PRE_FIXED = "61"
    SINGLE_PRICE = "62"
    AFTER_FIXED = "81"

    @property
    def needs_price(self) -> bool:
        """Tell whether `ord_uv` is required; else it has to stay empty."""
        return self in PRICED

    @property
    def needs_trigger(self) -> bool:
        """Tell whether `cond_uv` is required."""
        return self is OrderType.STOP_LIMIT


PRICED = frozenset(
    {
        OrderType.LIMIT,
        OrderType.CONDITIONAL,
        OrderType.LIMIT_IOC,
        OrderType.LIMIT_FOK,
        OrderType.STOP_LIMIT,
        OrderType.SINGLE_PRICE,
    }
)


class Action(StrEnum):
    """The three things an order request can ask for."""

    NEW = "new"
    AMEND = "amend"
    CANCEL = "cancel"


CREDIT_ORDERS = frozenset({"kt10006", "kt10007", "kt10008", "kt10009"})
"""The APIs that take orders on credit, their amends and their cancels."""


GOLD_NAMES = frozenset({"M04020000", "M04020100"})
"""The names that the orders for gold take (kt50000 to kt50003), in grams; every other is a share."""


class CreditDeal(StrEnum):
    """What a sale on credit pays back (`crd_deal_tp`): one loan, or all loans of the name."""

    LOAN = "33"
    ALL = "99"


class Credit(msgspec.Struct, frozen=True):
    """How an order is on credit (융자): a buy takes up a loan, a sale pays back.

    `loan_date` is YYYYMMDD of the loan that a sale pays back, "" for a buy and for all loans.
    """

    deal: CreditDeal = CreditDeal.LOAN
    loan_date: str = ""


class OrderDraft(msgspec.Struct, frozen=True):
    """A new order as the person means it; won and shares; no price = None, never 0.

    `credit` is None for an order in cash.
    """

    code: str
    venue: Venue
    side: Side
    order_type: OrderType
    quantity: int
    price: int | None = None
    trigger: int | None = None
    credit: Credit | None = None


class AmendDraft(msgspec.Struct, frozen=True):
    """Move `quantity` shares (0 = all that is left) of an order to a new price.

    `on_credit` has to say what the order is: the exchange takes each kind by its own API.
    """

    original: str
    code: str
    venue: Venue
    side: Side
    quantity: int
    price: int
    trigger: int | None = None
    on_credit: bool = False


class CancelDraft(msgspec.Struct, frozen=True):
    """Cancel `quantity` shares (0 = all that is left) of an order; `on_credit` as in an amend."""

    original: str
    code: str
    venue: Venue
    side: Side
    quantity: int = 0
    on_credit: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """What became of one POST (S-6): state is NOT_SENT, REFUSED, ACKED or UNKNOWN.

    `code` is ours for NOT_SENT and UNKNOWN (rate, auth, dns, connect, tls, timeout, reset, html, …)
    and the broker's for REFUSED; `message` is the broker's text, cleaned.
    """

    state: RequestState
    order_number: str = ""
    code: str = ""
    message: str = ""


class RequestState(StrEnum):
    """States of one request (order-safety.md, state machines)."""

    DRAFT = "draft"
    INTENT = "intent"
    SENDING = "sending"
    ACKED = "acked"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    RELEASED = "released"


class OrderState(StrEnum):
    """States of one order at the exchange (order-safety.md, state machines)."""

    OPEN = "open"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELED = "canceled"
    REPLACED = "replaced"
    REJECTED = "rejected"
    EXPIRED = "expired"


REQUEST_EDGES = frozenset(
    {
        (RequestState.DRAFT, RequestState.INTENT),
        (RequestState.INTENT, RequestState.NOT_SENT),
        (RequestState.INTENT, RequestState.SENDING),
        (RequestState.SENDING, RequestState.ACKED),
        (RequestState.SENDING, RequestState.REFUSED),
        (RequestState.SENDING, RequestState.UNKNOWN),
        (RequestState.SENDING, RequestState.NOT_SENT),
        (RequestState.UNKNOWN, RequestState.ACKED),
        (RequestState.UNKNOWN, RequestState.REFUSED),
        (RequestState.UNKNOWN, RequestState.RELEASED),
        (RequestState.RELEASED, RequestState.ACKED),
    }
)

_LATE = (OrderState.CANCELED, OrderState.REPLACED, OrderState.EXPIRED)
_FIRST = (
    OrderState.OPEN,
    OrderState.PARTIAL,
    OrderState.FILLED,
    OrderState.REJECTED,
    OrderState.CANCELED,
)
# A first sight is written as an edge from None. An equal pair stands for "more filled".
ORDER_EDGES: frozenset[tuple[OrderState | None, OrderState]] = frozenset(
    {
        *((None, state) for state in _FIRST),
        *((OrderState.OPEN, state) for state in OrderState if state is not OrderState.OPEN),
        *((OrderState.PARTIAL, state) for state in (OrderState.PARTIAL, OrderState.FILLED, *_LATE)),
        *((state, state) for state in _LATE),
        *((state, OrderState.FILLED) for state in _LATE),
    }
)

LIVE_STATES = frozenset({OrderState.OPEN, OrderState.PARTIAL})


def request_may(old: RequestState, new: RequestState) -> bool:
    """Tell whether a request may go from one state to the other (order-safety.md)."""
    return (old, new) in REQUEST_EDGES


def order_may(old: OrderState | None, new: OrderState) -> bool:
    """Tell whether an order may go from one state to the other; None = never seen.

    Staying the same is always allowed. An order first seen when it is already replaced or expired
    was open before: the pair is judged as two edges.
    """
    if old is new:
        return True
    if old is None and new not in _FIRST:
        old = OrderState.OPEN
    return (old, new) in ORDER_EDGES


class Cumulative(msgspec.Struct, frozen=True, order=True, gc=False):
    """Filled shares of an order and their amount in won (-1 = unknown), as one value to be joined."""

    quantity: int = 0
    amount: int = -1


def join(one: Cumulative, other: Cumulative) -> Cumulative:
    """Return the larger by (quantity, amount): repeated and reordered reports change nothing (S-11)."""
    return max(one, other)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides an order's state: shares asked, filled, and closed without a fill."""

    quantity: int
    filled: int
    canceled: int = 0
    moved: int = 0
    ended: bool = False
    """The exchange dropped all that was left (IOC, FOK, 취소)."""
    rejected: bool = False
    expired: bool = False
    replaced: bool = False
    """Complete lists show that an amend took all that was left."""

    @property
    def open_quantity(self) -> int:
        """Return the shares still waiting at the exchange."""
        if self.ended or self.rejected or self.expired or self.replaced:
            return 0
        return max(self.quantity - self.filled - self.canceled - self.moved, 0)


def state_of(standing: Standing) -> OrderState:
    """Return the one state that a standing means, whatever the order in which its parts came."""
    if standing.rejected:
        return OrderState.REJECTED
    if standing.filled >= standing.quantity:
        return OrderState.FILLED
    if standing.open_quantity:
        return OrderState.PARTIAL if standing.filled else OrderState.OPEN
    if standing.expired:
        return OrderState.EXPIRED
    if (standing.moved or standing.replaced) and not (standing.canceled or standing.ended):
        return OrderState.REPLACED
    return OrderState.CANCELED


class ReportKind(StrEnum):
    """What a 00 event says (FID 913)."""

    RECEIVED = "접수"
    FILLED = "체결"
    CONFIRMED = "확인"
    CANCELED = "취소"
    REJECTED = "거부"


class OrderEvent(msgspec.Struct, frozen=True, gc=False):
    """One 00 event with the fields that count; won and shares, None = blank on the wire.

    `action` comes from FID 905, `filled_amount` is 903 (cumulative), `fill_*` are 909, 914, 915;
    911 is kept as text because its meaning is disputed (K13).
    """

    account: str
    number: str
    original: str
    code: str
    venue: Venue
    smart: bool
    side: Side
    kind: ReportKind
    action: Action
    quantity: int | None
    open_quantity: int | None
    price: int | None
    filled_amount: int | None
    fill_number: str
    fill_price: int | None
    fill_quantity: int | None
    type_text: str
    time: str
    reason: str
    fee: int | None
    tax: int | None
    text_910: str = ""
    text_911: str = ""
    on_credit: bool = False


class BalanceEvent(msgspec.Struct, frozen=True):
    """One 04 event: the broker's position figure after a fill; won and shares."""

    account: str
    code: str
    quantity: int
    average_price: int
    cost: int
    sellable: int
    price: int
    credit_kind: str
    loan_date: str


class OrderRow(msgspec.Struct, frozen=True, gc=False):
    """One order as a list tells it (ka10075, ka10076, kt00007); None = not given by that list.

    `source` is the API id; `time` HHMMSS of market time. `action` is None where the list does not
    tell a new order from an amend or a cancel.
    """

    source: str
    number: str
    original: str
    code: str
    name: str
    venue: Venue
    smart: bool
    side: Side
    state_text: str
    type_text: str
    quantity: int
    price: int | None
    open_quantity: int | None
    filled_quantity: int | None
    filled_amount: int | None
    fill_price: int | None
    time: str
    trigger: int | None = None
    action: Action | None = None
    on_credit: bool = False


class FillRow(msgspec.Struct, frozen=True, gc=False):
    """One fill as kt00009 tells it; won and shares."""

    number: str
    fill_number: str
    code: str
    side: Side
    price: int
    quantity: int
    time: str


class Listing(msgspec.Struct, frozen=True):
    """A list of orders read over all its pages; `complete` is False when a page failed (A1)."""

    source: str
    complete: bool
    rows: tuple[OrderRow, ...]
    asked_at: datetime
    reason: str = ""
