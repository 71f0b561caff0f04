"""The pre-trade rules, each one function: Denied or None; refuses to skip a rule silently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.money import trade_costs
from kiwoom_desk.domain.order import (
    GOLD_NAMES,
    LIVE_STATES,
    Action,
    CancelDraft,
    Credit,
    CreditDeal,
    OrderDraft,
    OrderType,
    Side,
)
from kiwoom_desk.domain.rules import (
    MarketRules,
    OrderRule,
    fee_percent,
    on_tick,
    order_rule,
    tick_size,
)
from kiwoom_desk.orders.drafts import Denied, Draft, action_of
from kiwoom_desk.orders.limits import STRICTEST, Limits
from kiwoom_desk.orders.requests import Order, Request

LARGEST_QUANTITY = 999_999_999


class DeskState(StrEnum):
    """What the desk takes: everything, cancels while it reconciles, or cancels only."""

    READY = "ready"
    RECONCILING = "reconciling"
    READ_ONLY = "read_only"


class PriceTrust(StrEnum):
    """How far the last price can be believed at the press (S-18)."""

    FRESH = "fresh"
    SUSPECT = "suspect"
    STALE = "stale"


class OrderContext(msgspec.Struct, frozen=True):
    """What the ticket knows at the press: won, `last_age` seconds; None = not known.

    `lower` and `upper` are the day's limits as the broker tells them; `supersedes` names the
    request that this one follows after a refusal (S-3). `trust` is what the way of the last price
    is worth, `asked_age` the seconds since ka10004 was answered for this one order; without both
    only a price up to 3 s old is fresh. `ladder` are the prices in sight, `quantity_chosen` says
    that a button gave the quantity, `interrupted` that a VI runs. `lent` is whether the broker lends
    for the name at all (kt20017), `lendable` the shares that a loan allows (kt00012).
    """

    instrument: Instrument
    last_price: int | None = None
    last_age: float | None = None
    lower: int | None = None
    upper: int | None = None
    supersedes: str = ""
    reason: str = ""
    trust: PriceTrust | None = None
    asked_age: float | None = None
    ladder: tuple[int, ...] = ()
    quantity_chosen: bool = False
    interrupted: bool = False
    lent: bool | None = None
    lendable: int | None = None


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A new order, amend or cancel in one form, for the rules."""

    action: Action
    code: str
    venue: Venue
    side: Side
    quantity: int
    order_type: OrderType | None = None
    price: int | None = None
    trigger: int | None = None
    target: Order | None = None
    credit: Credit | None = None


def wish_of(draft: Draft, target: Order | None) -> Wish:
    """Return a draft as the rules see it; `target` is the order that an amend or cancel is about."""
    priced = None if isinstance(draft, CancelDraft) else draft
    return Wish(
        action=action_of(draft),
        code=draft.code,
        venue=draft.venue,
        side=draft.side,
        quantity=draft.quantity,
        order_type=draft.order_type if isinstance(draft, OrderDraft) else None,
        price=priced.price if priced else None,
        trigger=priced.trigger if priced else None,
        target=target,
        credit=draft.credit if isinstance(draft, OrderDraft) else None,
    )


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a rule may look at; `sellable` and `orderable` are None while not known.

    `gold_read` tells that the lists and the account for gold were read since the last gap.
    `sent_today` are the new orders of this market day that went out, `profit_today` its won as the
    broker told them last, None while not known.
    """

    wish: Wish
    rules: MarketRules
    environment: str
    day: date
    phases: tuple[str, ...]
    state: DeskState
    context: OrderContext | None = None
    unknown: tuple[Request, ...] = ()
    frozen: frozenset[str] = frozenset()
    halted: bool = False
    sellable: int | None = None
    orderable: int | None = None
    limits: Limits = STRICTEST
    locked: bool = False
    connect_only: bool = False
    sent_today: int = 0
    profit_today: int | None = None
    gold_read: bool = False


Rule = Callable[[Situation], Denied | None]


def desk_ready(now: Situation) -> Denied | None:
    """Deny new orders and amends while the desk is not READY (S-14, S-15)."""
    if now.state is DeskState.READY:
        return None
    return Denied("desk_not_ready", {"state": now.state})


def no_halt(now: Situation) -> Denied | None:
    """Deny everything but cancels while HALT stands (S-20)."""
    return Denied("halt") if now.halted else None


def not_locked(now: Situation) -> Denied | None:
    """Deny everything a person asks for while the desk is locked (S-21)."""
    return Denied("locked") if now.locked else None


def orders_wanted(now: Situation) -> Denied | None:
    """Deny everything but cancels while the desk only looks, before a person's first order."""
    return Denied("connect_only") if now.connect_only else None


