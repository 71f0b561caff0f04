"""What the exchange checks before it takes an order, with the broker's codes; refuses to change state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from kiwoom_desk.domain.instrument import Market, Product, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.rules import MarketRules, OrderRule, credit_rule, on_tick, order_rule
from kiwoom_desk.domain.session import Phase, is_trading_day
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.costs import ENVIRONMENT
from kiwoom_desk.practice.loans import put_down
from kiwoom_desk.practice.records import Credit, OrderRecord
from kiwoom_desk.practice.universe import Listing

MOST_SHARES = 99_999_999

IOC = frozenset({OrderType.LIMIT_IOC, OrderType.MARKET_IOC, OrderType.BEST_IOC})
FOK = frozenset({OrderType.LIMIT_FOK, OrderType.MARKET_FOK, OrderType.BEST_FOK})
MARKET = frozenset({OrderType.MARKET, OrderType.MARKET_IOC, OrderType.MARKET_FOK})
MID = frozenset({OrderType.MID, OrderType.MID_IOC, OrderType.MID_FOK})
IOC_AT_MID = frozenset({OrderType.MID_IOC, OrderType.MID_FOK})
BEST = frozenset({OrderType.BEST_OPPOSITE, OrderType.BEST_IOC, OrderType.BEST_FOK})

# Reason -> the broker's code. Observed on live: 855056, 800033, 521790, 505217, 571412, 571489;
# observed on demo: the RC codes; the others are assumed.
CODES = {
    "unknown_code": "1902",
    "not_a_trading_day": "571489",
    "venue": "RC9000",
    "market_closed": "505217",
    "type_not_possible": "521790",
    "halted": "521790",
    "no_price_to_take": "521790",
    "quantity": "1517",
    "price_missing": "1511",
    "price_unexpected": "1517",
    "trigger_unexpected": "1517",
    "trigger_missing": "1511",
    "not_on_venue": "407022",
    "off_tick": "RC4003",
    "beyond_limit": "RC4027",
    "margin_short": "855056",
    "sellable_short": "800033",
    "unknown_order": "571758",
    "other_venue": "571412",
    "other_code": "1902",
    "more_than_open": "800033",
    "same_price": "521790",
    "not_on_credit": "521790",
    "credit_limit": "855056",
    "loan_missing": "1511",
    "unknown_loan": "1517",
    "other_kind": "571758",
}


class NewOrder(msgspec.Struct, frozen=True):
    """A new order as it arrived; won and shares; no price = None.

    A buy on credit puts down `deposit` percent; a sale of one loan names its date.
    """

    code: str
    venue: Venue
    side: Side
    order_type: OrderType
    quantity: int
    price: int | None = None
    trigger: int | None = None
    credit: Credit = Credit.CASH
    loan_date: date | None = None
    deposit: int = 100


class Accepted(msgspec.Struct, frozen=True):
    """A request that was taken; `quantity` is what it really moves or cancels."""

    order_number: str
    venue: Venue
    root: str
    quantity: int


class Refused(msgspec.Struct, frozen=True):
    """A request that was refused: the broker's code, our reason, and how many shares would do."""

    code: str
    reason: str
    fits: int = 0


class PriceBand(msgspec.Struct, frozen=True):
    """Lowest and highest price of the day, in won."""

    lower: int
    upper: int


def refused(reason: str, fits: int = 0) -> Refused:
    """Refuse for a reason, with its code."""
    return Refused(CODES[reason], reason, fits)


def check_form(order: NewOrder) -> Refused | None:
    """Check quantity and which of price and trigger are there."""
    if not 0 < order.quantity <= MOST_SHARES:
        return refused("quantity")
    if order.order_type.needs_price != (order.price is not None):
        return refused("price_missing" if order.price is None else "price_unexpected")
    if order.order_type.needs_trigger != (order.trigger is not None):
        return refused("trigger_missing" if order.trigger is None else "trigger_unexpected")
    return None


def check_session(
    rules: MarketRules, order: NewOrder, listing: Listing, phases: Sequence[Phase], day: date
) -> Refused | None:
    """Check day, type, phase and halt, in the order in which the broker names them."""
    if not is_trading_day(rules, day):
        return refused("not_a_trading_day")
    if allowed_phase(rules, order, phases, day, listing.market) is None:
        found = [_rule(rules, order, phase, day, listing.market) for phase in phases]
        code = next((rule.code for rule in found if rule is not None and rule.code), "")
        if code:
            return Refused(code, "type_not_possible")
        closed = tuple(phases) == (Phase.CLOSED,)
        return refused("market_closed" if closed else "type_not_possible")
    return refused("halted") if listing.halted else None


def allowed_phase(
    rules: MarketRules, order: NewOrder, phases: Sequence[Phase], day: date, market: Market
) -> Phase | None:
    """Return the first of the running phases whose row of the order table takes the order."""
    for phase in phases:
        rule = _rule(rules, order, phase, day, market)
        if rule is not None and rule.allowed != "no":
            return phase
    return None


def _rule(
    rules: MarketRules, order: NewOrder, phase: Phase, day: date, market: Market
) -> OrderRule | None:
    return order_rule(rules, ENVIRONMENT, order.order_type, order.venue, phase, day, market)


def check_price(
    rules: MarketRules, product: Product, price: int, band: PriceBand, day: date
) -> Refused | None:
    """Check a price against the grid and the limits of the day."""
    if price <= 0 or not on_tick(rules, product, price, day):
        return refused("off_tick")
    if not band.lower <= price <= band.upper:
        return refused("beyond_limit")
    return None


def check_means(account: Account, order: NewOrder, held_price: int) -> Refused | None:
    """Check that cash, the limit of loans, or shares suffice; say how many would."""
    code, quantity = order.code, order.quantity
    if order.side is Side.SELL:
        sellable = _sellable(account, order)
        return refused("sellable_short", sellable) if quantity > sellable else None
    if account.margin(code, held_price, quantity, order.deposit) > account.orderable:
        return refused("margin_short", account.affordable(code, held_price, order.deposit))
    if order.credit is Credit.CASH:
        return None
    left = max(credit_left(account), 0)
    amount = held_price * quantity
    if amount - put_down(amount, order.deposit) <= left:
        return None
    return refused("credit_limit", left * 100 // (held_price * (100 - order.deposit)))


def credit_left(account: Account) -> int:
    """Return what an account may still be lent to buy shares, in won."""
    return credit_rule(account.costs.rules, account.day).limit - account.lent


def _sellable(account: Account, order: NewOrder) -> int:
    if order.credit is Credit.CASH:
        return account.position(order.code).sellable
    some = account.loans_of(order.code)
    merged = order.credit is Credit.MERGED
    return sum(held.sellable for held in some if merged or held.loan_date == order.loan_date)


def check_original(
    original: OrderRecord | None, code: str, venue: Venue, quantity: int, on_credit: bool = False
) -> Refused | None:
    """Check that an amend or cancel names an open order, its code, its venue and not too much of it."""
    if original is None or not original.open:
        return refused("unknown_order")
    if original.code != code:
        return refused("other_code")
    if original.venue is not venue:
        return refused("other_venue")
    if on_credit is (original.credit is Credit.CASH):
        return refused("other_kind")
    if quantity < 0:
        return refused("quantity")
    if quantity > original.open:
        return refused("more_than_open", original.open)
    return None