def whole_quantity(now: Situation) -> Denied | None:
    """Deny less than one share, and more than a form can carry; 0 stands for all in an amend."""
    least = 1 if now.wish.action is Action.NEW else 0
    if least <= now.wish.quantity <= LARGEST_QUANTITY:
        return None
    return Denied(
        "quantity", {"quantity": str(now.wish.quantity), "largest": f"{LARGEST_QUANTITY:,}"}
    )


def price_as_type_needs(now: Situation) -> Denied | None:
    """Deny a missing price, and a price where the type has none (protocol.md §8)."""
    kind = now.wish.order_type
    return None if kind is None else _needed("price", kind.needs_price, now.wish.price)


def trigger_as_type_needs(now: Situation) -> Denied | None:
    """Deny a missing trigger, and a trigger for any other type than a stop."""
    kind = now.wish.order_type
    return None if kind is None else _needed("trigger", kind.needs_trigger, now.wish.trigger)


def _needed(name: str, needed: bool, value: int | None) -> Denied | None:
    if needed == (value is not None):
        return None
    return Denied(f"{name}_missing" if needed else f"{name}_not_taken")


def on_the_grid(now: Situation) -> Denied | None:
    """Deny prices and triggers off the tick grid."""
    if now.context is None:
        return None
    product = now.context.instrument.product
    for price in (now.wish.price, now.wish.trigger):
        if price is not None and not on_tick(now.rules, product, price, now.day):
            size = tick_size(now.rules, product, price, now.day)
            return Denied("off_tick", {"price": f"{price:,}", "size": f"{size:,}"})
    return None


def inside_limits(now: Situation) -> Denied | None:
    """Deny prices beyond the day's limits, where these are known."""
    price, context = now.wish.price, now.context
    if price is None or context is None:
        return None
    if context.upper is not None and price > context.upper:
        return Denied("above_limit", {"price": f"{price:,}", "limit": f"{context.upper:,}"})
    if context.lower is not None and price < context.lower:
        return Denied("below_limit", {"price": f"{price:,}", "limit": f"{context.lower:,}"})
    return None


def not_halted(now: Situation) -> Denied | None:
    """Deny orders of a halted name."""
    halted = now.context is not None and now.context.instrument.halted
    return Denied("halted") if halted else None


def venue_played(now: Situation) -> Denied | None:
    """Deny any venue but KRX on demo, which plays no other (K15)."""
    if now.environment != "demo" or now.wish.venue is Venue.KRX:
        return None
    return Denied("venue", {"venue": now.wish.venue})


def type_taken(now: Situation) -> Denied | None:
    """Deny what the dated table of order rules refuses; *unsure* passes, the broker decides."""
    kind = now.wish.order_type
    if kind is None:
        return None
    found = [rule_of(now, kind, phase) for phase in now.phases]
    if any(rule is not None and rule.allowed != "no" for rule in found):
        return None
    code = next((rule.code for rule in found if rule is not None), "")
    facts = {"type": kind.value, "venue": now.wish.venue, "phase": now.phases[0], "code": code}
    return Denied("order_type", facts)


def rule_of(now: Situation, kind: OrderType, phase: str) -> OrderRule | None:
    """Return the row of the order table that speaks of this wish."""
    market = Market.GOLD if now.wish.code in GOLD_NAMES else None
    return order_rule(now.rules, now.environment, kind, now.wish.venue, phase, now.day, market)


def no_unknown(now: Situation) -> Denied | None:
    """Deny a second order on an (account, instrument, side) with an UNKNOWN (S-7)."""
    for request in now.unknown:
        if request.intent.code == now.wish.code and request.intent.side is now.wish.side:
            return Denied("unknown_before", {"request": request.id})
    return None


def not_frozen(now: Situation) -> Denied | None:
    """Deny new orders of an instrument with an anomaly, until a reconcile clears it."""
    return Denied("frozen") if now.wish.code in now.frozen else None


def covered(now: Situation) -> Denied | None:
    """Deny selling more than is sellable, where that is known."""
    wish, most = now.wish, now.sellable
    if wish.action is not Action.NEW or wish.side is Side.BUY or most is None:
        return None
    if wish.quantity <= most:
        return None
    return Denied("oversell", {"quantity": f"{wish.quantity:,}", "sellable": f"{most:,}"})


def affordable(now: Situation) -> Denied | None:
    """Deny buying for more than is orderable, fee included; without a price the last one counts.

    A buy on credit needs only a part in cash, which `lendable` knows.
    """
    wish, most = now.wish, now.orderable
    if wish.action is not Action.NEW or wish.side is Side.SELL or most is None:
        return None
    if wish.credit is not None:
        return None
    price = wish.price or (now.context.last_price if now.context else None)
    if price is None or (need := cost_of(now, price)) <= most:
        return None
    return Denied("overspend", {"need": f"{need:,}", "orderable": f"{most:,}"})


def loan_named(now: Situation) -> Denied | None:
    """Deny a sale on credit that names no loan, and a loan named where none is paid back."""
    credit = now.wish.credit
    if credit is None:
        return None
    one = now.wish.side is Side.SELL and credit.deal is CreditDeal.LOAN
    if one == bool(credit.loan_date):
        return None
    return Denied("loan_missing" if one else "loan_not_taken")


def lendable(now: Situation) -> Denied | None:
    """Deny buying on credit what the broker lends nothing for, and more than it lends."""
    wish, context = now.wish, now.context
    if wish.credit is None or wish.side is Side.SELL or context is None:
        return None
    if context.lent is False:
        return Denied("not_on_credit")
    if context.lendable is None or wish.quantity <= context.lendable:
        return None
    return Denied(
        "over_credit", {"quantity": f"{wish.quantity:,}", "lendable": f"{context.lendable:,}"}
    )


def gold_read(now: Situation) -> Denied | None:
    """Deny gold before its own lists were read, on credit, and of a name the orders do not take."""
    wish, context = now.wish, now.context
    if wish.code not in GOLD_NAMES:
        gold = context is not None and context.instrument.product is Product.GOLD
        return Denied("gold_name", {"code": wish.code}) if gold else None
    if wish.credit is not None:
        return Denied("not_on_credit")
    return None if now.gold_read else Denied("gold_not_read")


def cost_of(now: Situation, price: int) -> int:
    """Return what buying the wish at that price takes, in won with the fee."""
    amount = price * now.wish.quantity
    market = Market.GOLD if now.wish.code in GOLD_NAMES else None
    fee = fee_percent(now.rules, now.environment, now.day, market)
    return amount + trade_costs(amount, fee, Decimal(0), selling=False).total


def target_open(now: Situation) -> Denied | None:
    """Deny amends and cancels of orders that can no longer change, or of more than is left."""
    target = now.wish.target
    if now.wish.action is Action.NEW:
        return None
    if target is None:
        return Denied("order_unknown")
    if target.state not in LIVE_STATES:
        return Denied("order_ended", {"number": target.number, "state": target.state})
    if now.wish.quantity > target.open_quantity:
        return Denied("more_than_open", {"open": f"{target.open_quantity:,}"})
    return None


def price_moves(now: Situation) -> Denied | None:
    """Deny an amend that changes nothing."""
    wish, target = now.wish, now.wish.target
    if target is None or wish.action is not Action.AMEND:
        return None
    same = (wish.price, wish.trigger) == (target.price, target.trigger)
    return Denied("same_price") if same else None


CANCEL_RULES: tuple[Rule, ...] = (not_locked, whole_quantity, target_open)
RULES: tuple[Rule, ...] = (
    no_halt,
    not_locked,
    orders_wanted,
    desk_ready,
    gold_read,
    whole_quantity,
    price_as_type_needs,
    trigger_as_type_needs,
    on_the_grid,
    inside_limits,
    not_halted,
    venue_played,
    type_taken,
    no_unknown,
    not_frozen,
    covered,
    affordable,
    loan_named,
    lendable,
    target_open,
    price_moves,
)


def denials(now: Situation) -> tuple[Denied, ...]:
    """Return every rule's no, in the order of the rules; empty = may be sent."""
    rules = CANCEL_RULES if now.wish.action is Action.CANCEL else RULES
    return tuple(denied for rule in rules if (denied := rule(now)) is not None)
